"""Series are set up by administrators; offices take numbers from them and void what was taken in vain."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.papers.models import Number, NumberSeries
from throughline.papers.refusals import NumberIsVoid, SeriesIsClosed, SeriesNameTaken

FIELDS = ("name", "pattern", "begun_year", "begun_at", "is_open")
#: The number itself; with so many digits as there are letters: {nnn} is 007.
_COUNT = re.compile(r"\{(n{1,6})\}")
_YEAR = "{year}"


def create_series(
    organization: Organization, *, by: User | None, name: str, pattern: str, why: str = "", **fields: Any
) -> NumberSeries:
    """A new series of `organization`; the pattern has {n} once, and {year} at most once.

    Raises SeriesNameTaken, Invalid.
    """
    check(by, "papers.set_up_series", organization)
    made = NumberSeries(organization=organization)
    assign(made, {"name": name, "pattern": pattern, **fields}, FIELDS)
    _checked(made)
    with unless_raced(_taken(made)), act("papers.create_series", by=by, why=why) as this:
        this.create(made)
        this.about(made)
    return made


def edit_series(
    series: NumberSeries, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> NumberSeries:
    """Change a series; numbers that were taken stay as they were written. Raises as create_series, ChangedMeanwhile."""
    check(by, "papers.keep_series", series)
    assign(series, changes, FIELDS)
    _checked(series)
    with unless_raced(_taken(series)), act("papers.edit_series", by=by, why=why, about=series) as this:
        this.save(series, seen=seen)
    return series


def take_number(series: NumberSeries, *, by: User | None, subject: str, why: str = "") -> Number:
    """The next number of this year, for a paper written elsewhere. Raises SeriesIsClosed, Invalid."""
    check(by, "papers.take_number", series)
    with unless_raced(), act("papers.take_number", by=by, why=why) as this:
        made = taken(this, series, by=by, subject=subject)
        this.about(made)
    return made


def taken(this: Act, series: NumberSeries, *, by: User | None, subject: str) -> Number:
    """The next number, within an act. The series is locked: whoever else takes one waits, and gets the one after."""
    locked = NumberSeries.objects.select_for_update().get(pk=series.pk)
    if not locked.is_open:
        raise SeriesIsClosed(name=locked.name)
    year = clock.today().year
    last = Number.objects.filter(series=locked, year=year).aggregate(last=Max("value"))["last"] or 0
    first = locked.begun_at if locked.begun_year == year else 1
    value = max(last + 1, first)
    made = Number(series=locked, year=year, value=value, subject=subject, taken_at=clock.now(), taken_by=by)
    made.text = written(locked.pattern, year, value)
    clean(made)
    return this.create(made)


def void_number(number: Number, *, by: User | None, reason: str) -> Number:
    """Record that the number's paper is void. It is never given again. Raises NumberIsVoid, Invalid."""
    check(by, "papers.take_number", number.series)
    if not reason.strip():
        raise Invalid("reason", _("Say why it is void; the register of numbers shows it."))
    with act("papers.void_number", by=by, why=reason.strip(), about=number) as this:
        row = Number.objects.select_for_update(of=("self",)).get(pk=number.pk)
        if row.voided_at:
            raise NumberIsVoid(number=row.text, day=row.voided_at)
        row.voided_at, row.voided_by, row.void_reason = clock.now(), by, reason
        clean(row)
        this.save(row)
    return row


def written(pattern: str, year: int, value: int) -> str:
    """The number as it stands on a paper."""
    numbered = _COUNT.sub(lambda found: str(value).zfill(len(found[1])), pattern)
    return numbered.replace(_YEAR, str(year))


def _taken(row: NumberSeries) -> SeriesNameTaken:
    return SeriesNameTaken(organization=str(row.organization), name=row.name)


def _checked(row: NumberSeries) -> None:
    clean(row)
    others = NumberSeries.objects.filter(organization=row.organization, name=row.name).exclude(pk=row.pk)
    if others.exists():
        raise _taken(row)
    rest = _COUNT.sub("", row.pattern, count=1)
    if (
        rest == row.pattern
        or rest.count(_YEAR) > 1
        or "{" in rest.replace(_YEAR, "")
        or "}" in rest.replace(_YEAR, "")
    ):
        raise Invalid(
            "pattern",
            _(
                "Write {n} where the number stands, and {year} where the year does, such as City Sup. [{year}] No. {n}."
            ),
        )
    if row.begun_at < 1:
        raise Invalid("begun_at", _("Numbers begin at 1 or later."))
