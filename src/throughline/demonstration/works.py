"""The registers beside the plan's: opened, filled, signed, reported on, rated and closed."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.city.records import Act, Work, WorkRegister
from throughline.delivery.actions import (
    accept_reports,
    ask_extension,
    close_task,
    file_report,
    grant_extension,
    mark_milestone,
    refuse_extension,
    return_report,
    send_back,
)
from throughline.delivery.choices import CompletionState, ExtensionState, ReportState
from throughline.delivery.models import Completion, Extension, Period
from throughline.delivery.models import Report as ReportRow
from throughline.demonstration.completions import as_reached
from throughline.demonstration.register import issue_register, open_plain_register
from throughline.demonstration.reports import evidence_of, first_sentence, own_view, report_on
from throughline.demonstration.stage import Stage
from throughline.register.actions import (
    add_area,
    add_milestone,
    create_register,
    create_task,
    edit_register,
    show_on,
    sign_off,
)
from throughline.register.actions.registers import create_next
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import KeyArea, Milestone, Register, Responsibility

#: The annual register from which the next year's is made.
BEFORE = {"running": "closed", "next": "running"}


def open_register(stage: Stage, told: Act) -> None:
    """The register of the leaders' instructions is there before the plan's."""
    open_plain_register(stage, told.subject, by=told.by)


def open_works(stage: Stage, told: Act) -> None:
    """A register with its rules and its calendar; tasks of the plan stand on it when the plan's register is issued."""
    one = register_told(stage, told.subject)
    before = stage.registers.get(BEFORE.get(one.key, ""))
    if before is not None:
        made = stage.do(
            create_next, before, by=told.by, title=one.title, slug=one.code.lower(), starts_on=one.starts_on
        )
        stage.registers[one.key] = stage.do(
            edit_register, made, by=told.by, seen=made.version, official_order=one.order
        )
    else:
        stage.registers[one.key] = _opened(stage, one, by=told.by)
    if stage.tasks.keys() & {task for task, _area in one.shows}:
        show_matters(stage, one, by=told.by)


def _opened(stage: Stage, one: WorkRegister, *, by: str) -> Register:
    return stage.do(
        create_register,
        by=by,
        title=one.title,
        organization=stage.root,
        slug=one.code.lower(),
        kind=one.kind,
        rhythm=one.rhythm,
        due_days=one.due_day,
        rule_set=stage.rule_sets[one.rules],
        calendar=stage.calendar,
        starts_on=one.starts_on,
        official_order=one.order,
    )


def issue_plan(stage: Stage, told: Act) -> None:
    """The plan's register is issued; what was on other lists already is shown on those."""
    issue_register(stage, told)
    for one in stage.city.work_registers:
        if one.key in stage.registers:
            show_matters(stage, one, by=told.by)


def register_told(stage: Stage, key: str) -> WorkRegister:
    """What is told of the register."""
    return next(one for one in stage.city.work_registers if one.key == key)


def show_matters(stage: Stage, one: WorkRegister, *, by: str) -> None:
    """Tasks of the plan that are the same matter: they stand on this register too, and are reported once."""
    for code, heading in one.shows:
        register = stage.registers[one.key]
        stage.do(show_on, stage.task(code), register, by=by, area=_area(stage, register, heading, by=by))


def _area(stage: Stage, register: Register, title: str, *, by: str) -> KeyArea:
    found = KeyArea.objects.filter(register=register, title=title).first()
    return found or stage.do(add_area, register, by=by, title=title)


def add_work(stage: Stage, told: Act) -> None:
    """A task with all that its unit has to know."""
    one = stage.city.work(told.subject)
    register = stage.registers[one.register]
    task = stage.do(
        create_task,
        register,
        by=told.by,
        title=one.title,
        number=str(one.number),
        area=_area(stage, register, one.area, by=told.by),
        responsibilities=_answering(stage, one),
        aim=one.aim,
        standard=one.standard,
        requirement=one.requirement,
        starts_on=one.starts_on,
        due_on=one.due_on,
        weight=one.weight,
        accountable=stage.posts[one.accountable],
        leader=stage.posts[one.leader] if one.leader else None,
        contact=stage.contact(one.lead),
    )
    stage.tasks[one.code] = task.pk
    for step in one.steps:
        stage.do(add_milestone, task, by=told.by, title=step.title, due_on=step.due_on)


