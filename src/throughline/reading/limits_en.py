"""Limits in English sentences, which are targets too: "no more than 8%", "must not exceed 90 kWh", "kept below 5%"."""

from __future__ import annotations

import re

from throughline.reading import doing_en

MOST = (
    r"(?:no|not|never) (?:be )?(?:more|greater|higher|larger|longer|worse) than|"
    r"(?:not|never) (?:to |be allowed to )?(?:exceed(?:ing)?|cross|go (?:above|beyond|over)|surpass|rise above|be "
    r"above|be over)|no(?:t| )(?:be )?above|not over|"
    r"at (?:the )?most|(?:a )?maximum of|a ceiling of|a cap of|at or below"
)
LEAST = (
    r"(?:no|not|never) (?:be )?(?:less|fewer|lower|smaller|shorter) than|"
    r"(?:not|never) (?:to )?(?:fall|drop|be) below|at (?:the )?least|(?:a )?minimum of|at or above"
)
UNDER = r"below|under|less than|fewer than|lower than"
INSIDE = r"within|inside"
_NUMBER = (
    r"(?:\d[\d,]{0,18}(?:\.\d{1,8})?(?: (?:thousand|million|billion|trillion)\b)?|(?:two|three|four|five|six|seven|"
    r"eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty)\b(?![- ](?:thirds|quarters)))"
)
LIMIT = re.compile(
    rf"\b(?:(?P<comparative>(?:longer|more|further|higher|greater) than)|(?P<most>{MOST})|(?P<least>{LEAST})|"
    rf"(?P<under>{UNDER})|(?P<inside>{INSIDE})) "
    rf"(?:(?:a|an|the) (?:total|average) of )?(?P<money>US\$|[$£€¥])?(?P<value>{_NUMBER})"
    r"(?:\s?(?P<percent>%|per ?cent)| (?P<unit>(?:[a-z]{2,20} ){0,2}?"
    r"(?:[a-z]{2,20}s|people|staff)\b|[kMGT]?Wh?\b|[kmc]?m[²³2]?\b|(?:kilo|milli|micro)?grams?\b|"
    r"tonnes?\b|[mµμ]g\b|(?=per ))(?P<per>(?: ?per |/)[a-z]{1,20}[²³23]?(?: metre| meter)?)?)?",
    re.IGNORECASE,
)
WORDS = tuple(
    "more greater higher larger longer worse exceed above over most maximum ceiling cap below less fewer lower "
    "smaller shorter least minimum under within inside further".split()
)
_KEEPS = re.compile(
    r"\b(?:ke(?:ep(?:s|ing)?|pt)|hold(?:s|ing)?|held|stay(?:s|ing)?|remain(?:s|ing)?|limit(?:s|ed|ing)?|"
    r"cap(?:s|ped|ping)?|restrict(?:s|ed|ing)?|maintain(?:s|ed|ing)?|reduc(?:e|es|ed|ing)|cut(?:s|ting)?|"
    r"lower(?:s|ed|ing)?|bring(?:s|ing)?|brought|shorten(?:s|ed|ing)?|drop(?:s|ped)?|fall(?:s|en)?)\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:must|shall|will|should|is to|are to|ensur(?:e|es|ing)|target(?:s|ing)?|aim(?:s|ing)? (?:for|at)|goal|"
    r"provide|complete|use|take|requir(?:e|es|ing))\b[^.;:]{0,90}$",
    re.IGNORECASE,
)
_IS = re.compile(
    r"\b(?:must|shall|will|should|is to|are to) (?:\w+ly )?(?:be|have|stay|come|last|take)\b[^.;:,]{0,40}$",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\b(?:answer|respond|reply|repl(?:y|ies)|reach|arriv|treat|process|attend|resolv|acknowledg)[a-z]{0,3}\b[^.;:]{0,60}$",
    re.IGNORECASE,
)
_OPENS_WILL = re.compile(r"[^.;:,]{0,60}?\b(?:will|must|shall|should)\b", re.IGNORECASE)
# Who a limit picks out is no goal: "firms with fewer than 50 staff", "households under 30 % of the median".
_PICKS_OUT = re.compile(
    r"\b(?:with|of|for|from|those|who|which|whose|earning|having|employing|at or|aged?|between|among|serving|"
    r"(?:is|are|was|were) (?:currently |now )?)\s*(?:an? |the )?$",
    re.IGNORECASE,
)


