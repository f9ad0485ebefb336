"""Document numbers: by series and year from 1, never twice, voided in sight."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from throughline.accounts.choices import Role
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.papers.actions.numbers import create_series, edit_series, take_number, void_number, written
from throughline.papers.models import Number
from throughline.papers.refusals import NumberIsVoid, SeriesIsClosed, SeriesNameTaken

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.organization("city", level=1, name="City")


@pytest.fixture
def series(city):
    return create_series(city, by=None, name="Supervision", pattern="汐政督〔{year}〕{n}号")


def on(year, month=3):
    return clock.travel(datetime(year, month, 3, 4, tzinfo=UTC))


def take(series, year):
    with on(year):
        return take_number(series, by=None, subject="Notice").text


def test_each_year_begins_at_one(series):
    told = [take(series, year) for year in (2026, 2026, 2027, 2026)]
    assert told == ["汐政督〔2026〕1号", "汐政督〔2026〕2号", "汐政督〔2027〕1号", "汐政督〔2026〕3号"]


def test_a_series_goes_on_where_paper_stopped(city):
    series = create_series(city, by=None, name="S", pattern="No. {nnn}", begun_year=2026, begun_at=18)
    assert [take(series, year) for year in (2026, 2026, 2027)] == ["No. 018", "No. 019", "No. 001"]
    assert written("{n}/{year}", 2026, 1234) == "1234/2026"


def test_what_is_void_stays_and_is_not_given_again(series):
    with on(2026):
        first = take_number(series, by=None, subject="Notice")
        void_number(first, by=None, reason="Printed twice.")
        with pytest.raises(NumberIsVoid, match="is void since 3 Mar 2026"):
            void_number(first, by=None, reason="Again.")
        assert take_number(series, by=None, subject="Notice").value == 2
        with pytest.raises(Invalid):
            void_number(Number.objects.get(value=2), by=None, reason="  ")
    assert Number.objects.get(value=1).void_reason == "Printed twice."


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "No.",
        "{n}{n}",
        "{year}",
        "{n} {month}",
        "{n} {",
        "{n} }",
        "{year}{year}{n}",
        "{n.__class__}",
        "x" * 61,
    ],
)
def test_a_pattern_has_its_number_once(city, pattern):
    with pytest.raises(Invalid) as told:
        create_series(city, by=None, name="S", pattern=pattern)
    assert told.value.field == "pattern"


def test_a_pattern_is_changed_for_what_comes(series):
    take(series, 2026)
    edit_series(series, by=None, seen=series.version, pattern="新〔{year}〕{n}号")
    assert take(series, 2026) == "新〔2026〕2号"
    assert Number.objects.get(value=1).text == "汐政督〔2026〕1号"
    series.refresh_from_db()
    edit_series(series, by=None, seen=series.version, is_open=False)
    with pytest.raises(SeriesIsClosed):
        take(series, 2026)


def test_a_name_is_used_once_and_offices_only_take(city, series):
    with pytest.raises(SeriesNameTaken):
        create_series(city, by=None, name="Supervision", pattern="{n}")
    office = builders.user("office", Role.SUPERVISION_OFFICE, organization=city)
    keeper = builders.user("keeper", Role.ADMINISTRATOR, organization=city)
    with pytest.raises(NotAllowed):
        create_series(city, by=office, name="Mine", pattern="{n}")
    with pytest.raises(NotAllowed):
        take_number(series, by=keeper, subject="x")
    assert take_number(series, by=office, subject="x").taken_by == office
    edit_series(series, by=keeper, seen=series.version, name="Ours")


def test_the_page_takes_and_voids(city, series):
    client = Client()
    client.force_login(builders.user("office", Role.SUPERVISION_OFFICE, organization=city))
    path = reverse("series", args=[series.pk])
    assert (
        "Taken: 汐政督"
        in client.post(path, {"act": "take", "subject": "<b>Letter</b>"}, follow=True).content.decode()
    )
    number = Number.objects.get()
    assert client.post(path, {"act": "void", "number": number.pk, "reason": ""}).status_code == 422
    page = client.post(
        path, {"act": "void", "number": number.pk, "reason": "A mistake."}, follow=True
    ).content.decode()
    assert "void since" in page
    assert "&lt;b&gt;Letter" in page
    assert client.post(path, {"act": "void", "number": number.pk, "reason": "Again."}).status_code == 422
