"""Times as Chinese plans write them: 2024年底, 6月底前, 上半年, “十五五”时期, 三年内, 今年."""

from __future__ import annotations

import re
from datetime import date, timedelta

from throughline.lib.numbers import NotANumber, parse_number
from throughline.reading import near_days
from throughline.reading.calendar_words import (
    CHINESE_ORDINALS,
    Moment,
    five_year_plan,
    half,
    later,
    month_end,
    quarter,
    safe_date,
    within_calendar,
)

_NUMERAL = "一二三四五六七八九十"
_DAY = (
    r"(?P<day>(?:[12]\d|3[01]|0?[1-9])(?= ?[日号])|"
    r"(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?= ?[日号]))"
)
_PRE = r"(?P<pre>展望|截至|截止|比|较|到|至|于|在|自|从|力争|争取|最迟|确保)?"
_PART = rf"(?P<part>上半年|下半年|第?[{_NUMERAL}1-4] ?季度|年底|年末|年初|年中|春季|夏季|秋季|冬季)"
_POST = r"(?P<edge>底|末|初|中旬|上旬|下旬)? ?(?P<post>以前|之前|前|起|以来|之后|以后|开始|之日起)?"
DATED = re.compile(
    _PRE + r"(?P<year>(?:19|20)\d\d|二[〇○零][〇○零一二三四五六七八九]{2})"
    r"(?: ?年? ?(?:[-—–－~～至]|—+) ?(?P<until>(?:19|20)\d\d|\d\d))? ?(?:年度|年) ?"
    rf"(?:(?P<month>1[0-2]|0?[1-9]|十[一二]|[{_NUMERAL}]) ?月份? ?(?:{_DAY} ?[日号])?|{_PART})? ?" + _POST
)
MONTHLY = re.compile(
    _PRE + rf"(?<![\d年月])(?P<month>1[0-2]|0?[1-9]|十[一二]|[{_NUMERAL}]) ?月份? ?"
    rf"(?:{_DAY} ?[日号])? ?" + _POST
)
NAMED = re.compile(
    _PRE + rf"(?<![\d一二三四五六七八九十两几])(?P<word>今年|本年度|本年|"
    rf"年内|明年|后年|去年|上年|当年|年底|年末)(?:{_PART}|(?P<month>1[0-2]|0?[1-9]|十[一二]|[{_NUMERAL}]) ?月份? ?"
    rf"(?:{_DAY} ?[日号])?)? ?" + _POST
)
PLAN = re.compile(
    rf"(?P<pre>到|至|在)?[“‘\"「]?(?P<plan>十?[{_NUMERAL}])五[”’\"」]?(?P<tail>规划期|时期|期间|期末|末|收官|以来)"
)
# "从6月10日到20日", "6月10日至12日": the month is the one named just before.
UNTIL_DAY = re.compile(rf"(?<=[日号])(?:到|至|[-—–~～]) ?{_DAY} ?[日号](?P<post>以前|之前|前)?")
# 2026年3月—4月: the year is that of the month named just before.
UNTIL_MONTH = re.compile(
    r"(?<=月)(?:到|至|[-–～~]|—+) ?(?P<month>1[0-2]|0?[1-9]) ?月份?"
    r"(?P<edge>底|末|初|中旬|上旬|下旬)? ?(?P<post>以前|之前|前)?"
)
# 二季度前, 下半年: of the year named before in the sentence, else of the document's.
PART_OF_YEAR = re.compile(
    _PRE
    + r"(?<![每各按\d年度前后上下个])(?P<part>前三季度|上半年|下半年|第?[一二三四1-4] ?季度)(?![一二三四])"
    + _POST
)
NEAR = re.compile(_PRE + r"(?P<word>本月|当月|下个?月)份?" + rf"(?:{_DAY} ?[日号])? ?" + _POST)
SPAN = re.compile(
    rf"(?P<pre>未来|今后|力争|用|在|争取)?(?P<count>\d{{1,3}}|[{_NUMERAL}两]{{1,3}})(?:到|至|"
    rf"[-—～~])?(?P<more>\d{{1,3}}|[{_NUMERAL}两])? ?"
    r"(?P<unit>年|个月|天|日|周|个工作日)(?:左右)?(?:的时间)?(?P<post>内|以内|之内|时间)?"
)
# 国庆节前: by the day before a holiday that has a day of its own.
HOLIDAY = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d) ?年|(?P<word>今年|明年))?(?P<name>元旦|五一|七一|八一|十一|国庆)"
    "(?:节|假期|长假)?(?:之|以)?前(?!后|夕|一|往|景|期)"
)
_HOLIDAYS = {"元旦": (1, 1), "五一": (5, 1), "七一": (7, 1), "八一": (8, 1), "十一": (10, 1), "国庆": (10, 1)}
_TRIGGER = re.compile("[年月五]|[旦一庆节]前|季度|[天日周]内|[天日周][以之]内")
# 自受理之日起5日内, 竣工后30日内: counted from an event, whose day nobody knows.
_EVENT = re.compile(
    "(?<!印发)(?<!发布)(?<!公布)(?<!下发)(?<!实施)(?<!施行)(?:之日起?|[之以]?后(?:的)?|[^即日今]起)(?:，)?$"
)
# How long something may take is no day by which it is due: 压缩至5个工作日内, 不超过3天.
_LENGTH = re.compile(
    "(?:压缩|缩短|压减|缩减|减少|精简|延长|优化|提速)(?:到|至|为|在)?(?:不超过|约)?$|(?:控制|限定|缩短|压缩)在$|不超过$|不多于$|不少于$|由$"
)
_EDGES = {"初": 1, "上旬": 10, "中旬": 20}
_SEASONS = {"春季": (5, 31), "夏季": (8, 31), "秋季": (11, 30), "冬季": (12, 31)}


