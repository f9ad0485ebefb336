"""Reads a pdf's pages, in a process of its own: native code that meets a hostile file may crash or never end.

`python -m throughline.formats.pdf_pages LIMITS` takes the file on standard input and answers in JSON. PDFium
reads first; pages on which it finds suspiciously little, or nonsense, are read again by pdfminer.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import signal
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pdfplumber
import pypdfium2
from pypdfium2 import raw

from throughline.formats.errors import UnreadableFile
from throughline.formats.pdf_answer import Pages, RuledTable
from throughline.formats.pdf_header import mend_header
from throughline.formats.pdf_tables import ruled_tables
from throughline.formats.shapes import Limits

_LITTLE = 40  # letters; a full page has hundreds
_MOST_SECOND_OPINIONS = 300
_MOST_PATHS = 1_500  # more are a drawing
_THIN, _LONG = 3.0, 8.0  # points
_LINES_OF_A_NET = 8
_UNKNOWN_GLYPH = re.compile(r"\(cid:\d+\)")
_LINE_END = re.compile(r"\r\n?")
# PDFium marks a word that is divided at the line's end with U+FFFE (older versions: U+0002) and joins it.
_DIVIDED = re.compile(r"\ufffe|\x02")
# What is left of the control range are glyph numbers taken for characters; number 3 is the blank in most fonts.
_BLANK_GLYPH, _OTHER_GLYPH = "\x03", re.compile(r"[\x00\x01\x04-\x08\x0b\x0e-\x1f]")


@dataclass
class _Look:
    """What PDFium says of a page."""

    text: str | None
    is_ruled: bool = False
    pictures: int = 0


def read_pages(data: bytes, limits: Limits) -> Pages:
    """All pages. Raises UnreadableFile: encrypted, damaged, too_many_pages."""
    mended = mend_header(data)
    looks, title = _first_opinion(mended.data, limits)
    texts: list[str | None] = [look.text for look in looks]
    doubtful = [n for n, text in enumerate(texts) if mended.broken or _is_doubtful(text)]
    ruled = [n for n, look in enumerate(looks) if look.is_ruled]
    tables: list[RuledTable] = []
    if doubtful or ruled or not texts:
        with _at_most(limits.seconds / 2):
            second = _second_reader(mended.data)
            texts = _second_opinion(second, texts, doubtful, limits)
            tables = ruled_tables(second, ruled[: limits.ruled_pages])
    if not texts:
        raise UnreadableFile("damaged", kind="pdf")
    return Pages(
        [_clean(text or "") for text in texts],
        _clean(title),
        [n + 1 for n, text in enumerate(texts) if text is None],
        [
            n + 1
            for n, look in enumerate(looks)
            if n < len(texts) and texts[n] is not None and _is_picture(texts[n], look)
        ],
        tables,
        len(ruled) > limits.ruled_pages,
    )


def _first_opinion(data: bytes, limits: Limits) -> tuple[list[_Look], str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise UnreadableFile("encrypted") from error
        return [], ""
    with contextlib.closing(document):
        if len(document) > limits.pages:
            raise UnreadableFile("too_many_pages", limit=limits.pages)
        title = document.get_metadata_value("Title")
        return [_look(document, number) for number in range(len(document))], title


def _look(document: Any, number: int) -> _Look:
    try:
        with contextlib.closing(document[number]) as page:
            items = list(page.get_objects(max_depth=2))
            paths = [item for item in items if item.type == raw.FPDF_PAGEOBJ_PATH]
            is_ruled = _is_ruled(paths)
            pictures = sum(item.type == raw.FPDF_PAGEOBJ_IMAGE for item in items)
            with contextlib.closing(page.get_textpage()) as text:
                found = _all_characters(text)
    except (pypdfium2.PdfiumError, ValueError, UnicodeDecodeError):
        return _Look(None)
    return _Look(found, is_ruled, pictures)


def _all_characters(text: Any) -> str:
    """The page's text with U+FFFD for each glyph that no character is known of; PDFium leaves these out."""
    found = str(text.get_text_range())
    count = text.count_chars()
    if count > len(found):
        found = _by_codes(text, count) or found
    joined = _DIVIDED.sub("", found).replace(_BLANK_GLYPH, " ")
    return _OTHER_GLYPH.sub("\ufffd", joined)


