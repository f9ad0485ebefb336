"""Responsible bodies in English sentences: the subject of a promise, by whom something is to be done, who is to act."""

from __future__ import annotations

import re

from throughline.reading import lexicon_en as lexicon
from throughline.reading.names_en import (
    ACRONYM,
    ARTICLE,
    PERSON,
    is_body,
    is_proper,
    listed,
    split_names,
    stripped,
)
from throughline.reading.roles import Place, Roles

_MODAL = re.compile(
    r"\b(?:will|shall|must|should|would|commits? to|(?:has|have)? ?(?:also )?committed|is committed "
    r"to|are committed to|agrees? to|pledges? to|plans? to|intends? to|aims? to|(?:is|are) "
    r"(?:expected|asked|required|requested|directed|instructed) to|proposed that|"
    r"proposes? to|(?:agreed|resolved|decided|pledged|promised) to|(?:takes?|has|have) the lead|(?:being |is |are "
    r")in charge|undertook to|is assisting|goal\b[^.]{0,40}? is to|aims? is to|(?:is|are) (?:currently |"
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
    r"\b(?:said|says|stated|announced|explained|added|noted|stressed|suggested|emphasi[sz]ed|replied|confirmed|"
    r"pledged|promised) (?:that\s+|(?=the\s))"
)
_LEADING = re.compile(
    r"^\s*(?:[A-Z][a-z]+ \d[\d.]{0,6}\s?[:–—-]\s+|(?:[A-Z][a-z]+(?:ly)?|[Ii]n addition|[Aa]t the same time|[Ff]or "
    r"that reason|"
    r"[Ff]or example|[Mm]eanwhile|[Mm]oreover),\s+|(?:[Aa]nd|[Bb]ut|[Tt]ogether|[Aa]lso|"
    r"[Tt]hen|[Tt]o this end),?\s+"
    r"|(?:By|In|On|Over|Within|At|During|From|Through|As|Under|For|To|With|After|Before|"
    r"Ahead of|Critically|Centering|Based|Following|Consistent|Building|Drawing|Working|Prioritizing|"
    r"While|When|If|Where)\b[^,]{0,220},\s+)"
)
# "Officers to report back", "Action: the Clerk to write": who is to act where no verb is finite.
_WHO_TO = re.compile(
    r"(?:ACTIONS?|Actions?|AGREED|Agreed)?:? ?(?:[Tt]he |[Aa]ll |[Ee]ach )?"
    r"(?P<names>(?:[A-Z] )?[A-Z][\w’'-]+(?:,? (?:[A-Z][\w’'-]+|of|and|&|for|the|"
    rf"{'|'.join(sorted(lexicon.BODY_WORDS))})){{0,8}}) "
    r"(?:(?:is|are) (?:also |now |then )?|jointly |both |each |together )?to (?!be\b)(?P<verb>[a-z]+)\b"
)
# "RESOLVED that the Chief Executive commission …", "It is the intention of the Council to …"
_THAT_NAMES = re.compile(
    r"\b(?:[Aa]greed|[Rr]esolved|[Dd]ecided|[Rr]ecommended|[Dd]irected|RESOLVED|AGREED) that (?:the )?"
    r"(?P<names>[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|of|and|&|for)){0,6}) (?P<verb>[a-z]+)\b"
    r"|\b(?:intention|responsibility|task|duty|aim|ambition|policy) of (?:the )?"
    r"(?P<owners>[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|of|and|&|for)){0,6}) to [a-z]+"
)
# "ACTION – Finance: reconcile …"
_ACTION_OF = re.compile(
    r"(?:ACTIONS?|Actions?)(?: \d{1,3})?\s?[:–—-]\s?(?P<names>[A-Z][\w .’'&,/-]{1,50}?)\s?[:–—]\s+(?=[a-z])"
)
_TAIL = re.compile(
    r"\s+(?:also|then|therefore|further|now|is|are|has|have|already|currently|generally|"
    r"jointly|both|itself|themselves|,)$|,$"
)
_RELATIVE = re.compile(
    r",?\s+(?:which|who|that|including|such as|whose|where|with|within|responsible for|handling|"
    r"managing)\b.*$|\s*\([^()]*\)$|,\s.*$"
)
_OWNER = re.compile(r"(.{2,60}?)(?:[’']s|(?<=s)[’'])\s")
_TOPIC = re.compile(
    r"(?:The |All |This )?(?P<name>[A-Za-z][A-Za-z’'& -]{1,60}?) (?:is|are|has|have|was|were)\b"
)
_AGENT = re.compile(
    r"\b(?:will|shall|must|should|to) be (?:[a-z]+ly )?[a-z]+(?:ed|en|t)\b[^.;:]{0,90}? by "
    r"(?!(?:the )?(?:January|February|March|April|May|June|July|August|September|October|November|December|Q\d|FY|"
    r"Christmas|"
    r"Easter|Spring|Summer|Autumn|Fall|Winter)\b)"
    r"(?P<names>(?:the )?[A-Z][A-Za-z.&’' -]{1,60}(?:, (?:and )?(?:the )?[A-Z][A-Za-z.&’' -]{1,60}){0,4})"
)
_AFTER_NAME = re.compile(
    r"\s+(?:in|by|on|before|during|within|to|from|at|as|using|through|under|no later than)\s"
    r"(?=[a-z\d]|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b).*$",
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
_REQUIRED = re.compile(
    r"\b(?:Required|Encouraged) (?:for|of) (?P<names>[A-Za-z][A-Za-z ]{2,40}?)(?: only)?\s*(?:$|[|.<*&(,])"
)


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
                "supporting", [each for each in listed(text, *place) if not _same(text, each, roles.lead)]
            )
        elif place:
            roles.equals(listed(text, *place))
    return roles


