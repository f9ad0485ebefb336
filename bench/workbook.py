"""A workbook of 100 000 rows: taken away, looked at, taken over; each beside the least that a program could do.

    python -m bench.workbook --rows 100000 [--turns 3] [--database URL] [--results bench/results]

Ours and the bare way take turns in one process; medians of processor time, the database server's included. What is
taken over, and what is inserted, is rolled back, so that each turn finds the same. Peaks of memory are the process's
own, counted anew for each step.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

UNITS = 40


def main() -> None:
    """Measure in an installation of its own, print it, and keep it when asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--database", default="")
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="throughline-bench-") as folder:
        _install(folder, options.database)
        lines = []
        for line in measured(options.rows, options.turns):
            print(line, flush=True)
            lines.append(f"- {line}")
    if options.results:
        _keep(options.results, options.rows, lines)


def _install(folder: str, database: str) -> None:
    os.environ |= {"THROUGHLINE_DATA_DIR": folder, "THROUGHLINE_DATABASE_URL": database}
    from throughline.cli.setting_up import set_up, settle

    set_up()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    settle()


def measured(rows: int, turns: int) -> Iterator[str]:
    """Export, look and taking over, each beside its bare way, with the peaks of memory of both."""
    from throughline.exchange.register_export import export
    from throughline.exchange.returned.looking import look
    from throughline.exchange.returned.taking import Choice, take

    register = _filled(rows)
    content = export(register, None, "xlsx")
    cells = _read(content)
    yield _beside(
        f"{_number(rows)} rows taken away",
        lambda: export(register, None, "xlsx"),
        ("bare XlsxWriter, the same cells, row by row", lambda: _written(cells)),
        most=2,
        turns=turns,
    )
    edited = (
        (0, "none edited"),
        (100, "every hundredth edited"),
        (10, "every tenth edited"),
        (1, "all edited"),
    )
    for every, what in edited:
        file = [("list.xlsx", _edited(cells, every))]
        yield _beside(
            f"{_number(rows)} rows looked at, {what}",
            lambda file=file: look(register, file, by=None),
            ("bare python-calamine", lambda file=file: _read(file[0][1])),
            most=3,
            turns=turns,
        )
    preview = look(register, file, by=None)
    if len(preview.changes) != rows or preview.troubles:
        raise AssertionError(len(preview.changes), preview.troubles[:3])
    yield _beside(
        f"{_number(rows)} edited rows taken over",
        lambda: _rolled_back(lambda: take(register, preview, Choice(), by=None)),
        ("a bare bulk insert of as many tasks", lambda: _rolled_back(lambda: _inserted(rows))),
        most=3,
        turns=turns,
    )


def _number(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _beside(
    what: str, mine: Callable[[], Any], other: tuple[str, Callable[[], Any]], *, most: float, turns: int
) -> str:
    from throughline.cli.bench import Compared, medians

    name, bare = other
    gc.collect()
    gc.freeze()  # what the measurement itself holds is no part of what it measures
    held = _memory("VmRSS")
    peaks = [_peak(one) for one in (mine, bare)]
    seconds, least = medians(turns, mine, bare)
    compared = Compared(what, seconds, name, least, most=most)
    return f"{compared}; peak memory {peaks[0]} MB, bare {peaks[1]} MB, held before {held} MB"


def _peak(act: Callable[[], Any]) -> int:
    """The most memory in MB that the process holds while it does this (Linux only; 0 elsewhere)."""
    clear = Path("/proc/self/clear_refs")
    if not clear.exists():
        return 0
    clear.write_text("5", encoding="ascii")
    act()
    return _memory("VmHWM")


def _memory(name: str) -> int:
    """A line of the process's status in MB (Linux only; 0 elsewhere)."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else ()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith(name)), 0)


def _filled(rows: int) -> Any:
    """A register of its own, its tasks with the first version of their history, written in bulk."""
    from throughline.history.act import act
    from throughline.organizations.models import Organization
    from throughline.register.choices import ResponsibilityRole
    from throughline.register.models import Entry, Register, Responsibility

    with act("bench.fill", by=None) as this:
        city = this.create(Organization(code="city", name="City", level=1))
        units = []
        for number in range(UNITS):
            unit = Organization(code=f"b{number}", name=f"Bureau {number}", level=2)
            unit.place_under(city)
            units.append(this.create(unit))
        register = this.create(Register(slug="list", title="List", organization=city))
        tasks = this.create_many([_task(number, units[number % UNITS]) for number in range(rows)])
        this.create_many(
            [Entry(register=register, task=t, number=str(n), position=n) for n, t in enumerate(tasks, 1)]
        )
        this.create_many(
            [
                Responsibility(task=t, organization=t.lead, role=ResponsibilityRole.LEAD, position=1)
                for t in tasks
            ]
        )
    return register


def _task(number: int, lead: Any) -> Any:
    from throughline.lib import clock
    from throughline.register.models import Task

    return Task(
        title=f"Improve the harbour, lot {number}",
        aim=f"By the end of the year lot {number} is in use",
        standard=f"Draw up a plan with a schedule per quarter, sign the contracts of lot {number}",
        requirement="Inspected by the supervision office",
        due_on=clock.today(),
        original_due_on=clock.today(),
        lead=lead,
    )


def _read(content: bytes) -> list[list[list[Any]]]:
    """Every sheet as plain rows."""
    import python_calamine

    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return [
            book.get_sheet_by_index(place).to_python(skip_empty_area=False)
            for place in range(len(book.sheet_names))
        ]


def _written(sheets: list[list[list[Any]]]) -> bytes:
    """The same cells as plainly as XlsxWriter writes them: streaming as ours, no formats, no widths, no filter."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(buffer, options | {"strings_to_formulas": False}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def _edited(sheets: list[list[list[Any]]], every: int) -> bytes:
    """The workbook as another program saves it, the work standard of each `every`th row edited."""
    import openpyxl

    from throughline.exchange.register_export import COLUMNS

    place = [column.name for column in COLUMNS].index("standard")
    book = openpyxl.Workbook(write_only=True)
    for name, rows in zip(("list", "about"), sheets, strict=True):
        sheet, number = book.create_sheet(name), 0
        for row in rows:
            cells = [value if value != "" else None for value in row]
            if str(row[-1]).startswith("r."):
                if every and number % every == 0:
                    cells[place] = f"{row[place]}, edited"
                number += 1
            sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _rolled_back(act: Callable[[], Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def _inserted(rows: int) -> None:
    from throughline.register.models import Task

    Task.objects.bulk_create([_task(number, None) for number in range(rows)], batch_size=500)


def _keep(folder: Path, rows: int, lines: list[str]) -> None:
    from django.db import connection

    from throughline.lib import clock

    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    load = f"load before the end {os.getloadavg()[1]:.1f}"
    day, vendor = clock.today().isoformat(), connection.vendor
    heading = f"# Workbook of {_number(rows)} rows, {day}, {vendor}\n\n{machine}, {load}. "
    said = (
        "Medians of processor time (the database server's too), ours and the bare way in turns in one process; what is "
        "written is rolled back.\n\n"
    )
    folder.mkdir(parents=True, exist_ok=True)
    text = heading + said + "\n".join(lines) + "\n"
    (folder / f"workbook-{vendor}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
