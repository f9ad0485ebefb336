"""Which of the two languages a text is in, or that it is in another."""

from __future__ import annotations

import re

from throughline.lib.text import count_han, count_latin

SAMPLE = 200_000
_LETTER = re.compile(r"[^\W\d_]")
_COMMON_EN = frozenset(
    "the of and to in a is for that with on as by will be are this from at our we has have it or".split()
)
_COMMON_ELSEWHERE = frozenset(
    "le la les des et une dans pour que qui est sur par au der die und das den von mit ist "
    "für nicht ein eine el los las del y en un por con para se o os da do em uma com não il "
    "di che per una "
    "yang dan untuk dengan dari và của là các những trong bir ve bu için het een van en niet "
    "og av til som att och det".split()
)
_KANA_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> str:
    """`zh`, `en`, or `other` where neither is written; `none` where there are no words at all."""
    sample = text[:SAMPLE]
    han, latin, letters = count_han(sample), count_latin(sample), len(_LETTER.findall(sample))
    if not letters:
        return "none"
    if len(_KANA_HANGUL.findall(sample)) > 0.1 * letters:
        return "other"
    if han * 3 >= latin and han >= 0.3 * letters:
        return "zh"
    if latin < 0.6 * letters:
        return "other"
    return "en" if _is_english(sample) else "other"


def _is_english(sample: str) -> bool:
    words = [w.lower() for w in _WORD.findall(sample[:40_000])]
    english, foreign = (sum(w in common for w in words) for common in (_COMMON_EN, _COMMON_ELSEWHERE))
    return english >= foreign


def words(text: str) -> int:
    """How much there is to read: words, a Chinese character counting as one."""
    return (
        len(_WORD.findall(text))
        if not count_han(text)
        else count_han(text) + len(re.findall("[A-Za-z]+", text))
    )
