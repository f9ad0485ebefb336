"""What a Chinese sentence shows: named features, each with how strongly it shows."""

from __future__ import annotations

import re
from datetime import date

from throughline.reading import lexicon_zh as lexicon
from throughline.reading.attitudes_zh import CLAUSE, attitude, principle
from throughline.reading.calendar_words import Moment
from throughline.reading.firmly_zh import FIRMLY
from throughline.reading.passage import Passage, Scope
from throughline.reading.structure import Block

Features = dict[str, float]
LONGEST_TOPIC = 40
SHORT_TOPIC = 20

_ADVERBS = re.compile("(?:" + "|".join(map(re.escape, lexicon.ADVERBS)) + ")*")
_MODAL = re.compile(
    r"(?:(?<![的主重需纲摘])要(?![求素点害闻件])|将(?!军|士|来)|"
    r"应当|必须|务必|(?<![对相响反适供])应(?![用急对届邀收付]|.尽)|须|"
    r"拟(?!定|订)|力争|争取|确保|努力|需要)"
    r"(?:[\u4e00-\u9fff]{0,14}?)"
)
# 车库计划5月投用: what is planned, unless it only says which is meant (计划3月开工的工程).
_PLANS = re.compile(
    r"(?<![的动展划作年设度])(?:计划|拟(?!定|订|任))(?=[于在]?(?:\d|今年|明年|年内|年底|[上下]半年|[本下]月)|[用新建改投引开完将])"
    r"(?![^，。；]{1,20}的[\u4e00-\u9fff])|"
    "预计[^，。；的]{0,12}(?:年|月|底|季度)[^，。；的]{0,6}(?:投用|投入|建成|完工|开工|竣工|投产|通车|交付|启用|上线|完成)|"
    "(?:余下|其余|剩余|剩下)[^，。；]{0,20}(?:将|要|力争|确保|争取|计划|拟|底前|日前|年内)"
)
_RULES = re.compile("原则上(?:不|只|按|由|应)|一律(?!平等)")
# 旧楼同步改为教室: a subject that nobody orders, and how what becomes of it is to be done.
_RESOLVED = re.compile(
    "(?:同步|统一(?!规定|标准|部署|领导|要求)|分批|尽快|抓紧|立即|限期|逐[一条项户座家]|一定|务求|坚决|全部(?!完成[，。；]|到位[，。；]|办结[，。；]|达标[，。；]))"
    "(?=[\u4e00-\u9fff]{2})(?![^，。；]{0,12}了)"
)
# 学校承诺：, 总经理表态：“: whose words are a promise.
_PLEDGES = re.compile(
    "(?:表态(?:发言)?|承诺|保证)(?!书|金|人|质|期|函|制|率|了)[^，。；：“]{0,8}[：，“]|[们校院局司委]保证"
)
# What is not as it should be: 仍未完成, 仅到位38%, 实际只有7个.
_FALLS_SHORT = re.compile(
    r"(?:^问题[一二三四五六七八九十\d]{0,3}：|(?:问题|矛盾|现象)(?:较为|比较|依然|仍然|十分|较)?(?:突出|严重|普遍)|"
    r"(?:较慢|偏慢|迟缓|缓慢|偏低|薄弱|滞后|乏力)(?=[，。；])|(?:仍|尚|还|至今|迄今|均|都)未|(?:仍然|依然)(?!要|须|是)|没有(?:落实|达到|完成|建立|形成|得到|按)|(?:仍|尚|还)(?:没|不)|未(?:能|按[时期要规]|达到|如期|及时|有效|真正)|仅(?=有|为|到|完成|占|剩|\d)|"
    r"只(?:有|完成)(?=\d)|实际(?:只|仅)|(?<![由从])不足(?=\d)|不到位[，。；]|不落实[，。；]|不力[，。；]|不[严实清全够畅高强细深](?=[，。；、]))"
    r"(?![^，。；]{0,16}(?:的|等|问题))"
)
_FORETOLD = re.compile(
    "(?:预计|有望|预测)(?![^，。；]{0,16}(?:投用|投入|建成|完工|开工|竣工|投产|通车|交付|启用|上线|完成|增设))"
)
_DISPOSAL = re.compile(
    r"^(?:将|把|对|为|以|在|向|从|按照|通过|围绕|针对|根据|结合|除|由|用|各|对于|用好|使|让)"
)
_PERFECT = re.compile(r"[\u4e00-\u9fff]了(?![解结望然如])|[过]了")
_IS = re.compile(
    r"[^还就总若要凡于只但可或正像别其一二三四五六七八九十](?<!任务)(?<!重点)(?<!目标)是(?!否)|理应|在于|意味着|由[^，。；]{4,80}(?:构成|组成)[。；]?$"
)
_NUMBERED_CONDITION = re.compile(
    r"的，(?:可|应|予以|按)|符合[^，]{2,30}条件的|(?:只|仅)(?:能|可)?享受|(?:不可|不得|不能)(?:同时|重复)(?:享受|领取|申请|申报)"
)
# What somebody who wants something may do or has to bring along; nobody's promise, whatever day it names.
_OFFER = re.compile(
    r"(?:申报|申请|参评|参赛|投标|报名|被推荐|自荐)(?:单位|对象|主体|企业|机构|人员|人|者|项目)[^，。；]{0,12}(?:应|须|可|需|不得)"
    r"|的(?:[^，。；的]{0,6}(?:企业|单位|个人|人员|产品|器械|货物|商品|物品|设备|车辆|药品|主体|船舶|者|户))，?应当?"
    r"(?:按照?|依照?|依法|凭|向)[^，。；]{0,14}(?:申请|申报|办理|备案|登记|提交|缴纳|注册|年检)"
    r"|(?:申报|申请|报名|投稿|投标)(?:材料|截止|受理)[^，。；]{0,8}(?:时间|日期|截止|为|至)"
)
_YEARLY_GROWTH = re.compile(
    r"(?:增长|达到|超过|降至|降低|下降|减少|突破|完成)[约近了]?[\d一二三四五六七八九十]"
)
_AIMS = re.compile("^[^，。；]{0,14}(?:预期|奋斗|发展|工作|主要)目标(?:是|为)?[：:]")
_DATELINE = re.compile(
    r"^[^，。；：“”]{2,30}(?:说|表示|强调|指出|介绍|谈到|坦言|补充道|说道|告诉记者|承诺|表态|保证)。$|^(?:[（(].{0,30}[）)]|.{0,24}(?:日报|记者|通讯员).{0,20})$"
)
_LETTERHEAD = re.compile(r"〔\d{4}〕\d+号\W{0,2}$|^.{0,30}[：:]$|^[二〇一三四五六七八九十年月日\d ]{6,14}$")
_WILL = re.compile(
    "(?:我们|我市|我省|我县|我区|我局|部门|政府|单位|"
    "[局委办厅部院会府省市县])(?:也?将)(?!军)|(?:今年|明年|年内|[上下]半年|下一步|接下来)，?[^，。；已]{0,10}将(?![你其该此原])|将(?:积极|按|着重|统筹|"
    "认真|继续|进一步|加强|结合|根据|全力|着力|深入|持续|重点|尽快)"
)
_EQUATES = re.compile("^(?![^，。]{0,20}(?:目标|任务|重点)是)[^，；：。]{2,24}?(?:是|既是|不是|就是)(?!否)")
_MAY = re.compile(
    "(?<![许认宁尽])可(?![能靠信行再持观谓见及复控视感触溯比读循量操预喜塑爱贵追研]|推广)|可以|(?<![所享拥占持])有权|无需|不需|免于"
)
_MEETING = re.compile(
    "^(?:[^，。]{0,16}，)?(?:会议|大家|与会(?:人员|者|代表)|"
    "研讨会|全会|座谈会|代表们|委员们|记者|会上(?=，)(?![^。；]{0,40}(?:要求|强调|指出|提出|部署|表示)))(?!要求|强调|指出|决定|提出|议定|明确|同意|原则同意|审定)|主持(?:召开|会议)|"
    "^(?:论坛|会议|大会|峰会|展会|活动|比赛|大赛)由|(?:召开|举行|开幕|闭幕|落幕|圆满结束)。?$"
)
_DECIDES = re.compile(
    "(?:^|[，。；])(?:会议|常务会|政府|市委|党组)?(?:研究)?(?:决定|议定|明确|原则同意|同意)(?:，|由|将|成立|：)"
)
# 市教育局负责统筹…: what falls to a body; not 负责人, and no bracket.
_BODY_CHARGED = re.compile(
    "(?:^|[，；。：])[^，；：。“”（）]{0,24}(?:部门|单位|中心|公司|机构|专班|领导小组|办公室|政府|集团|科室|[局委办厅部院会联处科室所队])"
    "(?:具体|牵头|共同|分别|主要)?：?负责(?!人|任|同志|的|[，。；、]|$)"
)
# 国家统计局印发…, without 要 or 将: what a body is to do, where no 了 or 已 tells that it is done.
_BODY_ACTS = re.compile(
    "^(?:由)?[^，；。：“”（）了已]{2,24}(?:部|委|局|署|厅|办|院|政府|部门)(?:会同[^，；。]{2,30})?"
    "(?:印发|制定|制订|建立|组织|开展|公布|发布|编制|出台|完善|落实|指导|推动|推进|加强|统筹|定期|遴选|牵头|跟踪|审核|汇总|督促|协调|配合|选派|承担)"
)
_BODY_MUST = re.compile(
    "(?:^|[，；：。“])[^，；：。“”]{0,40}(?:部门|单位|企业|机构|各地|地区|高校|院所|医院|学校|书记|[市县区镇乡局厅]长|主要负责(?:人|同志)|[局委办厅部院会府省市县区])"
    "(?:也|还|均|都)?(?:要(?!求|点|素|闻|件)|应当|必须|务必|须(?!知)|应(?![用急对届邀收付]))"
)
# Words of somebody else, or of another day, that the sentence only tells again.
_MADE_UP = re.compile("由[^，。；]{4,80}(?:构成|组成)[。；]?$")
_IN_FORCE = re.compile("(?:执行|实施|有效|施行)期限?[为至自：]|日起(?:施行|执行|实施)[，。；]")
_ASKED_BY_OTHERS = re.compile(
    "^[^，。]{0,12}(?:你[省市县区]|贵[省市县区])[^，。]{0,10}(?:请求|建议|希望|反映|提出)，"
)
_TOLD_AGAIN = re.compile(
    "(?:^|，)(?:希望|建议|恳请|请求)(?:国家|中央|上级|省里)|"
    "(?:^|，)(?:你[省市县区]|贵[省市县区]|您|代表|委员)(?:们)?(?:提出的?)?(?:请求|建议|希望)，|"
    "经常亲自|(?:多次|反复|一再|一贯|历来|曾|始终|一直|经常)(?:明确)?(?:指出|强调|要求|表示|提出|重视)"
)
# A wish of somebody who doesn't lead: nobody has taken it on.
_WISHES = re.compile(
    "^(?:她|他|有(?:专家|代表|委员|群众|企业)|[^，。；]{2,8}(?:代表|委员))(?:还|也)?(?:建议|希望|呼吁|提出)，|"
    "(?:^|[：“，])(?:我们?)?(?:希望|建议|呼吁|盼望|期待)(?!国家|中央|上级|省里|各|全[市县区省]|大家|同志|你们|[^，。；]{0,8}要)"
)
_HAS = re.compile("正在|现有|共有(?!产权)|下辖|地处|始建于|成立于|(?:^|，)位于")
_PURPOSE = re.compile("目的(?:就|便|正)?(?:是|在于)|(?:就是|为的是|意在|旨在)要?(?:让|使|为了|通过)")
# 投资50亿元建设…: what is spent opens the order to build.
_SPENDS = re.compile(
    "(?:^|[，；。])(?:计划)?(?:投资|投入|筹资|筹措|出资)[约近]?\\d[^，。；的]{1,14}元[^，。；的]{0,6}(?:建设|新建|改造|实施|用于|支持|开展|完善|购置)"
)
_OF_VALUE = re.compile("对(?:于)?[^。；]{4,120}(?:具有|有着)[^，。；]{0,12}(?:意义|作用|影响|价值)[。；]?$")
_QUESTION = re.compile(r"[？?]$")


