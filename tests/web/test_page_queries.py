"""No page asks the database more often because there is more in it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from tests.web.test_pages import names
from tests.web.whole import Whole, address, read
from throughline.accounts.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


LISTS = (
    "home",
    "overview",
    "registers",
    "reports",
    "ratings",
    "projects",
    "indicators",
    "plans",
    "documents",
)


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("role", ["supervision", "officer"])
def test_lists_ask_as_much_for_one_row_as_for_fifty(city, role):
    client = city.client(role)
    paths = [reverse(name) for name in LISTS] + [reverse("register", args=["tasks"])]
    before = {path: queries(client, path) for path in paths}
    many(city)
    after = {path: queries(client, path) for path in paths}
    assert {path: (before[path], after[path]) for path in paths if after[path] > before[path] + 2} == {}
    assert max(after.values()) < 60


#: A list longer than what is shown of it is counted, and its longest is shown by itself: so many more queries.
ALLOWED = 3
#: Most queries of one page; the desk of a person who holds every role asks for every desk.
MOST_QUERIES = {"home": 110, "overview": 90, "task": 90}


@pytest.mark.slow
def test_no_page_asks_more_often_because_there_is_more(city):
    """Every address of the URL configuration that somebody who may do everything opens."""
    client = Client()
    client.force_login(builders.user("everything", *Role.values))
    paths = {name: address(city, name) for name in names() if not name.endswith(("download", "workbook"))}
    opened = {name: path for name, path in paths.items() if opens(client, path)}
    assert len(opened) > 80
    before = {name: queries_of(client, path) for name, path in opened.items()}
    many(city)
    after = {name: queries_of(client, path) for name, path in opened.items()}
    grown = {name: (before[name], after[name]) for name in opened if after[name] > before[name] + ALLOWED}
    assert grown == {}
    assert {name: n for name, n in after.items() if n > MOST_QUERIES.get(name, 60)} == {}


def opens(client: Client, path: str) -> bool:
    answer = client.get(path)
    read(answer)
    return answer.status_code == 200


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        read(client.get(path))
    return len(captured)


def many(city: Whole) -> None:
    """Fifty more of everything that is listed."""
    from throughline.delivery.actions import file_report  # noqa: PLC0415
    from throughline.delivery.models import Period  # noqa: PLC0415
    from throughline.indicators.actions.indicators import create_indicator  # noqa: PLC0415
    from throughline.register.actions.projects import create_project  # noqa: PLC0415

    period = Period.objects.get(register=city.register, starts_on=date(2026, 3, 1))
    for number in range(50):
        unit = builders.organization(f"u{number}", city.town.units["city"], level=2)
        task = builders.task(city.register, city.water, title=f"Many {number}", starts_on=date(2026, 1, 5))
        builders.task(city.register, unit, title=f"Others {number}")
        file_report(task, city.water, period, by=city.users["officer"], progress=5, done="Begun.")
        create_project(by=None, code=f"M-{number}", title=f"Project {number}", organization=city.water)
        create_indicator(by=None, name=f"Indicator {number}", code=f"m{number}")
