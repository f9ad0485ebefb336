"""The tick: each missed day in order, twice is as once, and in reasonable time."""

import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.delivery.scene import at, scene
from throughline.delivery.actions import (
    Approval,
    accept_report,
    cancel_task,
    circulate,
    close_task,
    confirm_rating,
    ensure_periods,
    move_due_date,
    report_complete,
    suspend_task,
)
from throughline.delivery.models import ComputedRating, Period, Rating, TickDay
from throughline.delivery.queries import facts_on
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.register.models import Entry, Register, Responsibility, Task
from throughline.workflows import daily_tick

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def told():
    """What a tick leaves behind, without keys and times."""
    ratings = Rating.objects.order_by("task", "on", "pk").values_list(
        "task__title", "on", "since", "colour", "rule", "state", "explain_by_on", "facts", "why"
    )
    views = ComputedRating.objects.order_by("task").values_list("task__title", "colour", "rule", "since")
    days = TickDay.objects.order_by("day").values_list("day", flat=True)
    periods = Period.objects.order_by("starts_on").values_list("starts_on", "due_on")
    return list(ratings), list(views), list(days), list(periods)


def test_the_first_time_only_that_day_is_done():
    city = scene()
    city.task()
    with at(2026, 3, 10):
        result = daily_tick.run()
    assert [(d.register, d.day) for d in result.days] == [(city.register, date(2026, 3, 10))]
    assert list(Period.objects.values_list("starts_on", flat=True)) == [date(2026, 3, 1)]


def test_twice_is_as_once():
    city = scene()
    city.task(due_on=date(2026, 3, 5))
    with at(2026, 3, 10):
        assert daily_tick.run().proposed == 1
        before, acts = told(), AuditRecord.objects.count()
        again = daily_tick.run()
    assert (again.days, told(), AuditRecord.objects.count()) == ([], before, acts)


def test_a_day_before_the_last_one_is_not_done_again():
    city = scene()
    city.task()
    with at(2026, 3, 10):
        daily_tick.run()
        assert daily_tick.run(date(2026, 3, 1)).days == []


def test_each_day_of_a_register_is_one_act():
    scene().task(due_on=date(2026, 3, 5))
    with at(2026, 3, 10):
        daily_tick.run()
    with at(2026, 3, 13):
        daily_tick.run()
    ticks = AuditRecord.objects.filter(act="delivery.tick").order_by("pk")
    assert [record.why for record in ticks] == ["2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13"]


def _eventful(city, ticks):
    """Nine days in which much happens; `ticks` are the days on which the server ran."""
    with at(2026, 1, 2):
        late, silent, closing, moving, dropped = (
            city.task(title=title, due_on=due)
            for title, due in (
                ("late", date(2026, 12, 31)),
                ("silent", date(2026, 12, 31)),
                ("closing", date(2026, 1, 30)),
                ("moving", date(2026, 1, 29)),
                ("dropped", date(2026, 1, 29)),
            )
        )
        reported = city.task(title="reported", due_on=date(2026, 3, 1))
    for day in range(26, 32):
        if day == 27:
            with at(2026, 1, day):
                accept_report(city.file(reported, progress=5), by=city.supervisor)
        if day == 29:
            with at(2026, 1, day):
                made = report_complete(closing, city.finance, by=city.officer, statement="Done.")
                report = city.file(late, progress=1)
        if day == 30:
            with at(2026, 1, day):
                accept_report(report, by=city.supervisor)
                close_task(made, by=city.supervisor)
                move_due_date(moving, date(2026, 6, 30), by=city.supervisor, reason="Land.", seen=1)
                suspend_task(
                    fresh(dropped),
                    by=city.supervisor,
                    seen=1,
                    why="Flood.",
                    approval=Approval(text="The executive meeting."),
                )
                city.task(title="added", due_on=date(2026, 1, 5), starts_on=date(2026, 1, 1))
        if day in ticks:
            with at(2026, 1, day, hour=12):
                daily_tick.run()
    return silent


def test_five_missed_days_at_once_equal_five_single_ticks():
    city = scene()
    _eventful(city, ticks=range(26, 32))
    single = told()
    # Units have their working days from when they could see a proposal: not part of what is compared.
    _undo(city)
    _eventful(city, ticks=(26, 31))
    assert _without_limits(told()) == _without_limits(single)
    assert len(single[0]) >= 6


def _without_limits(what):
    ratings, *others = what
    return [[(*row[:6], *row[7:]) for row in ratings], *others]


