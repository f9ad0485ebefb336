"""What an English sentence shows: named features, each with how strongly it shows."""

from __future__ import annotations

import re

from throughline.reading import acts_en, offers_en, tense_en, wordings_en
from throughline.reading import lexicon_en as lexicon
from throughline.reading.passage import Passage
from throughline.reading.titles import is_title

Features = dict[str, float]

_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_ACRONYM = re.compile(r"[A-Z].*[A-Z]")
_AUXILIARY = frozenset("was were had did has have been".split())
_FINITE = frozenset(
    (
        "will shall must should would could may might can is are has have do does commits plans "
        "aims intends remains"
    ).split()
)
_AFTER_NOUN = frozenset(
    "of was were began begins continues also shows means needs makes helps remains".split()
)
_AFTER_PARTICIPLE = frozenset(
    "by in to with under as at on for from and or of through within across over between among against without per "
    "during towards".split()
)
_PROMISING = frozenset(
    ("will", "opens with an order", "promise", "call for action", "names a goal", "states a duty")
)
_SKIP = frozenset(
    "also then thus therefore further continue actively jointly then together not only soon "
    "now still always initially formally fully regularly immediately seriously to "
    "have be being been".split()
)
_SHORT_WILL = re.compile(r"\b([Ww]e|[Tt]hey|I)[’']ll\b")
_SHORT_ARE = re.compile(r"\b([Ww]e|[Tt]hey)[’']re\b")


def _uncontracted(text: str) -> str:
    """We'll, we're as two words each."""
    if "ll " in text:
        text = _SHORT_WILL.sub(r"\1 will", text)
    return _SHORT_ARE.sub(r"\1 are", text) if "re " in text else text


def words_of(text: str) -> list[str]:
    """The words of a text, without figures and marks."""
    return _WORD.findall(text)


def features(passage: Passage) -> Features:
    """The features of one sentence; a value is 1 or a small count."""
    text = _uncontracted(passage.text)
    words = words_of(text)
    lower = [w.lower() for w in words]
    seen: Features = {}
    if not words:
        return {"fragment": 1.0}
    _modals(lower, words, seen)
    _opening(words, lower, passage, seen)
    if not seen.keys() & {"opens with an order"}:
        _main_verb(lower, seen)
    _wording(text, lower, seen)
    _surroundings(passage, words, text, seen)
    tense_en.find(passage, seen)
    return seen


def opens_with_order(text: str) -> bool:
    """Whether the first word of a text is a verb in its plain form, written large: "Build …"."""
    words = words_of(text[:40])
    at = 1 if len(words) > 1 and words[0].lower()[-2:] == "ly" else 0
    return bool(words) and words[0][0].isupper() and words[at].lower() in lexicon.ACTIONS


def _modals(lower: list[str], words: list[str], seen: Features) -> None:
    wills: list[Features] = []
    for index, word in enumerate(lower):
        if word in ("will", "shall", "ll") and (
            index == 0 or lower[index - 1] not in ("the", "good", "a", "own")
        ):
            if _in_a_clause(lower, words, index):
                seen["clause that will"] = 1.0
                continue
            one: Features = {}
            _subject(lower, words, index, one)
            if "a body will" in one and acts_en.within_a_phrase(lower, index):
                del one["a body will"]
            _verb(lower, index, one)
            wills.append(one)
        elif word in ("should", "must") and index and lower[index - 1] not in _RELATIVES:
            seen["should or must"] = 1.0
            if acts_en.should_act(lower, index):
                seen["should act"] = 1.0
            if lower[index - 1] in lexicon.BODY_WORDS:
                seen["a body should"] = 1.0
    if wills:
        # Somebody's promise counts, also where something else "will" in the same sentence.
        seen |= next((one for one in wills if one.keys() & {"we will", "a body will"}), wills[0])


_RELATIVES = frozenset(("that", "which", "who"))
_ASKING = frozenset(("how", "whether"))


