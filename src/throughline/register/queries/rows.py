"""Rows of registers, page by page, with what a row shows; a fixed number of queries however many rows."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
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
from throughline.register.models import Entry, Register
from throughline.register.queries.filters import GROUPS, SORTS, RegisterFilter, entries, places
from throughline.register.queries.row import COLUMNS, Row, among, made

PAGE = 50
MOST = 500
#: As many rows are fetched at once where all of them are wanted: few queries, and little memory.
CHUNK = 2000


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
    known: frozenset[int] | None = None,
) -> Page:
    """A page of rows of `register` (of all registers when None) that `user` may see.

    `sort` is one of SORTS, `group` one of GROUPS, `after` the `next` of the page before. Raises Invalid for anything
    else. `as_of` is the day for which persons and overdue are told (default today). `known` are the keys of the entries
    that `counts` found for the same register, user and filter, where it tells them: then nothing is looked for again.
    """
    limit = max(1, min(limit, MOST))
    said = {"sort": sort, "group": group, "after": after, "descending": descending, "as_of": as_of}
    return _page(register, user, wanted, limit, known=known, **said)


def _page(
    register: Register | None,
    user: User | None,
    wanted: RegisterFilter | None,
    limit: int = CHUNK,
    *,
    sort: str = "order",
    descending: bool = False,
    group: str = "",
    after: str = "",
    as_of: date | None = None,
    known: frozenset[int] | None = None,
) -> Page:
    day = as_of or clock.today()
    first = sort == "order" and not group
    if known is None:
        places = entries(register, user, wanted or RegisterFilter(), as_of=day, first=first)
    else:
        places = Entry.objects.filter(pk__in=known)
    found, keys = _sorted(places, sort, group)
    down = [descending and place == len(GROUPS[group]) for place in range(len(keys))]
    if after:
        found = _after(found, keys, down, after)
    order = [F(key).desc() if falls else F(key).asc() for key, falls in zip(keys, down, strict=True)]
    page = list(found.order_by(*order).values_list(*COLUMNS, *keys)[: limit + 1])
    following = _mark(page[limit - 1][len(COLUMNS) :]) if len(page) > limit else ""
    return Page(made(page[:limit], day, group), following)


def all_rows(
    register: Register | None, user: User | None, wanted: RegisterFilter | None = None, **options: Any
) -> Iterator[Row]:
    """Every row, fetched page by page; `options` are those of `rows` but for paging."""
    after = None
    while after != "":
        page = _page(register, user, wanted, after=after or "", **options)
        yield from page.rows
        after = page.next


def rows_of(register: Register, user: User | None, keys: Sequence[int]) -> dict[int, Row]:
    """The rows of the tasks with these keys that stand on `register` and that `user` may see, cancelled ones too."""
    told: dict[int, Row] = {}
    for start in range(0, len(keys), CHUNK):
        wanted = set(keys[start : start + CHUNK])
        found = places(user).filter(among("task", wanted), register=register).values_list(*COLUMNS)
        values = [row for row in found if row[0] in wanted]
        told |= {row.task.pk: row for row in made(values, clock.today(), "")}
    return told


def _sorted(found: QuerySet[Entry], sort: str, group: str) -> tuple[QuerySet[Entry], list[str]]:
    if sort not in SORTS:
        raise Invalid("sort", _("The rows can't be sorted by this."))
    if group not in GROUPS:
        raise Invalid("group", _("The rows can't be grouped by this."))
    expressions = [*GROUPS[group], *SORTS[sort]]
    names = {f"key_{place}": expression for place, expression in enumerate(expressions)}
    return found.annotate(**names), [*names, "pk"]


def _beyond(keys: list[str], down: list[bool], values: list[Any]) -> Q:
    """Rows after `values` in the order of `keys`, each rising but for those that fall."""
    found, equal = Q(), Q()
    for key, falls, value in zip(keys, down, values, strict=True):
        found |= equal & Q(**{f"{key}__{'lt' if falls else 'gt'}": value})
        equal &= Q(**{key: value})
    return found


def _mark(values: Iterable[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([_plain(one) for one in values]).encode()).decode().rstrip("=")


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
