"""Targets in Chinese sentences: what is to reach which value."""

from __future__ import annotations

import re
from dataclasses import dataclass

from throughline.lib.numbers import NotANumber, Number, parse_number
from throughline.reading.counted_zh import (
    CLASSIFIERS,
    MEASURES,
    SHARE_OF,
    WHOLE,
    clause_before,
    describes,
    is_made,
    is_part,
    is_stated,
    named_after,
)
from throughline.reading.lexicon_zh import DIRECTIVES
from throughline.reading.limits_zh import limits

_FIGURE = r"(?<![\d.])\d[\d,]{0,18}(?:\.\d{1,8})?(?: ?(?:万亿|百万|千万|百亿|千亿|万|亿|千|百))?"
_CHINESE = r"(?:[一二两三四五六七八九十]{0,2}[百千万亿][一二三四五六七八九十百千万亿]*)"
_FEW = r"[二两三四五六七八九]?十[一二三四五六七八九]?|[两三四五六七八九]"
_UNIT = (
    rf"(?:微克/立方米|个百分点|个工作日|工作日|%|％|‰|亿元|万元|元|美元|欧元|万人次|万人|{CLASSIFIERS}|{MEASURES}|"
    r"年(?!均)|岁|成(?=以上|以内|左右|[，。；、）)的]|$)|分(?=以上|以内|左右|[，。；、）)]|$)|期(?=以上|[，。；、）)]|$)|天|日(?![均产处常报期前内起至到志程记子])|小时|分钟|倍|微克/立方米)"
)
_PRE = (
    r"(?P<pre>不[得应能可](?:低于|少于|高于|超过|多于)|严守|守住|坚守|≥|≤|>=|<=|>|<|不低于|不少于|不小于|不超过|不高于|不多于|低于|高于|少于|"
    r"多于|超过|超|突破|大于|小于|至少|最多|约|左右|大约|近|"
    r"(?:压降|扩面|扩容|扩充|延长|推广|恢复|[扩升提压缩拉])(?:到|至)|提高到|提升到|提升至|提高至|增加到|增加至|增长到|增长至|新增|增至|扩大到|"
    r"扩大至|达到|达|上升到|降低到|降低至|降到|降至|下降到|下降至|减少到|"
    r"减少至|减至|压减到|压减至|压缩到|压缩至|缩短到|缩短至|"
    r"控制在|稳定在|保持在|维持在|保持|实现|设定为|调整为|扩展至|为|到|按|"
    r"年均增长|同比增长|增长|提高|提升|增加|上升|增|扩大|再降低|再下降|再减少|降低|下降|减少|压减|压缩|压降|缩减|缩短|下调|"
    r"上调|再降|再减|减|降|再增加|再提高|再增|涨)?"
)
CANDIDATE = re.compile(
    _PRE
    + r" ?(?P<soft>约|近|到|至|超过|超|不低于|不超过)? ?(?P<value>"
    + _FIGURE
    + "|"
    + _CHINESE
    + r"(?=[个家户套亩人元公])|[一二两三四五六七八九](?=成)|(?:"
    + _FEW
    + rf")(?={WHOLE})|(?:(?<=不少于)|(?<=不低于)|(?<=不超过)|(?<=至少))(?:"
    + _FEW
    + r")(?=[次场期轮个名人])|(?<=至少)一(?=[次场期轮个名]))"
    r"(?:个百分点|%|％)?(?:(?:-|—|～|~|至|到|－)(?P<high>"
    + _FIGURE
    + r"))? ?(?P<more>多|余)? ?(?P<unit>"
    + _UNIT
    + r") ?(?P<post>以上|以内|以下|左右|及以上|上下|之内|内(?=[，。；、）)]|$))?"
)
_ZERO = re.compile(
    r"(?P<what>[\u4e00-\u9fff、]{2,24}?)[“”]?(?P<near>趋)?零(?P<kind>增长|发生|新增|排放|事故|填埋|直排)"
)
_DOUBLING = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,24}?)(?:实现|再|比[^，。；]{2,16})?(?P<word>翻一番|翻两番|翻番)"
)
_TIMES = {"翻一番": 2, "翻番": 2, "翻两番": 4}
_RELATIVE = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,24}?)(?P<op>不低于|"
    r"高于|低于|快于|优于|超过|达到|与)(?P<than>全国|全省|全市|全州|"
    r"国家|省定|省级|经济增长|国内生产总值增长|地区生产总值增长)?"
    r"(?P<level>平均水平|平均值|先进水平|下达目标|目标要求|(?:基本)?同步|增速|增长)"
)
_RELATIVE_OPS = {
    "不低于": ">=",
    "高于": ">",
    "快于": ">",
    "优于": ">",
    "超过": ">",
    "低于": "<",
    "达到": "=",
    "与": "=",
}
_AT_LEAST = frozenset(
    (
        "严守",
        "守住",
        "坚守",
        "≥",
        ">=",
        "不低于",
        "不少于",
        "不小于",
        "至少",
        "不得低于",
        "不得少于",
        "不应低于",
        "不能低于",
        "不可低于",
        "不应少于",
        "不能少于",
    )
)
_AT_MOST = frozenset(
    (
        "≤",
        "<=",
        "不超过",
        "不高于",
        "不多于",
        "最多",
        "不得超过",
        "不得高于",
        "不得多于",
        "不应超过",
        "不应高于",
        "不能超过",
        "不可超过",
        "不能高于",
    )
)
_OVER = frozenset((">", "超过", "超", "突破", "高于", "多于", "大于"))
_UNDER = frozenset(("<", "低于", "少于", "小于"))
_ABOUT = frozenset(("约", "大约", "左右", "近"))
_UP = re.compile("增长|提高$|提升$|增加$|上升$|^再?增$|扩大$|上调$|涨")
_DOWN = re.compile("降低$|下降$|减少$|压减$|压缩$|压降$|缩减$|缩短$|下调$|^再?[减降]$")
# Such a verb at the head of a clause says by how much what it names changes: 减少碳排放10万吨.
_CHANGING = re.compile(
    "(?:全年|每年|再|力争|累计)?(?:(?P<less>减少|压减|削减|压缩|降低|缩短|下调)|增加|提高|提升|上调)(?!到|至)[^到至]{2,20}$"
)
_LEVEL = re.compile("到$|至$|达|控制在|稳定在|保持|维持|设定|调整|实现|为$|按$|新增")
_CREATES = re.compile(
    r"(?:建设|建成|培育|打造|新建|改造|新增|选择|遴选|选取|完成|引进|培养|"
    r"培训|创建|建立|实施|安排|发行|发放|筹集|投入|开工|开展|组织|推广|认定|"
    r"支持|改建|布局|种植|修复|治理|转移|帮扶|"
    r"利用[外内]资|到位|归集|清收|清欠|撬动|融资|授信|减免|退税|补贴|补助|兑付|拨付|压减|盘活|化解|吸引|"
    r"新开工|整治|淘汰|关停|招聘|招引|落实|拟安排|争取|开发|增设|设立|形成|推出|举办|支出|将)[^，。；]{0,16}$"
)
_MEASURED = re.compile(
    r"(?:率|比重|占比|比例|增速|增幅|涨幅|总额|总量|规模|产值|产量|收入|"
    r"支出|投资|面积|数量|人数|能力|标准|水平|强度|寿命|年限|指数|得分|浓度|"
    r"里程|库存|债券|指标|就业|目标|均|贷款|资金|费用|时间|天数)$"
)
_NOT_TARGET_BEFORE = re.compile(
    r"(?:不到|对|第|满|年龄|近|现有|原有|目前|已|其中的|从|由|比|较|超过原|下列|以下|上述|这|等)$"
)
_CONDITION_AFTER = re.compile(
    r"^(?:的?部分|的企业|的单位|的地区|以上的?(?:企业|学校|医院|项目|"
    r"城市|单位|人员|学历)|政策|额度的|的，|的可|内|期|行动|计划|方面|领域|"
    r"类|级|批|轮|个?月的|年的|地区|区域|专题|环节|重点|部门|试点|省)"
)
_FROM_BEFORE = re.compile("(?:从|由)[^，。；]{0,14}$")
_ON_TO_AFTER = re.compile(
    "[^，。；]{0,2}(?:提高|增加|扩大|降低|下降|缩短|减少|压减|提升|增长|上升|调整|增至|降至|降|增)(?:到|至)"
)
# How long something may take at most: 压缩到3个工作日内. By itself 3个工作日内 is a time by which something is due.
_WITHIN = re.compile("(?:到|至|在|压缩|缩短|压减)$")
_TERMS = frozenset("年 岁 天 日 个工作日 工作日 小时 分钟".split())
_STRONG = frozenset("人 户 家 套 座 所 辆 台 宗 亩 公顷 倍 头 株 间".split()) | frozenset(MEASURES.split("|"))
_MONEY = {
    "亿元": ("元", 10**8),
    "万元": ("元", 10**4),
    "元": ("元", 1),
    "美元": ("美元", 1),
    "欧元": ("欧元", 1),
}
# 三成: thirty per cent.
_TENTHS = {"成": ("%", 10)}
# 目前完成|180台: what has been reached.
_SO_FAR = re.compile(
    "(?:目前|现已|已经?)(?!.{0,24}(?:再|将|力争|要|拟|计划|基础|增至|提高到))[^，。；]{0,16}$"
)
# 仅到位|22名, 只有|7个: how little there is.
_NO_MORE_THAN_IS = re.compile("(?:仅|只有|仅有|只完成)[^，。；]{0,6}$")
_CALENDAR_YEAR = re.compile(r"(?:19|20)\d\d$")
# 100%完成, 90%整改到位: what is done to the share stands after it.
_DONE_IN_FULL = re.compile(
    "(?:完成|覆盖|达标|到位|开工|竣工|办结|兑现|落实|整改|建成|接入|上线|处置|销号|入库|合格|回收|纳入|签约|响应|公开|持证|投用)"
)
_PEOPLE = {"万人次": ("人次", 10**4), "万人": ("人", 10**4)}


