"""Units file, the supervision office accepts or returns."""

from datetime import date
from decimal import Decimal

import pytest

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import (
    accept_report,
    accept_reports,
    close_period,
    ensure_periods,
    file_report,
    reopen_period,
    return_report,
    return_reports,
)
from throughline.delivery.choices import ReportState
from throughline.delivery.derived import check_derived
from throughline.delivery.models import Evidence, Period, Report
from throughline.delivery.queries import owed, prefill
from throughline.delivery.refusals import (
    AlreadyDecided,
    NoneDone,
    NotOfThisRegister,
    NotReporting,
    PeriodHasUndecided,
    PeriodIsClosed,
    TaskIsNotOpen,
)
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.indicators.models import Indicator, Observation, Target
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.register.choices import Rhythm, TaskState
from throughline.register.models import Task

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_periods_follow_the_rhythm_and_are_due_on_a_working_day():
    city = scene()
    made = ensure_periods(city.register, date(2026, 3, 15))
    assert [(p.starts_on, p.ends_on) for p in made] == [
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 31)),
    ]
    # 28 January is a Wednesday; 25 February is one; 28 March a Saturday, so Monday the 30th.
    assert [p.due_on for p in made] == [date(2026, 1, 28), date(2026, 2, 25), date(2026, 3, 30)]
    assert ensure_periods(city.register, date(2026, 3, 31)) == []


def test_a_changed_rhythm_continues_where_the_last_period_ended():
    city = scene()
    ensure_periods(city.register, date(2026, 2, 15))
    city.register.rhythm = Rhythm.QUARTER
    made = ensure_periods(city.register, date(2026, 5, 1))
    assert [(p.starts_on, p.ends_on) for p in made] == [
        (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
    ]


def test_a_report_is_filed_accepted_and_becomes_the_tasks_figure():
    city = scene()
    task = city.task()
    with at(2026, 1, 27):
        report = city.file(task, progress="12.5", done="Started.", colour="green")
        assert (report.attempt, report.state, report.leads) == (1, ReportState.FILED, True)
        assert fresh(task).progress is None
        accept_report(report, by=city.supervisor)
    task = fresh(task)
    assert (task.progress, task.unit_colour, task.reported_on) == (
        Decimal("12.5"),
        "green",
        date(2026, 1, 27),
    )
    assert list(check_derived()) == []
    record = AuditRecord.objects.get(act="delivery.accept_reports")
    assert (record.subject_model, record.subject_key) == ("register.Task", task.pk)


def test_the_joint_unit_reports_too_but_its_figure_is_not_the_tasks():
    city = scene()
    task = city.task()
    with at(2026, 1, 27):
        lead = city.file(task, progress=20)
        joint = city.file(task, unit=city.transport, by=city.other_officer, progress=70)
        assert not joint.leads
        accept_reports([lead, joint], by=city.supervisor)
    assert fresh(task).progress == 20


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"progress": 101}, "progress"),
        ({"progress": -1}, "progress"),
        ({"progress": "much"}, "progress"),
        ({"progress": "NaN"}, "progress"),
        ({"progress": "1e30"}, "progress"),
        ({"progress": None}, "done"),
        ({"progress": None, "value": 3}, "value"),
        ({"colour": "pink"}, "colour"),
        ({"done": "x" * 10_001}, "done"),
        ({"done": "a\x00b"}, "done"),
    ],
)
def test_a_bad_value_is_refused_with_its_field_and_nothing_is_kept(fields, field):
    city = scene()
    task = city.task()
    with at(2026, 1, 27), pytest.raises(Invalid) as refused:
        city.file(task, **fields)
    assert refused.value.field == field
    assert not Report.objects.exists()


def test_a_second_filing_replaces_what_is_not_decided_and_keeps_it_in_sight():
    city = scene()
    task = city.task()
    with at(2026, 1, 20):
        first = city.file(task, progress=10)
        second = city.file(task, progress=15, seen=1)
    assert (fresh(first).state, second.attempt, second.state) == (ReportState.REPLACED, 2, ReportState.FILED)
    with at(2026, 1, 21), pytest.raises(AlreadyDecided):
        accept_report(first, by=city.supervisor)


def test_two_officers_of_a_unit_do_not_overwrite_each_other():
    city = scene()
    task = city.task()
    with at(2026, 1, 20):
        city.file(task, progress=10, seen=0)
        with pytest.raises(ChangedMeanwhile):
            city.file(task, progress=11, seen=0)
    assert Report.objects.get().progress == 10


def test_a_returned_report_comes_back_with_its_reason_and_is_filed_again():
    city = scene()
    task = city.task()
    with at(2026, 1, 20):
        report = city.file(task, progress=10, done="Talks.", evidence=[("photo.png", PNG)])
        return_report(report, by=city.supervisor, reason="Which talks?")
    with at(2026, 1, 26):
        mine = next(one for one in owed(user=city.officer) if one.task == task)
        assert mine.returned.reason == "Which talks?"
        draft = prefill(task, city.finance, city.period())
        assert (draft.done, draft.returned, draft.attempt) == ("Talks.", fresh(report), 1)
        again = city.file(task, progress=10, done="Talks with the bank.", keep=draft.evidence, seen=1)
        accept_report(again, by=city.supervisor)
    assert [r.state for r in Report.objects.order_by("attempt")] == ["returned", "accepted"]
    assert {e.sha256 for e in Evidence.objects.all()} == {again.evidence.get().sha256}


def test_a_return_needs_a_reason():
    city = scene()
    with at(2026, 1, 20):
        report = city.file(city.task())
        with pytest.raises(Invalid):
            return_report(report, by=city.supervisor, reason="  ")


