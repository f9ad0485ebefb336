"""For `verify`: nothing that is still open is answered for, led or kept by somebody who is no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Model, Q
from django.utils.translation import gettext as _

from throughline.history.problems import Problem
from throughline.indicators.models import Indicator, Target
from throughline.lib import clock
from throughline.lib.written import written_day
from throughline.organizations.models import Membership, Organization
from throughline.register.models import KeyArea, Responsibility, Task
from throughline.register.rules import LIVE_STATES

#: Ended organizations looked at with one query.
CHUNK = 500


def check_orphans() -> Iterator[Problem]:
    """What points at organizations that have ended. One query where none has."""
    today = clock.today()
    ended = list(Organization.objects.filter(ended_on__lte=today).order_by("pk"))
    for start in range(0, len(ended), CHUNK):
        units = {unit.pk: unit for unit in ended[start : start + CHUNK]}
        yield from _tasks(units)
        yield from _posts(units)
        yield from _measures(units, today)
        yield from _terms(units, today)


def _tasks(units: Mapping[int, Organization]) -> Iterator[Problem]:
    held = Responsibility.objects.filter(organization__in=units, task__state__in=LIVE_STATES)
    answering = _(
        "Task %(key)d: “%(unit)s” answers for it, but ended on %(day)s. Transfer the task to the successor."
    )
    for key, unit in held.order_by("task").values_list("task", "organization"):
        yield _problem(Task, key, answering, units[unit])
    # Where the unit answers too, that was said.
    led = Task.objects.filter(lead__in=units, state__in=LIVE_STATES)
    led = led.exclude(responsibilities__organization=F("lead"))
    leading = _("Task %(key)d: “%(unit)s” leads it, but ended on %(day)s. Give the task another lead unit.")
    for key, unit in led.order_by("pk").values_list("pk", "lead"):
        yield _problem(Task, key, leading, units[unit])


def _posts(units: Mapping[int, Organization]) -> Iterator[Problem]:
    """Posts of ended units that open tasks and key areas of open registers name."""
    named = Task.objects.filter(
        Q(accountable__organization__in=units) | Q(leader__organization__in=units), state__in=LIVE_STATES
    )
    text = _("Task %(key)d names a post of “%(unit)s”, which ended on %(day)s. Name another post.")
    rows = named.order_by("pk").values_list("pk", "accountable__organization", "leader__organization")
    for key, *houses in rows:
        yield _problem(Task, key, text, next(units[house] for house in houses if house in units))
    areas = KeyArea.objects.filter(leader__organization__in=units, register__closed_on=None)
    text = _("Key area %(key)d is led by a post of “%(unit)s”, which ended on %(day)s. Name another post.")
    for key, unit in areas.order_by("pk").values_list("pk", "leader__organization"):
        yield _problem(KeyArea, key, text, units[unit])


def _measures(units: Mapping[int, Organization], today: date) -> Iterator[Problem]:
    text = _("Indicator %(key)d is kept by “%(unit)s”, which ended on %(day)s. Name its successor.")
    kept = Indicator.objects.filter(organization__in=units).order_by("pk")
    yield from _pairs(Indicator, kept.values_list("pk", "organization"), text, units)
    text = _(
        "Target %(key)d is still to be reached by “%(unit)s”, which ended on %(day)s. Name its successor."
    )
    aims = Target.objects.filter(Q(due_on=None) | Q(due_on__gte=today), organization__in=units).order_by("pk")
    yield from _pairs(Target, aims.values_list("pk", "organization"), text, units)


def _terms(units: Mapping[int, Organization], today: date) -> Iterator[Problem]:
    """Persons who still hold a post there."""
    running = Membership.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=today), post__organization__in=units, started_on__lte=today
    )
    text = _("Term %(key)d: somebody still holds a post of “%(unit)s”, which ended on %(day)s. End the term.")
    rows = running.order_by("pk").values_list("pk", "post__organization")
    yield from _pairs(Membership, rows, text, units)


def _pairs(
    model: type[Model], rows: Iterable[Any], text: str, units: Mapping[int, Organization]
) -> Iterator[Problem]:
    for key, unit in rows:
        yield _problem(model, key, text, units[unit])


def _problem(model: type[Model], key: int, text: str, unit: Organization) -> Problem:
    told = {"key": key, "unit": unit.name, "day": written_day(unit.ended_on)}
    return Problem("orphan", text % told, model=model._meta.label, key=key)