def to_act(text: str, start: int, end: int) -> Roles:
    """Who "is to" act: "The Ministry is to publish …", "Officers to report back"."""
    roles = Roles(how="subject")
    found = _WHO_TO.match(text, start, end)
    labelled_so = found is not None and found.start("names") > start
    if found and found["verb"] in lexicon.ACTIONS and _can_act(found["names"], alone=labelled_so):
        roles.equals(listed(text, *found.span("names")))
    named = not roles and (text.find(" that ", start, end) >= 0 or text.find(" of ", start, end) >= 0)
    for told in _THAT_NAMES.finditer(text, start, end) if named else ():
        name = "names" if told["names"] else "owners"
        if (told["owners"] or told["verb"] in lexicon.ACTIONS) and _can_act(told[name]):
            roles.equals(listed(text, *told.span(name)))
    asked = _TOLD_TO.search(text, start, end) if not roles else None
    if asked and asked["verb"] in lexicon.ACTIONS and _can_act(asked["names"], alone=True):
        roles.equals(listed(text, *asked.span("names")))
    if not roles and (labelled := _ACTION_OF.match(text, start, end)):
        roles.equals(split_names(text, *labelled.span("names")))
    return roles


# "has asked the Housing Trust to report", "instructed the Clerk to apply"
_TOLD_TO = re.compile(
    r"\b(?:asked|instructed|directed|requested|tasked|ordered|commissioned|mandated) (?:the |an? )?"
    r"(?P<names>[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|of|and|&|for|the)){0,7}) to (?P<verb>[a-z]+)\b"
)


def _can_act(name: str, *, alone: bool = False) -> bool:
    """Whether those named are bodies or persons, and not an order: "Enable Units to …".

    One word that is no body names somebody only where it stands `alone` behind a label ("ACTION: Estates to …").
    """
    if name.partition(" ")[0].lower() in lexicon.ACTIONS:
        return False
    if is_body(name) or PERSON.match(name):
        return True
    parts = re.split(r",? (?:and |& )", name)
    return (alone or " " in name) and all(is_body(part) or part.istitle() for part in parts)


def _same(text: str, place: Place, others: list[Place]) -> bool:
    return any(text[slice(*place)] == text[slice(*other)] for other in others)


def topic(text: str, start: int, end: int) -> list[Place]:
    """The body that a sentence is about, for the pronoun of the next: "The Government is responding …"."""
    found = _TOPIC.match(text, start, end)
    return [found.span("name")] if found and is_body(found["name"]) else []


