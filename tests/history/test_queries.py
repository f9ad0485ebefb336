"""An object's history as people read it, and the list of acts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from tests import builders
from throughline.history import acts
from throughline.history.act import act
from throughline.history.acts import act_name, name_act
from throughline.history.models.versions import REGISTRY
from throughline.history.queries import changes_of, history_of, records
from throughline.history.words import TECHNICAL, column_name, model_name
from throughline.lib import clock
from throughline.organizations.models import Organization, Post
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Milestone, Responsibility, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> Task:
    finance = builders.organization("fin", name="Finance")
    return builders.task(builders.register(organization=finance), lead=finance, title="Build the bridge")


def test_an_edit_tells_who_why_and_from_what_to_what(task):
    anna = builders.user("anna", name="Anna")
    mayor = post("Mayor")
    with act("register.edit_task", by=anna, for_=mayor, why="Council of 3 May") as this:
        task.due_on = date(2027, 6, 30)
        task.weight = Decimal("2.50")
        task.lead = builders.organization("water", name="Water")
        this.save(task)
    line = history_of(task)[0]
    assert (line.record.by_name, line.record.why) == ("Anna", "Council of 3 May")
    assert "Mayor" in line.record.for_name
    told = {change.field: (change.before, change.after) for change in line.changes}
    assert told["weight"] == ("", "2.5")
    assert told["due on"] == ("31 Dec 2026", "30 Jun 2027")
    assert told["lead unit"] == ("Finance", "Water")


def post(title: str) -> Post:
    with act("test.post", by=None) as this:
        return this.create(Post(organization=builders.organization(), title=title))


def test_choices_and_days_are_told_in_the_persons_language(task):
    (lead,) = task.responsibilities.all()
    with act("test.role", by=None) as this:
        lead.role = ResponsibilityRole.JOINT
        this.save(lead)
    with translation.override("zh-hans"):
        (change,) = history_of(lead)[0].changes
        labels = dict(ResponsibilityRole.choices)
        assert (change.before, change.after) == (str(labels["lead"]), str(labels["joint"]))
    assert change.before.isascii() is False


def test_what_is_an_objects_own_is_told_with_it_and_deleted_things_keep_their_names(task):
    water = builders.organization("water", name="Water")
    with act("test.add", by=None) as this:
        added = this.create(Responsibility(task=task, organization=water, role=ResponsibilityRole.SUPPORTING))
        step = this.create(Milestone(task=task, title="Piles", due_on=date(2026, 5, 1)))
    with act("test.take_away", by=None) as this:
        this.delete(added)
        this.delete(step)
        this.delete(Organization.objects.get(pk=water.pk))
    taken, made, *_born = history_of(task, also=[(Responsibility, "task"), (Milestone, "task")])
    assert [change.gone for change in taken.changes] == [True, True]
    assert "Piles" in {change.of for change in taken.changes}
    assert ("organization", "", "Water") in {(c.field, c.before, c.after) for c in made.changes if c.made}


def test_a_long_history_costs_few_queries(task, django_assert_max_num_queries):
    for number in range(30):
        with act("test.edit", by=None) as this:
            task.lead = builders.organization(name=f"Unit {number}")
            this.save(task)
    with django_assert_max_num_queries(12):
        lines = history_of(task, also=[(Responsibility, "task")])
    assert len(lines) == 31
    assert lines[0].changes[0].after == "Unit 29"
    assert len(history_of(task, limit=5)) == 5


def test_a_change_back_and_forth_in_one_act_is_one_line(task):
    with act("test.twice", by=None) as this:
        for title in ("One", "Two"):
            task.title = title
            this.save(task)
    (line, _born) = history_of(task)
    assert [(change.before, change.after) for change in line.changes] == [
        ("Build the bridge", "One"),
        ("One", "Two"),
    ]


def test_records_are_found_by_actor_act_object_day_and_words(task):
    anna = builders.user("anna", name="Anna")
    night = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight of the 2nd in Shanghai
    with clock.travel(night), act("test.edit", by=anna, why="The bridge is late", about=task) as this:
        this.save(task)
    assert [record.act for record in records(by=anna.pk)] == ["test.edit"]
    assert records(act="test.edit", subject=task).count() == 1
    assert records(since=date(2026, 3, 2), until=date(2026, 3, 2)).count() == 1
    assert records(until=date(2026, 3, 1)).count() == 0
    assert [record.act for record in records(text="BRIDGE is")] == ["test.edit"]
    assert records(text="Nobody wrote this").count() == 0


def test_acts_are_found_by_their_names(task, monkeypatch):
    monkeypatch.setattr(acts, "NAMES", {})
    monkeypatch.setattr("throughline.history.queries.NAMES", acts.NAMES)
    name_act("test.task", "Task placed on the register")
    assert [record.act for record in records(text="placed on the REGISTER")] == ["test.task"]
    assert act_name("test.task") == "Task placed on the register"
    assert act_name("test.unknown") == "test.unknown"
    with pytest.raises(ValueError, match="named twice"):
        name_act("test.task", "Something else")


def test_one_act_is_told_with_everything_it_changed(task):
    anna = builders.user("anna", name="Anna")
    (lead,) = task.responsibilities.all()
    with act("test.both", by=anna) as this:
        task.title = "Build two bridges"
        this.save(task)
        this.delete(lead)
    told = changes_of(this.record)
    assert [(one.field, one.before, one.after) for one in told if one.model == "task"] == [
        ("task", "Build the bridge", "Build two bridges")
    ]
    assert [one.gone for one in told if one.model == "responsibility"] == [True]
    assert changes_of(this.record, limit=1) == told[:1]


def test_columns_and_models_without_names_of_their_own_have_words():
    unnamed = {
        (model._meta.label, name)
        for model in REGISTRY
        for name in model.history_fields
        if name not in TECHNICAL and "_" in column_name(model._meta.get_field(name))
    }
    assert unnamed == set()
    with translation.override("zh-hans"):
        plain = {model_name(model) for model in REGISTRY if model_name(model).isascii()}
    assert plain == set()
