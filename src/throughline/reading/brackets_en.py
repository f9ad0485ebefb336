"""Who is responsible by brackets, labels and set phrases in English: "(lead: A)", "Lead: A", "led by A"."""

from __future__ import annotations

import re

from throughline.reading import lexicon_en as lexicon
from throughline.reading.names_en import is_body, split_names, stripped
from throughline.reading.roles import Roles

# "a duty that rests with the Medical Officers"
_RESTS_WITH = re.compile(
    r"\b(?:responsibility|responsible|duty|task|matter|lead)\b[^.;:]{0,40}? (?:rests?|lies|falls|sits|remains) "
    r"(?:with|to|on|upon) (?:the )?(?P<names>[A-Z][\w’'&-]+(?: (?:[A-Z][\w’'&-]+|of|and|&|for)){0,7})"
)
_BY = re.compile(
    r"\b(?:led|managed|overseen|coordinated|implemented|delivered|chaired|undertaken|carried "
    r"out|published|issued) by (?:the )?(?P<names>[A-Z][A-Za-z&’' -]{1,60}|[A-Z]{2,8})"
)
_LABEL = re.compile(
    r"\b(?P<role>Lead(?:ing)?(?: (?:agency|organi[sz]ation|department|body|partner|unit|officer|authority|ministry|"
    r"responsibility))?|"
    r"Responsible(?: (?:party|agency|body|department|entity|unit|officer|authority|ministry|organi[sz]ation))?|"
    r"Implementing (?:agency|body|partner|unit|authority)|(?:Action |Delivery )?[Oo]wner|"
    r"Responsibility|"
    r"Support(?:ing)?(?: (?:agency|agencies|organi[sz]ations?|partners?|departments?))?|"
    r"Partners?(?: organi[sz]ations?)?)\s*(?::|–|—| - )\s*(?P<names>(?:[^.;:|()\n]|\([^()\n]{1,20}\)){2,160})"
)
_UNIT_WORD = (
    r"(?: (?:agenc(?:y|ies)|organi[sz]ations?|departments?|bod(?:y|ies)|partners?|units?|part(?:y|ies)|"
    r"office|team))?"
)
_ROLE = (
    rf"(?:(?P<lead>(?:co-?)?lead(?:s|er|ing)?{_UNIT_WORD}|responsible(?: for delivery)?{_UNIT_WORD}|responsibility|"
    rf"accountable{_UNIT_WORD}|owner|in charge)|(?P<supporting>support(?:s|ing|ers?)?{_UNIT_WORD}|"
    rf"partner(?:s|ing)?(?: organi[sz]ations?)?|(?:cooperating|co-operating|participating|contributing|assisting|"
    rf"collaborating|other){_UNIT_WORD})|(?P<supervising>overs(?:ight|een by|eeing){_UNIT_WORD}|"
    rf"supervis(?:or|ion|ing|ed by){_UNIT_WORD}))"
)
_ROLE_LABEL = re.compile(rf"(?<![\w-]){_ROLE}\s?(?::|–|—| - )\s?", re.IGNORECASE)
_ROLE_PHRASE = re.compile(
    r"(?<![\w-])(?:(?P<lead>(?:co-)?(?:led|lead|delivered|owned|managed) by)|"
    r"(?P<supporting>(?:with (?:the )?(?:support|help|assistance) (?:of|from)|supported by|assisted by|"
    r"in (?:partnership|cooperation|co-operation|collaboration|"
    r"coordination) with|together with|with))|(?P<supervising>over(?:seen|sight) by|supervised by))\s(?:the )?",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(\[](?P<inner>(?:[^()\[\]]|\([^()]{1,20}\)){4,240})[)\]]")
_NAME_START = re.compile(r"(?:the |all |each )?[A-Z]")


