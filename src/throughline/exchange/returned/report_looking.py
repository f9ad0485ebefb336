"""Workbooks of reports that came back, looked at: what each row would file. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.actions.reports import draft_report
from throughline.delivery.models import Period
from throughline.delivery.permissions import REPORTING
from throughline.delivery.queries.reporting import REPORTED_AT, Draft, prefills
from throughline.delivery.refusals import NotOfThisRegister, PeriodIsClosed, TaskIsNotOpen
from throughline.documents.messages import refusal
from throughline.exchange.returned.compare import displaced
from throughline.exchange.returned.opening import Opened, ReturnedRow, open_returned
from throughline.exchange.returned.refusals import NotOfReports, TooManyFiles, TooManyReports
from throughline.exchange.returned.report_export import (
    FIELDS,
    NAMES,
    OWN_COLOURS,
    READ,
    TITLES,
    Asked,
    plain,
    row_values,
    told,
)
from throughline.exchange.returned.report_told import Meanwhile, ReportCell, ReportRow, ReportsPreview
from throughline.exchange.returned.slip import REPORTS, RowKey, seal
from throughline.exchange.returned.told import FileTold, Trouble
from throughline.formats.errors import UnreadableFile
from throughline.lib import clock
from throughline.lib.refusal import Invalid, Refused
from throughline.organizations.models import Organization
from throughline.register.choices import Colour, TaskState
from throughline.register.models import Entry, Responsibility, Task

MOST_FILES, MOST_ROWS = 50, 5_000
File = tuple[str, bytes]


class _Place(NamedTuple):
    """A row of a workbook, with the key that it surely has."""

    opened: Opened
    row: ReturnedRow
    key: RowKey


def look_at_reports(files: Sequence[File], *, by: User | None) -> ReportsPreview:
    """What `files` (name, bytes) would file for the units of `by`. A file that can't be read is told; others go on.

    Raises TooManyFiles, TooManyReports.
    """
    if len(files) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    looking = _Looking(by)
    for name, data in files:
        looking.open(name, data)
    looking.compare()
    return looking.preview


class _Looking:
    def __init__(self, by: User | None) -> None:
        self.by, self.preview = by, ReportsPreview()
        self.places: list[_Place] = []

    def open(self, name: str, data: bytes) -> None:
        try:
            opened = open_returned(data, name)
            if opened.slip.kind != REPORTS:
                raise NotOfReports(register=opened.slip.title)
        except UnreadableFile as error:
            self.preview.files.append(FileTold(name, refused=refusal(error.code, error.params)))
        except Refused as refused:
            self.preview.files.append(FileTold(name, refused=str(refused)))
        else:
            self._take(opened)

    def _take(self, opened: Opened) -> None:
        changed = [row for row in opened.rows if row.key is None or not _as_left(row)]
        self.preview.files.append(FileTold(opened.file, len(opened.rows), len(changed)))
        self.preview.troubles += opened.troubles
        self.preview.notes += opened.notes
        seen = {(one.key.task, one.key.unit, one.key.place) for one in self.places}
        faulty = {(one.sheet, one.row) for one in opened.troubles}
        for row in opened.rows:
            if (row.sheet, row.row) in faulty:
                continue  # told already; a report is filed whole or not at all
            if row.key is None:
                self._trouble(
                    opened, row, _("The row has no key, so it can't be told which report it is. Delete it.")
                )
            elif (row.key.task, row.key.unit, row.key.place) in seen:
                self._trouble(
                    opened, row, _("The same report stands in another of these workbooks. Delete it in one.")
                )
            else:
                self.places.append(_Place(opened, row, row.key))
        if len(self.places) > MOST_ROWS:
            raise TooManyReports(most=MOST_ROWS)

    def _trouble(self, opened: Opened, row: ReturnedRow, what: str, column: str = "") -> None:
        place = row.place(column) if column else ""
        self.preview.troubles.append(Trouble(opened.file, row.sheet, row.row, place, what))

    def compare(self) -> None:
        known = _Known(self.places, self.by)
        wrong = self._displaced(known)
        for number, place in enumerate(self.places):
            if _as_left(place.row):
                self.preview.unchanged += 1
            elif number in wrong:
                said = _(
                    "The row's number and task are those of another row: the rows were sorted without their hidden "
                    "last column. Sort the whole table back, or take the workbook away again."
                )
                self._trouble(place.opened, place.row, said)
            else:
                self._row(place, known)

    def _displaced(self, known: _Known) -> set[int]:
        """Rows beside whose keys another row's task stands: their report would be filed on the wrong task."""
        pairs = []
        for place in self.places:
            names = [name for name in ("number", "task", "unit") if name in place.row.cells]
            now = known.naming(place.key)
            mine = {name: place.row.cells[name] for name in names}
            pairs.append((tuple(now.get(name, mine[name]) for name in names), tuple(mine.values())))
        return set(displaced(pairs))

    def _row(self, place: _Place, known: _Known) -> None:
        try:
            asked = known.asked(place)
            found = self._found(place, asked, known)
        except Invalid as invalid:
            column = invalid.field if invalid.field in place.row.cells else ""
            self._trouble(place.opened, place.row, str(invalid), column)
        except Refused as refused:
            self._trouble(place.opened, place.row, str(refused))
        else:
            if found is None:
                self.preview.unchanged += 1
            else:
                self.preview.rows.append(found)

    def _found(self, place: _Place, asked: Asked, known: _Known) -> ReportRow | None:
        with translation.override(place.opened.slip.language):
            left = dict(zip(NAMES, plain(row_values(asked)), strict=True))
        self._tell_read(place, left)
        mine = left | place.row.cells
        cells = tuple(
            ReportCell(name, str(TITLES[name]), left[name], mine[name])
            for name in FIELDS
            if mine[name] != left[name]
        )
        if not cells:
            return None
        values = _values(mine, place.opened.slip.language)
        draft_report(asked.task, asked.organization, asked.period, **values)
        now = known.now[asked.key]
        return ReportRow(
            place.opened.file,
            place.row.sheet,
            place.row.row,
            asked.task.pk,
            asked.entry.number,
            asked.task.title,
            asked.organization.pk,
            asked.organization.name,
            asked.period.pk,
            asked.period.starts_on,
            asked.period.ends_on,
            now.attempt,
            asked.due_on < clock.today(),
            cells,
            tuple((name, values[name] or "") for name in FIELDS),
            _meanwhile(place.key, now),
        )

    def _tell_read(self, place: _Place, left: dict[str, str]) -> None:
        """Edits in columns that are only to be read; told where it is sure how the row left."""
        if seal(place.key.head, [left[name] for name in NAMES]) != place.row.mark:
            return
        titles = [
            str(title)
            for name, title, _width, _kind in READ
            if place.row.cells.get(name, left[name]) != left[name]
        ]
        if titles:
            said = ngettext(
                "This column is only to be read, so what was changed there is not taken over: %(names)s",
                "These columns are only to be read, so what was changed there is not taken over: %(names)s",
                len(titles),
            )
            what = said % {"names": pgettext("between names", ", ").join(titles)}
            row = place.row
            self.preview.notes.append(Trouble(place.opened.file, row.sheet, row.row, "", what))