def clauses(text: str) -> list[int]:
    """Where the clauses of a sentence begin."""
    return [0, *(found.end() for found in CLAUSE.finditer(text))]


# Adverbs that are orders of their own: 抓紧研究提出…, 鼓励各地…
_ORDERING_ADVERBS = tuple("加快 加速 鼓励 支持 引导 统筹 探索 研究 规范 强化 实行 综合 集中 系统".split())


# 论证后, …: what was done before what the sentence tells.
_DONE_FIRST = re.compile("(?<![课饭术产售事灾病身背前])后(?![续期勤备方台])")
# 建设新城，是…: the sentence says what the doing is; nobody is told to do it.
_IS_SUBJECT = re.compile("[^，；：。]{4,40}，(?:既|不仅|正|更|也|就|都)?是(?![否要])")


def orders(text: str) -> list[str]:
    """The directive verbs that clauses begin with, after adverbs and modals."""
    found = []
    for start in clauses(text):
        adverbs = _ADVERBS.match(text, start)
        at = adverbs.end() if adverbs else start
        verb = text[at : at + 2]
        if _DONE_FIRST.search(text, at, at + 6) or (not start and _IS_SUBJECT.match(text)):
            continue
        if verb in lexicon.DIRECTIVES and verb not in lexicon.NOT_ORDERS:
            found.append(verb)
        elif at > start and text[start:at].strip().endswith(_ORDERING_ADVERBS):
            found.append(text[start:at])
    return found


