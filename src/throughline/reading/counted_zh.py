"""What is made and counted in Chinese: classifiers, verbs of making, and quantities that only describe a thing."""

from __future__ import annotations

import re

from throughline.reading.lexicon_zh import ADVERBS, DIRECTIVES

#: Classifiers that are also the first half of words stand with what may not follow them: 3处 but not 3处理.
CLASSIFIERS = (
    "台套|场次|标段|车位|泊位|学位|床位|工位|席位|户次|件次|批次|车次|班次|家次|支|艘|棵|栋|幢|盏|册|羽|尾|眼(?!科|前)|"
    "份(?!额|量)|部(?!门|委|分|队|署|位|长|省)|场(?!所|地|馆|景|面)|架(?!构)|组(?!织|建|成|长)|门(?!类|槛|诊|户)|"
    "班(?!子|组|级)|口(?!袋|岸|径)|本(?!级|地|市|省|科|年|月|届|次|区|县)|篇|"
    "家(?!庭|长|属|园)|户(?!籍|均|型|数|外)|套(?!餐)|个(?!体|人|性|别|税|月)|条(?!件|例|款)|座(?!谈)|所(?!有|在|属|需|得)|辆|台(?!账|阶)|"
    "件(?!均)|项(?!目)|处(?!理|置|罚|级|室|长|于|方)|名(?!单|录|额|称|义)|次(?![数日年级序于要品生货月元])|起|例|宗|只|头(?!部)|株|间(?!隔)|村|镇|张(?!力)|床(?!位)"
)
MEASURES = (
    "公顷|秒(?!杀)|标箱|厘米|毫米|分贝|毫克/升|微克/升|毫克|微克|平方米|平方公里|平方千米|公里|千米|米(?!粮)|亩(?!均)|吨标准煤|吨|斤|公斤|千克|千瓦时|千瓦|兆瓦|吉瓦|立方米|"
    "GW|MW|kW|TB|PB|人次|人(?!均|才|次|口|员|数)"
)
#: Classifiers of things that stand somewhere; two or three of them are counted in words and mean so many.
WHOLE = (
    "(?:所(?!有|在|属|需|得)|座(?!谈)|家(?!庭|长|属|园)|套(?!餐)|辆|艘|栋|幢|台(?!账|阶)|"
    "条(?:道路|线路|公路|铁路|隧道|地铁|断头路|瓶颈路|通道|河道|航线|专线|生产线|产线|街))"
)
#: What an order makes, finds, changes or hands out, so that a quantity of it is a result.
MAKING = (
    "新改扩建|新建改建|改造提升|提升改造|新改建|建成|建设|新建|改建|扩建|续建|修建|兴建|筹建|改造|修缮|更新|更换|新增|增设|增加|加装|"
    "安装|架设|铺设|敷设|布设|布局|完成|实现|达到|培育|培植|培养|培训|引进|引育|引入|招引|招聘|招录|招收|打造|创建|建立|设立|组建|"
    "配备|配置|购置|投放|投入|投用|开通|开工|竣工|投产|交付|分配|发放|发行|筹集|安排|出台|制定|制订|修订|编制|印发|形成|推出|举办|"
    "开展|组织|打通|疏通|疏浚|整治|治理|修复|种植|栽植|植树|绿化|造林|清理|清退|拆除|拆迁|淘汰|关停|盘活|化解|收储|收回|供应|出让|"
    "解决|帮扶|救助|资助|安置|转移|转化|认定|认证|申报|争创|争取|孵化|签约|落地|选派|选聘|选树|选取|选择|遴选|评选|接待|办理|受理|"
    "推广|调处|抽检|排查|走访|慰问|整合|减少|压减|消除|销号|储备|谋划|策划|实施|推进|扶持|吸纳|惠及|覆盖|受益|脱贫|搬迁|"
    "回收|处置|收治|供热|供水|通车|通水|贯通|建好|用好|办好|办成|做强|壮大|上市|入库|入驻|授牌|挂牌|命名|发布|开发|开放|输送|帮助|突破|换掉|拆掉|配齐|补齐|备齐|接管|接入|派驻|轮训|开设|开办|巡检|检测|适配|停招|出栏|存栏|播种|接待|接种|撤销|裁撤|扩招|立项|施划|承接|举行|刊发|推送|征集|打掉|查处|关闭|力争|推动|引导|支持|动员|推荐|带动|新开|先开|配套|签订|办起|下达|试点|取消|招募|授信|预拨|增配|加密|砍掉|销号"
)


def _without(words: str, others: str) -> str:
    left = set(others.split("|"))
    return "|".join(word for word in words.split("|") if word not in left)


