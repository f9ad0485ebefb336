"""Task tables in: csv, xlsx and docx to the rows of a register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.documents.refusals import DocumentRefused
from throughline.exchange import task_cells
from throughline.exchange.column_mapping import ColumnMapping, load_mapping, meaning
from throughline.exchange.task_cells import BadCell
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import Extract, classification, extract
from throughline.formats.sheets import SheetRow, SheetRows, read_sheet
from throughline.lib import clock
from throughline.lib.refusal import NotThere, Refused
from throughline.organizations.models import Organization
from throughline.organizations.queries import directory_index
from throughline.reading.cell_targets import cell_targets, plain_value, year_of
from throughline.register.models import Register
from throughline.workflows.import_tasks import Imported, Problem, TableHasProblems, TaskRow, write_tasks

MOST_ROWS = 20_000

WORDINGS = ("aim", "standard", "requirement", "contact")
NAMED = ("lead", "joint", "supporting", "supervising", "accountable", "leader")
TAKEN = (
    *(*WORDINGS, *NAMED, "responsible", "task", "detail", "number", "area"),
    *("deadline", "recurrence", "starts", "weight", "target", "unit", "base"),
)
#: The fields of a task that a column gives, for telling where to mend.
GIVES = {"deadline": ("due_on", "due_text"), "starts": ("starts_on",), "task": ("title",), "detail": ("aim",)}


class NoTaskTable(Refused):
    """No table of the file has a column with tasks."""

    status = 422
    message = _(
        "No table with a column for the task was found; the columns are: %(known)s. Name one of them Task, "
        "or say in a mapping file which one it is."
    )


class TooManyRows(Refused):
    """More rows than one import takes."""

    status = 422
    message = _(
        "The table has %(rows)s rows; at most %(most)s are imported at once. Split it and import the parts."
    )


@dataclass(frozen=True)
class TaskTable:
    """A table with its columns' meanings: column index → field."""

    sheet: SheetRows
    fields: dict[int, str]

    @property
    def ignored(self) -> list[str]:
        """Titles of the columns that are not taken over."""
        taken = {place for place, name in self.fields.items() if name in TAKEN}
        if "target" not in self.fields.values():
            taken -= {place for place, name in self.fields.items() if name in ("unit", "base")}
        return [title for place, title in enumerate(self.sheet.header) if title and place not in taken]


def import_tasks(
    source: Path | bytes,
    *,
    by: User | None,
    name: str = "",
    register: str | Register | None = None,
    mapping: Path | str | ColumnMapping | None = None,
    organization: Organization | None = None,
    dry_run: bool = False,
    why: str = "",
) -> Imported:
    """Bring the tasks of a csv, xlsx or docx file onto a register, all or none.

    `register` is one, or the short name of one; without it a register called like the file is made, kept by
    `organization` (default: the first in the directory). What columns mean is told from their titles, or by `mapping`.
    Raises DocumentRefused, BadMapping, NoTaskTable, TooManyRows, TableHasProblems (all rows, with column and how to
    mend it), NotThere.
    """
    name = name or (source.name if isinstance(source, Path) else "")
    data = source.read_bytes() if isinstance(source, Path) else source
    said = (
        mapping
        if isinstance(mapping, ColumnMapping)
        else load_mapping(mapping)
        if mapping
        else ColumnMapping()
    )
    home = _register(register)
    table = read_table(data, name, said)
    made = write_tasks(
        task_rows(table, said),
        by=by,
        register=home,
        title=Path(name).stem,
        organization=organization,
        create=said.create,
        dry_run=dry_run,
        why=why,
    )
    made.ignored = table.ignored
    return made


def _register(said: str | Register | None) -> Register | None:
    if not isinstance(said, str):
        return said
    found = Register.objects.filter(slug=said).first() if said else None
    if said and found is None:
        raise NotThere
    return found


def read_table(data: bytes, name: str, said: ColumnMapping) -> TaskTable:
    """The first table of the file that has a column for tasks. Raises DocumentRefused, BadMapping, NoTaskTable."""
    try:
        sheets = _sheets(data, name)
    except UnreadableFile as error:
        raise DocumentRefused(error.code, **error.params) from error
    named = [sheet for sheet in sheets if not said.sheet or sheet.name == said.sheet]
    for sheet in named:
        fields = said.fields(sheet.header)
        if {"task", "detail"} & set(fields.values()):
            if len(sheet.rows) > MOST_ROWS:
                raise TooManyRows(rows=len(sheet.rows), most=MOST_ROWS)
            return TaskTable(sheet, fields)
    known = ", ".join(title for sheet in named for title in sheet.header if title)
    raise NoTaskTable(known=known[:300] or "–")


def _sheets(data: bytes, name: str) -> Sequence[SheetRows]:
    found = extract(data, name)
    mark = classification(found)
    if mark is not None:
        raise UnreadableFile("classified", mark=mark)
    if found.kind in ("csv", "xlsx"):
        return read_sheet(data, name)
    return list(_tables(found))


def _tables(found: Extract) -> Iterator[SheetRows]:
    """The tables of a document; rows are counted from the table's first."""
    for table in found.tables:
        top = max(table.header_rows, 1)
        header = tuple(cell.text for cell in table.rows[top - 1])
        rows = (
            SheetRow(number, tuple(cell.text or None for cell in row))
            for number, row in enumerate(table.rows[top:], start=top + 1)
        )
        yield SheetRows(table.name, header, top, tuple(rows))


def task_rows(table: TaskTable, said: ColumnMapping) -> list[TaskRow]:
    """The rows that name a task, in plain values. Raises TableHasProblems with everything that must be mended."""
    reader = _Rows(table, said)
    rows = [row for each in table.sheet.rows if (row := reader.read(each))]
    if reader.problems:
        raise TableHasProblems(reader.problems)
    return rows