def bracketed(text: str, start: int, end: int) -> Roles:
    """What brackets say of who is responsible: "(lead: A; supporting: B, C)", "[led by A with support from B]"."""
    roles = Roles(how="bracket")
    if not any(text.find(mark, start, end) >= 0 for mark in ("(", "[", " – ", " — ")):
        return roles
    for found in _BRACKET.finditer(text, start, end):
        _bracket_roles(text, *found.span("inner"), roles)
    return roles or _closing_bracket(text, start, end, roles)


_FIRST_WORD = re.compile(r"\W{0,6}([A-Za-z-]+)")
_CLOSES = re.compile(
    r"[(\[](?P<inside>[^()\[\]]{6,120})[)\]]\W{0,2}$|(?<=[a-z)\d%]) [–—] (?P<after>[A-Z][^–—.;:()]{2,90}?)(?: [–—] "
    r"[^–—;:()]{3,24})?\W{0,2}$"
)


def _closing_bracket(text: str, start: int, end: int, roles: Roles) -> Roles:
    """Adds the bodies of a bracket that ends an order and names nothing else: "Build a lane (Roads Department)"."""
    first = _FIRST_WORD.match(text, start, end)
    found = _CLOSES.search(text, max(start, end - 130), end)
    if not first or not found or (found["inside"] and first.group(1).lower() not in lexicon.ACTIONS):
        return roles
    places = split_names(text, *found.span("inside" if found["inside"] else "after"))
    if all(text[p[0]].isupper() and " " in text[slice(*p)] and is_body(text[slice(*p)]) for p in places):
        roles.equals(places)
    return roles


def given(text: str, start: int, end: int) -> Roles:
    """What a bracket or a label ("Lead: …") that stands by itself says of who is responsible."""
    if _SQUARE.match(text, start, end):
        return named(text, start, end)
    return bracketed(text, start, end) or labelled_line(text, start, end) or Roles()


def is_bracket(text: str, start: int, end: int) -> int | None:
    """Where a bracket that stands at `start` and only names who is responsible ends, with its full stop."""
    if square := _SQUARE.match(text, start, text.find("]", start, end) + 1):
        return square.end()
    found = _BRACKET.match(text, start, end)
    if not found or not _bracket_roles(text, *found.span("inner"), Roles()):
        return None
    return found.end() + (text[found.end() : found.end() + 1] == ".")


# "(The Ministry of Commerce takes the lead, and two others cooperate)", "(A and B are responsible)"
_BRACKET_TELLS = re.compile(
    r"(?:The |the )?(?P<names>[A-Z][^();:]{2,120}?) (?:takes? the lead|is responsible|are responsible|is in charge|"
    r"are in charge|"
    r"leads?|takes? (?:overall )?responsibility)\b(?:,? (?:and|with) (?:the )?(?P<others>[A-Z][^();:]{2,120}?) "
    r"(?:cooperat|co-operat|assist|support|participat)[a-z]*)?[^();:]{0,80}$"
)


def _bracket_roles(text: str, start: int, end: int, roles: Roles) -> bool:
    """Adds the roles of one bracket; whether it names any. Its first word is a role, or a body before one."""
    if told := _BRACKET_TELLS.match(text, start, end):
        places = split_names(text, *told.span("names"))
        roles.equals(places)
        if told["others"]:
            roles.add("supporting", split_names(text, *told.span("others")))
        return bool(places)
    words = [*_ROLE_LABEL.finditer(text, start, end), *_ROLE_PHRASE.finditer(text, start, end)]
    words.sort(key=lambda found: found.start())
    if not words:
        return _names_and_time(text, start, end, roles)
    opening = split_names(text, start, words[0].start())
    opening = [place for place in opening if text[slice(*place)].strip(" ,")]
    if opening and not (
        words[0].lastgroup == "supporting" and all(is_body(text[slice(*p)]) for p in opening)
    ):
        return False
    if opening:
        roles.equals(opening)
    given = bool(opening)
    for found, following in zip(words, [*words[1:], None], strict=True):
        stop = following.start() if following else end
        places = [p for p in split_names(text, found.end(), stop) if _is_named(text[slice(*p)])]
        role = found.lastgroup or "lead"
        roles.equals(places) if role == "lead" else roles.add(role, places)
        given = given or bool(places)
    return given


