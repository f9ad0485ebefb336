"""Targets in English sentences: what is to reach which value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from throughline.lib.numbers import NotANumber
from throughline.reading import changes_en, doing_en, limits_en, multiples_en
from throughline.reading.figures_en import (
    CREATE,
    CURRENCY,
    NOT_COUNTED,
    NUMBER,
    REACH,
    WORDED,
    YEAR,
    clause,
    figure,
    following,
    near,
    number,
)
from throughline.reading.operators_en import OR_LESS, change, operator
from throughline.reading.targets_zh import Figure

_PRE = (
    r"(?:(?<![A-Za-z])(?P<pre>[≥≤<>]=?|at least|no less than|not less than|a minimum of|minimum of|more than|over|"
    r"above|in excess of|exceed(?:s|ing)?|greater than|up to|at most|no more than|not more "
    r"than|a maximum of|"
    r"less than|below|under|fewer than|around|about|approximately|roughly|some|nearly|almost|"
    r"by at least|by up to|by more than|by about|by around|by over|by an? (?:additional|"
    r"further)|by|to at least|to at most|to less than|"
    r"to more than|to over|to below|to|from|of|with|a further|an additional|another|"
    r"reach(?:es|ing)?|achiev(?:e|es|ing)|for|a|an|within))?"
)
# Codes of currencies that have no sign of their own here.
CODES = (
    "KES|KShs?|UGX|TZS|RWF|FRW|MWK|MK|ZMW|ZAR|NGN|GHS|ETB|PKR|BDT|LKR|NPR|AUD|NZD|SGD|HKD|JPY|CHF|SEK|NOK|DKK|PLN|PHP|"
    "IDR|MYR"
)
PERCENT = re.compile(
    _PRE
    + rf"\s*(?P<value>(?<![\d.,/])(?<!\d[–-])\d[\d,]{{0,18}}(?:\.\d{{1,8}})?|{WORDED})(?:\s?(?:%|percent|"
    rf"per cent))?(?:\s?(?:-|–|—|to|and)\s?(?P<high>\d[\d,]{{0,18}}(?:\.\d{{1,8}})?))?\s?"
    r"(?P<unit>percentage points?|%(?: points?)?|per ?cent(?:age points?)?)(?P<post>\s+or "
    r"(?:more|less|higher|fewer|lower|above|below|greater|better|under)\b|\+)?",
    re.IGNORECASE,
)
MONEY = re.compile(
    _PRE + rf"\s*(?P<unit>(?<![A-Za-z])(?:{CODES}) |"
    r"US\$|C\$|A\$|CA\$|HK\$|NZ\$|R\$|\$|£|€|¥|₹ ?|Rs\.? ?|INR ?|RMB ?|USD ?|CAD ?|EUR ?|GBP "
    rf"?)(?P<value>{NUMBER})(?:\s?(?:-|–|to)\s?(?:\$|£|€)?(?P<high>{NUMBER}))?(?P<post>\s+or "
    rf"(?:more|less)|\+)?",
    re.IGNORECASE,
)
COUNT = re.compile(
    _PRE + rf"\s*\b(?<![A-Za-z]-)(?P<value>{NUMBER}|{WORDED})(?:(?:\s?(?:-|–)\s?| to )(?P<high>{NUMBER}))?"
    rf"(?P<post>\s+or (?:more|less|fewer)|\+)?\s+"
    r"(?P<unit>(?:km|kilomet(?:re|er)s?|miles?|m2|hectares?|ha|acres?|mu|jin|(?:metric )?tonn?e?s?|[MGk]Wh?|litres?|"
    r"liters?|"
    r"square (?:metres|meters|feet|miles|kilomet(?:re|er)s)|sq ?(?:m|ft|km))\b(?= (?:of|by|in|per)\b| [a-z-]+ed\b|"
    r"[,.;)]|$)|"
    r"(?:[a-z-]+ ){0,2}?(?:staff|people|personnel|children|women|men|cattle|livestock)\b|"
    r"(?:[A-Za-z“”\"-]+ ){0,7}?[A-Za-z-]*[a-rt-z]s)\b"
)
_MONEY_WORD = re.compile(
    _PRE
    + rf"\s*(?P<value>{NUMBER})(?:\s?(?:-|–|to)\s?(?P<high>{NUMBER}))?\s(?P<unit>yuan|renminbi|dollars|pounds|euros|"
    r"rupees)\b(?P<post>\s+or (?:more|less)|\+)?",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\b(?P<unit>level) (?P<value>\d)\b(?= (?:in|of|on)\b)", re.IGNORECASE)


# "The main targets for this year are as follows: growth of around 5 percent; over 12 million new jobs".
_TARGET_LIST = re.compile(r"[^.;:]{0,80}\b(?:targets|goals|objectives|aims)\b[^.;:]{0,60}:(?= ?\S)")
# "will fall to 3%", "must stand at at least 40%": a level that something is to have, whatever the verb.
_LEVELS = frozenset(
    ("to", "at least", "no less than", "not less than", "to at least", "at most", "no more than", "to below")
)
_BEFORE_LEVEL = re.compile(
    r"\b(?:will|shall|must|should|is to|are to|has to|have to|needs? to)\b(?! (?:have|be able)\b)"
)
_VERB_LAST = re.compile(r"[a-z]{2,}(?:e|d|l|t|n|p|w|ing|st|h|y)\s*$")
_DESCRIBES = re.compile(
    r"\b(?:handling|handles?|excess|with|more than|serving|populations? of|home to|"
    r"approximately|estimated|currently|accounted for|made up|make up|makes up|services? over|"
    r"cost of|valued|worth|between|those|"
    r"at or under|under|ranking|level|projected to rise by|expected to grow by|projected to "
    r"[a-z]+|homes between|annual output of|aged?|top|first|last|past|relative to|compared|"
    r"than in|section|title|page|figure|table|action|strategy|goal|objective|public law|"
    r"chapter|no\.|order|scope|phase|tier|grade|stage|zone|lot|ward|article|annex|option|route|line|band|class|category|"
    r"per|(?:baseline|base|average|figure|peak) of|st(?:ood|ands?|anding) at|currently at|(?:up|down) from|compared "
    r"with|not(?: the)?)\s*$",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(
    r" of [^.;]{3,90}? (?:will|must|should|to) (?:be|come|have|use|live|get|receive|meet|work|attend|travel|own|pass|"
    r"know|complete|reach|enjoy)\b"
)
_SETS = re.compile(
    r"\b(?:targets?|goals?|aims?) (?:for [a-z ]{3,30} )?$|\b(?:delivery|construction|completion|installation|provision|"
    r"purchase|procurement|recruitment|training|planting|creation|opening|launch|renovation|restoration|rehabilitation|"
    r"establishment|development|upgrade|upgrading|appointment|screening|vaccination|publication|release|repair) $",
    re.IGNORECASE,
)
LONGEST_LEAD = 80
"""So many characters before the mark of a figure (% or $) its words may begin: "by an additional 10 to 12"."""
_PERCENT_MARK = re.compile(r"%|per ?cent", re.IGNORECASE)
_MONEY_MARK = re.compile(
    r"[$£€¥₹]|\b[A-Z]{2,3} (?=\d)|\brs\b|inr|rmb|usd|cad|eur|gbp|yuan|renminbi|dollars|pounds|rupees",
    re.IGNORECASE,
)
_COUNT_MARK = re.compile(
    r"(?<![\d.,])\d|\b(?:one(?= [htmb])|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b"
)
_LEAD = re.compile(_PRE + r"\s*$")


def figures(text: str, start: int, end: int, *, stated: bool = False) -> list[Figure]:
    """The targets that `text[start:end]` sets, in order and without overlaps.

    `stated` says that it goes on a list of targets, so that its figures need no verb that sets them.
    """
    found: list[Figure] = []
    piece = text[start:end]
    lower = piece.lower()
    listed = stated or (":" in piece and bool(_TARGET_LIST.match(piece)))
    for rule, finder, words in _FINDERS:
        for one in finder(piece, listed) if any(word in lower for word in words) else ():
            if not any(a.start - start < one.end and one.start < a.end - start for a in found):
                found.append(_placed(one, start, rule))
    return sorted(found, key=lambda each: each.start)


def _placed(figure: Figure, start: int, rule: str) -> Figure:
    """A figure of a piece of text as one of the whole. Not by `replace`, which costs more than the rest."""
    return Figure(
        figure.indicator,
        figure.op,
        figure.value,
        figure.unit,
        figure.base,
        figure.start + start,
        figure.end + start,
        rule,
    )


def _near_mark(mark: re.Pattern[str], text: str) -> int:
    """Where it is worth beginning to look for a figure: a little before the first mark of one."""
    found = mark.search(text)
    return max(0, found.start() - LONGEST_LEAD) if found else len(text)


def _shares(text: str) -> Iterator[re.Match[str]]:
    """The matches of PERCENT; "60% in 2030 and 100% in 2040" is no range of a year and a share."""
    at = _near_mark(_PERCENT_MARK, text)
    while match := PERCENT.search(text, at):
        year = match["high"] and YEAR.fullmatch(match["value"])
        at = match.start("high") if year else match.end()
        if not year:
            yield match


def _words_before(text: str, match: re.Match[str], before: str) -> str:
    """What stands before a figure; of "to more than 95%" what stands before "to"."""
    return clause(text, match.start()) if (match["pre"] or "").lower().startswith(("to ", "by ")) else before


def _percent(text: str, listed: bool) -> list[Figure]:  # noqa: FBT001
    made = []
    for match in _shares(text):
        if (match["pre"] or "").lower() == "from":
            continue
        before = clause(text, match.start("value"))
        whole = _SHARE_OF.match(text, match.end())
        if not (
            whole
            or listed
            or REACH.search(before[-90:])
            or ((match["pre"] or "").lower() in _LEVELS and _BEFORE_LEVEL.search(before[-90:]))
            or REACH.search(text[match.end() : match.end() + 50])
        ) or _DESCRIBES.search(_words_before(text, match, before)[-24:]):
            continue
        if text[: match.start("value")].endswith("(") and _THAT_YEAR.match(text, match.end()):
            continue
        unit = "pp" if "point" in match["unit"].lower() else "%"
        made += figure(text, match, operator(match, change(text, match)), unit)
    return made


# "to cover 30% (22% in 2022)": how it was.
_THAT_YEAR = re.compile(r" (?:in|as of|at|during) (?:\w+ )?(?:19|20)\d\d\)")


def _money(text: str, listed: bool) -> list[Figure]:  # noqa: FBT001
    made = []
    lead = _near_mark(_MONEY_MARK, text)
    for match in (*MONEY.finditer(text, lead), *_MONEY_WORD.finditer(text, lead)):
        before = clause(text, match.start())
        if _DESCRIBES.search(before[-24:]) or re.match(
            r"\s+(?:in|per|a|each)\b.{0,12}(?:cost|year|fees)", text[match.end() :]
        ):
            continue
        goes = (_OPENS.match(before) or _SUM_OPENS.match(before)) and _GOES_TO.match(text, match.end())
        if (
            listed
            or goes
            or re.search(
                r"\b(?:propos|outlay|earmark|award|set(?:ting)? aside|disburs|transfer|grant|pay|find|rais|lend|invest|"
                r"commit|provid|fund|allocat|rais|spend|contribut|mobili[sz]|deliver|secur|"
                r"sav|increas|budget|issu|(?:will|to) total|attract|reach)",
                before[-80:],
                re.IGNORECASE,
            )
        ):
            unit = CURRENCY.get(match["unit"].strip().lower(), match["unit"].strip())
            made += figure(text, match, operator(match, ""), unit)
    return made


def _counted(text: str) -> Iterator[re.Match[str]]:
    """The matches of COUNT, tried only where a number stands, with the words that lead to it."""
    position = 0
    while mark := _COUNT_MARK.search(text, position):
        lead = _LEAD.search(text, max(position, mark.start() - LONGEST_LEAD), mark.start())
        match = COUNT.match(text, lead.start() if lead else mark.start())
        position = match.end() if match else mark.end()
        if match:
            yield match


def _counts(text: str, listed: bool) -> list[Figure]:  # noqa: FBT001
    made = []
    for match in _counted(text):
        last = match["unit"].partition(" of ")[0].split()[-1].lower()
        before = clause(text, match.start())
        plain = match["value"].replace(",", "")
        if (
            (
                last in NOT_COUNTED
                and not OR_LESS.match(text, match.end())
                and not _THINGS.search(match["unit"])
            )
            or last in ("was", "is", "has", "this")
            or re.fullmatch(r"(?:19|20)\d\d", plain)
        ):
            continue
        small = "illion" not in match["value"]
        promised = _OPENS.match(before) and _WILL_BE_DONE.match(text, match.end())
        if part := _PART_OF.search(before):
            made += _of_all(text, match, part, last)
            continue
        if not promised and _picks_out((match["pre"] or "").lower(), before, listed=listed, small=small):
            continue
        made += figure(text, match, operator(match, ""), "%" if last in ("percent", "cent") else last)
    return made


# Points that stand somewhere, levels and steps that do not count how a text is divided.
_THINGS = re.compile(
    r"\b(?:water|charging|charge|access|collection|service|distribution|contact|delivery|supply|refill|drop-off|viewing|"
    r"recycling) points$",
    re.IGNORECASE,
)
# "complete 38 of the 51 tanks": how many of how many.
_PART_OF = re.compile(rf"(?P<value>{NUMBER}|{WORDED}) of(?: the| its| our| all)?\s*$")


def _of_all(text: str, match: re.Match[str], part: re.Match[str], unit: str) -> list[Figure]:
    """The figure of so many of all, where a verb of doing stands before it."""
    before = part.string[: part.start()]
    if not (CREATE.search(before[-70:]) or doing_en.is_ordered(before)):
        return []
    begins = match.start() - len(part.string) + part.start()
    return [Figure(near(text, match), "=", number(part["value"]), unit, None, begins, match.end())]


def _picks_out(lead: str, before: str, *, listed: bool, small: bool) -> bool:
    """Whether a count after the word `lead` describes a thing instead of saying how many are to be made of it.

    Billions are a sum more often than a count: a `small` number may stand after any verb of doing.
    """
    if lead in ("from", "for", "with", "within", "by", "in excess of") or _DESCRIBES.search(before[-24:]):
        return True
    if lead.startswith(_REACHING) and _BEFORE_LEVEL.search(before[-90:]):
        return False
    if _KEPT_AT.search(before):
        return False
    if lead in _MORE and CREATE_ABOVE.search(before):
        return False
    if lead == "of":
        return not _SETS.search(before) and not listed
    if listed:
        return False
    if lead == "over" and not _VERB_LAST.search(before):
        return True
    return not (CREATE.search(before[-70:]) or (small and doing_en.is_ordered(before)))


# "keep the grain output stable at more than 310,000 tons"
_KEPT_AT = re.compile(
    r"\b(?:keep|maintain|hold|stabili[sz]e|stay|remain)[a-z]{0,3}\b[^.;:]{0,60} at\s*$", re.IGNORECASE
)
_REACHING = ("exceed", "reach", "achiev")
_MORE = ("a further", "an additional", "another")
# "recruit 120 nurses in spring, and a further 60 assistants": the verb may stand far before.
CREATE_ABOVE = re.compile(CREATE.pattern.replace("{0,40}$", "{0,200}$"), re.IGNORECASE)
# "€4.2 million will go to 61 schemes"
_GOES_TO = re.compile(r"[^.;:,]{0,40}? (?:will|shall|must|is to|are to) (?:go|be|flow|come)\b")
# "The remaining gap of USD 7.6 million is to be mobilised": the sum is what the sentence is about.
_SUM_OPENS = re.compile(r"\s*(?:(?:The|An?|the|an?) )?(?:[a-z]+ ){0,4}(?:of )?$")
# "4,000 trees will be planted": the count opens the sentence, and what becomes of it follows.
_WILL_BE_DONE = re.compile(
    r"(?:[^.;:,]|,\d){0,90}? (?:(?:will|shall|must|are to|is to) be|to be) [a-z]+(?:ed|en|lt|ught|ade|de|up)\b"
)
_OPENS = re.compile(
    r"\s*(?:[A-Z][a-z]+ [\d.]{1,6}\s?[–—-]\s*)?(?:by [a-z ]{0,12}\d{4},?|in all,?|altogether,?|"
    r"(?:by|in|during|over|from|under|within) [^,;:.]{2,40},)?\s*(?:\d[\d,.]* [^,;:.]{2,40} and\s*)?$",
    re.IGNORECASE,
)


def _level(text: str, _: bool) -> list[Figure]:  # noqa: FBT001
    return [
        Figure(near(text, m), "=", int(m["value"]), "level", None, m.start(), m.end())
        for m in _LEVEL.finditer(text)
    ]


def _times(text: str, _: bool) -> list[Figure]:  # noqa: FBT001
    return multiples_en.times(text, following)


def _plainly(finder: Callable[[str], list[Figure]]) -> Callable[[str, bool], list[Figure]]:
    """A finder that does not ask whether its sentence goes on a list of targets."""
    return lambda text, _listed: finder(text)


def _limits(text: str, listed: bool) -> list[Figure]:  # noqa: FBT001
    made = []
    for match, op in limits_en.limits(text, listed=listed):
        try:
            value = number(match["value"])
        except NotANumber:
            continue
        if match["money"]:
            unit = CURRENCY[match["money"].lower()]
        else:
            unit = (
                "%"
                if match["percent"]
                else ((match["unit"] or "").split() or [""])[-1] + (match["per"] or "")
            )
        made.append(Figure(near(text, match), op, value, unit, None, match.start(), match.end()))
    return made


_FIGURES = tuple("0123456789")
NUMBER_WORDS = tuple(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty "
    "ninety".split()
)
_FINDERS = (
    ("named target", _plainly(changes_en.named), ("target", "milestone", "remaining ", "other ")),
    ("from … to …", _plainly(changes_en.from_to), ("from ", "→", "->")),
    ("limit", _limits, limits_en.WORDS),
    ("range", _plainly(changes_en.between), ("between ",)),
    ("change by", _plainly(changes_en.changed_by), (" by ",)),
    ("share", _percent, ("%", "percent", "per cent")),
    (
        "amount of money",
        _money,
        (
            "$",
            "£",
            "€",
            "¥",
            "₹",
            "rs",
            "inr",
            "rmb",
            "yuan",
            "renminbi",
            "dollars",
            "pounds",
            "rupees",
            "usd",
            "cad",
            "eur",
            "gbp",
            " million",
            " billion",
            " crore",
        ),
    ),
    ("level", _level, ("level ",)),
    ("multiple", _plainly(multiples_en.half), (" half",)),
    ("share", _plainly(multiples_en.parts), ("third", "quarter", "fifth", "tenth")),
    (
        "share",
        _plainly(multiples_en.shares),
        ("half of", "third of", "thirds of", "quarter of", "quarters of", " in "),
    ),
    ("multiple", _times, ("doubl", "tripl", "quadrupl", "halv")),
    ("number of things", _counts, _FIGURES + NUMBER_WORDS),
    ("level", _plainly(changes_en.moved_to), (" to ", " zero")),
    ("number by a time", _plainly(changes_en.by_then), (" by ", " in ")),
)
"""Each kind of figure by name, with what must occur (written small) for it to be worth looking."""
