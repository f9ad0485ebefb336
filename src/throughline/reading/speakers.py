"""Who says a sentence: attributions in both languages, carried over the sentences and quotations around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from throughline.reading.roles import Place

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝安常乐于时傅皮卞齐康伍余元顾孟平黄和穆萧尹姚邵"
    "汪祁毛禹狄米贝明臧计成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫房解应丁宣邓郁单洪包左石崔吉龚程邢裴陆荣翁荀羊惠曲封芮储靳段富巫乌焦巴侯全班仇"
    "伊宁刘景龙叶司黎薄白蒲赖卓蔺屠蒙乔阳闻党翟谭劳申冉桑桂牛寿边燕浦尚温庄晏柴瞿阎慕连茹习艾容向古易廖耿满匡国文寇广欧利师巩聂辛简饶沙关查游权益桓公刀尧隋佟岳帅冷訾辛阚那逯刑肖闫付代岩普"
)
_TITLE = (
    "(?:书记|主任|局长|市长|省长|县长|区长|镇长|乡长|州长|部长|厅长|处长|"
    "科长|司长|主席|总理|会长|院长|校长|所长|馆长|站长|董事长|总经理|总裁|"
    "秘书长|委员长|"
    "委员|代表|同志|常委|组长|社长|行长|台长|总工程师|教授|研究员|负责人|总书记|先生|女士|副书记|发言人)"
)
_VERB = (
    "(?:表示|指出|强调|要求|认为|介绍|提出|建议|指示|谈到|坦言|表态|讲话|透露|呼吁|承诺|保证|回应|答复|"
    "部署|发言|说)"
)
_BETWEEN = (
    r"(?:在[^，。,：:]{1,18}?[时上中后])?(?:近日|进一步|还|也|又|则|明确|郑重|代表[^，。,]{1,10}?|汇报|解释|补充|向[^，。：]{1,10}?|"
    r"[作做](?:了)?(?:表态|交流|典型|大会|总结)?)?"
)
TITLED = re.compile(
    rf"(?P<title>{_TITLE})(?P<name>[{SURNAMES}][\u4e00-\u9fff·]{{1,2}}?){_BETWEEN}(?P<verb>{_VERB})(?![了过])(?=[，"
    rf",：:“‘。]|[\u4e00-\u9fff])"
)
MENTION = re.compile(
    rf"{_TITLE}(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=[、，,在认主出等为率到一深就。])"
)
PRONOUN = re.compile(rf"(?<![\u4e00-\u9fffA-Za-z、])(?:他|她)(?:们)?{_BETWEEN}(?P<verb>{_VERB})[，,：:“]")
_SAID = re.compile(rf"{_VERB}[，,：:“]")
LONGEST_QUOTATION = 12
MOST_PERSONS = 300
"""So many persons of a text are remembered; more would make a long list of names slow to read."""
_OPEN, _CLOSE = "“「『", "”」』"

_NAME_EN = r"(?:[A-Z][a-zà-ÿ’'-]+ (?:[A-Z]\. )?(?:[A-Z][a-zà-ÿ’'-]+ )?[A-Z][a-zà-ÿ’'-]+)"
_VERB_EN = (
    r"(?:said|says|stated|states|emphasi[sz]ed|stressed|noted|added|pointed out|believes|"
    r"believed|told|affirmed|explained|announced|pledged|urged|called (?:for|on)|demanded|"
    r"introduced|proposed|suggested|expressed|requested|instructed|set forth|concluded)"
)
NAME_FIRST = re.compile(
    rf"(?P<name>{_NAME_EN})(?:, (?P<title>[^.;“”]{{3,190}}?),)? (?:also |further |then |"
    rf"repeatedly )?(?P<verb>{_VERB_EN})\b"
)
VERB_FIRST = re.compile(
    rf"(?P<verb>said|says|added|explained|noted) (?P<name>{_NAME_EN})(?:, (?P<title>[^.;“”]{{3,190}}))?"
)
PRONOUN_EN = re.compile(rf"\b(?:[Hh]e|[Ss]he) (?:also |further |then )?(?P<verb>{_VERB_EN})\b")
_NOT_A_NAME = frozenset(
    "The This That These Those In On At By As It We Our Party City Committee Congress "
    "Council Plan Government Department Office Ministry Bureau Secretary Commission "
    "Administration State "
    "Federal National Municipal Provincial President Agency Session Plenary Meeting Report "
    "Mayor Governor Minister Councillor Councilman Councilwoman Senator Premier Chairman Chairwoman Chair Director "
    "Dr Mr Mrs Ms Professor Commissioner Deputy Vice Acting "
    "Action Strategy United January February March April May June July August September "
    "October November December".split()
)
_LEADER_TITLE = re.compile(
    r"书记|市长|省长|县长|区长|州长|主席|总理|总书记|Secretary|Mayor|Governor|Minister|President|Premier",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Speech:
    """An attribution: whose words they are, the verb that says so, and whether the speaker leads others."""

    place: Place
    verb: str
    leads: bool
    start: int
    end: int


def attributions(text: str, start: int, end: int, language: str) -> list[Speech]:
    """The attributions in `text[start:end]`, in order; pronouns come without a place of their own."""
    found = _chinese(text, start, end) if language == "zh" else _english(text, start, end)
    return sorted(found, key=lambda each: each.start)


def _chinese(text: str, start: int, end: int) -> list[Speech]:
    made = []
    for each in TITLED.finditer(text, start, end):
        titles = text[max(start, each.start() - 12) : each.end("title")]
        made.append(
            Speech(
                each.span("name"), each["verb"], bool(_LEADER_TITLE.search(titles)), each.start(), each.end()
            )
        )
    return made + [_pronoun(each) for each in PRONOUN.finditer(text, start, end)]


def _english(text: str, start: int, end: int) -> list[Speech]:
    made = []
    for pattern in (NAME_FIRST, VERB_FIRST):
        for each in pattern.finditer(text, start, end):
            place = _name_place(text, *each.span("name"))
            if place:
                titles = text[max(start, each.start() - 50) : each.end()]
                made.append(
                    Speech(place, each["verb"], bool(_LEADER_TITLE.search(titles)), each.start(), each.end())
                )
    return made + [_pronoun(each) for each in PRONOUN_EN.finditer(text, start, end)]


def _pronoun(found: re.Match[str]) -> Speech:
    """An attribution to "he" or "she": its place is that of nobody yet."""
    return Speech((-1, -1), found["verb"], leads=False, start=found.start(), end=found.end())


def _name_place(text: str, start: int, end: int) -> Place | None:
    """A title in capitals before a name ("Party Secretary Wang Ning") is not part of it."""
    words = list(re.finditer(r"\S+", text[start:end]))
    while words and words[0].group().rstrip(",") in _NOT_A_NAME:
        words.pop(0)
    if len(words) < 2 or any(w.group() in _NOT_A_NAME for w in words):
        return None
    return start + words[0].start(), end


def known_persons(text: str, language: str) -> dict[str, Place]:
    """Persons that the text names with a post or as speakers, by name, with the first place of each."""
    persons: dict[str, Place] = {}
    if language == "zh":
        for pattern in (TITLED, MENTION):
            for each in pattern.finditer(text):
                if len(persons) < MOST_PERSONS:
                    persons.setdefault(each["name"], each.span("name"))
    return persons


def by_name(text: str, start: int, end: int, persons: dict[str, Place]) -> list[Speech]:
    """Attributions to a person already named with a post: "刘某某要求，…"."""
    said = _SAID.search(text, start, end)
    if not said:
        return []
    names = [name for name in persons if text.find(name, start, said.start()) >= 0]
    patterns = (
        (name, re.compile(rf"{re.escape(name)}{_BETWEEN}(?P<verb>{_VERB})(?=[，,：:“])")) for name in names
    )
    return [
        Speech(
            (each.start(), each.start() + len(name)),
            each["verb"],
            leads=True,
            start=each.start(),
            end=each.end(),
        )
        for name, pattern in patterns
        for each in pattern.finditer(text, start, end)
    ]


_POST_BEFORE = re.compile(
    rf"\b(?:Secretary|Mayor|Governor|Minister|President|Premier|Chancellor) (?:of [A-Z][a-z]+,? )?(?P<name>{_NAME_EN})"
)
_POST_AFTER = re.compile(
    rf"(?P<name>{_NAME_EN}), (?:the |acting |deputy )?(?:[a-z]+ )?"
    r"(?:mayor|governor|minister|president|premier|party secretary)\b"
)


def leaders(text: str) -> frozenset[str]:
    """The names of persons whom an English text gives a leader's post anywhere; at most MOST_PERSONS."""
    found: set[str] = set()
    for pattern in (_POST_BEFORE, _POST_AFTER):
        for each in pattern.finditer(text):
            if len(found) < MOST_PERSONS:
                found.add(" ".join(each["name"].split()))
    return frozenset(found)


