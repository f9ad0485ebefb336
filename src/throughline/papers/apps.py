"""The stage of papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Column sets, templates, numbers, issued papers."""

    name = "throughline.papers"
    label = "papers"