# 二是, 首先，; 做好今年工作，要…: what only opens a sentence and says nothing of its own.
_OPENING = re.compile(
    "(?:[一二三四五六七八九十]{1,2}是(?=[^的否])|(?:首先|其次|再次|最后|此外|另外|同时)，)|会议?(?:强调|指出)，|"
    "(?:要?(?:做好|搞好|抓好|完成好?|实现|推进|开展)[^，。；]{2,24}，)(?=首先|关键|必须|就?要|需要|离不开)"
)


def features(passage: Passage) -> Features:
    """The features of one sentence; a value is 1 or a small count."""
    text = passage.folded.strip("“‘\"'”’ ")
    opening = _OPENING.match(text)
    text = text[opening.end() :] if opening else text
    seen: Features = {}
    _wording(text, seen)
    if held := attitude(text):
        seen["attitude"] = held
    _surroundings(passage, text, seen)
    _time(passage, text, seen)
    return seen


# 自受理之日起5日内办结: the order stands after the event from which its time counts.
_SINCE = re.compile("(?:自|从)[^，。；]{2,20}起")


def _late_order(text: str) -> bool:
    """A clause such as "将…全部纳入…管理" or "在…选择…": the order stands after what it acts on or where."""
    for start in clauses(text):
        end = CLAUSE.search(text, start + 1)
        clause = text[start : end.start() if end else start + 60][:60]
        since = _SINCE.match(clause)
        if (since or _DISPOSAL.match(clause)) and any(
            clause[n : n + 2] in lexicon.DIRECTIVES
            for n in range(since.end() if since else 2, len(clause) - 1)
        ):
            return True
    return False


