"""Run by test_races in a process of its own: acts at the same moment. Writes what each came to, as JSON."""

from collections import Counter
from datetime import timedelta

from django.db import connection, transaction

from tests import builders
from tests.racing import together, write
from throughline.delivery.actions import (
    Approval,
    accept_report,
    ask_extension,
    circulate,
    close_period,
    close_task,
    confirm_rating,
    correct_rating,
    ensure_periods,
    file_report,
    grant_extension,
    install_presets,
    mark_milestone,
    merge_task,
    move_due_date,
    refuse_extension,
    report_complete,
    return_report,
    send_back,
    take_back_milestone,
)
from throughline.delivery.models import Adjustment, Circular, Period, Rating, Report, TickDay
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.history.sealer import seal
from throughline.lib import clock
from throughline.organizations.models import Succession
from throughline.register.actions import add_milestone, create_task
from throughline.register.models import RuleSet, Task
from throughline.workflows import daily_tick
from throughline.workflows.reorganize import reorganize

ROUNDS = 5
THREADS = 8


def place(**fields):
    """A register with a unit, a task, and the period of last month."""
    unit = builders.organization()
    register = builders.register(organization=unit, **fields)
    task = builders.task(register, unit, due_on=clock.today() - timedelta(days=3))
    ensure_periods(register, clock.today(), since=clock.today() - timedelta(days=31))
    return unit, register, task, Period.objects.filter(register=register).earliest("starts_on")


def many_file():
    """Eight officers file twenty-five reports each: none is lost, none is half there."""
    unit, register, _task, period = place()
    tasks = [builders.task(register, unit) for _ in range(THREADS * 25)]

    def some(number):
        def run():
            for task in tasks[number::THREADS]:
                file_report(task, unit, period, by=None, progress=number, done="Done.")

        return run

    done = together(*(some(number) for number in range(THREADS)))
    keys = set(Report.objects.filter(period=period, state="filed").values_list("pk", flat=True))
    versions = Report.history_model.objects.filter(id__in=keys, version=1)
    acts = AuditRecord.objects.filter(act="delivery.file_report", subject_key__in=[t.pk for t in tasks])
    assert len(keys) == versions.count() == acts.count() == len(tasks)
    assert set(versions.values_list("record", flat=True)) == set(acts.values_list("pk", flat=True))
    return done


def at_once(action):
    """Do it, and raise instead of waiting for what another transaction holds."""

    def run():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        action()

    return run


def reported_beside_open_acts():
    """Reports on two tasks of one register wait for each other nowhere: the first is still open while the second is
    filed and accepted. (SQLite has one writer at a time.)
    """
    if connection.vendor != "postgresql":
        return ["done"] * 3
    unit, register, task, period = place()
    tasks = [task, *(builders.task(register, unit) for _ in range(3))]
    waiting = [file_report(one, unit, period, by=None, progress=1) for one in tasks[:2]]
    with transaction.atomic():
        file_report(tasks[2], unit, period, by=None, progress=1)
        accept_report(waiting[0], by=None)
        done = together(at_once(lambda: file_report(tasks[3], unit, period, by=None, progress=1)))
        done += together(at_once(lambda: accept_report(waiting[1], by=None)))
        done += together(at_once(seal))
    assert Report.objects.filter(task__in=tasks).count() == 4
    return done


def merged_into_each_other():
    _unit, register, task, _period = place()
    other = builders.task(register, None)
    done = together(
        lambda: merge_task(task, other, by=None, seen=1, why="One."),
        lambda: merge_task(other, task, by=None, seen=1, why="One."),
    )
    rows = Task.objects.filter(pk__in=[task.pk, other.pk])
    assert sorted(rows.values_list("state", flat=True)) == ["merged", "open"]
    return done


def _dissolve(unit, to):
    given = {"on": clock.today(), "why": "Reform.", "approval": Approval()}
    return reorganize(unit, "merged", [to], by=None, seen=1, **given)


def reorganized_twice():
    unit, _register, task, _period = place()
    to = [builders.organization() for _ in range(2)]
    done = together(*(lambda one=one: _dissolve(unit, one) for one in to))
    assert (
        Adjustment.objects.filter(task=task).count() == Succession.objects.filter(earlier=unit).count() == 1
    )
    return done


def reorganized_and_given_a_task():
    unit, register, _task, _period = place()
    to = builders.organization()
    done = together(
        lambda: _dissolve(unit, to),
        lambda: create_task(register, by=None, title="New", responsibilities=[(unit, "lead")]),
    )
    assert not Task.objects.filter(responsibilities__organization=unit, state="open").exists()
    return done


def one_unit_files_eight_times():
    unit, _register, task, period = place()
    done = together(
        *(lambda n=n: file_report(task, unit, period, by=None, progress=n) for n in range(THREADS))
    )
    states = Counter(Report.objects.filter(task=task).values_list("state", flat=True))
    attempts = Report.objects.filter(task=task).values_list("attempt", flat=True)
    assert states == {"filed": 1, "replaced": THREADS - 1}, states
    assert sorted(attempts) == list(range(1, THREADS + 1))
    return done


def accepted_and_returned():
    unit, _register, task, period = place()
    report = file_report(task, unit, period, by=None, progress=5)
    done = together(
        lambda: accept_report(report, by=None), lambda: return_report(report, by=None, reason="No.")
    )
    report.refresh_from_db()
    assert Task.objects.get(pk=task.pk).progress == (5 if report.state == "accepted" else None)
    return done


