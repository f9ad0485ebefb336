"""Workbooks that came back, looked at: what would change, cell by cell. Nothing is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.accounts.models import User
from throughline.accounts.permissions import check, may
from throughline.documents.messages import refusal
from throughline.exchange.register_export import COLUMNS, TAKEN
from throughline.exchange.returned.compare import Said, Verdict, displaced, judge
from throughline.exchange.returned.opening import Opened, ReturnedRow, open_returned
from throughline.exchange.returned.refusals import OfAnotherKind, OfAnotherRegister, TooManyFiles
from throughline.exchange.returned.slip import REGISTER
from throughline.exchange.returned.standing import Returned, Standing
from throughline.exchange.returned.told import (
    CellChange,
    FileTold,
    NewRow,
    Option,
    Preview,
    TaskChange,
    Trouble,
)
from throughline.exchange.returned.wishes import Unreadable, Wish, Wishing, unreadable
from throughline.formats.errors import UnreadableFile
from throughline.lib.refusal import Refused
from throughline.papers.choices import ColumnField
from throughline.register.actions.guards import DONE_WITH, open_register
from throughline.register.actions.many import editable
from throughline.register.models import Register
from throughline.register.queries import Row

MOST_FILES = 200
#: What tells a row from others, for whoever reads it.
NAMING = ("number", "task")
TITLES = {column.name: column.title for column in COLUMNS}
File = tuple[str, bytes]
Progress = Callable[[int, int, str], None]


def look(
    register: Register, files: Sequence[File], *, by: User | None, progress: Progress = lambda *_: None
) -> Preview:
    """What `files` (name, bytes) would change on `register`. A file that can't be read is told; the others go on.

    Raises NotAllowed, RegisterIsClosed, TooManyFiles.
    """
    check(by, "register.edit", register)
    open_register(register)
    if len(files) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    looking = _Looking(register, by)
    for number, (name, data) in enumerate(files):
        progress(number, len(files) + 1, _("Reading %(file)s") % {"file": name})
        looking.open(name, data)
    progress(len(files), len(files) + 1, _("Comparing"))
    looking.compare()
    return looking.preview


def _title(column: str) -> str:
    """What a column is called in the present language."""
    return str(TITLES[column] if column in TITLES else ColumnField(column.partition(".")[0]).label)


class _Looking:
    def __init__(self, register: Register, by: User | None) -> None:
        self.register, self.by = register, by
        self.preview = Preview(register.pk)
        self.returned: dict[int, list[tuple[Opened, ReturnedRow]]] = defaultdict(list)
        self.wishing = Wishing(register)
        self.not_taken: Counter[str] = Counter()
        self.columns = dict.fromkeys(TITLES)
        self.titles: dict[str, str] = {}

    def open(self, name: str, data: bytes) -> None:
        try:
            opened = open_returned(data, name)
            self._belongs(opened)
        except UnreadableFile as error:
            told = refusal(error.code, error.params)
            self.preview.files.append(FileTold(name, refused=told))
        except Refused as refused:
            self.preview.files.append(FileTold(name, refused=str(refused)))
        else:
            self._take(opened)

    def _belongs(self, opened: Opened) -> None:
        if opened.slip.kind != REGISTER:
            raise OfAnotherKind
        if opened.slip.register != self.register.pk:
            raise OfAnotherRegister(register=opened.slip.title)

    def _take(self, opened: Opened) -> None:
        rows = opened.unchanged + len(opened.rows)
        told = FileTold(opened.file, rows, len(opened.rows), opened.slip.unit_name)
        self.preview.files.append(told)
        self.columns |= dict.fromkeys(name for name, _title in opened.slip.columns)
        self.preview.troubles += opened.troubles
        self.preview.notes += opened.notes
        for row in opened.rows:
            if row.key is not None:
                self.returned[row.key.task].append((opened, row))
            elif row.cells.get("task"):
                self.preview.new.append(NewRow(opened.file, row.sheet, row.row, row.cells))
            else:
                self._trouble(opened, row, _("A new row needs its task. Fill it in, or delete the row."))

    def _trouble(self, opened: Opened, row: ReturnedRow, what: str, column: str = "") -> None:
        place = row.place(column) if column else ""
        self.preview.troubles.append(Trouble(opened.file, row.sheet, row.row, place, what))

    def compare(self) -> None:
        self.mine = editable(self.by, sorted(self.returned))
        self.may_place = may(self.by, "register.edit", self.register)
        for key, row, said in Standing(self.register, self.by).beside(self.returned):
            if row is None:
                self._gone(key)
            else:
                self._task(row, said)
        self._tell_displaced()
        self._tell_not_taken()
        self._tell_new()

    def _gone(self, key: int) -> None:
        for opened, row in self.returned[key]:
            said = _(
                "The task was taken off the register or deleted since, or you may not see it. Delete the row."
            )
            self._trouble(opened, row, said)

    def _task(self, row: Row, said: Sequence[Returned]) -> None:
        if len(said) == 1 and said[0].base is said[0].theirs:
            cells = self._edited(row, said[0])
        else:
            cells = [cell for column in self.columns if (cell := self._cell(row, column, said))]
        if not cells:
            return
        reason = self._closed_to(row)
        if reason:
            for one in said:
                self._trouble(one.opened, one.row, reason)
            return
        task = row.task
        self.preview.changes.append(
            TaskChange(
                task.pk,
                row.entry.number,
                task.title,
                task.version,
                row.entry.id,
                row.entry.version,
                tuple(cells),
            )
        )

    def _closed_to(self, row: Row) -> str:
        if row.task.pk not in self.mine:
            return _("You may not change this task: another office keeps the register where it is at home.")
        if row.task.state in DONE_WITH:
            return _("The task is closed or cancelled, so it can't be changed.")
        return ""

    def _edited(self, row: Row, one: Returned) -> list[CellChange]:
        """What becomes of a row that one workbook holds and nobody changed here, as of nearly all: its edited cells are
        taken over, and nothing else has to be judged.
        """
        theirs, mine = one.theirs, one.row.cells
        columns = [column for column, value in mine.items() if value != theirs.get(column)]
        if len(columns) > 1:
            columns = [column for column in self.columns if column in columns]
        cells = []
        for column in columns:
            if column not in TAKEN:
                self.not_taken[column] += 1
            elif option := self._option(row, column, mine[column], [one]):
                said = theirs[column]
                cells.append(CellChange(column, self._title(column), said, said, (option,), Verdict.CHANGED))
        return cells

    def _cell(self, row: Row, column: str, said: Sequence[Returned]) -> CellChange | None:
        """What becomes of one cell; None where nothing does."""
        if len(said) == 1 and _is_untouched(said[0], column):
            self.preview.here += (
                said[0].theirs.get(column) != said[0].row.cells.get(column) and column in TAKEN
            )
            return None
        held = [one for one in said if column in one.row.cells]
        if not held:
            return None
        told = [
            Said(one.base[column] if one.base else None, one.theirs[column], one.row.cells[column])
            for one in held
        ]
        judged = judge(told)
        self.preview.here += judged.verdict == Verdict.HERE and column in TAKEN
        if not judged.values:
            return None
        if column not in TAKEN:
            self.not_taken[column] += any(one.base is not None for one in told)
            return None
        saying = [
            (value, [one for one, s in zip(held, told, strict=True) if s.is_changed and s.mine == value])
            for value in judged.values
        ]
        options = [option for value, ones in saying if (option := self._option(row, column, value, ones))]
        if not options:
            return None
        first = told[0]
        return CellChange(
            column, self._title(column), first.base, first.theirs, tuple(options), judged.verdict
        )

    def _title(self, column: str) -> str:
        if column not in self.titles:
            self.titles[column] = _title(column)
        return self.titles[column]

    def _option(self, row: Row, column: str, value: str, saying: Sequence[Returned]) -> Option | None:
        """The value with its places; None, and it is told, when it can't be read or comes to what stands already."""
        wish = Wish()
        try:
            self.wishing.take(wish, row, column, value)
        except Unreadable as error:
            for one in saying:
                self._trouble(one.opened, one.row, str(error), column)
            return None
        if _comes_to_nothing(wish, row):
            return None
        self.preview.moves += wish.moved_on is not None
        places = [(one.opened.file, one.row.sheet, one.row.place(column)) for one in saying]
        return Option(value, tuple(places))

    def _tell_displaced(self) -> None:
        """Rows that were sorted without the column of their keys would change everything: told, and not taken."""
        if not any(cell.column in NAMING for one in self.preview.changes for cell in one.cells):
            return
        told = [self._naming(change) for change in self.preview.changes]
        wrong = {self.preview.changes[place].task for place in displaced(told)}
        if wrong:
            said = _(
                "The row's number and task are those of another row: the rows were sorted without their hidden last "
                "column. Sort the whole table back, or take the workbook away again."
            )
            for key in wrong:
                for opened, row in self.returned[key]:
                    self._trouble(opened, row, said)
            self.preview.changes = [one for one in self.preview.changes if one.task not in wrong]

    def _naming(self, change: TaskChange) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Number and title of a row, of which a workbook may have one alone: as it left, and as it came back."""
        cells = {cell.column: cell for cell in change.cells}
        held = self.returned[change.task][0][1].cells
        stands = {"number": change.number, "task": change.title}
        names = [name for name in stands if name in held]
        base = tuple(cells[name].base or "" if name in cells else stands[name] for name in names)
        mine = tuple(cells[name].options[0].value if name in cells else stands[name] for name in names)
        return base, mine

    def _tell_new(self) -> None:
        """Rows without a key that could not be made, column by column."""
        for row in list(self.preview.new):
            said = unreadable(self.wishing, row)
            self.preview.troubles += [
                Trouble(row.file, row.sheet, row.row, _title(column), what) for column, what in said
            ]
            if said:
                self.preview.new.remove(row)

    def _tell_not_taken(self) -> None:
        for column, count in self.not_taken.items():
            said = ngettext(
                "“%(column)s” is only to be read, so %(n)s cell that was changed is not taken over.",
                "“%(column)s” is only to be read, so %(n)s cells that were changed are not taken over.",
                count,
            )
            what = said % {"column": _title(column), "n": count}
            self.preview.notes.append(Trouble("", "", 0, _title(column), what))


def _is_untouched(one: Returned, column: str) -> bool:
    """Whether the only workbook leaves the cell as it was, as it does most: nothing has to be judged."""
    return one.base is not None and one.row.cells.get(column) == one.base.get(column)


def _comes_to_nothing(wish: Wish, row: Row) -> bool:
    """Whether the wish is what stands already, such as the same units in another order."""
    answering = wish.answering(row)
    if answering is not None:
        held = {(one.organization.pk, str(one.role)) for one in row.responsibilities}
        return {(unit.pk, str(role)) for unit, role in answering} == held
    area = row.entry.area
    place = {"number": row.entry.number, "area": area}
    return (
        wish.moved_on is None
        and all(_now(row, name) == value for name, value in wish.task.items())
        and all(place[name] == value for name, value in wish.entry.items())
    )


def _now(row: Row, name: str) -> object:
    return getattr(row.task, name)