def mentioned(text: str, start: int, end: int, persons: dict[str, Place]) -> Place | None:
    """The last person of `persons` whom a stretch mentions."""
    spots = [(text.rfind(name, start, end), name) for name in persons]
    at, name = max(spots, default=(-1, ""))
    return (at, at + len(name)) if at >= 0 else None


def opens_quote(text: str) -> bool:
    """Whether a text begins with a quotation mark."""
    return text[:1] in _OPEN + '"'


def carry(
    cuts: list[Place],
    text: str,
    persons: dict[str, Place],
    language: str,
    before: Place | None,
    *,
    leading: frozenset[str] = frozenset(),
) -> list[Speech | None]:
    """Whose words each sentence of one paragraph is; `before` is the last person the text named before it, `leading`
    the names of those who lead wherever they are named.

    An attribution holds from its sentence to the next one or the end of the paragraph; where the paragraph opens
    with a quotation, it also holds for what stands in that quotation before it.
    """
    found: list[Speech | None] = []
    current: Speech | None = None
    for start, end in cuts:
        said = attributions(text, start, end, language) or (
            by_name(text, start, end, persons) if language == "zh" else []
        )
        named = [each for each in said if each.place[0] >= 0]
        if named:
            current = _with_post(named[-1], text, leading)
        elif said and (place := before) and not _names_another(text, start, said[-1].start, language):
            current = Speech(
                place, said[-1].verb, current.leads if current else True, said[-1].start, said[-1].end
            )
        found.append(current)
        before = mentioned(text, start, end, persons) or (current.place if current else before)
    return _backwards(found, cuts, text)


