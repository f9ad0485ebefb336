"""Responsible bodies in Chinese text: in brackets after a task, and as the subject of a sentence."""

from __future__ import annotations

import re
from itertools import zip_longest

from throughline.reading.roles import Place, Roles

SUFFIX = (
    "(?:部门|部|委员会|委|总局|局|总署|署|厅|办公室|办公厅|办|政府|党委|"
    "纪委|法院|检察院|研究院|科学院|院|联合会|协会|工会|妇联|团委|残联|"
    "工商联|督查室|研究室|红十字会|银行|总公司|公司|集团|中心|"
    "单位|机构|医院|学校|高校|大学|专班|指挥部|领导小组|小组|管委会|委会|"
    "国资委|基金会|社|台|站|馆|各地|各省份|地区|城市|国务院|全国人大|"
    "全国政协|省份|各市|各县|各区|省|市|州|县|区|乡镇|街道|平台公司)"
)
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9“”‘’·（）()、]{1,30}")
_ENDS_AS_BODY = re.compile(SUFFIX + r"(?:[（(][^（）()]{1,12}[）)])?$")
_SPLIT = re.compile(
    r"、(?![^（(）)、]{0,8}[)）])|[，,；;/／\s]+|以及(?=.)|等(?=[^级同])|(?<=[部委局署厅办院会府门位])[和及与](?=[^单])"
)
_GENERIC = frozenset(("部门", "单位", "有关", "相关", "等", "负责", "分别", "会", "的", "地方"))
_STRIP = re.compile(
    r"^(?:具体由|由|请|经(?!济|信|贸|开|营|委)|(?:鼓励|引导|督促)(?=各)|以及|会同|(?:和|及|与)(?=各|有关|相关))+|"
    r"(?:等|共同|分别|按照?职责分工|按照?职责|按分工|根据职责分工|分工|具体|"
    r"联合|各自|为主)+$"
)
FIRST_LEADS = re.compile(r"(?:列|排)在?(?:第一位|首位|第一)[^。；]{0,8}(?:牵头|主办|汇总)")
_LABELLED = re.compile(
    r"(?P<role>牵头(?:单位|部门|责任单位)|责任(?:单位|部门|主体)|"
    r"主责单位|承办单位|主办单位|配合(?:单位|部门)|协办单位|参与单位|督办单位|"
    r"督导单位|指导(?:单位|部门)|"
    r"责任领导|分管领导|牵头领导|市级领导|责任人|联系人)[:：]\s*"
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
    "责任单": "equal",
    "责任部": "equal",
    "责任主": "equal",
    "主责": "lead",
    "承办": "equal",
    "主办": "lead",
    "配合": "supporting",
    "协办": "supporting",
    "参与": "supporting",
    "参加": "supporting",
    "协助": "supporting",
    "督办": "supervising",
    "责任领": "leader",
    "分管": "leader",
    "牵头领": "leader",
    "市级": "leader",
    "责任人": "accountable",
    "联系人": "accountable",
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
    name = text[start:end].strip("。（）()：:“” \n")
    if len(name) < 2 or len(name) > 30 or name in _GENERIC or not _NAME.fullmatch(name):
        return None
    at = text.index(name, start)
    return at, at + len(name)


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
            _assign(roles, role, listed, first_leads=first_leads)
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
    if listed and all(_is_body(text[slice(*place)]) for place in listed):
        _assign(roles, "equal", listed, first_leads=first_leads)
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


def _assign(roles: Roles, role: str, listed: list[Place], *, first_leads: bool) -> None:
    if role in ("equal", "lead"):
        if first_leads and role == "equal":
            roles.first_leads(listed)
        else:
            roles.equals(listed)
    else:
        roles.add(role, listed)


_SUBJECT = re.compile(
    r"(?:^|(?<=[，；：。“]))(?:同时，?|下步|下一步，?|今后，"
    r"?)?(?:(?:到|至|于|在|从|"
    r"自)?[\d年月日底前初上下半末起“”一二三四五十每以内]{2,14}[，"
    r",]?)?(?:由|请)?"
    r"(?P<names>[\u4e00-\u9fffA-Za-z、（）]{2,46}?)"
    r"(?:等部门|等单位|等)?(?=(?:(?:也|还|均|都)?(?:要(?!求|点)|将|应(?!当前))|(?:也|还)?表示[，：]|"
    r"须|必须|务必|负责|牵头|会同|于[\d每]|在\d|每年|把编|对照|"
    r"按照?(?!时)|按务|定期|结合|决定|制定|建立|推行|组织|完成|启动|印发|"
    r"在[^，。；]{2,30}[时中]，(?:要(?!求|点)|应|须|必须)|出台|开展|抓紧|加快|发布|编制|立足|要求))"
)
_PLAIN_BODY = re.compile(
    r"^(?:各[级地省市县区]?|有关|相关|试点|市|省|县|区|国|全)?[\u4e00-\u9fffA-Z（）、]{0,24}$"
)


_TOGETHER = re.compile(
    r"(?:由|请)?(?P<names>[\u4e00-\u9fff、（）]{2,40}?)(?:牵头|负责)，?(?:会同|联合|"
    r"配合单位为)(?P<others>[\u4e00-\u9fff、（）]{2,60}?)(?=[，。；]|等|共同|于|在|研究|制定|组织|开展|负责|落实|抓紧|尽快|加快|做好|推进|按照?|要)"
)


# 由A牵头，B、C配合: in one sentence, without 会同.
_ASSISTED = re.compile(
    r"(?:由|请)?(?P<names>[\u4e00-\u9fff、（）]{2,40}?)(?:牵头|负责)，(?:由)?"
    r"(?P<others>[\u4e00-\u9fff、（）]{2,60}?)(?:等(?:部门|单位)?)?(?:配合|协助|参与)(?=[，。；]|$)"
)
_ALONGSIDE = ("会同", "联合", "配合", "协同", "协调")
# 由市住建局修改完善: whom the sentence has act, whatever the verb.
_HAS_ACT = re.compile(
    r"(?:^|(?<=[，；。：]))(?:由|请|责成)(?P<names>[\u4e00-\u9fff、（）]{2,40}?)(?:具体)?(?=根据|结合|修改|抓|统筹|尽快|认真|继续|研究|"
    r"提出|拟定|报|落实|做好|做|跟踪|督促|协调|指导|进一步|依法|安排|办理|审核|编制|实施|推进|落地|核实|核查|配合|支持|"
    r"承担|另行|商)"
)
# 财政、教育、医保等部门: offices told by what they look after.
_KINDS_OF_OFFICES = re.compile(
    "[\u4e00-\u9fff]{2,8}(?:、[\u4e00-\u9fff]{2,8}){1,12}等(?:有关|相关|主管)?部门"
)


def subject(text: str, start: int, end: int) -> Roles:
    """The bodies that a sentence names as those who act: "各省份要…", "国家卫生健康委于…完成", "由A牵头，会同B、C…"."""
    roles = Roles(how="subject")
    stop = min(end, start + 400)
    together = _TOGETHER.search(text, start, stop) or _ASSISTED.search(text, start, stop)
    if together:
        roles.first_leads(names(text, *together.span("names")))
        roles.add("supporting", names(text, *together.span("others")))
        return roles
    sentence = text[start : min(end, start + 400)]
    for found in _SUBJECT.finditer(sentence):
        if found["names"].startswith(_ALONGSIDE):
            continue
        listed = names(text, start + found.start("names"), start + found.end("names"))
        if listed and all(_is_body(text[a:b]) for a, b in listed):
            roles.equals(listed)
        elif offices := _KINDS_OF_OFFICES.match(sentence, found.start("names")):
            roles.equals([(start + offices.start(), start + offices.end())])
    return roles or _has_act(text, start, stop)


def _has_act(text: str, start: int, stop: int) -> Roles:
    roles = Roles(how="subject")
    for found in _HAS_ACT.finditer(text[start:stop]):
        listed = names(text, start + found.start("names"), start + found.end("names"))
        if listed and all(_is_body(text[a:b]) for a, b in listed):
            roles.equals(listed)
    return roles


# Verbs that stand before those whom somebody has act; no name begins so.
_VERBS_BEFORE = tuple(
    "鼓励 支持 引导 推动 促进 帮助 组织有关 组织相关 组织各 建立 健全 完善 会同 协调各 协调有关 督促 责成 要求 通知 "
    "联合各 联合有关 指导各 指导有关 动员 加强 强化 落实 明确 确保 依托 通过 按照 根据 结合".split()
)


def _is_body(name: str) -> bool:
    if (
        name.startswith(_VERBS_BEFORE)
        or "由" in name
        or not _ENDS_AS_BODY.search(name)
        or not _PLAIN_BODY.match(name)
    ):
        return False
    if name.endswith(("省", "市", "州", "县", "区", "社", "台", "站", "院", "馆")):
        return (
            name.startswith(("各", "全", "有关", "相关"))
            or len(name) <= 5
            or name.endswith(("医院", "国务院", "法院", "检察院"))
        )
    return not re.search(
        "[的了是把对为和与]", name.replace("工业和", "").replace("资源和", "").replace("住房和", "")
    )


_SIGNATURE = re.compile(
    r"\n[ \t　]*([\u4e00-\u9fff]{2,20})[ \t　]*\n+[ \t　]*(?:[二〇○零一二三四五六七八九十]{4}年|(?:19|20)\d\d "
    r"?年)[\u4e00-\u9fff\d ]{2,8}日"
)


def signatory(text: str) -> Place | None:
    """The body that signs a letter: its name on a line of its own before the date."""
    found = list(_SIGNATURE.finditer(text))
    return found[-1].span(1) if found and _is_body(found[-1].group(1)) else None


_INHERITED = re.compile(
    r"以下(?:各项|任务|工作|措施|内容)?(?:均|都|皆)(?:需|须|由|"
    r"要)(?P<names>[\u4e00-\u9fff、]{2,40}?)(?:负责|"
    r"落实|牵头|承担|组织实施)"
)


def inherited(text: str, start: int, end: int) -> Place | None:
    """Who is named for all that follows: "以下均需试点城市政府落实"."""
    found = _INHERITED.search(text, start, end)
    return found.span("names") if found else None


def names_body(name: str) -> bool:
    """Whether a heading is the name of a body and nothing else: "市教育局"."""
    return _is_body(name) and not re.search("建设|发展|工作|改革|管理|服务$", name)
