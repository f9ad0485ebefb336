"""The closed year: the units' word, the office's decision on each task, what goes on in the next year, the closing."""

from __future__ import annotations

from throughline.city.records import Act, Work
from throughline.delivery.actions import (
    circulate,
    confirm_ratings,
    dismiss_rating,
    judge_goal,
    open_reconciliation,
)
from throughline.delivery.actions import claim_outcomes as claim
from throughline.delivery.actions import close_register as close
from throughline.delivery.actions import decide_outcomes as decide
from throughline.delivery.choices import OutcomeKind, RatingState
from throughline.demonstration.bulletins import remark_on
from throughline.demonstration.stage import Stage
from throughline.demonstration.supervision import heard, rated
from throughline.exchange.archive.job import ask_archive
from throughline.register.actions import add_stage_goal
from throughline.register.choices import TaskState
from throughline.register.models import Entry, KeyArea, Register, StageGoal
from throughline.workflows.carry_over import carry_over as carry

#: The register on which the year goes on.
FOLLOWING = "running"


def ask_outcomes(stage: Stage, told: Act) -> None:
    """The units are asked what became of their tasks."""
    stage.do(
        open_reconciliation, _register(stage, told), by=told.by, words_by_on=stage.city.year_end.words_by_on
    )


def _register(stage: Stage, told: Act) -> Register:
    return Register.objects.get(pk=stage.registers[told.subject].pk)


def _left(stage: Stage, told: Act) -> list[tuple[Work, Entry]]:
    """What is still open, with what is told of it."""
    home = Entry.objects.filter(
        register=stage.registers[told.subject], is_home=True, task__state=TaskState.OPEN
    )
    codes = {stage.tasks[work.code]: work for work in stage.city.works if work.code in stage.tasks}
    return [(codes[entry.task_id], entry) for entry in home.select_related("task__lead").order_by("position")]


def _kind(stage: Stage, work: Work) -> str:
    return OutcomeKind.NOT_DONE if work.code in stage.city.year_end.not_done else OutcomeKind.CARRIED_OVER


def set_goals(stage: Stage, told: Act) -> None:
    """What each heading of the year's list wants to have reached by its end."""
    for goal in stage.city.changes.goals:
        if goal.register == told.subject:
            area = KeyArea.objects.get(register=stage.registers[goal.register], title=goal.area)
            stage.do(add_stage_goal, area, by=told.by, due_on=goal.due_on, text=goal.text)


def judge_goals(stage: Stage, told: Act) -> None:
    """Whether the year's goals were reached, with what shows it."""
    for one in stage.city.changes.verdicts:
        if one.register == told.subject:
            goal = StageGoal.objects.get(
                area__register=stage.registers[one.register], area__title=one.area, due_on=one.due_on
            )
            stage.do(judge_goal, goal, by=told.by, verdict=one.verdict, statement=one.statement)


def ask_for_archive(stage: Stage, told: Act) -> None:
    """The whole year as one file, which the worker writes as soon as it runs."""
    stage.do(ask_archive, stage.registers[told.subject], by=told.by)


def claim_outcomes(stage: Stage, told: Act) -> None:
    """Each lead unit says it of its own, with the reason, and until when it wants to go on."""
    for work, entry in _left(stage, told):
        kind = _kind(stage, work)
        later_on = stage.city.year_end.later_on if kind == OutcomeKind.CARRIED_OVER else None
        officer = stage.officer(entry.task.lead.code)
        stage.do(claim, [entry], by=officer, claim=kind, reason=work.explanation, later_on=later_on)


def decide_outcomes(stage: Stage, told: Act) -> None:
    """What the office closed is done; of the others it decides one by one."""
    done = Entry.objects.filter(
        register=stage.registers[told.subject], is_home=True, task__state=TaskState.CLOSED
    )
    stage.do(decide, list(done), by=told.by, kind=OutcomeKind.DONE)
    for work, entry in _left(stage, told):
        kind = _kind(stage, work)
        given = {"kind": kind, "reason": work.explanation}
        if kind == OutcomeKind.CARRIED_OVER:
            given |= {"later_on": stage.city.year_end.later_on}
        else:
            given |= {"follow_up": stage.city.year_end.follow_up}
        stage.do(decide, [entry], by=told.by, **given)


def carry_over(stage: Stage, told: Act) -> None:
    """A last circular, then what goes on is carried to the next year's register."""
    _settle(stage, told)
    _last_circular(stage, told)
    following = Register.objects.get(pk=stage.registers[FOLLOWING].pk)
    stage.do(carry, _register(stage, told), following, by=told.by)


def _settle(stage: Stage, told: Act) -> None:
    """What the units were heard on is confirmed; what was proposed too late is overtaken by the year's end."""
    with stage.timeline.moment():
        waiting = list(rated(stage, told.subject, RatingState.PROPOSED))
        ready = [one for one in waiting if heard(one)]
    if ready:
        stage.do(confirm_ratings, ready, by=told.by)
    for one in waiting:
        if one not in ready:
            stage.do(dismiss_rating, one, by=told.by, reason=stage.city.year_end.settled)


def _last_circular(stage: Stage, told: Act) -> None:
    ratings = list(rated(stage, told.subject, RatingState.CONFIRMED).select_related("task__lead"))
    if ratings:
        number = 1 + sum(1 for one in stage.city.bulletins if one.register == told.subject)
        stage.do(
            circulate,
            stage.registers[told.subject],
            by=told.by,
            number=str(number),
            title=stage.city.year_end.circular.format(number=number),
            ratings=ratings,
            remark=remark_on(stage, told.subject, ratings),
        )


def close_works(stage: Stage, told: Act) -> None:
    """The year is over, and its register with it."""
    for one in rated(stage, told.subject, RatingState.PROPOSED):
        stage.do(dismiss_rating, one, by=told.by, reason=stage.city.year_end.settled)
    register = _register(stage, told)
    stage.do(close, register, by=told.by, seen=register.version)
