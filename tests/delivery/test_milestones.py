"""The lead unit says that a milestone is done, and takes it back until the office has built on it."""

from datetime import date

import pytest

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import (
    accept_report,
    mark_milestone,
    report_complete,
    return_report,
    take_back_milestone,
)
from throughline.delivery.queries import facts_on
from throughline.delivery.refusals import MilestoneIsDone, MilestoneIsSettled, TaskIsNotOpen
from throughline.history.models import AuditRecord
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.register.actions import add_milestone, edit_milestone
from throughline.register.models import Milestone

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return scene()


@pytest.fixture
def step(city):
    """Due on 15 January, of a task that finance leads and transport answers for as well."""
    task = city.task()
    with at(2026, 1, 2):
        return add_milestone(task, by=city.supervisor, title="Tender", due_on=date(2026, 1, 15))


def fresh(step):
    return Milestone.objects.get(pk=step.pk)


def test_the_lead_unit_marks_it_done_and_it_is_no_longer_overdue(city, step):
    with at(2026, 1, 20):
        assert facts_on(city.register, date(2026, 1, 20))[step.task_id].milestones_overdue == 1
        mark_milestone(step, by=city.officer, seen=1, done_on=date(2026, 1, 14), note="Notice no. 7")
        assert facts_on(city.register, date(2026, 1, 20))[step.task_id].milestones_overdue == 0
    held = fresh(step)
    assert (held.done_on, held.done_note, held.marked_by) == (date(2026, 1, 14), "Notice no. 7", city.officer)
    record = AuditRecord.objects.latest("pk")
    assert (record.act, record.subject_key) == ("delivery.mark_milestone", step.task_id)


def test_it_is_taken_back_until_a_report_is_accepted(city, step):
    with at(2026, 1, 20):
        marked = mark_milestone(step, by=city.officer, seen=1, note="Notice no. 7")
        return_report(city.file(step.task), by=city.supervisor, reason="Which notice?")
        taken = take_back_milestone(marked, by=city.officer, seen=2)
        assert (taken.done_on, taken.done_note, taken.marked_at, taken.marked_by) == (None, "", None, None)
        marked = mark_milestone(taken, by=city.officer, seen=3)
    with at(2026, 1, 26):
        accept_report(city.file(step.task), by=city.supervisor)
        with pytest.raises(MilestoneIsSettled):
            take_back_milestone(marked, by=city.officer, seen=4)
    assert fresh(step).done_on == date(2026, 1, 20)


def test_a_report_accepted_before_it_was_marked_settles_nothing(city, step):
    with at(2026, 1, 18):
        accept_report(city.file(step.task), by=city.supervisor)
    with at(2026, 1, 20):
        marked = mark_milestone(step, by=city.officer, seen=1)
        assert take_back_milestone(marked, by=city.officer, seen=2).done_on is None


def test_what_the_office_entered_the_unit_does_not_take_back(city, step):
    with at(2026, 1, 20):
        marked = mark_milestone(step, by=city.officer, seen=1, note="Notice no. 7")
        edited = edit_milestone(marked, by=city.supervisor, seen=2, done_on=date(2026, 1, 19))
        assert (edited.marked_at, edited.marked_by, edited.done_note) == (None, None, "Notice no. 7")
        with pytest.raises(MilestoneIsSettled):
            take_back_milestone(edited, by=city.officer, seen=3)
        undone = edit_milestone(edited, by=city.supervisor, seen=3, done_on=None)
        assert undone.done_note == ""


def test_only_the_lead_unit_marks(city, step):
    elsewhere = builders.user("elsewhere", Role.UNIT_OFFICER, organization=builders.organization())
    with at(2026, 1, 20):
        for user in (city.other_officer, city.supervisor, elsewhere):
            with pytest.raises(NotAllowed):
                mark_milestone(step, by=user, seen=1)
            with pytest.raises(NotAllowed):
                take_back_milestone(step, by=user, seen=1)
    assert fresh(step).version == 1


def test_what_is_refused(city, step):
    with at(2026, 1, 20):
        with pytest.raises(Invalid) as told:
            mark_milestone(step, by=city.officer, seen=1, done_on=date(2026, 1, 21))
        assert told.value.field == "done_on"
        with pytest.raises(Invalid):
            mark_milestone(step, by=city.officer, seen=1, note="n" * 501)
        with pytest.raises(ChangedMeanwhile):
            mark_milestone(step, by=city.officer, seen=7)
        mark_milestone(step, by=city.officer, seen=1)
        with pytest.raises(MilestoneIsDone) as told:
            mark_milestone(step, by=city.officer, seen=2)
        assert "20 Jan 2026" in str(told.value)
        report_complete(step.task, city.finance, by=city.officer, statement="Done.")
        with pytest.raises(TaskIsNotOpen):
            take_back_milestone(step, by=city.officer, seen=2)
    assert fresh(step).version == 2
