"""What headings and openings pass down to the sentences under them: the past, principles, a period, a unit."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from throughline.reading import dates_en, dates_zh, lexicon_en, lexicon_zh
from throughline.reading.calendar_words import CHINESE_ORDINALS, Moment, five_year_plan
from throughline.reading.passage import Scope
from throughline.reading.structure import Block

_LEADING = 26
_REVIEW = re.compile(
    r"\b(?:"
    + "|".join(map(re.escape, lexicon_en.REVIEW_HEADINGS))
    + r"|review of (?:the |our )?(?:work|past|last|year|20\d\d)|the past (?:year|two years|three years|five years)|"
    r"last year[’']s work|what we (?:did|have done|achieved))\b",
    re.IGNORECASE,
)
HALF_A_YEAR = 180
SHORTEST = 27
"""A heading with a day in it is dated; only a stretch of so many days is a time that it sets."""
_PLAN_AIMS = re.compile("目标|任务|重点|安排|打算|建议|规划|部署|征程|开局")
_YEAR_WORK = re.compile(r"今年.{0,14}(?:目标|重点|工作|任务)|(?:做好|今年|20\d\d年).{0,10}(?:重点)?工作")

RESUMES = re.compile(
    "(?:^|[。；\n])(?:新的一年|今年(?=，|要|将|计划|拟)|下一步|下一阶段|下半年|今后|未来[一两三四五几]年|当前和今后|接下来)"
)
"""Where a paragraph that looks back turns to what comes."""
_ORDERS = re.compile(
    "(?:^|[，。；：])(?:要(?!求|点|素)|力争|争取|确保|拟(?!定|订)|必须|务必|不得|计划)|[局委办府厅部院会区县市门位]要(?!求|点|素)|会议(?:决定|议定|明确|要求|强调|同意)"
)
"""What a paragraph of a look back does not say: after one that does, nothing more is taken for the past."""
DECIDES = re.compile(
    "(?:会议(?:决定|议定|明确|要求|强调|同意|原则同意)|[^，。；：的]{1,14}[局委办府厅部院会中心公司]要(?!求|点|素|件|害|闻))"
)
"""How a sentence begins that decides or orders: with it a look back within a paragraph ends."""


def scopes(blocks: list[Block], folded: str, language: str, dated: date | None) -> list[Scope]:
    """The scope of every block, in order."""
    passed: list[Scope] = []
    running: Scope | None = None
    top = Scope()
    if language == "zh" and blocks:
        listed = bool(_LIST_OF_WORK.search(folded[blocks[0].start : blocks[0].end]))
        top = Scope(period=_period_of_title(blocks, folded, dated), measures=listed)
    over = _year_over(folded[blocks[0].start : blocks[0].end]) if language == "zh" and blocks else None
    before = ""
    for block in blocks:
        parent = passed[block.parent] if block.parent is not None else top
        text = folded[block.body_start : block.end]
        if block.kind == "heading":
            running = None
            passed.append(_heading(text, parent, language, dated, over))
            continue
        if block.number == "1" and before[-1:] not in "：:":
            running = None  # a list of its own, not what the paragraph before looks back on
        before = text
        scope = replace(parent)
        if language == "zh":
            running = _paragraph_zh(text, scope, running, dated)
        passed.append(scope)
    return passed


# Under these headings, and in a text so titled, stand measures.
_MEASURES = re.compile(
    "任务|举措|措施|整改|安排|打算|下一?步|部署|目标|步骤|保障|重点工作|主要工作|工作要点|工作重点"
)
_LIST_OF_WORK = re.compile(
    "(?:要点|任务清单|责任清单|责任分解.{0,4}|分工方案|任务分工.{0,4}|台账)(?:$|[（(])"
)
# What goes badly is told under such a heading; what is done about it under another.
_PROBLEMS = re.compile("(?:问题|不足|困难|短板|差距|薄弱环节)(?:和(?:问题|不足|困难|短板))?$")
_MENDS = re.compile("补齐|补上|补短|破解|解决|消除|弥补|缩小|化解|整治|克服|攻坚|治理|整改")
_YEARS_WORK = re.compile(
    r"^[^\n]{0,20}(?:19|20)\d\d年[^\n]{0,16}(?:工作|任务|计划|要点|安排|清单|台账|实事|目标)"
)


# 国民经济和社会发展第十五个五年规划纲要
_OUTLINE = re.compile(
    "(?:第(?P<long>十?[一二三四五六七八九]|十)个五年|(?P<short>十?[一二三四五六七八九])五[”’」]?)规划"
)


def _period_of_title(blocks: list[Block], folded: str, dated: date | None) -> Moment | None:
    """The year whose work a text's title says that it sets: "2027年重点工作任务清单"."""
    title = folded[blocks[0].start : blocks[0].end] if blocks else ""
    outline = _OUTLINE.search(title)
    number = CHINESE_ORDINALS.get(outline["long"] or outline["short"]) if outline else None
    if outline and number:
        first, last = five_year_plan(number)
        return Moment(outline.start(), outline.end(), first, last, "in", "plan period")
    if not _YEARS_WORK.match(title) or any(word in title for word in ("总结", "报告", "情况")):
        return None
    return _period(title, dates_zh.moments(title, dated), dated)


