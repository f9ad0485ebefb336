"""Papers set by Typst: what people wrote is text and nothing else, the same data makes the same file, and it ends."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.formats.typeset import NotSet, typeset
from throughline.formats.typesetting import FONTS, compiled

DAY = date(2026, 6, 30)
SOURCE = """#let data = json(bytes(sys.inputs.data))
#set text(font: "Noto Sans SC")
#data.text"""
HOSTILE = (
    '#panic("x")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    "*bold* _slanted_ $x^2$ `raw` <label> @label",
    "// not a remark /* nor this */ \\ ~ -- ' \" ---",
    '"); panic("x',
    "]#set page(width: 1pt)[",
)


def told(pdf: bytes) -> str:
    """The text of all pages, as it is read from them."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_read_as_markup(text):
    assert "".join(told(typeset(SOURCE, {"text": text}, "pdf", day=DAY)).split()) == "".join(text.split())


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_set(text):
    assert compiled(SOURCE, {"text": text}, "pdf", "2026-06-30").startswith(b"%PDF")


def test_the_same_data_makes_the_same_file_in_the_font_that_comes_along():
    one, other = (typeset(SOURCE, {"text": "督查通报 “A”"}, "pdf", day=DAY) for _time in range(2))
    assert one == other
    assert FONTS.is_dir(), "run `make assets`"
    assert b"NotoSansSC" in one
    assert told(one).strip() == "督查通报 “A”"


def test_a_picture_is_one():
    picture = typeset(SOURCE, {"text": "x"}, "png", day=DAY)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(pypdfium2.PdfDocument(io.BytesIO(typeset(SOURCE, {"text": "x"}, "pdf", day=DAY)))) == 1


@pytest.mark.parametrize(
    ("source", "seconds"),
    [("#let n = 0\n#while n < 1e15 { n += 1 }", 1), ("#panic()", 20), ('#read("/etc/passwd")', 20)],
)
def test_what_does_not_end_or_fails_is_told(source, seconds):
    with pytest.raises(NotSet):
        typeset(source, {}, "pdf", day=DAY, seconds=seconds)
