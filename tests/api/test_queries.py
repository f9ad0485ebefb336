"""No address asks the database more often because there is more in it."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.api.scene import Api, content
from tests.api.test_paging import grow
from tests.api.test_reading import GETS
from throughline.accounts.choices import Role

#: More than 50 queries for one answer; the desk of a role that has every desk, the year month by month;
#: the story of a task, with its nine kinds of own things and the names of what they point at.
MOST = {
    "/today": 90,
    "/overview": 60,
    "/tasks/{key}": 80,
    "/tasks/{key}/history": 44,
    "/throughline/{kind}/{key}": 50,
}


def spent(city, caller, address) -> int:
    with CaptureQueriesContext(connection) as caught:
        answer = caller.get(city.fill(address), **({"text": "Lin"} if address == "/directory" else {}))
    assert answer.status_code == 200, (address, answer.content)
    content(answer)
    return len(caught)


def test_fifty_rows_cost_as_many_queries_as_one(city):
    everything = builders.user("", *Role.values)
    caller = Api(everything)
    few = {address: spent(city, caller, address) for address in GETS}
    grow(city, 49)
    many = {address: spent(city, caller, address) for address in GETS}
    # A list longer than what is shown of it is counted, once.
    assert {
        address: (few[address], many[address]) for address in GETS if many[address] > few[address] + 4
    } == {}
    assert {address: number for address, number in many.items() if number > MOST.get(address, 30)} == {}