def moments(text: str, dated: date | None) -> list[Moment]:
    """The times in a folded sentence; a month without a year takes the one named before it, else the next."""
    found: list[Moment] = []
    if not _TRIGGER.search(text):
        return near_days.moments(text, dated, "zh", found)
    taken: list[tuple[int, int]] = []
    for pattern, rule in (
        (HOLIDAY, _holiday),
        (DATED, _dated),
        (PLAN, _plan),
        (NAMED, _named),
        (NEAR, _near),
        (PART_OF_YEAR, _part_of_year),
        (MONTHLY, _monthly),
        (UNTIL_MONTH, _until_month),
        (UNTIL_DAY, _until_day),
        (SPAN, _span),
    ):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            moment = within_calendar(rule, match, dated, found)
            if moment:
                found.append(moment)
                taken.append(match.span())
    return sorted(found + near_days.moments(text, dated, "zh", found), key=lambda each: each.start)


def _relation(match: re.Match[str]) -> str:
    pre, post = match.groupdict().get("pre") or "", match.groupdict().get("post") or ""
    edge = match.groupdict().get("edge") or ""
    if post in ("起", "以来", "之后", "以后", "开始", "之日起") or pre in ("自", "从"):
        return "from"
    if pre in ("比", "较") and not post:
        return "base"
    if post in ("前", "以前", "之前") or pre in (
        "到",
        "至",
        "展望",
        "截至",
        "截止",
        "力争",
        "争取",
        "最迟",
        "确保",
    ):
        return "by"
    return "in" if edge or pre else ""


def _year(text: str) -> int:
    return int(parse_number(text))


def _dated(match: re.Match[str], dated: date | None, _: list[Moment]) -> Moment | None:
    year = _year(match["until"] or match["year"])
    if year < 100:
        year += _year(match["year"]) // 100 * 100
    first, last = _within(match, year)
    if match["until"]:
        first = date(_year(match["year"]), 1, 1)
    elif _before_it(match):
        first, last = _day_before(first, last, dated)
    return Moment(match.start(), match.end(), first, last, _relation(match), "date")