def _as_left(row: ReturnedRow) -> bool:
    """Whether every cell is as it left: the row's own second mark says so."""
    held = [row.cells.get(name, "") for name in NAMES]
    return row.key is not None and seal(row.key.head, held) == row.mark


def _values(mine: dict[str, str], language: str) -> dict[str, str | None]:
    """The fields of a report from its plain cells. Raises Invalid."""
    if not mine["done"]:
        raise Invalid("done", _("Say what was done, in a sentence or two."))
    values: dict[str, str | None] = {name: mine[name] or None for name in ("progress", "value")}
    values |= {name: mine[name] for name in ("done", "problem", "help_needed")}
    return values | {"colour": _colour(mine["colour"], language)}


def _colour(written: str, language: str) -> str:
    known = {str(colour.label).casefold(): str(colour) for colour in Colour if colour}
    with translation.override(language):
        known |= {str(colour.label).casefold(): str(colour) for colour in Colour if colour}
    if written and written.casefold() not in known:
        said = _("“%(value)s” is no rating. Write one of: %(known)s")
        names = pgettext("between names", ", ").join(str(colour.label) for colour in OWN_COLOURS)
        raise Invalid("colour", said, value=written[:40], known=names)
    return known.get(written.casefold(), "")


def _meanwhile(key: RowKey, now: Draft) -> Meanwhile | None:
    if now.attempt == key.version or now.before is None:
        return None
    return Meanwhile(now.before.filed_at, str(now.before.filed_by or ""), told(now.before))