class _Rows:
    """Reads the rows of one table, one after the other: a cell "as above" takes the one over it."""

    def __init__(self, table: TaskTable, said: ColumnMapping) -> None:
        self.table, self.separators = table, said.separators
        self.problems: list[Problem] = []
        self.dated = clock.today()
        self._above: dict[int, Any] = {}
        index = directory_index()
        self._known = lambda name: index.match_organization(name).exact is not None
        titles = table.sheet.header
        self.columns = {name: titles[place] for place, name in table.fields.items()}
        for column, fields in GIVES.items():
            if column in self.columns:
                self.columns |= dict.fromkeys(fields, self.columns[column])

    def read(self, row: SheetRow) -> TaskRow | None:
        """The row's task; None for a row in which nothing is said, such as a heading or a sum."""
        cells = self._resolved(row)
        by_field: dict[str, Any] = {}
        for place, name in self.table.fields.items():
            by_field.setdefault(name, cells[place])
        title = task_cells.text_of(by_field.get("task")) or task_cells.text_of(by_field.get("detail"))
        said = [
            name for name in by_field if name not in ("number", "area") and task_cells.text_of(by_field[name])
        ]
        if not title:
            if said:
                self._complain(
                    row,
                    "task",
                    _("The row says something, but not what is to be done. Fill it in or clear it."),
                )
            return None
        if _is_header(title, said, by_field):
            return None
        fields = self._fields(row, by_field, cells)
        return TaskRow(
            row=row.number,
            title=title,
            number=task_cells.text_of(by_field.get("number")),
            area=task_cells.text_of(by_field.get("area")),
            fields=fields,
            names=self._names(by_field),
            targets=list(self._targets(by_field, cells, fields.get("due_on"))),
            columns=self.columns,
        )

    def _resolved(self, row: SheetRow) -> list[Any]:
        cells = [self._above.get(n) if task_cells.is_same(v) else v for n, v in enumerate(row.values)]
        self._above = dict(enumerate(cells))
        return cells

    def _complain(self, row: SheetRow, column: str, what: Any) -> None:
        self.problems.append(Problem(row.number, self.columns.get(column, ""), str(what)))

    def _fields(self, row: SheetRow, by_field: dict[str, Any], cells: Sequence[Any]) -> dict[str, Any]:
        fields: dict[str, Any] = {name: task_cells.text_of(by_field.get(name)) for name in WORDINGS}
        detail = task_cells.text_of(by_field.get("detail"))
        if detail and task_cells.text_of(by_field.get("task")):
            fields["aim"] = "\n".join(part for part in (detail, fields["aim"]) if part)
        fields["standard"] = "\n".join(part for part in (fields["standard"], *self._told(cells)) if part)
        for column, read in (("recurrence", task_cells.completion), ("deadline", task_cells.completion)):
            self._take(row, column, fields, lambda value, read=read: read(value, self.dated), by_field)
        self._take(
            row, "starts", fields, lambda value: {"starts_on": task_cells.start(value, self.dated)}, by_field
        )
        self._take(row, "weight", fields, lambda value: {"weight": task_cells.weight(value)}, by_field)
        return fields

    def _take(
        self, row: SheetRow, column: str, fields: dict[str, Any], read: Any, by_field: dict[str, Any]
    ) -> None:
        if column not in by_field:
            return
        try:
            fields.update(read(by_field[column]))
        except BadCell as error:
            self._complain(row, column, error)

    def _aims(self, cells: Sequence[Any]) -> Iterable[tuple[str, str]]:
        """(title of the column, what its cell says) of the columns that set targets."""
        for place, name in self.table.fields.items():
            if name == "target" and (written := task_cells.text_of(cells[place])):
                yield self.table.sheet.header[place], written

    def _told(self, cells: Sequence[Any]) -> Iterable[str]:
        """What a target's cell says in words stands in the work standard, under its column's title."""
        for title, written in self._aims(cells):
            if not any(target.whole for target in cell_targets(written)):
                yield f"{title}: {written}"

    def _targets(
        self, by_field: dict[str, Any], cells: Sequence[Any], due: date | None
    ) -> Iterable[dict[str, Any]]:
        """What the cells read as targets, in the reader's shape; due in their column's year, else with the task."""
        unit, base = (task_cells.text_of(by_field.get(name)) for name in ("unit", "base"))
        for title, written in self._aims(cells):
            year = year_of(title)
            last = date(year, 12, 31) if year else due
            for target in cell_targets(written):
                yield {
                    "indicator": target.indicator,
                    "op": target.op,
                    "value": target.value,
                    "unit": (unit or target.unit) if target.whole else target.unit,
                    "base": target.base
                    if target.base is not None
                    else plain_value(base)
                    if target.whole
                    else None,
                    "deadline": last.isoformat() if last else None,
                }

    def _names(self, by_field: dict[str, Any]) -> dict[str, list[str]]:
        found = {
            name: task_cells.names(by_field.get(name), self.separators, known=self._known)
            for name in (*NAMED, "responsible")
        }
        responsible = found.pop("responsible")
        if found["lead"]:
            found["supporting"] = [*found["supporting"], *responsible]
        else:
            found["lead"] = responsible
        return found


def _is_header(title: str, said: Sequence[str], by_field: dict[str, Any]) -> bool:
    """A header repeated on a further page: each of its cells is the title of its own column."""
    return (
        len(said) > 1
        and all(meaning(task_cells.text_of(by_field[name])) == name for name in said)
        and bool(title)
    )
