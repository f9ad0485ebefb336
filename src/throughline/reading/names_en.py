"""Names of bodies and posts in English text: what is one, where a list of them is cut."""

from __future__ import annotations

import re

from throughline.reading import lexicon_en as lexicon
from throughline.reading.roles import Place

PERSON = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Cr|Cllr|Councillor|Sir|Dame)\.? (?:[A-Z]\.? ?)?|[A-Z]\.? )[A-Z][\w’'-]+(?: "
    r"[A-Z][\w’'-]+)?$"
)
WORDS = re.compile(r"[A-Za-z][A-Za-z’'&.-]*")
ACRONYM = re.compile(r"^(?:[A-Z][A-Za-z]*[A-Z][A-Za-z]*s?|[A-Z]{2,8})$")
ARTICLE = re.compile(r"^(?:the|The|a|A|an|our|Our|its|their|your)\s+")
_NO_NAME = frozenset("that which who is are was were will should not".split())
_NO_BODY_OPENS = lexicon.PRONOUNS | {"we", "i", "you"}
_NO_NAME_ENDS = lexicon.NOT_BODIES | lexicon.PRONOUNS
_NAME_WORD = re.compile(r"(?:[A-Z][a-z]+|[A-Z]\.(?:[A-Z]\.)+|[A-Z][A-Za-z]+|of|&)$")
_DETERMINERS = frozenset("the a an our all its their each".split())
_OPENING_WORDS = frozenset(
    (
        "I You We They He She It This That These Those There Each Every All Both Some Many Most "
        "Any No Such Other Another New First Second Finally"
    ).split()
)
# "Phase II", "Table 3": names of parts and not of bodies.
_PARTS_OF_TEXT = frozenset(
    "Phase Stage Part Table Figure Annex Appendix Section Chapter Step Option Scenario Tier Level Scope Action Goal "
    "Objective Target Priority Pillar Strategy Route Line Article Clause".split()
)
_SPLIT = re.compile(r"\s*[;,/]\s*(?:and\s+)?|\s+and\s+(?:the\s+)?(?=[A-Z])|\s+&\s+(?=[A-Z]{2,8}\b)")


def is_body(name: str) -> bool:
    """Whether a noun phrase names an organisation: by an acronym or by its head word."""
    words = WORDS.findall(name)
    if (
        not words
        or len(words) > 14
        or _NO_NAME & {w.lower() for w in words}
        or words[0].lower() in _NO_BODY_OPENS
    ):
        return False
    head = _head(words)
    if head.lower() in lexicon.NOT_BODIES or (
        len(words) > 1 and words[0].lower() in lexicon.ACTIONS and words[1] in _DETERMINERS
    ):
        return False
    if len(words) <= 2 and ACRONYM.match(words[-1]):
        return True
    if len(words) > 2 and ACRONYM.match(words[0]) and words[1] in ("for", "of"):
        return True  # "CECM for Water"
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
    if PERSON.match(name):
        return True
    if words[0] in _PARTS_OF_TEXT:
        return False
    if not 1 < len(words) + (not opens) <= 5 or (
        words[-1].lower() in _NO_NAME_ENDS and words[-1] != "Resources"
    ):
        return False
    return (
        all(_NAME_WORD.match(word) for word in words)
        and words[0].lower() not in lexicon.ACTIONS
        and words[0] not in _OPENING_WORDS
    )


def _head(words: list[str]) -> str:
    """The head of a noun phrase: the word before its first preposition, else the last."""
    for index, word in enumerate(words[1:], 1):
        if word.lower() in ("of", "for", "in", "on", "at", "from", "across", "to", "with", "between"):
            return words[index - 1]
    return words[-1]


def listed(text: str, start: int, end: int) -> list[Place]:
    """The bodies of a subject, one by one where all of it is a list of them."""
    places, position, ends = [], start, True
    for found in [*_SPLIT.finditer(text, start, end), None]:
        stop = found.start() if found else end
        name = _bare(text, position, stop)
        known = is_body(text[slice(*name)])
        places += [name] if known else []
        if position == start or stop == end:
            ends = ends and known
        position = found.end() if found else end
    return places if len(places) > 1 and ends else [(start, end)]


# "the General Services Administration (GSA)": the name without its article and its short form.
_SHORT_FORM = re.compile(r"\s*\((?:the )?[A-Z][A-Za-z&]{1,9}\)$")


def _bare(text: str, start: int, end: int) -> Place:
    start, end = stripped(text, start, end)
    article, short = ARTICLE.match(text[start:end]), _SHORT_FORM.search(text[start:end])
    return start + (article.end() if article else 0), start + short.start() if short else end


def split_names(text: str, start: int, end: int) -> list[Place]:
    """A list of names in a cell or after a colon."""
    places: list[Place] = []
    position, joint = start, ""
    for found in [*_SPLIT.finditer(text, start, end), None]:
        stop = found.start() if found else end
        if text[position:stop].strip():
            place = stripped(text, position, stop)
            whole = joint in _JOINTS and bool(places) and _one_name(text, places[-1], place, joint)
            places[-1:] = [(places[-1][0], place[1])] if whole else [*places[-1:], place]
        joint = found.group().strip() if found else ""
        position = found.end() if found else end
    return places


_JOINTS = ("and", ",", ", and")


def _one_name(text: str, first: Place, second: Place, joint: str) -> bool:
    """Whether an "and" or a comma stands inside a name: only one of its sides would be a body, as in "Education and
    Sports Bureau", or the second is the field of a post, as in "Director, Housing Growth".
    """
    if joint == ",":
        return (
            bool(_POST.match(text[slice(*first)]))
            and not is_body(text[slice(*second)])
            and not PERSON.match(text[slice(*second)])
        )
    names = text[slice(*first)], text[slice(*second)]
    if any(ACRONYM.match(name) or PERSON.match(name) for name in names):
        return False
    if _OF_WHAT.match(names[0]) and not is_body(names[1]):
        return True
    return is_body(names[1]) and not is_body(names[0]) and text[first[0]].isupper()


# "Ministry of Human Resources and Social Security", "Head of Waste and Street Scene"
_OF_WHAT = re.compile(
    r"(?:the )?(?:[A-Z][\w’'-]+ ){0,4}(?:Ministry|Ministries|Department|Bureau|Office|Administration|Commission|"
    r"Committee|Agency|"
    r"Division|Directorate|Head|Director|Minister|Secretary|Manager|Commissioner|Officer|Board|Council|Centre|Center|"
    r"Institute) (?:of|for) [A-Z]"
)
# "Assistant Director, Housing Growth": a post and its field.
_POST = re.compile(
    r"(?:[A-Z][\w’'-]+ ){0,4}(?:Director|Head|Manager|Officer|Secretary|Lead|Commissioner|Deputy|Minister)$"
)


def stripped(text: str, start: int, end: int) -> Place:
    """The place without the white space at its ends."""
    piece = text[start:end]
    first = len(piece) - len(piece.lstrip())
    return start + first, start + len(piece.rstrip())


def is_unit_heading(name: str) -> bool:
    """Whether a heading is the name of a body: "Department for Education", not "Improve City Services"."""
    words = WORDS.findall(name)
    if not 1 < len(words) <= 12 and not (len(words) == 1 and ACRONYM.match(name) and len(name) > 2):
        return False
    if words[0].lower() in lexicon.ACTIONS or re.search(r"[:.?!]|\d", name):
        return False
    first = words[0].lower() in lexicon.UNIT_OPENERS and len(words) > 2
    return first or words[-1].lower() in lexicon.UNIT_ENDS