_SOMEBODY = re.compile(_NAME_EN)


def _names_another(text: str, start: int, end: int, language: str) -> bool:
    """Whether an English sentence names somebody before its "he said", who may be meant."""
    return language != "zh" and bool(_SOMEBODY.search(text, start, end))


def _with_post(speech: Speech, text: str, leading: frozenset[str]) -> Speech:
    """The attribution with the post that the text gives its speaker elsewhere."""
    name = " ".join(text[slice(*speech.place)].split())
    return replace(speech, leads=True) if not speech.leads and name in leading else speech


def _backwards(found: list[Speech | None], cuts: list[Place], text: str) -> list[Speech | None]:
    """Gives a quotation that ends just before its attribution to that speaker."""
    words = list(found)
    for index, speech in enumerate(found):
        if speech is None or index == 0 or found[index - 1] is speech:
            continue
        first = _quotation_before(index, cuts, text)
        words[first:index] = [speech] * (index - first)
    return words


def _quotation_before(index: int, cuts: list[Place], text: str) -> int:
    """The first sentence of the quotation that ends where sentence `index` begins; `index` if there is none."""
    closed = text[cuts[index - 1][1] - 1] in _CLOSE + '"'
    for at in range(index - 1, max(index - LONGEST_QUOTATION, 0) - 1, -1):
        if opens_quote(text[cuts[at][0] : cuts[at][1]]):
            return at if closed or at == 0 else index
    return index


_DUTY = re.compile(
    r"(?:要|必须|着力|务必|应当)|(?:It|We) (?:is (?:also )?(?:necessary|imperative|essential|important)|must)\b|"
    r"Efforts (?:must|should)|[A-Z][^.;“”]{8,200}? (?:is|are) (?:also )?"
    r"(?:crucial|essential|imperative|required|necessary)\b"
)


def goes_on(speech: Speech | None, text: str) -> bool:
    """Whether a paragraph that opens with an order still holds a leader's words from the one before."""
    return speech is not None and speech.leads and bool(_DUTY.match(text))
