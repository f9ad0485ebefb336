"""Responsible bodies in Chinese text: in brackets after a task, and as the subject of a sentence."""

from __future__ import annotations

import re
from itertools import zip_longest

from throughline.reading.roles import Place, Roles

SUFFIX = (
    "(?:部门|部|委员会|委|总局|局|总署|署|厅|办公室|办公厅|办|政府|党委|"
    "纪委|法院|检察院|研究院|科学院|院|联合会|协会|工会|妇联|团委|残联|"
    "工商联|督查室|研究室|红十字会|银行|总公司|公司|集团|中心|"
    "单位|机构|机关|班子|医院|学校|高校|大学|小学|中学|中小学|各校|院校|幼儿园|专班|指挥部|领导小组|小组|管委会|委会|"
    "国资委|基金会|科室|处室|股室|学院|院系|事业部|项目部|车间|支队|大队|总队|党组|党支部|党总支|工委|分局|"
    "(?<=[央方省市县区级])财政|平台|督查科|社|台|站|馆|各地|各省份|地区|城市|国务院|全国人大|"
    "全国政协|省份|各市|各县|各区|省|市|州|县|区|乡镇|镇|乡|街道|平台公司)"
)
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9“”‘’·（）()、]{1,30}")
_ENDS_AS_BODY = re.compile(SUFFIX + r"(?:[（(][^（）()]{1,12}[）)])?$")
_SPLIT = re.compile(
    r"、(?![^（(）)]{0,12}[)）])|[，,；;/／\s]+|以及(?=.)|等(?=[^级同])|(?<=[部委局署厅办院会府门位])[和及与](?=[^单])"
)
_GENERIC = frozenset(("部门", "单位", "有关", "相关", "等", "负责", "分别", "会", "的", "地方"))
_STRIP = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}涉及的|上述|具体由|由|请|经(?!济|信|贸|开|营|委)|(?:鼓励|引导|督促)(?=各)|以及|会同|(?:和|及|与)(?=各|有关|相关))+|"
    r"(?:等|共同|分别|按照?职责分工|按照?职责|按分工|根据职责分工|分工|具体|"
    r"联合|各自|为主)+$"
)
KINDS_OF_UNIT = "单位|部门|主体|科室|处室|股室|机构|院系|学院|公司|企业|方"
"""What a label calls those who are responsible: 责任单位, 牵头处室."""
FIRST_LEADS = re.compile(r"(?:列|排)在?(?:第一位|首位|第一)[^。；]{0,8}(?:牵头|主办|汇总)")
_LABELLED = re.compile(
    r"(?P<role>(?:牵头|责任|主责|主要责任|承办|主办|承担|完成|落实|实施|配合|协办|协同|协助|参与|参加|督办|督导|督查|指导)(?:责任|配合)?"
    rf"(?:{KINDS_OF_UNIT})|"
    r"(?:责任|分管|主管|牵头|督办|包[抓联保挂]|挂[钩联包]|联系)(?:[市县区省校院])?(?:级)?领导|[市县区省校院]级?领导|"
    r"(?:第一|直接|具体)?责任人|(?:具体|主要)?负责人|牵头人|联系人|联络员)[:：]\s*"
)
_SUFFIXED = re.compile(
    r"(?P<role>(?:负责|牵头|加强|给予|做好)?(?:业务)?(?:指导|督导|督促|监督)(?:督促|监督|推动|支持|协调|落实|实施)?|"
    r"牵头负责|牵头落实|牵头|按照?职责分工负责|按照?职责分工落实|"
    r"分工负责|按照?职责负责|分别负责|共同负责|会同|负责落实|具体负责|负责|"
    r"督办|配合|参与|参加|协助|落实|承办|主办|协办|实施)"
)
_GUIDES = re.compile("指导|督导|督促|监督")
ROLE_OF = {
    "牵头": "lead",
    "责任": "equal",
    "主责": "lead",
    "主要责": "lead",
    "完成": "equal",
    "承担": "equal",
    "承办": "equal",
    "主办": "lead",
    "配合": "supporting",
    "协办": "supporting",
    "协同": "supporting",
    "参与": "supporting",
    "参加": "supporting",
    "协助": "supporting",
    "督办": "supervising",
    "责任人": "accountable",
    "第一": "accountable",
    "直接": "accountable",
    "具体责": "accountable",
    "具体负": "accountable",
    "主要负": "accountable",
    "负责人": "accountable",
    "牵头人": "accountable",
    "联系人": "accountable",
    "联络员": "accountable",
    "按": "equal",
    "分": "equal",
    "共同": "equal",
    "会同": "lead",
    "负责": "equal",
    "具体": "equal",
    "落实": "equal",
    "实施": "equal",
}


