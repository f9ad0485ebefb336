"""Which of the times in a passage is its deadline, and whether the work recurs."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from throughline.reading.calendar_words import Moment
from throughline.reading.passage import Passage

_ZH_START = re.compile(r"(?:^|[，；。：、“‘,;:(（—–~～至]|同时|确保|力争|并|其中|计划|拟|将|定|须|要)$")
_ZH_NAME_OF_PLAN = re.compile(
    r"^(?:[^，。；]{0,14}(?:方案|规划|纲要|行动计划|目标纲要|报告|"
    r"会议|大会)|届|[》」”’]|.{0,3}(?:工作回顾|工作总结))"
)
# 一般诉求3个工作日内办结: how soon each is served, and no day by which it is all done.
_SERVED_ZH = re.compile(
    "(?:予以|作出|完成)?(?:办结|办理|答复|回复|反馈|受理|响应|办完|处置|审结|审批|核发|拨付到位)"
)
_NOUN_END = re.compile("[\u4e00-\u9fff](?<![在于请要须应并且将由自])$")
_BARE_YEAR = re.compile(r"\d{4} ?年(?:以?前)?$")
_ZH_ONGOING = re.compile(r"持续(?!时间|健康|影响)|长期坚持|常态化推进|不断(?!变化)|长期推进|始终保持|常年")
_ZH_RHYTHM = (
    (re.compile("每年|逐年|按照?年度"), "yearly"),
    (re.compile("每季度|按季度|每季"), "quarterly"),
    (re.compile("每月|按月"), "monthly"),
)
_EN_RHYTHM = (
    (
        re.compile(
            r"\b(?:annual(?:ly)?(?! (?:utility|average|output|growth|report on))|each year|every year|"
            r"per year|yearly|a year)\b",
            re.IGNORECASE,
        ),
        "yearly",
    ),
    (
        re.compile(
            r"\b(?:quarterly|each quarter|every quarter|per quarter|every (?:90|ninety) days|every "
            r"(?:3|three) months)\b",
            re.IGNORECASE,
        ),
        "quarterly",
    ),
    (re.compile(r"\b(?:monthly|each month|every month)\b", re.IGNORECASE), "monthly"),
    (
        re.compile(
            r"\b(?:on an ongoing basis|ongoing|continu(?:e|es|ing) to|continuously|continually|on a "
            r"continuing basis|regularly)\b",
            re.IGNORECASE,
        ),
        "ongoing",
    ),
)
# How much a thing handles "each year" says nothing of how often the work recurs.
_RATE = re.compile(
    r"\b(?:handl|process|serv|receiv|carry|mak|us|cost|earn)(?:es|s|ing|e)? (?:over |more than |about |up to |around )?"
    r"[$£€]?\d[\d,.]* ?(?:[a-z]+ ){0,3}(?:each|every|per|a) (?:year|month|quarter)",
    re.IGNORECASE,
)
_ZH_RHYTHMIC = ("年", "季", "月", "不断", "续", "持", "常")
_EN_RHYTHMIC = ("year", "annual", "quarter", "month", "every", "ongoing", "continu", "regularly")
"""What must occur for a rhythm to be worth looking for."""
_WILL = re.compile(r"\b(?:will|shall)\b(?! have\b)")


def deadline(passage: Passage) -> Moment | None:
    """The last of the times by which the sentence itself says that something is due."""
    chosen = _zh(passage) if passage.language == "zh" else _en(passage)
    return max(chosen, key=lambda each: each.last or date.min, default=None)


def _zh(passage: Passage) -> list[Moment]:
    if re.search("每年|每季度|每月", passage.folded):
        return []
    due = [each for each in passage.ahead if _due_zh(each, passage.folded)]
    return due or [each for each in passage.behind if each.relation == "by" and each.start < 2]


def _due_zh(moment: Moment, text: str) -> bool:
    after = text[moment.end :]
    if moment.relation == "from" or (
        _BARE_YEAR.match(text[moment.start : moment.end]) and _ZH_NAME_OF_PLAN.match(after)
    ):
        return False
    if text[: moment.start].endswith("将") and after.startswith("作为"):
        return True
    if moment.relation == "by":
        return True
    if moment.rule == "span of time" and _SERVED_ZH.match(after) and _NOUN_END.search(text[: moment.start]):
        return False
    if moment.rule in ("plan period", "span of time"):
        return moment.relation == "in" or moment.start < 3
    opens = bool(_ZH_START.search(text[: moment.start].rstrip()))
    if moment.relation == "in":
        return opens or not after.startswith("的")
    if moment.rule == "named year":
        return opens and after[:1] not in ("的", "以")
    opens = opens or bool(_THEN_DONE.match(after))
    return opens and (after[:1] in "，,、" or after[:1] not in "的年")


# 菜价上半年原则上不涨, 二期2027年建成投用: what is due then stands right after the time.
_THEN_DONE = re.compile(
    "(?:原则上|力争|确保|争取|必须|全面|基本|全部)?(?:不|要|将|完成|实现|达到|建成|开工|竣工|完工|投用|投产|投入|交付|启用|上线|通车|通水)"
    "(?![^，。；]{0,8}的)"
)
# A bracket at the end says who and until when, or only until when: "(Parks Department, December 2027)", "(Q4 2027)".
_LAST_BRACKET = re.compile(r"[(\[][^()\[\]]{3,90}[)\]]\W{0,2}$|(?<=[a-z)]) [–—] [^–—;:()]{3,40}$")


def _en(passage: Passage) -> list[Moment]:
    due = [
        each
        for each in passage.ahead
        if each.relation == "by" or (each.relation == "in" and each.rule != "half year")
    ]
    bracket = _LAST_BRACKET.search(passage.folded) if not due else None
    if bracket:
        due = [each for each in passage.ahead if _in_bracket(each, bracket.start(), passage.folded)]
    if due:
        tail = [each for each in passage.ahead if each.relation == "" and 0 < each.start - due[-1].end < 12]
        return due + tail
    return [each for each in passage.behind if each.relation == "by" and _WILL.search(passage.text)]


def _in_bracket(moment: Moment, bracket: int, text: str) -> bool:
    """Whether a time of a closing bracket is when it is due; bare years there belong to the name of a plan."""
    if moment.start <= bracket or moment.relation not in ("", "by", "in"):
        return False
    return moment.rule != "year" or text[bracket + 1 : moment.start].rstrip().endswith((",", ";"))


def recurrence(passage: Passage) -> str | None:
    """How often the work recurs: a value of model.RECURRENCES, or None."""
    chinese = passage.language == "zh"
    small = passage.folded.lower()
    if not any(word in small for word in (_ZH_RHYTHMIC if chinese else _EN_RHYTHMIC)):
        return None
    text = passage.folded if chinese else _RATE.sub("", passage.folded)
    for pattern, name in _ZH_RHYTHM if chinese else _EN_RHYTHM:
        if pattern.search(text):
            return name
    if passage.language == "zh" and _ZH_ONGOING.search(passage.folded):
        return "ongoing"
    return None


_CLAUSE_END = re.compile("[，；。]")
# A time with "in" is the figure's own where no other figure or part of the sentence comes between: "60% in 2028, …".
_COLON = re.compile(r"(?:[/–-]\d\d)?\)?\s?[:=]\s?")
_ANOTHER = re.compile(r"[\d;:，；。]|, (?:and|while|with)\b")


def target_deadline(
    passage: Passage, place: int, until: int, moments: list[Moment], own: Moment | None
) -> date | None:
    """The time nearest to the figure at `place:until` among those due, else the sentence's."""
    usable = [each for each in moments if each.relation in ("by", "in", "") and each.last]
    find = _nearest_zh if passage.language == "zh" else _nearest_en
    chosen = find(passage.folded, place, until, usable)
    return chosen.last if chosen else own.last if own else None


