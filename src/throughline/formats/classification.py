"""Secrecy marks, as documents bear them: on a line of their own, at the top or on the edge of the page.

China: 绝密, 机密, 秘密 with ★ and a term (GB/T 9704-2012, 7.2.2). Elsewhere: a banner in capitals. A mark is not
prose: "商业秘密", "trade secret" and "the Secretary" are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from throughline.formats.shapes import Extract

_TOP_LINES = 30
_TOP_CHARACTERS = 6_000
_TOP_ROWS = 3
_LONGEST_MARK = 60
_TERM = r"(?:长期|\d{1,2}年|\d{1,2}个月|[一二三四五六七八九十]{1,3}年|启封前|解密前)"
_STARRED = re.compile(
    rf"^(?:[^\u4e00-\u9fff]{{0,12}})((?:绝密|机密|秘密)[★☆]{_TERM}?)(?:特急|加急|急件|特提|平急)?$"
)
_PLAIN = re.compile(
    rf"^(?:\d{{0,8}})((?:绝密|机密|秘密)(?:级|件|文件|材料)?(?:[·.*]?{_TERM})?)(?:特急|加急|急件|特提|平急)?$"
)
_LABELLED = re.compile(
    rf"(?:^|[^\u4e00-\u9fff])(?:密级|保密等级|保密级别|秘密等级)[:：]?((?:绝密|机密|秘密)(?:级)?(?:[★☆]?{_TERM}?))"
)
_ANY_STAR = re.compile(rf"(?<![“「『‘])((?:绝密|机密|秘密)[★☆]{_TERM}?+)(?![\u4e00-\u9fff”」』’\d])")
_WORDS = r"TOP\s+SECRET|SECRET|CONFIDENTIAL|RESTRICTED"
_CAVEATS = r"(?:\s*//?\s*[A-Z][A-Z0-9 ,/-]{0,60})?"
_BANNER = re.compile(
    rf"^[\W_]*(?:(?:UK|US|NATO|COSMIC|EU|UE)[\s/-]+)?((?:{_WORDS}){_CAVEATS}(?:\s+UE/EU\s.*)?)[\W_]*$"
)
_ENGLISH_LABEL = re.compile(rf"^[\W_]*(?:security\s+)?classification\s*[:：]\s*({_WORDS})\b", re.IGNORECASE)
_STAR = re.compile(r"密\s{0,4}[★☆]")
_DECORATION = re.compile(r"^[#*_>\s]+|[*_\s]+$")
_WHITE = re.compile(r"\s+")


def classification(extract: Extract) -> str | None:
    """The secrecy mark that the document bears, as it stands there; None where it bears none."""
    top = list(_top_lines(extract))
    edges = [line for banner in extract.banners for line in banner.splitlines()] + list(_page_edges(extract))
    for line in top + edges:
        mark = _mark(line)
        if mark:
            return mark
    # With its star and alone on a line, it is a mark wherever it stands.
    return next(
        (mark for line in _starred_lines(extract.text) if (mark := _group(_STARRED, _bare(line)))), None
    )


def _mark(line: str) -> str | None:
    bare = _bare(line)
    for pattern in (_STARRED, _PLAIN, _LABELLED, _ANY_STAR):
        found = _group(pattern, bare)
        if found:
            return found
    content = _DECORATION.sub("", line)
    return _group(_BANNER, content) or _group(_ENGLISH_LABEL, content)


def _group(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return _WHITE.sub(" ", match[1]).strip() if match else None


def _bare(line: str) -> str:
    """Marks are set with blanks between their characters: "机 密 ★ 1 年"."""
    return _WHITE.sub("", _DECORATION.sub("", line))


def _top_lines(extract: Extract) -> Iterator[str]:
    """The first lines that hold something, and the cells of a table's first rows."""
    if extract.pieces is not None:
        yield from _blocks(extract)
    else:
        lines = [line for line in extract.text[:_TOP_CHARACTERS].splitlines() if line.strip()]
        yield from lines[:_TOP_LINES]
    for table in extract.tables:
        if table.start < _TOP_CHARACTERS:
            yield from (cell.text for row in table.rows[:_TOP_ROWS] for cell in row)


def _blocks(extract: Extract) -> Iterator[str]:
    line, number = "", 0
    for piece in extract.pieces or ():
        if piece.block and line:
            yield line
            line, number = "", number + 1
            if number >= _TOP_LINES:
                return
        line += piece.text
    yield line


def _page_edges(extract: Extract) -> Iterator[str]:
    """The first two and the last two lines of each page."""
    for start, end in pairwise((*extract.pages, len(extract.text))):
        lines = [line for line in extract.text[start:end].splitlines() if line.strip()]
        yield from lines[:2] + lines[-2:]


def _starred_lines(text: str) -> Iterator[str]:
    for star in _STAR.finditer(text):
        # A mark's line is short: looking no further keeps a file of stars from taking for ever.
        start, end = max(0, star.start() - _LONGEST_MARK), star.end() + _LONGEST_MARK
        line_start, line_end = text.rfind("\n", start, star.start()) + 1, text.find("\n", star.end(), end)
        yield text[line_start or start : line_end if line_end >= 0 else end]
