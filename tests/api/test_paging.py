"""Every list comes to its end page by page: each row once, in order, whatever is added meanwhile."""

from __future__ import annotations

import base64
import json

import pytest

from tests import builders
from tests.api.scene import Api, more_tasks, one_number, one_paper, one_report
from tests.api.test_frame import DESCRIPTION, told
from throughline.accounts.choices import Role
from throughline.delivery.models import Circular, Rating
from throughline.documents.models import Document, Finding
from throughline.history.act import act
from throughline.indicators.models import Indicator
from throughline.organizations.models import Person
from throughline.register.models import Project

MANY = 23
PAGED = sorted(
    address.removeprefix("/api/v1")
    for address, said in DESCRIPTION["paths"].items()
    if {"after", "limit"} <= {one["name"] for one in said.get("get", {}).get("parameters", ())}
)


def grow(city, number):
    """So many more rows for every list; they tie in all that they are sorted by but for the key."""
    with act("test.grow", by=None) as this:
        for place, task in enumerate(more_tasks(this, city, number)):
            one_report(this, city, task)
            rated = {"on": city.circulated.on, "since": city.circulated.since, "colour": "red"}
            this.create(Rating(task=task, **rated, state="circulated", circular=city.circular))
            this.create(Person(name="Lin Wen"))
            this.create(Indicator(code=f"i-{place}", name="Jobs"))
            this.create(Project(code=f"P-1-{place}", title="Park", organization=city.finance))
            dated = {"issued_on": city.circular.issued_on}
            this.create(Circular(register=city.register, number=f"n{place}", title="Again", **dated))
            made = {"organization": city.city, "size": 1, "uploaded_at": city.document.uploaded_at}
            this.create(Document(title=f"D{place}", file=city.document.file.name, **made))
            this.create(Finding(document=city.document, start=0, end=10, label="fact"))
            this.create(one_paper(city, number=this.create(one_number(city.series, place + 2))))
    for _place in range(number):
        builders.organization("", city.city, level=1)


def walk(caller, address, limit, **query):
    """The rows of every page to the end."""
    found, after = [], ""
    while True:
        said = caller.get(address, after=after, limit=limit, **query).json()
        assert len(said["rows"]) <= limit
        found += said["rows"]
        after = said["next"]
        if not after:
            return found
        assert len(said["rows"]) == limit


def key(row):
    return row.get("id", row.get("code"))


@pytest.fixture
def callers(city):
    return Api(city.users[Role.SUPERVISION_OFFICE]), Api(builders.user("", Role.AUDITOR))


def test_every_list_comes_to_its_end(city, callers):
    grow(city, MANY - 1)
    for address in PAGED:
        caller = callers[address == "/history"]
        whole = walk(caller, city.fill(address), 500)
        assert len(whole) >= MANY, address
        assert len({key(row) for row in whole}) == len(whole), address
        for limit in (7, MANY):
            assert [key(row) for row in walk(caller, city.fill(address), limit)] == [
                key(row) for row in whole
            ], (address, limit)


def test_rows_in_every_order_come_to_their_end(city, callers):
    grow(city, MANY - 1)
    numbers = sorted(row["id"] for row in walk(callers[0], "/registers/tasks/tasks", 100))
    for sort in ("order", "due", "rating", "progress", "reported", "lead", "leader"):
        for down in (False, True):
            found = walk(callers[0], "/registers/tasks/tasks", 5, sort=sort, descending=down, group="area")
            assert sorted(row["id"] for row in found) == numbers, (sort, down)


def test_what_is_added_meanwhile_moves_nothing(city, callers):
    grow(city, 9)
    whole = [row["id"] for row in walk(callers[0], "/reports", 100)]
    first = callers[0].get("/reports", limit=4).json()
    with act("test.late", by=None) as this:
        late = one_report(this, city, more_tasks_beyond(this, city))
    rest = [first["rows"], walk_on(callers[0], "/reports", first["next"])]
    found = [row["id"] for rows in rest for row in rows]
    assert found == whole
    assert late.pk not in found


def more_tasks_beyond(this, city):
    return more_tasks(this, city, 1)[0]


def walk_on(caller, address, after):
    return caller.get(address, after=after, limit=500).json()["rows"]


def mark(*values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


MARKS = (
    *("x", "%00", "\x00", "ä", "=", "a" * 401, "W10", mark(), mark(1), mark(1, 2, 3, 4, 5, 6, 7, 8)),
    *(mark(10**30, 10**30), mark("2026-01-01", 1), mark("2026-01-01", 10**19), mark(None, None)),
    *(mark({}, []), mark("2026-02-30 00:00", 1), mark("9999-99-99", 1), mark("\x00", 1), mark(True, 1.5)),
    *(mark("2026-01-01 00:00:00", 1), mark("0001-01-01 00:00:00+14:00", 1), mark({"day": "soon"}, 1)),
    *(mark({"number": "1e999999"}, 1), mark({"number": "NaN"}, 1), mark("\ud800", 1), mark(-(2**70), 1)),
    *(
        mark({"day": "2026-01-01"}, 1),
        mark({"number": "5.5"}, 1),
        mark({"number": []}, 1),
        mark({"day": 5}, 1),
    ),
    base64.urlsafe_b64encode(b"[" * 200).decode(),
)


def test_a_mark_of_somebody_elses_making_leads_to_no_page(city, callers):
    for address in PAGED:
        caller = callers[address == "/history"]
        for after in MARKS:
            _is_no_page(caller.get(city.fill(address), after=after), (address, after))


def test_a_mark_of_another_order_leads_to_no_page(city, callers):
    for sort in ("order", "due", "rating", "progress", "reported", "lead", "leader"):
        for after in MARKS:
            answer = callers[0].get("/tasks", after=after, sort=sort)
            _is_no_page(answer, (sort, after))


def _is_no_page(answer, sent):
    assert answer.status_code in (200, 422), (sent, answer.content)
    if answer.status_code == 422:
        assert told(answer)["field"] == "after", sent


def test_a_page_has_at_least_one_row_and_at_most_five_hundred(city, callers):
    for address in PAGED:
        for limit in (0, -1, 501, 10**30, "many", ""):
            answer = callers[address == "/history"].get(city.fill(address), limit=limit)
            assert (answer.status_code, told(answer)["field"]) == (422, "limit"), (address, limit)
