"""The supervision office accepts reports or returns them with a reason; many at once, all or none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.actions.periods import working_days
from throughline.delivery.choices import ReportState
from throughline.delivery.derived import refresh
from throughline.delivery.models import Report
from throughline.delivery.refusals import AlreadyDecided, PeriodIsClosed, Why, refuse
from throughline.history.act import Act, act
from throughline.indicators.choices import ObservationState, PeriodKind
from throughline.indicators.models import Observation
from throughline.lib import clock
from throughline.lib.cleaning import bounded
from throughline.lib.refusal import Invalid, NotAllowed, Refused
from throughline.organizations.models import Post
from throughline.organizations.reach import on_behalf
from throughline.register.choices import Rhythm
from throughline.register.models import Register

#: A rhythm of two months has no kind of period of its own; its value is that of the last month.
_KINDS = {
    Rhythm.MONTH: PeriodKind.MONTH,
    Rhythm.TWO_MONTHS: PeriodKind.MONTH,
    Rhythm.QUARTER: PeriodKind.QUARTER,
    Rhythm.HALF: PeriodKind.HALF,
    Rhythm.YEAR: PeriodKind.YEAR,
}


def accept_reports(reports: Iterable[Report], *, by: User | None, why: str = "") -> list[Report]:
    """Accept filed reports: their values become observations, the collecting unit's figures the tasks'.

    All or none. Raises AlreadyDecided when one was decided or replaced meanwhile; of many, NoneDone names them.
    """
    keys, for_ = _may_decide(reports, by)
    with act("delivery.accept_reports", by=by, for_=for_, why=why) as this:
        rows = _undecided(keys)
        _name_subject(this, rows)
        amended = _amended(rows)
        this.save_many(amended)
        _observe(this, rows, {_place(one) for one in amended}, by)
        _decide(this, rows, ReportState.ACCEPTED, by)
        refresh(this, (row.task_id for row in rows))
    return rows


def accept_report(report: Report, *, by: User | None, why: str = "") -> Report:
    """Accept one report."""
    return accept_reports([report], by=by, why=why)[0]


def return_reports(reports: Iterable[Report], *, by: User | None, reason: str) -> list[Report]:
    """Return filed reports with a reason; their units file the next attempt by `due_again_on`.

    That day is as many working days on as the register gives to explain a rating, and never before the period's own
    due day; until it has passed the period does not count as unanswered.

    All or none. Raises AlreadyDecided, PeriodIsClosed (the unit could not file again); of many, NoneDone names them;
    Invalid without a reason or with one that is too long.
    """
    text = _reason(reason)
    keys, for_ = _may_decide(reports, by)
    with act("delivery.return_reports", by=by, for_=for_, why=text) as this:
        rows = _undecided(keys, returning=True)
        _name_subject(this, rows)
        again = _again({row.period.register_id: row.period.register for row in rows}.values())
        for row in rows:
            row.reason = text
            row.due_again_on = max(row.period.due_on, again[row.period.register_id])
        _decide(this, rows, ReportState.RETURNED, by)
    return rows


def _reason(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise Invalid("reason", _("Say why the report is returned, so that the unit can mend it."))
    return bounded("reason", text)


def _again(registers: Iterable[Register]) -> dict[int, date]:
    """Per register the day by which what is returned today is due again."""
    return {one.pk: working_days(one).due_after(clock.today(), one.explanation_days) for one in registers}


def return_report(report: Report, *, by: User | None, reason: str) -> Report:
    """Return one report."""
    return return_reports([report], by=by, reason=reason)[0]


def _may_decide(reports: Iterable[Report], by: User | None) -> tuple[list[int], Post | None]:
    """Their keys, and for which post somebody decides who stands in."""
    rows = {report.pk: report for report in reports}
    keys = sorted(rows)
    if not keys:
        raise Invalid("reports", _("Choose at least one report."))
    if allowed(by, "delivery.decide_report", Report.objects.filter(pk__in=keys)).count() != len(keys):
        raise NotAllowed
    return keys, on_behalf(by, "delivery.decide_report", rows[keys[0]])


def _undecided(keys: list[int], *, returning: bool = False) -> list[Report]:
    """The reports, locked. Refuses those that wait for no decision any more; to return, those of closed periods too."""
    found = Report.objects.select_related("task__target", "organization", "period__register__calendar")
    rows = list(found.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    against = ((row, _against(row, returning=returning)) for row in rows)
    refuse(rows, {row.pk: Why(str(row.task), why) for row, why in against if why is not None})
    return rows


def _against(row: Report, *, returning: bool) -> Refused | None:
    if row.state != ReportState.FILED:
        return AlreadyDecided(organization=row.organization, task=row.task, state=row.get_state_display())
    if returning and row.period.closed_at is not None:
        return PeriodIsClosed.of(row.period)
    return None


def _name_subject(this: Act, rows: list[Report]) -> None:
    if len({row.task_id for row in rows}) == 1:
        this.about(rows[0].task)


def _decide(this: Act, rows: list[Report], state: str, by: User | None) -> None:
    now = clock.now()
    for row in rows:
        row.state, row.decided_at, row.decided_by = state, now, by
    this.save_many(rows)


def _amended(rows: list[Report]) -> list[Report]:
    """Earlier accepted attempts that these reports amend: they are replaced, and stay in sight."""
    accepted = Report.objects.filter(
        state=ReportState.ACCEPTED,
        task__in={row.task_id for row in rows},
        period__in={row.period_id for row in rows},
    )
    places = {_place(row) for row in rows}
    found = [one for one in accepted.select_for_update().order_by("pk") if _place(one) in places]
    for one in found:
        one.state = ReportState.REPLACED
    return found


def _place(report: Report) -> tuple[int, int, int]:
    return report.task_id, report.organization_id, report.period_id


def _observe(this: Act, rows: list[Report], amended: set[tuple[int, int, int]], by: User | None) -> None:
    with_value = [row for row in rows if row.value is not None and row.task.target_id is not None]
    made = this.create_many([_observation(row, _place(row) in amended, by) for row in with_value])
    for row, observation in zip(with_value, made, strict=True):
        row.observation = observation


def _observation(report: Report, amends: bool, by: User | None) -> Observation:  # noqa: FBT001
    """The reported value: of the organization that the target names, when it comes from the collecting unit."""
    target, rhythm = report.task.target, report.period.register.rhythm
    owner = target.organization_id if report.leads and target.organization_id else report.organization_id
    starts_on = report.period.starts_on
    if rhythm == Rhythm.TWO_MONTHS:
        starts_on = date(report.period.ends_on.year, report.period.ends_on.month, 1)
    return Observation(
        indicator_id=target.indicator_id,
        organization_id=owner,
        period_kind=_KINDS[Rhythm(rhythm)],
        starts_on=starts_on,
        ends_on=report.period.ends_on,
        value=report.value,
        state=ObservationState.REVISED if amends else ObservationState.PRELIMINARY,
        observed_at=clock.now(),
        observed_by=by,
    )
