"""Counts kept from one day to the next, so that a board over a million tasks needs not count them for each reader."""

from __future__ import annotations

from django.db import models

#: In place of an organization from which a task is seen.
EVERYBODY = 0


class Tally(models.Model):
    """So many tasks of one rating, as everything stood at the end of `day`; see queries.tallies for what they are of.

    Counted was everything (`seen_from` None), what is public (EVERYBODY), or what else the readers of an organization
    see.
    Keys instead of references: a row tells what was counted, also of what is deleted since.
    """

    day = models.DateField()
    seen_from = models.BigIntegerField(null=True)
    of = models.CharField(max_length=8)
    register = models.BigIntegerField(null=True)
    area = models.BigIntegerField(null=True)
    leader = models.BigIntegerField(null=True)
    lead = models.BigIntegerField(null=True)
    month = models.DateField(null=True)
    rating = models.CharField(max_length=6)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["seen_from", "of"], name="tally_seen_from")]

    def __str__(self) -> str:
        return f"{self.of} {self.rating}: {self.number}"
