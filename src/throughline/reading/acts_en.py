"""What English sentences say is to be done without "will": "is to publish", "agreed to fund", "Completion of …".

And what only looks like it: rules of somebody else, what is foretold, what would come under a condition.
"""

from __future__ import annotations

import re

from throughline.reading import lexicon_en as lexicon
from throughline.reading.names_en import ACRONYM

Features = dict[str, float]
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
# "The Board agreed to fund …": what a body decides; not what countries once agreed.
AGREES_TO = re.compile(
    r"\b(?:[Bb]oard|[Cc]ommittee|[Cc]ouncil|[Cc]abinet|[Mm]embers|[Mm]eeting|[Pp]artnership|[Gg]roup|[Tt]rustees|"
    r"[Pp]anel|[Cc]ommission|[Cc]ouncillors|[Aa]ssembly|[Gg]overnment)"
    r"(?: (?:unanimously|also|therefore|then|has|have)){0,3} "
    r"(?:agreed|resolved|decided) to (?!disagree|note\b|be\b)[a-z]+"
    r"|\b(?:Mr|Mrs|Ms|Dr|Prof|Cr|Cllr|Councillor|Alderman|Sir|Dame)\.? (?:[A-Z][\w’'-]* ){1,3}"
    r"(?:agreed|offered|promised|volunteered) to (?!disagree|note\b|be\b)[a-z]+|\bundertook to (?!note\b)[a-z]+"
    r"|\b[Ii]t (?:is|was|has been|had been) (?:also |further |therefore )?"
    r"(?:agreed|resolved|decided|proposed|intended|planned) to (?!be\b|note\b)[a-z]+"
)
_RULE = (
    r"(?:[Ll]aws?|Act|[Aa]cts|[Ss]tatutes?|[Ll]egislation|[Rr]egulations?|[Dd]irectives?|[Oo]rdinance|[Cc]ode|"
    r"Executive Order|EO|Order|[Mm]andate|Agreement|[Tt]reaty|[Cc]onvention|Protocol|Constitution)"
)
# Rules of somebody else that the text tells of: "State law requires …", "the Act sets a target".
LAW = re.compile(
    rf"\b{_RULE}(?: (?:No\. ?)?[\d./-]{{1,12}})?(?: \([A-Za-z0-9 ]{{2,24}}\))?"
    r"(?:,? (?:which|that|also|already|currently|now|further))? "
    r"(?:requires?|mandates?|obliges?|calls (?:for|on)|sets|stipulates?|lays (?:out|down)|prescribes?|prohibits?|"
    r"directs|commits)\b"
    r"|^Under (?:(?:the|existing|current|state|federal|national|EU|its) ){0,4}"
    r"(?:[A-Z][\w’'-]{0,24} (?:and |of |for |on )?){0,7}"
    r"(?:Act|Law|Directive|Regulations?|law|legislation|[Rr]ules)(?: \d{4})?,? [^.;:]{3,80}? "
    r"(?:must|shall|(?:is|are) (?:required|obliged|expected)|have to)\b"
)
LAW_WORDS = (
    "require requires mandate mandates oblige obliges calls sets stipulate stipulates lays prescribe "
    "prescribes prohibit "
    "prohibits directs commits under"
)
# "The Ministry is to publish …", "A clinic is to be built"; not "The aim is to …" and not "how it is to live here".
_IS_TO = re.compile(
    r"(?P<subject>(?:[^;:.]|\.(?=\d)){2,120}?),? (?:is|are) (?:also |now |then |each |all )?to (?P<verb>[a-z]+)"
    r"(?: (?:\w{2,14}ly )?(?P<done>\w+))?"
)
# "Officers to report back", "Action: the Clerk to write …", "J Smith and Legal jointly to draft …"
_WHO_TO = re.compile(
    r"(?:ACTIONS?|Actions?|AGREED|Agreed)?:? ?(?:[Tt]he |[Aa]ll |[Ee]ach )?"
    r"(?P<subject>(?:[A-Z] )?[A-Za-z]\w+(?: (?:[A-Z][A-Za-z]+|of|and|&|for|"
    rf"{'|'.join(sorted(lexicon.BODY_WORDS))})){{0,5}})(?: jointly| both| each| together)? "
    r"to (?P<verb>[a-z]+)(?: (?P<done>[a-z]+))?\b"
)
# "every farm over 20 ha to have …", "no household to wait …": who or what all of them are to.
_EACH_TO = re.compile(
    r"(?:[Ee]very|[Ee]ach|[Aa]ll|[Nn]o) (?P<subject>(?:[\w’'-]+ ){1,9}?)to (?P<verb>[a-z]+)(?: (?P<done>[a-z]+))?\b"
)
# "revenue to grow by 5%": a figure that is to move.
_FIGURE_TO = re.compile(
    r"[^,;:.]{3,80} to (?:grow|rise|increase|reach|exceed|stay|remain|fall|drop|decrease|decline|hit|top|shrink|"
    r"climb)\b"
    r"(?=[^.;:]{0,60}\d)"
)
# "The Ministry is in charge of implementation"
_IN_CHARGE = re.compile(
    r"\b(?:is|are|will be|shall be) (?:in charge of|responsible for) (?:the |its |their |overall )?(?:implement|"
    r"deliver|coordinat|"
    r"co-ordinat|execut|monitor|carry|oversee|supervis|organi[sz])[a-z]*"
)
# "Fleet: 100 vehicles to be delivered in 2027": telegraphic.
_TO_BE_DONE = re.compile(r"(?:[A-Z][\w ]{2,30}: )?[^.;:]{3,100}? to be (?:\w{2,14}ly )?(?P<done>\w+)")
# "The Housing Bureau takes the lead, with two others cooperating, to renew …"
_TAKES_THE_LEAD = re.compile(r"\b(?:takes?|taking) the lead\b[^.;]{0,160}? (?:to|in) [a-z]{3,}")
_NO_ACTORS = frozenset(
    "if how what which that who way ways one another step task challenge purpose point idea question key role job goal "
    "aim function problem intention component focus approach option solution answer it this there objective vision "
    "mission hope ambition priority temptation trick thing need theme lesson where when why whether unless "
    "because".split()
)
_ACT_NOUNS = re.compile(
    r"(?:The )?(?:(?:[A-Z][a-z]+|[a-z]+ed|further|continued|full|joint|early|timely) )?"
    r"(?:[Pp]ublication|[Cc]ompletion|[Dd]evelopment|[Ee]stablishment|[Ii]ntroduction|[Cc]reation|[Ii]mplementation|"
    r"[Dd]elivery|[Ee]xpansion|[Ii]nstallation|[Cc]onstruction|[Aa]doption|[Ll]aunch|[Pp]reparation|[Rr]enewal|"
    r"[Pp]rovision|[Rr]eplacement|[Rr]oll-?out|[Oo]pening|[Dd]esign and|[Rr]efurbishment|[Rr]estoration|"
    r"[Uu]pgrading|[Uu]pgrade|[Aa]ppointment|[Rr]ecruitment|[Ss]etting up|[Rr]eview|[Rr]evision|[Rr]eduction|"
    r"[Pp]romotion|[Ee]nhancement|[Ii]ntegration|[Pp]urchase|[Pp]rocurement) (?:of|and [a-z]{3,20} of)\b"
)
SHORT = 60
"""Fewer characters that name an act of a meeting are a title of its minutes: "Opening and adoption of the agenda"."""
_OF_A_MEETING = re.compile(r"\b(?:agenda|minutes|meeting|session)\b", re.IGNORECASE)
_MEASURED = re.compile(r"\d ?(?:%|per ?cent)|\bby (?:20\d\d|half|a (?:third|quarter|fifth))\b")
_PARTICIPLES = (
    "ed",
    "en",
    "wn",
    "ught",
    "ilt",
    "ut",
    "un",
    "ade",
    "eld",
    "et",
    "ent",
    "aid",
    "ept",
    "old",
    "left",
)
# What a figure or a thing "is to" do: "access is to rise to …", "every school is to have …".
_BECOMING = frozenset(
    "rise fall grow drop reach exceed remain stay receive become have take double climb shrink decline go come proceed "
    "move".split()
)
_LEVEL = ("at", "above", "below", "under", "over", "within", "no")
_FINITE = frozenset(
    "will shall must should would could may might can is are has have do does commits plans aims intends remains was "
    "were had did been provides includes requires shows took made began".split()
)
# What is only foretold, of nobody who would do it: "demand is expected to double".
_FORETOLD = re.compile(
    r"\b(?:is|are) (?:now |currently |still )?(?:expected|projected|forecast|forecasted|predicted|estimated|likely|"
    r"anticipated|on course|on track) to (?:\w{2,14}ly )?(?:rise|fall|grow|increase|decrease|decline|double|triple|"
    r"treble|quadruple|reach|exceed|become|remain|cost|account|need|suffer|live|worsen|drop|climb|shrink|peak|hit|top|"
    r"be (?!completed|finished|delivered|built|opened|published|launched|in place|ready|adopted|operational|"
    r"finali[sz]ed|approved|submitted))"
    r"|\b[Ii]t is (?:widely |generally |now )?(?:expected|projected|forecast|predicted|estimated|anticipated|"
    r"believed|thought) "
    r"that\b|\b(?:as per|according to)\b[^.;]{0,50}\b(?:estimates?|projections?|forecasts?)\b|"
    r"^At (?:the )?(?:current|present|existing|this|today[’']s) (?:rates?|pace|levels?|trends?)\b|"
    r"\bwhen (?:completed|finished|fully operational|built)\b"
)
_FORECAST = frozenset(
    "expected projected forecast forecasted predicted estimated likely anticipated course track believed thought "
    "estimate "
    "rate rates pace trend trends estimates projection projections forecasts completed finished operational "
    "built".split()
)
_EXPECTED = re.compile(r"\b(?:are|is) expected to\b")
_STRAIN = re.compile(
    r"\bwill (?:also |further |only )?(?:put|place|drive up|exert|increase|add to) (?:\w{1,16} ){0,3}"
    r"(?:pressures?|strain|demands?|burden|stress|costs?|risks?)\b"
)
_IF = re.compile(
    r"(?:If|Unless|Without (?:any |further |additional |urgent |such )?"
    r"(?:action|intervention|change|measures|investment|steps)|Should (?:the|this|these|no)\b|"
    r"Under (?:a |the |this )?(?:business[- ]as[- ]usual|baseline|worst|best|current)\b|"
    r"(?:In|Under) (?:a |the |this )?(?:\w{1,16} ){0,3}scenario\b)"
)
_BODY_WILL = frozenset(("we will", "a body will"))


