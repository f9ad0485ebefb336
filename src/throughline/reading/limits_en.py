"""Limits in English sentences, which are targets too: "no more than 8%", "must not exceed 90 kWh", "kept below 5%"."""

from __future__ import annotations

import re

MOST = (
    r"(?:no|not|never) (?:be )?(?:more|greater|higher|larger|longer|worse) than|"
    r"(?:not|never) (?:to )?(?:exceed(?:ing)?|rise above|be above|be over)|no(?:t| )(?:be )?above|not over|"
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
    rf"\b(?:(?P<most>{MOST})|(?P<least>{LEAST})|(?P<under>{UNDER})|(?P<inside>{INSIDE})) "
    rf"(?:(?:a|an|the) (?:total|average) of )?(?P<money>US\$|[$£€¥])?(?P<value>{_NUMBER})"
    r"(?:\s?(?P<percent>%|per ?cent)| (?P<unit>(?:[a-z]{2,20} ){0,2}?"
    r"(?:[a-z]{2,20}s|people|staff)\b|[kMGT]?Wh?\b|[kmc]?m[²³2]?\b|(?:kilo|milli|micro)?grams?\b|"
    r"tonnes?\b|[mµμ]g\b)(?P<per>(?: per |/)[a-z]{1,20}[²³23]?(?: metre| meter)?)?)?",
    re.IGNORECASE,
)
WORDS = tuple(
    "more greater higher larger longer worse exceed above over most maximum ceiling cap below less fewer lower "
    "smaller shorter least minimum under within inside".split()
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


def limits(text: str) -> list[tuple[re.Match[str], str]]:
    """The limits that a sentence sets, each with its operator."""
    return [(found, op) for found in LIMIT.finditer(text) if (op := _operator(text, found))]


def _operator(text: str, found: re.Match[str]) -> str:
    """The operator of a limit that somebody is to keep, "" for one that only describes."""
    before = text[max(0, found.start() - 120) : found.start()]
    if _PICKS_OUT.search(before) or _OVER.search(before) or not _measured(found):
        return ""
    if found["most"] or found["least"]:
        due = (
            _DUE.search(before)
            or _KEEPS.search(before)
            or _opens(before, text, found)
            or _negated(found, before)
        )
        return ("<=" if found["most"] else ">=") if due else ""
    if found["inside"]:
        return "<=" if _inside(found, before) else ""
    kept = _KEEPS.search(before) or _IS.search(before) or _opens(before, text, found)
    return "<" if kept else ""


def _measured(found: re.Match[str]) -> bool:
    """Whether the figure is a quantity and not a year or a bare number of a list."""
    if found["money"] or found["percent"]:
        return True
    bare = found["value"].isdigit() and 1900 <= int(found["value"]) < 2100
    return not bare and bool(found["unit"] or found["most"] or found["least"] or found["under"])


def _opens(before: str, text: str, found: re.Match[str]) -> bool:
    """Whether the limit opens the sentence and is promised after: "Fewer than 20 accidents will occur"."""
    return len(before.strip().split()) < 3 and bool(_OPENS_WILL.match(text, found.end()))


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
