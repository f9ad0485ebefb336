"""Units file, the supervision office accepts or returns."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage

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
        with pytest.raises(AlreadyDecided):
            accept_reports(reports, by=city.supervisor)
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


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def _zip(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_evidence_is_kept_byte_for_byte_under_a_generated_name():
    city = scene()
    with at(2026, 1, 20):
        report = city.file(
            city.task(), evidence=[("../../etc/照片.png", PNG), ("notes.txt", "进展".encode())]
        )
    kept = list(report.evidence.all())
    assert [e.file_name for e in kept] == ["照片.png", "notes.txt"]
    assert [e.media_type for e in kept] == ["image/png", "text/plain"]
    assert kept[0].file.name.startswith("evidence/2026/01/")
    assert "照片" not in kept[0].file.name
    with kept[0].file.open("rb") as stored:
        assert stored.read() == PNG


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.pdf", b"MZ" + b"\0" * 100),
        ("photo.png", b"\x7fELF" + b"\0" * 100),
        ("empty.pdf", b""),
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("things.zip", _zip(a="b")),
        ("cut.docx", b"PK\x03\x04 and then nothing"),
        ("table.docx", b"\x89PNG\r\n"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")),
        ("binary.txt", b"abc\0\0\1\2"),
    ],
)
def test_unfit_evidence_is_refused_and_nothing_is_stored(name, data):
    city = scene()
    task = city.task()
    with at(2026, 1, 20), pytest.raises(Invalid) as refused:
        city.file(task, evidence=[("good.png", PNG), (name, data)])
    assert refused.value.field == "evidence"
    assert not Report.objects.exists()
    assert not Evidence.objects.exists()


def test_too_much_evidence_is_refused(settings):
    settings.UPLOAD_LIMIT = 1000
    city = scene()
    task = city.task()
    with at(2026, 1, 20):
        with pytest.raises(Invalid):
            city.file(task, evidence=[("big.png", PNG + b"\0" * 1000)])
        with pytest.raises(Invalid):
            city.file(task, evidence=[(f"{n}.png", PNG) for n in range(11)])


def test_files_of_a_report_that_failed_are_taken_away(monkeypatch):
    city = scene()
    task = city.task()
    before = _files()
    period = city.period(1)
    with at(2026, 2, 10):
        close_period(period, by=city.supervisor, seen=period.version)
        with pytest.raises(PeriodIsClosed):
            city.file(task, 1, evidence=[("photo.png", PNG)])
    assert _files() == before


def _files():
    folder = "evidence/2026/02"
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()


def test_what_a_unit_owes_and_by_when():
    city = scene()
    task, later = city.task(), city.task(starts_on=date(2026, 3, 1))
    ensure_periods(city.register, date(2026, 2, 5))
    with at(2026, 1, 10):
        assert owed(user=city.officer) == []
    with at(2026, 1, 20):
        (one,) = owed(user=city.officer)
        assert (one.task, one.organization, one.due_on) == (task, city.finance, date(2026, 1, 28))
        assert not one.is_overdue(date(2026, 1, 20))
        city.file(task)
        assert owed(user=city.officer) == []
        assert [o.organization for o in owed(user=city.other_officer)] == [city.transport]
    with at(2026, 2, 26):
        (one,) = owed(user=city.officer)
        assert (one.period.starts_on, one.earlier) == (date(2026, 2, 1), [])
        assert one.is_overdue(date(2026, 2, 26))
        (one,) = owed(user=city.other_officer)
        assert [p.starts_on for p in one.earlier] == [date(2026, 1, 1)]
    assert later.pk not in {o.task.pk for o in owed(user=city.officer, as_of=date(2026, 2, 26))}


def test_an_ongoing_task_reports_by_its_review_rhythm():
    city = scene()
    task = city.task(completion="ongoing", review_rhythm="quarter", due_on=None)
    ensure_periods(city.register, date(2026, 3, 20))
    assert owed(user=city.officer, as_of=date(2026, 2, 27)) == []
    (one,) = owed(user=city.officer, as_of=date(2026, 3, 25))
    assert (one.task, one.period.starts_on, one.earlier) == (task, date(2026, 3, 1), [])


def test_periods_due_before_the_task_came_onto_the_register_are_not_owed():
    city = scene()
    ensure_periods(city.register, date(2026, 3, 20))
    with at(2026, 3, 10):
        task = city.task()
    (one,) = owed(user=city.officer, as_of=date(2026, 3, 25))
    assert (one.task, one.earlier) == (task, [])


def test_last_periods_account_is_prefilled():
    city = scene()
    task = city.task()
    with at(2026, 1, 20):
        assert prefill(task, city.finance, city.period(1)).before is None
        city.file(task, progress=40, done="Half.", problem="Land.", help_needed="A meeting.")
    with at(2026, 2, 20):
        draft = prefill(task, city.finance, city.period(2))
    assert (draft.progress, draft.done, draft.problem, draft.help_needed, draft.attempt) == (
        40,
        "Half.",
        "Land.",
        "A meeting.",
        0,
    )
    assert draft.evidence == []


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
