"""The year's end: words of the units, decisions of the office, stage goals, closing and reopening a year."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.delivery.scene import at
from tests.delivery.year import year
from throughline.accounts.choices import Role
from throughline.delivery.actions import (
    Approval,
    accept_report,
    cancel_task,
    claim_outcomes,
    close_register,
    close_task,
    decide_outcomes,
    judge_goal,
    open_reconciliation,
    reopen_register,
    report_complete,
    suspend_task,
)
from throughline.delivery.models import GoalJudgement, Outcome, Period, Reconciliation
from throughline.delivery.queries.closing import waiting_on
from throughline.delivery.queries.reconciliation import (
    balance,
    goals_of,
    listed,
    reckonings,
    words_wanted,
)
from throughline.delivery.queries.story import story_of
from throughline.delivery.refusals import (
    IsWithdrawn,
    JudgeItFirst,
    NoneDone,
    NotHereAnyMore,
    StillOpen,
    YearIsClosed,
    YearNotClosed,
)
from throughline.history.models import AuditRecord
from throughline.history.verify import verify
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.register.actions import (
    add_area,
    add_stage_goal,
    edit_register,
    edit_task,
    show_on,
)
from throughline.register.models import Register, Task
from throughline.register.refusals import RegisterIsClosed, TaskIsClosed

pytestmark = pytest.mark.django_db


def rows(of, shown=""):
    return reckonings(list(listed(of.register, None, shown)))


def test_data_propose_done_where_a_completion_was_accepted_and_nothing_else():
    of = year()
    with at(2026, 12, 20):
        found = {row.entry.task.title: row for row in rows(of)}
    assert found["Dig the well"].proposed == "done"
    assert found["Dig the well"].proof.completion.statement == "Water flows."
    assert found["Pave the road"].proposed == found["Plant the trees"].proposed == ""
    assert {row.kind for row in found.values()} == {""}


def test_the_unit_says_its_word_first_the_office_decides_and_where_they_differ_it_is_shown():
    of = year()
    with at(2026, 12, 20):
        claim_outcomes(
            [of.place(of.late)],
            by=of.city.officer,
            claim="done",
            reason="The road is paved but for the kerb.",
        )
        of.decide(of.late, kind="not_done", reason="A road without a kerb is not done.", follow_up="By May.")
        (row,) = rows(of, "differing")
    assert (row.outcome.claim, row.kind, row.outcome.differs) == ("done", "not_done", True)
    assert row.outcome.claimed_by == of.city.officer
    assert row.outcome.due_on == date(2026, 10, 31)
    assert {record.act for record in AuditRecord.objects.filter(subject_key=of.late.pk)} >= {
        "delivery.claim_outcomes",
        "delivery.decide_outcomes",
    }
    assert verify().ok


def test_only_the_collecting_unit_has_a_word_and_only_the_office_decides():
    of = year()
    place = of.place(of.late)
    with at(2026, 12, 20):
        with pytest.raises(NotAllowed):
            claim_outcomes([place], by=of.city.other_officer, claim="done", reason="We helped.")
        with pytest.raises(NotAllowed):
            decide_outcomes([place], by=of.city.officer, kind="done", reason="We are sure.")
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({"kind": "perhaps"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"kind": "cancelled"}, "kind"),
        ({"kind": "done"}, "reason"),
        ({"kind": "done", "reason": "Seen.", "done_on": date(2026, 12, 24)}, "done_on"),
        ({"kind": "not_done"}, "reason"),
        ({"kind": "not_done", "reason": " "}, "reason"),
        ({"kind": "not_done", "reason": "x" * 10_001}, "reason"),
        ({"kind": "not_done", "reason": "Rain.", "later_on": date(2027, 5, 1)}, "later_on"),
        ({"kind": "carried_over", "reason": "Rain."}, "later_on"),
        ({"kind": "carried_over", "reason": "Rain.", "later_on": date(2026, 12, 20)}, "later_on"),
    ],
)
def test_a_decision_that_says_too_little_names_what_is_missing(decision, field):
    of = year()
    with at(2026, 12, 20), pytest.raises(Invalid) as refused:
        of.decide(of.late, **decision)
    assert refused.value.field == field
    assert not Outcome.objects.exists()


def test_done_is_shown_by_a_completion_a_report_with_evidence_a_document_or_words():
    of = year()
    with at(2026, 12, 20):
        report = of.city.file(of.open, 12, progress=100, evidence=[("trees.txt", b"400 trees")])
        with pytest.raises(Invalid):
            of.decide(of.open, kind="done")
        accept_report(report, by=of.city.supervisor)
        (planted,) = of.decide(of.open, kind="done", done_on=date(2026, 12, 18))
        (dug,) = of.decide(of.done, kind="")
        (paved,) = of.decide(of.late, kind="done", reason="Seen on site.")
    assert planted.done_on == date(2026, 12, 18)
    assert (dug.kind, dug.done_on) == ("done", date(2026, 6, 20))
    assert paved.done_on == date(2026, 12, 20)


def test_many_are_decided_at_once_or_none_and_each_refusal_is_named():
    of = year()
    with at(2026, 12, 20):
        with pytest.raises(NoneDone) as refused:
            of.decide(of.done, of.late, of.open, kind="not_done", reason="Floods.")
        assert set(refused.value.rows) == {of.place(of.done).pk}
        assert not Outcome.objects.exists()
        assert len(of.decide(of.late, of.open, kind="not_done", reason="Floods.")) == 2


def test_what_was_reported_complete_is_judged_first_and_what_was_cancelled_is_decided_by_that():
    of = year()
    with at(2026, 12, 20):
        report_complete(of.late, of.city.finance, by=of.city.officer, statement="Paved.")
        mayor = Approval(text="The mayor")
        cancel_task(of.open, by=of.city.supervisor, seen=of.open.version, why="No trees.", approval=mayor)
        with pytest.raises(JudgeItFirst):
            of.decide(of.late, kind="done", reason="Seen.")
        with pytest.raises(IsWithdrawn):
            of.decide(of.open, kind="not_done", reason="No trees.")
        (row,) = rows(of, "cancelled")
        assert (row.kind, row.adjustment.reason, row.adjustment.approved) == (
            "cancelled",
            "No trees.",
            "The mayor",
        )


def test_a_task_that_is_only_shown_is_reconciled_at_home():
    of = year()
    other = builders.register("other", of.city.city)
    with at(2026, 12, 20):
        place = show_on(of.late, other, by=None)
        with pytest.raises(NotHereAnyMore):
            decide_outcomes([place], by=of.city.supervisor, kind="not_done", reason="Rain.")
        assert list(listed(other, None)) == []


def test_who_decides_on_what_another_decided_meanwhile_is_told():
    of = year()
    place = of.place(of.late)
    with at(2026, 12, 20):
        of.decide(of.late, kind="not_done", reason="Rain.", seen={place.pk: 0})
        with pytest.raises(ChangedMeanwhile):
            of.decide(of.late, kind="done", reason="Sun.", seen={place.pk: 0})
        (again,) = of.decide(of.late, kind="done", reason="Sun.", seen={place.pk: 1})
    assert (again.version, again.kind) == (2, "done")
    assert Outcome.history_model.objects.filter(id=again.pk, version=1).get().kind == "not_done"


def test_a_task_closed_after_it_was_decided_not_done_is_decided_anew():
    of = year()
    with at(2026, 12, 20):
        of.decide(of.late, kind="not_done", reason="Rain.")
        made = report_complete(of.late, of.city.finance, by=of.city.officer, statement="Paved after all.")
        close_task(made, by=of.city.supervisor)
        assert balance(of.register, None).counts["open"] == 3
        of.decide(of.late, kind="")
        assert balance(of.register, None).counts["done"] == 1


def test_the_office_follows_its_units_word_with_their_dates_and_reasons():
    of = year()
    with at(2026, 12, 20):
        claim_outcomes([of.place(of.late)], by=of.city.officer, claim="not_done", reason="Rain.")
        with pytest.raises(NoneDone) as refused:
            of.decide(of.late, of.open, kind="as_said")
        assert list(refused.value.rows) == [of.place(of.open).pk]
        may = date(2027, 5, 31)
        claim_outcomes(
            [of.place(of.open)], by=of.city.officer, claim="carried_over", reason="Frost.", later_on=may
        )
        late, trees = of.decide(of.late, of.open, kind="as_said", follow_up="Again in May.")
        assert (late.kind, late.reason, late.later_on, late.follow_up) == (
            "not_done",
            "Rain.",
            None,
            "Again in May.",
        )
        assert (trees.kind, trees.reason, trees.later_on, trees.differs) == (
            "carried_over",
            "Frost.",
            may,
            False,
        )
        (again,) = of.decide(of.late, kind="as_said", reason="Rain, as the office saw.")
        assert (again.kind, again.reason, again.claim_reason) == (
            "not_done",
            "Rain, as the office saw.",
            "Rain.",
        )


def test_on_time_is_measured_against_all_that_was_due_not_only_against_what_was_closed():
    of = year()
    with at(2026, 12, 20):
        undecided = balance(of.register, None)
        of.decide(of.done, kind="")
        before = balance(of.register, None)
        of.decide(of.open, kind="carried_over", reason="Frost.", later_on=date(2027, 4, 30))
        after = balance(of.register, None)
    assert (undecided.begun, before.begun) == (False, True)
    # One was done in time; one has been overdue since October.
    assert (before.closed, before.on_time, before.missed, before.rate) == (1, 1, 1, 50)
    # And the one whose date had to be moved.
    assert (after.closed, after.missed, str(after.rate)) == (1, 2, "33.3")
    assert after.total == 3


def test_what_is_due_in_later_years_is_carried_over_with_its_date_and_missed_nothing():
    of = year()
    bridge = of.city.task(title="Build the bridge", due_on=date(2028, 6, 30))
    with at(2026, 12, 20):
        (outcome,) = of.decide(bridge, kind="carried_over", reason="Built over three years.")
        assert outcome.later_on is None
        assert balance(of.register, None).missed == 1  # the road alone


def test_a_goal_is_judged_and_judged_again_and_both_stay_in_sight():
    of = year()
    area = add_area(of.register, by=None, title="Water")
    goal = add_stage_goal(area, by=None, due_on=date(2026, 6, 30), text="Every village has a well.")
    with at(2026, 12, 20):
        judge_goal(goal, by=of.city.supervisor, verdict="reached", statement="All but one.")
        judge_goal(goal, by=of.city.supervisor, verdict="partly", statement="One village has none.")
        with pytest.raises(NotAllowed):
            judge_goal(goal, by=of.city.officer, verdict="reached", statement="So we say.")
        for wrong in ({"verdict": "well", "statement": "x"}, {"verdict": "reached", "statement": ""}):
            with pytest.raises(Invalid):
                judge_goal(goal, by=of.city.supervisor, **wrong)
        with pytest.raises(Invalid):
            judge_goal(goal, by=None, verdict="reached", statement="x", judged_on=date(2027, 1, 1))
    (judged,) = goals_of(of.register)
    assert (judged.latest.verdict, len(judged.judgements)) == ("partly", 2)
    assert GoalJudgement.objects.count() == 2


def test_the_units_are_asked_for_their_word_until_a_day():
    of = year()
    with at(2026, 12, 20):
        assert words_wanted(of.city.officer, date(2026, 12, 20)) == []
        open_reconciliation(of.register, by=of.city.supervisor, words_by_on=date(2026, 12, 25))
        open_reconciliation(of.register, by=of.city.supervisor, words_by_on=date(2026, 12, 28))
        assert Reconciliation.objects.get().words_by_on == date(2026, 12, 28)
        assert words_wanted(of.city.officer, date(2026, 12, 20)) == [(of.register, date(2026, 12, 28), 2)]
        assert words_wanted(of.city.other_officer, date(2026, 12, 20)) == []
        claim_outcomes([of.place(of.late)], by=of.city.officer, claim="not_done", reason="Rain.")
        assert words_wanted(of.city.officer, date(2026, 12, 20))[0][2] == 1
        for user, waits in (
            (of.city.officer, [of.open]),
            (of.city.supervisor, [of.open]),
            (of.city.other_officer, []),
        ):
            assert [row.task for row in listed(of.register, user, "unsaid")] == waits
            assert balance(of.register, user).counts["unsaid"] == len(waits)
        with pytest.raises(Invalid):
            open_reconciliation(of.register, by=None, words_by_on=date(2026, 12, 19))


def closed(of):
    """The year is closed on 31 December, the road not done."""
    with at(2026, 12, 20):
        of.decide(of.done, kind="")
        of.decide(of.late, kind="not_done", reason="Rain.")
        of.decide(of.open, kind="done", reason="Seen.")
    with at(2026, 12, 31):
        return close_register(of.register, by=of.city.supervisor, seen=of.register.version)


def test_a_year_is_not_closed_while_anything_of_it_waits_and_it_is_told_what():
    of = year()
    area = add_area(of.register, by=None, title="Water")
    add_stage_goal(area, by=None, due_on=date(2026, 6, 30), text="Every village has a well.")
    with at(2026, 12, 20):
        of.city.file(of.late, 12, progress=90)
        of.decide(of.open, kind="carried_over", reason="Frost.", later_on=date(2027, 4, 30))
        waiting = waiting_on(of.register)
        assert (waiting.outcomes, waiting.to_carry, waiting.reports, waiting.goals) == (2, 1, 1, 1)
        with pytest.raises(StillOpen) as refused:
            close_register(of.register, by=of.city.supervisor, seen=of.register.version)
    assert refused.value.rows == [
        "2 tasks have no outcome",
        "1 task is to be carried over",
        "1 report is not decided",
        "1 stage goal is not judged",
    ]
    assert of.register.closed_on is None


def test_a_closed_year_is_read_only_and_its_tasks_stand_as_decided():
    of = year()
    of.city.period(12)
    register = closed(of)
    assert register.closed_on == date(2026, 12, 31)
    assert not Period.objects.filter(register=register, closed_at=None).exists()
    states = dict(Task.objects.values_list("title", "state"))
    assert states == {"Dig the well": "closed", "Pave the road": "not_done", "Plant the trees": "closed"}
    assert Task.objects.get(pk=of.open.pk).progress == 100
    with at(2027, 1, 10):
        late = Task.objects.get(pk=of.late.pk)
        with pytest.raises(TaskIsClosed):
            edit_task(late, by=of.city.supervisor, seen=late.version, title="Another")
        with pytest.raises(RegisterIsClosed):
            add_area(of.register, by=of.city.supervisor, title="New")
        with pytest.raises(YearIsClosed):
            claim_outcomes([of.place(of.late)], by=of.city.officer, claim="done", reason="Now it is.")
        with pytest.raises(RegisterIsClosed):
            close_register(of.register, by=None, seen=of.register.version)
    assert verify().ok


def test_a_closed_year_is_corrected_with_a_reason_alone():
    of = year()
    closed(of)
    with at(2027, 1, 10):
        for wrong in (
            {"kind": "done"},
            {"kind": "", "reason": "So."},
            {"kind": "carried_over", "reason": "So."},
        ):
            with pytest.raises(Invalid):
                of.decide(of.late, **wrong)
        of.decide(of.late, kind="done", reason="The acceptance of December had been overlooked.")
        of.decide(of.done, kind="not_done", reason="The well is dry.")
    assert Task.objects.get(pk=of.late.pk).state == "closed"
    assert Task.objects.get(pk=of.done.pk).state == "not_done"
    record = AuditRecord.objects.filter(act="delivery.correct_outcomes").earliest("pk")
    assert record.why == "The acceptance of December had been overlooked."
    assert verify().ok


def test_a_year_is_reopened_with_a_reason_and_its_tasks_stand_as_before():
    of = year()
    with at(2026, 12, 1):
        suspend_task(of.late, by=None, seen=of.late.version, why="A landslide.")
    closed(of)
    with at(2027, 1, 10):
        with pytest.raises(Invalid):
            reopen_register(of.register, by=of.city.supervisor, seen=of.register.version, why=" ")
        with pytest.raises(NotAllowed):
            reopen_register(of.register, by=of.city.officer, seen=of.register.version, why="Please.")
        reopen_register(of.register, by=of.city.supervisor, seen=of.register.version, why="Too early.")
        with pytest.raises(YearNotClosed):
            reopen_register(of.register, by=None, seen=of.register.version, why="Again.")
    states = dict(Task.objects.values_list("title", "state"))
    assert states == {"Dig the well": "closed", "Pave the road": "suspended", "Plant the trees": "open"}
    assert of.register.closed_on is None
    assert verify().ok


def test_the_page_asks_as_many_questions_for_one_row_as_for_fifty():
    of = year()
    viewer = builders.user("viewer", Role.VIEWER, organization=of.city.city)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            reckonings(list(listed(of.register, viewer)))
            balance(of.register, viewer)
            goals_of(of.register)
        return len(queries)

    with at(2026, 12, 20):
        asked()  # what the person may reach is read once
        few = asked()
        for _ in range(30):
            of.city.task()
        assert asked() == few


def test_the_register_is_not_closed_by_editing_it():
    of = year()
    with pytest.raises(TypeError):
        edit_register(of.register, by=None, seen=of.register.version, closed_on=date(2026, 12, 31))
    assert Register.objects.get(pk=of.register.pk).closed_on is None


def test_the_story_of_a_task_tells_what_was_said_and_decided_at_the_years_end():
    of = year()
    with at(2026, 12, 20):
        claim_outcomes([of.place(of.late)], by=of.city.officer, claim="done", reason="Nearly.")
        of.decide(of.late, kind="not_done", reason="Rain.")
        told = [line.record for line in story_of(of.late, None)][:2]
    assert [(one.act, one.why) for one in told] == [
        ("delivery.decide_outcomes", "Rain."),
        ("delivery.claim_outcomes", "Nearly."),
    ]
