"""Once a day everything is counted, for boards over many tasks. No act: what is derived is not history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from throughline.history import past
from throughline.history.problems import Problem
from throughline.organizations.models import Organization
from throughline.register.models import EVERYBODY, Entry, Tally
from throughline.register.permissions import many_seen_from
from throughline.register.queries import tallies
from throughline.register.queries.tallies import KINDS, Key, Tallies, counted, months_until, settled_day

BATCH = 500


def keep_tallies() -> int:
    """Count all tasks, and those in sight from each organization from which very many are, as they stood at the end of
    the last day that is surely over; how many tallies were kept.

    Of few tasks none are: there everything is counted for each reader.
    """
    day, first = settled_day(), past.first_day()
    enough = Entry.objects.filter(is_home=True).order_by()[tallies.LEAST - 1 : tallies.LEAST].exists()
    if not enough or first is None or day < first:
        Tally.objects.all().delete()
        return 0
    months, rows = months_until(day), []
    for seat in (None, EVERYBODY, *(one.pk for one in many_seen_from(tallies.LEAST))):
        with past.seen_at(past.last_moment(day)):
            found = _counted(months, seat)
        rows += [Tally(day=day, seen_from=seat, number=n, **key._asdict()) for key, n in found.items()]
    with transaction.atomic():
        _alone()
        Tally.objects.all().delete()
        Tally.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _counted(months: Sequence[date], seen_from: int | None) -> Tallies:
    """Nothing from an organization that was not there yet."""
    if seen_from and not Organization.objects.filter(pk=seen_from).exists():
        return Counter()
    return counted(months, seen_from)


def _alone() -> None:
    """Two ticks at once keep everything once. (On SQLite acts come one after another.)"""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Tally._meta.db_table} IN EXCLUSIVE MODE")


def check_tallies() -> Iterator[Problem]:
    """For `verify`: tallies that are not what the versions of their day say."""
    kept = Tally.objects.order_by("day", "seen_from").values_list("day", "seen_from").distinct()
    for day, seen_from in kept:
        yield from _checked(day, seen_from)


def _checked(day: date, seen_from: int | None) -> Iterator[Problem]:
    """The tallies of what is seen from there beside the versions of that day."""
    rows = (
        Tally.objects.filter(of__in=KINDS, seen_from=seen_from).order_by().values_list(*Key._fields, "number")
    )
    kept = {Key(*key): number for *key, number in rows}
    with past.seen_at(past.last_moment(day)):
        due = _counted(sorted({key.month for key in kept if key.month}), seen_from)
    for key in sorted(kept.keys() | due.keys(), key=str):
        if kept.get(key, 0) != due[key]:
            message = _(
                "Tally of %(day)s, %(key)s: %(kept)d are kept, but the versions of that day say %(due)d."
            )
            told = " ".join(str(part) for part in (seen_from, *key) if part not in (None, ""))
            values = {"day": day, "key": told, "kept": kept.get(key, 0), "due": due[key]}
            yield Problem("derived", message % values, model=Tally._meta.label)
