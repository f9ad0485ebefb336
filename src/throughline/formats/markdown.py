"""Markdown: headings and pipe tables, as spans into the file itself. All else is text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from throughline.formats.grids import table
from throughline.formats.shapes import Cell, Heading, Table

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_COLUMN = r"[ \t]*+:?-++:?[ \t]*+"
_RULE = re.compile(rf"[ \t]*+\|?(?:{_COLUMN}\|)*+(?:{_COLUMN})?[ \t]*+")
_PIPE = re.compile(r"(?<!\\)(?:\\\\)*+\|")
_NOT_A_TITLE = re.compile(r"[ \t]*(?:[-*+>|]|\d+[.)][ \t]|$)")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


class _Line(NamedTuple):
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read_markdown(text: str) -> tuple[tuple[Heading, ...], tuple[Table, ...]]:
    """Headings (# and underlined) and GitHub's pipe tables outside of fenced code."""
    lines = list(_outside_code(text))
    headings, tables, at = [], [], 0
    while at < len(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        if below and _starts_table(lines[at], below):
            found, at = _table(lines, at)
            tables.extend([found] if found else [])
            continue
        level = _level(lines[at].text, below.text if below else "")
        if level:
            headings.append(Heading(level, lines[at].start, lines[at].end))
        at += 1
    return tuple(headings), tuple(tables)


def _outside_code(text: str) -> Iterator[_Line]:
    """Lines without their ends; those of fenced code come as blank ones."""
    fence = ""
    for match in _LINE.finditer(text):
        content = match[0].rstrip("\r\n")
        mark = _FENCE.match(content)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not content.strip(" `~"):
            fence = ""
        elif not fence:
            yield _Line(match.start(), content)
            continue
        yield _Line(match.start(), "")


def _level(text: str, below: str) -> int:
    marks = _ATX.match(text)
    if marks:
        return len(marks[1]) if text.strip(" #\t") else 0
    underline = _SETEXT.fullmatch(below)
    if underline and not _NOT_A_TITLE.match(text):
        return 1 if underline[1].startswith("=") else 2
    return 0


def _starts_table(head: _Line, rule: _Line) -> bool:
    if "|" not in head.text or "-" not in rule.text or not _RULE.fullmatch(rule.text):
        return False
    return len(_cells(head)) == len(_cells(rule))


def _table(lines: list[_Line], at: int) -> tuple[Table | None, int]:
    """The table whose column names are in line `at`, and the line after it."""
    width = len(_cells(lines[at]))
    rows = [_cells(lines[at])]
    end = at + 2
    while end < len(lines) and "|" in lines[end].text:
        rows.append(_cells(lines[end])[:width])
        end += 1
    return table("", rows, (lines[at].start, lines[end - 1].end), marked=1), end


def _cells(line: _Line) -> list[Cell]:
    content = line.text.rstrip()
    left = len(content) - len(content.lstrip())
    if content[left : left + 1] == "|":
        left += 1
    bars = [m.end() - 1 for m in _PIPE.finditer(content, left)]
    if not bars or bars[-1] != len(content) - 1:
        bars.append(len(content))
    starts = [left, *(bar + 1 for bar in bars[:-1])]
    return [_cell(line, start, bar) for start, bar in zip(starts, bars, strict=True)]


def _cell(line: _Line, start: int, end: int) -> Cell:
    raw = line.text[start:end]
    content = raw.strip()
    at = line.start + start + (raw.index(content) if content else 0)
    value = _BREAK_TAG.sub("\n", content.replace("\\|", "|"))
    return Cell(value, at, at + len(content))