def role_of(word: str) -> str:
    """The role that a word such as 牵头单位 or 配合 stands for. Who guides (负责指导) does not carry out."""
    if word.endswith("领导"):
        return "leader"
    if _GUIDES.search(word):
        return "supervising"
    return next(ROLE_OF[word[:size]] for size in (3, 2, 1) if word[:size] in ROLE_OF)


def names(text: str, start: int, end: int) -> list[Place]:
    """The bodies listed in `text[start:end]`."""
    places, position = [], start
    for found in [*_SPLIT.finditer(text, start, end), None]:
        stop = found.start() if found else end
        place = _trimmed(text, position, stop)
        if place:
            places.append(place)
        position = found.end() if found else end
    return places


def _trimmed(text: str, start: int, end: int) -> Place | None:
    piece = text[start:end]
    for found in _STRIP.finditer(piece):
        if found.start() == 0:
            start += found.end()
        elif found.end() == len(piece):
            end -= len(found.group())
    name = _whole(text[start:end].strip("。：:“” \n"))
    if len(name) < 2 or len(name) > 30 or name in _GENERIC or not _NAME.fullmatch(name):
        return None
    at = text.index(name, start)
    return at, at + len(name)


_PART_BEHIND = re.compile(r"[（(](?P<part>总?牵头|主办|主责|配合|协办|参与|协助)(?:单位|部门|责任单位)?[）)]")


def _whole(name: str) -> str:
    """A name without brackets that it does not open or close, and without its part behind it: 市财政局（牵头）."""
    behind = _PART_BEHIND.search(name)
    name = name[: behind.start()] if behind and behind.end() == len(name) else name
    for opens, closes in ("（）", "()"):
        name = name.rstrip(closes) if name.count(closes) > name.count(opens) else name
        name = name.lstrip(opens) if name.count(opens) > name.count(closes) else name
    return name.strip()


def is_label(text: str, start: int, end: int) -> bool:
    """Whether a sentence is only a list of who is responsible: "责任单位：市财政局、市住建局"."""
    return bool(_LABELLED.match(text, start, end))


def bracket(text: str, start: int, end: int, *, first_leads: bool) -> Roles:
    """The roles that a bracket such as （A牵头，B、C配合） or （牵头单位：A；配合单位：B） gives."""
    return listed_roles(text, start + 1, end - 1, first_leads=first_leads)


def listed_roles(text: str, inner_start: int, inner_end: int, *, first_leads: bool) -> Roles:
    """The roles that a list of bodies with the words for their part gives."""
    statement = FIRST_LEADS.search(text, inner_start, inner_end)
    if statement:
        inner_end = max(inner_start, text.rfind("，", inner_start, statement.end()))
    roles = Roles(how="bracket")
    labelled = list(_LABELLED.finditer(text, inner_start, inner_end))
    if labelled:
        for found, following in zip(labelled, [*labelled[1:], None], strict=True):
            stop = following.start() if following else inner_end
            role, listed = role_of(found["role"]), names(text, found.end(), stop)
            # After a unit that leads (牵头单位：A；责任单位：B) the responsible ones are beside it.
            role = "joint" if role == "equal" and roles.lead and not first_leads else role
            _assign_told(text, roles, role, listed, first_leads=first_leads)
        return roles
    return _suffixed(text, inner_start, inner_end, roles, first_leads=first_leads) or _only_names(
        text, inner_start, inner_end, first_leads=first_leads
    )


