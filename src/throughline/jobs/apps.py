"""The room in Django's list."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background jobs."""

    name = "throughline.jobs"
    label = "jobs"
