"""Offers and conditions in English: what somebody who wants something may do or has to bring along."""

from __future__ import annotations

import re

_APPLICANTS = (
    r"(?:applicants?|residents?|households?|individuals?|persons?|people|firms?|businesses|companies|employers?|"
    r"employees?|students?|parents?|participants?|owners?|tenants?|farmers?|citizens?|candidates?|bidders?|"
    r"organi[sz]ations?|schools?|visitors?|staff|colleagues|officers|users?|members|those|anyone|you)"
)
_APPLICATIONS = r"(?:applications?|nominations?|submissions?|entries|claims|bids|proposals|forms|requests)"
# Not in a clause that only says of whom the sentence speaks.
_MAIN = r"(?<!\bwho)(?<!\bthat)(?<!\bwhich)"
# What somebody who wants something may do or has to bring along; nobody's promise, whatever day it names.
OFFER = re.compile(
    r"^(?:Those|Anyone|Any person|Whoever|Persons|Any(?:one| individual)?) (?:who|which|that) [^.;]{3,120}? (?:shall|"
    r"will|must) be\b|"
    rf"\b{_APPLICANTS}\b[^.;:]{{0,60}}?{_MAIN} (?:may|can|could) (?:also |then |each |only )?(?:apply|submit|claim|"
    r"request|ask|choose|opt|nominate|appeal|enrol|register|receive|obtain|withdraw|bid|use)\b"
    rf"|{_MAIN} (?:is|are|be) (?:not )?(?:eligible|ineligible|entitled)(?: (?:for|to)\b|[,.;])|\bto (?:be eligible|"
    rf"qualify) for\b"
    r"|\b(?:[Aa]pplicants?|[Bb]idders?|[Cc]andidates?|[Cc]laimants?|[Tt]enderers?|[Ee]ntrants|[Nn]ominees)\b"
    r"[^.;:]{0,40}? (?:must|should|shall|need to|are required to|have to) "
    rf"|\b{_APPLICATIONS} (?:must|should|may|can|will only|are to) be (?:received|submitted|made|sent|filed|lodged)\b"
    rf"|\b(?:deadline|closing date) for (?:all |your )?(?:{_APPLICATIONS}|applying|submitting)\b",
    re.IGNORECASE,
)

WORDS = (
    "those anyone whoever person persons may can could eligible ineligible entitled qualify closing deadline "
    "applicant applicants bidder bidders candidate "
    "candidates claimant claimants tenderer tenderers entrants nominees application applications "
    "nomination nominations "
    "submission submissions entry entries claims bids proposals forms requests"
)
"""Of which words one must occur for an offer to be worth looking for: its pattern is the slowest."""