def _undo(city):
    """Begin the year again with the same people."""
    for model in (Rating, ComputedRating, TickDay):
        model.objects.all().delete()
    connection.check_constraints()
    for relation in ("reports", "completions", "due_date_changes", "adjustments"):
        for task in Task.objects.all():
            getattr(task, relation).all().delete()
    Period.objects.all().delete()
    Task.objects.all().delete()


def test_since_is_the_first_day_and_stays_while_the_colour_does():
    city = scene()
    task = city.task(due_on=date(2026, 3, 5))
    with at(2026, 3, 10):
        daily_tick.run()
    with at(2026, 3, 20):
        daily_tick.run()
    rating = Rating.objects.get(task=task, state="proposed")
    assert (rating.on, rating.since) == (date(2026, 3, 10), date(2026, 3, 10))
    with at(2026, 3, 30):
        confirm_rating(rating, by=city.supervisor)
        circulate(city.register, by=city.supervisor, number="1", title="T", ratings=[rating])
    with at(2026, 4, 30):
        assert daily_tick.run().proposed == 0
    assert fresh(task).rating_since == date(2026, 3, 10)


def test_a_proposal_that_no_longer_holds_lapses():
    city = scene()
    task = city.task(due_on=date(2026, 3, 5))
    with at(2026, 3, 10):
        daily_tick.run()
        move_due_date(task, date(2026, 12, 31), by=city.supervisor, reason="Agreed.", seen=1)
    with at(2026, 3, 11):
        assert daily_tick.run().lapsed == 1
    assert Rating.objects.get().state == "lapsed"
    assert ComputedRating.objects.get().colour == ""


def test_a_worse_view_replaces_a_proposal_and_is_explained_anew():
    city = scene()
    task = city.task()
    ensure_periods(city.register, date(2026, 1, 5))
    with at(2026, 1, 5):
        daily_tick.run()
    with at(2026, 2, 2):
        daily_tick.run()
    with at(2026, 3, 2):
        daily_tick.run()
    states = Rating.objects.filter(task=task).order_by("pk").values_list("colour", "state", "since")
    assert list(states) == [
        ("yellow", "lapsed", date(2026, 1, 29)),
        ("red", "proposed", date(2026, 2, 26)),
    ]


def test_a_confirmed_rating_waits_for_its_circular():
    city = scene()
    task = city.task(due_on=date(2026, 3, 5))
    with at(2026, 3, 10):
        daily_tick.run()
    with at(2026, 3, 20):
        rating = confirm_rating(Rating.objects.get(), by=city.supervisor)
        move_due_date(task, date(2026, 12, 31), by=city.supervisor, reason="Agreed.", seen=1)
    with at(2026, 3, 25):
        daily_tick.run()
    assert fresh(rating).state == "confirmed"


def test_a_view_on_which_was_decided_otherwise_is_not_proposed_daily():
    city = scene()
    city.task(due_on=date(2026, 3, 5))
    with at(2026, 3, 10):
        daily_tick.run()
    with at(2026, 3, 20):
        rating = confirm_rating(
            Rating.objects.get(), by=city.supervisor, colour="yellow", reason="Three days only."
        )
        circulate(city.register, by=city.supervisor, number="1", title="T", ratings=[rating])
    with at(2026, 3, 25):
        assert daily_tick.run().proposed == 0


def test_suspended_and_cancelled_tasks_are_not_rated():
    city = scene()
    suspended, cancelled = city.task(due_on=date(2026, 3, 5)), city.task(due_on=date(2026, 3, 5))
    with at(2026, 3, 10):
        assert daily_tick.run().proposed == 2
        suspend_task(
            suspended,
            by=city.supervisor,
            seen=1,
            why="Flood.",
            approval=Approval(text="The executive meeting."),
        )
        cancel_task(
            cancelled,
            by=city.supervisor,
            seen=1,
            why="Merged.",
            approval=Approval(text="The executive meeting."),
        )
    with at(2026, 3, 11):
        assert daily_tick.run().lapsed == 2
    with at(2026, 3, 12):
        result = daily_tick.run()
    assert (result.proposed, result.lapsed) == (0, 0)


def test_registers_that_are_not_open_are_left_alone():
    city = scene(starts_on=date(2026, 3, 1))
    city.task()
    with at(2026, 2, 10):
        assert daily_tick.run().days == []
    with at(2026, 3, 2):
        assert len(daily_tick.run().days) == 1
    with act("test.close", by=None) as this:
        register = fresh(city.register)
        register.closed_on = date(2026, 3, 5)
        this.save(register)
    with at(2026, 3, 9):
        assert [d.day.day for d in daily_tick.run().days] == [3, 4]
        assert daily_tick.run().days == []


