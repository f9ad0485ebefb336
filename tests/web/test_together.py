"""Tasks ticked in a register's list are decided about at once; a refusal keeps ticks and words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.whole import Whole, text
from throughline.lib import clock
from throughline.register.models import Task

pytestmark = pytest.mark.django_db

APPROVED = {"why": "Reform of offices.", "approval_text": "Executive meeting 12", "decided": "1"}
DECIDE = "/tasks/decide/"


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


@pytest.fixture
def client(city) -> Client:
    return city.client("supervision")


def sent(client: Client, name: str, *tasks: Task, **form):
    rows = Task.objects.in_bulk([task.pk for task in tasks])
    given = {
        "act": name,
        "task": list(rows),
        "seen": [f"{key}:{row.version}" for key, row in rows.items()],
        "effective_on": clock.today().isoformat(),
        "back": "/registers/tasks/?sort=due",
    }
    return client.post(DECIDE, given | form)


def test_ticked_in_the_list_asked_for_the_reason_and_done(city, client):
    tasks = [city.tasks["proposed"], city.tasks["circulated"]]
    listed = text(client.get(reverse("register", args=["tasks"])))
    assert f'name="task" value="{tasks[0].pk}" form="decide"' in listed
    for name, heading in (
        ("suspend", "Suspend tasks"),
        ("transfer", "Transfer tasks"),
        ("hand_over", "Hand tasks"),
    ):
        asked = sent(client, name, *tasks)
        assert (asked.status_code, heading in text(asked)) == (200, True)
        assert text(asked).count(" checked") >= 2
    done = sent(client, "suspend", *tasks, **APPROVED)
    assert (done.status_code, done.url) == (302, "/registers/tasks/?sort=due")
    assert "2 tasks suspended." in text(client.get(done.url))
    done = sent(client, "resume", *tasks, decided="1", back="//elsewhere.example.org/")
    assert (done.status_code, done.url) == (302, "/tasks/")


def test_a_refusal_keeps_what_was_ticked_and_written_and_does_nothing(city, client):
    tasks = [city.tasks["proposed"], city.tasks["circulated"]]
    sent(client, "suspend", tasks[0], **APPROVED)
    refused = sent(client, "suspend", *tasks, **APPROVED)
    told = text(refused)
    assert refused.status_code == 422
    assert "This task is suspended already." in told
    assert "1 other is still ticked" in told
    assert "Reform of offices.</textarea>" in told
    assert f'value="{tasks[1].pk}" aria-label="{tasks[1].title}" checked' in told
    assert Task.objects.get(pk=tasks[1].pk).state == "open"
    bad = sent(client, "cancel", tasks[1], **APPROVED | {"approval_text": ""})
    assert (bad.status_code, "Say who approved it" in text(bad)) == (422, True)
    nothing = sent(client, "cancel", **APPROVED)
    assert (nothing.status_code, "Choose at least one task." in text(nothing)) == (422, True)
    strange = client.post(DECIDE, {"act": "cancel", "task": [tasks[1].pk, 10**12], "decided": "1"})
    assert (strange.status_code, "no longer here" in text(strange)) == (422, True)


def test_only_whoever_keeps_the_register_is_offered_it_and_only_today(city):
    listed = reverse("register", args=["tasks"])
    for name in ("officer", "viewer", "auditor"):
        assert 'id="decide"' not in text(city.client(name).get(listed))
        answer = sent(city.client(name), "cancel", city.tasks["proposed"], **APPROVED)
        assert answer.status_code == 404
    office = city.client("supervision")
    assert 'id="decide"' not in text(office.get(listed, {"as_of": clock.today().isoformat(), "print": "1"}))
    assert office.post(DECIDE, {"act": "sell", "task": city.tasks["proposed"].pk}).status_code == 404
    assert office.get(DECIDE).status_code == 302
    assert Task.objects.get(pk=city.tasks["proposed"].pk).state == "open"
