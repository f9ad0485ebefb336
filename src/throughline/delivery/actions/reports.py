"""A unit files its report: five fields. What it filed before for the period stays, as an earlier attempt."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.actions.periods import hold_open
from throughline.delivery.choices import ReportState
from throughline.delivery.evidence import MOST_FILES, File, Kept, evidence_row, stored
from throughline.delivery.models import Evidence, Period, Report
from throughline.delivery.permissions import REPORTING
from throughline.delivery.queries.material import goals_of
from throughline.delivery.refusals import NotOfThisRegister, NotReporting, TaskIsNotOpen
from throughline.delivery.rules import progress_from_value
from throughline.history.act import Act, act
from throughline.indicators.models import Target
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean, unless_raced
from throughline.lib.refusal import ChangedMeanwhile, Invalid
from throughline.organizations.models import Organization
from throughline.organizations.reach import on_behalf
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Responsibility, Task

_TOO_LONG = _("At most %(most)s characters fit here. Put the rest into a file.")
NARRATIVES = ("done", "problem", "help_needed")


def file_report(
    task: Task,
    organization: Organization,
    period: Period,
    *,
    by: User | None,
    progress: Any = None,
    value: Any = None,
    done: str = "",
    problem: str = "",
    help_needed: str = "",
    colour: str = "",
    evidence: Iterable[File | tuple[str, bytes]] = (),
    keep: Iterable[Evidence] = (),
    seen: int | None = None,
    for_: Any = None,
) -> Report:
    """The account of `organization` (lead or joint unit) on `task` for a period of its home register.

    `progress` is percent from 0 to 100; without it, it is worked out from `value`, which is in the target's unit.
    `colour` is the unit's own rating. `evidence` are (name, bytes); `keep` is evidence of an earlier attempt that
    goes with this one. `seen` is the last attempt that the person saw (0: none); another one in between raises
    ChangedMeanwhile. A report not decided yet is replaced, an accepted one is amended once this is accepted.

    Raises NotReporting, NotOfThisRegister, PeriodIsClosed, TaskIsNotOpen, Invalid.
    """
    held = _responsibility(task, organization)
    check(by, "delivery.file_report", held)
    for_ = for_ or on_behalf(by, "delivery.file_report", held)
    fields = {"problem": problem, "help_needed": help_needed, "colour": colour}
    report = draft_report(task, organization, period, progress=progress, value=value, done=done, **fields)
    report.filed_by = by
    if report.progress is None:
        report.progress = _worked_out(report)
    earlier = _same_account(report, list(keep))
    with stored(File(*one) for one in evidence) as files:
        if len(files) + len(earlier) > MOST_FILES:
            raise Invalid("evidence", _("At most %(most)s files fit a report."), most=MOST_FILES)
        with unless_raced(), act("delivery.file_report", by=by, for_=for_, about=task) as this:
            _file(this, report, files, earlier, seen)
    return report


def _responsibility(task: Task, organization: Organization) -> Responsibility:
    found = Responsibility.objects.filter(task=task, organization=organization, role__in=REPORTING).first()
    if found is None:
        raise NotReporting(organization=organization.name)
    return found


def draft_report(task: Task, organization: Organization, period: Period, **fields: Any) -> Report:
    """A report of these fields, looked through, not filed. Raises Invalid; asks nothing of the database."""
    report = Report(task=task, organization=organization, period=period, **fields)
    report.filed_at, report.filed_on = clock.now(), clock.today()
    clean(report, leave_out=("attempt",))
    if report.progress is not None and not 0 <= report.progress <= 100:
        raise Invalid("progress", _("Progress is a percentage from 0 to 100."))
    for name in NARRATIVES:
        bounded(name, getattr(report, name), said=_TOO_LONG)
    if report.progress is None and report.value is None and not report.done:
        raise Invalid("done", _("Say how far it is, or what was done."))
    if report.value is not None and report.task.target_id is None:
        raise Invalid(
            "value", _("This task has no target whose value is reported. Give the progress in percent.")
        )
    return report


def _worked_out(report: Report) -> Decimal | None:
    if report.value is None:
        return None
    goals = goals_of(Target.objects.filter(pk=report.task.target_id).select_related("indicator"))
    return progress_from_value(report.value, goals.get(report.task.target_id))


def _same_account(report: Report, keep: list[Evidence]) -> list[Evidence]:
    """The evidence to be kept, as rows of the new attempt; only from this unit's reports for the same period."""
    own = Report.objects.filter(
        task=report.task, organization=report.organization, period=report.period
    ).values_list("pk", flat=True)
    if not {one.report_id for one in keep} <= set(own):
        raise Invalid("keep", _("Only files of your own report for this period can be kept."))
    return [evidence_row(Kept(o.file.name, o.file_name, o.media_type, o.sha256, o.size)) for o in keep]


def _file(this: Act, report: Report, files: list[Kept], earlier: list[Evidence], seen: int | None) -> None:
    # The unit's own responsibility is what its officers wait for; units and tasks do not wait for each other.
    row = Responsibility.objects.select_for_update().filter(
        task=report.task, organization=report.organization, role__in=REPORTING
    )
    if not row.exists():
        raise NotReporting(organization=report.organization.name)
    report.period = hold_open(report.period)
    _begun_here(report)
    previous = _previous(report)
    if seen is not None and seen != (previous.attempt if previous else 0):
        raise ChangedMeanwhile
    report.attempt = previous.attempt + 1 if previous else 1
    if previous is not None and previous.state == ReportState.FILED:
        previous.state = ReportState.REPLACED
        this.save(previous)
    this.create(report)
    rows = [*earlier, *(evidence_row(file) for file in files)]
    for one in rows:
        one.report = report
    this.create_many(rows)


def _begun_here(report: Report) -> None:
    """The period is one of the task's home register, or of one from which it was carried over after the period began.

    It has begun, and the task is under way.
    """
    task = Task.objects.get(pk=report.task_id)
    places = Entry.objects.filter(task=task, register=report.period.register_id)
    if not places.filter(Q(is_home=True) | Q(carried_on__gte=report.period.starts_on)).exists():
        raise NotOfThisRegister
    if task.state != TaskState.OPEN:
        raise TaskIsNotOpen(state=task.get_state_display())
    if report.period.starts_on > clock.today():
        raise Invalid("period", _("This period begins on %(day)s."), day=report.period.starts_on)
    report.leads = task.lead_id == report.organization_id


def _previous(report: Report) -> Report | None:
    found = Report.objects.select_for_update().filter(
        task=report.task, organization=report.organization, period=report.period
    )
    return found.order_by("-attempt").first()