@dataclass(frozen=True, slots=True)
class Figure:
    """A target before its deadline is known; places are in the working text."""

    indicator: str
    op: str
    value: Number | list[Number] | None
    unit: str
    base: Number | None
    start: int
    end: int
    rule: str = "figure with a word of change or comparison"


def figures(text: str, start: int, end: int, *, stated: bool = False) -> list[Figure]:
    """The targets that `text[start:end]` (folded) sets, in order.

    With `stated`, for the cell of a table that holds aims: a thing and how many of it is one too (床位400张).
    """
    found: list[Figure] = []
    for match in CANDIDATE.finditer(text, start, end):
        found += _figures(text, start, end, match, found, stated=stated)
    found += _zeros(text, start, end) + _doublings(text, start, end) + _relative(text, start, end)
    found += _counted_by_name(text, start, end)
    taken = [(each.start, each.end) for each in found]
    found += [
        Figure(of, op, value, unit, None, a, b)
        for op, value, unit, a, b, of in limits(text, start, end)
        if not any(first < b and a < last for first, last in taken)
    ]
    return sorted(found, key=lambda each: each.start)


def _figures(
    text: str, start: int, end: int, match: re.Match[str], found: list[Figure], *, stated: bool
) -> list[Figure]:
    clause = clause_before(text, start, match.start("value"))
    op = _operator(match, clause)
    before = text[max(start, match.start() - 24) : match.start()]
    after = text[match.end() : min(end, match.end() + 24)]
    listed = _after_list(found, text, match)
    picked = match["post"] or ("以上" if match["pre"] in _OVER else "")
    if not listed and describes(clause, match["unit"], picked, after):
        return []
    if _NO_MORE_THAN_IS.search(clause) or _SO_FAR.search(clause):
        return []
    if match["unit"] == "年" and _CALENDAR_YEAR.match(match["value"]):
        return []
    counted = match["unit"] not in _TERMS and "第" not in clause[-1:]
    makes = counted and is_made(clause, match["unit"], (match["post"] or "") + after)
    says = stated and counted and is_stated(clause, match["unit"], after)
    part = bool(found) and is_part(text[found[-1].end : match.start("value")], match["unit"], after)
    if not (listed or makes or says or part or _is_target(match, op, before, after)):
        return []
    if listed and not match["pre"]:
        op = listed.op
    try:
        value, unit = _value(match)
    except NotANumber:
        return []
    base = _base(text, start, match)
    return [Figure(_indicator(text, start, match), op, value, unit, base, match.start("value"), match.end())]


