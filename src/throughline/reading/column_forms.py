"""Titles of columns in other words than any list holds, told by the forms of their words."""

from __future__ import annotations

import re
from datetime import date

from throughline.reading import dates_en
from throughline.reading.financial_years import financial_year

INDICATORS = (
    "指标",
    "指标名称",
    "预期指标",
    "主要指标",
    "indicator",
    "indicators",
    "indicator name",
    "key performance indicator",
    "kpi",
)
LONGEST, LONGEST_ENGLISH, MOST_WORDS = 16, 40, 4
"""A longer title is a cell: in characters, in English also in words."""
_PATTERNS = (
    (re.compile(r"(?:19|20)\d\d ?年?(?:目标值?|target)?$|^target.{0,6}\d{4}$", re.IGNORECASE), "target"),
    (re.compile("时限|期限"), "deadline"),
    (re.compile("牵头"), "lead"),
    (re.compile("领导$"), "leader"),
    (re.compile("配合|协办|协同|协助|参与"), "supporting"),
    (
        re.compile(
            "(?:责任|承办|落实|实施|负责|承担|整改)(?:责任)?(?:单位|部门|科室|处室|股室|主体|院系|方)"
        ),
        "responsible",
    ),
    (re.compile("完成.{0,4}(?:时间|日期)|截[止至]"), "deadline"),
)
_LAST_WORDS = (
    (re.compile("(?:事项|任务|举措|措施|工程|项目|工作)$"), "task"),
    (re.compile("目标$"), "aim"),
    (re.compile("(?:标准|成果|成效|效果)$"), "standard"),
    (re.compile("内容$"), "detail"),
    (re.compile("时间$|日期$"), "deadline"),
    (re.compile("(?:领域|类别|方面)$"), "area"),
)
"""The last words of Chinese titles that no list holds: 重点事项, 攻坚目标."""
# Titles in other words, tried last: "Planned target", "Responsible unit/officer", "Key output".
_LIKE = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (
            (
                r"\b(?:deadline|due|time(?:line|frame|scale|ing)|by when|(?:completion|target|end|delivery) (?:date|"
                r"year))\b"
            ),
            "deadline",
        ),
        (
            r"\b(?:baseline|base year|(?:current|present|existing) (?:value|level|status|position)|actuals?|outturn)\b",
            "base",
        ),
        (
            (
                r"\bgoals? (?:by|for|in)\b|\bgoals? 20\d\d|20\d\d goals?\b|\btargets?\b(?! (?:group|audience|"
                r"population))"
            ),
            "target",
        ),
        (r"\b(?:responsib(?:le|ility)|implementing|accountable)\b", "responsible"),
        (r"\blead(?:s|ing)?\b", "lead"),
        (r"\b(?:partners?|supporting|collaborat(?:ors?|ing)|co-?operating)\b", "supporting"),
        (r"\b(?:performance|success|progress|output|key) (?:indicators?|measures?|metrics?)\b", "standard"),
        (
            (
                r"\b(?:actions?|activit(?:y|ies)|measures?|tasks?|initiatives?|interventions?|deliverables?|outputs?|"
                r"commitments?|recommendations?|milestones?|mitigations?|responses?)\b"
            ),
            "task",
        ),
    )
)
# A figure other than a year: a row of the table, and no title.
_HOLDS_FIGURE = re.compile(r"(?<![\d/–-])(?!(?:19|20)\d\d(?!\d))\d|[≥≤%]")


# "Status at 30 September"
_STATUS = re.compile(r"(?:current |latest |implementation )?status\b")


def field_by_form(title: str) -> str | None:
    """The field that a title (written small, a Chinese one without blanks) names by the form of its words, or None."""
    if len(title) <= LONGEST:
        known = next((name for pattern, name in _PATTERNS + _LAST_WORDS if pattern.search(title)), None)
        if known:
            return known
    if _STATUS.match(title):
        return "status"
    if len(title) > LONGEST_ENGLISH or len(title.split()) > MOST_WORDS or _HOLDS_FIGURE.search(title):
        return None
    return next((name for pattern, name in _LIKE if pattern.search(title)), None)


# "2026-27 target": two years in a title are a financial year.
_TWO_YEARS = re.compile(r"\b(?P<first>20\d\d)[-–](?P<second>\d\d)\b")


def lasts_of(title: str, dated: date | None) -> list[date]:
    """The last days of the times that the title of a column names."""
    pair = _TWO_YEARS.search(title)
    if pair and int(pair["second"]) == (int(pair["first"]) + 1) % 100:
        return [financial_year(int(pair["first"]))[1]]
    return [each.last for each in dates_en.moments(title, dated) if each.last]


def beside_others(columns: dict[int, str], titles: list[str]) -> tuple[dict[int, str], int | None]:
    """What a title means only beside others ("Quarter | Year", "Milestone | Name", "Baseline | Goal"): the columns, and
    the one of the quarter.
    """
    columns, quarter = dict(columns), None
    if "quarter" in titles and "year" in titles and "deadline" not in columns.values():
        quarter = titles.index("quarter")
        columns[titles.index("year")] = "deadline"
    if "name" in titles and "task" in columns.values():
        columns = {n: name for n, name in columns.items() if name not in ("task", "detail")}
        columns[titles.index("name")] = "task"
    if "goal" in titles and "base" in columns.values():
        columns = {n: name for n, name in columns.items() if name != "target"}
        columns[titles.index("goal")] = "target"
    return columns, quarter
