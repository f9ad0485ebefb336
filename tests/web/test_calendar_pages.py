"""The pages of calendars: a year of days, local days, countries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from tests.web.town import Town, town
from throughline.calendars.actions import create_calendar, set_local_day
from throughline.calendars.models import Calendar, LocalDay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def admin(place) -> Client:
    return place.client("administrator")


def text_of(response) -> str:
    return response.content.decode()


# ---- calendars ----


def test_a_year_shows_holidays_make_up_days_and_local_days(place, admin):
    calendar = create_calendar("cn", "China", by=None)
    set_local_day(calendar, date(2025, 6, 17), works=False, name="Harbour Day", by=None)
    page = text_of(place.client("auditor").get("/administration/calendars/cn/?year=2025"))
    assert "Spring Festival" in page
    assert "Make-up day" in page
    assert "Harbour Day" in page
    assert page.count('<table class="month">') == 12
    assert "may still change" not in page
    assert "may still change" in text_of(admin.get("/administration/calendars/cn/?year=2040"))


@pytest.mark.parametrize(("year", "status"), [("1900", 422), ("9999", 422), ("now", 200), ("", 200)])
def test_a_year_that_no_calendar_covers_is_told(admin, year, status):
    create_calendar("cn", "China", by=None)
    assert admin.get("/administration/calendars/cn/", {"year": year}).status_code == status


def test_local_days_are_set_and_removed(admin):
    calendar = create_calendar("cn", "China", by=None)
    path = "/administration/calendars/cn/"
    answer = admin.post(path, {"act": "day", "day": "2026-05-06", "works": "off", "name": "Harbour Day"})
    assert answer["Location"] == f"{path}?year=2026"
    day = LocalDay.objects.get(calendar=calendar)
    assert not day.works
    assert admin.post(path, {"act": "day", "day": "2026-05-06", "works": "work"}).status_code == 302
    assert LocalDay.objects.get(calendar=calendar).works
    assert admin.post(path, {"act": "remove", "key": day.pk}).status_code == 302
    assert admin.post(path, {"act": "remove", "key": day.pk}).status_code == 404
    for wrong in (
        {"day": "1700-01-01", "works": "off"},
        {"day": "x", "works": "off"},
        {"day": "2026-05-06", "works": "?"},
    ):
        assert admin.post(path, {"act": "day", **wrong}).status_code == 422
    assert not LocalDay.objects.exists()


def test_a_calendar_is_made_and_edited(admin):
    path = "/administration/calendars/"
    assert admin.post(path, {"slug": "lux", "name": "Luxembourg", "country": "lu"}).status_code == 302
    calendar = Calendar.objects.get(slug="lux")
    again = admin.post(path, {"slug": "lux", "name": "Second", "country": "LU"})
    assert again.status_code == 422
    assert "is taken by another calendar" in text_of(again)
    assert admin.post(path, {"slug": "xx", "name": "Nowhere", "country": "XX"}).status_code == 422
    values = {"slug": "lux", "name": "Lëtzebuerg", "country": "LU", "row_version": calendar.version}
    assert admin.post(f"{path}lux/edit/", values).status_code == 302
    assert admin.post(f"{path}lux/edit/", values).status_code == 422