# 某镇2026年工作总结及2027年工作打算: the year that a text looks back on, and headings of it.
_LOOKS_BACK = re.compile(
    r"(?P<year>(?:19|20)\d\d)年[^，。；\d]{0,12}(?:总结|回顾|工作情况|完成情况|运行情况)"
)


def _year_over(title: str) -> str | None:
    found = _LOOKS_BACK.search(title)
    return f"{found['year']}年" if found else None


def _heading(text: str, parent: Scope, language: str, dated: date | None, over: str | None = None) -> Scope:
    scope = Scope(text.strip(), parent.past, parent.principle, parent.period, parent.unit, text.strip())
    if language == "zh":
        scope.measures = parent.measures or bool(_MEASURES.search(text))
        scope.past |= any(word in text for word in lexicon_zh.REVIEW_HEADINGS) and not _PLAN_AIMS.search(text)
        scope.past |= bool(_PROBLEMS.search(text)) and not _MENDS.search(text)
        scope.principle |= any(word in text for word in lexicon_zh.PRINCIPLE_HEADINGS)
        if over and over in text and not re.search("打算|安排|计划|目标|部署", text):
            scope.past, scope.period = True, None
            return scope
        scope.period = _period(text, dates_zh.moments(text, dated), dated) or parent.period
    else:
        scope.past = _review_en(text)
        scope.period = _period(text, dates_en.moments(text, dated), dated) or parent.period
    return scope


def _review_en(text: str) -> bool:
    return len(text) < 120 and bool(_REVIEW.search(text))


def _period(text: str, moments: list[Moment], dated: date | None) -> Moment | None:
    """The time a heading sets for what stands under it: "2021年重点工作", "“十四五”时期主要目标任务"."""
    ahead = [
        each
        for each in moments
        if each.last
        and (dated is None or each.last >= dated)
        and each.relation != "from"
        and (each.first is None or (each.last - each.first).days >= SHORTEST)
    ]
    return ahead[-1] if ahead and len(text) < 60 else None


def _long_over(moment: Moment, dated: date | None) -> bool:
    """Whether a time is a stretch that ended before the document: a past year or plan period, not a day's event."""
    if not (dated and moment.last and moment.first):
        return False
    return moment.last < dated and (moment.last - moment.first).days > HALF_A_YEAR


def _sets_goals(heading: str, first: Moment) -> bool:
    """Whether a paragraph opens with the period of a plan, or under a heading of goals with the time they are due."""
    if first.start >= 2:
        return False
    return first.rule == "plan period" or ("目标" in heading and first.relation == "by")


# 2025年以前建成的桥梁: the time only says which are meant.
_DESCRIBES = re.compile("[^，。；：]{2,6}的(?=.)")


def _paragraph_zh(text: str, scope: Scope, running: Scope | None, dated: date | None) -> Scope | None:
    """A paragraph that opens with a time sets it for itself and for those after it under the same heading."""
    head = text[:_LEADING]
    found = dates_zh.moments(head, dated)
    early = [
        each
        for each in found
        if each.start <= 6 and each.last and each.relation != "base" and not _DESCRIBES.match(head, each.end)
    ]
    past = head.startswith(tuple(lexicon_zh.OPENING_PAST[:8])) or any(
        _long_over(each, dated) for each in early
    )
    ahead = [each for each in early if dated is None or (each.last and each.last >= dated)]
    if past and not ahead:
        scope.past = not _ORDERS.search(head)
        opens = head.startswith(tuple(lexicon_zh.OPENING_PAST[:8])) or any(each.start < 2 for each in early)
        return Scope() if RESUMES.search(text) or not opens else scope
    if ahead and (
        _PLAN_AIMS.search(text[:60]) or _YEAR_WORK.search(text[:60]) or _sets_goals(scope.heading, ahead[0])
    ):
        scope.period, scope.past = ahead[-1], False
        return scope
    if running is not None:
        scope.period = running.period or scope.period
        scope.past = running.past and not _ORDERS.search(text)
        if running.past and not scope.past:
            return Scope(period=running.period)
        if running.past and RESUMES.search(text):
            return Scope(period=running.period)
    return running
