"""The stage of calendars."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Working days."""

    name = "throughline.calendars"
    label = "calendars"
