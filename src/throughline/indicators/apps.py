from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "throughline.indicators"
    label = "indicators"
