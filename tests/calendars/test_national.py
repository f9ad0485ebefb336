"""National working days against the published notices."""

from datetime import date

import pytest

from throughline.calendars.national import CountryUnknown, countries, national_day, national_year


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 26), True),  # a Sunday worked for the Spring Festival
        (date(2025, 1, 28), False),
        (date(2025, 2, 8), True),
        (date(2025, 10, 1), False),
        (date(2025, 10, 6), False),  # Mid-autumn Festival
        (date(2025, 10, 11), True),
        (date(2025, 10, 12), False),
        (date(2026, 2, 14), True),
        (date(2026, 2, 16), False),
    ],
)
def test_china_by_notice(day, works):
    told = national_day("CN", day)
    assert told.works is works
    assert not told.provisional
    assert bool(told.name) == (day != date(2025, 10, 12))


def test_a_year_without_notice_is_provisional_and_has_the_statutory_days():
    year = national_year("CN", 2040)
    assert all(day.provisional for day in year.values())
    off = {day for day, told in year.items() if not told.works and day.weekday() < 5}
    assert {date(2040, 2, 13), date(2040, 5, 1), date(2040, 10, 1)} <= off
    assert not any(told.works for day, told in year.items() if day.weekday() >= 5)


def test_other_countries_have_their_own_weekends_and_make_up_days():
    assert national_day("US", date(2026, 7, 3)).works is False  # Independence Day, observed
    assert national_day("HU", date(2025, 5, 17)).works is True  # a Saturday worked
    assert national_day("SA", date(2025, 5, 16)).works is False  # a Friday
    assert national_day("SA", date(2025, 5, 18)).works is True  # a Sunday
    assert not national_day("DE", date(2040, 5, 1)).provisional


@pytest.mark.parametrize("year", [1950, 2003, 2004, 2024, 2150])
def test_every_day_of_a_year_is_told(year):
    assert len(national_year("CN", year)) == (date(year + 1, 1, 1) - date(year, 1, 1)).days


@pytest.mark.parametrize("country", sorted(countries()))
def test_every_country_offered_can_be_told(country):
    assert any(told.works for told in national_year(country, 2026).values())


@pytest.mark.parametrize("country", ["", "ZZ", "CHN", "cn", "<>"])
def test_an_unknown_country_is_named_so(country):
    with pytest.raises(CountryUnknown):
        national_year(country, 2026)
