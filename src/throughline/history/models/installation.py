"""Which installation this database is: the chain heads kept outside it name the same key."""

from __future__ import annotations

from django.db import models


class Installation(models.Model):
    """A database's life since it was set up or restored; the last row counts."""

    key = models.CharField(max_length=32, unique=True)
    began_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.key