def _subject_before(text: str, start: int, stop: int) -> Place | None:
    cut = start
    for found in _CLAUSE_CUT.finditer(text, start, stop):
        cut = found.end()
    if cut > start and (whole := _list_of_bodies(text, start, stop)):
        return whole
    while leading := _LEADING.match(text[cut:stop]):
        cut += leading.end()
    inserted = _WITH_OTHERS.match(text, _after_leading(text, start, stop), stop)
    if inserted and _can_act(ARTICLE.sub("", _IN_BRACKETS.sub("", inserted["name"])), alone=True):
        return stripped(
            text, inserted.start("name"), inserted.start("name") + len(_IN_BRACKETS.sub("", inserted["name"]))
        )
    phrase = text[cut:stop]
    if len(phrase) > 200:
        return None
    main = _RELATIVE.sub("", _RELATIVE.sub("", _without_tail(phrase.strip())))
    for candidate in (main, phrase.rpartition(", ")[2].strip()):
        name = _possessor(ARTICLE.sub("", candidate))
        known = name and (
            is_body(name)
            or _are_bodies(name)
            or is_proper(name, opens=text.find(candidate, start, stop) == start)
        )
        at = text.rfind(name, cut, stop) if known else -1
        if at >= 0:
            return at, at + len(name)
    return None


_IN_BRACKETS = re.compile(r"\s*\([^()]{1,40}\)$")
# "The Ministry of Health, working with district councils and the Network, shall"
_WITH_OTHERS = re.compile(
    r"(?:[Tt]he )?(?P<name>[A-Z][^,;:.]{2,80}), (?:working|together|along|jointly|in (?:partnership|cooperation|"
    r"co-operation|"
    r"collaboration|coordination|consultation)|with|through|under|acting|supported|assisted|joined)\b"
    r"[^;:.]{3,260}(?:,|,? and (?:the )?[A-Z][^,;:.]{2,60})\s*$"
)


def _after_leading(text: str, start: int, stop: int) -> int:
    while leading := _LEADING.match(text[start:stop]):
        start += leading.end()
    return start


def _list_of_bodies(text: str, start: int, stop: int) -> Place | None:
    """A subject that is a list of bodies and nothing else: "The Department, the NTA and the County Council will"."""
    start = _after_leading(text, start, stop)
    phrase = text[start:stop].rstrip()
    stripped = _without_tail(phrase)
    parts = re.split(r",\s+(?:and\s+)?|\s+and\s+", stripped)
    if len(stripped) > 200 or not 1 < len(parts) <= 8:
        return None
    bodies = all(is_body(ARTICLE.sub("", _IN_BRACKETS.sub("", part))) for part in parts)
    article = ARTICLE.match(stripped)
    return (start + (article.end() if article else 0), start + len(stripped)) if bodies else None


def _are_bodies(name: str) -> bool:
    """Whether a phrase lists bodies by their acronyms: "HMRC and DVLA"."""
    parts = re.split(r",\s+(?:and\s+)?|\s+and\s+", name)
    return 1 < len(parts) <= 6 and all(ACRONYM.match(part) for part in parts)


def _possessor(name: str) -> str:
    """Whose thing it is: "the Council’s resources" are the Council's to deliver."""
    found = _OWNER.match(name) if "’" in name or "'" in name else None
    return found.group(1) if found and not is_body(name) else name


def _without_tail(phrase: str) -> str:
    while shorter := _TAIL.search(phrase):
        phrase = phrase[: shorter.start()]
    return phrase


def agents(text: str, start: int, end: int) -> Roles:
    """By whom something is to be done: "will be produced by the Data Office, the Council, and the Mayor"."""
    roles = Roles(how="agent")
    for found in _AGENT.finditer(text, start, end):
        position, places = found.start("names"), []
        for cut in [*_AGENTS.finditer(text, *found.span("names")), None]:
            stop = cut.start() if cut else found.end("names")
            name = ARTICLE.sub("", _AFTER_NAME.sub("", text[position:stop].strip(" .\n")))
            at = text.find(name, position)
            known = is_body(name) or is_proper(name, opens=False)
            places += [(at, at + len(name))] if known else []
            position = cut.end() if cut else stop
        roles.equals(places)
    return roles


def partners(text: str, start: int, end: int) -> list[Place]:
    """Those a sentence works "with"."""
    return [p for found in _WITH.finditer(text, start, end) for p in split_names(text, *found.span("names"))]


def required(text: str, start: int, end: int) -> Place | None:
    """Who has to: "Required for all agencies"."""
    found = _REQUIRED.search(text, start, end)
    return found.span("names") if found else None
