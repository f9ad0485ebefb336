"""The days on which the daily work was asked for."""

from __future__ import annotations

from django.db import models


class DailyRun(models.Model):
    """The daily work of a day was asked for: by one of however many workers, once."""

    day = models.DateField(unique=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
