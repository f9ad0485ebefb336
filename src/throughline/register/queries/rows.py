"""Rows of registers, page by page, with what a row shows; a fixed number of queries however many rows."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Membership, Organization, Person, Post
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Entry, KeyArea, Register, Responsibility, Task
from throughline.register.queries.filters import GROUPS, SORTS, RegisterFilter, entries
from throughline.register.rules import is_overdue, lacks

PAGE = 50
MOST = 500


@dataclass(frozen=True)
class Row:
    """One row as a register shows it. `group` is the key area, organization or post under which it stands."""

    entry: Entry
    as_of: date
    group: KeyArea | Organization | Post | None = None

    @property
    def task(self) -> Task:
        return self.entry.task

    @property
    def lacks(self) -> tuple[str, ...]:
        """Codes of choices.Lack."""
        return lacks(self.task)

    @property
    def overdue(self) -> bool:
        return is_overdue(self.task, self.as_of)

    @property
    def responsibilities(self) -> list[Responsibility]:
        """In their order on the register."""
        return list(self.task.responsibilities.all())

    def organizations(self, role: str) -> list[Organization]:
        """Those who answer in `role`."""
        return [held.organization for held in self.responsibilities if held.role == role]

    @property
    def leads(self) -> list[Organization]:
        """The lead, or the equals where nobody leads."""
        return self.organizations(ResponsibilityRole.LEAD) or self.organizations(ResponsibilityRole.JOINT)

    @property
    def accountable_person(self) -> Person | None:
        """Who holds the accountable post on the day."""
        return self.task.accountable.holder_on(self.as_of) if self.task.accountable else None

    @property
    def leader_person(self) -> Person | None:
        """Who holds the post of the leader in charge on the day."""
        return self.task.leader.holder_on(self.as_of) if self.task.leader else None


@dataclass(frozen=True)
class Page:
    """Some rows, and the cursor after which the next page begins ("" at the end)."""

    rows: list[Row]
    next: str = ""


def rows(
    register: Register | None,
    user: User | None,
    wanted: RegisterFilter | None = None,
    *,
    sort: str = "order",
    descending: bool = False,
    group: str = "",
    after: str = "",
    limit: int = PAGE,
    as_of: date | None = None,
) -> Page:
    """A page of rows of `register` (of all registers when None) that `user` may see.

    `sort` is one of SORTS, `group` one of GROUPS, `after` the `next` of the page before. Raises Invalid for anything
    else. `as_of` is the day for which persons and overdue are told (default today).
    """
    day = as_of or clock.today()
    found, keys = _sorted(entries(register, user, wanted or RegisterFilter(), as_of=day), sort, group)
    down = [descending and place == len(GROUPS[group]) for place in range(len(keys))]
    if after:
        found = _after(found, keys, down, after)
    order = [F(key).desc() if falls else F(key).asc() for key, falls in zip(keys, down, strict=True)]
    limit = max(1, min(limit, MOST))
    page = _full(found.order_by(*order)[: limit + 1])
    made = [Row(entry, day, _group(entry, group)) for entry in page[:limit]]
    return Page(made, _mark(page[limit - 1], keys) if len(page) > limit else "")


def all_rows(
    register: Register | None, user: User | None, wanted: RegisterFilter | None = None, **options: Any
) -> Iterator[Row]:
    """Every row, fetched page by page; `options` are those of `rows` but for paging."""
    after = None
    while after != "":
        page = rows(register, user, wanted, after=after or "", limit=MOST, **options)
        yield from page.rows
        after = page.next


def _sorted(found: QuerySet[Entry], sort: str, group: str) -> tuple[QuerySet[Entry], list[str]]:
    if sort not in SORTS:
        raise Invalid("sort", _("The rows can't be sorted by this."))
    if group not in GROUPS:
        raise Invalid("group", _("The rows can't be grouped by this."))
    expressions = [*GROUPS[group], *SORTS[sort]]
    names = {f"key_{place}": expression for place, expression in enumerate(expressions)}
    return found.annotate(**names), [*names, "pk"]


def _full(found: QuerySet[Entry]) -> list[Entry]:
    """The rows with what they show. Many rows share few units and posts, so each of these is read once."""
    page = list(found.select_related("task", "area").prefetch_related("register", "task__responsibilities"))
    tasks = [entry.task for entry in page]
    terms = Prefetch("memberships", Membership.objects.select_related("person"))
    _share(
        tasks, ("accountable", "leader"), Post.objects.select_related("organization").prefetch_related(terms)
    )
    held = [one for task in tasks for one in task.responsibilities.all()]
    units = _share(held, ("organization",), Organization.objects.all())
    _share(tasks, ("lead",), Organization.objects.all(), units)
    return page


def _share(
    rows: Sequence[Model], names: Sequence[str], source: QuerySet[Any], known: dict[int, Any] | None = None
) -> dict[int, Any]:
    """Set the rows' relations `names` to objects read once, of which some may be `known`; gives all that are."""
    wanted = {getattr(row, f"{name}_id") for row in rows for name in names} - {None}
    known = dict(known or {})
    missing = wanted - known.keys()
    if missing:
        known |= source.in_bulk(missing)
    for row in rows:
        for name in names:
            setattr(row, name, known.get(getattr(row, f"{name}_id")))
    return known


def _beyond(keys: list[str], down: list[bool], values: list[Any]) -> Q:
    """Rows after `values` in the order of `keys`, each rising but for those that fall."""
    found, equal = Q(), Q()
    for key, falls, value in zip(keys, down, values, strict=True):
        found |= equal & Q(**{f"{key}__{'lt' if falls else 'gt'}": value})
        equal &= Q(**{key: value})
    return found


def _mark(entry: Entry, keys: list[str]) -> str:
    values = [_plain(getattr(entry, key)) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return {"day": value.isoformat()}
    return {"number": str(value)} if isinstance(value, Decimal) else value


def _after(found: QuerySet[Entry], keys: list[str], down: list[bool], after: str) -> QuerySet[Entry]:
    """The rows after a mark. Raises Invalid for one that is none of ours, or of another order."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        values = [_value(value) for _key, value in zip(keys, plain, strict=True)]
        return found.filter(_beyond(keys, down, values))
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError, ValidationError) as error:
        raise Invalid("after", _("This page does not exist any more. Start again from the first.")) from error


def _value(value: Any) -> Any:
    if isinstance(value, dict) and "day" in value:
        return date.fromisoformat(value["day"])
    plain = Decimal(value["number"]) if isinstance(value, dict) else value
    if not isinstance(plain, int | Decimal) or isinstance(plain, bool) or not abs(plain) < 2**63:
        raise ValueError
    return plain


def _group(entry: Entry, group: str) -> KeyArea | Organization | Post | None:
    if group == "area":
        return entry.area
    return {"": None, "organization": entry.task.lead, "leader": entry.task.leader}[group]
