"""The forms in which English texts write times, as patterns."""

from __future__ import annotations

import re

from throughline.reading.calendar_words import NAMED_DAYS

_MONTH = (
    # Written small it is a month only where a year follows, and never "may" or "march".
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
YEAR_FIGURES = r"(?:19|20)\d\d"
_COUNT = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|eighteen|"
    r"twenty|thirty|sixty|ninety|a|an)"
)
DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of)? (?P<month>{_MONTH})\b\.?,? (?P<year>{YEAR_FIGURES})\b"
)
MONTH_FIRST = re.compile(
    rf"\b(?P<month>{_MONTH})\b\.?(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?)?,? (?:of )?(?P<year>{YEAR_FIGURES})\b"
)
_SMALL = (
    "(?:january|february|april|june|july|august|september|october|november|december|"
    "jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
SMALL = re.compile(
    rf"\b(?P<month>{_SMALL})\b\.?(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?)? ?,? (?:of )?(?P<year>{YEAR_FIGURES})\b"
)
YEAR_FIRST = re.compile(
    rf"\b(?P<year>{YEAR_FIGURES})(?: ?,? |[-/])(?P<month>{_MONTH}|{_SMALL})\b"
    r"(?:[ /-](?P<day>\d{1,2})(?:st|nd|rd|th)?\b)?(?!,? \d{4})"
)
ISO = re.compile(
    rf"(?<![\d$£€.,/-])(?P<year>{YEAR_FIGURES})(?: ?(?P<mark>[-/]) ?|(?P<dot>\.))(?P<month>1[0-2]|0?[1-9])"
    r"(?:(?(mark)(?P=mark)|\.)(?P<day>[12]\d|3[01]|0?[1-9]))?(?![\d/.-]*\d)(?! ?(?:%|per ?cent|million|billion))"
)
MONTH_YEAR = re.compile(rf"(?<![\d$£€.,/-])(?P<month>1[0-2]|0?[1-9])/(?P<year>{YEAR_FIGURES})(?![\d/-])")
OF_YEAR = re.compile(
    rf"\b(?:(?P<month>{_MONTH}|{_SMALL})|Q(?P<q>[1-4])|H(?P<h>[12])|(?:the )?(?P<word>first|second|third|fourth) "
    r"(?P<kind>quarter|half))(?: of)? (?P<which>this|next) year\b",
)
YEAR_QUARTER = re.compile(
    rf"\b(?:H(?P<h>[12]) (?P<late>{YEAR_FIGURES})|(?P<year>{YEAR_FIGURES}),? ?(?:Q(?P<q>[1-4])|H(?P<half>[12])))\b"
)
QUARTER = re.compile(
    rf"\b(?:Q(?P<q>[1-4])|(?P<word>first|second|third|fourth|1st|2nd|3rd|4th) (?P<kind>quarter|"
    rf"half))(?:,? of)?(?: (?:the )?(?:fiscal year|financial year|FY))?,? "
    rf"?(?P<year>{YEAR_FIGURES})(?P<until>[/–-]\d\d)?\b",
    re.IGNORECASE,
)
SEASON = re.compile(
    rf"\b(?P<season>spring|summer|autumn|fall|winter)(?: of)?,? (?P<year>{YEAR_FIGURES})\b", re.IGNORECASE
)
YEAR = re.compile(
    rf"(?<![\d$£€.,/-])\b(?P<fiscal>FY ?)?(?P<year>{YEAR_FIGURES})"
    r"(?:[-–—/](?P<until>\d\d(?:\d\d)?))?(?![\d%,]{0, 12}\d)\b(?!-\d)"
)
SHORT_FISCAL = re.compile(
    r"\b(?:Q(?P<q>[1-4])(?: of)? ?)?FY ?[’']?(?P<long>20)?(?P<short>[2-6]\d)\b(?![-/–]?\d)"
)
DAY_MONTH_YEAR = re.compile(
    rf"(?<![\d./-])(?P<first>\d{{1,2}})[/.](?P<second>\d{{1,2}})[/.](?P<year>{YEAR_FIGURES})(?![\d/-])"
)
PLAN = re.compile(
    r"\b(?:(?P<number>1\d)th|(?P<word>[A-Z][a-z]+th))\s+Five[- ]Year Plan(?:[\"”’]? period)?", re.IGNORECASE
)
AHEAD = re.compile(
    rf"(?<!\bfor )(?<!\bof )(?<!\bup )\b(?:within|over(?= the | next| coming| following)|in|during) (?:the )?(?:next "
    rf"|coming |following "
    rf")?(?P<count>{_COUNT})(?:(?: to | or |[-–])(?P<more>{_COUNT}))? ?(?P<unit>day|week|month|"
    rf"year)s?\b",
    re.IGNORECASE,
)
NEXT = re.compile(
    r"\b(?:over|in|during|within|by) the (?:next|coming) (?P<unit>year|month|two years|three "
    r"years)\b|\b(?:by )?(?:the )?end of (?P<which>this|the|next)(?: fiscal| calendar)? year\b|"
    r"\b(?:by )?year[- ]end\b|\b(?P<this>this year|next year)\b",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\b(?P<name>" + "|".join(map(re.escape, NAMED_DAYS)) + rf")\b(?:,? (?P<year>{YEAR_FIGURES}))?"
)
MONTH_ONLY = re.compile(
    rf"\bby (?:the )?(?:end of )?(?P<month>{_MONTH})\b(?! \d{{4}})(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?"
)
_NUMBER_OF_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = r"(?: ?[-–—] ?| (?:to|until|till|through|and) )"
DAYS = re.compile(
    rf"\b(?:(?P<first>{_NUMBER_OF_DAY})(?:st|nd|rd|th)?{_TO}(?P<last>{_NUMBER_OF_DAY})(?:st|nd|rd|th)? (?:of )?"
    rf"(?P<month>{_MONTH})|(?P<before>{_MONTH})\.? (?:from |between )?(?P<start>{_NUMBER_OF_DAY})(?:st|nd|rd|th)?{_TO}"
    rf"(?P<end>{_NUMBER_OF_DAY})(?:st|nd|rd|th)?)\b(?:,? (?P<year>{YEAR_FIGURES}))?(?! ?%)"
)
DAY_ONLY = re.compile(
    rf"\b(?:(?P<word>on|from|between|until|till|before|after|through|to|by|and|starting|beginning)\s+)?(?:the )?"
    rf"(?:(?P<month>{_MONTH})\b\.? ?(?P<day>{_NUMBER_OF_DAY})(?:st|nd|rd|th)?\b|"
    rf"(?P<first>{_NUMBER_OF_DAY})(?:st|nd|rd|th)? (?:of )?(?P<late>{_MONTH})\b)(?!,? ?\d| ?%)",
)
MONTH_NEAR = re.compile(rf"\b(?P<which>this|next) (?P<month>{_MONTH}|{_SMALL})\b(?! \d)")
QUARTER_ONLY = re.compile(
    r"(?<=\b(?:in|by|of|to) )Q(?P<q>[1-4])\b(?! ?\d)|(?<=\b(?:during|before) )Q(?P<q2>[1-4])\b(?! ?\d)"
)
REST = re.compile(r"\b(?:the )?(?:rest|remainder) of the (?P<unit>month|year)\b")
BEFORE = re.compile(
    r"(?:\b(by|before|until|no later than|not later than|prior to|on or before|through|to|in|"
    r"during|over|on|within|from|since|between|after|as of|"
    r"beginning|starting|for|(?:completion|target|delivery|due|end|opening|closing|handover) date (?:of|is)|"
    r"between [A-Z][a-z]{2,8}(?: \d{4})? and)\s+(?:(?:the\s+)?(?:end|close)\s+of\s+|end[- ]|early\s+|late\s+|"
    r"mid[- ]|the\s+|around\s+|about\s+|(?:fiscal|calendar)\s+year\s+|FY\s?)*)$",
    re.IGNORECASE,
)
# "from the 2010 baseline"
BASELINE = re.compile(r"\s*(?:baseline|base|levels?|figures?|values?)\b")
# "does not expire until 2029": then it begins.
NOT_UNTIL = re.compile(r"\b(?:not|never|n[’']t)(?: \w+){1,2} $")
PLANNED_FOR = re.compile(r"\b(?:planned|scheduled|due|set|slated|timetabled|earmarked) $")
# "in the 2024–25 Budget", "by 2026-27 and 2028-29": two figures after a dash are a financial year where money is told.
FINANCIAL_DASH = re.compile(
    r"\b(?:budget|fiscal|financial|outlay|revenue|expenditure|crore|lakh|year)\b", re.IGNORECASE
)
