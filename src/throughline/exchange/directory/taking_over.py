"""Rows taken over into the directory, by the same acts as by hand; what each came to, and which were refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from throughline.accounts.models import User
from throughline.exchange.directory.accounts import take_account, take_grant
from throughline.exchange.directory.columns import ACCOUNTS, ORGANIZATIONS, POSTS, Line, Problem
from throughline.exchange.directory.people import take_post, take_term
from throughline.exchange.directory.run import Outcome, Run
from throughline.exchange.directory.units import in_order, take_organization
from throughline.lib.refusal import Invalid, Refused

#: Beyond them the file itself is wrong, and more would only hide it.
MOST_PROBLEMS = 100

Take = Callable[[Run, Line, Outcome], None]


@dataclass(frozen=True)
class Taken:
    """What a run came to."""

    outcomes: list[Outcome]
    problems: list[Problem]
    new_users: list[User]


def take_over(lines: Sequence[Line], by: User | None) -> Taken:
    """Take over all rows within the caller's act: organizations, accounts, posts, persons, roles.

    A row that is refused becomes a problem, and the others go on, so that all problems are told at once; the
    caller undoes everything when there are any.
    """
    run, problems = Run(by), []
    outcomes = {id(line): _begun(line) for line in lines}
    of = {
        part.name: [line for line in lines if line.part is part] for part in (ORGANIZATIONS, POSTS, ACCOUNTS)
    }
    passes: list[tuple[Sequence[Line], Take]] = [
        (in_order(of["organizations"]), take_organization),
        (of["accounts"], take_account),
        (of["posts"], take_post),
        (of["posts"], take_term),
        (of["accounts"], take_grant),
    ]
    refused: set[int] = set()
    for rows, take in passes:
        for line in rows:
            if id(line) in refused or len(problems) >= MOST_PROBLEMS:
                continue
            problem = _problem(run, line, outcomes[id(line)], take)
            if problem is not None:
                problems.append(problem)
                refused.add(id(line))
    return Taken(list(outcomes.values()), problems, run.new_users)


def _problem(run: Run, line: Line, outcome: Outcome, take: Take) -> Problem | None:
    try:
        take(run, line, outcome)
    except Refused as error:
        # The objects in hand may carry what was refused.
        run.known.reload()
        column = line.part.titled(error.field) if isinstance(error, Invalid) else ""
        return Problem(line.sheet, line.row, column, str(error))
    return None


def _begun(line: Line) -> Outcome:
    names = [line.values.get(name, "") for name in ("username", "name", "organization", "title", "person")]
    shown = names[:2] if line.part is ACCOUNTS else names[1:2] if line.part is ORGANIZATIONS else names[2:]
    return Outcome(line.part.name, line.sheet, line.row, " · ".join(str(name) for name in shown if name))