def _count(words: list[str], text: str) -> int:
    return sum(word in text for word in words)


def _wording(text: str, seen: Features) -> None:
    verbs = orders(text)
    if verbs:
        seen["clause begins with an order"] = 1.0
        seen["several orders"] = min(len(verbs) - 1, 3) / 3
    if _late_order(text):
        seen["order after what it acts on"] = 1.0
    if held := principle(text, verbs):
        seen["principle"] = held
    for name, words in _LISTS:
        hits = _count(words, text)
        if hits:
            seen[name] = min(hits, 3) / 2 + 0.5
    seen.update({name: 1.0 for name, pattern in _PATTERNS if pattern.search(text)})
    seen.update({name: strength for name, strength, pattern in FIRMLY if pattern.match(text)})
    if "formality" in seen and _ASKS_AFTER.search(text):
        seen["formality"] = 0.2


# 现将…转发你们，请…，要逐条对照检查: what is asked after the words of form.
_ASKS_AFTER = re.compile("，(?:请(?!认真贯彻|遵照|予|结合|一并|审|查收)|要(?!求)|须|务必|并?于)[^，。]{4,}")

_LISTS = (
    ("slogan", lexicon.SLOGANS),
    ("valuation", lexicon.VALUES),
    ("event", lexicon.EVENTS),
    ("definition", lexicon.DEFINITIONS),
    ("formality", lexicon.FORMALITIES),
)
_PATTERNS = (
    ("order after what it acts on", _SPENDS),
    ("modal of duty", _MODAL),
    ("is to be done so", _AIMS),
    ("modal of duty", _RULES),
    ("a body will", _WILL),
    ("a body must", _BODY_MUST),
    ("is planned", _PLANS),
    ("is to be done so", _RESOLVED),
    ("pledges", _PLEDGES),
    ("falls short", _FALLS_SHORT),
    ("foretold", _FORETOLD),
    ("wishes", _WISHES),
    ("says what there is", _HAS),
    ("falls to a body", _BODY_CHARGED),
    ("a body acts", _BODY_ACTS),
    ("is decided", _DECIDES),
    (
        "compared with the year before",
        re.compile("同比(?!例)"),
    ),
    ("told again", _TOLD_AGAIN),
    ("asked by others", _ASKED_BY_OTHERS),
    ("definition", _MADE_UP),
    ("definition", _IN_FORCE),
    ("says what it is for", _PURPOSE),
    ("voices a conviction", _OF_VALUE),
    ("perfect tense", _PERFECT),
    ("says what something is", _IS),
    ("condition of eligibility", _NUMBERED_CONDITION),
    ("offer or condition for applicants", _OFFER),
    ("figure reached", _YEARLY_GROWTH),
    ("byline", _DATELINE),
    ("letterhead", _LETTERHEAD),
    ("question", _QUESTION),
    ("permission", _MAY),
    ("tells of a meeting", _MEETING),
    ("opens by saying what something is", _EQUATES),
)


