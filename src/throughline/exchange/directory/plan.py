"""A workbook looked at: what its import would do. And the import itself, in one act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.exchange.directory.columns import ORGANIZATIONS, Line, Problem, lines_of, recognised
from throughline.exchange.directory.consequences import of_their_own
from throughline.exchange.directory.refusals import DirectoryHasProblems, DirectoryTooLong, NoDirectory
from throughline.exchange.directory.run import CHANGED, CREATED, LEFT, Outcome
from throughline.exchange.directory.taking_over import MOST_PROBLEMS, Taken, take_over
from throughline.exchange.directory.workbooks import NewLink
from throughline.formats.sheets import read_sheet
from throughline.history.act import act
from throughline.lib.refusal import ChangedMeanwhile
from throughline.organizations.actions.accounts import make_one_time_link
from throughline.organizations.matching import plain_key

#: Looking and taking over keep other writers waiting, on SQLite all of them.
MOST_ROWS = 3000
ACT = "organizations.import_directory"
MANAGE = "organizations.manage"


@dataclass(frozen=True)
class DirectoryPlan:
    """What an import would do: an outcome per row that was understood, and what is wrong with the others.

    `skipped` names sheets that hold something else. `lines` is what `apply_directory` takes over.
    """

    file: str
    outcomes: list[Outcome] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def count(self, what: str) -> int:
        """How many rows create, change or leave something."""
        return Counter(outcome.what for outcome in self.outcomes)[what]

    @property
    def created(self) -> int:
        """Rows that create something."""
        return self.count(CREATED)

    @property
    def changed(self) -> int:
        """Rows that change something that exists."""
        return self.count(CHANGED)

    @property
    def left(self) -> int:
        """Rows that say what is known already."""
        return self.count(LEFT)


@dataclass(frozen=True)
class Applied:
    """What an import did, and the one-time links of the accounts it made."""

    outcomes: list[Outcome]
    links: list[NewLink]


class _OnlyLooked(Exception):
    """Ends a trial, so that nothing of it stays."""


def read_directory(data: bytes, name: str, *, by: User | None = None) -> DirectoryPlan:
    """Look at a workbook or csv: what its import by `by` would do, tried out in a transaction that is undone.

    Raises NotAllowed, UnreadableFile for a file that can't be opened, NoDirectory, DirectoryTooLong.
    """
    check(by, MANAGE)
    sheets = [(sheet, recognised(sheet)) for sheet in read_sheet(data, name)]
    known = [(sheet, part) for sheet, part in sheets if part is not None]
    if not known:
        raise NoDirectory
    rows = sum(len(sheet.rows) for sheet, _part in known)
    if rows > MOST_ROWS:
        raise DirectoryTooLong(rows=rows, most=MOST_ROWS)
    errors: list[Problem] = []
    read = [line for sheet, part in known for line in lines_of(part, sheet, errors)]
    errors += _repeated(read, {_row(error) for error in errors})
    wrong = {_row(error) for error in errors}
    lines = [line for line in read if _row(line) not in wrong]
    tried = _tried(lines, by)
    errors += of_their_own(tried.problems, lines, [line for line in read if _row(line) in wrong])
    wrong |= {_row(error) for error in tried.problems}
    outcomes = [outcome for outcome in tried.outcomes if _row(outcome) not in wrong]
    skipped = [sheet.name for sheet, part in sheets if part is None]
    order = {sheet.name: place for place, (sheet, _part) in enumerate(known)}
    errors.sort(key=lambda error: (order[error.sheet], error.row))
    return DirectoryPlan(name, outcomes, errors[:MOST_PROBLEMS], skipped, lines)


def _row(of: Problem | Line | Outcome) -> tuple[str, int]:
    return of.sheet, of.row


def apply_directory(plan: DirectoryPlan, *, by: User | None) -> Applied:
    """Do what the plan says, all of it or nothing, in one act.

    Raises NotAllowed, DirectoryHasProblems; ChangedMeanwhile when the rows would come to something else by now.
    """
    check(by, MANAGE)
    _refuse(plan.errors)
    with act(ACT, by=by, why=plan.file[:200]):
        done = take_over(plan.lines, by)
        _refuse(done.problems)
        if done.outcomes != plan.outcomes:
            raise ChangedMeanwhile
        links = [_link(user, by) for user in done.new_users if user.is_active]
    return Applied(done.outcomes, links)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DirectoryHasProblems(count=len(problems), first=problems[0])


def _link(user: User, by: User | None) -> NewLink:
    link, secret = make_one_time_link(user, by=by)
    return NewLink(user.username, user.name, secret, link.expires_at)


def _tried(lines: list[Line], by: User | None) -> Taken:
    tried: list[Taken] = []
    try:
        with act(ACT, by=by):
            tried.append(take_over(lines, by))
            raise _OnlyLooked  # noqa: TRY301  it has to pass the act
    except _OnlyLooked:
        return tried[0]


def _repeated(lines: list[Line], wrong: set[tuple[str, int]]) -> list[Problem]:
    """Organizations of which two rows speak that are not `wrong` already: one of them would undo the other."""
    first: dict[tuple[str, ...], Line] = {}
    found = []
    for line in (line for line in lines if line.part is ORGANIZATIONS and _row(line) not in wrong):
        values = line.values
        key = (values["code"],) if "code" in values else (plain_key(values["name"]), values.get("parent", ""))
        before = first.setdefault(key, line)
        if before is not line:
            message = _("Row %(row)s speaks of the same organization. Keep one of the two.") % {
                "row": before.row
            }
            found.append(Problem(line.sheet, line.row, line.part.titled("name"), message))
    return found
