"""The stage of registers."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Its name and label."""

    name = "throughline.register"
    label = "register"
