"""Responsible bodies in English text: the subject of a promise, "led by …", "Lead: …", and the unit a heading names."""

from __future__ import annotations

import re

from throughline.reading import lexicon_en as lexicon
from throughline.reading.roles import Place, Roles

_MODAL = re.compile(
    r"\b(?:will|shall|must|should|would|commits? to|(?:has|have)? ?(?:also )?committed|is committed "
    r"to|are committed to|agrees? to|pledges? to|plans? to|intends? to|aims? to|(?:is|are) "
    r"(?:expected|asked|required|requested|directed|instructed) to|proposed that|"
    r"proposes? to|is assisting|goal\b[^.]{0,40}? is to|aims? is to|(?:is|are) (?:currently |"
    r"now |also )?(?:launching|developing|planning|preparing|working|redesigning|building|"
    r"creating|expanding|conducting|recruiting|establishing)|to seriously implement)\b"
)
# What "will be built" does not build; who "will be required" does.
_PASSIVE = re.compile(
    r" (?:also |then |now |all |each )?(?:be|have been) (?:\w+ly )?"
    r"(?!required|asked|expected|invited|encouraged|directed|instructed|tasked|responsible|held|involved|obliged|"
    r"mandated|guided|comprised|composed|driven|permitted|allowed|prepared|committed|represented)"
    r"[a-z]+(?:ed|wn|ught|ilt|un|ade|set|put)\b"
)
# "It was agreed that the board would …": there, and only there, somebody would.
_AGREED = re.compile(r"\b(?:[Aa]greed|[Rr]esolved|[Dd]ecided) that\b")
_CLAUSE_CUT = re.compile(
    r"[;:—]\s|(?<![A-Z])[.]\s|,\s+(?:and|but|while)\s+|\b(?:and|but|while|that|which|who|so "
    r"that|because)\s+(?=the\s|all\s|we\b)|\bthat\s+(?=[A-Z])|"
    r"\b(?:said|says|stated|announced|explained|added|noted) that\s+"
)
_LEADING = re.compile(
    r"^\s*(?:(?:[A-Z][a-z]+(?:ly)?|[Ii]n addition|[Aa]t the same time|[Ff]or that reason|"
    r"[Ff]or example|[Mm]eanwhile|[Mm]oreover),\s+|(?:[Aa]nd|[Bb]ut|[Tt]ogether|[Aa]lso|"
    r"[Tt]hen|[Tt]o this end),?\s+"
    r"|(?:By|In|On|Over|Within|At|During|From|Through|As|Under|For|To|With|After|Before|"
    r"Critically|Centering|Based|Following|Consistent|Building|Drawing|Working|Prioritizing|"
    r"While|When|If|Where)\b[^,]{0,220},\s+)"
)
# "Officers to report back", "Action: the Clerk to write": who is to act where no verb is finite.
_WHO_TO = re.compile(
    r"(?:ACTIONS?|Actions?|AGREED|Agreed)?:? ?(?:[Tt]he |[Aa]ll |[Ee]ach )?"
    r"(?P<names>[A-Z][A-Za-z’'-]+(?: (?:[A-Z][A-Za-z’'-]+|of|and|&|for|"
    rf"{'|'.join(sorted(lexicon.BODY_WORDS))})){{0,6}}) "
    r"(?:(?:is|are) (?:also |now |then )?)?to (?!be\b)(?P<verb>[a-z]+)\b"
)
_TAIL = re.compile(
    r"\s+(?:also|then|therefore|further|now|is|are|has|have|already|currently|generally|"
    r"jointly|both|itself|themselves|,)$|,$"
)
_RELATIVE = re.compile(
    r",?\s+(?:which|who|that|including|such as|whose|where|with|responsible for|handling|"
    r"managing)\b.*$|\s*\([^()]*\)$|,\s.*$"
)
_WORDS = re.compile(r"[A-Za-z][A-Za-z’'&.-]*")
_ACRONYM = re.compile(r"^(?:[A-Z][A-Za-z]*[A-Z][A-Za-z]*s?|[A-Z]{2,8})$")
_ARTICLE = re.compile(r"^(?:the|The|a|A|an|our|Our|its|their|your)\s+")
_NO_NAME = frozenset("that which who is are was were will should not".split())
_NO_BODY_OPENS = lexicon.PRONOUNS | {"we", "i", "you"}
_NO_NAME_ENDS = lexicon.NOT_BODIES | lexicon.PRONOUNS
_NAME_WORD = re.compile(r"(?:[A-Z][a-z]+|[A-Z]\.(?:[A-Z]\.)+|[A-Z][A-Za-z]+|of|&)$")
_OPENING_WORDS = frozenset(
    (
        "I You We They He She It This That These Those There Each Every All Both Some Many Most "
        "Any No Such Other Another New First Second Finally"
    ).split()
)
_OWNER = re.compile(r"(.{2,60}?)(?:[’']s|(?<=s)[’'])\s")
_TOPIC = re.compile(
    r"(?:The |All |This )?(?P<name>[A-Za-z][A-Za-z’'& -]{1,60}?) (?:is|are|has|have|was|were)\b"
)
_BY = re.compile(
    r"\b(?:led|managed|overseen|coordinated|implemented|delivered|chaired|undertaken|carried "
    r"out|published|issued) by (?:the )?(?P<names>[A-Z][A-Za-z&’' -]{1,60}|[A-Z]{2,8})"
)
_AGENT = re.compile(
    r"\b(?:will|shall|must|should|to) be (?:[a-z]+ly )?[a-z]+(?:ed|en|t) by "
    r"(?P<names>(?:the )?[A-Z][A-Za-z.&’' -]{1,60}(?:, (?:and )?(?:the )?[A-Z][A-Za-z.&’' -]{1,60}){0,4})"
)
_AFTER_NAME = re.compile(
    r"\s+(?:in|by|on|before|during|within|to|from|at|as|using|through|under|no later than)\s(?=[a-z\d]).*$",
    re.DOTALL,
)
_AGENTS = re.compile(r",\s+(?:and\s+)?|\s+and\s+(?=the\s)")
_WITH = re.compile(
    r"\b(?:work(?:ing)?|partner(?:ing)?|collaborat(?:e|ing)|cooperat(?:e|ing)|consult(?:ing)?|"
    r"engage|agreements|in (?:partnership|collaboration|cooperation|coordination|concert|"
    r"consultation)) with (?:the |our )?"
    r"(?P<names>[A-Za-z][A-Za-z’'& -]{2,70}?)(?= (?:to|on|in|for|and (?:other|to|will)|"
    r"through|as|by|that|who|within|toward)\b|[,.;:)]|$)"
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
_REQUIRED = re.compile(
    r"\b(?:Required|Encouraged) (?:for|of) (?P<names>[A-Za-z][A-Za-z ]{2,40}?)(?: only)?\s*(?:$|[|.<*&(,])"
)
_SPLIT = re.compile(r"\s*[;,/]\s*(?:and\s+)?|\s+and\s+(?=[A-Z])|\s+&\s+(?=[A-Z]{2,8}\b)")


def subject(text: str, start: int, end: int) -> Roles:
    """The bodies that promise in a sentence: "OMB will launch …", "all agencies should …"."""
    roles = Roles(how="subject")
    for modal in _MODAL.finditer(text, start, end):
        if _PASSIVE.match(text, modal.end(), end):
            continue
        if modal.group() == "would" and not _AGREED.search(text, start, modal.start()):
            continue
        place = _subject_before(text, start, modal.start())
        if place and roles:
            roles.add(
                "supporting", [each for each in _listed(text, *place) if not _same(text, each, roles.lead)]
            )
        elif place:
            roles.equals(_listed(text, *place))
    return roles


def to_act(text: str, start: int, end: int) -> Roles:
    """Who "is to" act: "The Ministry is to publish …", "Officers to report back"."""
    roles = Roles(how="subject")
    found = _WHO_TO.match(text, start, end)
    if found and found["verb"] in lexicon.ACTIONS and is_body(found["names"]):
        roles.equals(_listed(text, *found.span("names")))
    return roles


def _same(text: str, place: Place, others: list[Place]) -> bool:
    return any(text[slice(*place)] == text[slice(*other)] for other in others)


def topic(text: str, start: int, end: int) -> list[Place]:
    """The body that a sentence is about, for the pronoun of the next: "The Government is responding …"."""
    found = _TOPIC.match(text, start, end)
    return [found.span("name")] if found and is_body(found["name"]) else []


def says_we(text: str, start: int, end: int) -> bool:
    """Whether the sentence's promise is made by "we", "our …" or its subject is left out."""
    return bool(
        re.search(
            r"\b(?:[Ww]e|I)\s+(?:\w+\s+){0,2}(?:will|shall|must|should|aim|plan|intend|commit|are)\b|"
            r"\b[Oo]ur\b",
            text[start:end],
        )
    )


def _subject_before(text: str, start: int, stop: int) -> Place | None:
    cut = start
    for found in _CLAUSE_CUT.finditer(text, start, stop):
        cut = found.end()
    while leading := _LEADING.match(text[cut:stop]):
        cut += leading.end()
    phrase = text[cut:stop]
    if len(phrase) > 200:
        return None
    main = _RELATIVE.sub("", _RELATIVE.sub("", _without_tail(phrase.strip())))
    for candidate in (main, phrase.rpartition(", ")[2].strip()):
        name = _possessor(_ARTICLE.sub("", candidate))
        known = name and (
            is_body(name)
            or _are_bodies(name)
            or is_proper(name, opens=text.find(candidate, start, stop) == start)
        )
        at = text.rfind(name, cut, stop) if known else -1
        if at >= 0:
            return at, at + len(name)
    return None


def _are_bodies(name: str) -> bool:
    """Whether a phrase lists bodies by their acronyms: "HMRC and DVLA"."""
    parts = re.split(r",\s+(?:and\s+)?|\s+and\s+", name)
    return 1 < len(parts) <= 6 and all(_ACRONYM.match(part) for part in parts)


def _possessor(name: str) -> str:
    """Whose thing it is: "the Council’s resources" are the Council's to deliver."""
    found = _OWNER.match(name) if "’" in name or "'" in name else None
    return found.group(1) if found and not is_body(name) else name


def _without_tail(phrase: str) -> str:
    while shorter := _TAIL.search(phrase):
        phrase = phrase[: shorter.start()]
    return phrase


def is_body(name: str) -> bool:
    """Whether a noun phrase names an organisation: by an acronym or by its head word."""
    words = _WORDS.findall(name)
    if (
        not words
        or len(words) > 14
        or _NO_NAME & {w.lower() for w in words}
        or words[0].lower() in _NO_BODY_OPENS
    ):
        return False
    head = _head(words)
    if head.lower() in lexicon.NOT_BODIES:
        return False
    if len(words) <= 2 and _ACRONYM.match(words[-1]):
        return True
    if (
        any(word in (w.lower() for w in words) for word in ("of", "for"))
        and words[0].lower() in lexicon.BODY_WORDS
    ):
        return True
    if head[0].isupper():
        return head.lower() in lexicon.BODY_WORDS
    return head.lower() in lexicon.COMMON_BODIES


def is_proper(name: str, *, opens: bool) -> bool:
    """Whether a subject is a name of its own: "United States", "Transfar"; a single word not where a sentence opens."""
    words = name.split()
    if not 1 < len(words) + (not opens) <= 5 or words[-1].lower() in _NO_NAME_ENDS:
        return False
    return (
        all(_NAME_WORD.match(word) for word in words)
        and words[0].lower() not in lexicon.ACTIONS
        and words[0] not in _OPENING_WORDS
    )


def _head(words: list[str]) -> str:
    """The head of a noun phrase: the word before its first preposition, else the last."""
    for index, word in enumerate(words[1:], 1):
        if word.lower() in ("of", "for", "in", "on", "at", "from", "across", "to"):
            return words[index - 1]
    return words[-1]


def _listed(text: str, start: int, end: int) -> list[Place]:
    places, position = [], start
    for found in [*_SPLIT.finditer(text, start, end), None]:
        stop = found.start() if found else end
        if is_body(text[position:stop].strip()):
            places.append((position, stop))
        position = found.end() if found else end
    whole = [(start, end)]
    return places if len(places) > 1 and position >= end and _covers(places, start, end) else whole


def _covers(places: list[Place], start: int, end: int) -> bool:
    return places[0][0] == start and places[-1][1] == end


def bracketed(text: str, start: int, end: int) -> Roles:
    """What brackets say of who is responsible: "(lead: A; supporting: B, C)", "[led by A with support from B]"."""
    roles = Roles(how="bracket")
    if text.find("(", start, end) < 0 and text.find("[", start, end) < 0:
        return roles
    for found in _BRACKET.finditer(text, start, end):
        _bracket_roles(text, *found.span("inner"), roles)
    return roles or _closing_bracket(text, start, end, roles)


_FIRST_WORD = re.compile(r"\W{0,6}([A-Za-z-]+)")
_CLOSES = re.compile(r"[(\[]([^()\[\]]{6,120})[)\]]\W{0,2}$")


def _closing_bracket(text: str, start: int, end: int, roles: Roles) -> Roles:
    """Adds the bodies of a bracket that ends an order and names nothing else: "Build a lane (Roads Department)"."""
    first = _FIRST_WORD.match(text, start, end)
    found = _CLOSES.search(text, max(start, end - 130), end)
    if not first or not found or first.group(1).lower() not in lexicon.ACTIONS:
        return roles
    places = split_names(text, *found.span(1))
    if all(text[p[0]].isupper() and " " in text[slice(*p)] and is_body(text[slice(*p)]) for p in places):
        roles.equals(places)
    return roles


def given(text: str, start: int, end: int) -> Roles:
    """What a bracket or a label ("Lead: …") that stands by itself says of who is responsible."""
    return bracketed(text, start, end) or labelled_line(text, start, end) or Roles()


def is_bracket(text: str, start: int, end: int) -> int | None:
    """Where a bracket that stands at `start` and only names who is responsible ends, with its full stop."""
    found = _BRACKET.match(text, start, end)
    if not found or not _bracket_roles(text, *found.span("inner"), Roles()):
        return None
    return found.end() + (text[found.end() : found.end() + 1] == ".")


def _bracket_roles(text: str, start: int, end: int, roles: Roles) -> bool:
    """Adds the roles of one bracket; whether it names any. Its first word is a role, or a body before one."""
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


def named(text: str, start: int, end: int, *, labelled: bool = False) -> Roles:
    """Bodies named otherwise: "led by …", "Lead: …; Partners: …", "Required for all agencies", "work with …"."""
    roles = Roles(how="named")
    for found in _LABEL.finditer(text, start, end):
        role = "supporting" if found["role"][:3] in ("Sup", "Par") else "lead"
        known = _is_named if labelled else is_body
        places = [p for p in split_names(text, *found.span("names")) if known(text[slice(*p)])]
        roles.equals(places) if role == "lead" else roles.add(role, places)
    for found in _BY.finditer(text, start, end):
        if is_body(found["names"].strip()):
            roles.add("lead", [_stripped(text, *found.span("names"))])
    return roles


def agents(text: str, start: int, end: int) -> Roles:
    """By whom something is to be done: "will be produced by the Data Office, the Council, and the Mayor"."""
    roles = Roles(how="agent")
    for found in _AGENT.finditer(text, start, end):
        position, places = found.start("names"), []
        for cut in [*_AGENTS.finditer(text, *found.span("names")), None]:
            stop = cut.start() if cut else found.end("names")
            name = _ARTICLE.sub("", _AFTER_NAME.sub("", text[position:stop].strip(" .\n")))
            at = text.find(name, position)
            places += [(at, at + len(name))] if is_body(name) else []
            position = cut.end() if cut else stop
        roles.equals(places)
    return roles


def labelled_line(text: str, start: int, end: int) -> Roles | None:
    """The roles of a line that begins with "Lead:", "Responsible party:" or the like, else None."""
    return named(text, start, end, labelled=True) if _LABEL.match(text, start, end) else None


def partners(text: str, start: int, end: int) -> list[Place]:
    """Those a sentence works "with"."""
    return [p for found in _WITH.finditer(text, start, end) for p in split_names(text, *found.span("names"))]


def required(text: str, start: int, end: int) -> Place | None:
    """Who has to: "Required for all agencies"."""
    found = _REQUIRED.search(text, start, end)
    return found.span("names") if found else None


def split_names(text: str, start: int, end: int) -> list[Place]:
    """A list of names in a cell or after a colon."""
    places, position = [], start
    for found in [*_SPLIT.finditer(text, start, end), None]:
        stop = found.start() if found else end
        if text[position:stop].strip():
            places.append(_stripped(text, position, stop))
        position = found.end() if found else end
    return places


def _stripped(text: str, start: int, end: int) -> Place:
    piece = text[start:end]
    first = len(piece) - len(piece.lstrip())
    return start + first, start + len(piece.rstrip())


def is_unit_heading(name: str) -> bool:
    """Whether a heading is the name of a body: "Department for Education", not "Improve City Services"."""
    words = _WORDS.findall(name)
    if not 1 < len(words) <= 12 and not (len(words) == 1 and _ACRONYM.match(name) and len(name) > 2):
        return False
    if words[0].lower() in lexicon.ACTIONS or re.search(r"[:.?!]|\d", name):
        return False
    first = words[0].lower() in lexicon.UNIT_OPENERS and len(words) > 2
    return first or words[-1].lower() in lexicon.UNIT_ENDS