def _operator(match: re.Match[str], clause: str) -> str:
    pre, soft, post = match["pre"] or "", match["soft"] or "", match["post"] or ""
    if match["high"]:
        return "range"
    compared = _compared(pre, soft, post)
    if compared:
        return compared
    if match["more"]:
        return ">"
    if soft in ("到", "至") or _LEVEL.search(pre):
        return "="
    if not pre and re.match("(?:力争|争取|确保|实现)?突破", clause):
        return ">"
    if not pre and (changing := _CHANGING.match(clause)):
        return "-" if changing["less"] else "+"
    return "+" if _UP.search(pre) else "-" if _DOWN.search(pre) else "="


def _compared(pre: str, soft: str, post: str) -> str:
    """The operator that a word of comparison before or after the figure gives, empty where there is none."""
    told = (
        (">=", post in ("以上", "及以上") or pre in _AT_LEAST or soft == "不低于"),
        ("<=", post in ("以内", "以下", "之内", "内") or pre in _AT_MOST or soft == "不超过"),
        ("about", post in ("左右", "上下") or soft in ("约", "近") or pre in _ABOUT),
        (">", pre in _OVER or soft in ("超过", "超")),
        ("<", pre in _UNDER),
    )
    return next((op for op, holds in told if holds), "")


_BUILDS = re.compile(
    r"(?:建设|建成|培育|打造|新建|改造|新增|选择|遴选|选取|完成|引进|培养|"
    r"培训|创建|建立|开工|认定|改建|布局|种植|修复|治理|转移|新开工|整治|"
    r"淘汰|关停|招聘|招引|开发|增设|设立|形成|推出|举办)"
    r"[^，。；]{0,16}$"
)


