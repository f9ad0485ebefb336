"""The reports that units owe as a workbook: to be filled in, and brought back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.models import Period, Report
from throughline.delivery.permissions import REPORTING
from throughline.delivery.queries.reporting import Draft, current_periods, owed, prefills
from throughline.exchange.returned.refusals import NothingToReport
from throughline.exchange.returned.slip import REPORTS, RowKey, Slip, microseconds, sealed
from throughline.exchange.returned.values import written
from throughline.formats.sheets import Column, Sheet, workbook
from throughline.lib import clock
from throughline.lib.written import written_day
from throughline.organizations.models import Organization
from throughline.register.choices import Colour, TaskState
from throughline.register.models import Entry, Responsibility, Task

OWN_COLOURS = (Colour.GREEN, Colour.YELLOW, Colour.RED)
#: Name, title, width and kind of the columns that are there to be read.
READ = (
    ("register", gettext_lazy("Register"), 20, "text"),
    ("number", gettext_lazy("No."), 7, "text"),
    ("task", gettext_lazy("Task"), 40, "text"),
    ("unit", gettext_lazy("Unit"), 18, "text"),
    ("period", gettext_lazy("Period"), 26, "text"),
    ("due", gettext_lazy("Report due on"), 12, "date"),
    ("returned", gettext_lazy("Why it came back"), 26, "text"),
    ("indicator", gettext_lazy("What the value tells"), 20, "text"),
)
#: The columns that are filled in: the fields of a report.
FILLED = (
    ("progress", gettext_lazy("Progress (%)"), 10, "number"),
    ("value", gettext_lazy("Value"), 12, "number"),
    ("done", gettext_lazy("What was done"), 44, "text"),
    ("problem", gettext_lazy("Problem"), 30, "text"),
    ("help_needed", gettext_lazy("Help needed"), 30, "text"),
    ("colour", gettext_lazy("Own rating"), 12, "text"),
)
COLUMNS = (*READ, *FILLED)
NAMES = tuple(name for name, _title, _width, _kind in COLUMNS)
FIELDS = tuple(name for name, _title, _width, _kind in FILLED)
KINDS = {name: kind for name, _title, _width, kind in COLUMNS}
TITLES = {name: title for name, title, _width, _kind in COLUMNS}


@dataclass(frozen=True)
class Asked:
    """A report that can be filed: of a task at its place on a register, by a unit, for a period."""

    entry: Entry
    task: Task
    organization: Organization
    period: Period
    draft: Draft = field(default_factory=Draft)

    @property
    def due_on(self) -> date:
        """The day by which it is due; of one that came back, by which it is due again."""
        returned = self.draft.returned
        return (returned.due_again_on if returned else None) or self.period.due_on

    @property
    def key(self) -> tuple[int, int, int]:
        return self.task.pk, self.organization.pk, self.period.pk


def report_workbook(user: User | None, *, every: bool = False) -> bytes:
    """The reports that the units of `user` owe, one a row, as their forms begin; with `every` also those that were
    filed for the present period already. Raises NothingToReport.
    """
    slip = _slip(user)
    rows = asked(user, every=every)
    if not rows:
        raise NothingToReport
    columns = [_column(*told) for told in COLUMNS]
    note = "\n".join(
        (
            _("Fill in the columns with white heads and bring the workbook back under Reports."),
            _("What was filed last stands there. A row in which you change nothing is not filed."),
        )
    )
    key = Column(slip.key_title, 12, hidden=True)
    sheet = Sheet(_("Reports"), [*columns, key], [_row(one, slip) for one in rows], note)
    return workbook([sheet, slip.sheet()])


def asked(user: User | None, *, every: bool = False) -> list[Asked]:
    """What is owed, each with what its form begins with; with `every` what else can be reported on now, after it."""
    found = [Asked(one.entry, one.task, one.organization, one.period) for one in owed(user=user)]
    if every:
        known = {(one.task.pk, one.organization.pk) for one in found}
        found += [one for one in _reportable(user) if (one.task.pk, one.organization.pk) not in known]
    return with_drafts(found)


def with_drafts(rows: Sequence[Asked]) -> list[Asked]:
    """The rows with what their forms begin with; in a fixed number of queries."""
    drafts = prefills([(one.task, one.organization, one.period) for one in rows])
    prefetch_related_objects([one.task for one in rows], "target__indicator")
    return [replace(one, draft=drafts[one.key]) for one in rows]


def _reportable(user: User | None) -> list[Asked]:
    """Every task under way that the units of `user` report on, with the present period of its home register."""
    rows = Responsibility.objects.filter(role__in=REPORTING, task__state=TaskState.OPEN)
    held = list(
        allowed(user, "delivery.file_report", rows).select_related("task", "organization").order_by("pk")
    )
    homes = Entry.objects.filter(is_home=True, task__in={one.task_id for one in held})
    by_task = {entry.task_id: entry for entry in homes.select_related("register")}
    periods = current_periods({entry.register_id for entry in by_task.values()})
    return [
        Asked(entry, one.task, one.organization, period)
        for one in held
        if (entry := by_task.get(one.task_id)) and (period := periods.get(entry.register_id))
    ]


def _slip(user: User | None) -> Slip:
    """Its moment lies before the rows are read: what is filed meanwhile is noticed."""
    return Slip(
        kind=REPORTS,
        register=0,
        slug="",
        title=_("Reports"),
        moment=microseconds(clock.now()),
        language=get_language() or "en",
        columns=tuple((name, str(title)) for name, title, _width, _kind in COLUMNS),
        key_title=_("Key of the row"),
        by=str(user or ""),
        kinds=tuple(kind for _name, _title, _width, kind in COLUMNS),
    )


def _column(name: str, title: Any, width: float, kind: Any) -> Column:
    choices = [str(colour.label) for colour in OWN_COLOURS] if name == "colour" else ()
    return Column(str(title), width, kind, muted=name not in FIELDS, choices=choices)


def _row(one: Asked, slip: Slip) -> list[Any]:
    values = row_values(one)
    key = RowKey(0, slip.moment, one.task.pk, one.draft.attempt, one.period.pk, one.organization.pk)
    return [*values, sealed(key, plain(values))]


def row_values(one: Asked) -> list[Any]:
    """What stands in the cells of a row, in the order of COLUMNS."""
    return [*_read(one), *filled_values(one.draft, one.period)]


def _read(one: Asked) -> list[Any]:
    target, returned = one.task.target, one.draft.returned
    return [
        one.entry.register.title,
        one.entry.number,
        one.task.title,
        one.organization.name,
        f"{written_day(one.period.starts_on)} – {written_day(one.period.ends_on)}",
        one.due_on,
        returned.reason if returned else "",
        str(target.indicator) if target else "",
    ]


def filled_values(draft: Draft, period: Period) -> list[Any]:
    """What stands in the columns that are filled in: the last account, and of the period itself what was done."""
    before = draft.before
    same = before is not None and before.period_id == period.pk
    colour = str(Colour(draft.colour).label) if draft.colour else ""
    done = draft.done if same else ""
    return [draft.progress, draft.value, done, draft.problem, draft.help_needed, colour]


def plain(values: Iterable[Any]) -> list[str]:
    """The cells as they will be read again."""
    return [written(KINDS[name], value) for name, value in zip(NAMES, values, strict=True)]


def told(report: Report) -> tuple[tuple[str, str], ...]:
    """What a report says, as (title, text) of each field that it fills."""
    cells = [written(KINDS[name], _said(report, name)) for name in FIELDS]
    return tuple((str(TITLES[name]), cell) for name, cell in zip(FIELDS, cells, strict=True) if cell)


def _said(report: Report, name: str) -> Any:
    value = getattr(report, name)
    return str(Colour(value).label) if name == "colour" and value else value