def find(text: str, lower: list[str], seen: Features) -> None:
    """Adds what a sentence shows of acts to come and of what is only foretold; `lower` are its words, written small."""
    if (
        "to" in lower
        and (" is to " in text or " are to " in text)
        and (found := _IS_TO.match(text, _after_its_name(text)))
        and _acts(found)
    ):
        seen["is to act"] = 1.0
    if "expected" in lower and _EXPECTED.search(text) and _about_a_body(lower):
        seen["promise"] = 1.0
    elif (not _FORECAST.isdisjoint(lower) and _FORETOLD.search(text)) or (
        _IF.match(text) and not seen.keys() & (_BODY_WILL | {"will act"})
    ):
        seen["only under a condition"] = 1.0
    if " will " in text and not seen.keys() & _BODY_WILL and _STRAIN.search(text):
        seen["will have an effect"] = 1.0
    if ("responsible" in lower or "charge" in lower) and _IN_CHARGE.search(text):
        seen["is to act"] = 1.0
    if " the lead" in text and _TAKES_THE_LEAD.search(text):
        seen["is to act"] = 1.0
    if (text[:1].isupper() or lower[0] in _EACH or " to " in text) and not _FINITE.intersection(lower):
        _without_verb(text, lower, seen)


def within_a_phrase(lower: list[str], index: int) -> bool:
    """Whether the body before a "will" only belongs to the subject: "Reporting on what the Government spends will …".

    So it is where the sentence opens with what is done, or with a thing whose extent, cost or effect is told.
    """
    return lower[0] not in _CONNECTING and (
        doing_will(lower, index) or bool(_EXTENT & set(lower[: min(3, index)]))
    )