def _is_target(match: re.Match[str], op: str, before: str, after: str) -> bool:
    unit, pre = match["unit"], match["pre"] or ""
    if _FROM_BEFORE.search(before) and _ON_TO_AFTER.match(after):
        return False
    if match["post"] == "内" and not _WITHIN.search(pre):
        return False
    if unit in ("%", "％") and (
        SHARE_OF.match(after) or _DONE_IN_FULL.match(after) or after[:2] in DIRECTIVES
    ):
        return True
    if _CONDITION_AFTER.match(after) or (_NOT_TARGET_BEFORE.search(before) and not pre):
        return False
    compared = op in (">=", "<=", "about", ">", "<") or bool(match["post"])
    if unit in ("%", "％", "个百分点", "‰", "倍", "成"):
        return compared or bool(pre) or bool(_MEASURED.search(before))
    if unit in _MONEY or unit in _STRONG:
        made = _CREATES if unit in _MONEY else _BUILDS
        return compared or bool(pre) or bool(made.search(before))
    if unit in _TERMS or pre not in ("新增", ""):
        return (bool(pre) and pre not in ("为", "按", "到", "近", "约", "实现", "保持")) or (
            op in (">=", "about", ">") and bool(_CREATES.search(before))
        )
    return op in (">=", "about", ">") and bool(_CREATES.search(before))


def _after_list(found: list[Figure], text: str, match: re.Match[str]) -> Figure | None:
    """The target just before, where this figure continues its list: "降低13.5%、18%", "30元和5元"."""
    if found and text[found[-1].end : match.start("value")].strip() in ("、", "和", "及"):
        return found[-1]
    return None


def _value(match: re.Match[str]) -> tuple[Number | list[Number], str]:
    unit, factor = (_MONEY | _PEOPLE | _TENTHS).get(match["unit"], (match["unit"], 1))
    unit = {"％": "%", "个百分点": "pp"}.get(unit, unit)
    if not match["high"]:
        return _scaled(match["value"], factor), unit
    scale = re.search("[百千万亿]+$", match["high"].strip())
    low = match["value"] + (scale.group() if scale and match["value"].strip()[-1].isdigit() else "")
    return [_scaled(low, factor), _scaled(match["high"], factor)], unit


