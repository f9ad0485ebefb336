"""What changes hands while the work goes on: persons, units and tasks, each by one act with its reason and approver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from throughline.city.records import Act, Decision, Reorganization
from throughline.delivery.actions import Approval, cancel_task, merge_task, resume_task, suspend_task
from throughline.delivery.actions import transfer_task as transfer
from throughline.demonstration.stage import Stage
from throughline.organizations.actions.absences import record_absence as record
from throughline.organizations.actions.terms import end_term, start_term
from throughline.organizations.actions.terms import hand_over as give_post_to
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models import Membership, Organization
from throughline.register.actions.pairs import judge_pairs
from throughline.register.models import Task
from throughline.workflows.hand_over import hand_over as hand_all_over
from throughline.workflows.reorganize import held_by
from throughline.workflows.reorganize import reorganize as end_unit


def hand_over(stage: Stage, told: Act) -> None:
    """A post gets a new holder; where its person goes, all that hangs on them goes over too."""
    change = next(one for one in stage.city.handovers if one.post == told.subject)
    leaving, coming = stage.persons[change.leaves], stage.persons[change.takes_over]
    if not change.reason:
        stage.do(give_post_to, stage.posts[change.post], to=coming, on=change.on, by=told.by)
        return
    _end_standing_in(stage, told)
    stage.do(
        hand_all_over, leaving, to=coming, by=told.by, on=change.on, why=change.reason, close_account=True
    )


def _end_standing_in(stage: Stage, told: Act) -> None:
    """Who takes a post over is not its deputy any more."""
    change = next(one for one in stage.city.handovers if one.post == told.subject)
    terms = Membership.objects.filter(
        post=stage.posts[change.post],
        person=stage.persons[change.takes_over],
        kind=MembershipKind.DEPUTY,
    )
    for term in terms:
        stage.do(end_term, term, ended_on=stage.city.day_before(change.on), by=told.by, seen=term.version)


def start_deputies(stage: Stage, by: str) -> None:
    """Who may stand in for whom, when the directory is entered; others are named when they are needed."""
    for away in stage.city.changes.absences:
        if away.since <= stage.city.began:
            _start_deputy(stage, away.deputy, away.post, away.since, by=by)


def _start_deputy(stage: Stage, person: str, post: str, since: Any, *, by: str) -> None:
    stage.do(
        start_term,
        stage.persons[person],
        stage.posts[post],
        started_on=since,
        by=by,
        kind=MembershipKind.DEPUTY,
    )


def record_absence(stage: Stage, told: Act) -> None:
    """Somebody is away; the deputy stands in."""
    away = stage.city.changes.absences[told.position - 1]
    if away.since > stage.city.began:
        _start_deputy(stage, away.deputy, away.post, away.since, by=told.by)
    person, days = stage.persons[away.person], {"starts_on": away.starts_on, "ends_on": away.ends_on}
    stage.do(record, person, by=told.by, note=away.note, **days)


def reorganize(stage: Stage, told: Act) -> None:
    """A unit ends; what is open goes over to its successors."""
    ended = next(one for one in stage.city.changes.reorganizations if one.unit == told.subject)
    unit = Organization.objects.get(code=ended.unit)
    stage.do(
        end_unit,
        unit,
        ended.kind,
        [stage.organizations[code] for code in ended.to],
        by=told.by,
        seen=unit.version,
        on=ended.on,
        why=ended.reason,
        approval=_approval(stage, ended),
        tasks=_successors(stage, ended, unit),
        take_accounts=ended.accounts,
    )


def _successors(stage: Stage, ended: Reorganization, unit: Organization) -> dict[int, Organization]:
    codes = {key: code for code, key in stage.tasks.items()}
    return {row.pk: stage.organizations[ended.successor(codes.get(row.task_id, ""))] for row in held_by(unit)}


def _approval(stage: Stage, one: Reorganization | Decision) -> Approval:
    return Approval(stage.posts[one.approver], document_number=one.number)


def decide_standing(stage: Stage, told: Act) -> None:
    """A task is transferred, suspended, taken up again, cancelled, or merged into another one."""
    one = next(each for each in stage.city.changes.decisions if each.code == told.subject)
    task = stage.task(one.task)
    given = {"by": told.by, "seen": task.version, "why": one.reason, "approval": _approval(stage, one)}
    _DECIDED[one.what](stage, task, one, given)


def _transferred(stage: Stage, task: Task, one: Decision, given: dict[str, Any]) -> None:
    stage.do(
        transfer,
        task,
        from_=task.lead,
        to=stage.organizations[one.to],
        stays_as=one.stays_as,
        accountable=stage.posts[f"head-{one.to}"],
        contact=stage.contact(one.to),
        **given,
    )


def _suspended(stage: Stage, task: Task, one: Decision, given: dict[str, Any]) -> None:
    stage.do(suspend_task, task, until_on=one.until, **given)


def _resumed(stage: Stage, task: Task, _one: Decision, given: dict[str, Any]) -> None:
    stage.do(resume_task, task, move_dates=True, **given)


def _cancelled(stage: Stage, task: Task, _one: Decision, given: dict[str, Any]) -> None:
    stage.do(cancel_task, task, **given)


def _merged(stage: Stage, task: Task, one: Decision, given: dict[str, Any]) -> None:
    stage.do(merge_task, task, stage.task(one.into), **given)


_DECIDED: dict[str, Callable[[Stage, Task, Decision, dict[str, Any]], None]] = {
    "transferred": _transferred,
    "suspended": _suspended,
    "resumed": _resumed,
    "cancelled": _cancelled,
    "merged": _merged,
}


def judge_pair(stage: Stage, told: Act) -> None:
    """Two tasks look alike, and somebody says what they are to each other."""
    pair = next(one for one in stage.city.changes.pairs if one.code == told.subject)
    keys = (stage.tasks[pair.first], stage.tasks[pair.second])
    stage.do(judge_pairs, [keys], pair.verdict, by=told.by, reason=pair.reason)