def _nearest_zh(text: str, place: int, _until: int, usable: list[Moment]) -> Moment | None:
    """The last before the figure in its clause, else the next after it, else the last before it."""
    starts = [found.end() for found in _CLAUSE_END.finditer(text, 0, place)]
    near = [each for each in usable if (starts or [0])[-1] <= each.start and each.end <= place]
    after = [each for each in usable if 0 <= each.start - place <= 40 and each.relation == "by"]
    before = [each for each in usable if each.end <= place and each.relation in ("by", "in")]
    return next(iter([*near[-1:], *after[:1], *before[-1:]]), None)


def _nearest_en(text: str, place: int, until: int, usable: list[Moment]) -> Moment | None:
    """The figure's own after it, else the last before it; of "in 2026 and 2027" the later."""
    after = [each for each in usable if _is_its_own(text, place, until, each)]
    before = [
        each
        for each in usable
        if each.end <= place and (each.relation in ("by", "in") or _COLON.fullmatch(text[each.end : place]))
    ]
    chosen = after[:1] or before[-1:]
    more = [each for each in usable if chosen and 0 < each.start - chosen[0].end <= 6 and each.relation == ""]
    return next(iter([*more, *chosen]), None)


def _is_its_own(text: str, place: int, until: int, moment: Moment) -> bool:
    """Whether a time after a figure is the figure's."""
    if moment.relation == "by":
        return place <= moment.start <= until + 40
    close = until <= moment.start <= until + 90
    return moment.relation == "in" and close and not _ANOTHER.search(text[until : moment.start])


_EACH = re.compile("分别")
_LIST_OF_TIMES = re.compile("[、和及与，]{0,2}")


def paired(text: str, moments: list[Moment], places: list[int]) -> dict[int, date]:
    """The time of each figure where a Chinese sentence gives several in turn: 2026年、2027年分别达到40%和45%."""
    each = _EACH.search(text)
    if not each:
        return {}
    stop = _CLAUSE_END.search(text, each.end())
    after = [place for place in places if each.end() <= place < (stop.start() if stop else len(text))]
    before = [one for one in moments if one.last and one.end <= each.start()][-len(after) :] if after else []
    in_turn = all(_LIST_OF_TIMES.fullmatch(text[one.end : other.start]) for one, other in pairwise(before))
    if len(after) < 2 or len(before) != len(after) or not in_turn:
        return {}
    return {place: one.last for place, one in zip(after, before, strict=True) if one.last}
