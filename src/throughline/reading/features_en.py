"""What an English sentence shows: named features, each with how strongly it shows."""

from __future__ import annotations

import re

from throughline.reading import acts_en, offers_en
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
_AFTER_PARTICIPLE = frozenset("by in to with under as at on for from and or of".split())
_PROMISING = frozenset(
    ("will", "opens with an order", "promise", "call for action", "names a goal", "states a duty")
)
_SKIP = frozenset(
    "also then thus therefore further continue actively jointly then together not only soon "
    "now still always initially formally fully regularly immediately seriously to "
    "have be being been".split()
)
_PROMISE = re.compile(
    r"(?<!who are )(?<!who is )(?<!that are )(?<!that is )(?<!which are )(?<!which is )"
    r"\b(?:commits?|(?:are|is) (?:planning|preparing)|committed|pledges?|pledged|promised|vowed|promises|vows?|"
    r"undertakes|agrees) (?:to|up to|itself)\b|(?<!the )(?<!a )(?<!an )(?<!our )(?<!with "
    r")\b(?:plans?|intends?|aims?|proposes?|expects?) to\b"
    r"|\b(?:[Ww]e|[Cc]ouncil|[Gg]overnment|[Cc]ity|[Dd]epartment|[Mm]inistry|[Cc]ounty|[Tt]own)(?: will)? aims? for\b"
    r"|\b[Ss]triv(?:e|ing) (?:to|for)\b|\b(?:are|is) (?:asked|required|requested|"
    r"directed|instructed) to\b|\bproposed that\b|\b(?:am|are|is) going to\b|"
    r"\b(?:tasked|charged|entrusted) with [a-z]+ing\b|\b(?:are|is) in the process of\b"
)
_CALL = re.compile(
    r"\b(?:(?:we|agencies|departments|government|council) (?:will )?needs? to|"
    r"(?<!was )(?<!were )(?<!been )(?<!stakeholders )"
    r"(?<!commenters )(?<!respondents )(?<!participants )"
    r"(?:emphasi[sz]ed|stressed|highlighted (?:that|the need|the importance)|"
    r"underlined|urged|called for|demanded|"
    r"instructed|instructing)\b|another area of focus|are asking|prominent position)",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"^(?:.{0,40}, )?it is (?:also )?(?:necessary|imperative|essential|required) "
    r"to\b(?! (?:note|remember|"
    r"recogni[sz]e|understand|mention|stress))|\befforts (?:must|should|will) be made\b"
    r"|^[A-Z][^,;]{3,120} (?:is|are) (?:required|crucial|essential|imperative)\b(?! to\b)(?! "
    r"for\b)|^(?:[^,;]{3,60}, )?(?:it|we|they) must\b(?! (?:all |also |fully |clearly |never |always )?"
    r"(?:be (?:fully |more |keenly |very )?(?:aware|clear|mindful|careful|confident|alert)|remember|recogni[sz]e|"
    r"understand|reali[sz]e|see|know|remain|accept|acknowledge|face|not forget)\b)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"(?<!\bthat )(?<![a-z] which )(?<!\bwho )\b(?:will|shall|must|should|to) (?:also |then |now |further )?be "
    r"(?:\w+ly )?(\w+(?:ed|en|wn|ught|ilt|ut|un|ade|eld|et|ent))\b"
)
_GOAL = re.compile(
    r"\b(?:is|are) set at (?:around |about )?[\d$£€¥]|"
    r"\b(?:targets|goals|objectives|aims)\b[^.;:]{0,60}(?:as follows|the following|include|are|is)?\s?:(?=.{0,60}\d)|"
    r"\b(?:goals?|targets?|objectives?|mission|aim)\b[^.;]{0,60}?\b(?:is|are) (?:to|an?)\b|"
    r"\b(?:goals?|targets?|reductions?)\b[^.;]{0,60}?\bof (?:at least |up to |a |an "
    r")?(?:further )?\d"
    r"|\b(?:goals?|ambition|target|objective) (?:is )?to [a-z]|\bgoals? for\b[^.;]{0,60}\bto\b",
    re.IGNORECASE,
)
_CONVICTION = re.compile(
    r"\b(?:[Ww]e|I) (?:(?:all|also|still|\w{3,12}ly) )?(?:(?:are|am|remain) (?:(?:\w{3,12}ly|very|quite) )?"
    r"(?:convinced|confident|certain|sure|persuaded|optimistic|hopeful|doubtful|concerned|worried|sceptical|skeptical|"
    r"of the (?:view|opinion|belief))|(?:think|believe|feel|consider|doubt|fear|hold) (?:that|it)\b)"
    r"|\b[Ii]t is (?:our|my) (?:\w+ )?(?:view|opinion|belief|conviction)\b"
    r"|\b(?:[Oo]ur|[Mm]y) (?:view|opinion|belief|conviction) is\b|\b[Ii]n (?:our|my) (?:view|opinion)\b",
)
_PERFECT = re.compile(r"\b(?:has|have|had|was|were)\b(?! to\b)", re.IGNORECASE)
_PRESENT = re.compile(
    r"\b(?:is|are|makes?|accounts?|provides?|describes?|contains?|represents?|remains?|shows?|"
    r"includes?|equals?|costs?|generates?)\b",
    re.IGNORECASE,
)
# What comes about by somebody else's rules: "emissions will fall due to new federal standards".
_OWED = re.compile(
    r"\b(?:due to|because of|as a result of|thanks to|under) (?:(?!our\b|its\b)[a-z]{2,12} ){0,2}"
    r"(?:new|federal|national|state|proposed|stricter|existing) (?:[a-z-]{2,14} ){0,3}"
    r"(?:standards?|regulations?|rules|legislation|laws?|requirements)\b",
    re.IGNORECASE,
)
_PERMISSION = re.compile(r"\b(?:may|can|might|could)\b", re.IGNORECASE)
_SUPPOSE = re.compile(
    r"\b(?:if|would|estimated?|projected|could|may yield|potential|assum\w+|scenario)\b", re.IGNORECASE
)
_MARKUP = re.compile(
    r"^(?:\[?Read more|Back to top|Share this|Reporter|Comments|https?:|www\.|Figure \d|Table "
    r"\d|Image \d|Source:|Photo|Your email address|Required fields|Leave a |All rights "
    r"reserved|Copyright|Subscribe|.{0,40}\breporters? [A-Z]|Reporter |\W*$)",
    re.IGNORECASE,
)
_DOTS = re.compile(r"\.{5,}|(?: \d+){5,}|…{2,}")
_DEFINES = re.compile(
    r"^[\"'“‘][^\"'”’]{1,60}[\"'”’] (?:means|refers to)\b|"
    r"\b(?:is|are) (?:defined as|also expressed|taken by|chosen by)|"
    r"means\b.{0,40}\b(?:defined|definition)|\bis expressed\b|^Note\b",
    re.IGNORECASE,
)


