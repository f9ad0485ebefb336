"""Calendars with their local days, in Python and in SQL."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db.models import F, Value
from django.utils import translation

from tests.builders import user
from throughline.calendars.actions import (
    create_calendar,
    edit_calendar,
    extend_calendars,
    remove_local_day,
    set_local_day,
)
from throughline.calendars.models import Calendar, CalendarDay, LocalDay
from throughline.calendars.queries import (
    days_of_year,
    due_after,
    due_after_sql,
    is_working_day,
    ordinal_sql,
    working_days_between,
)
from throughline.calendars.refusals import (
    CalendarNameTaken,
    CountryNotKnown,
    NothingLeftToWork,
    OutsideTheCalendar,
)
from throughline.calendars.table import cover, covered_years
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _spring():
    with clock.travel(MOMENT):
        yield


@pytest.fixture
def city():
    return create_calendar("city", "City", by=None)


def test_the_table_reaches_three_years_both_ways(city):
    assert covered_years(city) == (2023, 2029)
    provisional = CalendarDay.objects.filter(calendar=city, provisional=True)
    assert {row.day.year for row in provisional} >= {2029}


def test_a_limit_over_the_spring_festival(city):
    # 15 to 23 February 2026 are off, 14 and 28 February are worked.
    assert due_after(city, date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert due_after(city, date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert due_after(city, date(2026, 2, 27), 1) == date(2026, 2, 28)
    assert due_after(city, date(2026, 2, 16), 0) == date(2026, 2, 24)
    assert working_days_between(city, date(2026, 2, 13), date(2026, 2, 24)) == 2


def test_local_days_go_before_the_countrys(city):
    day = date(2026, 3, 3)
    set_local_day(city, day, works=False, by=None, name="Flood")
    assert not is_working_day(city, day)
    assert due_after(city, date(2026, 3, 2), 1) == date(2026, 3, 4)
    row = set_local_day(city, day, works=True, by=None)
    assert LocalDay.objects.count() == 1
    assert is_working_day(city, day)
    remove_local_day(row, by=None)
    assert due_after(city, date(2026, 3, 2), 1) == day


@pytest.mark.slow
def test_sql_counts_as_python_does(city):
    chance = Random(7)
    for _ in range(30):
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(365))
        set_local_day(city, day, works=chance.random() < 0.5, by=None)
    rows = CalendarDay.objects.filter(calendar=city, day__year=2026)
    for count in (-21, -5, -1, 0, 1, 3, 10, 40):
        told = rows.annotate(
            due=due_after_sql("calendar", "day", count),
            since=ordinal_sql(city, "day") - ordinal_sql(city, date(2026, 1, 1)),
        )
        for row in told:
            assert row.due == due_after(city, row.day, count)
            assert row.since == working_days_between(city, date(2026, 1, 1), row.day)


def test_sql_takes_the_count_from_a_column(city):
    rows = CalendarDay.objects.filter(calendar=city, day__year=2026, day__month__in=(2, 10))
    told = rows.annotate(count=Value(2) - F("day__day") % 5, due=due_after_sql("calendar", "day", "count"))
    assert {row.due for row in told}
    assert all(row.due == due_after(city, row.day, row.count) for row in told)


def test_sql_takes_plain_values_and_filters(city):
    found = Calendar.objects.filter(pk=city.pk).annotate(due=due_after_sql(city, date(2026, 2, 13), 2))
    assert found.filter(due=date(2026, 2, 24)).exists()
    assert not found.filter(due__gt=date(2026, 2, 24)).exists()


def test_the_table_is_extended_on_demand_and_by_the_years(city, django_assert_num_queries):
    cover(city, date(2031, 5, 5))
    assert covered_years(city) == (2023, 2029)
    cover(city, date(2019, 5, 5), date(2031, 5, 5))
    assert covered_years(city) == (2016, 2034)
    with django_assert_num_queries(1):
        cover(city, date(2031, 1, 1))
    set_local_day(city, date(2026, 3, 3), works=False, by=None)
    assert covered_years(city) == (2016, 2034)
    with clock.travel(MOMENT + timedelta(days=365 * 7)):
        extend_calendars()
        assert covered_years(city)[1] == 2036


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1951, 1, 1), date(2149, 1, 1), date(9999, 12, 31)])
def test_absurd_days_are_refused(city, day):
    with pytest.raises(OutsideTheCalendar):
        cover(city, day, day)
    with pytest.raises(Invalid):
        set_local_day(city, day, works=False, by=None)
    with pytest.raises(OutsideTheCalendar):
        days_of_year(city, 0)


def test_a_whole_year_off_is_refused(city, monkeypatch):
    monkeypatch.setattr("throughline.calendars.rules.LONGEST_REST", 5)
    for number in (3, 4, 5, 6):  # 7 and 8 are a weekend
        row = set_local_day(city, date(2026, 3, number), works=number == 3, by=None)
    with pytest.raises(NothingLeftToWork):
        set_local_day(city, date(2026, 3, 9), works=False, by=None)
    with pytest.raises(NothingLeftToWork):
        set_local_day(city, date(2026, 3, 3), works=False, by=None)
    assert row in LocalDay.objects.all()
    assert LocalDay.objects.count() == 4


def test_two_editors(city):
    seen = city.version
    one, other = Calendar.objects.get(pk=city.pk), Calendar.objects.get(pk=city.pk)
    edit_calendar(one, by=None, seen=seen, name="One")
    with pytest.raises(ChangedMeanwhile):
        edit_calendar(other, by=None, seen=seen, name="Other")


def test_another_country_changes_the_table(city):
    edit_calendar(city, by=None, seen=city.version, country="us")
    assert CalendarDay.objects.get(calendar=city, day=date(2026, 7, 3)).works is False
    assert CalendarDay.objects.get(calendar=city, day=date(2026, 2, 18)).works is True


def test_bad_values_are_refused(city):
    with pytest.raises(CalendarNameTaken):
        create_calendar("city", "Again", by=None)
    for country in ("ZZ", "", None, "\x00"):
        with pytest.raises((CountryNotKnown, Invalid)):
            create_calendar("other", "Other", by=None, country=country)
    for field, value in (("slug", "a b"), ("name", ""), ("name", "x" * 121)):
        with pytest.raises(Invalid) as refused:
            create_calendar(**{"slug": "other", "name": "Other", field: value}, by=None)
        assert refused.value.field == field
    assert Calendar.objects.count() == 1


def test_who_keeps_calendars(city):
    keeper = user("", "administrator")
    set_local_day(city, date(2026, 3, 3), works=False, by=keeper)
    for role in ("plan_office", "supervision_office", "unit_leader", "auditor", "viewer"):
        with pytest.raises(NotAllowed):
            set_local_day(city, date(2026, 3, 4), works=False, by=user("", role))
        with pytest.raises(NotAllowed):
            create_calendar("x", "X", by=user("", role))


def test_a_year_as_a_page_shows_it(city):
    set_local_day(city, date(2026, 3, 3), works=False, by=None, name="Flood")
    with translation.override("en"):
        shown = {one.day: one for one in days_of_year(city, 2026)}
    assert len(shown) == 365
    assert (shown[date(2026, 3, 3)].name, shown[date(2026, 3, 3)].is_local) == ("Flood", True)
    assert shown[date(2026, 2, 17)].name == "Spring Festival"
    assert shown[date(2026, 3, 4)].name == ""