def decided_and_filed_again():
    unit, _register, task, period = place()
    report = file_report(task, unit, period, by=None, progress=5)
    done = together(
        lambda: accept_report(report, by=None),
        lambda: file_report(task, unit, period, by=None, progress=6),
    )
    assert Report.objects.filter(task=task, state="filed").count() == 1
    return done


def filed_and_closed():
    unit, _register, task, period = place()
    done = together(
        lambda: close_period(period, by=None, seen=1),
        lambda: file_report(task, unit, period, by=None, progress=5),
    )
    period.refresh_from_db()
    assert (period.closed_at is None) == Report.objects.filter(period=period).exists()
    return done


def judged_twice():
    unit, _register, task, _period = place()
    made = report_complete(task, unit, by=None, statement="Done.")
    return together(lambda: close_task(made, by=None), lambda: send_back(made, by=None, reason="Not yet."))


def completed_twice():
    unit, _register, task, _period = place()
    return together(*(lambda n=n: report_complete(task, unit, by=None, statement=str(n)) for n in range(2)))


def rated():
    """A register whose task is proposed red today."""
    made = place(rule_set=RuleSet.objects.get(slug="near_due"), explanation_days=0)
    daily_tick.run()
    rating = Rating.objects.get(task=made[2])
    with act("test.explained", by=None) as this:
        rating.explain_by_on = clock.today() - timedelta(days=1)
        this.save(rating)
    return *made[:3], rating


def ticked_twice():
    _unit, register, task, _period = place(rule_set=RuleSet.objects.get(slug="near_due"))
    done = together(daily_tick.run, daily_tick.run, daily_tick.run)
    assert Rating.objects.filter(task=task).count() == 1
    assert TickDay.objects.filter(register=register).count() == 1
    return done


def circulated_twice():
    _unit, register, _task, rating = rated()
    confirm_rating(rating, by=None)
    done = together(
        *(lambda n=n: circulate(register, by=None, number=n, title="T", ratings=[rating]) for n in ("1", "2"))
    )
    assert Circular.objects.filter(register=register).count() == 1
    return done


def one_number_twice():
    _unit, register, _task, rating = rated()
    other = builders.task(register, register.organization, due_on=clock.today() - timedelta(days=3))
    with act("test.rating", by=None) as this:
        second = this.create(
            Rating(task=other, on=rating.on, since=rating.on, colour="red", state="confirmed")
        )
    confirm_rating(rating, by=None)
    done = together(
        *(
            lambda r=r: circulate(register, by=None, number="1", title="T", ratings=[r])
            for r in (rating, second)
        )
    )
    assert Circular.objects.filter(register=register).count() == 1
    return done


def corrected_twice():
    _unit, register, _task, rating = rated()
    confirm_rating(rating, by=None)
    circulate(register, by=None, number="1", title="T", ratings=[rating])
    done = together(
        *(lambda c=c: correct_rating(rating, by=None, colour=c, reason="So.") for c in ("green", "yellow"))
    )
    assert Rating.objects.filter(corrects=rating).count() == 1
    return done


def wished(task, n=0):
    return ask_extension(task, by=None, wanted_on=clock.today() + timedelta(days=30 + n), reason="Rain.")


def asked_twice():
    _unit, _register, task, _period = place()
    done = together(*(lambda n=n: wished(task, n) for n in range(2)))
    assert task.extensions.count() == 1
    return done


def granted_and_refused():
    _unit, _register, task, _period = place()
    wish = wished(task)
    done = together(
        lambda: grant_extension(wish, by=None), lambda: refuse_extension(wish, by=None, answer="No.")
    )
    wish.refresh_from_db()
    task.refresh_from_db()
    assert (task.due_on == wish.wanted_on) == (wish.state == "granted")
    return done


def granted_and_moved():
    _unit, _register, task, _period = place()
    wish, later = wished(task), clock.today() + timedelta(days=60)
    done = together(
        lambda: grant_extension(wish, by=None),
        lambda: move_due_date(task, later, by=None, reason="So.", seen=task.version),
    )
    task.refresh_from_db()
    assert task.due_date_changes.count() == done.count("done")
    return done


def marked_twice():
    _unit, _register, task, _period = place()
    step = add_milestone(task, by=None, title="Tender", due_on=clock.today())
    done = together(*(lambda n=n: mark_milestone(step, by=None, seen=1, note=str(n)) for n in range(2)))
    step.refresh_from_db()
    assert step.version == 2
    return done


def taken_back_and_accepted():
    unit, _register, task, period = place()
    step = add_milestone(task, by=None, title="Tender", due_on=clock.today())
    mark_milestone(step, by=None, seen=1)
    report = file_report(task, unit, period, by=None, progress=5)
    return together(
        lambda: take_back_milestone(step, by=None, seen=step.version + 1),
        lambda: accept_report(report, by=None),
    )


RACES = (
    many_file,
    reported_beside_open_acts,
    merged_into_each_other,
    reorganized_twice,
    reorganized_and_given_a_task,
    one_unit_files_eight_times,
    accepted_and_returned,
    decided_and_filed_again,
    filed_and_closed,
    judged_twice,
    completed_twice,
    ticked_twice,
    circulated_twice,
    one_number_twice,
    corrected_twice,
    asked_twice,
    granted_and_refused,
    granted_and_moved,
    marked_twice,
    taken_back_and_accepted,
)

if __name__ == "__main__":
    install_presets(by=None, language="en")
    write(RACES, rounds=ROUNDS, once=[many_file, reported_beside_open_acts])
