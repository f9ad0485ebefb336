"""Decisions about tasks over the API: the same acts and refusals as on the pages."""

from __future__ import annotations

import pytest

from tests import builders
from tests.api.scene import Api
from tests.api.test_writing import answered
from throughline.accounts.choices import Role
from throughline.register.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(city):
    return Api(city.users[Role.SUPERVISION_OFFICE])


def decision(task, **more):
    seen = Task.objects.get(pk=task.pk).version
    return {
        "seen": seen,
        "why": "The council said so.",
        "approval": "Meeting 12",
        "document_number": "7",
    } | more


def test_suspended_taken_up_cancelled_reopened(city, office):
    task = city.task

    def decided(act, status=200, **more):
        sent = decision(task, **more)
        return answered(office.post(f"/tasks/{task.pk}/{act}", sent), status, f"/tasks/{{key}}/{act}")

    refused = decided("suspend", 422, approval="")
    assert "approved" in str(refused)
    said = decided("suspend")
    assert (said["state"], said["rating"], said["adjustments"][0]["approved"]) == (
        "suspended",
        "",
        "Meeting 12",
    )
    assert decided("resume", move_dates=True)["state"] == "open"
    assert decided("cancel")["state"] == "cancelled"
    assert decided("cancel", 409)
    said = decided("reopen")
    assert [one["kind"] for one in said["adjustments"]] == ["reopened", "cancelled", "resumed", "suspended"]


def test_transferred_and_merged(city, office):
    task, other = city.task, builders.task(city.register, city.finance, title="The same once more")
    unit = builders.organization("successor", city.finance.parent, name="Successor")
    sent = decision(task, from_unit=task.lead_id, to_unit=unit.pk)
    said = answered(office.post(f"/tasks/{task.pk}/transfer", sent), 200, "/tasks/{key}/transfer")
    assert (said["lead"], said["adjustments"][0]["to_unit"]) == ("Successor", unit.pk)
    sent = decision(task, from_unit=unit.pk, to_unit=999999)
    answered(office.post(f"/tasks/{task.pk}/transfer", sent), 422, "/tasks/{key}/transfer")
    sent = decision(other, into=task.pk)
    said = answered(office.post(f"/tasks/{other.pk}/merge", sent), 200, "/tasks/{key}/merge")
    assert said["id"] == task.pk
    assert Task.objects.get(pk=other.pk).merged_into_id == task.pk


def test_an_officer_may_not_decide(city):
    officer = Api(city.users[Role.UNIT_OFFICER])
    sent = decision(city.task)
    answered(officer.post(f"/tasks/{city.task.pk}/cancel", sent), 403, "/tasks/{key}/cancel")


def test_many_are_decided_about_together_or_none_is(city, office):
    first, other = city.task, builders.task(city.register, city.transport)
    unit = builders.organization("successor", city.finance.parent, name="Successor")

    def decided(name, status=200, **more):
        told = {"decision": name, "tasks": [first.pk, other.pk], "why": "Reform.", "approval": "Meeting 12"}
        return answered(office.post("/decisions", told | more), status, "/decisions")

    assert decided("transfer", to_unit=unit.pk) == [first.pk, other.pk]
    assert set(Task.objects.values_list("lead__name", flat=True)) == {"Successor"}
    assert decided("hand_over", accountable=city.post.pk) == [first.pk, other.pk]
    assert decided("suspend", seen={first.pk: 7, other.pk: 7}, status=409)["code"] == "ChangedMeanwhile"
    assert decided("suspend", tasks=[other.pk]) == [other.pk]
    assert decided("suspend", 409)["code"] == "NoneDone"
    assert decided("transfer", 422)["field"] == "to_unit"
    assert decided("cancel", 422, approval="")["field"] == "approver"
    assert decided("cancel", 404, tasks=[first.pk, 10**12])["code"] == "NotThere"
    assert sorted(Task.objects.values_list("state", flat=True)) == ["open", "suspended"]
    assert decided("resume", tasks=[other.pk], approval="", move_dates=True) == [other.pk]
    sent = {"decision": "cancel", "tasks": [first.pk], "why": "x", "approval": "y"}
    answered(Api(city.users[Role.VIEWER]).post("/decisions", sent), 403, "/decisions")
