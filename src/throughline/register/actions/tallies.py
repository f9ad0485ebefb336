"""Once a day everything is counted, for boards over many tasks. No act: what is derived is not history."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils.translation import gettext as _

from throughline.history import past
from throughline.history.problems import Problem
from throughline.register.models import Entry, Tally
from throughline.register.queries import tallies
from throughline.register.queries.tallies import KINDS, Key, counted, months_until, settled_day

BATCH = 500


def keep_tallies() -> int:
    """Count all tasks as they stood at the end of the last day that is surely over; how many tallies were kept.

    Of few tasks none are: there everything is counted for each reader.
    """
    day, first = settled_day(), past.first_day()
    enough = Entry.objects.filter(is_home=True).order_by()[tallies.LEAST - 1 : tallies.LEAST].exists()
    if not enough or first is None or day < first:
        Tally.objects.all().delete()
        return 0
    with past.seen_at(past.last_moment(day)):
        found = counted(months_until(day))
    with transaction.atomic():
        _alone()
        Tally.objects.all().delete()
        rows = [Tally(day=day, number=number, **key._asdict()) for key, number in found.items()]
        Tally.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _alone() -> None:
    """Two ticks at once keep everything once. (On SQLite acts come one after another.)"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Tally._meta.db_table} IN EXCLUSIVE MODE")


def check_tallies() -> Iterator[Problem]:
    """For `verify`: tallies that are not what the versions of their day say."""
    rows = Tally.objects.filter(of__in=KINDS).order_by().values_list(*Key._fields, "number")
    kept = {Key(*key): number for *key, number in rows}
    day = Tally.objects.order_by().values_list("day", flat=True).first()
    if day is None:
        return
    with past.seen_at(past.last_moment(day)):
        due = counted(sorted({key.month for key in kept if key.month}))
    for key in sorted(kept.keys() | due.keys(), key=str):
        if kept.get(key, 0) != due[key]:
            message = _(
                "Tally of %(day)s, %(key)s: %(kept)d are kept, but the versions of that day say %(due)d."
            )
            told = " ".join(str(part) for part in key if part not in (None, ""))
            values = {"day": day, "key": told, "kept": kept.get(key, 0), "due": due[key]}
            yield Problem("derived", message % values, model=Tally._meta.label)
