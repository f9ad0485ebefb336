from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "throughline.plans"
    label = "plans"
