"""Which rows of registers are wanted, in which order, as conditions over Entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.lib import clock
from throughline.lib.fields import ExactDecimalField
from throughline.lib.refusal import Invalid
from throughline.lib.text import to_simplified
from throughline.lib.tree import within
from throughline.organizations.models import Organization
from throughline.register.choices import Colour, Lack
from throughline.register.models import Entry, Register, Responsibility, Task
from throughline.register.permissions import sees_many
from throughline.register.rules import LIVE_STATES, SET_ASIDE, lacking, overdue

LAST_DAY = date(9999, 12, 31)
FIRST_DAY = date(1, 1, 1)
LAST = 2**31 - 1

#: The worst first; what is not rated stands before what is well.
SEVERITY = (Colour.RED, Colour.ORANGE, Colour.YELLOW, Colour.BLUE, Colour.NONE, Colour.GREEN)


#: In place of a key: the rows that have none.
NONE = 0


@dataclass(frozen=True)
class RegisterFilter:
    """What a reader of registers asks for; what is left out restricts nothing, but cancelled and merged tasks have to
    be asked for: without `states` they are left out, of lists and of counts alike.

    `text` is looked for word by word in numbers, wordings and names of organizations. `organization` is the key of
    one whose subtree answers (in `role`, when given), `lead` of the one that leads. `leader` is in charge: named by
    the task, else by its key area. `area`, `lead` and `leader` may be NONE: tasks without one. `ratings` are those of
    today, or as they were known at the end of the day `rated_on`. `lacks` is a code of choices.Lack, or "any".

    Of all registers together, those whose year was closed (by the day `rated_on`) have to be asked for, too: with
    `closed_years`, or by one of their key areas.
    """

    text: str = ""
    organization: int | None = None
    role: str = ""
    lead: int | None = None
    area: int | None = None
    leader: int | None = None
    accountable: int | None = None
    ratings: tuple[str, ...] = ()
    rated_on: date | None = None
    states: tuple[str, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool = False
    lacks: str = ""
    parent: int | None = None
    plan: int | None = None
    clause: int | None = None
    unsigned: bool = False
    closed_years: bool = False


def entries(
    register: Register | None,
    user: User | None,
    wanted: RegisterFilter,
    *,
    as_of: date | None = None,
    first: bool = False,
) -> QuerySet[Entry]:
    """The entries that `user` may see and `wanted` describes: what stands on a register, also what is at home on
    another one. Of all registers together, when none is given, each task counts once, where it is at home.

    `first`: only the first of them are wanted, in the order of an index. Who sees very many is then asked about one
    after the other; but not where a filter other than by unit, which has an index, may leave few of them in sight.
    """
    dense = wanted.organization or wanted.lead or replace(wanted, closed_years=False) == RegisterFilter()
    one_by_one = first and bool(dense) and sees_many(user)
    found = places(user, each=one_by_one).filter(_condition(wanted, as_of or clock.today()))
    if register is not None:
        return found.filter(register=register)
    found = found.filter(is_home=True)
    return found if wanted.closed_years or wanted.area else running(found, wanted.rated_on)


def running(places: QuerySet[Entry], day: date | None = None) -> QuerySet[Entry]:
    """Those on registers whose year was not closed; or not by the end of `day`."""
    return places.exclude(register__in=closed_registers(day).values("pk"))


def closed_registers(day: date | None = None) -> QuerySet[Register]:
    """The registers whose year was closed; by the end of `day`, when one is given."""
    by_then = Q() if day is None else Q(closed_on__lte=day)
    return Register.objects.filter(by_then, closed_on__isnull=False).order_by()


def places(user: User | None, *, each: bool = False) -> QuerySet[Entry]:
    """Every place of every task that `user` may see; `each` as `allowed` takes it."""
    return allowed(user, "register.view_task", Entry.objects.all(), path="task", each=each)


#: What a list or a count leaves out that nobody asked for. Stated once: for lists, boards and numbers on lists.
STANDING = ~Q(task__state__in=SET_ASIDE)


def tasks_on(day: date) -> QuerySet[Any]:
    """The tasks (their `id`, `rating`, `state`) as they were known at the end of `day`; today, as they are."""
    return Task.objects.all() if day >= clock.today() else Task.as_of(clock.end_of(day))


def _condition(wanted: RegisterFilter, as_of: date) -> Q:
    found = _words(wanted.text) & _answering(wanted) & _lacks(wanted.lacks) & _rated(wanted)
    found &= _in_charge(wanted.leader) & _given("area", wanted.area) & _given("task__lead", wanted.lead)
    plain = {
        "task__accountable": wanted.accountable,
        "task__parent": wanted.parent,
        "register__plan": wanted.plan,
        "task__clause": wanted.clause,
        "task__state__in": wanted.states or None,
        "task__due_on__gte": wanted.due_from,
        "task__due_on__lte": wanted.due_to,
    }
    found &= Q(**{name: value for name, value in plain.items() if value is not None})
    if not wanted.states:
        found &= STANDING
    if wanted.overdue:
        found &= overdue_here(as_of)
    return found


def overdue_here(as_of: date) -> Q:
    """The condition on entries "overdue, and not gone on to the next year's register", where it counts then."""
    return overdue(as_of, "task") & Q(carried_on=None)


def _given(path: str, key: int | None) -> Q:
    if key is None:
        return Q()
    return Q(**{f"{path}__isnull": True}) if key == NONE else Q(**{path: key})


def _in_charge(key: int | None) -> Q:
    """Whose task it is: the task's own leader, else its key area's."""
    if key is None:
        return Q()
    own, areas = _given("task__leader", key), _given("area__leader", key)
    return own & areas if key == NONE else own | Q(task__leader=None) & areas


def _rated(wanted: RegisterFilter) -> Q:
    if not wanted.ratings and wanted.rated_on is None:
        return Q()
    if wanted.rated_on is None:
        return Q(task__rating__in=wanted.ratings)
    stood = tasks_on(wanted.rated_on).exclude(state__in=SET_ASIDE).order_by()
    if wanted.ratings:
        stood = stood.filter(rating__in=wanted.ratings)
    return Q(task__in=stood.values("id"))


def _answering(wanted: RegisterFilter) -> Q:
    """Tasks for which the organization or one below it answers."""
    if wanted.organization is None and not wanted.role and not wanted.unsigned:
        return Q()
    held = Responsibility.objects.all()
    if wanted.organization is not None:
        unit = Organization.objects.filter(pk=wanted.organization).first()
        held = held.filter(within(unit, "organization")) if unit else held.none()
    if wanted.role:
        held = held.filter(role=wanted.role)
    if wanted.unsigned:
        held = held.filter(signed_at=None)
    return Q(task__in=held.values("task"))


def _lacks(code: str) -> Q:
    if not code:
        return Q()
    if code != "any" and code not in Lack.values:
        raise Invalid("lacks", _("Choose from the list what the rows lack."))
    codes = Lack.values if code == "any" else [code]
    missing = Q()
    for each in codes:
        missing |= lacking(each, "task")
    return missing & Q(task__state__in=LIVE_STATES, carried_on=None)


def _words(text: str) -> Q:
    found = Q()
    for word in text.split()[:8]:
        found &= _word(word) if to_simplified(word) == word else _word(word) | _word(to_simplified(word))
    return found


def _word(word: str) -> Q:
    named = Organization.objects.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
    answering = Responsibility.objects.filter(organization__in=named)
    return (
        Q(number__iexact=word)
        | Q(task__title__icontains=word)
        | Q(task__aim__icontains=word)
        | Q(task__standard__icontains=word)
        | Q(task__requirement__icontains=word)
        | Q(area__title__icontains=word)
        | Q(task__in=answering.values("task"))
    )


_severity = Case(
    *(When(task__rating=colour, then=Value(place)) for place, colour in enumerate(SEVERITY)),
    default=Value(len(SEVERITY)),
    output_field=IntegerField(),
)


def _late(path: str) -> Coalesce:
    """A number by which to sort, with what has none at the end."""
    return Coalesce(F(path), Value(LAST))


_unit = (_late("task__lead__level"), _late("task__lead__official_order"), _late("task__lead"))


def _of_leader(path: str = "") -> Coalesce:
    """The same of whoever is in charge: the task's own leader, else its key area's."""
    return Coalesce(F(f"task__leader{path}"), F(f"area__leader{path}"), Value(LAST))


_leader = (
    _of_leader("__organization__level"),
    _of_leader("__organization__official_order"),
    _of_leader("__official_order"),
    _of_leader(),
)
#: The post in charge, None where nobody is.
IN_CHARGE = Coalesce("task__leader", "area__leader")

#: Names of orders; every key is never NULL, so that a page can go on after any row.
SORTS: MappingProxyType[str, tuple[Any, ...]] = MappingProxyType(
    {
        "order": (F("position"),),
        "due": (Coalesce(F("task__due_on"), Value(LAST_DAY)), F("position")),
        "rating": (_severity, F("position")),
        "progress": (
            Coalesce(F("task__progress"), Value(-1, output_field=ExactDecimalField())),
            F("position"),
        ),
        "reported": (Coalesce(F("task__reported_on"), Value(FIRST_DAY)), F("position")),
        "lead": (*_unit, F("position")),
        "leader": (*_leader, F("position")),
    }
)

#: Names of groupings, and the keys by which groups follow each other.
GROUPS: MappingProxyType[str, tuple[Any, ...]] = MappingProxyType(
    {
        "": (),
        "area": (_late("area__position"), _late("area")),
        "organization": _unit,
        "leader": _leader,
    }
)
