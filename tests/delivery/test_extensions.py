"""The lead unit asks for a new date; the office grants it, which moves the date, or refuses with a reason."""

from datetime import date

import pytest

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import (
    ask_extension,
    close_task,
    grant_extension,
    move_due_date,
    refuse_extension,
    report_complete,
    withdraw_extension,
)
from throughline.delivery.models import DueDateChange, Extension
from throughline.delivery.queries import facts_on
from throughline.delivery.refusals import AlreadyAsked, NoLongerAsked, TaskIsNotOpen
from throughline.history.models import AuditRecord
from throughline.history.verify import verify
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.register.models import Task
from throughline.register.refusals import TaskIsClosed

pytestmark = pytest.mark.django_db

DUE, WANTED = date(2026, 3, 31), date(2026, 6, 30)


@pytest.fixture
def city():
    return scene()


@pytest.fixture
def task(city):
    return city.task(due_on=DUE)


def asked(city, task, **fields):
    fields = {"by": city.officer, "wanted_on": WANTED, "reason": "Solvent in the soil."} | fields
    return ask_extension(task, **fields)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_a_granted_one_moves_the_date_and_keeps_the_original(city, task):
    with at(2026, 3, 2):
        wish = asked(city, task)
        assert (wish.organization, wish.due_on, wish.is_late) == (city.finance, DUE, False)
        assert fresh(task).due_on == DUE
    with at(2026, 3, 5):
        granted = grant_extension(wish, by=city.supervisor)
    held, moved = fresh(task), DueDateChange.objects.get()
    assert (held.due_on, held.original_due_on) == (WANTED, DUE)
    assert (moved.earlier_on, moved.later_on, moved.reason) == (DUE, WANTED, "Solvent in the soil.")
    assert (granted.state, granted.change, granted.decided_by) == ("granted", moved, city.supervisor)
    acts = AuditRecord.objects.filter(subject_key=task.pk).order_by("-pk").values_list("act", "part_of")
    assert [name for name, _part in acts[:3]] == [
        "delivery.move_due_date",
        "delivery.grant_extension",
        "delivery.ask_extension",
    ]
    assert acts[0][1] is not None
    assert list(verify().problems) == []


def test_the_unit_withdraws_it_before_it_is_answered_and_may_ask_anew(city, task):
    with at(2026, 3, 2):
        wish = asked(city, task)
        with pytest.raises(NotAllowed):
            withdraw_extension(wish, by=city.supervisor)
        gone = withdraw_extension(wish, by=city.officer)
        assert (gone.state, gone.decided_by, fresh(task).due_on) == ("withdrawn", city.officer, DUE)
        for late in (withdraw_extension, grant_extension):
            with pytest.raises(NoLongerAsked):
                late(wish, by=city.officer if late is withdraw_extension else city.supervisor)
        assert asked(city, task).state == "asked"
    assert list(verify().problems) == []


def test_another_date_than_asked_for_needs_a_word(city, task):
    with at(2026, 3, 2):
        wish = asked(city, task)
        with pytest.raises(Invalid) as told:
            grant_extension(wish, by=city.supervisor, later_on=date(2026, 5, 31))
        assert told.value.field == "answer"
        assert fresh(task).due_on == DUE
        grant_extension(wish, by=city.supervisor, later_on=date(2026, 5, 31), answer="Wells take two months.")
    assert (fresh(task).due_on, fresh(wish).answer) == (date(2026, 5, 31), "Wells take two months.")


def test_a_refused_one_leaves_the_date_and_another_may_be_asked_for(city, task):
    with at(2026, 3, 2):
        wish = asked(city, task)
        with pytest.raises(Invalid) as told:
            refuse_extension(wish, by=city.supervisor, answer="  ")
        assert told.value.field == "answer"
        refuse_extension(wish, by=city.supervisor, answer="The wells stand ready.")
        assert (fresh(wish).state, fresh(task).due_on) == ("refused", DUE)
        second = asked(city, task, reason="One well failed.")
    assert [one.state for one in task.extensions.all()] == ["asked", "refused"]
    assert second.pk != wish.pk


def test_until_it_is_granted_the_task_is_overdue_and_late_asking_is_seen(city, task):
    with at(2026, 4, 2):
        wish = asked(city, task)
        assert wish.is_late
        assert facts_on(city.register, date(2026, 4, 2))[task.pk].days_overdue == 2
        grant_extension(wish, by=city.supervisor)
        assert facts_on(city.register, date(2026, 4, 2))[task.pk].days_overdue == 0


def test_one_waits_at_a_time_and_is_decided_once(city, task):
    with at(2026, 3, 2):
        wish = asked(city, task)
        with pytest.raises(AlreadyAsked) as told:
            asked(city, task)
        assert "2 Mar 2026" in str(told.value)
        grant_extension(wish, by=city.supervisor)
        with pytest.raises(NoLongerAsked):
            refuse_extension(wish, by=city.supervisor, answer="No.")
        with pytest.raises(NoLongerAsked):
            grant_extension(wish, by=city.supervisor)
    assert DueDateChange.objects.count() == 1


def test_who_may_ask_and_who_may_decide(city, task):
    elsewhere = builders.user("elsewhere", Role.SUPERVISION_OFFICE, organization=builders.organization())
    with at(2026, 3, 2):
        for user in (city.other_officer, city.supervisor):
            with pytest.raises(NotAllowed):
                asked(city, task, by=user)
        wish = asked(city, task)
        for user in (city.officer, city.other_officer, elsewhere):
            with pytest.raises(NotAllowed):
                grant_extension(wish, by=user)
            with pytest.raises(NotAllowed):
                refuse_extension(wish, by=user, answer="No.")
    assert fresh(wish).version == 1


def test_what_can_not_be_asked_for(city, task):
    ongoing = city.task(completion="ongoing", due_on=None)
    with at(2026, 3, 2):
        for wanted, reason, field in (
            (DUE, "So.", "wanted_on"),
            (date(2026, 3, 1), "So.", "wanted_on"),
            (None, "So.", "wanted_on"),
            (WANTED, " ", "reason"),
            (WANTED, "r" * 10_001, "reason"),
        ):
            with pytest.raises(Invalid) as told:
                asked(city, task, wanted_on=wanted, reason=reason)
            assert told.value.field == field
        with pytest.raises(Invalid):
            asked(city, ongoing)
        report_complete(task, city.finance, by=city.officer, statement="Done.")
        with pytest.raises(TaskIsNotOpen):
            asked(city, task)
    assert not Extension.objects.exists()


def test_a_date_moved_meanwhile_or_a_closed_task_is_told(city, task):
    with at(2026, 3, 2):
        wish = asked(city, task)
        row = fresh(task)
        move_due_date(row, WANTED, by=city.supervisor, reason="Known already.", seen=row.version)
        with pytest.raises(Invalid, match="due date already"):
            grant_extension(wish, by=city.supervisor)
        completion = report_complete(task, city.finance, by=city.officer, statement="Done.")
        close_task(completion, by=city.supervisor)
        with pytest.raises(TaskIsClosed):
            grant_extension(wish, by=city.supervisor, later_on=date(2026, 7, 1), answer="Later.")
    assert fresh(wish).state == "asked"
    assert Task.objects.get(pk=task.pk).due_on == WANTED