_VERB = re.compile(rf"(?:{MAKING})")
_VERB_LAST = re.compile(
    rf"(?:{MAKING})(?:不少于|不低于|至少|约|近|各|共|累计|全部|最后的?|剩余的?|余下的?|其余|首批|另外|再|合计|总计)?$"
)
# 建设东区水厂等|16个|项目: what is counted was begun to be named before.
_VERB_THEN_LIST = re.compile(rf"(?:{MAKING})[^，。；]{{1,38}}等$")
# 为|5000名|老人安装扶手: for how many something is done.
_FOR_WHOM = re.compile("(?:为|对|向|给|组织|安排|帮助)[\u4e00-\u9fff]{0,8}$")
_IS_DONE = re.compile(
    "[\u4e00-\u9fff]{2,12}?(?:提供|接种|办理|发放|开展|实施|进行|安装|适配|体检|筛查|培训|参加|免费|改造|减免|轮训)"
)
# 将施划车位|600个: whatever the verb, what is going to be done is counted at the end of its clause.
_WILL = re.compile("(?:^|[^的、])(?:将|拟|计划|力争|争取|再|须)[\u4e00-\u9fff“”]{3,30}$")
# A quantity of these counts how a text or a work is divided, not what comes of it.
_DIVISIONS = re.compile(
    "[大类]?(?:重点(?!项目|工程|企业|[^，。；]{0,5}(?:点|段|路口|小区|村|河|水库))|主要|具体|关键|基本|核心|方面|领域|专题|环节|任务|措施|举措|要求|内容|工作(?!站|室|者|坊|点|岗)|行动|"
    "阶段|步骤|部分|层次|维度|指标|目标|原则|职责|条款|意见|问题|第)"
)
_DIVISION_LAST = re.compile(
    "(?:方面|领域|专题|环节|任务|措施|举措|要求|内容|行动|阶段|步骤|部分|层次|维度|指标|目标|原则|职责|条款|意见|问题|工作|第)$"
)
_DIVIDING = frozenset(("项", "个", "条", "件", "类", "篇", "组", "处"))
# Before a figure: words for the size of one plant, road or house.
_SIZE_OF_ONE = re.compile(
    "(?:年产|日产|月产|年处理|日处理|年加工|日供水|年供|总投资|投资额|计划投资|占地|占地面积|建筑面积|总面积|总建筑面积|装机|装机容量|"
    "总装机|库容|总库容|全长|总长|线路长|长|宽|高|容量|设计能力|注册资本|注册资金|年销售额|年产值|年营业收入|年营收|年收入|"
    "主营业务收入|单体|距|距离|半径|周边|方圆|时速|高达|面积|户均|人均|每人|每户|每亩|每吨)"
    "(?:约|近|为|在|达|达到|超过|超|不低于|不少于|≥|≤|>|<)? ?$"
)
_REACHED = re.compile("(?:实现|达到|完成|突破)[^，]{2,6}$")
# 100张|床位的养老院: the places of one house.
_PLACES = re.compile("(?:床位|学位|泊位|车位|座位|铺位|席位|客房)(?:规模)?的")
# Words after 的 that name the figure itself and no thing that it describes.
_OF_ITSELF = re.compile(
    "的(?:目标|任务|要求|水平|标准|规模|比例|比重|速度|增速|增长|幅度|降幅|增幅|涨幅|以上|以内|左右|总量|额度|"
    "资金|贷款|补贴|补助|奖励|支持|基础)"
)
_HANDED = re.compile(
    rf"(?:{_without(MAKING, '达到|实现|覆盖|惠及|受益|脱贫')})"
    "(?:了|不少于|不低于|不超过|至少|超过|约|近|各|共|累计|全部)?$"
)
#: 80%以上|的行政村实现…: of how many something is to be true.
SHARE_OF = re.compile(
    "的[^，。；的]{2,14}?(?:实现|完成|达到|建成|建立|纳入|具备|开展|接入|配备|设立|通过|参与|得到|享受|使用|用上|覆盖|通上|有)"
)
_SIZES = re.compile("(?:亿|万)?(?:元|美元|人|亩|公顷|平方米|公里|吨|千瓦|兆瓦|年|岁)")
_PICKED = re.compile(
    "的?[\u4e00-\u9fff]{0,6}(?:企业|项目|单位|机构|学校|医院|城市|村|社区|乡镇|地区|家庭|人员|主体|园区|水库|道路|桥梁|产品|"
    "店|户|工程|人口|老年人|老人|儿童|学历)(?!贷款|资金|补助|补贴|债券|款)"
)
_COUNTED_LATER = re.compile(rf"[\u4e00-\u9fff]{{2,16}}\d{{1,9}}(?:\.\d{{1,4}})?(?:{CLASSIFIERS})")
_CLASSIFIER = re.compile(rf"(?:{CLASSIFIERS})")
_BARE_THING = re.compile(
    "[\u4e00-\u9fff]{2,16}(?<!开工)(?<!完工)(?<!投产)(?<!建成)(?<!完成)(?<!竣工)(?<!开业)(?<!通车)(?<!验收)(?<!覆盖)(?=$|[，。；、,;])"
)
_THING_AFTER = re.compile("(?:以上|以内|左右)?的?(?P<thing>[\u4e00-\u9fffA-Za-z]{2,20})(?=$|[，。；,;）)])")
_THING = re.compile(r"的?(?=[\u4e00-\u9fff])")
_ENDS = re.compile(
    r"\s*(?:$|[，。；、,;.:：！!（(）)“”\n|]|和|及|以及|并|或|与|的目标|的任务|以上|以下|以内|左右)"
)
_CLAUSE_START = re.compile(r"[，。；：,;:！!\n|（(]|(?<=[，。；：])“|”(?=[，。；])")
LONGEST_CLAUSE = 40