def doing_will(lower: list[str], index: int) -> bool:
    """Whether the subject of a "will" is something done: "Pursuing this aim will …", "Regular reporting on …"."""
    if lower[0] in _LINKING:
        lower, index = lower[1:], index - 1
    opening = lower[: min(index, 4)]
    at = next((n for n, word in enumerate(opening) if word[-3:] == "ing" and word not in _NO_GERUND), -1)
    followed = lower[at + 1] if 0 <= at < index - 1 else ""
    return at == 0 or (
        at > 0 and (followed in _AFTER_GERUND or at == index - 1) and lower[0] not in _CONNECTING
    )


_LINKING = frozenset("however therefore thus moreover also but and yet furthermore".split())
_EXTENT = frozenset(
    "scale cost costs impact impacts effect effects extent benefit benefits pace loss lack failure".split()
)
_AFTER_GERUND = frozenset("on of in for to this that these the with".split())
_NO_GERUND = frozenset(
    "during following including beginning starting spring building housing planning working meeting training king "
    "thing nothing anything everything something funding bring morning evening wellbeing remaining "
    "existing upcoming".split()
)
_CONNECTING = frozenset(
    "in by on at to from with within during for over through under after before as when while where if since until "
    "working building drawing using following recognising recognizing based".split()
)


def should_act(lower: list[str], index: int) -> bool:
    """Whether what follows "should" or "must" is an act, and not what would come of one or what is asked."""
    verb = next((one for one in lower[index + 1 : index + 4] if one not in _BETWEEN and one[-2:] != "ly"), "")
    asked = _ASKING.intersection(lower[max(0, index - 6) : index])
    acts = verb in lexicon.ACTIONS and verb not in lexicon.CHANGES
    return (acts or verb in _LYING) and not asked