_MONTHS = "Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec"
_TIME_PART = re.compile(
    r"\s*(?:(?:by|before|in|from|until|due|early|mid|late|the|end|of|no later than)[ -]+){0,4}"
    rf"(?:Q[1-4]|H[12]|FY|(?:\d{{1,2}} )?(?:{_MONTHS})[a-z]{{0,7}}|(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)|20\d\d|"
    r"(?:[Oo]ngoing|[Aa]nnual(?:ly)?|[Qq]uarterly|[Mm]onthly)$)[^,;]{0,24}$"
)
_FIRST_CUT = re.compile(r"[,;] ?")


def _names_and_time(text: str, start: int, end: int, roles: Roles) -> bool:
    """Adds the bodies of a bracket that names them and until when: "(Parks Department, December 2027)"."""
    cut = max(text.rfind(",", start, end), text.rfind(";", start, end), text.rfind(" – ", start, end))
    first = _FIRST_CUT.search(text, start, end)
    if cut > start and _TIME_PART.match(text, cut + 1, end):
        places = split_names(text, start, cut)
    elif first and _TIME_PART.match(text, start, first.start()):
        places = split_names(text, first.end(), end)
    else:
        return False
    if not places or not all(text[p[0]].isupper() and is_body(text[slice(*p)]) for p in places):
        return False
    roles.equals(places)
    return True


def _is_named(name: str) -> bool:
    """Whether what a label names is a body, or written as a name."""
    return is_body(name) or bool(_NAME_START.match(name) and len(name.split()) <= 8)


# "Resurface 45 miles. [Public Works]": a name in square brackets at the end.
_SQUARE = re.compile(
    r"\[(?P<names>(?!Source|Figure|Table|Note|Photo|Image|Page|See|Draft|Insert|Appendix|Annex)"
    r"[A-Z][A-Za-z&’'-]+(?:(?:,? (?:and )?|; |/)[A-Z&][A-Za-z&’'-]*){0,7})\]\W{0,2}$"
)


def _rests(text: str, start: int, end: int) -> bool:
    """Whether a word occurs without which no duty rests with anybody; to look for it costs less than the pattern."""
    return any(
        text.find(word, start, end) >= 0 for word in (" rest", " lies ", " falls ", " sits ", " remains ")
    )


def named(text: str, start: int, end: int, *, labelled: bool = False) -> Roles:
    """Bodies named otherwise: "led by …", "Lead: …; Partners: …", "Required for all agencies", "work with …"."""
    roles = Roles(how="named")
    for told in _SQUARE.finditer(text, start, end) if text.find("[", start, end) >= 0 else ():
        roles.equals(split_names(text, *told.span("names")))
    for found in _LABEL.finditer(text, start, end):
        role = "supporting" if found["role"][:3] in ("Sup", "Par") else "lead"
        known = _is_named if labelled else is_body
        places = [p for p in split_names(text, *found.span("names")) if known(text[slice(*p)])]
        roles.equals(places) if role == "lead" else roles.add(role, places)
    for found in _RESTS_WITH.finditer(text, start, end) if _rests(text, start, end) else ():
        roles.add("lead", [stripped(text, *found.span("names"))])
    for found in _BY.finditer(text, start, end):
        if is_body(found["names"].strip()):
            roles.add("lead", [stripped(text, *found.span("names"))])
    return roles


def labelled_line(text: str, start: int, end: int) -> Roles | None:
    """The roles of a line that begins with "Lead:", "Responsible party:" or the like, else None."""
    return named(text, start, end, labelled=True) if _LABEL.match(text, start, end) else None
