from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "throughline.calendars"
    label = "calendars"
