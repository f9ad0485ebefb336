"""What English sentences word: promises, duties, goals, views, the past, what is only supposed, what is no text."""

from __future__ import annotations

import re

PROMISE = re.compile(
    r"\b(?:pledged|promised|vowed|undertook) (?:at|in|on|last|this) [^.;,]{3,40}? to [a-z]+|"
    r"\b[Ww]e are (?:now |also |currently )?(?:building|creating|introducing|launching|setting up|rolling out)\b|"
    r"(?<!who are )(?<!who is )(?<!that are )(?<!that is )(?<!which are )(?<!which is )"
    r"\b(?:commits?|"
    r"(?:are|is) (?:still |now |also |currently )?(?:planning|preparing)|"
    r"committed|pledges?|pledged|promised|vowed|promises|vows?|"
    r"undertakes?|agrees) (?:to|up to|itself)\b|(?<!the )(?<!a )(?<!an )(?<!our )(?<!with "
    r")\b(?:plans?|intends?|aims?|proposes?|expects?) to\b"
    r"|\b(?:[Ww]e|[Cc]ouncil|[Gg]overnment|[Cc]ity|[Dd]epartment|[Mm]inistry|[Cc]ounty|[Tt]own)(?: will)? aims? for\b"
    r"|\b[Ss]triv(?:e|ing) (?:to|for)\b|\b(?:are|is) (?:asked|required|requested|"
    r"directed|instructed|tasked|mandated) to\b|\bproposed that\b|\b(?:am|are|is) going to\b|"
    r"\b(?:I|[Ww]e) (?:(?:can |am pleased to |am proud to )?(?:today )?announce|will today announce)\b|"
    r"\b[Ii]t is (?:intended|planned|proposed|envisaged) that\b|"
    r"\b(?:tasked|charged|entrusted) with [a-z]+ing\b|\b(?:are|is) in the process of\b"
)
CALL = re.compile(
    r"\b(?:(?:we|agencies|departments|government|council) (?:will )?needs? to|"
    r"(?<!was )(?<!were )(?<!been )(?<!stakeholders )"
    r"(?<!commenters )(?<!respondents )(?<!participants )"
    r"(?:emphasi[sz]ed|stressed|highlighted (?:that|the need|the importance)|"
    r"underlined|urged|called for|demanded|"
    r"instructed|instructing)\b|another area of focus|are asking|prominent position)",
    re.IGNORECASE,
)
DUTY = re.compile(
    r"^(?:.{0,40}, )?it is (?:also )?(?:necessary|imperative|essential|required) "
    r"to\b(?! (?:note|remember|"
    r"recogni[sz]e|understand|mention|stress))|\befforts (?:must|should|will) be made\b"
    r"|^[A-Z][^,;]{3,120} (?:is|are) (?:required|crucial|essential|imperative)\b(?! to\b)(?! "
    r"for\b)|^(?:[^,;]{3,60}, )?(?:it|we|they) must\b(?! (?:all |also |fully |clearly |never |always )?"
    r"(?:be (?:fully |more |keenly |very )?(?:aware|clear|mindful|careful|confident|alert)|remember|recogni[sz]e|"
    r"understand|reali[sz]e|see|know|remain|accept|acknowledge|face|not forget)\b)",
    re.IGNORECASE,
)
PASSIVE = re.compile(
    r"(?<!\bthat )(?<![a-z] which )(?<!\bwho )\b(?:will|shall|must|should|to) "
    r"(?:also |then |now |further |not |never |no longer |only )?be "
    r"(?:\w+ly )?(\w+(?:ed|en|wn|ught|ilt|ut|un|ade|eld|et|ent|aid|ept|old)|left|"
    r"found)\b(?<!guided)(?<!inspired)(?<!remembered)(?<!missed)"
)
GOAL = re.compile(
    r"\b(?:is|are) set at (?:around |about )?[\d$£€¥]|"
    r"\b(?:targets|goals|objectives|aims)\b[^.;:]{0,60}(?:as follows|the following|include|are|is)?\s?:(?=.{0,60}\d)|"
    r"\b(?:goals?|targets?|objectives?|mission|aim)\b(?! of (?:the|this|that) (?:component|measure|reform|project|"
    r"scheme|"
    r"workshop|meeting|report|document|section|chapter|guide|training|study)\b)[^.;]{0,60}?\b(?:is|are) (?:to|an?)\b|"
    r"\b(?:goals?|targets?|reductions?)\b[^.;]{0,60}?\bof (?:at least |up to |a |an "
    r")?(?:further )?\d"
    r"|\b(?:goals?|ambition|target|objective) (?:is )?to [a-z]|\bgoals? for\b[^.;]{0,60}\bto\b",
    re.IGNORECASE,
)
# "A completion date of 28 February has been agreed": with a time ahead only.
DATE_IS_SET = re.compile(
    r"\b(?:date|deadline|timetable|target|milestone)s?\b[^.;:]{0,60}? (?:has|have) been (?:agreed|set|fixed|given|"
    r"confirmed)\b",
    re.IGNORECASE,
)
# "has asked the Information Officer for a costed sequence by April": with a time ahead only.
HAS_ASKED = re.compile(
    r"\b(?:has|have) (?:also |now )?(?:asked|instructed|directed|tasked|requested|ordered|commissioned|mandated)\b"
)
# "Vacancy rate in dispatch: no more than 8% by year-end": a measure, and what it is to be.
MEASURE_LINE = re.compile(
    r"[A-Z][\w ,&/()–-]{1,60}: [^.]{0,60}?(?:(?<![\d-])(?!(?:19|20)\d\d(?!\d))\d|\b(?:two|three|four|five|ten|half|"
    r"zero)\b)"
)
# "Savings groups formed: baseline 40; milestone 2027: 110; target 2029: 200"
NAMED_TARGET = re.compile(
    r"\b(?:[Tt]arget|TARGET|[Mm]ilestone)s?(?: (?:for|in|by))? \(?20\d\d(?:[/–-]\d\d)?\)?\s?[:=]\s?\d"
)
# "Ambulance handovers: average of no more than 30 minutes": a measure in a list needs no time.
LIMIT_WORDS = re.compile(
    r"\b(?:no (?:more|less|fewer|longer|later) than|at least|at most|below|under|maximum|minimum)\b|[≤≥<>]"
)
# "waiting time falls from 26 hours to under 4 by …": a present that tells of a time ahead.
MOVES_TO = re.compile(
    r"\b(?:falls?|drops?|rises?|reach(?:es)?|grows?|increases?|decreases?|declines?|exceeds?|improves?|climbs?|"
    r"stands? at|"
    r"stays?|remains?)\b(?=[^.;:]{0,60}\d)"
)
# "The Fund opens for bids on 8 September", "rollout concludes in December": with a time ahead only.
HAPPENS = re.compile(
    r"\b(?:opens|begins|starts|launches|concludes|finishes|goes live|takes effect|comes into (?:force|effect))\b"
)
CONVICTION = re.compile(
    r"\bhopes? that\b|"
    r"\b(?:[Ww]e|I) (?:(?:all|also|still|\w{3,12}ly) )?(?:(?:are|am|remain) (?:(?:\w{3,12}ly|very|quite) )?"
    r"(?:convinced|confident|certain|sure|persuaded|optimistic|hopeful|doubtful|concerned|worried|sceptical|skeptical|"
    r"of the (?:view|opinion|belief))|(?:think|believe|feel|consider|doubt|fear|hold) (?:that|it)\b)"
    r"|\b[Ii]t is (?:our|my) (?:\w+ )?(?:view|opinion|belief|conviction)\b"
    r"|\b(?:[Oo]ur|[Mm]y) (?:view|opinion|belief|conviction) is\b|\b[Ii]n (?:our|my) (?:view|opinion)\b",
)
PERFECT = re.compile(
    r"\b(?:has|had|was|were|(?<!\bto )(?<!\bwill )(?<!\bshall )(?<!\bmust )(?<!\bshould )(?<!\ball )(?<!\beach )have)\b"
    r"(?! to\b)",
    re.IGNORECASE,
)
PRESENT = re.compile(
    r"\b(?:is|are|makes?|accounts?|provides?|describes?|contains?|represents?|remains?|shows?|"
    r"includes?|equals?|costs?|generates?)\b",
    re.IGNORECASE,
)
# What comes about by somebody else's rules: "emissions will fall due to new federal standards".
OWED = re.compile(
    r"\b(?:due to|because of|as a result of|thanks to|under) (?:(?!our\b|its\b)[a-z]{2,12} ){0,2}"
    r"(?:new|federal|national|state|proposed|stricter|existing) (?:[a-z-]{2,14} ){0,3}"
    r"(?:standards?|regulations?|rules|legislation|laws?|requirements)\b",
    re.IGNORECASE,
)
# Written small, or where a sentence opens: not the month.
PERMISSION = re.compile(r"\b(?:may|can|might|could)\b|^(?:Can|Might|Could|May (?!\d))\b")
SUPPOSE = re.compile(
    r"\b(?:if|would|estimated?|projected|could|may yield|potential|assum\w+|scenario)\b", re.IGNORECASE
)
MARKUP = re.compile(
    r"^(?:\[?Read more|Back to top|Share this|Reporter|Comments|https?:|www\.|Figure \d|Table "
    r"\d|Image \d|Source:|Photo|Your email address|Required fields|Leave a |All rights "
    r"reserved|Copyright|Subscribe|.{0,40}\breporters? [A-Z]|Reporter |\W*$)",
    re.IGNORECASE,
)
DOTS = re.compile(r"\.{5,}|(?: \d+){5,}|…{2,}")
# "Several respondents felt that the Council should …": asked by others, and no promise.
OTHERS_ASK = re.compile(
    r"\b(?:respondents?|commenters?|residents|people|participants|consultees|objectors?|submissions?|stakeholders|some|many|"
    r"several|others|[A-Z][a-z]+ (?:Parish|Town|Community) Council|one person) (?:[a-z]+ ){0,2}?"
    r"(?:felt|thought|said|suggested|asked|considered|argued|wanted|requested|questioned|expressed|commented|were "
    r"concerned|"
    r"was concerned|would like|opposed|objected|told us) (?!to be\b)"
)
OTHERS_ASK_WORDS = (
    "felt thought said suggested asked considered argued wanted requested questioned expressed commented concerned "
    "would "
    "opposed objected told"
)
# "The former education plan promised that …"
EARLIER_PLAN = re.compile(
    r"^(?:The|Our|Its|Their) (?:former|previous|last|earlier|old|outgoing|preceding) [^.;,]{3,60}? "
    r"(?:had )?(?:promised|pledged|aimed|committed|planned|intended|set|said|foresaw)\b"
)
# "A review is planned for January", "An ordinance is being drafted": with a time ahead only.
IS_PLANNED = re.compile(
    r"\b(?:is|are) (?:now |currently |also )?(?:planned|scheduled|due|slated|set|timetabled) (?:for|in|by|to|at|on|"
    r"before)\b|"
    r"\b(?:is|are) (?:now |currently |also )?being (?:drafted|prepared|developed|built|drawn up|designed|set up|"
    r"procured|"
    r"installed|planned|finali[sz]ed)\b|\b(?:has|have) agreed to (?!be\b|disagree|note)[a-z]+"
)
DEFINES = re.compile(
    r"^[\"'“‘][^\"'”’]{1,60}[\"'”’] (?:means|refers to|shall (?:mean|refer to))\b|"
    r"\b(?:fiscal|financial) year (?:runs|begins|starts|ends)\b|"
    r"\b(?:is|are) (?:defined as|also expressed|taken by|chosen by)|"
    r"means\b.{0,40}\b(?:defined|definition)|\bis expressed\b|^Note\b",
    re.IGNORECASE,
)
