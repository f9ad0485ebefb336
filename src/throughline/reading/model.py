"""What the reader hands over: plain values, and their JSON form (docs/reading.schema.json)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import Any

LABELS = ("commitment", "fact", "opinion")
OPERATORS = ("=", ">=", "<=", ">", "<", "about", "range", "+", "-")
RECURRENCES = ("ongoing", "yearly", "quarterly", "monthly")
STATEMENT_KINDS = ("opinion", "instruction", "pledge", "reflection")


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation: `text` is the decoded text from `start` to `end`, `name` its repaired form.

    `full` quotes the name in full where `text` is a short one that the text declared before.
    """

    text: str
    start: int
    end: int
    name: str = ""
    full: Span | None = None


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the working text differs from the decoded one; `restored` is None where nobody can know."""

    start: int
    end: int
    kind: str
    restored: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """A result to reach. `value` is a number, [low, high] for a range, None for a relative target."""

    indicator: str
    op: str
    value: int | float | list[int | float] | None
    unit: str
    base: int | float | None
    deadline: date | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Why:
    """What decided about a finding, for `--explain`.

    `shares` are the labels' shares (they add up to 1), `features` what each feature moved the label against the
    runner-up, `who`, `when` and `targets` the rules that gave the bodies, the deadline and each target.
    """

    shares: dict[str, float]
    features: dict[str, float]
    who: str = ""
    when: str = ""
    targets: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Finding:
    """What the reader proposes from one passage, with offsets in the decoded text."""

    id: str
    start: int
    end: int
    text: str
    clean: str
    label: str
    targets: list[Target] = field(default_factory=list)
    deadline: date | None = None
    recurrence: str | None = None
    lead: list[Span] = field(default_factory=list)
    joint: list[Span] = field(default_factory=list)
    supporting: list[Span] = field(default_factory=list)
    supervising: list[Span] = field(default_factory=list)
    accountable: list[Span] = field(default_factory=list)
    leader: list[Span] = field(default_factory=list)
    speaker: Span | None = None
    kind: str | None = None
    aim: str = ""
    standard: str = ""
    requirement: str = ""
    topic: str = ""
    confidence: float = 0.0
    reasons: list[str] = field(default_factory=list)
    clause: int | None = None
    table_row: int | None = None
    why: Why | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of the outline. `parent` is an index into the outline, `level` 0 for what has no parent."""

    index: int
    kind: str
    number: str
    start: int
    end: int
    text: str
    level: int
    parent: int | None


NOTES = MappingProxyType(
    {
        "no_words": "This file has no words to read.",
        "third_language": "This text is neither English nor Chinese; nothing was looked for in it.",
        "little_text": "This file has little text (%(words)s words); little can be found in it.",
        "no_commitments": "No sentence of this text reads like something that is to be done.",
        "second_opinion": "The language model %(model)s was asked about %(count)s sentences as well.",
        "second_opinion_partly": "The language model %(model)s was asked about the first %(count)s sentences only.",
        "second_opinion_failed": "The language model %(model)s did not answer after %(count)s sentences; the rest is "
        "read by rules alone.",
    }
)
"""Each note's English message, which is also the key of its translation."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about the whole text: a code of NOTES with its parameters."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    message: str = ""


def note(code: str, **params: Any) -> Note:
    """A note with its English message filled in."""
    return Note(code, params, NOTES[code] % params)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the reader found in one file."""

    path: str
    title: str
    language: str
    dated: date | None
    text: str
    damage: tuple[Damage, ...]
    findings: tuple[Finding, ...]
    outline: tuple[Node, ...]
    message: tuple[Note, ...]

    @property
    def characters(self) -> int:
        return len(self.text)


def as_json(reading: Reading, *, explain: bool = False) -> dict[str, Any]:
    """The reading as JSON values, in the shape that docs/reading.schema.json describes.

    With `explain`, each finding also says `why`: the rules and features behind it.
    """
    return {
        "document": {
            "path": reading.path,
            "title": reading.title,
            "language": reading.language,
            "dated": _value(reading.dated),
            "characters": reading.characters,
            "damage": [_record(entry) for entry in reading.damage],
            "messages": [_record(note) for note in reading.message],
        },
        "findings": [_finding(finding, explain=explain) for finding in reading.findings],
        "outline": [_record(node) for node in reading.outline],
    }


def _finding(finding: Finding, *, explain: bool) -> dict[str, Any]:
    why = {"why": _record(finding.why) if finding.why else None} if explain else {}
    return _record(finding) | why


def _record(entry: Any) -> dict[str, Any]:
    """The members of an entry; why it was found is told only where it is asked for."""
    return {each.name: _value(getattr(entry, each.name)) for each in fields(entry) if each.name != "why"}


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_value(each) for each in value]
    if isinstance(value, Span | Target):
        return _record(value)
    return value
