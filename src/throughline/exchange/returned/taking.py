"""What was looked at is taken over: all of it in one act, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.actions import move_due_date
from throughline.exchange.returned.refusals import StillToDecide, ToBeMended
from throughline.exchange.returned.told import CellChange, NewRow, Preview, TaskChange
from throughline.exchange.returned.wishes import Unreadable, Wish, Wishing
from throughline.history.act import Act, act
from throughline.lib.cleaning import unless_raced
from throughline.lib.refusal import ChangedMeanwhile, Invalid
from throughline.register.actions import TaskDraft, set_responsibilities
from throughline.register.actions.many import edit_entries, edit_tasks, may_edit, stand
from throughline.register.actions.tasks import plant
from throughline.register.models import Entry, Register, Task
from throughline.register.queries import Row, rows_of

OURS = "ours"


@dataclass(frozen=True)
class Choice:
    """What the person decided: per conflict ("task:column") "ours" or the place of the value among its options;
    `rest` is the same for all that are not named: "", "ours" or "0"; whether places to be mended are left out, and new
    rows made.
    """

    decided: Mapping[str, str] = field(default_factory=dict)
    leave_out: bool = False
    make_new: bool = False
    why: str = ""
    rest: str = ""

    def of(self, key: str) -> str:
        """What was decided of a conflict; "" for nothing."""
        return self.decided.get(key, "") or self.rest


@dataclass(frozen=True)
class Taken:
    """What was done: tasks in which something changed, cells, dates moved, tasks made."""

    tasks: int
    cells: int
    moved: int
    made: int


def conflict_key(change: TaskChange, cell: CellChange) -> str:
    """By which a decision names its conflict."""
    return f"{change.task}:{cell.column}"


def take(register: Register, preview: Preview, choice: Choice, *, by: User | None) -> Taken:
    """Take over what `preview` shows, as decided; the versions it saw must still stand.

    Raises StillToDecide, ToBeMended, ChangedMeanwhile, Invalid (`why`: dates are moved with a reason), NotAllowed, and
    what the acts on tasks raise.
    """
    check(by, "register.edit", register)
    taking = _Taking(register, preview, choice, by)
    with unless_raced(), act("register.take_back", by=by, why=choice.why, about=register) as this:
        return taking.run(this)


class _Taking:
    def __init__(self, register: Register, preview: Preview, choice: Choice, by: User | None) -> None:
        self.register, self.preview, self.choice, self.by = register, preview, choice, by
        self.wishing = Wishing(register)
        self.chosen = [(change, cells) for change in preview.changes if (cells := self._chosen(change))]

    def _chosen(self, change: TaskChange) -> dict[str, str]:
        found = {}
        for cell in change.cells:
            said = self.choice.of(conflict_key(change, cell)) if cell.is_conflict else "0"
            if (
                said != OURS
                and said.isascii()
                and said.isdigit()
                and len(said) < 4
                and int(said) < len(cell.options)
            ):
                found[cell.column] = cell.options[int(said)].value
        return found

    def _check(self) -> None:
        chosen = {change.task: cells for change, cells in self.chosen}
        undecided = [
            cell
            for change, cell in self.preview.conflicts
            if self.choice.of(conflict_key(change, cell)) != OURS
            and cell.column not in chosen.get(change.task, {})
        ]
        if undecided:
            raise StillToDecide(count=len(undecided))
        if self.preview.troubles and not self.choice.leave_out:
            raise ToBeMended(count=len(self.preview.troubles))

    def run(self, this: Act) -> Taken:
        self._check()
        changes = [change for change, _cells in self.chosen]
        may_edit(self.by, [change.task for change in changes])
        stand(Task, {one.task: one.version for one in changes})
        stand(Entry, {one.entry: one.place for one in changes})
        rows = rows_of(self.register, self.by, [one.task for one in changes])
        wishes = {change.task: self._wish(rows.get(change.task), cells) for change, cells in self.chosen}
        moved = sum(wish.moved_on is not None for wish in wishes.values())
        if moved and not self.choice.why.strip():
            raise Invalid("why", _("Due dates are moved: say why; the reason is kept with each task."))
        self._edit(changes, wishes)
        self._answering(rows, wishes)
        self._move(wishes)
        made = self._make(this)
        return Taken(len(self.chosen), sum(len(cells) for _change, cells in self.chosen), moved, made)

    def _wish(self, row: Row | None, cells: Mapping[str, str]) -> Wish:
        if row is None:
            raise ChangedMeanwhile
        wish = Wish()
        try:
            for column, value in cells.items():
                self.wishing.take(wish, row, column, value)
        except Unreadable as error:
            raise ChangedMeanwhile from error  # it could be read when it was looked at
        return wish

    def _edit(self, changes: list[TaskChange], wishes: Mapping[int, Wish]) -> None:
        tasks = {key: wish.task for key, wish in wishes.items() if wish.task}
        seen = {one.task: one.version for one in changes}
        if tasks:
            edit_tasks(tasks, by=self.by, seen=seen, why=self.choice.why)
        entries = {one.entry: wishes[one.task].entry for one in changes if wishes[one.task].entry}
        if entries:
            places = {one.entry: one.place for one in changes}
            edit_entries(self.register, entries, by=self.by, seen=places, why=self.choice.why)

    def _answering(self, rows: Mapping[int, Row], wishes: Mapping[int, Wish]) -> None:
        for key, wish in wishes.items():
            wanted = wish.answering(rows[key])
            if wanted is not None:
                task = Task.objects.get(pk=key)
                set_responsibilities(task, wanted, by=self.by, seen=task.version, why=self.choice.why)

    def _move(self, wishes: Mapping[int, Wish]) -> None:
        for key, wish in wishes.items():
            if wish.moved_on is not None:
                task = Task.objects.get(pk=key)
                reason = self.choice.why.strip()
                move_due_date(task, wish.moved_on, by=self.by, reason=reason, seen=task.version)

    def _make(self, this: Act) -> int:
        if not self.choice.make_new or not self.preview.new:
            return 0
        drafts = [draft(self.wishing, row) for row in self.preview.new]
        return len(plant(this, self.register, drafts, batch=this.record.pk))


def draft(wishing: Wishing, row: NewRow) -> TaskDraft:
    """The task that a new row asks for. Raises Invalid where a cell can't be read."""
    wish = Wish()
    for column, value in row.cells.items():
        try:
            if value:
                wishing.take(wish, None, column, value)
        except Unreadable as error:
            raise Invalid("new", "%(what)s", what=str(error)) from error
    fields: dict[str, Any] = dict(wish.task)
    return TaskDraft(
        fields.pop("title"),
        wish.answering(None) or (),
        wish.entry.get("area"),
        wish.entry.get("number", ""),
        fields=fields,
    )