_LYING = frozenset("remain stay hover reach exceed fall rise drop stand lie amount".split())
_BETWEEN = frozenset("also then not now always first further continue to therefore all each".split())
_ASKING = frozenset("how where what whether why".split())


def _after_its_name(text: str) -> int:
    """Where a sentence begins behind what it is about: "Storm overflows: the number of spills is to …"."""
    at = text.find(": ", 0, 40)
    return at + 2 if at > 0 and text[:1].isupper() else 0


def _acts(found: re.Match[str]) -> bool:
    """Whether somebody "is to" act: "The Ministry is to publish", "Two clinics are to be built"."""
    subject = {word.lower() for word in _WORD.findall(found["subject"])}
    if subject & _NO_ACTORS:
        return False
    done = found["done"] or ""
    if found["verb"] == "be":
        return done.endswith(_PARTICIPLES) or done in _LEVEL or done[:1].isdigit()
    return found["verb"] in lexicon.ACTIONS | _BECOMING and (
        bool(subject & lexicon.BODY_WORDS)
        or bool(_NAMED.search(found["subject"]) or ACRONYM.match(found["subject"]))
        or found["verb"] in _BECOMING
    )


# A name: "Bus Éireann", "J Smith"; one word may only open its sentence.
_NAMED = re.compile(r"^(?:the )?[A-Z]\S* (?:and )?[A-Z]")
_EACH = frozenset("every each all no".split())


def _without_verb(text: str, lower: list[str], seen: Features) -> None:
    """Measures told without a finite verb: "Completion of the bypass by 2029", "To cut waste by half"."""
    who = _WHO_TO.match(text) if text[:1].isupper() else None
    each = _EACH_TO.match(text) if lower[0] in _EACH else None
    if (
        (who and _acts(who))
        or (each and _acts(each))
        or (
            (told := _TO_BE_DONE.match(text))
            and told["done"].endswith(_PARTICIPLES)
            and lower[0] not in ("to", "how")
        )
    ):
        seen["is to act"] = 1.0
    elif _FIGURE_TO.match(text) and not _NO_ACTORS.intersection(lower):
        seen["aims without a subject"] = 1.0
    elif not text[:1].isupper():
        return
    elif _ACT_NOUNS.match(text) and not (len(text) < SHORT and _OF_A_MEETING.search(text)):
        seen["names an act"] = 1.0
    elif lower[0] == "to" and lower[1:2] and lower[1] in lexicon.ACTIONS and _MEASURED.search(text):
        seen["aims without a subject"] = 1.0


def _about_a_body(lower: list[str]) -> bool:
    """Whether a sentence with "expected to" begins with those who are expected."""
    at = lower.index("expected")
    return any(word in lexicon.BODY_WORDS for word in lower[max(0, at - 5) : at])