def _by_codes(text: Any, count: int) -> str:
    """Empty where each glyph has its character."""
    codes = [raw.FPDFText_GetUnicode(text.raw, number) for number in range(count)]
    if 0 not in codes:
        return ""
    # Characters beyond the first plane come as two halves.
    halves = "".join(chr(code or 0xFFFD) for code in codes)
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_ruled(paths: list[Any]) -> bool:
    """Whether a table may be drawn: lines both ways, boxes, or many lines as one path. Underlined words are none."""
    across = down = boxes = nets = 0
    for path in paths[:_MOST_PATHS]:
        left, bottom, right, top = path.get_bounds()
        wide, high = right - left > _LONG, top - bottom > _LONG
        across += wide and top - bottom < _THIN
        down += high and right - left < _THIN
        boxes += wide and high
        nets += wide and high and raw.FPDFPath_CountSegments(path.raw) >= _LINES_OF_A_NET
    return len(paths) <= _MOST_PATHS and (min(across, down) >= 2 or boxes >= 4 or nets > 0)


def _is_doubtful(text: str | None) -> bool:
    """Too little to be a page, or characters that no writing has."""
    return text is None or _worth(text) < max(_LITTLE, sum(not c.isspace() for c in text))


def _worth(text: str) -> int:
    """How many characters a person could read."""
    return sum(unicodedata.category(c)[0] in "LNPS" and c != "\ufffd" for c in text)


def _is_picture(text: str | None, look: _Look) -> bool:
    return bool(look.pictures) and not _worth(text or "")


class _TimeIsUp(BaseException):
    """Not an Exception, so that nothing between swallows it."""


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Leave the block when the time is up: pdfminer follows an object that refers to itself for ever.

    What was found before stays. Where there is no alarm (Windows), the time for the whole file must do.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TimeIsUp:
        return
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(*_: Any) -> None:
    raise _TimeIsUp


def _second_reader(data: bytes) -> Any:
    """The document in pdfplumber, or None where it can't even open the file."""
    try:
        return pdfplumber.open(io.BytesIO(data))
    except Exception:  # noqa: BLE001  it raises whatever the broken file led it to
        return None


def _second_opinion(
    second: Any, texts: list[str | None], doubtful: list[int], limits: Limits
) -> list[str | None]:
    """The better of both readings: page by page, or as a whole where they disagree about the number of pages."""
    try:
        pages = list(second.pages) if second is not None else []
    except Exception:  # noqa: BLE001  as above
        return texts
    if len(pages) > limits.pages:
        raise UnreadableFile("too_many_pages", limit=limits.pages)
    if len(pages) == len(texts):
        better = list(texts)
        for number in doubtful[:_MOST_SECOND_OPINIONS]:
            better[number] = _better(texts[number], _page_text(pages, number))
        return better
    others = (
        [_page_text(pages, number) for number in range(min(len(pages), _MOST_SECOND_OPINIONS))]
        if doubtful
        else []
    )
    return (
        others
        if _worth("".join(filter(None, others))) > 1.2 * _worth("".join(filter(None, texts)))
        else texts
    )


def _better(first: str | None, other: str | None) -> str | None:
    if other is None or first is None:
        return first if other is None else other
    more = _worth(other) > 1.2 * _worth(first)
    cleaner = _worth(other) >= _worth(first) and other.count("\ufffd") < first.count("\ufffd")
    return other if more or cleaner else first


def _page_text(pages: list[Any], number: int) -> str | None:
    try:
        page = pages[number]
        text = page.extract_text()
        page.close()
    except Exception:  # noqa: BLE001  as above
        return None
    return _UNKNOWN_GLYPH.sub("\ufffd", text)


def _clean(text: str) -> str:
    """Lines without blanks at their ends, and only characters that every store can hold."""
    whole = _OTHER_GLYPH.sub("\ufffd", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = _LINE_END.sub("\n", whole).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _bound(limits: Limits) -> None:
    """This process may not eat the machine, nor outlive its parent for long."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds + 5, limits.seconds + 10))


def main() -> None:
    """Answer on standard output: the fields of Pages, or an error's code and params."""
    limits = Limits(**json.loads(sys.argv[1]))
    _bound(limits)
    logging.disable(logging.CRITICAL)
    try:
        answer = asdict(read_pages(sys.stdin.buffer.read(), limits))
    except UnreadableFile as error:
        answer = {"code": error.code, "params": error.params}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
