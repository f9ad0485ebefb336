"""Pairs that may be one matter, on the page, in the form of a new task, beside a finding and in an import."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from throughline.accounts.choices import Role
from throughline.exchange.tasks import import_tasks
from throughline.jobs.models import Job
from throughline.jobs.worker import Worker
from throughline.register.models import Task, TaskPair
from throughline.register.queries import pairs as queries
from throughline.workflows.receive_document import receive

pytestmark = pytest.mark.django_db
FIRST = "Build the sea wall of 12 km at the northern harbour"
SECOND = "Sea wall at the northern harbour: 12 km are built"


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def office(city):
    return builders.user("office", Role.SUPERVISION_OFFICE, organization=city)


@pytest.fixture
def browser(office):
    client = Client()
    client.force_login(office)
    return client


@pytest.fixture
def twins(city):
    return [
        builders.task(builders.register(slug, city, title=slug.title()), title=title)
        for slug, title in (("plan", FIRST), ("leaders", SECOND))
    ]


def page(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_pair_stands_side_by_side_with_what_differs_and_why(browser, twins):
    told = page(browser, "/duplicates/")
    assert "<mark>Build the </mark>" in told
    assert "the same figures: 12" in told
    assert "due on the same day" in told
    assert f"/tasks/{twins[1].pk}/merge/?into={twins[0].pk}" in told
    assert page(browser, f"/tasks/{twins[1].pk}/merge/", into=twins[0].pk).count("checked") >= 1
    assert "<mark>" in page(browser, "/duplicates/", register="plan")
    assert browser.get("/duplicates/?register=none").status_code == 404


def test_a_reader_sees_it_and_decides_nothing(city, twins):
    reader = Client()
    reader.force_login(builders.user("", Role.VIEWER, organization=city))
    told = page(reader, "/duplicates/")
    assert "<mark>" in told
    assert 'name="one"' not in told
    first, second = twins
    answer = reader.post("/duplicates/", {"one": f"different:{first.pk}-{second.pk}"})
    assert answer.status_code == 403
    assert not TaskPair.objects.exists()


def test_one_is_decided_with_one_press(browser, twins):
    first, second = twins
    answer = browser.post("/duplicates/", {"one": f"related:{first.pk}-{second.pk}", "reason": "Two parts."})
    assert answer.status_code == 302
    assert TaskPair.objects.get().reason == "Two parts."
    assert "<mark>" not in page(browser, "/duplicates/")
    assert SECOND in page(browser, f"/tasks/{first.pk}/")
    assert "Two parts." in page(browser, "/duplicates/judged/")
    assert browser.post(f"/duplicates/{TaskPair.objects.get().pk}/withdraw/").status_code == 302
    assert "<mark>" in page(browser, "/duplicates/")


def test_many_are_decided_at_once(browser, twins):
    first, second = twins
    answer = browser.post("/duplicates/", {"pair": [f"{first.pk}-{second.pk}"], "act": "different"})
    assert answer.status_code == 302
    assert TaskPair.objects.get().verdict == "different"


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "different"},
        {"act": "perhaps", "pair": ["1-2"]},
        {"act": "related", "pair": ["1"]},
        {"act": "related", "pair": ["one-two"]},
        {"act": "related", "pair": ["9" * 40 + "-1"]},
        {},
    ],
)
def test_a_bad_form_is_told_and_nothing_is_kept(browser, twins, sent):
    answer = browser.post("/duplicates/", sent)
    assert answer.status_code == 422
    assert "<mark>" in answer.content.decode()
    assert not TaskPair.objects.exists()


def test_very_many_tasks_are_compared_by_a_job(browser, office, twins, monkeypatch):
    monkeypatch.setattr("throughline.web.views.duplicates.AT_ONCE", 1)
    assert "in the background" in page(browser, "/duplicates/")
    answer = browser.post("/duplicates/look/")
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert browser.post("/duplicates/look/")["Location"] == answer["Location"]  # it waits still
    assert Worker()._work_once()
    assert "1 pair of tasks looks alike." in page(browser, answer["Location"])
    assert "<mark>" in page(browser, "/duplicates/")
    assert "<mark>" in page(browser, "/duplicates/", register="leaders")
    first, second = twins
    browser.post("/duplicates/", {"one": f"different:{first.pk}-{second.pk}"})
    assert "<mark>" not in page(browser, "/duplicates/")


def test_nobody_without_tasks_asks_for_a_job(db):
    client = Client()
    client.force_login(builders.user("stranger"))
    assert client.post("/duplicates/look/").status_code == 403
    assert not Job.objects.exists()


def test_a_new_task_that_is_there_already_is_asked_about_once(browser, city, twins):
    sent = {"title": FIRST, "completion": "date", "due_on": "2026-12-31", "disclosure": "internal"}
    answer = browser.post("/registers/leaders/tasks/new/", sent)
    told = answer.content.decode()
    assert Task.objects.count() == 2
    assert "Nothing is saved yet" in told
    assert f"/tasks/{twins[0].pk}/show-on/" in told
    assert f"/tasks/{twins[1].pk}/show-on/" not in told  # it stands here
    assert FIRST in told
    assert browser.post("/registers/leaders/tasks/new/", {**sent, "anyway": "1"}).status_code == 302
    assert Task.objects.count() == 3
    assert (
        browser.post("/registers/leaders/tasks/new/", {**sent, "title": "Open a museum"}).status_code == 302
    )


def test_a_finding_that_is_a_task_already_says_so(city, twins, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    planner = builders.user("", Role.PLAN_OFFICE, organization=city)
    text = (
        "Harbour\n\nThe Water Bureau will build the sea wall of 12 km at the northern harbour by June 2027.\n"
    )
    document = receive(text.encode(), "harbour.txt", by=planner, dated_on=date(2026, 1, 2))
    client = Client()
    client.force_login(planner)
    finding = document.findings.get(label="commitment")
    assert f"/tasks/{twins[0].pk}/" in page(client, f"/findings/{finding.pk}/")


def test_an_import_tells_which_rows_are_there_already(office, twins):
    table = f"No.,Task\n1,{FIRST.replace('Build', 'Construct')}\n2,Open a museum\n".encode()
    made = import_tasks(table, name="list.csv", by=office, register="leaders", dry_run=True)
    assert {row: one.entry.task for row, one in made.alike.items()} == {2: twins[0]}
    assert Task.objects.count() == 2


def test_rows_are_held_against_all_tasks_in_a_fixed_number_of_queries(
    office, twins, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        found = queries.rows_like(dict.fromkeys(range(2, 60), FIRST), office)
    assert found[2].entry.task in twins
