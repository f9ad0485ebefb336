"""What the process that reads a pdf hands to the one that asked."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class RuledTable:
    """Texts by place on page `page` (from 0); copies are (row, column, row and column of the original)."""

    page: int
    grid: list[list[str]]
    copies: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Pages:
    """The text of each page, the numbers (from 1) of those that failed or are pictures, and ruled tables."""

    texts: list[str]
    title: str = ""
    unreadable: list[int] = field(default_factory=list)
    without_text: list[int] = field(default_factory=list)
    tables: list[RuledTable] = field(default_factory=list)
    tables_cut: bool = False
