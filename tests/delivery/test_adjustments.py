"""Tasks cancelled, merged, transferred, suspended: each with reason and approver, and traceable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import (
    Approval,
    accept_report,
    cancel_task,
    circulate,
    confirm_rating,
    merge_task,
    reopen_task,
    report_complete,
    resume_task,
    suspend_task,
    transfer_task,
)
from throughline.delivery.derived import check_derived
from throughline.delivery.models import Adjustment, DueDateChange, Rating
from throughline.delivery.queries.circular import circular_detail
from throughline.delivery.queries.ratings import delivered
from throughline.delivery.queries.reporting import owed
from throughline.delivery.queries.story import story_of
from throughline.history.act import act
from throughline.history.verify import verify
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.organizations.actions.posts import create_post
from throughline.organizations.refusals import NotStanding
from throughline.register.actions import add_milestone, place_under, show_on
from throughline.register.models import Milestone, Responsibility, Task
from throughline.register.queries import RegisterFilter, counts, rows
from throughline.register.refusals import CompletionWaits, TaskIsClosed, TaskIsMerged
from throughline.workflows import daily_tick

pytestmark = pytest.mark.django_db

MEETING = Approval(text="Executive meeting 12", document_number="2026-12")


@pytest.fixture
def city():
    return scene()


def fresh(task):
    return Task.objects.get(pk=task.pk)


@pytest.mark.parametrize("decide", [cancel_task, suspend_task])
def test_a_decision_has_a_reason_and_an_approver(city, decide):
    task = city.task()
    with pytest.raises(Invalid) as caught:
        decide(task, by=city.supervisor, seen=1, why=" ", approval=MEETING)
    assert caught.value.field == "why"
    with pytest.raises(Invalid) as caught:
        decide(task, by=city.supervisor, seen=1, why="Dropped.")
    assert caught.value.field == "approver"
    with at(2026, 3, 1), pytest.raises(Invalid) as caught:
        decide(
            task, by=city.supervisor, seen=1, why="Dropped.", approval=MEETING, effective_on=date(2026, 3, 2)
        )
    assert caught.value.field == "effective_on"
    with pytest.raises(NotAllowed):
        decide(task, by=city.officer, seen=1, why="Dropped.", approval=MEETING)
    assert (fresh(task).state, Adjustment.objects.count()) == ("open", 0)
    mayor = create_post(city.city, "Mayor", by=None, is_leader=True)
    decide(task, by=city.supervisor, seen=1, why="Dropped.", approval=Approval(mayor, document_number="8"))
    made = Adjustment.objects.get()
    assert (made.task, made.reason, made.approver, made.document_number) == (task, "Dropped.", mayor, "8")
    assert made.approved == "Mayor, City"


def test_what_waits_to_be_judged_is_judged_first(city):
    task, other = city.task(), city.task()
    with at(2026, 3, 1):
        report_complete(task, city.finance, by=city.officer, statement="Done.")
        task = fresh(task)
        for decide in (cancel_task, suspend_task):
            with pytest.raises(CompletionWaits):
                decide(task, by=city.supervisor, seen=task.version, why="x", approval=MEETING)
        for pair in ((task, other), (other, task)):
            with pytest.raises(CompletionWaits):
                merge_task(*pair, by=city.supervisor, seen=pair[0].version, why="x", approval=MEETING)


def test_a_cancelled_task_is_asked_nothing_and_may_be_reopened(city):
    task = city.task()
    with at(2026, 1, 26):
        city.period()
        assert {one.organization for one in owed()} == {city.finance, city.transport}
        cancel_task(task, by=city.supervisor, seen=1, why="Dropped.", approval=MEETING)
        assert owed() == []
        assert rows(city.register, None).rows == []
        assert len(rows(city.register, None, RegisterFilter(states=("cancelled",))).rows) == 1
    with at(2026, 3, 20):
        city.period(2)
        city.period(3)
        with pytest.raises(Invalid):
            reopen_task(fresh(task), by=city.supervisor, seen=2, why="Needed.")
        reopen_task(fresh(task), by=city.supervisor, seen=2, why="Needed.", approval=MEETING)
        # January and February were due while it was cancelled.
        assert {(one.period.starts_on.month, len(one.earlier)) for one in owed()} == {(3, 0)}
        with pytest.raises(Invalid):
            reopen_task(fresh(task), by=city.supervisor, seen=3, why="Again.", approval=MEETING)
    assert [one.kind for one in task.adjustments.all()] == ["reopened", "cancelled"]


def _red(city, task):
    """A red rating of the task, circulated on 20 March."""
    with at(2026, 3, 10):
        daily_tick.run()
    with at(2026, 3, 20):
        rating = confirm_rating(Rating.objects.get(task=task), by=city.supervisor)
        return circulate(city.register, by=city.supervisor, number="1", title="T", ratings=[rating])


def test_no_lamp_burns_while_a_task_is_suspended(city):
    task = city.task(due_on=date(2026, 3, 5))
    _red(city, task)
    assert fresh(task).rating == "red"
    with at(2026, 3, 21):
        task = fresh(task)
        suspend_task(
            task,
            by=city.supervisor,
            seen=task.version,
            why="Court case.",
            approval=MEETING,
            until_on=date(2026, 6, 1),
        )
        assert (task.state, task.rating, task.rating_since) == ("suspended", "", None)
        assert counts(city.register, None).ratings["red"] == 0
        with pytest.raises(Invalid, match="already"):
            suspend_task(task, by=city.supervisor, seen=task.version, why="x", approval=MEETING)
    with at(2026, 3, 25):
        assert (daily_tick.run().proposed, owed()) == (0, [])
    assert list(check_derived()) == []
    with at(2026, 5, 20):
        with pytest.raises(Invalid) as caught:
            resume_task(task, by=city.supervisor, seen=task.version, effective_on=date(2026, 3, 1))
        assert caught.value.field == "effective_on"
        resume_task(task, by=city.supervisor, seen=task.version, why="Settled.")
        assert (task.state, task.rating) == ("open", "red")
        assert counts(city.register, None).ratings["red"] == 1
    assert list(check_derived()) == []


def test_what_fell_due_in_the_pause_is_not_missed(city):
    silent, resting = city.task(title="silent"), city.task(title="resting")
    with at(2026, 1, 25):
        accept_report(city.file(silent), by=city.supervisor)
        accept_report(city.file(resting), by=city.supervisor)
    with at(2026, 2, 1):
        resting = fresh(resting)
        suspend_task(resting, by=city.supervisor, seen=resting.version, why="Flood.", approval=MEETING)
    with at(2026, 4, 20):
        for month in (2, 3, 4):
            city.period(month)
        resume_task(resting, by=city.supervisor, seen=resting.version)
        asked = {
            one.task.title: (one.period.starts_on.month, len(one.earlier))
            for one in owed(organization=city.finance)
        }
        assert asked == {"silent": (4, 2), "resting": (4, 0)}
    with at(2026, 4, 21):
        daily_tick.run()
        facts = {one.task.title: one.facts for one in Rating.objects.filter(state="proposed")}
        assert facts["silent"]["periods_missed"] == 2
        assert facts.get("resting", {}).get("periods_missed", 0) == 0


def test_the_dates_move_by_the_pause_and_say_so(city):
    task = city.task(due_on=date(2026, 9, 30), due_text="by the end of September")
    done = add_milestone(task, by=None, title="Drawn", due_on=date(2026, 2, 1), done_on=date(2026, 2, 1))
    ahead = add_milestone(task, by=None, title="Built", due_on=date(2026, 6, 1))
    with at(2026, 3, 1):
        suspend_task(task, by=city.supervisor, seen=1, why="Flood.", approval=MEETING)
    with at(2026, 3, 31):
        resume_task(task, by=city.supervisor, seen=task.version, move_dates=True)
    assert (task.due_on, task.original_due_on, task.due_text) == (date(2026, 10, 30), date(2026, 9, 30), "")
    moved = DueDateChange.objects.get()
    assert (moved.earlier_on, moved.later_on) == (date(2026, 9, 30), date(2026, 10, 30))
    assert "30 days" in moved.reason
    assert [Milestone.objects.get(pk=one.pk).due_on for one in (done, ahead)] == [
        date(2026, 2, 1),
        date(2026, 7, 1),
    ]


def test_two_tasks_that_are_one_matter_become_one(city):
    other_register = builders.register("reform", city.city)
    kept, gone = city.task(title="Harbour"), city.task(title="Build the harbour")
    town = builders.organization("town", city.city)
    with act("test.more", by=None) as this:
        this.create(Responsibility(task=gone, organization=town, role="supporting", position=2))
        held = Responsibility.objects.get(task=kept, organization=city.transport)
        this.delete(held)
    show_on(gone, other_register, by=None, number="9")
    add_milestone(gone, by=None, title="Dredged", due_on=date(2026, 5, 1), progress=40)
    add_milestone(gone, by=None, title="Opened", due_on=date(2026, 1, 5), done_on=date(2026, 1, 5))
    part = city.task(title="A part")
    place_under(part, gone, by=None, seen=1)
    with at(2026, 1, 25):
        report = accept_report(city.file(gone, progress=30), by=city.supervisor)
    with at(2026, 2, 2):
        gone = fresh(gone)
        into = merge_task(gone, kept, by=city.supervisor, seen=gone.version, why="One.", approval=MEETING)
    assert into == kept
    assert (gone.state, gone.merged_into) == ("merged", kept)
    assert [(e.register.slug, e.number, e.is_home) for e in into.entries.order_by("pk")][1:] == [
        ("reform", "9", False)
    ]
    assert set(into.responsibilities.values_list("organization__code", "role", "signed_at")) == {
        ("finance", "lead", None),
        ("transport", "joint", None),
        ("town", "supporting", None),
    }
    assert list(into.milestones.values_list("title", flat=True)) == ["Dredged"]
    assert fresh(part).parent == kept
    shown = {row.task.pk for row in rows(city.register, None).rows}
    assert gone.pk not in shown
    assert {row.task.pk for row in rows(other_register, None).rows} == {kept.pk}
    # What was reported stays with the other one, and is told in the story of what stands for it.
    assert (report.task, into.progress) == (gone, None)
    told = [change.of for line in story_of(into, None) for change in line.changes]
    assert any("Build the harbour" in one for one in told)
    stranger = builders.user("stranger")
    assert not any(
        "Build the harbour ·" in change.of for line in story_of(into, stranger) for change in line.changes
    )
    assert delivered(into, None).absorbed == [gone]
    assert delivered(gone, None).decision.into == kept
    with at(2026, 2, 24):
        city.period(2)
        assert {one.task.title for one in owed(organization=city.transport)} == {"Harbour", "A part"}
        with pytest.raises(TaskIsMerged, match="Harbour"):
            cancel_task(fresh(gone), by=city.supervisor, seen=1, why="x", approval=MEETING)
    assert list(check_derived()) == []
    assert not verify().problems


def test_a_merge_is_refused_where_it_makes_no_sense(city):
    foreign = builders.task(builders.register("foreign"), None)
    task, part = city.task(), city.task()
    place_under(part, task, by=None, seen=1)
    part = fresh(part)
    for into in (task, part):
        with pytest.raises(Invalid) as caught:
            merge_task(task, into, by=city.supervisor, seen=1, why="x", approval=MEETING)
        assert caught.value.field == "into"
    cancelled = city.task()
    cancel_task(cancelled, by=city.supervisor, seen=1, why="x", approval=MEETING)
    with pytest.raises(TaskIsClosed):
        merge_task(task, cancelled, by=city.supervisor, seen=1, why="x", approval=MEETING)
    with pytest.raises(Invalid):
        merge_task(part, task, by=city.supervisor, seen=part.version, why="x")
    with pytest.raises(ChangedMeanwhile):
        merge_task(part, task, by=city.supervisor, seen=1, why="x", approval=MEETING)
    with pytest.raises(NotAllowed):
        merge_task(task, foreign, by=city.supervisor, seen=1, why="x", approval=MEETING)
    assert fresh(part).state == "open"
    assert fresh(task).version == 1


def test_merged_again_and_again_leads_to_the_last_and_can_be_taken_back(city):
    first, second, third = (city.task(title=title) for title in ("first", "second", "third"))

    def merge(task, into):
        task = fresh(task)
        merge_task(task, fresh(into), by=city.supervisor, seen=task.version, why="One.", approval=MEETING)

    merge(first, second)
    merge(second, third)
    assert (fresh(first).merged_into, fresh(second).merged_into) == (third, third)
    assert [one.into for one in first.adjustments.all()] == [second]
    second = fresh(second)
    reopen_task(second, by=city.supervisor, seen=second.version, why="Not one.", approval=MEETING)
    assert (second.state, second.merged_into) == ("open", None)
    assert fresh(first).merged_into == second
    merge(third, first) if fresh(first).state == "open" else None
    assert fresh(third).state == "open"


def test_a_task_goes_to_another_unit_on_a_day(city):
    town = builders.organization("town", city.city)
    head = create_post(city.finance, "Head", by=None, is_head=True)
    new_head = create_post(town, "Head", by=None, is_head=True)
    task = city.task(accountable=head, contact="Ms Lin", due_on=date(2026, 3, 5))
    with at(2026, 1, 25):
        report = accept_report(city.file(task, progress=30), by=city.supervisor)
        city.period(2)
    circular = _red(city, task)
    with at(2026, 3, 25):
        task = fresh(task)
        with pytest.raises(Invalid) as caught:
            transfer_task(
                task,
                from_=town,
                to=city.finance,
                by=city.supervisor,
                seen=task.version,
                why="x",
                approval=MEETING,
            )
        assert caught.value.field == "from_"
        task = fresh(task)
        task = transfer_task(
            task,
            from_=city.finance,
            to=town,
            by=city.supervisor,
            seen=task.version,
            why="Reform of offices.",
            approval=MEETING,
            stays_as="supporting",
            accountable=new_head,
        )
    assert (task.lead, task.accountable, task.contact) == (town, new_head, "")
    assert list(task.responsibilities.values_list("organization__code", "role", "signed_at")) == [
        ("town", "lead", None),
        ("transport", "joint", None),
        ("finance", "supporting", None),
    ]
    made = Adjustment.objects.get()
    assert (made.role, made.from_organization, made.to_organization) == ("lead", city.finance, town)
    # What the unit before reported and answered for stays its own.
    assert (report.organization, task.progress) == (city.finance, Decimal(30))
    assert delivered(task, None).leads_then == {circular.ratings.get().pk: city.finance}
    assert [one.rating.task.lead for one in circular_detail(circular, None).told] == [city.finance]
    with at(2026, 4, 25):
        for month in (2, 3, 4):
            city.period(month)
        new = owed(organization=town)
        assert [(one.period.starts_on.month, [p.starts_on.month for p in one.earlier]) for one in new] == [
            (4, [3])
        ]
        assert owed(organization=city.finance) == []


def test_an_unnamed_accountable_post_is_lacking_after_a_transfer(city):
    head = create_post(city.finance, "Head", by=None, is_head=True)
    task = city.task(accountable=head)
    with pytest.raises(Invalid):
        transfer_task(
            task, from_=city.finance, to=city.finance, by=city.supervisor, seen=1, why="x", approval=MEETING
        )
    ended = builders.organization("ended", city.city, ended_on=date(2020, 1, 1))
    with pytest.raises(NotStanding):
        transfer_task(
            task, from_=city.finance, to=ended, by=city.supervisor, seen=1, why="x", approval=MEETING
        )
    task = transfer_task(
        task, from_=city.finance, to=city.transport, by=city.supervisor, seen=1, why="x", approval=MEETING
    )
    assert (task.lead, task.accountable) == (city.transport, None)
    assert list(task.responsibilities.values_list("organization__code", "role")) == [("transport", "lead")]


def test_only_offices_decide(city):
    leader = builders.user("leader", Role.UNIT_LEADER, organization=city.finance)
    task, other = city.task(), city.task()
    with pytest.raises(NotAllowed):
        transfer_task(
            task, from_=city.finance, to=city.transport, by=leader, seen=1, why="x", approval=MEETING
        )
    with pytest.raises(NotAllowed):
        merge_task(task, other, by=leader, seen=1, why="x", approval=MEETING)
