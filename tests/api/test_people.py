"""Hand-overs and absences over the API: the same acts and rights as on the pages."""

from __future__ import annotations

import pytest

from tests import builders
from tests.api.scene import TODAY, Api
from tests.api.test_writing import answered
from throughline.accounts.choices import Role
from throughline.organizations.actions.persons import create_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(city):
    return Api(builders.user("", Role.ADMINISTRATOR))


def test_all_that_hangs_on_a_person_goes_over_in_one_act(city, keeper):
    address, shape = f"/persons/{city.person.pk}/hand-over", "/persons/{key}/hand-over"
    told = answered(keeper.get(address), 200, shape, "get")
    assert {("post", str(city.leader)), ("task", city.task.title)} <= {
        (one["kind"], one["name"]) for one in told
    }
    refused = answered(keeper.post(address, {"on": TODAY.isoformat()}), 409, shape)
    assert refused["code"] == "NobodyTakesOver"
    new = create_person("Qi An", by=None)
    sent = {"to": new.pk, "on": TODAY.isoformat(), "why": "Moved.", "rights": False}
    sheet = answered(keeper.post(address, sent), 201, shape)
    assert (sheet["leaving"]["name"], sheet["coming"]["name"]) == ("Lin Wen", "Qi An")
    assert sheet["items"] == told
    assert city.leader.holder_on(TODAY) == new
    assert answered(keeper.get(f"/hand-overs/{sheet['id']}"), 200, "/hand-overs/{key}", "get") == sheet
    for name in (Role.UNIT_OFFICER, Role.SUPERVISION_OFFICE, "stranger"):
        assert Api(city.users[name]).post(address, sent).status_code == 404


def test_somebody_is_away_and_back_again(city, keeper):
    own = Api(city.users[Role.CITY_LEADER])
    address, shape = f"/persons/{city.person.pk}/absences", "/persons/{key}/absences"
    made = answered(own.post(address, {"starts_on": "2026-02-09", "note": "Leave"}), 201, shape)
    assert [one["note"] for one in answered(own.get(address), 200, shape, "get")] == ["Leave", ""]
    again = answered(own.post(address, {"starts_on": "2026-03-01"}), 422, shape)
    assert again["field"] == "starts_on"
    gone = f"/absences/{made['id']}/remove"
    assert Api(city.users[Role.UNIT_OFFICER]).post(gone).status_code == 404
    assert Api(city.users[Role.UNIT_OFFICER]).post(address, {"starts_on": "2026-05-01"}).status_code == 404
    assert [one["note"] for one in answered(own.post(gone), 200, "/absences/{key}/remove")] == [""]
    assert own.post(gone).status_code == 404


def test_a_deputy_is_named_and_ended_by_whoever_keeps_the_unit(city, keeper):
    deputy, shape = create_person("Qi An", by=None), "/posts/{key}/deputies"
    address, sent = f"/posts/{city.leader.pk}/deputies", {"person": deputy.pk, "started_on": "2026-02-01"}
    answered(Api(city.users[Role.SUPERVISION_OFFICE]).post(address, sent), 403, shape)
    made = answered(keeper.post(address, sent), 201, shape)
    assert (made["person"]["name"], made["kind"], made["ended_on"]) == ("Qi An", "deputy", None)
    terms = keeper.get(f"/posts/{city.leader.pk}").json()["terms"]
    assert made in terms
    own = Api(city.users[Role.CITY_LEADER])
    end, shape = f"/terms/{made['id']}/end", "/terms/{key}/end"
    answered(own.post(end, {"seen": 1, "ended_on": "2026-02-28"}), 403, shape)
    assert answered(keeper.post(end, {"seen": 7, "ended_on": "2026-02-28"}), 409, shape)
    assert answered(keeper.post(end, {"seen": 1, "ended_on": "2026-01-01"}), 422, shape)
    assert (
        answered(keeper.post(end, {"seen": 1, "ended_on": "2026-02-28"}), 200, shape)["ended_on"]
        == "2026-02-28"
    )
    assert keeper.post("/terms/999999/end", {"seen": 1, "ended_on": "2026-02-28"}).status_code == 404
