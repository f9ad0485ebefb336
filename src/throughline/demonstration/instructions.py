"""The register of leaders' instructions: recorded on their behalf, answered by the units, closed by the office."""

from __future__ import annotations

from throughline.city.records import Act, Instruction
from throughline.delivery.actions import (
    Approval,
    accept_report,
    cancel_task,
    close_task,
    file_report,
    report_complete,
)
from throughline.delivery.models import Completion
from throughline.delivery.queries import current_period
from throughline.demonstration.stage import Stage
from throughline.register.actions import record_instruction, show_on, sign_off
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Responsibility, Task

#: Who accepts the answers, and who sees that an instruction repeats a task of the plan.
ACCEPTS, COMPARES = "supervision2", "supervision"
HUNDRED = 100


def add_instruction(stage: Stage, told: Act) -> None:
    """The leader's words, recorded by the secretary or the supervision office."""
    one = _told(stage, told)
    task = stage.do(
        record_instruction,
        stage.register("instructions"),
        by=told.by,
        for_=stage.posts[one.by],
        title=one.subject,
        standard=one.text,
        requirement=stage.city.phrases.answer,
        responsibilities=_answering(stage, one),
        accountable=stage.posts[f"head-{one.lead}"],
        starts_on=one.on,
        due_on=one.due_on,
    )
    stage.instructions[one.code] = task.pk
    if one.same_as:
        _same_matter(stage, one, task)


def _answering(stage: Stage, one: Instruction) -> list[tuple[object, str]]:
    roles = [
        (one.lead, ResponsibilityRole.LEAD),
        *((code, ResponsibilityRole.JOINT) for code in one.joint),
        *((code, ResponsibilityRole.SUPPORTING) for code in one.supporting),
    ]
    return [(stage.organizations[code], role) for code, role in roles]


def _same_matter(stage: Stage, one: Instruction, task: Task) -> None:
    """The plan's task is shown on this register too; where nobody answers apart, it stands for the instruction."""
    matter = stage.task(one.same_as)
    stage.do(show_on, matter, stage.register("instructions"), by=COMPARES)
    if not one.replies:
        number = stage.city.task(one.same_as).number
        why = stage.city.phrases.same_matter.format(number=number)
        approval = Approval(stage.posts[one.by])
        stage.do(cancel_task, task, by=COMPARES, seen=task.version, why=why, approval=approval)


def reply_instruction(stage: Stage, told: Act) -> None:
    """The unit signs for it, answers, and with the last answer of one that is closed later says that it is done."""
    one, unit = _told(stage, told), stage.organizations[told.organization]
    row = Responsibility.objects.select_related("task").get(
        task=stage.instructions[one.code], organization=unit
    )
    if row.signed_at is None:
        stage.do(sign_off, row, by=told.by)
    reply = one.replies[told.position - 1]
    with stage.timeline.moment():
        period = current_period(stage.register("instructions"))
    steps = len(one.replies) + (one.closed_on is None)
    filed = stage.do(
        file_report,
        row.task,
        unit,
        period,
        by=told.by,
        progress=HUNDRED * told.position // steps,
        done=reply.text,
    )
    stage.do(accept_report, filed, by=ACCEPTS)
    if one.closed_on and told.position == len(one.replies):
        stage.do(report_complete, stage.instruction(one.code), unit, by=told.by, statement=reply.text)


def close_instruction(stage: Stage, told: Act) -> None:
    """The supervision office closes it."""
    completion = Completion.objects.filter(task=stage.instructions[told.subject]).latest("reported_at")
    stage.do(close_task, completion, by=told.by)


def _told(stage: Stage, told: Act) -> Instruction:
    return next(one for one in stage.city.instructions if one.code == told.subject)