# Where a sentence stands, and that it names somebody, tells nothing of one that speaks for another label itself.
_WEAK = frozenset(("under a heading of measures", "names who acts", "charged with it"))
_AGAINST = frozenset(
    (
        "offer or condition for applicants",
        "condition of eligibility",
        "permission",
        "definition",
        "compared with the year before",
        "perfect tense",
        "only past times",
        "falls short",
        "foretold",
        "wishes",
        "told again",
        "asked by others",
        "attitude",
        "in a review of the past",
        "tells of a meeting",
        "question",
        "slogan",
        "says what there is",
    )
)


def settled(seen: Features) -> Features:
    """The features without the weak ones where there are some against them."""
    if not seen.keys() & _AGAINST:
        return seen
    return {name: value for name, value in seen.items() if name not in _WEAK}


_AS_OF = re.compile(
    "^[^，。；]{2,14}以来，(?!.{0,10}(?:要|将|必须))[^。；]{0,40}累计|截[至止](?:目前|今|当前|现在|[^，。；]{2,14}，?[^，。；]{0,10}(?:已|累计|共有))|(?:^|[，。；])(?:目前|至今)(?:已|，全[市省县区])|迄今"
)


def _surroundings(passage: Passage, text: str, seen: Features) -> None:
    scope, block = passage.scope, passage.block
    if block.kind == "heading" or passage.opens_document:
        seen["heading"] = 1.0
    elif passage.first and (_topic(block, text) if not passage.last else _is_stage(block, text)):
        seen["topic sentence"] = 1.0
        if block.label:
            seen["numbered topic sentence"] = 1.0
    if len(text) < 6:
        seen["fragment"] = 1.0
    if text[-1:] not in "。；！!;.”’）)？?" and block.kind != "row":
        seen["no full stop"] = 1.0
    if text[-1:] in "：:" or _COUNTS_WHAT_FOLLOWS.search(text):
        seen["introduces a list"] = 1.0
    if passage.spoken:
        seen["in a speech"] = 1.0
    _scope(scope, text, seen)