def _scaled(text: str, factor: int) -> Number:
    value = parse_number(text.replace(",", "").replace(" ", "")) * factor
    return int(value) if float(value).is_integer() else round(value, 6)


_BASE = re.compile(rf"(?:从|由)[^，。；]{{0,14}}?(?P<value>{_FIGURE})(?P<unit>{_UNIT})[^，。；]{{0,2}}$")


def _base(text: str, start: int, match: re.Match[str]) -> Number | None:
    found = _BASE.search(text[max(start, match.start() - 40) : match.start()])
    if not found or not (match["pre"] or "").endswith(("到", "至")):
        return None
    return _scaled(found["value"], (_MONEY | _PEOPLE).get(found["unit"], ("", 1))[1])


_BREAK = re.compile(r"[，。；：、:;,]|^")


def _indicator(text: str, start: int, match: re.Match[str]) -> str:
    """The words before the value in its clause; where nothing stands there, those after it."""
    breaks = [each.end() for each in _BREAK.finditer(text, start, match.start())]
    begin = max([start, *breaks])
    phrase = text[begin : match.start()].strip(" “”\"'") + (
        match["pre"] or "" if _UP.search(match["pre"] or "") or _DOWN.search(match["pre"] or "") else ""
    )
    phrase = phrase or ("新增" if match["pre"] == "新增" else "")
    if len(phrase) >= 2:
        return (phrase + named_after(phrase, text[match.end() : match.end() + 24]))[-40:]
    after = re.match(r"[^，。；：、]{1,30}", text[match.end() :])
    return (phrase + after.group()).strip() if after else phrase


# 游客人次突破500万: what is counted says its unit.
_UNIT_FIRST = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{0,16}?(?P<unit>人次|人数|人口|户数))(?P<op>突破|达到|达|超过|超|不低于|不少于|增至|增加到|控制在)"
    r"(?P<soft>约)?(?P<value>\d[\d,]{0,12}(?:\.\d{1,4})?[万亿千百]{1,2})(?P<post>以上|以内|左右)?(?=[，。；、）)]|$)"
)


def _counted_by_name(text: str, start: int, end: int) -> list[Figure]:
    """Counts without a unit of their own after what they count."""
    made = []
    for m in _UNIT_FIRST.finditer(text, start, end):
        op = _compared(m["op"], m["soft"] or "", m["post"] or "") or "="
        unit = "人次" if m["unit"] == "人次" else m["unit"][0]
        made.append(Figure(m["what"], op, _scaled(m["value"], 1), unit, None, m.start("value"), m.end()))
    return made


def _zeros(text: str, start: int, end: int) -> list[Figure]:
    return [
        Figure(
            m["what"] + (m["kind"] if m["kind"] != "增长" else "增长"),
            "about" if m["near"] else "=",
            0,
            "%" if m["kind"] == "增长" else "起",
            None,
            m.start("what"),
            m.end(),
            "none at all",
        )
        for m in _ZERO.finditer(text, start, end)
        if m["kind"] in ("增长", "发生", "新增", "事故")
    ]


def _doublings(text: str, start: int, end: int) -> list[Figure]:
    found = _DOUBLING.finditer(text, start, end)
    return [
        Figure(m["what"], "=", _TIMES[m["word"]], "倍", None, m.start("word"), m.end(), "multiple")
        for m in found
    ]


def _relative(text: str, start: int, end: int) -> list[Figure]:
    """Targets that are measured against another figure; they have no number of their own."""
    found = _RELATIVE.finditer(text, start, end)
    return [
        Figure(
            m["what"],
            _RELATIVE_OPS[m["op"]],
            None,
            "",
            None,
            m.start("op"),
            m.end(),
            "relative to another figure",
        )
        for m in found
        if (m["op"] == "与") == m["level"].endswith("同步") and (m["than"] or m["level"].startswith("平均"))
    ]
