"""A working text that remembers where in the decoded file each of its characters came from."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator

Edit = tuple[int, int, str]
"""(start, end, replacement) in the working text; edits are sorted and do not overlap."""


class EditsOverlap(ValueError):
    """Two edits of one batch claim the same characters, or are not in order."""


class MappedText:
    """A text and a run-length map from it to the source it was made from.

    Each run says that `text[w:w']` came from `source[s:e]`. Where both are equally long the run is read
    character by character; else, and in a run that shares its source with others, any part of it stands for the
    whole source span. Runs cost three integers each, so an untouched text of 50 MB has a map of one run.
    """

    __slots__ = ("_ends", "_shared", "_starts", "_works", "source", "text")

    def __init__(
        self, text: str, source: str, runs: Iterable[tuple[int, int, int] | tuple[int, int, int, bool]]
    ) -> None:
        """`runs` are (work length, source start, source end[, shared]) in the order of the working text."""
        self.text, self.source = text, source
        self._works, self._starts, self._ends = array("q"), array("q"), array("q")
        self._shared = bytearray()
        position = 0
        for length, start, end, *shared in runs:
            if length:
                self._add(position, length, start, end, shared=any(shared))
                position += length
        if position != len(text):
            raise ValueError(f"The runs describe {position} characters, the text has {len(text)}.")
        self._works.append(position)

    def _add(self, position: int, length: int, start: int, end: int, *, shared: bool) -> None:
        linear = end - start == length and not shared
        if self._starts and linear and self._ends[-1] == start and not self._shared[-1]:
            before = self._ends[-1] - self._starts[-1]
            if before == position - self._works[-1]:
                self._ends[-1] = end
                return
        self._works.append(position)
        self._starts.append(start)
        self._ends.append(end)
        self._shared.append(shared)

    @classmethod
    def identity(cls, source: str) -> MappedText:
        return cls(source, source, [(len(source), 0, len(source))])

    @classmethod
    def from_pieces(cls, source: str, pieces: Iterable[tuple[int, int, str]]) -> MappedText:
        """The pieces (start, end, text) put after each other; what lies between them is left out.

        A piece with an empty source span (start == end) is text that the source does not have, such as a
        line break between two blocks of a web page.
        """
        kept = list(pieces)
        runs = [(len(text), start, end) for start, end, text in kept]
        return cls("".join(text for _, _, text in kept), source, runs)

    def __len__(self) -> int:
        return len(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MappedText) and (self.text, self.source, list(self.runs())) == (
            other.text,
            other.source,
            list(other.runs()),
        )

    __hash__ = None  # type: ignore[assignment]

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """(work length, source start, source end) of each run, in order."""
        for index in range(len(self._starts)):
            length = self._works[index + 1] - self._works[index]
            yield length, self._starts[index], self._ends[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest source span that holds all of `text[start:end]`."""
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"{start}:{end} is outside a text of {len(self.text)} characters.")
        if start == end:
            return self._point(start)
        first, last = self._run_at(start), self._run_at(end - 1)
        return self._start_in(first, start), self._end_in(last, end)

    def quote(self, start: int, end: int) -> str:
        """What the source says where the working text has `text[start:end]`."""
        first, last = self.span(start, end)
        return self.source[first:last]

    def replace(self, edits: Iterable[Edit]) -> MappedText:
        """A new working text with the edits made; the map still leads to the same source."""
        parts: list[str] = []
        runs: list[tuple[int, int, int, bool]] = []
        position = 0
        for start, end, new in edits:
            if not position <= start <= end <= len(self.text):
                raise EditsOverlap(
                    f"The edit {start}:{end} overlaps the one before it, which ends at {position}."
                )
            parts += (self.text[position:start], new)
            runs += self._cut(position, start)
            if new:
                runs.append((len(new), *self.span(start, end), self._shares(start, end)))
            position = end
        if not parts:
            return self
        parts.append(self.text[position:])
        runs += self._cut(position, len(self.text))
        return MappedText("".join(parts), self.source, runs)

    def _run_at(self, position: int) -> int:
        return bisect_right(self._works, position, 0, len(self._starts)) - 1

    def _shares(self, start: int, end: int) -> bool:
        """Whether what stands for `text[start:end]` may share its source with what stands beside it."""
        if start == end:
            first, last = self._point(start)
            return first < last
        return not (self._linear(self._run_at(start)) and self._linear(self._run_at(end - 1)))

    def _linear(self, run: int) -> bool:
        return (
            not self._shared[run]
            and self._ends[run] - self._starts[run] == self._works[run + 1] - self._works[run]
        )

    def _start_in(self, run: int, position: int) -> int:
        return self._starts[run] + (position - self._works[run] if self._linear(run) else 0)

    def _end_in(self, run: int, position: int) -> int:
        if self._linear(run):
            return self._starts[run] + position - self._works[run]
        return self._ends[run]

    def _point(self, position: int) -> tuple[int, int]:
        if not self._starts:
            return 0, 0
        if position == len(self.text):
            return self._ends[-1], self._ends[-1]
        run = self._run_at(position)
        if position > self._works[run] and not self._linear(run):
            return self._starts[run], self._ends[run]
        point = self._start_in(run, position)
        if position == self._works[run] and run:
            return point, max(point, self._ends[run - 1])  # between two that share their source: all of it
        return point, point

    def _cut(self, start: int, end: int) -> Iterator[tuple[int, int, int, bool]]:
        position = start
        while position < end:
            run = self._run_at(position)
            stop = min(end, self._works[run + 1])
            part = stop - position < self._works[run + 1] - self._works[run]
            shared = bool(self._shared[run]) or (part and not self._linear(run))
            yield stop - position, self._start_in(run, position), self._end_in(run, stop), shared
            position = stop
