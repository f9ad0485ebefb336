"""The story of one object: who, what, why; by person and by kind."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.web.whole import Whole, address, text
from throughline.register.actions.tasks import edit_task
from throughline.register.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


def acts(page: str) -> list[str]:
    return re.findall(r'<div class="story-head"><strong>(.*?)</strong>', page)


def test_a_tasks_story_tells_its_reports_dates_and_steps(city):
    key = city.tasks["proposed"].pk
    told = acts(text(city.client("auditor").get(reverse("task_history", args=[key]))))
    assert {"Report filed", "Milestone added", "New date asked for"} <= set(told)


def test_a_story_is_told_by_person_and_by_kind(city):
    task = Task.objects.get(pk=city.tasks["proposed"].pk)
    supervision = city.users["supervision"]
    edit_task(task, by=supervision, seen=task.version, aim="Dry feet", why="Council of 3 May")
    client, page = city.client("auditor"), reverse("task_history", args=[task.pk])
    whole_story = acts(text(client.get(page)))
    by_office = text(client.get(page, {"who": str(supervision.pk)}))
    assert 0 < len(acts(by_office)) < len(whole_story)
    assert "Council of 3 May" in by_office
    assert f'<option value="{supervision.pk}" selected>' in by_office
    edits = text(client.get(page, {"what": "register.edit_task"}))
    assert len(acts(edits)) == 1
    none = client.get(page, {"what": "register.edit_task", "who": str(city.users["officer"].pk)})
    assert "Nothing of this kind." in text(none)
    for odd in ("x" * 3000, "-1", "%00", "'"):
        assert client.get(page, {"who": odd, "what": odd}).status_code in (200, 400)


@pytest.mark.parametrize("name", ["organization_history", "post_history", "document_history"])
def test_every_object_tells_its_story(city, name):
    page = text(city.client("auditor").get(address(city, name)))
    assert acts(page) or "Nothing has been recorded yet." in page
    assert "page-pretitle" in page
