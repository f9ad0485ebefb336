"""Cut and flipped files: a named refusal or a text with true spans, never another error, never a hang."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats import made
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import Extract, classification, extract
from throughline.formats.sheets import Column, Sheet, csv_text, read_sheet, workbook


def _fill(document: made.Document) -> None:
    document.add_heading("Plan", 1)
    document.add_paragraph("到2027年建成公园20个。", style="List Number")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Tasks"


ROWS = [["No.", "任务"], ["1", 'Build, "now"'], ["2", "改造"]]
SOUND = {
    "a.docx": made.word(_fill),
    "a.xlsx": workbook(
        [Sheet("s", [Column("a"), Column("b", 9, "date")], [("x", date(2026, 1, 1))] * 3, note="n")]
    ),
    "a.pdf": made.pdf([made.pdf_text(["Plan", "任务"]), made.pdf_table(ROWS)]),
    "a.csv": csv_text(ROWS * 3).encode(),
    "b.csv": csv_text(ROWS * 3).encode("gb18030"),
    "a.html": (
        b"<html><title>T</title><nav>x</nav><h1>Plan</h1><p>a&amp;b<table><tr><td rowspan=2>1<td>2<tr><td>3</table>"
    ),
    "a.md": b"# Plan\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
}

HARM = st.one_of(
    st.tuples(st.just("cut"), st.floats(0, 1), st.just(0)),
    st.tuples(st.just("flip"), st.floats(0, 1), st.integers(1, 255)),
    st.tuples(st.just("drop"), st.floats(0, 1), st.integers(1, 200)),
    st.tuples(st.just("zero"), st.floats(0, 1), st.integers(1, 40)),
)


def harmed(data: bytes, harms: list[tuple[str, float, int]]) -> bytes:
    for kind, place, size in harms:
        at = min(int(place * len(data)), max(len(data) - 1, 0))
        if kind == "cut":
            data = data[:at]
        elif kind == "flip" and data:
            data = data[:at] + bytes([data[at] ^ size]) + data[at + 1 :]
        elif kind == "drop":
            data = data[:at] + data[at + size :]
        elif kind == "zero":
            data = data[:at] + bytes(min(size, len(data) - at)) + data[at + size :]
    return data


def check(data: bytes, name: str) -> None:
    started = time.perf_counter()
    found = refused_or(lambda: extract(data, name))
    if isinstance(found, Extract):
        assert made.quoted_badly(found) == []
        classification(found)
    assert time.perf_counter() - started < 30


def refused_or(read: Callable[[], Any]) -> Any:
    """What is read, or the refusal's message: any other error fails the test."""
    try:
        return read()
    except UnreadableFile as refused:
        return str(refused)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(set(SOUND) - {"a.pdf"})), st.lists(HARM, min_size=1, max_size=3))
def test_harmed_files(name: str, harms: list[tuple[str, float, int]]) -> None:
    check(harmed(SOUND[name], harms), name)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.lists(HARM, min_size=1, max_size=3))
def test_harmed_pdfs(harms: list[tuple[str, float, int]]) -> None:
    check(harmed(SOUND["a.pdf"], harms), "a.pdf")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["a.xlsx", "a.csv"]), st.lists(HARM, min_size=1, max_size=3))
def test_harmed_files_as_rows(name: str, harms: list[tuple[str, float, int]]) -> None:
    assert refused_or(lambda: read_sheet(harmed(SOUND[name], harms), name))


PARTS = ["word/document.xml", "word/styles.xml", "word/numbering.xml", "_rels/.rels", "[Content_Types].xml"]
SHEETS = [
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/_rels/workbook.xml.rels",
]


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([("a.docx", p) for p in PARTS] + [("a.xlsx", p) for p in SHEETS]),
    st.lists(HARM, min_size=1, max_size=3),
)
def test_harm_inside_of_the_archive(place: tuple[str, str], harms: list[tuple[str, float, int]]) -> None:
    name, part = place
    inner = harmed(made.part(SOUND[name], part).encode(), harms)
    check(made.changed(SOUND[name], {part: inner}), name)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([*SOUND, "a.txt", "a", "a.exe"]))
def test_any_bytes(data: bytes, name: str) -> None:
    if b"%PDF" not in data:
        check(data, name)
