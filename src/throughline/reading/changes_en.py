"""Targets in English sentences that tell a change by a number, from one to another, or a range."""

from __future__ import annotations

import re

from throughline.lib.numbers import NotANumber
from throughline.reading import doing_en
from throughline.reading import lexicon_en as lexicon
from throughline.reading.figures_en import (
    CREATE,
    CURRENCY,
    CUT,
    NOT_COUNTED,
    NUMBER,
    REACH,
    WORDED,
    YEAR,
    clause,
    figure,
    near,
    number,
)
from throughline.reading.targets_zh import Figure

# "create between 2,000 and 2,500 jobs", "between 5 and 7 % of homes will be"
_BETWEEN = re.compile(
    rf"\bbetween (?P<money>[$£€])?(?P<value>{NUMBER}) and (?:[$£€])?(?P<high>{NUMBER})\s?"
    r"(?P<unit>(?(money)(?=\W|$)|(?!))|%|per ?cent\b|(?:[a-z-]+ ){0,2}?(?:people|staff|[a-z-]+s)\b)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    rf"(?:\bfrom (?=[^→]{{1,40}} to )|(?=[^ ]{{1,12}}(?: [\w%/]{{1,12}}){{0,2}} (?:→|->) "
    rf"?\d))(?P<base>(?:[$£€]\s?)?{NUMBER}|{WORDED})(?:%| percent| per cent)?(?: [a-z]+(?:/[a-z]+)?)?"
    r"(?: \(?in (?:19|20)\d\d\)?)? (?:to|→|->) "
    r"(?:(?P<under>under|below|less than|fewer than)|(?P<over>over|above|more than)|(?P<least>at least|no less than)|"
    r"(?P<most>at most|no more than|at or below)|(?P<about>about|around|roughly))? ?"
    rf"(?P<value>(?:[$£€]\s?)?{NUMBER}|{WORDED})"
    r"(?P<unit>%|(?: percent| per cent| (?!(?:by|in|over|during|and|or|within|per|at|on|before|"
    r"until)\b)[a-z]+(?:/[a-z]+)?)\b)?",
    re.IGNORECASE,
)


def between(text: str) -> list[Figure]:
    """Ranges that are to be made or reached."""
    made = []
    for match in _BETWEEN.finditer(text):
        before = clause(text, match.start())[-70:]
        due = (
            CREATE.search(before)
            or REACH.search(before)
            or _MODAL.search(before)
            or doing_en.is_ordered(before)
        )
        if match["money"] and not _OF_SUM.search(before):
            continue
        if not YEAR.fullmatch(match["value"]) and (due or _PROMISED.match(text, match.end())):
            unit = (
                CURRENCY[match["money"]]
                if match["money"]
                else (
                    "%"
                    if match["unit"][0] in "%pP" and "ss" not in match["unit"]
                    else match["unit"].split()[-1]
                )
            )
            made += figure(text, match, "range", unit.lower())
    return made


_MODAL = re.compile(r"\b(?:will|shall|must|should) (?:be |stay |remain |lie |hover )$", re.IGNORECASE)
# "a contribution of between £1m and £2m"; not "homes between $1 million and $2 million".
_OF_SUM = re.compile(
    r"\b(?:of|by|to|raise|invest|spend|save|provide|allocate|commit|secure|contribute|attract)\s*$",
    re.IGNORECASE,
)
_PROMISED = re.compile(r"[^.;:,]{0,50}? (?:will|shall|must|are to) ")


# "reduce the number of empty shops by 15", "expand the network by 75 miles", "grow the economy by £500 million"
_MEASURES = r"[MGk]Wh?|km|ha|hectares?|tonnes?|m[²³23]"
_CHANGED_BY = re.compile(
    r"\b(?P<verb>reduc|cut|lower|decreas|increas|grow|rais|expand|extend|boost|go up|come down|go down|fall|rise|drop|"
    r"climb|shrink|widen)(?:e|ing|s)?\b(?P<what>[^.;:,]{0,60}?) by "
    rf"(?P<least>at least |more than )?(?P<unit>[$£€])?(?P<value>{NUMBER})"
    rf"(?: (?P<measure>{_MEASURES})\b| (?P<thing>[a-z-]+(?: [a-z-]+){{0,2}}))?",
    re.IGNORECASE,
)


def changed_by(text: str) -> list[Figure]:
    """Changes by a count or an amount of money."""
    made = []
    for match in _CHANGED_BY.finditer(text):
        after = text[match.end("value") : match.end("value") + 12]
        if YEAR.fullmatch(match["value"].strip()) or re.match(r"\s?(?:%|per ?cent|percentage)", after):
            continue
        number = re.match(r".*number of .*?([a-z-]+s|people|children)$", match["what"].strip(), re.IGNORECASE)
        things = re.match(r"(?:[a-z-]+ ){0,2}?[a-z-]+s\b", match["thing"] or "")
        unit = (
            CURRENCY.get(match["unit"] or "")
            or match["measure"]
            or (number.group(1) if number else things.group() if things else "")
        )
        if unit and unit.split()[-1] not in NOT_COUNTED:
            op = ">=" if match["least"] else "-" if CUT.match(match["verb"]) else "+"
            made += figure(text, match, op, unit.split()[-1])
    return made


def from_to(text: str) -> list[Figure]:
    """Changes from one value to another; the first is the base."""
    made = []
    for match in _FROM_TO.finditer(text):
        try:
            base, value = number(match["base"]), number(match["value"])
        except NotANumber:
            continue
        if any(1900 < each < 2100 for each in (base, value)) or not re.search(
            r"reduc|increas|doubl|rais|cut|lower|grow|expand|improv|mov|bring|ris(?:e|ing)|fall|drop|climb|halv|shrink|"
            r"decreas|declin|tripl|shorten|go(?:es)? |take|lift|widen|lengthen|:\s*$|→",
            text[max(0, match.start() - 90) : match.start()] + ("→" if "→" in match.group() else ""),
            re.IGNORECASE,
        ):
            continue
        money = match["value"].strip()[:1] in "$£€"
        unit = (
            CURRENCY[match["value"].strip()[0]]
            if money
            else (match["unit"] or _unit_of_base(match))
            .strip()
            .replace("per cent", "%")
            .replace("percent", "%")
        )
        made.append(Figure(near(text, match), _bound(match), value, unit, base, match.start(), match.end()))
    return made


_BOUNDS = (("under", "<"), ("over", ">"), ("least", ">="), ("most", "<="), ("about", "about"))


def _bound(match: re.Match[str]) -> str:
    if post := match.groupdict().get("post"):
        return ">=" if post.endswith(("more", "better", "above")) else "<="
    return next((op for name, op in _BOUNDS if match[name]), "=")


# "4,000 by September 2027 and 2,500 by June 2028": numbers of what the sentence counted before.
_BY_THEN = re.compile(
    rf"(?<![-–\d] )(?P<value>{NUMBER}|{WORDED})(?= (?:by|in|before) (?:the end of |end |mid-?|early |late )?"
    r"(?:20\d\d|FY|Q[1-4]|January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)


def by_then(text: str) -> list[Figure]:
    """Numbers that are to be reached by times which stand after each."""
    made = []
    for match in _BY_THEN.finditer(text):
        before = text[: match.start()]
        if YEAR.fullmatch(match["value"].strip()) or not _stands_alone(before):
            continue
        if not (CREATE.search(before) or _SETS_NUMBERS.search(before)):
            continue
        made.append(
            Figure(near(text, match), "=", number(match["value"]), "", None, match.start(), match.end())
        )
    return made


_REMAINING = re.compile(rf"\b(?:remaining|other) (?P<value>{NUMBER})(?= (?:will|shall|must|(?:are|is) to) )")
# "target 2027: 200", "milestone for 2025: 110"
_NAMED = re.compile(
    rf"\b(?:[Tt]arget|[Mm]ilestone|TARGET)s?(?: (?:for|in|by))? \(?(?P<year>20\d\d)(?:[/–-]\d\d)?\)?\s?[:=]\s?"
    rf"(?P<value>{NUMBER})(?P<percent>\s?%)?"
)


def named(text: str) -> list[Figure]:
    """Values that stand after the word target or milestone and a year; and what remains to be done."""
    made = [
        Figure(
            near(text, m),
            "=",
            number(m["value"]),
            "%" if m["percent"] else "",
            None,
            m.start("value"),
            m.end(),
        )
        for m in _NAMED.finditer(text)
    ]
    rest = (m for m in _REMAINING.finditer(text) if not YEAR.fullmatch(m["value"].strip()))
    return made + [
        Figure(near(text, m), "=", number(m["value"]), "", None, m.start("value"), m.end()) for m in rest
    ]


# Not "road number 4 by 2027", "District 9 by June": a number behind a noun is its name.
_ALONE = re.compile(
    r"(?:[,;:(—–]|\b(?:and|or|further|additional|remaining|another|least|most|about|around|than|only|then|to|all))\s*$",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"([A-Za-z-]+)\s*$")


def _stands_alone(before: str) -> bool:
    """Whether the words before a number leave it without a noun, or end with a verb of doing."""
    last = _LAST_WORD.search(before)
    return bool(_ALONE.search(before)) or bool(last and last.group(1).lower() in lexicon.ACTIONS)


_SETS_NUMBERS = re.compile(
    r"\b(?:will|shall|must|should|is to|are to|to) (?:be )?[a-z]+\b[^.;]{0,160}$|\b(?:further|additional|remaining) $",
    re.IGNORECASE,
)


# "the backlog (143 cases) be cut to 60", "reduce fatal accidents to zero": a level without a unit.
_MOVED_TO = re.compile(
    r"\b(?P<verb>taking|bringing|lifting|getting|get|hold|keep|cut|reduced?|lowered?|bring|brought(?: down)?|raised?|"
    r"increased?|limit(?:ed)?|rise|fall|grow|drop|"
    r"shrink|climb)\b(?P<what>[^.;:,]{0,60}?) to "
    r"(?:(?P<under>under|below|less than|fewer than)|(?P<over>over|above|more than)|(?P<least>at least|no less than)|"
    r"(?P<most>at most|no more than)|(?P<about>about|around|nearly|almost|some))? ?"
    rf"(?P<value>{NUMBER}|zero\b|nil\b)(?: (?P<measure>{_MEASURES}|(?:working |business )?(?:days?|weeks?|months?|"
    rf"hours?|minutes?))\b)?(?P<post> or (?:fewer|less|under|below|more|better|above))?(?=[,.;)]|$| (?:by|in|before|"
    rf"at|and|a|per|each|every|within|until|over|through|during|for|with|as)\b)",
    re.IGNORECASE,
)


_ZERO = re.compile(
    r"\b(?:to|will|must|shall|should) (?:be |fall to |reach |become )zero\b(?![- ](?:tolerance|rated|waste|emission|"
    r"carbon|cost))"
)


def moved_to(text: str) -> list[Figure]:
    """Levels that are told by a bare number; the unit is that of what is counted, where the words before say it."""
    made = [Figure(near(text, m), "=", 0, "", None, m.end() - 4, m.end()) for m in _ZERO.finditer(text)]
    for match in _MOVED_TO.finditer(text):
        none = match["value"].lower() in ("zero", "nil")
        if YEAR.fullmatch(match["value"].strip()):
            continue
        value = 0 if none else number(match["value"])
        counted = re.search(
            r"(?:number of )?([a-z-]+s)\)?(?: (?:is|are|will|shall|must|should|to|be|brought|down)){0,5} ?$",
            text[: match.start()] + match["what"],
        )
        unit = match["measure"] or (counted.group(1) if counted else "")
        made.append(
            Figure(near(text, match), _bound_of(match), value, unit, None, match.start(), match.end())
        )
    return made


def _bound_of(match: re.Match[str]) -> str:
    """What is limited to a level may not go beyond it."""
    bound = _bound(match)
    return "<=" if bound == "=" and match["verb"].lower().startswith("limit") else bound


def _unit_of_base(match: re.Match[str]) -> str:
    words = re.search(r"[a-z]+(?= to )", match.group())
    if words and words.group() not in ("to", "million", "billion"):
        return words.group()
    counted = re.search(
        r"number of [^.;:,]{0,60}?([a-z-]+s|people|children) $", match.string[: match.start()]
    )
    return counted.group(1) if counted else ""
