"""Which refusals only follow from others: a row that names what a row above would have brought, were it mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from throughline.exchange.directory.columns import Line, Problem
from throughline.organizations.matching import plain_key

#: What a row brings by which others may call it, by the kind of its sheet.
_BRINGS = {
    "organizations": ("code", "name", "short_name", "aliases"),
    "accounts": ("username",),
    "posts": ("person", "title"),
}


def of_their_own(
    problems: Sequence[Problem], lines: Iterable[Line], left_out: Iterable[Line]
) -> list[Problem]:
    """The `problems` that mending the rows `left_out` would not end; `lines` are the rows that were tried."""
    tried = {(line.sheet, line.row): line for line in lines}
    missing = {name for line in left_out for name in _brought(line)}
    kept = list(problems)
    while follows := [one for one in kept if _speaks_of(tried[one.sheet, one.row], one, missing)]:
        kept = [one for one in kept if one not in follows]
        missing |= {name for one in follows for name in _brought(tried[one.sheet, one.row])}
    return kept


def _speaks_of(line: Line, problem: Problem, missing: set[str]) -> bool:
    written = next(
        (line.values.get(one.name) for one in line.part.fields if str(one.title) == problem.column), None
    )
    return any(plain_key(name) in missing for name in _names(written))


def _brought(line: Line) -> Iterator[str]:
    for name in _BRINGS[line.part.name]:
        yield from (plain_key(one) for one in _names(line.values.get(name)))


def _names(written: object) -> list[str]:
    return [str(one) for one in (written if isinstance(written, list) else [written]) if one]
