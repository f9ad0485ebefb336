"""Findings as a workbook: one row per finding, ready to filter. Text stays text, whatever it begins with."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter

from throughline.reading.listing import told
from throughline.reading.model import Finding, Reading, Span

COLUMNS = (
    ("File", 24),
    ("No.", 6),
    ("Label", 13),
    ("Text", 70),
    ("Lead", 22),
    ("Joint", 22),
    ("Supporting", 22),
    ("Supervising", 18),
    ("Accountable", 14),
    ("Leader", 14),
    ("Deadline", 12),
    ("Recurrence", 12),
    ("Targets", 36),
    ("Speaker", 14),
    ("Kind", 12),
    ("Topic", 24),
    ("Aim", 18),
    ("Standard", 18),
    ("Requirement", 18),
    ("Confidence", 11),
    ("Start", 9),
    ("End", 9),
)
LONGEST = 32_000
"""A cell of a workbook holds 32 767 characters."""


def write_workbook(readings: list[Reading]) -> bytes:
    """The bytes of an xlsx file."""
    out = BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Findings")
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width, wrap)
            sheet.write_string(0, column, title, bold)
        rows = [(reading, finding) for reading in readings for finding in reading.findings]
        for number, (reading, finding) in enumerate(rows, 1):
            for column, value in enumerate(_row(reading, finding)):
                if isinstance(value, str):
                    sheet.write_string(number, column, value[:LONGEST], wrap)
                elif isinstance(value, int | float):
                    sheet.write_number(number, column, value, wrap)
            if finding.deadline:
                sheet.write_datetime(number, 10, finding.deadline, day)
        sheet.freeze_panes(1, 4)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    return out.getvalue()


def _row(reading: Reading, finding: Finding) -> list[str | float | None]:
    speaker = finding.speaker.name if finding.speaker else ""
    people = [
        _names(getattr(finding, role))
        for role in ("lead", "joint", "supporting", "supervising", "accountable", "leader")
    ]
    targets = "\n".join(map(told, finding.targets))
    return [
        reading.path,
        finding.id,
        finding.label,
        finding.clean,
        *people,
        None,
        finding.recurrence or "",
        targets,
        speaker,
        finding.kind or "",
        finding.topic,
        finding.aim,
        finding.standard,
        finding.requirement,
        finding.confidence,
        finding.start,
        finding.end,
    ]


def _names(spans: list[Span]) -> str:
    return (
        "、".join(span.name for span in spans)
        if any(not s.name.isascii() for s in spans)
        else "; ".join(s.name for s in spans)
    )
