"""Who a Chinese sentence says is to act: as its subject, after 由 or 请, together with others."""

from __future__ import annotations

import re

from throughline.reading.bodies_zh import is_body, is_office, names
from throughline.reading.roles import Place, Roles

# Han characters without 由 and 请, which stand before a name and in none.
_HAN = "\u4e00-\u7530\u7532-\u8bf6\u8bf8-\u9fff"
# What bodies do, as the word that follows their name.
_ACTS = (
    r"(?:(?:总|具体|全面|统一|共同|分别|主要|统筹|直接)?负责(?!人)|牵头|承担|承办|主办|组织|实施|落实|统筹|协调|抓好|抓紧|"
    r"做好|推进|推动|推行|加强|加快|强化|完善|制定|制订|拟定|拟订|编制|修订|修改|起草|出台|印发|发布|公布|建立|健全|成立|"
    r"组建|设立|开展|启动|完成|举办|召开|提供|配备|安排|筹措|拨付|发放|核实|核查|复核|检查|抽查|巡查|督促|督导|指导|监督|"
    r"监测|跟踪|调度|约谈|通报|考核|评估|验收|审核|审定|审批|办理|受理|答复|反馈|报送|上报|报(?=[市县省区请])|汇总|梳理|"
    r"移交|接收|接管|管理|维护|运营|采购|招标|购置|培训|宣传|研究|提出|对接|配合|协助|支持|参与|尽快|立即|及时|"
    r"继续|认真|进一步|依法|严格|全面|全力|逐[一项户条个座家校案村间人点镇周月日级]|定期|每(?=[年月季周半日天两学])|对(?=[^，。；]{2,30})|向(?=[^，。；]{2})|为(?=[^，。；]{2,16}(?:提供|办理|发放|适配|免费))|轮流|带队|带头|"
    r"按照?(?!时)|根据|结合|会同|另行|商(?=[市县省区有相])|于[\d每本下]|[一二三四]季度|本[月周]|在\d|\d{1,2}月|提供|出具|签订|保障|确保|兜底|立足|采取|采用|在[^，。；]{2,20}中|"
    r"对照|决定|发现|适时|主动|各司其职|从(?=[^，。；]{1,8}(?:开始|起))|同步|预拨|增配|务必|从(?=[^，。；]{2,20}中)|代建|代管|[三五两二]年|通过|给予)"
)
# The same words within a name: 住房城乡建设局, 市场监督管理局, 组织人事处.
_NO_ACT = (
    "(?!局|厅|部(?![署分])|处(?![理置])|室|科(?!学)|所(?![有属在])|站|院|委(?![托派])|组(?![织建成])|系(?!统)|办(?![好理结法成妥])|中心|公司|集团|小组|领导|办公|管理[局处委中办站所]|和|与|"
    "保障|监督|服务|发展|人事|[的了过])"
)
_WITH_OTHERS = r"(?:等[\u4e00-\u9fff]{0,8}?(?:部门|单位)(?:（[^（）]{1,6}）)?|等)?"
_TIME = r"(?:(?:到|至|于|在|从|自)?[\d年月日底前初上下半末起“”一二三四五十每以内]{2,14}[，,]?)?"
_SUBJECT = re.compile(
    rf"(?:^|(?<=[，；：。“]))(?:同时，?|下步|下一步，?|今后，?)?{_TIME}(?:由|请)?"
    rf"(?!每[年月季周]|[今明全][年市]|年[底内末初]|[上下]半年|本[月周])(?P<names>(?:\d{{5}})?[\u4e00-\u9fffA-Za-z、（）]{{2,46}}?){_WITH_OTHERS}"
    r"(?=(?:(?:也|还|均|都)?(?:要(?!求|点)|将|应(?!当前))|(?:也|还)?表示[，：]|须|必须|务必|每年|把编|按务|要求|今年|年内|年底|"
    rf"在[^，。；]{{2,30}}[时中]，(?:要(?!求|点)|应|须|必须)|{_ACTS}{_NO_ACT}))"
)
_TOGETHER = re.compile(
    rf"(?P<names>[{_HAN}、（）]{{2,40}}?)(?:牵头|负责)，?(?:会同|联合|"
    rf"配合单位为)(?P<others>[{_HAN}、（）]{{2,60}}?)(?=[，。；]|等|共同|于|在|研究|制定|组织|开展|负责|落实|抓紧|尽快|加快|做好|推进|按照?|要)"
)
# 由A牵头，B、C配合: in one sentence, without 会同.
_ASSISTED = re.compile(
    rf"(?P<names>[{_HAN}、（）]{{2,40}}?)(?:牵头|负责)，(?:由)?"
    rf"(?P<others>[{_HAN}、（）]{{2,60}}?){_WITH_OTHERS}(?:配合|协助|参与)(?=[，。；]|$)"
)
_ALONGSIDE = ("将", "会同", "联合", "配合", "协同", "协调")
# A会同B、C开展…: who acts beside the subject.
_BESIDE = re.compile(
    rf"{_WITH_OTHERS}(?:要|将|应|须|负责)?(?:会同|联合|协同)(?P<others>[{_HAN}、（）]{{2,80}}?){_WITH_OTHERS}(?=[，。；]|共同|{_ACTS}{_NO_ACT})"
)
# 此项工作由A、B组织实施: whom a sentence charges with what it is about, whatever stands before.
_CHARGED = re.compile(
    rf"(?<![理自缘来事经])(?:由|请|责成)(?P<names>[{_HAN}A-Za-z、（）]{{2,240}}?){_WITH_OTHERS}"
    rf"(?:共同|分别|联合|具体|统一|直接)?{_ACTS}{_NO_ACT}(?!.的)"
)
_HELPS = re.compile("配合|协助|参与|支持")
_OTHERS_HELP = re.compile(
    rf"，(?:由)?(?P<others>[{_HAN}、（）]{{2,60}}?){_WITH_OTHERS}(?:配合|协助|参与)(?=[，。；]|$)"
)
# Those who act by their post: 由分管副县长调度.
_HOLDER = re.compile(
    "[\u4e00-\u9fff]{0,8}(?:领导|班子成员|副?(?:[市县区省镇乡州校院局厅部处科所站馆会厂矿]|秘书)长|"
    "副?(?:书记|主任|经理|总经理|董事长|总裁|主席|专员|总监)|负责人|负责同志)$"
)
# 财政、教育、医保等部门: offices told by what they look after.
_KINDS_OF_OFFICES = re.compile(
    "[\u4e00-\u9fff]{2,8}(?:、[\u4e00-\u9fff]{2,8}){1,12}等(?:有关|相关|主管)?部门"
)


