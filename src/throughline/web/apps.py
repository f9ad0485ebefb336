"""The pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Its name and label."""

    name = "throughline.web"
    label = "web"