_UNIT = re.compile(
    rf"\s*(?:(?:万|亿|千|百)?(?:{CLASSIFIERS}|{MEASURES}|元|美元|欧元)|个百分点|个?工作日|"
    r"(?![年月日号季])[\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff]{1,5}/[\u4e00-\u9fff]{1,5}|[^\u4e00-\u9fff]*|年|天|小时|分钟)\s*"
)


def is_unit(written: str) -> bool:
    """Whether what stands after a number is a unit, and not the rest of a sentence or of a day."""
    return bool(_UNIT.fullmatch(written))


def clause_before(text: str, start: int, at: int) -> str:
    """The words of the clause before a figure, at most LONGEST_CLAUSE of them."""
    first = max(start, at - LONGEST_CLAUSE)
    cuts = [found.end() for found in _CLAUSE_START.finditer(text, first, at)]
    return text[cuts[-1] if cuts else first : at]


_ADVERBS = re.compile("(?:" + "|".join(map(re.escape, ADVERBS)) + ")*")


def _is_ordered(before: str) -> bool:
    """Whether a clause says what is to be done: an order at its head, perhaps after adverbs (取缔市场|5个), or 将."""
    adverbs = _ADVERBS.match(before)
    verb = before[adverbs.end() :][:2] if adverbs else ""
    return verb in DIRECTIVES or bool(_WILL.search(before))


def is_made(before: str, unit: str, after: str) -> bool:
    """Whether a figure counts what a verb of its clause makes.

    `before` is its clause up to the figure: 新增学位|2700个, 建成|6个|社区食堂. What counts how a work is divided
    (6个方面) and the size of one thing that is made (建设日处理|5万吨|的水厂) is nothing made.
    """
    last = bool(_ENDS.match(after))
    if not (_VERB.search(before) or _FOR_WHOM.search(before) or (last and _is_ordered(before))):
        return False
    if _SIZE_OF_ONE.search(before) and not _REACHED.search(before):
        return False
    if _PLACES.match(after):
        return False
    if _FOR_WHOM.search(before) and _IS_DONE.match(after) and unit not in _DIVIDING - {"个"}:
        return True
    if _ENDS.match(after):
        return not (unit in _DIVIDING and _DIVISION_LAST.search(before))
    if not (_VERB_LAST.search(before) or _VERB_THEN_LIST.search(before)):
        return False
    return not (unit in _DIVIDING and _DIVISIONS.match(after))


# 项目500个|，其中超20亿元项目|200个|、超50亿元项目|100个: parts of what was just counted.
_PART_OF_IT = re.compile("，(?:其中|包括|含)[^，。；]{1,24}$|、[^，。；、]{2,24}$")


def is_part(between: str, unit: str, after: str) -> bool:
    """Whether a figure, after the words since the one before it, counts a part of it, or the next of its list."""
    return bool(
        _PART_OF_IT.match(between) and _ENDS.match(after) and re.fullmatch(f"{CLASSIFIERS}|人|户", unit)
    )


def is_stated(before: str, unit: str, after: str) -> bool:
    """Whether a clause says a thing and how many of it, nothing else: 床位|400张, 6个|社区食堂."""
    phrase = re.sub("^.*、", "", before).strip()
    if not phrase:
        return bool(_CLASSIFIER.fullmatch(unit) and _BARE_THING.match(after)) and not _DIVISIONS.match(after)
    named = bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z0-9]{2,24}", phrase)) and not phrase.isdigit()
    return (
        named
        and bool(_ENDS.match(after))
        and not _SIZE_OF_ONE.search(before)
        and phrase[-1] not in "第约近每共"
    )


def named_after(phrase: str, after: str) -> str:
    """The thing that a phrase makes where it stands after the figure: 社区食堂 of 建成|6个|社区食堂; else ""."""
    if not _VERB_LAST.search(phrase):
        return ""
    found = _THING_AFTER.match(after)
    return found.group("thing") if found else ""


def describes(before: str, unit: str, post: str, after: str) -> bool:
    """Whether a figure picks out or describes a thing: 年收入20万元|的农户, 亿元以上|项目, 全长12公里|的道路.

    What a verb hands out or builds itself (发放|2亿元|的贷款, 建设|20个|的站点) is not described by it.
    """
    if not _THING.match(after) or _OF_ITSELF.match(after):
        return False
    if _SIZE_OF_ONE.search(before):
        return True
    handed = bool(_HANDED.search(before))
    if unit in ("%", "％") and SHARE_OF.match(after):
        return False
    if after.startswith("的"):
        return not handed
    if post not in ("以上", "以下", "及以上") or not _SIZES.fullmatch(unit):
        return False
    return bool(_PICKED.match(after)) and (not handed or bool(_COUNTED_LATER.match(after)))