def words_of(text: str) -> list[str]:
    """The words of a text, without figures and marks."""
    return _WORD.findall(text)


def features(passage: Passage) -> Features:
    """The features of one sentence; a value is 1 or a small count."""
    text = passage.text
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
    _time(passage, seen)
    return seen


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
    elif subject[-1] in lexicon.NOT_BODIES:
        seen["a thing will"] = 1.0
    elif any(w in lexicon.BODY_WORDS for w in subject) or _ACRONYM.search(words[index - 1]):
        seen["a body will"] = 1.0


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


_SAYING = frozenset("said announced stated explained added pledged promised confirmed noted".split())


def _main_verb(lower: list[str], seen: Features) -> None:
    """Whether the first verb of the sentence stands in the past: "The Mayor convened …"."""
    for index, word in enumerate(lower[:40]):
        if word in _FINITE:
            return
        if word in _SAYING and {"will", "would"}.intersection(lower[index + 1 :]):
            return
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
_HAPPENS = frozenset("has have had is are was were began continues continued".split())


_NOUNS = frozenset(
    "work research support demand access use progress review study design supply interest focus".split()
)


def _is_subject(lower: list[str]) -> bool:
    """Whether the opening word is a noun with a verb of its own: "Work on the bridge has been delayed"."""
    if len(lower) < 4 or lower[0] not in _NOUNS or lower[1] not in _PREPOSITIONS:
        return False
    verb = next((n for n, word in enumerate(lower[2:9], 2) if word in _HAPPENS), 0)
    return bool(verb) and not {"to", "and", "or", *_RELATIVES}.intersection(lower[2:verb])


# "Open Data fuels …" names a thing; "Open the door" orders.
_OPEN_THINGS = frozenset(("Data", "Government", "Access", "Source", "Science", "Contracting"))
_NUMBERED = re.compile(
    r"^(?:Recommendation|Action|Measure|Task|Step|Initiative|Objective|Priority|Commitment|Strategy|Goal|Policy|Project|"
    r"Deliverable|Activity|Output|Intervention|Proposal|Pledge|Milestone) "
    r"#?[\dA-Z]{1,4}(?:\.\d{1,2}){0,3}\s?[:.–—-] ",
    re.IGNORECASE,
)


