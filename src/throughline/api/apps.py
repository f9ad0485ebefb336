"""The API as an application of Django's."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """It keeps no tables."""

    name = "throughline.api"
    label = "api"
