from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from throughline.accounts.choices import Role
from throughline.chain.strip import KINDS, SHOWN, throughline_of, throughline_of_task
from throughline.delivery.models import Period, Rating, Report
from throughline.delivery.queries.ratings import delivered
from throughline.history.act import act
from throughline.indicators.models import Indicator, Target
from throughline.lib import clock
from throughline.plans import actions as plans
from throughline.plans.models import Alignment, Clause, Edition, Plan, Wording
from throughline.register import actions
from throughline.register.models import RegisterGrant
from throughline.register.queries import task_detail
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


def test_beside_its_task_a_report_is_named_by_its_period_alone(city):
    document, _edition, made = confirmed(city)
    names = {}
    for row in (document, made.tasks[0]):
        steps = {step.kind.name: step for step in throughline_of(row, None)}
        names[row] = steps["report"].items[0].label
    assert names[made.tasks[0]] == "1 Jan 2026 – 31 Jan 2026"
    assert names[document] == str(made.tasks[0].reports.get())


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


def test_a_sentence_of_which_nothing_came_ends_there(city):
    plan = plans.create_plan(by=None, title="Plan", organization=city)
    with act("test.clause", by=None) as this:
        edition = this.create(Edition(plan=plan, title="Draft"))
        clause = this.create(Clause(plan=plan))
        this.create(Wording(edition=edition, clause=clause, position=1, text="Plant trees."))
    steps = {step.kind.name: step for step in throughline_of(clause, None)}
    assert [name for name, step in steps.items() if not step.missing] == ["plan", "edition", "clause"]
    assert steps["clause"].current
    assert steps["clause"].items[0].label == "Plant trees."


def test_a_document_that_nobody_read_into_a_plan_stands_alone(city):
    document = receive(b"Nothing is promised here.", "note.txt", by=None, organization=city)
    steps = throughline_of(document, None)
    assert [step.kind.name for step in steps if not step.missing] == ["document"]


def test_a_target_without_a_clause_comes_from_nowhere(city):
    with act("test.target", by=None) as this:
        indicator = this.create(Indicator(code="jobs", name="Jobs"))
        target = this.create(Target(indicator=indicator, text="more"))
    steps = {step.kind.name: step for step in throughline_of(target, None)}
    assert [name for name, step in steps.items() if not step.missing] == ["target"]
    assert steps["target"].items[0].label == "Jobs: more"


def test_only_the_first_objects_of_a_step_are_named(city):
    document, _edition, made = confirmed(city, 9)
    steps = {step.kind.name: step for step in throughline_of(document, None)}
    assert len(steps["task"].items) == SHOWN
    assert (steps["task"].count, steps["task"].more) == (9, 9 - SHOWN)
    alone = {step.kind.name: step for step in throughline_of(made.tasks[0], None)}
    assert (alone["task"].count, alone["task"].more) == (1, 0)


def test_many_objects_cost_no_more_queries_than_one(city):
    spent = []
    for sentences in (1, 9):
        document, edition, made = confirmed(city, sentences)
        reader = builders.user("", Role.SUPERVISION_OFFICE, organization=city)
        spent.append([])
        for row in (document, edition.plan, made.tasks[0].clause, made.targets[0], made.tasks[0]):
            with CaptureQueriesContext(connection) as caught:
                steps = throughline_of(row, reader)
                [item.label for step in steps for item in step.items]
            spent[-1].append(len(caught))
        assert (
            next(step for step in throughline_of(document, None) if step.kind.name == "task").count
            == sentences
        )
    few, many = spent
    # Where there are more than are shown, they are counted.
    assert all(later - before <= len(KINDS) for before, later in zip(few, many, strict=True))
    assert max(many) <= 50


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


