"""The working days of a country, from published tables where there are any.

China: the State Council's yearly notice with its make-up days, as kept by chinesecalendar; a year without a notice
follows the weekday rule and the statutory holidays (全国年节及纪念日放假办法), and is marked provisional.
Other countries: the holidays package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType

import holidays
from chinese_calendar import constants
from django.utils.translation import gettext_noop

from throughline.lib.dates import days_between

CHINA = "CN"
NOTICES = range(min(constants.holidays).year, max(constants.holidays).year + 1)
"""The years for which chinesecalendar knows the notice."""

LANGUAGE = "en_US"
"""The names' language wherever the table has it; pages translate them."""

MAKE_UP = gettext_noop("Make-up day")

CHINESE_HOLIDAYS = (
    gettext_noop("New Year's Day"),
    gettext_noop("Spring Festival"),
    gettext_noop("Chinese New Year's Eve"),
    gettext_noop("Chinese New Year (Spring Festival)"),
    gettext_noop("Tomb-sweeping Day"),
    gettext_noop("Tomb-Sweeping Day"),
    gettext_noop("Labour Day"),
    gettext_noop("Labor Day"),
    gettext_noop("Dragon Boat Festival"),
    gettext_noop("Mid-autumn Festival"),
    gettext_noop("Mid-Autumn Festival"),
    gettext_noop("National Day"),
    gettext_noop("Anti-Fascist 70th Day"),
)
"""As the two tables spell them, for their translation."""


@dataclass(frozen=True, slots=True)
class NationalDay:
    """Whether a country works on a day, the holiday's English name, and whether that may still change."""

    works: bool
    name: str = ""
    provisional: bool = False


class CountryUnknown(LookupError):
    """There is no table of holidays for this country code."""


@cache
def countries() -> frozenset[str]:
    """The codes of two letters for which holidays are known."""
    return frozenset(
        code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2
    )


@lru_cache(maxsize=1024)
def national_year(country: str, year: int) -> Mapping[date, NationalDay]:
    """Each day of the year in a country. Raises CountryUnknown."""
    if country not in countries():
        raise CountryUnknown(country)
    if country == CHINA and year in NOTICES:
        return _by_notice(year)
    provisional = country == CHINA
    known = holidays.country_holidays(country, years=year, observed=not provisional, language=LANGUAGE)
    made_up = {day for day in known.weekend_workdays if day.year == year}

    def tell(day: date) -> NationalDay:
        if day in made_up:
            return NationalDay(works=True, name=MAKE_UP, provisional=provisional)
        name = known.get(day) or ""
        works = not name and day.weekday() not in known.weekend
        return NationalDay(works=works, name=name, provisional=provisional)

    return _each_day(year, tell)


def national_day(country: str, day: date) -> NationalDay:
    """The same for one day. Raises CountryUnknown."""
    return national_year(country, day.year)[day]


def _by_notice(year: int) -> Mapping[date, NationalDay]:
    def tell(day: date) -> NationalDay:
        if day in constants.workdays:
            return NationalDay(works=True, name=MAKE_UP)
        name = str(constants.holidays.get(day, ""))
        return NationalDay(works=not name and day.weekday() < 5, name=name)

    return _each_day(year, tell)


def _each_day(year: int, tell: Callable[[date], NationalDay]) -> Mapping[date, NationalDay]:
    return MappingProxyType({day: tell(day) for day in days_between(date(year, 1, 1), date(year, 12, 31))})
