"""When the financial year ends in the country a text is of: "FY 2025/26" is over in March here and in June there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from throughline.reading.calendar_words import month_end

SAMPLE = 200_000
MARCH, JUNE, SEPTEMBER = 3, 6, 9
# Countries (and their currencies) where it ends in June; everywhere else it is taken to end in March, as in the
# United Kingdom, India, Canada, Japan and Singapore.
_JUNE = re.compile(
    r"\b(?:Kenyan?|KES|KSh|Kshs?|Ugandan?|UGX|Tanzanian?|TZS|Rwandan?|RWF|Frw|Ethiopian?|Malawian?|Zambian?|Egyptian?|"
    r"Pakistani?|PKR|Bangladeshi?|BDT|Nepal(?:ese)?|Bhutan(?:ese)?|Australian?|AUD|Queensland|New South Wales|"
    r"Tasmanian?|"
    r"New Zealand|NZ|NZD|Aotearoa|iwi|hap[uū]|M[aā]ori|Waka Kotahi|"
    r"Fijian?|Tongan?|Samoan?|Mauritian?|Mauritius|California)\b"
)
_MARCH = re.compile(
    r"\b(?:UK|United Kingdom|England|Scotland|Scottish|Wales|Welsh|NHS|GBP|India|Indian|INR|crores?|lakhs?|Canada|"
    r"Canadian|CAD|Japan|Japanese|Singapore|Hong Kong|Botswana|Jamaican?|South Africa)\b|£|₹"
)
# The federal government of the United States closes its year in September.
_SEPTEMBER = re.compile(
    r"\b(?:U\.S\.|United States|[Ff]ederal [Gg]overnment|[Ff]ederal agenc(?:y|ies)|EPA|NOAA|CDC|USDA|HHS|OMB|GSA|DOE|"
    r"DOT|"
    r"Congress|White House)\b"
)
FEDERAL = 4
"""Named so often, the United States are who the text is of."""
# "The County's fiscal year runs from July 1 to June 30": what a text says itself holds, for "FY28" too.
_SAYS = re.compile(
    r"\b(?:fiscal|financial) year\b[^.;]{0,60}? (?:to|and ends? on|ends? on|through|until|ending(?: on)?) "
    r"(?:\d{1,2} )?(?P<month>March|June|September|December)\b"
)
_NAMES = {"March": 3, "June": 6, "September": 9, "December": 12}
# "FY 2025-26", "the 2025–26 Budget": a text that writes its financial years with a dash.
_DASHED = re.compile(
    r"\b(?:FY|fiscal year|financial year|[Bb]udget(?: [Ee]stimates?| [Ss]peech)?(?: for)?) ?(?:19|"
    r"20)\d\d[-–]\d\d(?!\d)|"
    r"(?:19|20)\d\d[-–]\d\d (?:Budget|budget|financial|fiscal)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(r"\b20(?:1[0-9][-–]1[0-9]|2[0-9][-–]2[0-9])\b")
MANY = 3
"""So many years with a dash in a text of a country whose financial years are known are financial years."""
_dashes: ContextVar[bool] = ContextVar(
    "whether the text under reading writes financial years with a dash", default=False
)
_month: ContextVar[int] = ContextVar(
    "the month in which the financial year of the text under reading ends", default=MARCH
)
_said: ContextVar[bool] = ContextVar("whether the text under reading says so itself", default=False)


@contextmanager
def of_country(text: str) -> Iterator[None]:
    """Read what is inside with the financial year of the country that `text` names most."""
    sample = text[:SAMPLE]
    said = _SAYS.search(sample)
    june = sum(1 for _ in _JUNE.finditer(sample))
    country = JUNE if june > 1 and june > sum(1 for _ in _MARCH.finditer(sample)) else MARCH
    federal = not june and not _MARCH.search(sample) and _is_federal(sample)
    month = _NAMES[said["month"]] if said else SEPTEMBER if federal else country
    given = _month.set(month), _said.set(said is not None or federal)
    named = june or _MARCH.search(sample)
    dashes = _dashes.set(
        _DASHED.search(sample) is not None or bool(named and len(_PAIR.findall(sample)) >= MANY)
    )
    try:
        yield
    finally:
        _dashes.reset(dashes)
        _month.reset(given[0])
        _said.reset(given[1])


def _is_federal(sample: str) -> bool:
    """Whether a text is of the federal government, or closes the years that it calls FY on 30 September."""
    closes = sample.count("FY") > 1 and _CLOSES.search(sample) is not None
    return closes or len(_SEPTEMBER.findall(sample)) >= FEDERAL


_CLOSES = re.compile(r"\b(?:September 30|30 September)\b")


def financial_year(first: int) -> tuple[date, date]:
    """The first and the last day of the financial year that begins in the year `first` and ends in the next."""
    return year_ending_in(first + 1)


def year_ending_in(last: int) -> tuple[date, date]:
    """The first and the last day of the financial year that ends in the year `last`."""
    month = _month.get()
    first = date(last, 1, 1) if month == 12 else date(last - 1, month + 1, 1)
    return first, month_end(last, month)


def writes_dashes() -> bool:
    """Whether the text writes its financial years with a dash, so that "2026-27" is one."""
    return _dashes.get()


def is_said() -> bool:
    """Whether the text says itself when its financial year ends, so that "FY 2028" is that one."""
    return _said.get()