# 以授权为基础的开放共享机制；: an entry of a list, without a verb.
_NAMES_A_THING = re.compile(r"(?:机制|模式|制度|体系|方式|\d[项条个])[；。]$")
# 余下31项力争6月底前销号: after what has been done, what is still to come.
_THE_REST = re.compile(
    "(?:余下|其余|剩余|剩下)[^，。；]{0,20}(?:将|要|力争|确保|争取|计划|拟|底前|日前|年内)"
)
# 同比下降5%以上: compared with the year before, but to be reached.
_AIMED_AT = re.compile(r"同比[^，。；\d]{0,6}\d[^，。；]{0,6}(?:以上|左右|以内)")


def _scope(scope: Scope, text: str, seen: Features) -> None:
    """What the headings above and the opening of the paragraph say of a sentence."""
    planned = (scope.period and not scope.past) or _AIMED_AT.search(text)
    if planned and "compared with the year before" in seen:
        seen["compared with the year before"] = 0.2
    if scope.past or (_AS_OF.search(text) and not _THE_REST.search(text)):
        seen["in a review of the past"] = 1.0 if scope.past else 0.7
    if (
        scope.measures
        and text[-1:] in "。；"
        and not _NAMES_A_THING.search(text)
        and (any(map(str.isdigit, text)) or any(word in text for word in lexicon.DIRECTIVES))
        and not (scope.past or scope.principle)
    ):
        seen["under a heading of measures"] = 1.0
    if scope.principle:
        seen["under a heading of principles"] = 1.0


_COUNTS_WHAT_FOLLOWS = re.compile("(?:方面|领域|类)\\d{1,2}[项条个][：:]")


def _may_be_topic(text: str) -> bool:
    """A short first sentence without figures that says what the paragraph is about: "完善监管机制。"."""
    short = len(text) <= LONGEST_TOPIC and text.count("，") <= 1 and text[-1:] in "。.；"
    return (
        short
        and not re.match("对|将|把|到|在|从|用|为|以.{2,30}，|通过|依托|围绕|聚焦|成立", text)
        and not re.search(r"\d", text)
    )


# 动员部署阶段（2026年3月—4月）。
_STAGE = re.compile("[^，。；]{2,16}（[^（）]{0,24}[年月][^（）]{0,16}）[。：]?$")


def _is_stage(block: Block, text: str) -> bool:
    return bool(block.label and _STAGE.match(text))


def _topic(block: Block, text: str) -> bool:
    return _may_be_topic(text) or _numbered_topic(block, text) or _is_stage(block, text)


def _numbered_topic(block: Block, text: str) -> bool:
    """The few words behind a number in front of what they are about, whatever they begin with: （二）让出行更便捷。"""
    return (
        bool(block.label)
        and len(text) <= SHORT_TOPIC
        and text[-1:] == "。"
        and not re.search("[，\\d]", text)
    )


def _sets_time(moment: Moment, text: str, dated: date | None) -> bool:
    """Whether a time says when something is done; a plan period before a noun only names it.

    The day of the text itself is when something is told.
    """
    if moment.start < 2:
        return moment.relation == "by" or moment.first != moment.last or moment.last != dated
    names = moment.rule == "plan period" and not _PERIOD_ENDS.match(text, moment.end)
    return moment.relation == "by" or (moment.relation == "in" and not names)


_PERIOD_ENDS = re.compile("(?:时期|期间|末)?(?:[，。；、,]|$)")


def _time(passage: Passage, text: str, seen: Features) -> None:
    if any(_sets_time(each, passage.folded, passage.dated) for each in passage.ahead):
        seen["a time ahead"] = 1.0
    if any(each.relation == "by" and each.start < 2 for each in passage.ahead):
        seen["opens with its deadline"] = 1.0
    if passage.behind and not passage.ahead:
        seen["only past times"] = 1.0
    if "每年" in text or "每季度" in text or "每月" in text or "按年度" in text or "按照年度" in text:
        seen["recurs"] = 1.0
