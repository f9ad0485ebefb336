from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "throughline.delivery"
    label = "delivery"
