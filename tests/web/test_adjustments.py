"""The pages on which the office decides about a task's standing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.web.whole import Whole, text
from throughline.delivery.models import Adjustment
from throughline.lib import clock
from throughline.register.models import Task

pytestmark = pytest.mark.django_db

APPROVED = {"why": "Reform of offices.", "approval_text": "Executive meeting 12", "document_number": "2026-7"}


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


@pytest.fixture
def client(city) -> Client:
    client = Client()
    client.force_login(city.users["supervision"])
    return client


def sent(client: Client, name: str, arguments: list, **form):
    task = Task.objects.get(pk=arguments[0])
    given = {"effective_on": clock.today().isoformat(), "row_version": task.version, **APPROVED, **form}
    return client.post(reverse(name, args=arguments), given)


def page(client: Client, task: Task) -> str:
    return text(client.get(reverse("task", args=[task.pk])))


def test_suspended_seen_as_such_and_taken_up_again(city, client):
    task = city.tasks["circulated"]
    refused = sent(client, "task_state", [task.pk, "suspend"], approval_text="")
    assert refused.status_code == 422
    assert "Say who approved it" in text(refused)
    until = clock.today() + timedelta(days=1)
    assert sent(client, "task_state", [task.pk, "suspend"], until_on=until.isoformat()).status_code == 302
    shown = page(client, task)
    assert "This task is suspended" in shown
    assert "Approved by: Executive meeting 12 · 2026-7" in " ".join(shown.split())
    listed = text(client.get(reverse("register", args=[city.register.slug])))
    assert '<span class="rating rating-grey">Suspended</span>' in listed
    assert "Suspended longer than expected" not in text(client.get("/"))
    with clock.travel(clock.now() + timedelta(days=2)):
        client.force_login(city.users["supervision"])
        assert "Suspended longer than expected" in text(client.get("/"))
        assert sent(client, "task_state", [task.pk, "resume"], why="", approval_text="").status_code == 302
        assert "This task is suspended" not in page(client, task)


def test_cancelled_and_reopened(city, client):
    task = city.tasks["proposed"]
    assert sent(client, "task_state", [task.pk, "cancel"]).status_code == 302
    shown = page(client, task)
    assert "This task was cancelled." in shown
    assert "Reopen the task" in shown
    assert "Cancel the task" not in shown
    assert sent(client, "task_state", [task.pk, "reopen"]).status_code == 302
    assert "Reopened" in page(client, task)


def test_merged_leads_on(city, client):
    task, into = city.tasks["proposed"], city.tasks["confirmed"]
    address = reverse("task_merge", args=[task.pk])
    offered = text(client.get(address, {"q": into.title}))
    assert into.title in offered
    assert "No other task is under way" in text(client.get(address, {"q": "nothing of the kind"}))
    assert "checked" in text(client.get(address, {"into": into.pk}))
    refused = sent(client, "task_merge", [task.pk])
    assert (refused.status_code, "Choose the task that stands for both" in text(refused)) == (422, True)
    done = sent(client, "task_merge", [task.pk], into=into.pk, take_milestones="on")
    assert done.url == reverse("task", args=[into.pk])
    shown = page(client, task)
    assert "This task was merged." in shown
    assert reverse("task", args=[into.pk]) in shown
    assert "Merged into this task" in page(client, into)
    assert "Task merged into another" in text(client.get(reverse("task_history", args=[into.pk])))


def test_transferred_to_another_unit(city, client):
    task = city.tasks["proposed"]
    unit = builders.organization("successor", city.water.parent, name="Successor")
    given = {"from_": city.water.pk, "to": unit.pk, "stays_as": "supporting"}
    assert sent(client, "task_transfer", [task.pk], **given).status_code == 302
    task.refresh_from_db()
    assert task.lead == unit
    made = Adjustment.objects.get()
    shown = page(client, task)
    assert f"{made.from_organization} → Successor" in shown
    again = sent(client, "task_transfer", [task.pk], **{**given, "to": task.lead_id, "from_": task.lead_id})
    assert (again.status_code, "Both units are the same" in text(again)) == (422, True)
