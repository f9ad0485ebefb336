"""The room in Django's list."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class HistoryConfig(AppConfig):
    """Knows the names of all acts before the first page shows one: each stage gives them in its `acts.py`."""

    name = "throughline.history"
    label = "history"

    def ready(self) -> None:
        autodiscover_modules("acts")
