from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "throughline.history"
    label = "history"