_TIME_IN_BRACKET = re.compile(
    r"[，；](?:[\d月年底前内末完成上下半]{2,12}|持续推进|长期坚持|常态化推进|全年|按月|按季度?)$"
)


def _only_names(text: str, start: int, end: int, *, first_leads: bool) -> Roles:
    """The roles of a bracket that lists bodies and says no more, but perhaps until when: （市工信局，12月底前）."""
    roles = Roles(how="bracket")
    time = _TIME_IN_BRACKET.search(text, start, end)
    listed = names(text, start, time.start() if time else end)
    if listed and all(is_office(text[slice(*place)]) for place in listed):
        _assign_told(text, roles, "equal", listed, first_leads=first_leads)
    return roles


def _suffixed(text: str, start: int, end: int, roles: Roles, *, first_leads: bool) -> Roles:
    position, after_lead = start, False
    words = list(_SUFFIXED.finditer(text, start, end))
    for found, following in zip_longest(words, words[1:]):
        listed = names(text, position, found.start())
        position = found.end()
        if not listed:
            continue
        role = role_of(found["role"])
        if found["role"] == "会同" and following and role_of(following["role"]) == "supervising":
            role = "supervising"
        if role == "equal" and after_lead:
            role = "supporting"
        after_lead = after_lead or role == "lead"
        divided = "分工" in found["role"] or "分别" in found["role"] or "共同" in found["role"]
        _assign(roles, role, listed, first_leads=first_leads and not divided)
    return roles


def _assign_told(text: str, roles: Roles, role: str, listed: list[Place], *, first_leads: bool) -> None:
    """The role of a list, where no bracket behind one of its bodies says which leads: 市财政局（牵头）、市商务局."""
    leading = [place for place in listed if (told := _told_part(text, place)) and role_of(told) == "lead"]
    if not leading:
        _assign(roles, role, listed, first_leads=first_leads)
        return
    roles.equals(leading)
    roles.add("supporting", [place for place in listed if place not in leading])


def _told_part(text: str, place: Place) -> str:
    behind = _PART_BEHIND.match(text, place[1])
    return behind["part"].removeprefix("总") if behind else ""


def _assign(roles: Roles, role: str, listed: list[Place], *, first_leads: bool) -> None:
    if role in ("equal", "lead"):
        if first_leads and role == "equal":
            roles.first_leads(listed)
        else:
            roles.equals(listed)
    else:
        roles.add(role, listed)


_PLAIN_BODY = re.compile(
    r"^(?:各[级地省市县区]?|有关|相关|试点|市|省|县|区|国|全|\d{5})?[\u4e00-\u9fffA-Z（）、]{0,24}$"
)
# Verbs that stand before those whom somebody has act; no name begins so.
_VERBS_BEFORE = tuple(
    "鼓励 支持 引导 推动 促进 帮助 组织第三方 委托 组织有关 组织相关 组织各 建立 健全 完善 会同 协调各 协调有关 "
    "督促 责成 要求 通知 联合各 联合有关 指导各 指导有关 动员 加强 强化 落实 明确 确保 依托 "
    "通过 按照 根据 结合 报市 报县 报省 报区 报请 提请 提交 向 将 设在 设于 设立在 含 包括 "
    "不含 除 见 详见 构建 打造 推进 优化 提升 深化 培育 提高 增强 扩大 做强 并 待 上报 指定 设立 "
    "成立 组建 实施 开展".split()
)


_OFFICE = re.compile("[\u4e00-\u9fff]{1,10}(?:科|处|室|所|队|组|系|院|中心|站|馆|街道|镇|乡)$")


def is_office(name: str) -> bool:
    """Whether a name that stands in a list of names and nothing else is that of a body or an office of one."""
    plain = not name.startswith(_VERBS_BEFORE) and not _NO_NAME.search(name)
    return is_body(name) or bool(plain and _OFFICE.match(name))