def _in_a_clause(lower: list[str], words: list[str], index: int) -> bool:
    """Whether a "will" belongs to what is only told of a thing: "a plan that will", "how the city will"."""
    relative = index > 1 and lower[index - 1] in _RELATIVES and words[index - 1].islower()
    return relative or bool(_ASKING.intersection(lower[max(0, index - 6) : index]))


def _subject(lower: list[str], words: list[str], index: int, seen: Features) -> None:
    """Who will, from the words before the first "will"."""
    subject = lower[max(0, index - 8) : index]
    seen["will"] = 1.0
    if not subject:
        return
    if subject[-1] in ("we", "i"):
        seen["we will"] = 1.0
    elif subject[-1] in lexicon.EFFECT_SUBJECTS:
        seen["it or this will"] = 1.0
    elif subject[-1] in lexicon.NOT_BODIES or _MEASURE_OF.search(" ".join(subject)):
        seen["a thing will"] = 1.0
    elif any(w in lexicon.BODY_WORDS for w in subject) or _ACRONYM.search(words[index - 1]):
        seen["a body will"] = 1.0


# "the gap with the city will": of what the body has, and not the body.
_MEASURE_OF = re.compile(
    r"\b(?:gap|share|rate|proportion|level|amount|cost|costs|price|income|output|population|ratio|index|quality|demand|"
    r"emissions|growth|capacity|coverage|balance|burden) (?:of|with|in|for|between|from|at|to) (?:[a-z’'-]+ "
    r"){0,5}[a-z’'-]+$"
)


def _between(word: str) -> bool:
    """Whether a word only stands between "will" and its verb: also, definitely; but not supply."""
    return word in _SKIP or (word[-2:] == "ly" and word not in lexicon.ACTIONS)


def _verb(lower: list[str], index: int, seen: Features) -> None:
    """What will be done, or only what will come of it."""
    verb = next((w for w in lower[index + 1 : index + 6] if not _between(w)), "")
    if verb in lexicon.EFFECTS and (
        verb in lexicon.MERE_EFFECTS or not seen.keys() & {"we will", "a body will"}
    ):
        seen["will have an effect"] = 1.0
    elif verb in lexicon.CHANGES and lower[index - 1] in lexicon.RULES:
        seen["a rule will"] = 1.0
    elif (verb in lexicon.CHANGES and lower[index - 1] in lexicon.NOT_BODIES) or (
        verb in lexicon.CHANGES | lexicon.EFFECTS and acts_en.doing_will(lower, index)
    ):
        seen["will have an effect"] = 1.0
    elif verb in lexicon.ACTIONS:
        seen["will act"] = 1.0


# After them a form in -ed is the verb and no attribute: "appointed seven", "visited the"; not "updated plan".
_DETERMINERS = frozenset(
    "the a an its their our his her these those several many all some two three four five six seven eight nine ten"
    "".split()
)
_URGING = frozenset("emphasized emphasised stressed highlighted underlined urged demanded instructed".split())
_STILL_TO_COME = frozenset(("will", "shall", "must", "should", "commits"))


def _tells(word: str, rest: list[str]) -> bool:
    """Whether a verb in -ed, with what follows it, is the past of a sentence that promises nothing after it."""
    if not word.endswith("ed") or word in _URGING or not rest or rest[0] not in _DETERMINERS:
        return False
    promised = any(one in _STILL_TO_COME for one in rest) or "is committed" in " ".join(rest)
    return not promised


# After them a form in -ed is no verb: "the adopted goal", "our revised plan".
_ATTRIBUTED = frozenset("the a an our its their this these those newly recently".split())
_SAYING = frozenset("said announced stated explained added pledged promised confirmed noted".split())


def _main_verb(lower: list[str], seen: Features) -> None:
    """Whether the first verb of the sentence stands in the past: "The Mayor convened …"."""
    for index, word in enumerate(lower[:40]):
        if word in _FINITE:
            return
        if word in _SAYING and {"will", "would"}.intersection(lower[index + 1 :]):
            return
        if index and lower[index - 1] in _ATTRIBUTED and word not in _AUXILIARY:
            continue
        if index and _tells(word, lower[index + 1 :]):
            seen["main verb in the past"] = 1.0
            return
        if index and word in lexicon.PAST_VERBS and word not in _AUXILIARY:
            participle = index + 1 == len(lower) or lower[index + 1] in _AFTER_PARTICIPLE
            if lower[index - 1] in _PERSONS or not participle:
                seen["main verb in the past"] = 1.0
            return


