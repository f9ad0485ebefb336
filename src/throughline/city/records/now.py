"""What waits on the day of the demonstration, and the few sentences that clerks write while the story is played."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SentBack:
    """Last month's report on a task, returned with a reason and not filed again yet."""

    task: str
    reason: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that has just come in; `text` is Markdown."""

    title: str
    number: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that is still to be done: `undecided` are tasks whose report of last month waits for a decision.

    `explained` are instructions with what the unit says to the rating that the rule proposes.
    """

    returned: tuple[SentBack, ...]
    undecided: tuple[str, ...]
    explained: tuple[tuple[str, str], ...]
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
