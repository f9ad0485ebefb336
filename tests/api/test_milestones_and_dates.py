"""What units say of milestones and due dates, what the office answers, and what a circular tells, by API."""

import pytest

from tests.api.scene import Api, more_tasks, one_report
from tests.api.test_frame import told
from tests.api.test_writing import answered
from throughline.accounts.choices import Role
from throughline.delivery.models import Circular, Extension
from throughline.history.act import act
from throughline.register.models import Milestone, Task


@pytest.fixture
def officer(city):
    return Api(city.users[Role.UNIT_OFFICER])


@pytest.fixture
def office(city):
    return Api(city.users[Role.SUPERVISION_OFFICE])


def test_a_milestone_is_marked_and_taken_back_by_the_lead_unit(city, officer, office):
    own = f"/milestones/{city.milestone.pk}"
    assert office.post(f"{own}/done", {"seen": 1}).status_code == 404
    early = officer.post(f"{own}/done", {"seen": 1, "done_on": "2026-02-11"})
    assert (early.status_code, told(early)["field"]) == (422, "done_on")
    said = answered(
        officer.post(f"{own}/done", {"seen": 1, "done_on": "2026-02-09", "note": "Notice 7"}),
        200,
        "/milestones/{key}/done",
    )
    assert (said["done_on"], said["done_note"], said["version"]) == ("2026-02-09", "Notice 7", 2)
    twice = officer.post(f"{own}/done", {"seen": 2})
    assert (twice.status_code, told(twice)["code"]) == (409, "MilestoneIsDone")
    assert officer.post(f"{own}/take-back", {"seen": 1}).status_code == 409
    said = answered(officer.post(f"{own}/take-back", {"seen": 2}), 200, "/milestones/{key}/take-back")
    assert (said["done_on"], said["marked_at"]) == (None, None)
    assert Milestone.objects.get().done_on is None


def test_what_the_office_accepted_stays(city, officer, office):
    own = f"/milestones/{city.milestone.pk}"
    assert officer.post(f"{own}/done", {"seen": 1}).status_code == 200
    assert office.post("/reports/accept", {"reports": [city.report.pk]}).status_code == 200
    refused = officer.post(f"{own}/take-back", {"seen": 2})
    assert (refused.status_code, told(refused)["code"]) == (409, "MilestoneIsSettled")


def test_a_new_date_is_asked_for_and_granted(city, officer, office):
    address, sent = f"/tasks/{city.task.pk}/extensions", {"wanted_on": "2027-06-30", "reason": "Ice"}
    waits = officer.post(address, sent)
    assert (waits.status_code, told(waits)["code"]) == (409, "AlreadyAsked")
    own = f"/extensions/{city.extension.pk}"
    assert officer.post(f"{own}/grant").status_code == 404
    assert told(office.post(f"{own}/grant", {"later_on": "2027-02-28"}))["field"] == "answer"
    said = answered(office.post(f"{own}/grant"), 200, "/extensions/{key}/grant")
    assert (said["state"], said["granted_on"]) == ("granted", "2027-03-31")
    again = office.post(f"{own}/refuse", {"answer": "No"})
    assert (again.status_code, told(again)["code"]) == (409, "NoLongerAsked")
    task = Task.objects.get(pk=city.task.pk)
    assert (str(task.due_on), str(task.original_due_on)) == ("2027-03-31", "2026-12-31")
    assert office.post(address, sent).status_code == 403
    said = answered(officer.post(address, sent), 201, "/tasks/{key}/extensions")
    assert (said["state"], said["due_on"], said["late"]) == ("asked", "2027-03-31", False)
    seen = officer.get(f"/tasks/{city.task.pk}").json()["extensions"]
    assert [one["state"] for one in seen] == ["asked", "granted"]
    assert [one["id"] for one in office.get("/today").json()["supervision"]["extensions"]] == [said["id"]]


def test_the_unit_withdraws_its_request(city, officer, office):
    own = f"/extensions/{city.extension.pk}"
    assert office.post(f"{own}/withdraw").status_code == 404
    said = answered(officer.post(f"{own}/withdraw"), 200, "/extensions/{key}/withdraw")
    assert (said["state"], said["granted_on"]) == ("withdrawn", None)
    late = officer.post(f"{own}/withdraw")
    assert (late.status_code, told(late)["code"]) == (409, "NoLongerAsked")
    assert office.get("/today").json()["supervision"]["extensions"] == []


def test_a_new_date_is_refused_with_a_reason(city, officer, office):
    own = f"/extensions/{city.extension.pk}"
    assert officer.post(f"{own}/refuse", {"answer": "No"}).status_code == 404
    assert told(office.post(f"{own}/refuse"))["field"] == "answer"
    said = answered(office.post(f"{own}/refuse", {"answer": "Ice melts"}), 200, "/extensions/{key}/refuse")
    assert (said["state"], said["answer"], said["granted_on"]) == ("refused", "Ice melts", None)
    assert Extension.objects.get().change is None


def test_a_returned_report_tells_until_when_it_may_be_filed_again(city, officer, office):
    assert office.post("/reports/return", {"reports": [city.report.pk], "reason": "When?"}).status_code == 200
    seen = officer.get(f"/reports/{city.report.pk}").json()
    assert (seen["state"], seen["due_again_on"]) == ("returned", "2026-02-13")
    (owed,) = [one for one in officer.get("/owed").json() if one["returned_because"]]
    assert owed["due_on"] == "2026-02-13"
    assert [one["id"] for one in office.get("/today").json()["supervision"]["returned"]] == [city.report.pk]


def test_of_many_reports_those_in_the_way_are_named(city, office):
    with act("test.more", by=None) as this:
        more_reports = [one_report(this, city, task) for task in more_tasks(this, city, 2)]
    keys = [row.pk for row in more_reports]
    assert office.post("/reports/accept", {"reports": keys[:1]}).status_code == 200
    refused = office.post("/reports/return", {"reports": keys, "reason": "When?"})
    said = told(refused)
    assert (refused.status_code, said["code"]) == (409, "NoneDone")
    assert "1 of the chosen 2" in said["message"]
    assert more_reports[0].task.title in said["message"]


def test_a_circular_is_told_with_its_remark_and_counts(city, officer, office):
    assert officer.post(f"/ratings/{city.rating.pk}/explain", {"explanation": "Rain"}).status_code == 200
    assert office.post(f"/ratings/{city.rating.pk}/confirm").status_code == 200
    sent = {"number": "2", "title": "February", "remark": "Panels are short.", "ratings": [city.rating.pk]}
    made = answered(office.post("/registers/tasks/circulars", sent), 201, "/registers/{slug}/circulars")
    assert (made["remark"], made["previous"]) == ("Panels are short.", city.circular.pk)
    assert made["counts"] == [{"colour": "red", "now": 1, "before": 1}]
    seen = officer.get(f"/circulars/{made['id']}").json()
    assert (seen["standing"], seen["corrected"]) == ([], [])
    assert Circular.objects.count() == 2