_PERSONS = frozenset("i we he she they".split())
_PREPOSITIONS = frozenset("on of in for with at from to".split())
_HAPPENS = frozenset(
    "has have had is are was were began continues continued may can will could might would remains remain".split()
)


_NOUNS = frozenset(
    "work research support demand access use progress review study design supply interest focus staff plan plant "
    "post fund "
    "funding report contract market house light cover place police train target test lead level schedule".split()
)


def _is_subject(lower: list[str]) -> bool:
    """Whether the opening word is a noun with a verb of its own: "Work on the bridge has been delayed"."""
    if len(lower) < 4 or lower[0] not in _NOUNS or lower[1] not in _PREPOSITIONS:
        return False
    verb = next((n for n, word in enumerate(lower[2:9], 2) if word in _HAPPENS), 0)
    return bool(verb) and not {"to", "and", "or", *_RELATIVES}.intersection(lower[2:verb])


# "Open Data fuels …" names a thing; "Open the door" orders.
_LETTER = re.compile("[A-Z]")  # "Measure G funds"
_OPEN_THINGS = frozenset(("Data", "Government", "Access", "Source", "Science", "Contracting"))
_NUMBERED = re.compile(
    r"^(?:Recommendation|Action|Measure|Task|Step|Initiative|Objective|Priority|Commitment|Strategy|Goal|Policy|Project|"
    r"Deliverable|Activity|Output|Intervention|Proposal|Pledge|Milestone|Reform|Investment|Component|Pillar|Theme|"
    r"Outcome) "
    r"#?[\dA-Z]{1,4}(?:\.[A-Z]?\d{1,2}){0,3}\s?[:.–—-] ",
    re.IGNORECASE,
)


# "Diagnostics: move booking on to one system": what an order is about stands before it.
_TOPIC = re.compile(
    r"(?!Example|Note|Question|Definition|Figure|Source|Case|Background|Quote|Photo|Table)[A-Z][\w ,&/()’'-]{1,45}: "
    r"(?=[A-Za-z])"
)


def _opening(words: list[str], lower: list[str], passage: Passage, seen: Features) -> None:
    numbered = _NUMBERED.match(passage.text)
    if numbered and (rest := words_of(passage.text[numbered.end() :])):
        words, lower = rest, [word.lower() for word in rest]
    if ": " in passage.text and (told := _TOPIC.match(passage.text)):
        rest = words_of(passage.text[told.end() :])
        if rest and rest[0].lower() in lexicon.ACTIONS - _NOUNS and not (len(rest) > 2 and is_title(rest)):
            seen["opens with an order"] = 1.0
            return
    skipped = ("to", "and", "also", "then") if passage.block.kind == "item" else ("and", "also", "then")
    first = lower[1] if lower[0] in skipped and len(lower) > 1 else lower[0]
    if first.endswith("ly") and len(lower) > 1:
        first = lower[1]
    at = lower.index(first)
    if passage.text[len(words[0]) : len(words[0]) + 1] == ":" or _is_subject(lower[at:]):
        return
    noun = at + 1 < len(lower) and (
        lower[at + 1] in _FINITE | _AFTER_NOUN
        or lower[at + 1] in lexicon.PAST_VERBS
        or (first == "open" and words[at + 1] in _OPEN_THINGS)
        or _LETTER.fullmatch(words[at + 1])
    )
    if noun:
        return
    if first in lexicon.ACTIONS and (words[0][0].isupper() or passage.block.kind == "item"):
        seen["opens with an order"] = 1.0
        if passage.block.kind == "item" or (passage.first and passage.last):
            seen["order as a list item"] = 1.0
    elif words[0][0].islower() and passage.first:
        seen["begins in mid-sentence"] = 1.0


