"""The stage of plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Its name and label."""

    name = "throughline.plans"
    label = "plans"