def _before_it(match: re.Match[str]) -> bool:
    """Whether 前 stands after a period and not after a day or its end: 2027年前, 2027年6月前, but not 6月底前.

    What is due before a period is due on the day before it begins; by custom 6月30日前 holds that day too.
    """
    given = match.groupdict()
    ends = (
        given.get("edge") or given.get("day") or (given.get("part") or "").endswith(("底", "末", "初", "中"))
    )
    return (given.get("post") or "").endswith("前") and not ends


def _day_before(first: date | None, last: date | None, dated: date | None) -> tuple[date | None, date | None]:
    """The day before a period; the period itself where the text was written after that day."""
    day = first - timedelta(days=1) if first else None
    return (first, last) if day and dated and day < dated else (day, day)


def _within(match: re.Match[str], year: int) -> tuple[date | None, date | None]:
    month = match.groupdict().get("month")
    if month:
        number = int(parse_number(month))
        if match["day"]:
            day = safe_date(year, number, int(parse_number(match["day"])))
            return day, day
        edge = _EDGES.get(match["edge"] or "")
        return date(year, number, 1), date(year, number, edge) if edge else month_end(year, number)
    return _part(match.groupdict().get("part") or "", match["edge"] or "", year)


def _part(part: str, edge: str, year: int) -> tuple[date, date]:
    if part in ("上半年", "年中"):
        return half(year, 1)
    if part == "下半年":
        return half(year, 2)
    if "季度" in part:
        return quarter(year, int(parse_number(part.replace("第", "").replace("季度", "").strip())))
    if part in _SEASONS:
        return date(year, 1, 1), date(year, *_SEASONS[part])
    if part == "年初" or edge == "初":
        return date(year, 1, 1), date(year, 3, 31)
    return date(year, 1, 1), date(year, 12, 31)


def _plan(match: re.Match[str], _: date | None, __: list[Moment]) -> Moment | None:
    number = CHINESE_ORDINALS.get(match["plan"])
    if number is None:
        return None
    first, last = five_year_plan(number)
    relation = "from" if match["tail"] == "以来" else "by" if match["pre"] in ("到", "至") else "in"
    return Moment(match.start(), match.end(), first, last, relation, "plan period")


def _named(match: re.Match[str], dated: date | None, _: list[Moment]) -> Moment | None:
    if dated is None or match["word"] == "当年":
        return None
    shift = {"明年": 1, "后年": 2, "去年": -1, "上年": -1}.get(match["word"], 0)
    first, last = _within(match, dated.year + shift)
    if match["word"] not in ("年内", "年底", "年末") and _before_it(match):
        first, last = _day_before(first, last, dated)
    relation = _relation(match)
    if relation == "" and match["word"] in ("年内", "年底", "年末"):
        relation = "in"
    return Moment(match.start(), match.end(), first, last, relation, "named year")


def _until_day(match: re.Match[str], _: date | None, found: list[Moment]) -> Moment | None:
    before = next((each for each in found if each.end == match.start() and each.first), None)
    if before is None or before.first is None:
        return None
    day = safe_date(before.first.year, before.first.month, int(parse_number(match["day"])))
    return Moment(match.start(), match.end(), day, day, "by", "date") if day else None


def _until_month(match: re.Match[str], _: date | None, found: list[Moment]) -> Moment | None:
    before = next((each for each in found if each.end == match.start() and each.first), None)
    if before is None or before.first is None:
        return None
    year, month = before.first.year, int(match["month"])
    year += month < before.first.month
    return Moment(match.start(), match.end(), date(year, month, 1), month_end(year, month), "by", "date")


