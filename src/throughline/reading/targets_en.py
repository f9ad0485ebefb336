"""Targets in English sentences: what is to reach which value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from throughline.lib.numbers import NotANumber, Number, parse_number
from throughline.reading import doing_en, limits_en, multiples_en
from throughline.reading.targets_zh import Figure

_SCALE = r"(?: ?(?:hundred|thousand|million|billion|trillion|lakh crore|lakhs?|crores?|bn|mn|m|k)\b)?"
_NUMBER = rf"(?<![\d.,])\d[\d,]{{0,18}}(?:\.\d{{1,8}})?{_SCALE}"
_WORDED = (
    r"(?:one(?= (?:hundred|thousand|million|billion)\b)|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|"
    r"eight|nine))?(?: (?:hundred|thousand|million|billion))?"
)
_PRE = (
    r"(?P<pre>at least|no less than|not less than|a minimum of|minimum of|more than|over|"
    r"above|in excess of|exceed(?:s|ing)?|greater than|up to|at most|no more than|not more "
    r"than|a maximum of|"
    r"less than|below|under|fewer than|around|about|approximately|roughly|some|nearly|almost|"
    r"by at least|by up to|by more than|by about|by around|by over|by an? (?:additional|"
    r"further)|by|to at least|to at most|to less than|"
    r"to more than|to over|to below|to|from|of|with|a further|an additional|another|"
    r"reach(?:es|ing)?|achiev(?:e|es|ing)|for|a|an|within)?"
)
PERCENT = re.compile(
    _PRE + rf"\s*(?P<value>(?<![\d.,])\d[\d,]{{0,18}}(?:\.\d{{1,8}})?|{_WORDED})(?:\s?(?:%|percent|"
    rf"per cent))?(?:\s?(?:-|–|—|to|and)\s?(?P<high>\d[\d,]{{0,18}}(?:\.\d{{1,8}})?))?\s?"
    r"(?P<unit>percentage points?|%(?: points?)?|per ?cent(?:age points?)?)(?P<post>\s+or "
    r"(?:more|less|higher|fewer)|\+)?",
    re.IGNORECASE,
)
MONEY = re.compile(
    _PRE
    + rf"\s*(?P<unit>US\$|C\$|A\$|CA\$|HK\$|NZ\$|R\$|\$|£|€|¥|₹ ?|Rs\.? ?|INR ?|RMB ?|USD ?|CAD ?|EUR ?|GBP "
    rf"?)(?P<value>{_NUMBER})(?:\s?(?:-|–|to)\s?(?:\$|£|€)?(?P<high>{_NUMBER}))?(?P<post>\s+or "
    rf"(?:more|less)|\+)?",
    re.IGNORECASE,
)
COUNT = re.compile(
    _PRE
    + rf"\s*\b(?<![A-Za-z]-)(?P<value>{_NUMBER}|{_WORDED})(?:\s?(?:-|–)\s?(?P<high>{_NUMBER}))?(?P<post>\s+or "
    rf"(?:more|less|fewer)|\+)?\s+"
    r"(?P<unit>(?:km|kilomet(?:re|er)s?|miles?|m2|hectares?|ha|acres?|(?:metric )?tonn?e?s?|[MGk]Wh?|litres?|liters?|"
    r"square (?:metres|meters|feet|miles|kilomet(?:re|er)s)|sq ?(?:m|ft|km))\b(?= of\b|[,.;)]|$)|"
    r"(?:[A-Za-z-]+ ){0,3}?[a-z-]+s)\b"
)
_MONEY_WORD = re.compile(
    _PRE
    + rf"\s*(?P<value>{_NUMBER})(?:\s?(?:-|–|to)\s?(?P<high>{_NUMBER}))?\s(?P<unit>yuan|renminbi|dollars|pounds|euros|"
    r"rupees)\b(?P<post>\s+or (?:more|less)|\+)?",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\b(?P<unit>level) (?P<value>\d)\b(?= (?:in|of|on)\b)", re.IGNORECASE)
_FROM_TO = re.compile(
    rf"\bfrom (?P<base>(?:[$£€]\s?)?{_NUMBER}|{_WORDED})(?:%| percent)?(?: [a-z]+)? to "
    rf"(?P<value>(?:[$£€]\s?)?{_NUMBER}|{_WORDED})(?P<unit>%|(?: percent| per cent| [a-z]+)\b)?",
    re.IGNORECASE,
)

_CREATE = re.compile(
    r"\b(?:deliver|re-?design|build|create|plant|open|train|hire|recruit|establish|launch|"
    r"develop|install|construct|add|provide|support|replace|produce|publish|complete|fund|"
    r"host|hold|convene|identify|"
    r"upgrade|retrofit|restore|protect|purchase|acquire|introduce|appoint|release|connect|"
    r"achieve|reach|target|transform|divert|generate|save|reduce|increase|bring|electrify|vaccinate|immuni[sz]e|spend|"
    r"enrol|house|refurbish|renovat|repair|resurface|award|distribute|certif|register|inspect|designat|attract|secure|"
    r"issue|procure|deploy|equip|set up|clear|convert|modernis|moderniz|make|get|place|offer|approve|double|remov|"
    r"scrap|abolish|rewild|recycle|wind down)"
    r"(?:ing|e|ed|s)?\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
# "The main targets for this year are as follows: growth of around 5 percent; over 12 million new jobs".
_TARGET_LIST = re.compile(r"[^.;:]{0,80}\b(?:targets|goals|objectives|aims)\b[^.;:]{0,60}:(?= ?\S)")
# "will fall to 3%", "must stand at at least 40%": a level that something is to have, whatever the verb.
_LEVELS = frozenset(
    ("to", "at least", "no less than", "not less than", "to at least", "at most", "no more than", "to below")
)
_BEFORE_LEVEL = re.compile(r"\b(?:will|shall|must|should|is to|are to)\b(?! (?:have|be able)\b)")
_VERB_LAST = re.compile(r"[a-z]{2,}(?:e|d|l|t|n|p|w|ing|st|h|y)\s*$")
_CUT = re.compile(
    r"\b(?:reduc|cut|lower|decreas|decline|drop|fall|below|shrink|reduction|less)", re.IGNORECASE
)
_RAISE = re.compile(r"\b(?:increas|grow|rais|rise|expand|improv|boost|growth|higher)", re.IGNORECASE)
_REACH = re.compile(
    r"\b(?:rise to|rise by|rising to|roll(?:ed|ing)? out|extend|expand|reduc|cut|lower|decreas|increas|grow|"
    r"rais|improv|boost|achiev|reach|target|goal|"
    r"attain|ensur|strive|striving|aim|secur|deliver|meet|get|bring|cap|limit|close|closing|"
    r"maintain|keep|account|gather|move|"
    r"recycl|divert|replac|convert|renewable|take-?up|participat|convert|accounts for|hit|"
    r"clos|neutral|eliminat|obtain|derive|power|supply|source|cover|save|restrict|protect|"
    r"conserv|electrif)",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(
    r"\b(?:handling|handles?|excess|with|more than|serving|populations? of|home to|"
    r"approximately|estimated|currently|accounted for|made up|make up|makes up|services? over|"
    r"cost of|valued|worth|between|those|"
    r"at or under|under|ranking|level|projected to rise by|expected to grow by|projected to "
    r"[a-z]+|homes between|annual output of|aged?|top|first|last|past|relative to|compared|"
    r"than in|section|title|page|figure|table|action|strategy|goal|objective|public law|"
    r"chapter|no\.|order)\s*$",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(r" of [^.;]{3,60}? (?:will|must|should|to) (?:be|come|have|use)\b")
_SETS = re.compile(r"\b(?:targets?|goals?|aims?) (?:for [a-z ]{3,30} )?$", re.IGNORECASE)
_NOT_COUNTED = frozenset(
    (
        "years months weeks days hours minutes steps times ways levels points pages sections "
        "themes areas priorities goals objectives pillars kinds types parts others stages "
        "aspects ministers mayors congress"
    ).split()
)
LONGEST_LEAD = 80
"""So many characters before the mark of a figure (% or $) its words may begin: "by an additional 10 to 12"."""
_PERCENT_MARK = re.compile(r"%|per ?cent", re.IGNORECASE)
_MONEY_MARK = re.compile(
    r"[$£€¥₹]|\brs\b|inr|rmb|usd|cad|eur|gbp|yuan|renminbi|dollars|pounds|rupees", re.IGNORECASE
)
_COUNT_MARK = re.compile(
    r"(?<![\d.,])\d|\b(?:one(?= [htmb])|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b"
)
_LEAD = re.compile(_PRE + r"\s*$")
_CURRENCY = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "cad": "CAD",
    "£": "GBP",
    "gbp": "GBP",
    "€": "EUR",
    "eur": "EUR",
    "¥": "yuan",
    "rmb": "yuan",
    "yuan": "yuan",
    "renminbi": "yuan",
    "dollars": "USD",
    "pounds": "GBP",
    "euros": "EUR",
    "rupees": "INR",
    "₹": "INR",
    "rs": "INR",
    "rs.": "INR",
    "inr": "INR",
}


def figures(text: str, start: int, end: int) -> list[Figure]:
    """The targets that `text[start:end]` sets, in order and without overlaps."""
    found: list[Figure] = []
    piece = text[start:end]
    lower = piece.lower()
    for rule, finder, words in _FINDERS:
        for figure in finder(piece) if any(word in lower for word in words) else ():
            if not any(a.start - start < figure.end and figure.start < a.end - start for a in found):
                found.append(_placed(figure, start, rule))
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


def _number(text: str) -> Number:
    return parse_number(re.sub(r"^[$£€]\s?", "", text.strip()).replace(",", ""))


def _clause(text: str, at: int) -> str:
    cut = max(text.rfind(mark, 0, at) for mark in (";", ":", ". "))
    return text[cut + 1 : at]


def _operator(match: re.Match[str], change: str) -> str:
    pre, post = (match["pre"] or "").lower(), (match["post"] or "").lower()
    if match["high"]:
        return "range"
    for op, words in _OPERATORS:
        if any(pre == word or pre.endswith(" " + word) for word in words):
            return op
    after = match.string[match.end() : match.end() + 80]
    if "more" in post or "higher" in post or "+" in post or re.match(r"[^.;]{0,60}\bor more\b", after):
        return ">="
    if re.match(r"\s+(?:below|lower than|less than|under)\b", after):
        return "-"
    if "less" in post or "fewer" in post:
        return "<="
    if pre.startswith(("by", "a further", "an additional", "another")) or (
        change and pre in ("", "of", "a", "an")
    ):
        return change or "+"
    return "="


_OPERATORS = (
    (">=", ("at least", "no less than", "not less than", "minimum of")),
    ("<=", ("up to", "at most", "no more than", "not more than", "maximum of")),
    (">", ("more than", "over", "above", "in excess of", "exceed", "exceeds", "exceeding", "greater than")),
    ("<", ("less than", "below", "under", "fewer than")),
    ("about", ("around", "about", "approximately", "roughly", "some", "nearly", "almost")),
)


def _change(text: str, match: re.Match[str]) -> str:
    near = _clause(text, match.start())[-60:] + text[match.end() : match.end() + 16]
    return "-" if _CUT.search(near) else "+" if _RAISE.search(near) else ""


def _values(match: re.Match[str]) -> Number | list[Number]:
    low = _number(match["value"])
    return [low, _number(match["high"])] if match["high"] else low


def _percent(text: str) -> list[Figure]:
    made = []
    for match in PERCENT.finditer(text, _near_mark(_PERCENT_MARK, text)):
        if (match["pre"] or "").lower() == "from":
            continue
        before = _clause(text, match.start("value"))
        whole = _SHARE_OF.match(text, match.end())
        if not (
            whole
            or (":" in text and _TARGET_LIST.match(text))
            or _REACH.search(before[-90:])
            or ((match["pre"] or "").lower() in _LEVELS and _BEFORE_LEVEL.search(before[-90:]))
            or _REACH.search(text[match.end() : match.end() + 50])
        ) or _DESCRIBES.search(before[-24:]):
            continue
        unit = "pp" if "point" in match["unit"].lower() else "%"
        made += _figure(text, match, _operator(match, _change(text, match)), unit)
    return made


def _money(text: str) -> list[Figure]:
    made = []
    lead = _near_mark(_MONEY_MARK, text)
    for match in (*MONEY.finditer(text, lead), *_MONEY_WORD.finditer(text, lead)):
        before = _clause(text, match.start())
        if _DESCRIBES.search(before[-24:]) or re.match(
            r"\s+(?:in|per|a|each)\b.{0,12}(?:cost|year|fees)", text[match.end() :]
        ):
            continue
        if re.search(
            r"\b(?:invest|commit|provid|fund|allocat|rais|spend|contribut|mobili[sz]|deliver|secur|"
            r"sav|increas|budget|issu|(?:will|to) total|attract|reach)",
            before[-80:],
            re.IGNORECASE,
        ):
            unit = _CURRENCY.get(match["unit"].strip().lower(), match["unit"].strip())
            made += _figure(text, match, _operator(match, ""), unit)
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


def _counts(text: str) -> list[Figure]:
    made = []
    listed = ":" in text and bool(_TARGET_LIST.match(text))
    for match in _counted(text):
        last = match["unit"].partition(" of ")[0].split()[-1].lower()
        before = _clause(text, match.start())
        plain = match["value"].replace(",", "")
        if (
            last in _NOT_COUNTED
            or last in ("was", "is", "has", "this")
            or re.fullmatch(r"(?:19|20)\d\d", plain)
        ):
            continue
        small = "illion" not in match["value"]
        if _picks_out((match["pre"] or "").lower(), before, listed=listed, small=small):
            continue
        made += _figure(text, match, _operator(match, ""), last)
    return made


def _picks_out(lead: str, before: str, *, listed: bool, small: bool) -> bool:
    """Whether a count after the word `lead` describes a thing instead of saying how many are to be made of it.

    Billions are a sum more often than a count: a `small` number may stand after any verb of doing.
    """
    if lead in ("from", "for", "with", "within", "by", "in excess of") or _DESCRIBES.search(before[-24:]):
        return True
    if lead == "of" and not _SETS.search(before):
        return True
    if listed:
        return False
    if lead == "over" and not _VERB_LAST.search(before):
        return True
    return not (_CREATE.search(before[-70:]) or (small and doing_en.is_ordered(before)))


def _level(text: str) -> list[Figure]:
    return [
        Figure(_near(text, m), "=", int(m["value"]), "level", None, m.start(), m.end())
        for m in _LEVEL.finditer(text)
    ]


def _times(text: str) -> list[Figure]:
    return multiples_en.times(text, _following)


def _from_to(text: str) -> list[Figure]:
    made = []
    for match in _FROM_TO.finditer(text):
        try:
            base, value = _number(match["base"]), _number(match["value"])
        except NotANumber:
            continue
        if any(1900 < each < 2100 for each in (base, value)) or not re.search(
            r"reduc|increas|doubl|rais|cut|lower|grow|expand|improv|mov|bring",
            text[max(0, match.start() - 90) : match.start()],
            re.IGNORECASE,
        ):
            continue
        money = match["value"].strip()[:1] in "$£€"
        unit = (
            _CURRENCY[match["value"].strip()[0]]
            if money
            else (match["unit"] or _unit_of_base(match))
            .strip()
            .replace("per cent", "%")
            .replace("percent", "%")
        )
        made.append(Figure(_near(text, match), "=", value, unit, base, match.start(), match.end()))
    return made


def _unit_of_base(match: re.Match[str]) -> str:
    words = re.search(r"[a-z]+(?= to )", match.group())
    return words.group() if words and words.group() not in ("to", "million", "billion") else ""


def _figure(text: str, match: re.Match[str], op: str, unit: str) -> list[Figure]:
    try:
        return [Figure(_near(text, match), op, _values(match), unit, None, match.start(), match.end())]
    except NotANumber:
        return []


def _near(text: str, match: re.Match[str]) -> str:
    """The phrase a figure belongs to: what follows it, else what stands before it."""
    after = _following(text, match.end())
    before = " ".join(re.sub(r"^.*[,;:]", "", _clause(text, match.start())).split()[-9:])
    return (before if len(before.split()) > 2 else after or before).strip(" ,.–—-")


def _following(text: str, at: int) -> str:
    found = re.match(
        r"\s*(?:of |in |the )*([A-Za-z][A-Za-z’' -]{2,60}?)(?=[,.;:()]| by | while | that | to |$)",
        text[at : at + 90],
    )
    return found.group(1).strip() if found else ""


def _limits(text: str) -> list[Figure]:
    made = []
    for match, op in limits_en.limits(text):
        try:
            value = _number(match["value"])
        except NotANumber:
            continue
        if match["money"]:
            unit = _CURRENCY[match["money"].lower()]
        else:
            unit = (
                "%"
                if match["percent"]
                else ((match["unit"] or "").split() or [""])[-1] + (match["per"] or "")
            )
        made.append(Figure(_near(text, match), op, value, unit, None, match.start(), match.end()))
    return made


_FIGURES = tuple("0123456789")
_NUMBER_WORDS = tuple(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty "
    "ninety".split()
)
_FINDERS = (
    ("limit", _limits, limits_en.WORDS),
    ("from … to …", _from_to, ("from ",)),
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
        ),
    ),
    ("level", _level, ("level ",)),
    ("multiple", multiples_en.half, (" half",)),
    ("share", multiples_en.parts, ("third", "quarter", "fifth", "tenth")),
    ("multiple", _times, ("doubl", "tripl", "quadrupl", "halv")),
    ("number of things", _counts, _FIGURES + _NUMBER_WORDS),
)
"""Each kind of figure by name, with what must occur (written small) for it to be worth looking."""
