"""What a workbook carries so that it can come back: a key in every row, and a slip about the whole on a hidden sheet.

A row's key names the register, the moment of the export, the task with its version, the version of its place, and the
unit for which the workbook was made; its first mark seals these, its second the cells too. So a row that nobody edited
is known without asking the database, and a key that was made up or belongs elsewhere is known as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from throughline.exchange.returned.refusals import OfAnother, OfAnotherFormat, SlipChanged
from throughline.formats.sheets import Column, Sheet
from throughline.history.signing import installation, marker

FORMAT = 1
MAGIC = "throughline-workbook"
REGISTER, REPORTS = "register", "reports"
_HEAD = re.compile(r"r(?:\.[0-9]{1,19}){6,7}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RowKey(NamedTuple):
    """What a row's key says. `moment` counts microseconds; `place` is the entry's version (in a workbook of reports the
    period's key), `unit` 0 for none, `serial` the running number that stood in the row, 0 for none.
    """

    register: int
    moment: int
    task: int
    version: int
    place: int
    unit: int
    serial: int = 0

    @property
    def head(self) -> str:
        counted = (self.serial,) if self.serial else ()
        return "r." + ".".join(map(str, (*self[:5], *counted, self.unit)))


def seal(head: str, cells: Sequence[str]) -> str:
    """The second mark of a key: over the key's head and the plain cells of the row, in the order of the slip."""
    return marker()("\x1f".join((head, *cells)))


def sealed(key: RowKey, cells: Sequence[str]) -> str:
    """What stands in the hidden cell of a row with this key that shows these plain cells."""
    head, mark = key.head, marker()
    return f"{head}~{mark(head)}{mark(chr(31).join((head, *cells)))}"


class Sealing:
    """Makes the keys of a workbook's rows."""

    def __init__(self, slip: Slip) -> None:
        self._start, self._end = f"r.{slip.register}.{slip.moment}.", f".{slip.unit}"
        self._mark = marker()

    def key(self, task: int, version: int, place: int, cells: Sequence[str], serial: int = 0) -> str:
        """The key of the row of `task` in its `version`, its entry in version `place`, that shows these plain cells."""
        counted = f".{serial}" if serial else ""
        head = f"{self._start}{task}.{version}.{place}{counted}{self._end}"
        return f"{head}~{self._mark(head)}{self._mark(chr(31).join((head, *cells)))}"


def read_key(written: str) -> RowKey | None:
    """The key that a cell holds, its first mark found true; None for anything else."""
    head, _tilde, marks = written.strip().partition("~")
    if not _HEAD.fullmatch(head) or marks[:12] != marker()(head):
        return None
    *fields, unit = map(int, head[2:].split("."))
    return RowKey(*fields[:5], unit, *fields[5:])


def microseconds(moment: datetime) -> int:
    """The moment as a key writes it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Slip:
    """About the whole workbook. `columns` are (lasting name, title in the workbook); `moment` counts microseconds.

    `kinds` are those of the columns, where they are not the usual ones; `way` says how a city's own columns write lists
    and days.
    """

    kind: str
    register: int
    slug: str
    title: str
    moment: int
    language: str
    columns: tuple[tuple[str, str], ...]
    key_title: str
    unit: int = 0
    unit_name: str = ""
    wanted: str = ""
    by: str = ""
    period: int = 0
    kinds: tuple[str, ...] = ()
    way: str = ""
    format: int = FORMAT
    installation: str = ""

    @property
    def at(self) -> datetime:
        """The moment of the export."""
        return _EPOCH + timedelta(microseconds=self.moment)

    def sheet(self) -> Sheet:
        """The hidden sheet that carries it."""
        content = json.dumps({**asdict(self), "installation": installation()}, ensure_ascii=False)
        mark = marker()(content)
        said = [
            (MAGIC, FORMAT),
            (_("Register"), self.title),
            (_("Taken away at"), self.at.isoformat(timespec="seconds")),
            (_("By"), self.by),
            (_("For"), self.unit_name),
            (_("Rows"), self.wanted),
            (
                "",
                _(
                    "This sheet and the hidden last column let the workbook come back. Leave them as they are."
                ),
            ),
            (mark, content),
        ]
        columns = [Column("", 24), Column("", 80)]
        return Sheet(_("About this workbook"), columns, said, hidden=True)


def read_slip(rows: Sequence[Sequence[Any]]) -> Slip | None:
    """The slip that a sheet carries; None for another sheet. Raises SlipChanged, OfAnother, OfAnotherFormat."""
    said = [[str(cell) for cell in row[:2]] for row in rows[:20] if len(row) > 1]
    if not any(row[0] == MAGIC for row in said):
        return None
    mark, content = next(((row[0], row[1]) for row in said if row[1].startswith("{")), ("", ""))
    try:
        told = json.loads(content)
    except ValueError:
        told = {}
    if not isinstance(told, dict) or "installation" not in told:
        raise SlipChanged
    if told["installation"] != installation():
        raise OfAnother
    if marker()(content) != mark:
        raise SlipChanged
    if told.get("format") != FORMAT:
        raise OfAnotherFormat
    told["columns"] = tuple((name, title) for name, title in told["columns"])
    told["kinds"] = tuple(told.get("kinds", ()))
    return Slip(**told)
