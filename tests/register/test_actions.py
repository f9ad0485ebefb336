from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.delivery import actions as decisions
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.lib.written import written_day
from throughline.organizations.models import Grant, Post
from throughline.register import actions
from throughline.register.models import Entry, Project, Register, Task
from throughline.register.refusals import (
    AlreadyOnRegister,
    AlreadySigned,
    DateIsMovedWithReason,
    HomeStays,
    NotALeadersPost,
    NotOnThisRegister,
    RegisterIsClosed,
    TaskIsClosed,
)

pytestmark = pytest.mark.django_db

MEETING = decisions.Approval(text="The executive meeting")


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def bureau(city):
    return builders.organization("bureau", parent=city)


@pytest.fixture
def office(city):
    return builders.user("office", Role.SUPERVISION_OFFICE, organization=city)


@pytest.fixture
def register(city):
    return builders.register("list", organization=city)


def post(organization, title="Deputy mayor", **fields):
    with act("test.post", by=None) as this:
        return this.create(Post(organization=organization, title=title, **fields))


def test_a_task_is_written_with_its_place_and_those_who_answer(register, city, bureau, office):
    other = builders.organization("other", parent=city)
    task = actions.create_task(
        register,
        by=office,
        title="  Open the ring road ",
        responsibilities=[(other, "supporting"), (bureau, "lead")],
        due_on="2026-06-30",
        weight="2.5",
    )
    task.refresh_from_db()
    assert (task.title, task.due_on, task.original_due_on) == (
        "Open the ring road",
        date(2026, 6, 30),
        date(2026, 6, 30),
    )
    assert (task.lead, task.weight) == (bureau, Decimal("2.5"))
    assert [(r.organization, r.role, r.position) for r in task.responsibilities.all()] == [
        (bureau, "lead", 1),
        (other, "supporting", 2),
    ]
    entry = task.entries.get()
    assert (entry.register, entry.is_home, entry.number, entry.position) == (register, True, "1", 1)
    assert AuditRecord.objects.filter(
        act="register.create_task", subject_key=task.pk, by_key=office.pk
    ).exists()


def test_places_follow_each_other(register, office):
    made = [actions.create_task(register, by=office, title=f"Task {n}") for n in range(3)]
    assert [m.entries.get().position for m in made] == [1, 2, 3]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"starts_on": date(2026, 2, 1), "due_on": date(2026, 1, 1)}, "due_on"),
        ({"due_on": "31 June"}, "due_on"),
        ({"weight": "-1"}, "weight"),
        ({"weight": "1e30"}, "weight"),
        ({"weight": "NaN"}, "weight"),
        ({"completion": "someday"}, "completion"),
        ({"aim": "nul\x00"}, "aim"),
        ({"aim": "half \ud83d"}, "aim"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_is_written(register, office, fields, field):
    with pytest.raises(Invalid) as refused:
        actions.create_task(register, by=office, **{"title": "Task", **fields})
    assert refused.value.field == field
    assert str(refused.value)
    assert not Task.objects.exists()
    assert not Entry.objects.exists()


def test_two_people_editing_one_task(register, office):
    task = actions.create_task(register, by=office, title="Task")
    mine, theirs = Task.objects.get(pk=task.pk), Task.objects.get(pk=task.pk)
    actions.edit_task(mine, by=office, seen=mine.version, aim="Mine")
    with pytest.raises(ChangedMeanwhile):
        actions.edit_task(theirs, by=office, seen=theirs.version, aim="Theirs")
    assert Task.objects.get(pk=task.pk).aim == "Mine"


def test_a_due_date_is_set_once_and_then_moved_elsewhere(register, office):
    task = actions.create_task(register, by=office, title="Task")
    task = actions.edit_task(task, by=office, seen=task.version, due_on=date(2026, 5, 1))
    assert task.original_due_on == date(2026, 5, 1)
    actions.edit_task(task, by=office, seen=task.version, due_on=date(2026, 5, 1), aim="same day")
    with pytest.raises(DateIsMovedWithReason):
        actions.edit_task(task, by=office, seen=task.version, due_on=date(2026, 6, 1))


def test_a_task_is_never_part_of_itself(register, office):
    top, middle, low = (actions.create_task(register, by=office, title=t) for t in ("top", "middle", "low"))
    actions.place_under(low, middle, by=office, seen=low.version)
    actions.place_under(middle, top, by=office, seen=middle.version)
    low.refresh_from_db()
    assert low.trail == f"/{top.pk}/{middle.pk}/"
    top.refresh_from_db()
    with pytest.raises(Invalid):
        actions.place_under(top, low, by=office, seen=top.version)


def test_the_lead_changes_hands_and_keeps_what_was_signed(register, city, bureau, office):
    other = builders.organization("other", parent=city)
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=other)
    task = actions.create_task(
        register, by=office, title="T", responsibilities=[(bureau, "lead"), (other, "supporting")]
    )
    actions.sign_off(task.responsibilities.get(organization=other), by=officer)
    with pytest.raises(AlreadySigned, match=written_day(clock.today())):
        actions.sign_off(task.responsibilities.get(organization=other), by=officer)
    third = builders.organization("third", parent=city)
    task.refresh_from_db()
    actions.set_responsibilities(
        task, [(other, "supporting"), (third, "lead"), (bureau, "lead")], by=office, seen=task.version
    )
    task.refresh_from_db()
    assert task.lead == third
    held = {
        r.organization: (r.role, r.position, r.signed_at is not None) for r in task.responsibilities.all()
    }
    assert held == {third: ("lead", 1, False), bureau: ("joint", 2, False), other: ("supporting", 3, True)}
    task.refresh_from_db()
    actions.set_responsibilities(task, [(bureau, "lead"), (third, "joint")], by=office, seen=task.version)
    assert list(task.responsibilities.values_list("organization__code", "role")) == [
        ("bureau", "lead"),
        ("third", "joint"),
    ]


