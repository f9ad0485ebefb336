"""What English figures are made of: numbers, units, the words around them, and the verbs that set them."""

from __future__ import annotations

import re

from throughline.lib.numbers import NotANumber, Number, parse_number
from throughline.reading.targets_zh import Figure

_SCALE = r"(?: ?(?:hundred|thousand|million|billion|trillion|lakh crore|lakhs?|crores?|bn|mn|m|k)\b)?"
NUMBER = (
    r"(?<![\d.,])(?:\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3}(?!\d)|\d(?:[\d,]{0,17}\d)?(?:\.\d{1,8})?)"
    rf"{_SCALE}"
)
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_BELOW_HUNDRED = (
    "(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:{_UNITS}))?|{_UNITS})"
)
# "five", "one hundred and thirty", "four thousand five hundred"; a bare "one" is no number.
WORDED = (
    rf"(?:(?!one\b(?! (?:hundred|thousand|million|billion)\b)){_BELOW_HUNDRED}"
    rf"(?: hundred(?:(?: and)? {_BELOW_HUNDRED}\b)?)?(?: (?:thousand|million|billion))?"
    rf"(?:(?<=thousand)(?:,? and)? {_BELOW_HUNDRED}(?: hundred(?:(?: and)? {_BELOW_HUNDRED}\b)?)?)?)"
)
YEAR = re.compile(r"(?:19|20)\d\d")
CREATE = re.compile(
    r"\b(?:deliver|re-?design|build|create|plant|open|train|hire|recruit|establish|launch|"
    r"develop|install|construct|add|provide|support|replace|produce|publish|complete|fund|"
    r"host|hold|convene|identify|"
    r"upgrade|retrofit|restore|protect|purchase|acquire|introduce|appoint|release|connect|"
    r"achieve|reach|target|transform|divert|generate|save|reduce|increase|bring|electrify|vaccinate|immuni[sz]e|spend|"
    r"enrol|house|refurbish|renovat|repair|resurface|award|distribute|certif|register|inspect|designat|attract|secure|"
    r"issue|procure|deploy|equip|set up|clear|convert|modernis|moderniz|make|get|place|offer|approve|double|remov|"
    r"scrap|abolish|rewild|recycle|wind down|lift|employ|rehous|resettle|assist|feed|screen|quadrupl|tripl)"
    r"(?:[bdglmnprt]?(?:ing|ed)|e|s)?\b[^.;:]{0,40}$",
    re.IGNORECASE,
)
CUT = re.compile(
    r"\b(?:reduc|cut|lower|decreas|decline|drop|fall|below|shrink|reduction|(?<!or )less|com(?:e|es|ing) down|"
    r"go(?:es)? down)",
    re.IGNORECASE,
)
REACH = re.compile(
    r"\b(?:rise to|rise by|rising to|roll(?:ed|ing)? out|extend|expand|reduc|cut|lower|decreas|increas|grow|"
    r"rais|improv|boost|achiev|reach|target|goal|"
    r"attain|ambition|ensur|strive|striving|aim|secur|deliver|meet|get|bring|cap|limit|close|closing|"
    r"maintain|keep|account|gather|move|ris(?:es|ing) (?:to|by|above)|falls? (?:to|below|by)|drops? (?:to|below|by)|"
    r"climbs? to|come down|go(?:es)? (?:up|down)|hover|"
    r"recycl|divert|replac|convert|renewable|take-?up|participat|convert|accounts for|hit|"
    r"clos|neutral|eliminat|obtain|derive|power|supply|source|cover|save|restrict|protect|"
    r"conserv|electrif|(?:shall|must|should|to) (?:decline|drop|fall|shrink|rise|climb))",
    re.IGNORECASE,
)
NOT_COUNTED = frozenset(
    (
        "years months weeks days hours minutes steps times ways levels points pages sections "
        "themes areas priorities goals objectives pillars kinds types parts others stages "
        "aspects ministers mayors congress"
    ).split()
)
CURRENCY = {
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


# "1 150": thousands apart.
_APART = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3})")


def number(text: str) -> Number:
    """The number that digits or words name. Raises NotANumber."""
    plain = re.sub(r"^[$£€]\s?", "", text.strip()).replace(",", "")
    return parse_number(_APART.sub("", plain))


def clause(text: str, at: int) -> str:
    """What stands before `at` in its clause."""
    cut = max(text.rfind(mark, 0, at) for mark in (";", ":", ". "))
    return text[cut + 1 : at]


def values(match: re.Match[str]) -> Number | list[Number]:
    """The value of a match, both ends of a range. Raises NotANumber."""
    low = number(match["value"])
    return [low, number(high)] if (high := match.groupdict().get("high")) else low


def figure(text: str, match: re.Match[str], op: str, unit: str) -> list[Figure]:
    """The figure of a match; none where its digits are no number."""
    try:
        return [Figure(near(text, match), op, values(match), unit, None, match.start(), match.end())]
    except NotANumber:
        return []


def near(text: str, match: re.Match[str]) -> str:
    """The phrase a figure belongs to: what follows it, else what stands before it."""
    after = following(text, match.end())
    before = " ".join(re.sub(r"^.*[,;:]", "", clause(text, match.start())).split()[-9:])
    return (before if len(before.split()) > 2 else after or before).strip(" ,.–—-")


def following(text: str, at: int) -> str:
    """The phrase that follows `at`; "" for none."""
    found = re.match(
        r"\s*(?:of |in |the )*([A-Za-z][A-Za-z’' -]{2,60}?)(?=[,.;:()]| by | while | that | to |$)",
        text[at : at + 90],
    )
    return found.group(1).strip() if found else ""