def test_whoever_sees_a_task_sees_its_sentence_but_opens_only_what_they_may(city):
    _document, _edition, made = confirmed(city)
    guest = builders.user("guest")
    with act("test.grant", by=None) as this:
        register = made.tasks[0].entries.get().register
        this.create(RegisterGrant(user=guest, role=Role.VIEWER, register=register))
    steps = {step.kind.name: step for step in throughline_of(made.tasks[0], guest)}
    openable = {name for name, step in steps.items() if any(item.openable for item in step.items)}
    assert {name for name in NAMES if steps[name].missing} == set()
    assert openable == {"target", "task", "unit", "report", "rating"}


def test_an_indicators_target_tells_a_stranger_nothing_of_the_plan(city):
    _document, _edition, made = confirmed(city)
    steps = throughline_of(made.targets[0], builders.user("stranger"))
    assert [step.kind.name for step in steps if not step.missing] == ["target"]
    office = builders.user("office", Role.PLAN_OFFICE, organization=city)
    assert all(not step.missing for step in throughline_of(made.targets[0], office))


def test_an_editions_clauses_are_not_told_beyond_those_who_see_the_plan(city):
    document, _edition, _made = confirmed(city)
    uploader = builders.user("uploader", Role.VIEWER, organization=builders.organization("far", level=1))
    with act("test.uploaded", by=None) as this:
        document.uploaded_by = uploader
        this.save(document)
    steps = throughline_of(document, uploader)
    # Targets of indicators are known to every account.
    assert [step.kind.name for step in steps if not step.missing] == ["document", "target"]


def test_the_strip_of_a_task_that_was_read_is_the_same_with_fewer_queries(city):
    _document, _edition, made = confirmed(city)
    task = made.tasks[0]
    office = builders.user("office", Role.SUPERVISION_OFFICE, organization=city)
    detail, known = task_detail(task.pk, office), delivered(task, office)
    with CaptureQueriesContext(connection) as whole:
        steps = throughline_of(task, office)
    with CaptureQueriesContext(connection) as less:
        same = throughline_of_task(detail, known, office)
    told = [(step.kind.name, step.items, step.count, step.current) for step in steps]
    assert told == [(step.kind.name, step.items, step.count, step.current) for step in same]
    assert len(less) <= len(whole) - 3


def test_what_a_clause_carries_out_of_the_plan_above_comes_first_and_leads_back(city):
    _document, edition, made = confirmed(city)
    task, state = made.tasks[0], builders.organization("state", level=1)
    assert throughline_of(task, None)[0].kind.name == "document"
    with act("test.above", by=None) as this:
        above = Plan(slug="above", title="State plan", organization=state)
        above.place_under(None)
        this.create(above)
        theirs = this.create(Clause(plan=above))
        text = this.create(Edition(plan=above, title="Issued"))
        this.create(Wording(edition=text, clause=theirs, position=1, number="7", text="Bring costs down."))
        plan = Plan.objects.get(pk=edition.plan_id)
        plan.place_under(above)
        this.save(plan)
        said = {"kind": "full", "aligned_at": clock.now()}
        this.create(Alignment(plan=plan, above=theirs, ours=task.clause, **said))
    reader = builders.user("", Role.PLAN_OFFICE, organization=city)
    for row in (task.clause, made.targets[0], task, task.reports.get()):
        steps = throughline_of(row, None)
        assert [step.kind.name for step in steps] == ["above", *NAMES]
        item = steps[0].items[0]
        assert (item.row, item.label, item.openable) == (theirs, "State plan: 7 Bring costs down.", True)
        # Who may not open the plan above is not told what is in it.
        assert [step.kind.name for step in throughline_of(row, reader)] == NAMES
    back = throughline_of(theirs, None)
    assert [step.kind.name for step in back] == [*NAMES, "below"]
    assert back[-1].items[0].row == task.clause
    assert back[-1].items[0].label.startswith("Plan: ")
    # A document or an edition holds too many clauses to tell this of.
    assert [step.kind.name for step in throughline_of(edition, None)] == NAMES
