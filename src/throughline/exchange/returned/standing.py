"""Rows that came back beside the register: as it says them now, and as it said them when they left, in plain cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils import translation

from throughline.accounts.models import User
from throughline.exchange.own_columns import columns_again
from throughline.exchange.register_export import COLUMNS, Exported, Telling
from throughline.exchange.returned.opening import Opened, ReturnedRow
from throughline.exchange.returned.slip import Slip, seal
from throughline.history import past
from throughline.papers.choices import ColumnField
from throughline.register.models import Register
from throughline.register.queries import Row, rows_of

CHUNK = 2000
Pair = tuple[Opened, ReturnedRow]
Cells = dict[str, str]


class Returned(NamedTuple):
    """A row of a workbook beside the task as it left (None: not known any more) and as it stands, in plain cells.

    Where nothing changed here since, both are one object.
    """

    opened: Opened
    row: ReturnedRow
    base: Cells | None
    theirs: Cells


class Standing:
    """Finds how the rows of workbooks stand on `register`, as `by` may see it."""

    def __init__(self, register: Register, by: User | None) -> None:
        self.register, self.by = register, by
        self._layouts: dict[tuple[str, ...], Sequence[Exported]] = {}

    def beside(
        self, returned: Mapping[int, Sequence[Pair]]
    ) -> Iterator[tuple[int, Row | None, list[Returned]]]:
        """Per task (key) that came back, in the order of the keys: its row, None when it is not there any more, and
        what each workbook holds of it.
        """
        keys = sorted(returned)
        for start in range(0, len(keys), CHUNK):
            piece = {key: returned[key] for key in keys[start : start + CHUNK]}
            now = rows_of(self.register, self.by, list(piece))
            pairs = [pair for held in piece.values() for pair in held]
            theirs = self._cells(now, pairs)
            lost = [pair for pair in pairs if not _as_left(*pair, theirs)]
            bases = {**theirs, **dict.fromkeys(id(row) for _opened, row in lost), **self._once(lost)}
            for key, held in piece.items():
                said = [Returned(o, r, bases[id(r)], theirs[id(r)]) for o, r in held] if key in now else []
                yield key, now.get(key), said

    def _once(self, lost: Sequence[Pair]) -> dict[int, Cells]:
        """The cells with which rows left that are not as they stand now, where they are still known."""
        found: dict[int, Cells] = {}
        for moment in {opened.slip.at for opened, _row in lost}:
            those = [pair for pair in lost if pair[0].slip.at == moment]
            with past.seen_at(moment):
                keys = sorted({row.key.task for _opened, row in those if row.key})
                then = self._cells(rows_of(self.register, self.by, keys), those)
            found |= {id(pair[1]): then[id(pair[1])] for pair in those if _as_left(*pair, then)}
        return found

    def _cells(self, rows: Mapping[int, Row], pairs: Iterable[Pair]) -> dict[int, Cells]:
        """What the register says, in the language in which each workbook was written, by the returned row."""
        found: dict[int, Cells] = {}
        tellings: dict[tuple[str, int], list[ReturnedRow]] = defaultdict(list)
        layouts: dict[int, Sequence[Exported]] = {}
        for opened, row in pairs:
            if row.key is not None and row.key.task in rows:
                columns = self._layout(opened.slip)
                layouts[id(columns)] = columns
                tellings[opened.slip.language, id(columns)].append(row)
        for (language, layout), held in tellings.items():
            with translation.override(language):
                found |= _told(rows, layouts[layout], held)
        return found

    def _layout(self, slip: Slip) -> Sequence[Exported]:
        """The columns of a workbook: the usual ones, or a city's own in the way in which they were written."""
        if not slip.way:
            return COLUMNS
        named = (slip.way, *(name for name, _title in slip.columns))
        if named not in self._layouts:
            self._layouts[named] = columns_again(named[1:], slip.way)
        return self._layouts[named]


def _told(
    rows: Mapping[int, Row], columns: Sequence[Exported], held: Sequence[ReturnedRow]
) -> dict[int, Cells]:
    names = [column.name for column in columns]
    tasks = list({row.key.task: None for row in held if row.key})
    told = Telling(columns)([rows[task] for task in tasks])
    made = {task: dict(zip(names, cells, strict=True)) for task, (_v, cells) in zip(tasks, told, strict=True)}
    found: dict[int, Cells] = {}
    for row in held:
        if row.key is not None:
            counted = {ColumnField.SERIAL.value: str(row.key.serial)} if row.key.serial else None
            cells = made[row.key.task]
            found[id(row)] = cells | counted if counted else cells
    return found


def _as_left(opened: Opened, row: ReturnedRow, cells: Mapping[int, Cells]) -> bool:
    """Whether these cells are those with which the row left: its own second mark says so."""
    if id(row) not in cells or row.key is None:
        return False
    held = cells[id(row)]
    return seal(row.key.head, [held.get(name, "") for name, _title in opened.slip.columns]) == row.mark
