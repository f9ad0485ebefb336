"""Sentences that only label those before them: who is responsible ("Lead: …", 责任单位：…), until when ("Due: …")."""

from __future__ import annotations

import re
from datetime import date

from throughline.reading import bodies_zh, brackets_en, dates_en, dates_zh
from throughline.reading.calendar_words import Moment

LONGEST = 200
_TIME_ZH = re.compile(
    r"(?:完成|办理|办结|落实|整改|推进|实施|计划|责任|任务|工作|时间)?"
    r"(?:时限|期限|时间节点|时间要求|完成时间|截止时间|截止日期|时间|进度要求|完成日期)(?:要求)?[:：]"
)
_TIME_EN = re.compile(
    r"(?:(?:[Tt]arget |[Cc]ompletion |[Dd]elivery |[Ee]nd |[Dd]ue )?(?:[Dd]ate|DATE)|"
    r"[Tt]ime(?:line|frame|scale|table| frame)|"
    r"[Dd]eadline|[Dd]ue(?: by)?|[Cc]omplet(?:ed|ion) by|[Bb]y when|[Ww]hen|[Mm]ilestone|[Dd]elivery|[Tt]iming)\s?[:–—]"
)


def is_label(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is a label of what stands before it and nothing else."""
    if end - start > LONGEST or ":" not in text[start:end].replace("：", ":")[:40]:
        return False
    return is_time_label(text, start, end) or bodies_zh.is_label(text, start, end) or _names(text, start, end)


def is_time_label(text: str, start: int, end: int) -> bool:
    """Whether a sentence only says until when: "Timeline: Q4 2027", 完成时限：2027年9月底."""
    return bool(_TIME_ZH.match(text, start, end) or _TIME_EN.match(text, start, end))


def _names(text: str, start: int, end: int) -> bool:
    """Whether a sentence is "Lead: …" and names a body."""
    return bool(brackets_en.labelled_line(text, start, end))


def due(text: str, language: str, dated: date | None) -> Moment | None:
    """The last of the times ahead that a label or a bracket names."""
    stage = dates_zh if language == "zh" else dates_en
    ahead = [
        each
        for each in stage.moments(text, dated)
        if each.last and each.relation not in ("from", "base") and (dated is None or each.last >= dated)
    ]
    return max(ahead, key=lambda each: each.last or date.min, default=None)