def _part_of_year(match: re.Match[str], dated: date | None, found: list[Moment]) -> Moment | None:
    named = [each.last.year for each in found if each.last and each.start < match.start()]
    year = named[-1] if named else dated.year if dated else None
    if year is None:
        return None
    if match["part"] == "前三季度":
        return Moment(
            match.start(), match.end(), date(year, 1, 1), date(year, 9, 30), _relation(match), "date"
        )
    days: tuple[date | None, date | None] = _part(match["part"], "", year)
    first, last = _day_before(*days, dated) if _before_it(match) else days
    rule = "quarter" if "季" in match["part"] else "half year"
    return Moment(match.start(), match.end(), first, last, _relation(match), rule)


def _near(match: re.Match[str], dated: date | None, _: list[Moment]) -> Moment | None:
    """This month and the next; 当月 is the month of something else."""
    if dated is None or match["word"] == "当月":
        return None
    ahead = dated.month - 1 + match["word"].startswith("下")
    year, month = dated.year + ahead // 12, ahead % 12 + 1
    if match["day"]:
        day = safe_date(year, month, int(parse_number(match["day"])))
        return Moment(match.start(), match.end(), day, day, _relation(match), "month") if day else None
    return Moment(
        match.start(), match.end(), date(year, month, 1), month_end(year, month), _relation(match), "month"
    )


# 样机10月下线, 6月动工: a bare month is a time where what happens then follows.
_HAPPENS = re.compile(
    "(?:正式|全面|建成)?(?:动工|开工|竣工|完工|投用|投产|并网|挂牌|上线|下线|启用|交付|通车|通水|开业|开馆|首航)"
)


def _monthly(match: re.Match[str], dated: date | None, found: list[Moment]) -> Moment | None:
    told = match["day"] or match["edge"] or match["post"] or match["pre"] in ("于", "最迟")
    happens = not told and _HAPPENS.match(match.string, match.end())
    if not told and not happens:
        return None
    named = [
        each.last.year for each in found if each.last and each.rule == "date" and each.start < match.start()
    ]
    year = named[-1] if named else dated.year if dated else None
    if year is None:
        return None
    first, last = _within(match, year)
    until_now = (match["pre"] or "").startswith("截")
    if not named and dated and last and last < dated and _relation(match) == "by" and not until_now:
        first, last = _within(match, year + 1)
    if _before_it(match):
        first, last = _day_before(first, last, dated)
    return Moment(match.start(), match.end(), first, last, "in" if happens else _relation(match), "month")


def _holiday(match: re.Match[str], dated: date | None, _: list[Moment]) -> Moment | None:
    year = int(match["year"]) if match["year"] else dated.year if dated else None
    if year is None:
        return None
    last = date(year + (match["word"] == "明年"), *_HOLIDAYS[match["name"]]) - timedelta(days=1)
    if dated and last < dated and not match["year"] and not match["word"]:
        last = date(year + 1, *_HOLIDAYS[match["name"]]) - timedelta(days=1)
    return Moment(match.start(), match.end(), last, last, "by", "date")


def _span(match: re.Match[str], dated: date | None, found: list[Moment]) -> Moment | None:
    if _LENGTH.search(match.string[max(0, match.start() - 8) : match.start()]):
        return None
    ahead = match["pre"] in ("未来", "今后") or match["post"] in ("内", "以内", "之内")
    ahead = ahead or (match["pre"] == "用" and match.group().rstrip().endswith("时间"))
    ahead = ahead and not _EVENT.search(match.string[max(0, match.start() - 24) : match.start()])
    start = next(
        (each for each in found if each.relation == "from" and 0 <= match.start() - each.end < 12), None
    )
    origin = start.first if start else dated if ahead else None
    if origin is None:
        return None
    try:
        count = int(parse_number(match["more"] or match["count"]))
        last = later(origin, count, match["unit"].replace("个工作日", "日"))
        return Moment(
            match.start(), match.end(), origin, later(last, -1, "日") if start else last, "in", "span of time"
        )
    except (ValueError, OverflowError, NotANumber):
        return None
