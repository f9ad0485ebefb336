from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "throughline.register"
    label = "register"
