"""A register whose workbook is taken away, edited as people do, and brought back."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests import builders
from throughline.exchange.register_export import COLUMNS, export
from throughline.exchange.returned.looking import look
from throughline.exchange.returned.taking import Choice, take
from throughline.exchange.returned.told import Preview
from throughline.organizations.models import Organization
from throughline.register import actions
from throughline.register.models import Register, Task

TITLES = {column.name: str(column.title) for column in COLUMNS}


class Table:
    """The first sheet of a workbook, by number of a row's task ("1", "2" …) and name of a column."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet: Worksheet = self.book.worksheets[0]

    @property
    def head(self) -> int:
        return next(row for row in range(1, 20) if self.sheet.cell(row, 1).value == TITLES["number"])

    def column(self, name: str) -> int:
        wanted = TITLES.get(name, name)
        titles = [cell.value for cell in self.sheet[self.head]]
        return titles.index(wanted) + 1

    def row(self, number: str) -> int:
        place = self.column("number")
        rows = range(self.head + 1, self.sheet.max_row + 1)
        return next(row for row in rows if str(self.sheet.cell(row, place).value) == number)

    def cell(self, number: str, name: str) -> Any:
        return self.sheet.cell(self.row(number), self.column(name))

    def put(self, row_of: str, **values: Any) -> Table:
        row = self.row(row_of)
        for name, value in values.items():
            self.sheet.cell(row, self.column(name)).value = value
        return self

    def saved(self) -> bytes:
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def city() -> tuple[Register, dict[str, Organization]]:
    """A register "list" of four tasks: "1" and "2" led by water, "3" by roads, "4" by nobody."""
    root = builders.organization("city", level=1, name="City Government")
    units = {
        name: builders.organization(name, parent=root, name=name.title())
        for name in ("water", "roads", "parks")
    }
    register = builders.register("list", organization=root, title="Key tasks")
    area = actions.add_area(register, by=None, title="Harbour")
    for number, (unit, due) in enumerate(
        [("water", date(2026, 6, 30)), ("water", None), ("roads", date(2026, 12, 31)), ("", None)], 1
    ):
        wanted = [(units[unit], "lead")] if unit else []
        if number == 1:
            wanted += [(units["roads"], "joint"), (units["parks"], "supporting")]
        actions.create_task(
            register,
            by=None,
            title=f"Task {number}",
            number=str(number),
            area=area if number == 1 else None,
            due_on=due,
            due_text="" if due else "all the time",
            standard=f"Standard {number}",
            responsibilities=wanted,
        )
    return register, units


def task(number: str) -> Task:
    return Task.objects.get(entries__number=number)


def returned(register: Register, *changes: Callable[[Table], object]) -> list[tuple[str, bytes]]:
    """A workbook for each of `changes`, taken away now and edited so."""
    content = export(register, None, "xlsx")
    files = []
    for number, change in enumerate(changes, 1):
        table = Table(content)
        change(table)
        files.append((f"{number}.xlsx", table.saved()))
    return files


def looked(register: Register, *changes: Callable[[Table], object], by: Any = None) -> Preview:
    return look(register, returned(register, *changes), by=by)


def told(preview: Preview) -> list[tuple[str, str, str | None, str, list[str]]]:
    """(number, column, base, theirs, values) of each cell."""
    return [
        (one.number, cell.column, cell.base, cell.theirs, [option.value for option in cell.options])
        for one, cell in preview.cells()
    ]


def taken(register: Register, preview: Preview, **choice: Any) -> Any:
    return take(register, preview, Choice(**{"why": "Agreed", **choice}), by=None)