def test_an_ended_organization_takes_nothing_on(register, city, office):
    gone = builders.organization("gone", parent=city, ended_on=date(2020, 1, 1))
    task = actions.create_task(register, by=office, title="T")
    with pytest.raises(Invalid, match="ended"):
        actions.set_responsibilities(task, [(gone, "lead")], by=office, seen=task.version)


def test_a_closed_register_and_a_cancelled_task_stay_as_they_are(register, office):
    task = actions.create_task(register, by=office, title="T")
    with pytest.raises(Invalid):
        decisions.cancel_task(task, by=office, seen=task.version, why=" ", approval=MEETING)
    task = Task.objects.get(pk=task.pk)
    decisions.cancel_task(task, by=office, seen=task.version, why="Merged by the meeting", approval=MEETING)
    with pytest.raises(TaskIsClosed):
        actions.edit_task(task, by=office, seen=task.version, aim="x")
    with act("test.closed", by=None) as this:
        register.closed_on = date(2020, 1, 1)
        this.save(register)
    with pytest.raises(RegisterIsClosed, match="closed on 1 Jan 2020"):
        actions.create_task(register, by=office, title="Late")


def test_suspended_and_taken_up_again(register, office):
    task = actions.create_task(register, by=office, title="T")
    decisions.suspend_task(task, by=office, seen=task.version, why="Court case", approval=MEETING)
    decisions.resume_task(task, by=office, seen=task.version)
    assert task.state == "open"
    with pytest.raises(Invalid):
        decisions.resume_task(task, by=office, seen=task.version)


def test_shown_on_a_second_register_and_taken_off(register, city, office):
    other = builders.register("other", organization=city)
    task = actions.create_task(register, by=office, title="T")
    entry = actions.show_on(task, other, by=office)
    assert not entry.is_home
    with pytest.raises(AlreadyOnRegister):
        actions.show_on(task, other, by=office)
    with pytest.raises(HomeStays):
        actions.take_off(task.entries.get(register=register), by=office)
    actions.take_off(entry, by=office)
    assert task.entries.count() == 1


def test_rows_are_put_in_order_and_numbered_anew(register, city, office):
    made = [actions.create_task(register, by=office, title=t).entries.get() for t in "abc"]
    actions.reorder(register, [made[2].pk, made[0].pk], by=office, renumber=True)
    assert list(register.entries.values_list("task__title", "position", "number")) == [
        ("c", 1, "1"),
        ("a", 2, "2"),
        ("b", 3, "3"),
    ]
    elsewhere = builders.task(builders.register("other", organization=city)).entries.get()
    with pytest.raises(Invalid):
        actions.reorder(register, [elsewhere.pk], by=office)


def test_a_key_area_belongs_to_one_register(register, city, office):
    area = actions.add_area(register, by=office, title="Roads", leader=post(city))
    actions.add_stage_goal(area, by=office, due_on=date(2026, 6, 30), text="Half of it open")
    with pytest.raises(Invalid):
        actions.add_area(register, by=office, title="Roads")
    other = builders.register("other", organization=city)
    with pytest.raises(NotOnThisRegister):
        actions.create_task(other, by=office, title="T", area=area)
    actions.create_task(register, by=office, title="T", area=area)
    with pytest.raises(Exception, match="hangs on it"):
        actions.remove_area(area, by=office)