def test_an_accepted_report_is_amended_by_accepting_the_next_one():
    city = scene()
    task = city.task()
    with at(2026, 1, 20):
        first = accept_report(city.file(task, progress=90), by=city.supervisor)
        amended = city.file(task, progress=9)
        assert fresh(task).progress == 90
        accept_report(amended, by=city.supervisor)
    assert (fresh(first).state, fresh(task).progress) == (ReportState.REPLACED, 9)


def test_two_people_deciding_the_same_report_the_second_is_told():
    city = scene()
    colleague = builders.user("colleague", Role.SUPERVISION_OFFICE, organization=city.city)
    with at(2026, 1, 20):
        report = city.file(city.task())
        seen_by_both = fresh(report)
        accept_report(report, by=city.supervisor)
        with pytest.raises(AlreadyDecided) as refused:
            return_report(seen_by_both, by=colleague, reason="No.")
    assert "Accepted" in str(refused.value)
    assert fresh(report).decided_by == city.supervisor


def test_many_are_decided_all_or_none():
    city = scene()
    with at(2026, 1, 20):
        reports = [city.file(city.task()) for _ in range(3)]
        accept_report(reports[1], by=city.supervisor)
        with pytest.raises(NoneDone) as told:
            accept_reports(reports, by=city.supervisor)
        assert {key: type(why.refused) for key, why in told.value.rows.items()} == {
            reports[1].pk: AlreadyDecided
        }
        assert Report.objects.filter(state="accepted").count() == 1
        return_reports([reports[0], reports[2]], by=city.supervisor, reason="Too short.")
    assert Report.objects.filter(state="returned", reason="Too short.").count() == 2


def test_a_report_for_a_closed_period_is_refused_with_what_to_do():
    city = scene()
    task = city.task()
    period = city.period(1)
    with at(2026, 2, 10):
        period = close_period(period, by=city.supervisor, seen=period.version)
        with pytest.raises(PeriodIsClosed) as refused:
            file_report(task, city.finance, period, by=city.officer, progress=5)
        assert "reopen" in str(refused.value)
        reopen_period(fresh(period), by=city.supervisor, seen=period.version, why="The network was down.")
        assert city.file(task, 1, progress=5).pk


def test_a_period_with_undecided_reports_is_not_closed():
    city = scene()
    period = city.period(1)
    with at(2026, 1, 27):
        city.file(city.task())
        with pytest.raises(Invalid):
            close_period(period, by=city.supervisor, seen=period.version)
    with at(2026, 2, 2), pytest.raises(PeriodHasUndecided):
        close_period(period, by=city.supervisor, seen=period.version)


def test_who_may_not_report():
    city = scene()
    task = city.task()
    outsider = builders.organization("outsider", city.city)
    with at(2026, 1, 20):
        with pytest.raises(NotAllowed):
            city.file(task, by=city.other_officer)
        with pytest.raises(NotAllowed):
            city.file(task, by=city.supervisor)
        with pytest.raises(NotReporting):
            city.file(task, unit=outsider)
        elsewhere = builders.register(organization=city.city)
        with pytest.raises(NotOfThisRegister):
            file_report(task, city.finance, _period_of(elsewhere), by=city.officer, progress=1)
        report = city.file(task)
        with pytest.raises(NotAllowed):
            accept_report(report, by=city.officer)


def _period_of(register):
    return ensure_periods(register, date(2026, 1, 15))[0]


def test_a_closed_task_takes_no_reports():
    city = scene()
    task = city.task(state=TaskState.CANCELLED)
    with at(2026, 1, 20), pytest.raises(TaskIsNotOpen):
        city.file(task)


def test_a_period_that_has_not_begun_takes_no_reports():
    city = scene()
    task = city.task()
    with at(2026, 1, 20), pytest.raises(Invalid):
        city.file(task, 2)


def test_a_value_becomes_an_observation_once_accepted_and_the_progress_is_worked_out():
    city = scene()
    with act("test.target", by=None) as this:
        indicator = this.create(Indicator(code="stations", name="Charging stations", unit="pcs"))
        target = this.create(
            Target(
                indicator=indicator,
                organization=city.city,
                operator=">=",
                value=200,
                base_value=100,
                base_on=date(2025, 12, 31),
                due_on=date(2026, 12, 31),
            )
        )
    task = city.task(target=target)
    with at(2026, 1, 27):
        report = city.file(task, progress=None, value="130.5")
        assert report.progress == Decimal("30.5")
        assert not Observation.objects.exists()
        accept_report(report, by=city.supervisor)
        seen = Observation.objects.get()
        assert (seen.value, seen.organization, seen.starts_on, seen.ends_on) == (
            Decimal("130.5"),
            city.city,
            date(2026, 1, 1),
            date(2026, 1, 31),
        )
        assert fresh(report).observation == seen
        amended = city.file(task, progress=None, value=131)
        accept_report(amended, by=city.supervisor)
    assert [o.state for o in Observation.objects.order_by("pk")] == ["preliminary", "revised"]


def test_the_derived_columns_are_compared_by_verify():
    city = scene()
    task = city.task()
    with at(2026, 1, 20):
        accept_report(city.file(task, progress=40), by=city.supervisor)
    Task.objects.filter(pk=task.pk).update(progress=90)
    (problem,) = check_derived()
    assert (problem.kind, problem.key) == ("derived", task.pk)


def test_periods_are_one_per_start():
    city = scene()
    ensure_periods(city.register, date(2026, 6, 1))
    assert Period.objects.filter(register=city.register).count() == 6