class _Known:
    """What the rows name, fetched at once: tasks, units, periods, places, rights, reports then and now."""

    def __init__(self, places: Sequence[_Place], by: User | None) -> None:
        keys = [place.key for place in places]
        self.tasks = Task.objects.in_bulk({key.task for key in keys})
        prefetch_related_objects(list(self.tasks.values()), "target__indicator")
        self.units = Organization.objects.in_bulk({key.unit for key in keys})
        self.periods = Period.objects.select_related("register").in_bulk({key.place for key in keys})
        self.entries = _entries(self.tasks)
        self.mine = _mine(self.tasks, by)
        there = [place for place in places if self._is_there(place.key)]
        self.now = prefills(self._asked(there))
        self.then = {}
        for moment in {place.opened.slip.at for place in there}:
            left = [place for place in there if place.opened.slip.at == moment]
            seen = {(one.key.task, one.key.unit, one.key.place): one.key.version for one in left}
            self.then |= prefills(self._asked(left), until=moment, seen=seen)

    def _is_there(self, key: RowKey) -> bool:
        return key.task in self.tasks and key.unit in self.units and key.place in self.periods

    def _asked(self, places: Iterable[_Place]) -> list[tuple[Task, Organization, Period]]:
        return [
            (self.tasks[place.key.task], self.units[place.key.unit], self.periods[place.key.place])
            for place in places
        ]

    def naming(self, key: RowKey) -> dict[str, str]:
        """Number, task and unit as they stand; nothing where something is gone, or may not be seen."""
        if not self._is_there(key) or (key.task, key.unit) not in self.mine or not self.entries.get(key.task):
            return {}
        return dict(zip(NAMES, plain(row_values(self._row(key))), strict=True))

    def _row(self, key: RowKey) -> Asked:
        return Asked(
            self.entries[key.task][0], self.tasks[key.task], self.units[key.unit], self.periods[key.place]
        )

    def asked(self, place: _Place) -> Asked:
        """The report that a row is, as its form began when the workbook left. Raises Refused where there is none."""
        key = place.key
        if not self._is_there(key) or (key.task, key.unit) not in self.mine or not self.entries.get(key.task):
            raise Invalid(
                "key",
                _(
                    "You don't report for this unit on this task (any more), or it does not exist. Delete the row."
                ),
            )
        task, period = self.tasks[key.task], self.periods[key.place]
        if task.state != TaskState.OPEN:
            raise TaskIsNotOpen(state=task.get_state_display())
        if period.closed_at is not None:
            raise PeriodIsClosed.of(period)
        held = [one for one in self.entries[key.task] if one.register_id == period.register_id]
        if not any(one.is_home or (one.carried_on and one.carried_on >= period.starts_on) for one in held):
            raise NotOfThisRegister
        row = self._row(key)
        return Asked(row.entry, task, row.organization, period, self.then[row.key])


def _entries(tasks: Iterable[int]) -> dict[int, list[Entry]]:
    """Per task its home first, then the places from which it was carried over."""
    found: dict[int, list[Entry]] = {}
    rows = Entry.objects.filter(REPORTED_AT, task__in=list(tasks)).select_related("register")
    for entry in rows.order_by("-is_home", "-pk"):
        found.setdefault(entry.task_id, []).append(entry)
    return found


def _mine(tasks: Iterable[int], by: User | None) -> set[tuple[int, int]]:
    """Tasks with the units for which `by` reports on them."""
    rows = Responsibility.objects.filter(task__in=list(tasks), role__in=REPORTING)
    return set(allowed(by, "delivery.file_report", rows).order_by().values_list("task", "organization"))
