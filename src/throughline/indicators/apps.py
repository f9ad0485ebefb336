"""The stage of indicators."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Its name and label."""

    name = "throughline.indicators"
    label = "indicators"