def _wording(text: str, lower: list[str], seen: Features) -> None:
    for name, pattern in _PATTERNS:
        if (name in _ABSENT and _ABSENT[name](lower)) or _outweighed(name, seen):
            continue
        found = pattern.search(text)
        if found and not (name == "promise" and _of_a_thing(text[: found.start()])):
            seen[name] = 1.0
    acts_en.find(text, lower, seen)
    if "is to act" in seen:
        tense_en.drop(seen, tense_en.TELLING)
    if "slogan" in seen and not any(map(str.isdigit, text)):
        tense_en.drop(seen, _EXHORTING)
    _count_words(lower, seen)


def _outweighed(name: str, seen: Features) -> bool:
    """Whether what a sentence promises or decides says more than its tense would."""
    promised = name in tense_en.TELLING and seen.keys() & _PROMISING
    return bool(promised or (name in _TELLING_OF_MEETINGS and seen.keys() & _AGREEING))


def _count_words(lower: list[str], seen: Features) -> None:
    before = ("", *lower)
    past = sum(w in lexicon.PAST_VERBS and v not in _ATTRIBUTED for v, w in zip(before, lower, strict=False))
    if past and not seen.keys() & (_PROMISING | _AGREEING | {"is to act"}):
        seen["past verbs"] = min(past, 3) / 2 + 0.5
    values = sum(w in lexicon.VALUE_WORDS for w in lower)
    if values and "states a duty" not in seen:
        seen["valuation"] = min(values, 3) / 2 + 0.5
    if "continue" in lower or "continues" in lower:
        seen["continues"] = 1.0


_EXHORTING = ("states a duty", "should act", "opens with an order", "order as a list item")


def _of_a_thing(before: str) -> bool:
    """Whether what "aims to" is a document or a programme: it tells of its purpose and promises nothing."""
    inserted = before.partition(",")[0] if before.rstrip().endswith(",") else ""
    heads = [words_of(part[-60:]) for part in (before, inserted)]
    return any(words and words[-1].lower() in lexicon.NOT_BODIES | _RELATIVES for words in heads)