_NO_NAME = re.compile(
    "[的了是把对为和与]|[体关联]系$|(?:内|外|全|干|局|东|西|南|北|中)部$|(?:小|片|景|城|山|库|灾|林|矿|校|厂|病|院)区$|(?:城|集|下|家|故)[镇乡]$|(?:格|布|结|全|大|开|时|战)局$|(?:好|用|深|到|各|此|何)处$|(?:场|厕|住)所$|教室$|.全[省市县区]$"
)
# 住房和城乡建设局, 对外联络部: words that else stand in no name.
_NAMED_WITH_AND = re.compile(
    "(?:工业|资源|住房|文化|发展|卫生|规划|经济|教育|农业|国土|新闻|体育|商务|科技|宣传|广电|人口|环境)[和与]|对外"
)


# 市粮食和物资储备局: one body, whose level of government stands first.
_AND_WITHIN = re.compile(
    "(?<![部委局署厅办院会府门位省市县区])[和与](?=[^和与]{2,12}(?:局|委|厅|办|委员会|中心)$)"
)


def is_body(name: str) -> bool:
    """Whether a name is that of a body, and no phrase that only ends like one."""
    if (
        name.startswith(_VERBS_BEFORE)
        or "由" in name
        or not _ENDS_AS_BODY.search(name)
        or not _PLAIN_BODY.match(name)
    ):
        return False
    if name.endswith(("省", "市", "州", "县", "区", "镇", "乡", "社", "台", "站", "院", "馆")):
        return not _NO_NAME.search(name) and (
            name.startswith(("各", "有关", "相关"))
            or len(name) <= 5
            or name.endswith(("医院", "国务院", "法院", "检察院"))
        )
    if name.startswith(("省", "市", "县", "区", "州", "国家")):
        name = _AND_WITHIN.sub("", name)
    return not _NO_NAME.search(_NAMED_WITH_AND.sub("", name))


_SIGNATURE = re.compile(
    r"\n[ \t　]*([\u4e00-\u9fff]{2,20})[ \t　]*\n+[ \t　]*(?:[二〇○零一二三四五六七八九十]{4}年|(?:19|20)\d\d "
    r"?年)[\u4e00-\u9fff\d ]{2,8}日"
)


def signatory(text: str) -> Place | None:
    """The body that signs a letter: its name on a line of its own before the date."""
    found = list(_SIGNATURE.finditer(text))
    return found[-1].span(1) if found and is_body(found[-1].group(1)) else None


_INHERITED = re.compile(
    r"以下(?:各项|任务|工作|措施|内容)?(?:均|都|皆)(?:需|须|由|"
    r"要)(?P<names>[\u4e00-\u9fff、]{2,40}?)(?:负责|"
    r"落实|牵头|承担|组织实施)"
)


def inherited(text: str, start: int, end: int) -> Place | None:
    """Who is named for all that follows: "以下均需试点城市政府落实"."""
    found = _INHERITED.search(text, start, end)
    return found.span("names") if found else None


_DUTIES = re.compile(
    "的?(?:主要|具体|重点|工作|整改|承担的?|牵头的?|负责的?)*(?:职责|任务|工作|事项|责任|责任分工|清单|任务清单)$"
)


def names_body(name: str) -> bool:
    """Whether a heading is the name of a body and nothing else, or its duties: "市教育局", "市教育局重点任务"."""
    name = _DUTIES.sub("", name)
    return is_body(name) and not re.search("建设|发展|工作|改革|管理|服务$", name)


def without_duties(text: str, start: int, end: int) -> Place:
    """The name of the body in a heading that tells its duties."""
    return start, start + len(_DUTIES.sub("", text[start:end]))


_OPENS = re.compile("(?P<name>[\u4e00-\u9fff（）、]{3,24}?)[：。]")


def opens_for(text: str, start: int, end: int) -> Place | None:
    """The body whose name and a colon open a paragraph about what it is to do: 市教育局：负责…"""
    found = _OPENS.match(text, start, end)
    return found.span("name") if found and end - found.end() > 4 and names_body(found["name"]) else None
