"""Targets in English sentences: what is to reach which value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from throughline.lib.numbers import NotANumber
from throughline.reading import changes_en, doing_en, limits_en, multiples_en
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
    following,
    near,
    number,
)
from throughline.reading.targets_zh import Figure

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
    _PRE + rf"\s*(?P<value>(?<![\d.,])\d[\d,]{{0,18}}(?:\.\d{{1,8}})?|{WORDED})(?:\s?(?:%|percent|"
    rf"per cent))?(?:\s?(?:-|–|—|to|and)\s?(?P<high>\d[\d,]{{0,18}}(?:\.\d{{1,8}})?))?\s?"
    r"(?P<unit>percentage points?|%(?: points?)?|per ?cent(?:age points?)?)(?P<post>\s+or "
    r"(?:more|less|higher|fewer|lower|above|below|greater|better|under)\b|\+)?",
    re.IGNORECASE,
)
MONEY = re.compile(
    _PRE
    + rf"\s*(?P<unit>US\$|C\$|A\$|CA\$|HK\$|NZ\$|R\$|\$|£|€|¥|₹ ?|Rs\.? ?|INR ?|RMB ?|USD ?|CAD ?|EUR ?|GBP "
    rf"?)(?P<value>{NUMBER})(?:\s?(?:-|–|to)\s?(?:\$|£|€)?(?P<high>{NUMBER}))?(?P<post>\s+or "
    rf"(?:more|less)|\+)?",
    re.IGNORECASE,
)
COUNT = re.compile(
    _PRE
    + rf"\s*\b(?<![A-Za-z]-)(?P<value>{NUMBER}|{WORDED})(?:\s?(?:-|–)\s?(?P<high>{NUMBER}))?(?P<post>\s+or "
    rf"(?:more|less|fewer)|\+)?\s+"
    r"(?P<unit>(?:km|kilomet(?:re|er)s?|miles?|m2|hectares?|ha|acres?|(?:metric )?tonn?e?s?|[MGk]Wh?|litres?|liters?|"
    r"square (?:metres|meters|feet|miles|kilomet(?:re|er)s)|sq ?(?:m|ft|km))\b(?= (?:of|by|in|per)\b|[,.;)]|$)|"
    r"(?:[a-z-]+ ){0,2}?(?:staff|people|personnel|children|women|men|cattle|livestock)\b|"
    r"(?:[A-Za-z-]+ ){0,3}?[a-z-]+s)\b"
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
_BEFORE_LEVEL = re.compile(r"\b(?:will|shall|must|should|is to|are to)\b(?! (?:have|be able)\b)")
_VERB_LAST = re.compile(r"[a-z]{2,}(?:e|d|l|t|n|p|w|ing|st|h|y)\s*$")
_RAISE = re.compile(r"\b(?:increas|grow|rais|rise|expand|improv|boost|growth|higher)", re.IGNORECASE)
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


def figures(text: str, start: int, end: int) -> list[Figure]:
    """The targets that `text[start:end]` sets, in order and without overlaps."""
    found: list[Figure] = []
    piece = text[start:end]
    lower = piece.lower()
    for rule, finder, words in _FINDERS:
        for one in finder(piece) if any(word in lower for word in words) else ():
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


def _operator(match: re.Match[str], change: str) -> str:
    pre, post = (match["pre"] or "").lower(), (match["post"] or "").lower()
    if match["high"]:
        return "range"
    for op, words in _OPERATORS:
        if any(pre == word or pre.endswith(" " + word) for word in words):
            return op
    after = match.string[match.end() : match.end() + 80]
    if _UPWARD.search(post) or re.match(r"[^.;]{0,60}\bor more\b", after):
        return ">="
    if re.match(r"\s+(?:below|lower than|less than|under)\b", after):
        return "-"
    if post or _CAPS.search(match.string[: match.start("value")]):
        return "<="
    if pre.startswith(("by", "a further", "an additional", "another")) or (
        change and pre in ("", "of", "a", "an")
    ):
        return change or "+"
    return "="


_UPWARD = re.compile(r"more|higher|above|greater|better|\+")
# "limit the rise to 3%", "cap rents at 2%"
_CAPS = re.compile(r"\b(?:cap|limit|restrict)(?:p?ing|p?ed|s)?\b[^.;:]{3,60} (?:to|at)\s*$", re.IGNORECASE)
_OPERATORS = (
    (">=", ("at least", "no less than", "not less than", "minimum of")),
    ("<=", ("up to", "at most", "no more than", "not more than", "maximum of")),
    (">", ("more than", "over", "above", "in excess of", "exceed", "exceeds", "exceeding", "greater than")),
    ("<", ("less than", "below", "under", "fewer than")),
    ("about", ("around", "about", "approximately", "roughly", "some", "nearly", "almost")),
)


def _change(text: str, match: re.Match[str]) -> str:
    near = clause(text, match.start())[-60:] + text[match.end() : match.end() + 16]
    return "-" if CUT.search(near) else "+" if _RAISE.search(near) else ""


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


def _percent(text: str) -> list[Figure]:
    made = []
    for match in _shares(text):
        if (match["pre"] or "").lower() == "from":
            continue
        before = clause(text, match.start("value"))
        whole = _SHARE_OF.match(text, match.end())
        if not (
            whole
            or (":" in text and _TARGET_LIST.match(text))
            or REACH.search(before[-90:])
            or ((match["pre"] or "").lower() in _LEVELS and _BEFORE_LEVEL.search(before[-90:]))
            or REACH.search(text[match.end() : match.end() + 50])
        ) or _DESCRIBES.search(_words_before(text, match, before)[-24:]):
            continue
        unit = "pp" if "point" in match["unit"].lower() else "%"
        made += figure(text, match, _operator(match, _change(text, match)), unit)
    return made


def _money(text: str) -> list[Figure]:
    made = []
    lead = _near_mark(_MONEY_MARK, text)
    for match in (*MONEY.finditer(text, lead), *_MONEY_WORD.finditer(text, lead)):
        before = clause(text, match.start())
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
            unit = CURRENCY.get(match["unit"].strip().lower(), match["unit"].strip())
            made += figure(text, match, _operator(match, ""), unit)
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
        before = clause(text, match.start())
        plain = match["value"].replace(",", "")
        if (
            last in NOT_COUNTED
            or last in ("was", "is", "has", "this")
            or re.fullmatch(r"(?:19|20)\d\d", plain)
        ):
            continue
        small = "illion" not in match["value"]
        promised = _OPENS.match(before) and _WILL_BE_DONE.match(text, match.end())
        if not promised and _picks_out((match["pre"] or "").lower(), before, listed=listed, small=small):
            continue
        made += figure(text, match, _operator(match, ""), "%" if last in ("percent", "cent") else last)
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
    return not (CREATE.search(before[-70:]) or (small and doing_en.is_ordered(before)))


# "4,000 trees will be planted": the count opens the sentence, and what becomes of it follows.
_WILL_BE_DONE = re.compile(
    r"[^.;:,]{0,40}? (?:will|shall|must|are to|is to) be [a-z]+(?:ed|en|lt|ught|ade|de|up)\b"
)
_OPENS = re.compile(r"\s*(?:by [a-z ]{0,12}\d{4},?|in \d{4},?|in all,?|altogether,?)?\s*$", re.IGNORECASE)


def _level(text: str) -> list[Figure]:
    return [
        Figure(near(text, m), "=", int(m["value"]), "level", None, m.start(), m.end())
        for m in _LEVEL.finditer(text)
    ]


def _times(text: str) -> list[Figure]:
    return multiples_en.times(text, following)


def _limits(text: str) -> list[Figure]:
    made = []
    for match, op in limits_en.limits(text):
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
    ("limit", _limits, limits_en.WORDS),
    ("from … to …", changes_en.from_to, ("from ",)),
    ("range", changes_en.between, ("between ",)),
    ("change by", changes_en.changed_by, (" by ",)),
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
    ("share", multiples_en.shares, ("half of", "third of", "thirds of", "quarter of", "quarters of", " in ")),
    ("multiple", _times, ("doubl", "tripl", "quadrupl", "halv")),
    ("number of things", _counts, _FIGURES + NUMBER_WORDS),
)
"""Each kind of figure by name, with what must occur (written small) for it to be worth looking."""
