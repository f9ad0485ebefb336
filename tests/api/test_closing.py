"""The end of a year over the API: what waits, closing and reopening, the archive; and what stands across plans."""

from __future__ import annotations

import pytest

from tests import builders
from tests.api.scene import Api, content
from tests.api.test_writing import answered
from throughline.accounts.choices import Role
from throughline.jobs import claims
from throughline.jobs.run import run
from throughline.register.models import Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(city):
    return Api(city.users[Role.SUPERVISION_OFFICE])


def test_a_year_says_what_waits_and_is_closed_and_reopened(city, office):
    told = answered(office.get("/registers/tasks/closing"), 200, "/registers/{slug}/closing", "get")
    assert (told["closed_on"], told["waiting"]["reports"]) == (None, 1)
    assert "1 report is not decided" in told["sentences"]
    sent = {"seen": told["version"], "why": ""}
    refused = answered(office.post("/registers/tasks/close", sent), 409, "/registers/{slug}/close")
    assert "1 report is not decided" in refused["message"]
    asked = office.post("/registers/tasks/reconciliation/open", {"words_by_on": "2026-03-01"})
    said = answered(asked, 200, "/registers/{slug}/reconciliation/open")
    assert said["words_by_on"] == "2026-03-01"
    empty = builders.register("empty", city.city)
    closed = answered(office.post("/registers/empty/close", {"seen": 1}), 200, "/registers/{slug}/close")
    assert closed["closed_on"] == "2026-02-10"
    stale = answered(
        office.post("/registers/empty/reopen", {"seen": 1, "why": "Late word."}),
        409,
        "/registers/{slug}/reopen",
    )
    assert stale["code"] == "ChangedMeanwhile"
    again = {"seen": closed["version"], "why": "Late word."}
    told = answered(office.post("/registers/empty/reopen", again), 200, "/registers/{slug}/reopen")
    assert (told["closed_on"], Register.objects.get(pk=empty.pk).closed_on) == (None, None)
    for name in (Role.UNIT_OFFICER, Role.PLAN_OFFICE):
        caller = Api(city.users[name])
        for address, body in (
            ("close", sent),
            ("reopen", sent),
            ("reconciliation/open", {"words_by_on": "2026-03-01"}),
        ):
            assert caller.post(f"/registers/tasks/{address}", body).status_code == 404


def test_the_archive_is_asked_for_and_fetched_by_who_asked(city, office, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    shape = "/registers/{slug}/archive"
    assert answered(office.get("/registers/tasks/archive"), 200, shape, "get") is None
    assert office.get("/registers/tasks/archive.zip").status_code == 404
    asked = answered(office.post("/registers/tasks/archive"), 202, shape)
    assert asked["state"] == "waiting"
    assert office.get("/registers/tasks/archive.zip").status_code == 404
    run(claims.claim("test"))
    assert answered(office.get("/registers/tasks/archive"), 200, shape, "get")["state"] == "done"
    file = office.get("/registers/tasks/archive.zip")
    assert file["Content-Disposition"].startswith("attachment")
    assert content(file).startswith(b"PK")
    auditor = Api(city.users[Role.AUDITOR])
    assert auditor.get("/registers/tasks/archive").json() is None
    assert auditor.get("/registers/tasks/archive.zip").status_code == 404
    assert Api(city.users[Role.VIEWER]).post("/registers/tasks/archive").status_code == 404


def test_across_plans_each_task_once(city, office):
    builders.register("second", city.city)
    for address in (
        "/organizations/finance/across",
        f"/posts/{city.leader.pk}/across",
        f"/areas/{city.area.pk}/across",
    ):
        told = office.get(address).json()
        assert told["total"]["total"] == 1, address
        assert [one["task"]["id"] for one in told["matters"]] == [city.task.pk], address
        assert told["lists"][0]["register_slug"] == "tasks"
        assert [one["indicator"] for one in told["targets"]] == ["green"]
    assert Api(city.users["stranger"]).get(f"/areas/{city.area.pk}/across").status_code == 404
    assert Api(city.users["stranger"]).get("/organizations/finance/across").json()["total"]["total"] == 0


def test_a_year_is_reconciled_and_carried_over(city, office):
    other = builders.task(city.register, city.finance, title="Plant trees")
    shape = "/registers/{slug}/reconciliation"
    told = answered(office.get("/registers/tasks/reconciliation"), 200, shape, "get")
    rows = {row["task"]["id"]: row for row in told["rows"]}
    assert set(rows) == {city.task.pk, other.pk}
    key, version = rows[other.pk]["id"], rows[other.pk]["version"]
    word = {"rows": [key], "claim": "carried_over", "reason": "Frost.", "later_on": "2027-05-31"}
    officer = Api(city.users[Role.UNIT_OFFICER])
    address, said = "/registers/tasks/reconciliation/words", f"{shape}/words"
    (row,) = answered(officer.post(address, word), 200, said)
    assert (row["claim"], row["claim_later_on"], row["kind"]) == ("carried_over", "2027-05-31", "")
    assert office.post(address, word).status_code == 404
    decision = {"rows": [key], "kind": "carried_over", "reason": "Frost."}
    address, said = "/registers/tasks/reconciliation/decisions", f"{shape}/decisions"
    assert officer.post(address, decision).status_code == 404
    stale = answered(office.post(address, decision | {"seen": {key: version}}), 409, said)
    assert stale["code"] == "ChangedMeanwhile"
    assert answered(office.post(address, decision | {"reason": " "}), 422, said)["field"] == "reason"
    (row,) = answered(office.post(address, decision | {"seen": {key: row["version"]}}), 200, said)
    assert row["kind"] == "carried_over"
    both = {"rows": [key, rows[city.task.pk]["id"]], "kind": "not_done", "reason": "No money."}
    # The other task's completion waits to be judged; what can't be decided is named, and none is.
    assert (
        "Task 0"
        in answered(office.post(address, {**both, "kind": "done", "reason": ""}), 409, said)["message"]
    )
    next_ = {"title": "Tasks 2027", "starts_on": "2027-01-01"}
    carried = answered(office.post("/registers/tasks/carry-over", next_), 200, "/registers/{slug}/carry-over")
    assert (carried["made"], carried["already"]) == (1, 0)
    again = office.post("/registers/tasks/carry-over", next_).json()
    assert again == carried | {"made": 0, "already": 1}
    assert officer.post("/registers/tasks/carry-over", next_).status_code == 404
    goal = answered(office.get("/registers/tasks/stage-goals"), 200, "/registers/{slug}/stage-goals", "get")[
        0
    ]
    judged = {"verdict": "partly", "statement": "Half of it stands.", "judged_on": "2026-02-09"}
    address = f"/stage-goals/{goal['id']}/judgements"
    made = answered(office.post(address, judged), 201, "/stage-goals/{key}/judgements")
    assert made["verdict"] == "partly"
    assert office.get("/registers/tasks/stage-goals").json()[0]["judgements"] == [made]
    assert officer.post(address, judged).status_code == 404