def subject(text: str, start: int, end: int) -> Roles:
    """The bodies that a sentence names as those who act: "各省份要…", "国家卫生健康委于…完成", "由A牵头，会同B、C…"."""
    stop = min(end, start + 400)
    roles = _together(text, start, stop) or _subjects(text, start, stop)
    charged = _charged(text, start, stop)
    if roles.lead and not (charged.lead and charged.lead < roles.lead):
        return roles
    charged.merge(roles)
    return charged


def _together(text: str, start: int, stop: int) -> Roles:
    roles = Roles(how="subject")
    found = _TOGETHER.search(text, start, stop) or _ASSISTED.search(text, start, stop)
    if found:
        roles.first_leads(names(text, *found.span("names")))
        roles.add("supporting", names(text, *found.span("others")))
    return roles


def _subjects(text: str, start: int, stop: int) -> Roles:
    roles = Roles(how="subject")
    sentence = text[start:stop]
    for found in _SUBJECT.finditer(sentence):
        if found["names"].startswith(_ALONGSIDE):
            continue
        listed = names(text, start + found.start("names"), start + found.end("names"))
        if listed and all(_is_subject(text[a:b]) for a, b in listed):
            if _HELPS.match(sentence, found.end()):
                roles.add("supporting", listed)
                continue
            roles.equals(listed)
            roles.add("supporting", _beside(text, start + found.end("names"), stop))
        elif offices := _KINDS_OF_OFFICES.match(sentence, found.start("names")):
            roles.equals([(start + offices.start(), start + offices.end())])
    return roles


def _beside(text: str, at: int, stop: int) -> list[Place]:
    found = _BESIDE.match(text, at, stop)
    listed = names(text, *found.span("others")) if found else []
    return listed if all(is_body(text[a:b]) for a, b in listed) else []


def _charged(text: str, start: int, stop: int) -> Roles:
    """The bodies and holders of posts that stand after 由 or 请, and those who are to help them."""
    roles = Roles(how="charged")
    for found in _CHARGED.finditer(text, start, stop):
        listed = names(text, *found.span("names"))
        if listed and all(_acts(text[a:b]) for a, b in listed):
            roles.equals(listed)
            helpers = _OTHERS_HELP.search(text, found.end(), stop)
            roles.add("supporting", names(text, *helpers.span("others")) if helpers else [])
            roles.add("supporting", _beside(text, found.end("names"), stop))
    return roles


def _is_subject(name: str) -> bool:
    return is_body(name) or (len(name) > 2 and is_office(name))


def _acts(name: str) -> bool:
    return is_body(name) or bool(_HOLDER.match(name))
