"""The delivery stage's Django application."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Reports, ratings, completions."""

    name = "throughline.delivery"
    label = "delivery"
