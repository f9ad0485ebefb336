"""What waits on the day of the demonstration, and the few sentences that clerks write while the story is played."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SentBack:
    """Last month's report on a task, returned with a reason and not filed again yet.

    `silent`: it came back so long ago that its unit had time to file it again.
    """

    task: str
    reason: str
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that has just come in; `text` is Markdown."""

    title: str
    number: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class NewDate:
    """A new due date that the lead unit asks for, not answered yet."""

    task: str
    wanted_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that is still to be done: `undecided` are tasks whose report of last month waits for a decision.

    `explained` are instructions with what the unit says to the rating that the rule proposes; `asked` the new dates
    that nobody has answered yet.
    """

    returned: tuple[SentBack, ...]
    undecided: tuple[str, ...]
    explained: tuple[tuple[str, str], ...]
    asked: tuple[NewDate, ...]
    paper: Paper


@dataclass(frozen=True, slots=True)
class Phrases:
    """`calendar` and `local_day` are names; `{number}`, `{unit}` and `{month}` are still to be filled in."""

    calendar: str
    local_day: str
    same_matter: str
    answer: str
    annex: str
    spent_before: str
    not_tasks: str
    heard: str
    evidence: str