_OVER = re.compile(r"\b(?:has|have|had|was|were|been)\b(?! to\b)[^.;:,]{0,40}$", re.IGNORECASE)


def limits(text: str, *, listed: bool = False) -> list[tuple[re.Match[str], str]]:
    """The limits that a sentence sets, each with its operator; `listed` where it goes on a list of targets."""
    return [(found, op) for found in LIMIT.finditer(text) if (op := _operator(text, found, listed=listed))]


# "with no scheme receiving less than €20,000", "no child should travel more than 2 km": the other way round.
_NOBODY = re.compile(r"\b(?:no|none of the|not (?:one|a single))(?: [a-z’'-]+){1,6}? $", re.IGNORECASE)


def _operator(text: str, found: re.Match[str], *, listed: bool) -> str:
    """The operator of a limit that somebody is to keep, "" for one that only describes."""
    before = text[max(0, found.start() - 120) : found.start()]
    if found["comparative"]:
        return _turned(found["comparative"].lower()) if _measured(found) and _NOBODY.search(before) else ""
    if found["under"] and _measured(found) and _NOBODY.search(before):
        return ">="
    if listed and _measured(found) and not found["under"]:
        return ">=" if found["least"] else "<="
    if _PICKS_OUT.search(before) or _OVER.search(before) or not _measured(found):
        return ""
    if found["most"] or found["least"]:
        due = (
            _DUE.search(before)
            or _KEEPS.search(before)
            or _opens(before, text, found)
            or doing_en.is_ordered(before)
            or _negated(found, before)
        )
        return ("<=" if found["most"] else ">=") if due else ""
    if found["inside"]:
        return "<=" if _inside(found, before) else ""
    kept = (
        before.rstrip()[-1:] == ":"
        or _KEEPS.search(before)
        or _IS.search(before)
        or _opens(before, text, found)
    )
    return "<" if kept else ""


def _turned(comparative: str) -> str:
    """The operator of what nobody may be beyond."""
    return ">=" if comparative.startswith(("less", "fewer", "lower", "shorter")) else "<="


def _measured(found: re.Match[str]) -> bool:
    """Whether the figure is a quantity and not a year or a bare number of a list."""
    if found["money"] or found["percent"]:
        return True
    bare = found["value"].isdigit() and 1900 <= int(found["value"]) < 2100
    return not bare and bool(
        found["unit"] or found["most"] or found["least"] or found["under"] or found["comparative"]
    )


_LED_BY_TIME = re.compile(r"(?:By|In|Before|From|Within|During|Until|Over) [^,;:.]{2,30},? ?")


def _opens(before: str, text: str, found: re.Match[str]) -> bool:
    """Whether the limit opens the sentence and is promised after: "Fewer than 20 accidents will occur"."""
    opens = len(before.strip().split()) < 3 or bool(_LED_BY_TIME.fullmatch(before))
    return opens and bool(_OPENS_WILL.match(text, found.end()))


def _negated(found: re.Match[str], before: str) -> bool:
    return (
        bool(found["most"] or "")
        and found["most"].lower().startswith(("not ", "never "))
        and before[-1:] == " "
    )


def _inside(found: re.Match[str], before: str) -> bool:
    """Within a share one keeps; within hours or minutes one answers. Within days, months and years is a deadline."""
    if found["percent"] or found["money"]:
        return bool(_KEEPS.search(before))
    return bool(re.search(r"(?:minutes|hours|seconds)$", found["unit"] or "")) and bool(
        _ANSWERS.search(before)
    )
