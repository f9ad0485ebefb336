"""What gets repaired in a text, as a table: each rule names a kind of damage and says what stood there.

A rule runs only when its trigger occurs at all, and every pattern is bounded, so that a long clean text costs
one search per rule.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from throughline.lib.text import HAN, narrow

TONED = "āáǎàăēéěèĕīíǐìĭōóǒòŏūúǔùŭǖǘǚǜ"
BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf06e": "■", "\uf0e0": "→"}
INLINE = "b|i|u|em|strong|span|font|sup|sub|small|a|p|div|center|ins|big|o:p"


@dataclass(frozen=True)
class Rule:
    """`restore` gives the text that belongs there, or None to leave a match alone."""

    kind: str
    trigger: str
    pattern: re.Pattern[str]
    restore: Callable[[re.Match[str]], str | None]
    lost: bool = False


def _nothing(_: re.Match[str]) -> str:
    return ""


def _blank(_: re.Match[str]) -> str:
    return " "


def _first(found: re.Match[str]) -> str:
    return found.group(1)


def _entity(found: re.Match[str]) -> str | None:
    plain = html.unescape(found.group())
    return None if plain == found.group() or "\n" in plain else plain.replace("\u00a0", " ")


def _digits(found: re.Match[str]) -> str:
    return found.group().replace(" ", "")


def _narrow(found: re.Match[str]) -> str:
    return narrow(found.group())


def _symbol(found: re.Match[str]) -> str:
    return BULLETS.get(found.group(), "•")


def _quote_end(_: re.Match[str]) -> str:
    return "\ufffd”"


RULES: tuple[Rule, ...] = (
    Rule("lost", "\ufffd", re.compile("\ufffd+"), lambda found: found.group(), lost=True),
    Rule("control", "[\x00-\x08\x0b\x0e-\x1f\x7f]", re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]+"), _nothing),
    Rule("invisible", "[\u200b\u2060\ufeff]", re.compile("[\u200b\u2060\ufeff]+"), _nothing),
    Rule("soft_hyphen", "\xad", re.compile("\xad(?:[ \t]?\r?\n)?"), _nothing),
    Rule(
        "struck_out",
        "<(?:s|del|strike)>",
        re.compile(r"<(s|del|strike)>[^<>]{0,200}</\1>[ \t]?", re.IGNORECASE),
        _nothing,
    ),
    Rule("quote_end", "/p>", re.compile(r"[?？][!！][?？]?/p>"), _quote_end, lost=True),
    Rule("html_tag", "<br", re.compile(r"[ \t]?<br ?/?>[ \t]?", re.IGNORECASE), _blank),
    Rule("html_tag", "<", re.compile(rf"</?(?:{INLINE})(?: [^<>\n]{{0,300}})?/?>", re.IGNORECASE), _nothing),
    Rule("html_entity", "&", re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});"), _entity),
    Rule(
        "template",
        "{",
        re.compile(r"\{%[^{}\n]{0,200}%\}|\{\{[^{}\n]{0,200}\}\}|\{:[^{}\n]{0,200}\}"),
        _nothing,
    ),
    Rule("template", "{", re.compile(r"(?m)^\{/?[a-z][a-z .-]{0,40}\}[ \t]*$"), _nothing),
    Rule("link", r"\]\(", re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\n]{0,300}\)"), _first),
    Rule("footnote_mark", r"\[\^", re.compile(r"(?<=\S)\[\^[\w-]{1,20}\](?!:)"), _nothing),
    Rule("escape", r"\\[()\[\]*_#.~-]", re.compile(r"\\([()\[\]*_#.~-])"), _first),
    Rule("emphasis", r"\*\*", re.compile(r"\*\*([^*\n]{1,300}?)\*\*"), _first),
    Rule("pinyin", r"\(", re.compile(rf"(?<=[{HAN}@-Z\[-`])\([a-z]{{0,4}}[{TONED}][a-z]{{0,4}}\)"), _nothing),
    Rule(
        "width",
        "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05]",
        re.compile(
            "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05\uff0e]*[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05]"
        ),
        _narrow,
    ),
    Rule(
        "spaced_digits",
        r"\d \d \d",
        re.compile(rf"(?<![\d.] )(?<!\d)\d(?: \d){{2,8}}(?= ?[{HAN}%])"),
        _digits,
    ),
    Rule("symbol_font", "[\uf020-\uf0ff]", re.compile("[\uf020-\uf0ff]"), _symbol),
)
