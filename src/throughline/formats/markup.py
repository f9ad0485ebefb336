"""HTML as tokens with exact offsets.

The standard library's parser tells line and column, and on broken markup starts again at every "<". This one
tells offsets, never goes back, and treats what breaks off as browsers do: it ends the document.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

_TAG_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r"[\s/]*+([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:([\"'])|([^\s>]*+)))?")
_TAG_END = re.compile(r"[\s/]*+>")
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,31};|(?:nbsp|amp|lt|gt|quot)(?![a-zA-Z0-9]))"
)
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"))
_NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})


class Token(NamedTuple):
    """`kind` is "text", "entity", "start", "end" or "cut" (the markup breaks off here).

    `name` is a tag's name in small letters, or the decoded text of a text or entity.
    """

    kind: str
    start: int
    end: int
    name: str
    attributes: Mapping[str, str] = _NO_ATTRIBUTES


def tokens(text: str) -> Iterator[Token]:
    """The tags and texts of a page, in order. Comments and declarations are left out."""
    at, size = 0, len(text)
    while at < size:
        mark = text.find("<", at)
        mark = size if mark < 0 else mark
        yield from _texts(text, at, mark)
        if mark == size:
            return
        token, at = _markup(text, mark)
        if token:
            yield token
        if token and token.kind == "start" and token.name in _RAW:
            end = _raw_end(text, token.name, at)
            if token.name == "title":
                yield from _texts(text, at, end)
            if end == size:
                yield Token("cut", at, size, "")
            at = end


def _texts(text: str, start: int, end: int) -> Iterator[Token]:
    at = start
    for entity in _ENTITY.finditer(text, start, end):
        if entity.start() > at:
            yield Token("text", at, entity.start(), text[at : entity.start()])
        yield Token("entity", entity.start(), entity.end(), html.unescape(entity[0]))
        at = entity.end()
    if at < end:
        yield Token("text", at, end, text[at:end])


def _markup(text: str, mark: int) -> tuple[Token | None, int]:
    """What the "<" at `mark` begins, and where the text goes on."""
    name = _TAG_NAME.match(text, mark)
    if name:
        return _tag(text, mark, name)
    if text.startswith("<!--", mark):
        # "<!-->" is a whole comment.
        return _skip(text, mark, "-->", mark + 2)
    if text.startswith("<![CDATA[", mark):
        return _skip(text, mark, "]]>", mark)
    if text.startswith(("<!", "<?", "</"), mark):
        return _skip(text, mark, ">", mark)
    return Token("text", mark, mark + 1, "<"), mark + 1


def _skip(text: str, mark: int, closing: str, search_from: int) -> tuple[Token | None, int]:
    end = text.find(closing, search_from)
    if end < 0:
        return Token("cut", mark, len(text), ""), len(text)
    return None, end + len(closing)


def _tag(text: str, mark: int, name: re.Match[str]) -> tuple[Token, int]:
    attributes: dict[str, str] = {}
    at = name.end()
    while not (closed := _TAG_END.match(text, at)):
        attribute = _ATTRIBUTE.match(text, at)
        if not attribute:
            # A lone "=" belongs to no attribute; at the end of the text nothing is left.
            at += 1
            if at >= len(text):
                return Token("cut", mark, len(text), ""), len(text)
            continue
        value, at = _value(text, attribute)
        if at < 0:
            return Token("cut", mark, len(text), ""), len(text)
        attributes.setdefault(attribute[1].lower(), value)
    kind = "end" if text[mark + 1] == "/" else "start"
    return Token(kind, mark, closed.end(), name[1].lower(), attributes), closed.end()


def _value(text: str, attribute: re.Match[str]) -> tuple[str, int]:
    """An attribute's value and where it ends; -1 where its quotation mark is never closed."""
    if not attribute[2]:
        return html.unescape(attribute[3] or ""), attribute.end()
    end = text.find(attribute[2], attribute.end())
    return html.unescape(text[attribute.end() : end]), end + 1 if end >= 0 else -1


def _raw_end(text: str, name: str, at: int) -> int:
    end = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE).search(text, at)
    return end.start() if end else len(text)
