"""Which operator the words around an English figure mean, and which way it is to change."""

from __future__ import annotations

import re

from throughline.reading.figures_en import CUT, clause

_RAISE = re.compile(r"\b(?:increas|grow|rais|rise|expand|improv|boost|growth|higher)", re.IGNORECASE)


def operator(match: re.Match[str], way: str) -> str:
    """The operator of a figure; `way` is "+" or "-" where the sentence tells of a change, else ""."""
    pre, post = (match["pre"] or "").lower(), (match["post"] or "").lower()
    if match["high"]:
        return "range"
    for op, words in _OPERATORS:
        if any(pre == word or pre.endswith(" " + word) for word in words):
            return op
    after = match.string[match.end() : match.end() + 80]
    if less := OR_LESS.match(match.string, match.end()):
        return ">=" if _UPWARD.search(less.group()) else "<="
    if _UPWARD.search(post) or re.match(r"[^.;]{0,60}\bor more\b", after):
        return ">="
    share = "%" in match["unit"] or "ent" in match["unit"]
    if share and re.match(r"\s+(?:below|lower than|less than|under)\b", after):
        return "-"
    if post or _CAPS.search(match.string[: match.start("value")]):
        return "<="
    if pre.startswith(("by", "a further", "an additional", "another")) or (
        way and pre in ("", "of", "a", "an")
    ):
        return way or "+"
    return "="


# "3 business days or less"
OR_LESS = re.compile(r" or (?:less|fewer|under|below|sooner|faster|more|better|longer|above)\b")
_UPWARD = re.compile(r"more|higher|above|greater|better|\+")
# "limit the rise to 3%", "cap rents at 2%"
_CAPS = re.compile(
    r"\b(?:cap|limit|restrict)(?:p?ing|p?ed|s)?\b[^.;:]{0,60} ?\b(?:to|at)?\s*$", re.IGNORECASE
)
_OPERATORS = (
    (">=", ("≥", ">=", "at least", "no less than", "not less than", "minimum of")),
    ("<=", ("≤", "<=", "up to", "at most", "no more than", "not more than", "maximum of")),
    (
        ">",
        (">", "more than", "over", "above", "in excess of", "exceed", "exceeds", "exceeding", "greater than"),
    ),
    ("<", ("<", "less than", "below", "under", "fewer than")),
    ("about", ("around", "about", "approximately", "roughly", "some", "nearly", "almost")),
)


def change(text: str, match: re.Match[str]) -> str:
    """Which way the figure changes something by the words around it: "+", "-", or "" for no change."""
    near = clause(text, match.start())[-60:] + text[match.end() : match.end() + 16]
    return "-" if CUT.search(near) else "+" if _RAISE.search(near) else ""
