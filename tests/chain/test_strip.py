from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from throughline.accounts.choices import Role
from throughline.chain.strip import KINDS, throughline_of
from throughline.delivery.models import Period, Rating, Report
from throughline.history.act import act
from throughline.lib import clock
from throughline.plans import actions as plans
from throughline.register import actions
from throughline.workflows.accept_findings import accept
from throughline.workflows.receive_document import receive

pytestmark = pytest.mark.django_db

NAMES = ["document", "plan", "edition", "clause", "target", "task", "unit", "report", "rating"]


@pytest.fixture
def city():
    return builders.organization("city", level=1)


def confirmed(city, sentences=1):
    text = "\n".join(f"到2027年，费用{n}占比降到1{n}%以下。（市发改委负责）" for n in range(sentences))
    document = receive(text.encode(), f"{sentences}.txt", by=None, organization=city)
    plan = plans.create_plan(by=None, title="Plan", organization=city)
    edition = plans.create_edition(plan, by=None, document=document)
    register = builders.register(organization=city)
    made = accept(document, by=None, edition=edition, register=register, above=0, create=True)
    with act("test.reports", by=None) as this:
        days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 1, 31), "due_on": date(2026, 1, 28)}
        period = this.create(Period(register=register, **days))
        for task in made.tasks:
            told = {
                "organization": task.lead,
                "period": period,
                "filed_at": clock.now(),
                "filed_on": days["due_on"],
            }
            this.create(Report(task=task, **told))
            rated = {"colour": "red", "on": days["ends_on"], "since": days["ends_on"]}
            this.create(Rating(task=task, state="circulated", **rated))
    return document, edition, made


def test_the_strip_is_the_same_from_every_object(city):
    document, edition, made = confirmed(city)
    task = made.tasks[0]
    report, rating = task.reports.get(), task.ratings.get()
    rows = [document, edition.plan, edition, task.clause, made.targets[0], task]
    rows += [task.responsibilities.get(), report, rating]
    for place, row in enumerate(rows):
        steps = throughline_of(row, None)
        assert [step.kind.name for step in steps] == NAMES
        current = [step.kind.name for step in steps if step.current]
        assert current == [NAMES[place]]
        found = {
            step.kind.name: [item.row.pk for item in step.items]
            for step in steps
            if step.kind.name != "clause"
        }
        assert found == {name: [one.pk] for name, one in zip(NAMES, rows, strict=True) if name != "clause"}, (
            row
        )
        clauses = next(step for step in steps if step.kind.name == "clause")
        assert task.clause.pk in [item.row.pk for item in clauses.items]


def test_what_is_missing_is_shown_as_missing(city):
    task = actions.create_task(builders.register(organization=city), by=None, title="Alone")
    steps = throughline_of(task, None)
    assert [step.kind.name for step in steps if not step.missing] == ["task"]


def test_a_task_without_a_passage_comes_from_its_clauses_document(city):
    document, _edition, made = confirmed(city)
    clause = made.tasks[0].clause
    other = actions.create_task(builders.register(organization=city), by=None, title="By hand", clause=clause)
    steps = {step.kind.name: step for step in throughline_of(other, None)}
    assert [item.row for item in steps["document"].items] == [document]


def test_many_objects_cost_no_more_queries_than_one(city):
    spent = []
    for sentences in (1, 9):
        document, _edition, made = confirmed(city, sentences)
        for row in (document, made.tasks[0]):
            with CaptureQueriesContext(connection) as caught:
                steps = throughline_of(row, None)
                [item.label for step in steps for item in step.items]
        assert (
            next(step for step in throughline_of(document, None) if step.kind.name == "task").count
            == sentences
        )
        spent.append(len(caught))
    assert spent[0] == spent[1] <= 40


def test_tasks_that_the_reader_may_not_see_lead_nowhere(city):
    document, _edition, _made = confirmed(city)
    stranger = builders.user(
        "stranger", Role.UNIT_OFFICER, organization=builders.organization("far", level=1)
    )
    steps = {step.kind.name: step for step in throughline_of(document, stranger)}
    for name in ("task", "unit", "report", "rating"):
        assert steps[name].missing, name
    assert not steps["document"].items[0].openable
    assert len(KINDS) == len(NAMES)
