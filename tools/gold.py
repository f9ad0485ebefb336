"""How well the reader agrees with the labelled sentences: scores, intervals, reliability, the worst errors.

    python -m tools.gold            write docs/reading-accuracy.md
    python -m tools.gold --check    say whether that file is as this program would write it

The labelled sentences and their scorer stand beside the project (../shared/gold); the scorer's own comparisons decide
what is right, and its totals must be those told here. Nothing is drawn anew: the same reader gives the same file.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.gold_judging import SHARED, Judged, judged, scorer, summed
from tools.gold_measures import DRAWS, FEW_DOCUMENTS, MEASURES, held_back, interval, pairs, reliability, rows

PROJECT = Path(__file__).parents[1]
REPORT = PROJECT / "docs" / "reading-accuracy.md"
LANGUAGES = {"zh": "Chinese", "en": "English"}
WORST = 10

HEAD = (
    "# How well the reader reads\n\n"
    "Written by `make gold` from the labelled development sentences; not to be edited. The scorer that came with the "
    "sentences decides what is right, and counts the same. Intervals hold the middle 95 % of {draws} draws with "
    "replacement: of whole documents, since sentences of one document are alike, or of sentences where a kind has "
    "fewer than {few} documents (marked *). The weights of the labels were drawn towards these same sentences, so "
    "unseen documents will read worse; [the reader](reader.md) tells what was measured with each document left out.\n"
)
TABLE = "| measure | value | 95 % | counted | bar |\n| --- | --- | --- | --- | --- |"


def report() -> str:
    """The whole file."""
    score = scorer()
    parts = [HEAD.format(draws=DRAWS, few=FEW_DOCUMENTS)]
    every: list[Judged] = []
    for language, name in LANGUAGES.items():
        made = judged(language, score)
        every += made
        documents = len({each.gold["doc"] for each in made})
        parts.append(f"## {name}: {len(made)} sentences of {documents} documents\n")
        parts += [TABLE, *rows(made), ""]
        parts += _by_kind(made)
        parts += _reliabilities(made)
    parts += _worst(every)
    return "\n".join(parts)


def _by_kind(made: Sequence[Judged]) -> list[str]:
    told = [
        "By kind of document:\n",
        "| kind | sentences | " + " | ".join(label for _, label, _ in MEASURES[:4]) + " |",
    ]
    told.append("| --- " * 6 + "|")
    for kind in sorted({each.kind for each in made}):
        inside = [each for each in made if each.kind == kind]
        few = "" if len({each.gold["doc"] for each in inside}) >= FEW_DOCUMENTS else "*"
        cells = [_cell(inside, measure) for _, _, measure in MEASURES[:4]]
        told.append(f"| {kind}{few} | {len(inside)} | " + " | ".join(cells) + " |")
    return [*told, ""]


def _cell(made: Sequence[Judged], measure: Callable[[Counter[str]], float | None]) -> str:
    value, between = measure(summed(made)), interval(made, measure)
    return "–" if value is None or between is None else f"{value:.2f} ({between[0]:.2f}–{between[1]:.2f})"


def _reliabilities(made: Sequence[Judged]) -> list[str]:
    head = "| marked | findings | mean mark | right | 95 % |\n| --- | --- | --- | --- | --- |"
    return [
        "What confidence is worth, all labels together. As the reader marks them:\n",
        head,
        *reliability(pairs(made)),
        "\nHeld back: the curve fitted on one half of the documents, the table on the other, both ways round:\n",
        head,
        *reliability(held_back(made)),
        "",
    ]


def _worst(made: Sequence[Judged]) -> list[str]:
    errors = sorted(
        (error for each in made for error in each.errors), key=lambda e: (-e.sure, e.gold["id"], e.what)
    )
    told = [f"## The {WORST} worst errors\n", "Those of which the reader was surest.\n"]
    for number, error in enumerate(errors[:WORST], 1):
        quote = " ".join(error.gold["text"].split())
        quote = quote if len(quote) <= 110 else quote[:109] + "…"
        told.append(f"{number}. {error.sure:.2f}, {error.what}: “{quote}” ({error.gold['id']})")
    return [*told, ""]


def main(argv: Sequence[str] | None = None) -> int:
    """Write or check the report; 1 when it is out of date, 2 when there are no labelled sentences."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; end with 1 when the file is out of date"
    )
    asked = parser.parse_args(argv)
    if not (SHARED / "gold" / "score.py").exists():
        sys.stderr.write("There are no labelled sentences here: ../shared/gold is missing.\n")
        return 2
    made = report()
    if asked.check:
        current = REPORT.exists() and REPORT.read_text(encoding="utf-8") == made
        sys.stdout.write(
            "docs/reading-accuracy.md is " + ("as measured\n" if current else "out of date: make gold\n")
        )
        return int(not current)
    REPORT.write_text(made, encoding="utf-8")
    sys.stdout.write(f"wrote {REPORT.relative_to(PROJECT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