_NEEDS = {
    "promise": (
        "commit commits committed pledge pledges pledged promised vowed promises vow vows undertakes agrees plan plans "
        "planning "
        "preparing intend "
        "building creating introducing launching setting rolling undertook undertake undertakes intends aim aims "
        "propose proposes proposed expect expects strive striving asked required requested directed "
        "instructed going tasked mandated charged entrusted process announce intended planned envisaged"
    ),
    "voices a conviction": "we i our my hope hopes",
    "past or perfect tense": "has have had was were",
    "states what is": (
        "is are make makes account accounts provide provides describe describes contain contains represent represents "
        "remain remains show shows include includes equal equals cost costs generate generates"
    ),
    "states a duty": "necessary imperative essential required efforts must crucial",
    "slogan": (
        "spirit vigor vigour throttle chapter strides journey high unswervingly mindset complacency greater gets get "
        "picture "
        "determined blueprint banner confidence glorious contributions out mind forge adhere adhering"
    ),
    "will be done": "be",
    "permission": "may can could might",
    "offer or condition for applicants": offers_en.WORDS,
    "is agreed": (
        "agreed resolved decided determined said announced promised pledged confirmed replied undertook decision"
    ),
    "agreed to act": "agreed resolved decided proposed intended planned undertook offered promised volunteered",
    "told of others' rules": acts_en.LAW_WORDS,
    "owed to others": "due because result thanks under",
    "names a goal": "set goal goals target targets objective objectives mission aim aims reduction reductions ambition",
    "says what others ask": wordings_en.OTHERS_ASK_WORDS,
    "call for action": (
        "need needs emphasized emphasised stressed highlighted underlined urged called demanded instructed instructing "
        "focus asking prominent"
    ),
    "definition": "mean means refers refer runs begins starts ends defined definition expressed taken chosen note",
    "supposition": (
        "if would estimate estimated projected could yield potential scenario assume assumes assumed "
        "assuming assumption "
        "assumptions"
    ),
}
"""Of which words one must occur, written small, for a pattern to be worth a search."""
_ABSENT = {name: frozenset(words.split()).isdisjoint for name, words in _NEEDS.items()}
_TELLING_OF_MEETINGS = frozenset(("past or perfect tense", "states what is", "supposition", "permission"))
_AGREEING = frozenset(("is agreed", "agreed to act"))
_AGREED = re.compile(
    r"\b(?:agreed|resolved|decided|determined)(?:, [^,.;]{2,40},)? that\b[^.;]{0,120}\b(?:would|will|should|be)\b"
    r"|^(?:resolved|agreed|decision)\b ?[:,–-]? ?(?:that|to)\b"
    r"|\b(?:said|announced|promised|pledged|confirmed|replied|undertook)(?: that)? "
    r"(?![^.;]*\b(?:if|unless) )[^.;“”]{2,60}\bwould "
    r"(?!be (?!completed|finished|delivered|published|opened|increased|reduced|cut|closed|replaced|reviewed|circulated|"
    r"brought|presented|submitted|introduced|installed|extended|doubled|in place)|have |not |need |like |mean |make |"
    r"cost |help |take |require )",
    re.IGNORECASE,
)
_PATTERNS = (
    ("is agreed", _AGREED),
    ("agreed to act", acts_en.AGREES_TO),
    ("told of others' rules", acts_en.LAW),
    ("owed to others", wordings_en.OWED),
    ("promise", wordings_en.PROMISE),
    ("names a goal", wordings_en.GOAL),
    ("states a duty", wordings_en.DUTY),
    ("call for action", wordings_en.CALL),
    ("voices a conviction", wordings_en.CONVICTION),
    ("will be done", wordings_en.PASSIVE),
    ("past or perfect tense", wordings_en.PERFECT),
    ("states what is", wordings_en.PRESENT),
    ("permission", wordings_en.PERMISSION),
    ("supposition", wordings_en.SUPPOSE),
    ("slogan", lexicon.SLOGANS),
    ("page furniture", wordings_en.MARKUP),
    ("table of contents", wordings_en.DOTS),
    ("says what others ask", wordings_en.OTHERS_ASK),
    ("definition", wordings_en.DEFINES),
    ("offer or condition for applicants", offers_en.OFFER),
)


# No sentence ends so: a line of a column that was cut off.
_NEVER_LAST = frozenset(
    "of the a an and or for to with from by as at between including across into their its our is are that which "
    "on".split()
)


# "What we will do next": a title in the form of a question.
_TITLE_QUESTION = re.compile(r"(?:What|How|Why|Where|Who|When|Which) [^.?!:;,\d]{3,60}")


def _asks_in_a_title(passage: Passage, text: str) -> bool:
    alone = passage.first and passage.last and text[:1] in "WH"
    return alone and _TITLE_QUESTION.fullmatch(text) is not None


# "By May, the Office will:", "Agencies should:": all that is to be done follows.
_SAYS_NOTHING_YET = re.compile(r"\b(?:will|shall|must|should|to|by)(?: also)?:$")


def _surroundings(passage: Passage, words: list[str], text: str, seen: Features) -> None:
    block, scope = passage.block, passage.scope
    if block.kind == "heading" or passage.opens_document or _asks_in_a_title(passage, text):
        seen["heading"] = 1.0
    elif passage.first and not passage.last and len(words) <= 16 and is_title(words):
        seen["title of what follows"] = 1.0
    if text[-1:] == ":":
        seen["introduces a list"] = 2.0 if _SAYS_NOTHING_YET.search(text) else 1.0
    if text[-1:] == "?":
        seen["question"] = 1.0
    if len(words) < 4 and not (text[-1:] == "." and any(each.relation == "by" for each in passage.ahead)):
        seen["fragment"] = 1.0
    if text[-1:] not in '.!?;:”"’)' and block.kind == "paragraph":
        seen["no full stop"] = 1.0
        if words[-1].lower() in _NEVER_LAST and text[-1:].isalpha():
            seen["breaks off"] = 1.0
    if scope.past:
        seen["in a review of the past"] = 1.0
    if passage.spoken:
        seen["in a speech"] = 1.0
