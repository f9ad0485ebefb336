"""The page of a task, and what it leads to: reports, the sheet to sign, targets."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.web.whole import Whole
from throughline.delivery.actions import file_report, return_report
from throughline.delivery.models import Period, Report
from throughline.indicators.actions.indicators import edit_indicator
from throughline.indicators.actions.targets import edit_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


@pytest.fixture
def told_nine_times(city) -> Report:
    """The last of nine reports of one month, of which all others were returned."""
    period = Period.objects.get(register=city.register, starts_on=date(2026, 3, 1))
    task, report = city.tasks["proposed"], city.report
    for number in range(2, 10):
        return_report(report, by=city.users["supervision"], reason="Not enough.")
        who = {"by": city.users["officer"], "progress": number}
        report = file_report(task, city.water, period, done=f"Account {number}.", **who)
    return report


def accounts(page: str) -> list[str]:
    return re.findall(r"Account (\d)\.", page)


def test_the_latest_reports_stand_there_the_earlier_ones_are_fetched(city, told_nine_times):
    client = city.client("supervision")
    page = client.get(f"/tasks/{city.report.task_id}/").content.decode()
    assert accounts(page) == ["9", "8", "7", "6", "5", "4"]
    assert re.search(r"Earlier reports\s*\(3\)", page)
    assert "?reports=all#report-rows" in page
    whole_list = client.get(f"/tasks/{city.report.task_id}/?reports=all").content.decode()
    assert accounts(whole_list) == ["9", "8", "7", "6", "5", "4", "3", "2"]
    assert "Earlier reports" not in whole_list


def test_six_reports_need_no_second_look(city):
    assert (
        "Earlier reports"
        not in city.client("supervision").get(f"/tasks/{city.report.task_id}/").content.decode()
    )


def test_who_signs_finds_the_sheet_of_the_unit(city):
    client = city.client("officer")
    page = client.get("/").content.decode()
    address = re.search(r'href="(/registers/[^"]*kind=sign_off[^"]*)"', page)[1].replace("&amp;", "&")
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")


@pytest.mark.parametrize(
    ("given", "told"),
    [({"operator": "range", "value": "4.5", "high": "5.5"}, "4.5–5.5 km"), ({"value": "20"}, "≥ 20.0 km")],
)
def test_a_target_is_told_with_both_its_ends(city, given, told):
    edit_indicator(city.indicator, by=city.users["plan"], seen=city.indicator.version, decimals=1)
    edit_target(city.target, by=city.users["plan"], seen=city.target.version, **given)
    for path in ("/indicators/", f"/indicators/{city.indicator.code}/"):
        assert told in city.client("plan").get(path).content.decode(), path