def test_milestones_stay_within_the_task_and_within_a_hundred_percent(register, office):
    task = actions.create_task(register, by=office, title="T", starts_on=date(2026, 1, 1))
    step = actions.add_milestone(task, by=office, title="Half", due_on=date(2026, 6, 30), progress=50)
    actions.edit_milestone(step, by=office, seen=step.version, done_on="2026-06-01")
    assert step.done_on == date(2026, 6, 1)
    with pytest.raises(Invalid):
        actions.add_milestone(task, by=office, title="Too much", due_on=date(2026, 6, 30), progress=101)
    with pytest.raises(Invalid):
        actions.add_milestone(task, by=office, title="Too early", due_on=date(2025, 6, 30))


def test_a_secretary_records_an_instruction_for_their_leader_only(city):
    instructions = builders.register("instructions", organization=city, kind="instructions")
    mayor, vice = post(city, "Mayor", is_leader=True), post(city, "Vice mayor", is_leader=True)
    secretary = builders.user("secretary")
    with act("test.grant", by=None) as this:
        this.create(Grant(user=secretary, role=Role.SECRETARY, acts_for=mayor))
    task = actions.record_instruction(instructions, by=secretary, for_=mayor, title="Look into the bridge")
    assert task.leader == mayor
    record = AuditRecord.objects.get(act="register.record_instruction")
    assert (record.by_key, record.for_key) == (secretary.pk, mayor.pk)
    with pytest.raises(NotAllowed):
        actions.record_instruction(instructions, by=secretary, for_=vice, title="Not mine to say")
    plain = builders.register("plain", organization=city)
    with pytest.raises(NotAllowed):
        actions.record_instruction(plain, by=secretary, for_=mayor, title="Wrong list")
    office = builders.user("office2", Role.SUPERVISION_OFFICE)
    with pytest.raises(NotALeadersPost):
        actions.record_instruction(instructions, by=office, for_=post(city, "Clerk"), title="No leader")


def test_a_register_has_a_short_name_of_its_own(city, office):
    first = actions.create_register(by=office, title="重点工作台账", organization=city)
    second = actions.create_register(by=office, title="重点工作台账", organization=city)
    assert (first.slug, second.slug) == ("重点工作台账", "重点工作台账-2")
    with pytest.raises(Invalid):
        actions.edit_register(second, by=office, seen=second.version, slug=first.slug)
    assert Register.objects.get(pk=second.pk).slug == "重点工作台账-2"


def test_projects_with_stages_months_and_tasks(register, city, bureau, office):
    project = actions.create_project(
        by=office, code="P-1", title="Bridge", organization=bureau, total_investment="100"
    )
    with pytest.raises(Invalid):
        actions.create_project(by=office, code="P-1", title="Other", organization=bureau)
    with pytest.raises(Invalid):
        actions.edit_project(project, by=office, seen=project.version, total_investment="-1")
    project = Project.objects.get(pk=project.pk)
    stage = actions.add_stage(project, by=office, title="Piles", due_on="2026-03-31")
    actions.edit_stage(stage, by=office, seen=stage.version, done_on="2026-04-02")
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=bureau)
    actions.record_month(project, date(2026, 3, 17), by=officer, planned=10, actual="7.5")
    month = actions.record_month(project, date(2026, 3, 1), by=officer, actual="8")
    assert (project.months.count(), month.planned, month.actual, month.version) == (1, 10, 8, 2)
    task = actions.create_task(register, by=office, title="T", responsibilities=[(bureau, "lead")])
    actions.link_task(project, task, by=office)
    actions.link_task(project, task, by=office)
    assert list(project.tasks.all()) == [task]
    actions.unlink_task(project, task, by=office)
    assert not project.tasks.exists()


def test_rules_are_checked_for_their_shape(office):
    administrator = builders.user("admin", Role.ADMINISTRATOR)
    rule = {
        "name": "late",
        "all": [{"fact": "days_late", "op": ">", "value": 0}],
        "colour": "red",
        "why": "late",
    }
    made = actions.create_rule_set(
        by=administrator, slug="late", title="Late", rules=[rule], meanings={"red": "late"}
    )
    for wrong in ("late", [{}], [{**rule, "colour": "mauve"}], [{**rule, "all": [{"fact": 1}]}]):
        with pytest.raises(Invalid):
            actions.edit_rule_set(made, by=administrator, seen=made.version, rules=wrong)
    with pytest.raises(NotAllowed):
        actions.create_rule_set(by=office, slug="mine", title="Mine", rules=[])


def test_a_task_on_which_nothing_hangs_is_deleted_with_its_history_kept(register, bureau, office):
    task = actions.create_task(register, by=office, title="T", responsibilities=[(bureau, "lead")])
    actions.delete_task(task, by=office, seen=task.version, why="entered twice")
    assert not Task.objects.exists()
    assert Task.history_model.objects.filter(id=task.pk, gone=True).exists()
    assert not Entry.objects.exists()
