"""What a check of the history finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was written. `message` says it in plain words; the rest is for programs.

    `kind` is one of: changed, missing, inserted (records and version rows), span, live, chain, gap, cut, heads, key,
    fields; later stages add `derived` and `orphan`. `model` is a label (`register.Task`), `key` the object's, `record`
    the act's.
    """

    kind: str
    message: str
    model: str = ""
    key: int | None = None
    record: int | None = None


@dataclass
class VerifyReport:
    """The outcome of `verify`. `problems` holds the first ones, `found` counts all of them."""

    problems: list[Problem] = field(default_factory=list)
    found: int = 0
    records: int = 0
    versions: int = 0
    objects: int = 0
    unsealed: int = 0

    #: More are counted but not kept: whoever lost a table needs no million lines.
    MOST = 1000

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.found

    def add(self, problems: Iterable[Problem]) -> None:
        """Take note of each."""
        for problem in problems:
            self.found += 1
            if len(self.problems) < self.MOST:
                self.problems.append(problem)
