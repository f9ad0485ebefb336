"""Rows of registers, page by page, with what a row shows; a fixed number of queries however many rows."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization, Person, Post
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
        found = found.filter(_beyond(keys, down, _cursor(after, len(keys))))
    order = [F(key).desc() if falls else F(key).asc() for key, falls in zip(keys, down, strict=True)]
    limit = max(1, min(limit, MOST))
    page = list(_full(found.order_by(*order))[: limit + 1])
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


def _full(found: QuerySet[Entry]) -> QuerySet[Entry]:
    return found.select_related(
        "register",
        "area__leader__organization",
        "task__lead",
        "task__accountable__organization",
        "task__leader__organization",
        "task__target__indicator",
    ).prefetch_related(
        "task__responsibilities__organization",
        "task__accountable__memberships__person",
        "task__leader__memberships__person",
    )


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


def _cursor(after: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return [_value(value) for _key, value in zip(range(length), values, strict=True)]
    except (ValueError, TypeError, KeyError, binascii.Error, ArithmeticError, ValidationError) as error:
        raise Invalid("after", _("This page does not exist any more. Start again from the first.")) from error


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]) if "day" in value else Decimal(value["number"])
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
        raise ValueError
    return value


def _group(entry: Entry, group: str) -> KeyArea | Organization | Post | None:
    return {"": None, "area": entry.area, "organization": entry.task.lead, "leader": entry.task.leader}[group]