def _opening(words: list[str], lower: list[str], passage: Passage, seen: Features) -> None:
    numbered = _NUMBERED.match(passage.text)
    if numbered and (rest := words_of(passage.text[numbered.end() :])):
        words, lower = rest, [word.lower() for word in rest]
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
        if name in _ABSENT and _ABSENT[name](lower):
            continue
        if name in _TELLING and seen.keys() & _PROMISING:
            continue
        if name in _TELLING_OF_MEETINGS and seen.keys() & _AGREEING:
            continue
        found = pattern.search(text)
        if found and not (name == "promise" and _of_a_thing(text[: found.start()])):
            seen[name] = 1.0
    acts_en.find(text, lower, seen)
    past = sum(w in lexicon.PAST_VERBS for w in lower)
    if past and not seen.keys() & (_PROMISING | _AGREEING | {"is to act"}):
        seen["past verbs"] = min(past, 3) / 2 + 0.5
    values = sum(w in lexicon.VALUE_WORDS for w in lower)
    if values and "states a duty" not in seen:
        seen["valuation"] = min(values, 3) / 2 + 0.5
    if "continue" in lower or "continues" in lower:
        seen["continues"] = 1.0


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
        "intends aim aims propose proposes proposed expect expects strive striving asked required requested directed "
        "instructed going tasked charged entrusted process"
    ),
    "voices a conviction": "we i our my",
    "will be done": "be",
    "permission": "may can could might",
    "offer or condition for applicants": offers_en.WORDS,
    "is agreed": "agreed resolved decided determined said announced promised pledged confirmed decision",
    "agreed to act": "agreed resolved decided proposed intended planned",
    "told of others' rules": acts_en.LAW_WORDS,
    "owed to others": "due because result thanks under",
    "names a goal": "set goal goals target targets objective objectives mission aim aims reduction reductions ambition",
    "call for action": (
        "need needs emphasized emphasised stressed highlighted underlined urged called demanded instructed instructing "
        "focus asking prominent"
    ),
    "definition": "mean means refers defined definition expressed taken chosen note",
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
_TELLING = frozenset(("past or perfect tense", "states what is"))
_AGREED = re.compile(
    r"\b(?:agreed|resolved|decided|determined) that\b[^.;]{0,120}\b(?:would|will|should|be)\b"
    r"|^(?:resolved|agreed|decision)\b ?[:,–-]? ?(?:that|to)\b"
    r"|\b(?:said|announced|promised|pledged|confirmed)(?: that)? [^.;“”]{2,60}\bwould "
    r"(?!be |have |not |need |like |mean |make |cost |help |take |require )",
    re.IGNORECASE,
)
_PATTERNS = (
    ("is agreed", _AGREED),
    ("agreed to act", acts_en.AGREES_TO),
    ("told of others' rules", acts_en.LAW),
    ("owed to others", _OWED),
    ("promise", _PROMISE),
    ("names a goal", _GOAL),
    ("states a duty", _DUTY),
    ("call for action", _CALL),
    ("voices a conviction", _CONVICTION),
    ("will be done", _PASSIVE),
    ("past or perfect tense", _PERFECT),
    ("states what is", _PRESENT),
    ("permission", _PERMISSION),
    ("supposition", _SUPPOSE),
    ("slogan", lexicon.SLOGANS),
    ("page furniture", _MARKUP),
    ("table of contents", _DOTS),
    ("definition", _DEFINES),
    ("offer or condition for applicants", offers_en.OFFER),
)


# No sentence ends so: a line of a column that was cut off.
_NEVER_LAST = frozenset(
    "of the a an and or for to with from by as at between including across into their its our is are that which "
    "on".split()
)


def _surroundings(passage: Passage, words: list[str], text: str, seen: Features) -> None:
    block, scope = passage.block, passage.scope
    if block.kind == "heading" or passage.opens_document:
        seen["heading"] = 1.0
    elif passage.first and not passage.last and len(words) <= 16 and is_title(words):
        seen["title of what follows"] = 1.0
    if text[-1:] == ":":
        seen["introduces a list"] = 1.0
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


def _time(passage: Passage, seen: Features) -> None:
    if any(each.relation == "by" for each in passage.ahead):
        seen["due by a time ahead"] = 1.0
    elif any(each.relation == "in" for each in passage.ahead):
        seen["a time ahead"] = 1.0
    over = passage.behind and not passage.ahead
    if over and (
        not seen.keys() & {"will", "promise"} or any(e.relation in ("by", "from") for e in passage.behind)
    ):
        seen["only past times"] = 1.0
    if any(each.relation == "from" for each in passage.behind):
        seen["from a past time"] = 1.0