def test_a_register_without_rules_gets_its_periods():
    city = scene()
    plain = builders.register("plain", city.city)
    with at(2026, 3, 10):
        daily_tick.run()
    assert Period.objects.filter(register=plain).count() == 1


def test_a_fault_in_the_rules_is_told_and_its_days_wait():
    city = scene()
    city.task(due_on=date(2026, 3, 5))
    with at(2026, 3, 9):
        daily_tick.run()
    rules = city.register.rule_set
    good = rules.rules
    with act("test.break", by=None) as this:
        rules.rules = [{"name": "broken"}]
        this.save(rules)
    with at(2026, 3, 10):
        ((register, faults),) = daily_tick.run().faults
        assert register == city.register
        assert faults
    with act("test.mend", by=None) as this:
        rules.rules = good
        this.save(rules)
    with at(2026, 3, 11):
        assert [d.day.day for d in daily_tick.run().days] == [10, 11]


def test_an_asked_for_day_in_the_past_sees_what_is_there_now():
    city = scene()
    with at(2026, 7, 1):
        task = city.task(due_on=date(2026, 3, 5))
        assert daily_tick.run(date(2026, 4, 1)).proposed == 1
        rating = Rating.objects.get(task=task)
        assert (rating.on, rating.since) == (date(2026, 4, 1), date(2026, 4, 1))
        # The unit sees it only now.
        assert rating.explain_by_on == date(2026, 7, 6)


def test_the_same_facts_for_one_row_and_for_all():
    city = scene()
    tasks = [city.task(due_on=date(2026, month, 5)) for month in (2, 3, 4)]
    ensure_periods(city.register, date(2026, 3, 1))
    with at(2026, 1, 27):
        accept_report(city.file(tasks[0], progress=40), by=city.supervisor)
    whole = facts_on(city.register, date(2026, 3, 10))
    for task in tasks:
        assert facts_on(city.register, date(2026, 3, 10), task) == {task.pk: whole[task.pk]}


def _many(city, count, due_on=date(2026, 12, 31)):
    with at(2026, 1, 1), act("test.many", by=None) as this:
        tasks = this.create_many(
            [
                Task(title=f"T{n}", lead=city.finance, starts_on=date(2026, 1, 1), due_on=due_on)
                for n in range(count)
            ]
        )
        this.create_many(
            [Entry(register=city.register, task=task, position=n) for n, task in enumerate(tasks)]
        )
        this.create_many(
            [Responsibility(task=task, organization=city.finance, role="lead") for task in tasks]
        )
    return tasks


def test_the_number_of_queries_does_not_grow_with_the_tasks():
    counts = []
    city = scene()
    _many(city, 1, due_on=date(2026, 5, 1))
    for more in (0, 0, 49):  # the first time fills what is remembered between acts
        _many(city, more, due_on=date(2026, 5, 1))
        for model in (TickDay, Period, Rating, ComputedRating):
            model.objects.all().delete()
        with at(2026, 5, 10), CaptureQueriesContext(connection) as queries:
            assert daily_tick.run().proposed == Task.objects.count()
        counts.append(len(queries))
    # Fifty rows are written in two or three batches; read they are in as many queries as one.
    assert counts[2] - counts[1] <= 4


def test_a_thousand_tasks_and_thirty_days_in_reasonable_time():
    city = scene()
    _many(city, 1000)
    ensure_periods(city.register, date(2026, 1, 5))
    with at(2026, 1, 15):
        daily_tick.run()
    with at(2026, 2, 14):
        started = time.monotonic()
        result = daily_tick.run()
        took = time.monotonic() - started
    assert len(result.days) == 30
    assert result.proposed == 1000
    assert took < 30, f"30 days took {took:.1f} s"


def test_days_are_done_in_order_over_months():
    city = scene()
    city.task()
    ensure_periods(city.register, date(2026, 1, 5))
    with at(2026, 1, 5):
        daily_tick.run()
    with at(2026, 4, 1):
        result = daily_tick.run()
    days = [done.day for done in result.days]
    assert days == [date(2026, 1, 6) + timedelta(days=n) for n in range(len(days))]
    assert days[-1] == date(2026, 4, 1)
    assert Period.objects.filter(register=city.register).count() == 4
    assert Register.objects.get().version == 1