def _answering(stage: Stage, one: Work) -> list[tuple[object, str]]:
    roles = [(one.lead, ResponsibilityRole.LEAD)]
    roles += [(code, ResponsibilityRole.SUPPORTING) for code in one.supporting]
    return [(stage.organizations[code], role) for code, role in roles]


def sign_works(stage: Stage, told: Act) -> None:
    """A unit takes note of what is new on a register."""
    new = Responsibility.objects.filter(
        organization=stage.organizations[told.organization],
        signed_at=None,
        task__entries__register=stage.registers[told.subject],
        task__entries__is_home=True,
    )
    for row in new.select_related("task"):
        stage.do(sign_off, row, by=told.by)


def reach_step(stage: Stage, told: Act) -> None:
    """The lead unit says on which day a step was done."""
    step = stage.city.work(told.subject).steps[told.position - 1]
    row = Milestone.objects.select_related("task").get(task=stage.tasks[told.subject], title=step.title)
    stage.do(mark_milestone, row, by=told.by, seen=row.version, done_on=step.done_on)


def file_work_report(stage: Stage, told: Act) -> None:
    """The unit's account of the period; one that comes back later says too little at first."""
    _file(stage, told, whole=not report_on(stage.city.work_reports, told).returned)


def refile_work_report(stage: Stage, told: Act) -> None:
    """The second attempt, in full."""
    _file(stage, told, whole=True)


def _file(stage: Stage, told: Act, *, whole: bool) -> None:
    report = report_on(stage.city.work_reports, told)
    register = stage.registers[stage.city.work(report.task).register]
    stage.do(
        file_report,
        stage.task(report.task),
        stage.organizations[report.organization],
        Period.objects.get(register=register, ends_on=report.ends_on),
        by=told.by,
        progress=report.percent,
        done=report.done if whole else first_sentence(report.done),
        problem=report.problem,
        help_needed=report.help,
        colour=own_view(report),
        evidence=evidence_of(stage, report),
    )


def return_work_report(stage: Stage, told: Act) -> None:
    """The supervision office sends it back."""
    returned = report_on(stage.city.work_reports, told).returned
    assert returned is not None  # noqa: S101  only what comes back is told to
    stage.do(return_report, _waiting(stage, told), by=told.by, reason=returned.reason)


def accept_works(stage: Stage, acts: Sequence[Act]) -> None:
    """What lies on the desk is accepted in one go."""
    stage.do(accept_reports, [_waiting(stage, told) for told in acts], by=acts[0].by)


def _waiting(stage: Stage, told: Act) -> ReportRow:
    report = report_on(stage.city.work_reports, told)
    return ReportRow.objects.get(
        task=stage.tasks[report.task], period__ends_on=report.ends_on, state=ReportState.FILED
    )


def ask_work_date(stage: Stage, told: Act) -> None:
    """The lead unit asks for a later due date."""
    wish = stage.city.work(told.subject).wish
    assert wish is not None  # noqa: S101  only who wishes asks
    stage.do(
        ask_extension, stage.task(told.subject), by=told.by, wanted_on=wish.wanted_on, reason=wish.reason
    )


def decide_work_date(stage: Stage, told: Act) -> None:
    """It is granted, or refused with a reason."""
    wish = stage.city.work(told.subject).wish
    asked = Extension.objects.get(task=stage.tasks[told.subject], state=ExtensionState.ASKED)
    assert wish is not None  # noqa: S101  only who wishes is answered
    decide = grant_extension if wish.granted_on else refuse_extension
    stage.do(decide, asked, by=told.by, answer=wish.answer)


def complete_work(stage: Stage, told: Act) -> None:
    """The lead unit says that all is done."""
    done = stage.city.work(told.subject).completion
    assert done is not None  # noqa: S101  only what is done is reported so
    unit = stage.organizations[told.organization]
    stage.do(as_reached, stage.task(told.subject), unit, by=told.by, statement=done.text)


def send_work_back(stage: Stage, told: Act) -> None:
    """Something is missing."""
    done = stage.city.work(told.subject).completion
    assert done is not None  # noqa: S101  only what was reported is sent back
    stage.do(send_back, _reported(stage, told), by=told.by, reason=done.sent_back)


def close_work(stage: Stage, told: Act) -> None:
    """It is done."""
    done = stage.city.work(told.subject).completion
    assert done is not None  # noqa: S101  only what was reported is closed
    stage.do(close_task, _reported(stage, told), by=told.by, reason=done.answer)


def _reported(stage: Stage, told: Act) -> Completion:
    return Completion.objects.get(task=stage.tasks[told.subject], state=CompletionState.REPORTED)
