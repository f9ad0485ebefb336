"""The lead unit asks for a new due date or withdraws that; the supervision office grants it, which moves the date, or
refuses.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.actions.completions import check_new_date, move_due_date
from throughline.delivery.choices import ExtensionState
from throughline.delivery.models import Extension
from throughline.delivery.refusals import AlreadyAsked, NoLongerAsked, NotTheLead, TaskIsNotOpen
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.reach import on_behalf
from throughline.register.actions.guards import open_task
from throughline.register.choices import TaskState
from throughline.register.models import Task


def ask_extension(
    task: Task, *, by: User | None, wanted_on: date, reason: str, for_: Any = None
) -> Extension:
    """The lead unit asks that the task be due on `wanted_on`, for a stated reason. One request waits at a time.

    Until it is granted the due date stands, also for ratings. Raises AlreadyAsked, NotTheLead (the task has none),
    TaskIsNotOpen, RegisterIsClosed, Invalid.
    """
    check(by, "delivery.ask_extension", task)
    for_ = for_ or on_behalf(by, "delivery.ask_extension", task)
    with unless_raced(), act("delivery.ask_extension", by=by, for_=for_, about=task) as this:
        row = Task.objects.select_for_update().get(pk=task.pk)
        made = _asked(row, wanted_on, reason, by)
        _may_ask(row, made)
        return this.create(made)


def _asked(task: Task, wanted_on: date, reason: str, by: User | None) -> Extension:
    made = Extension(
        task=task,
        organization_id=task.lead_id,
        due_on=task.due_on,
        wanted_on=wanted_on,
        reason=reason,
        asked_on=clock.today(),
        asked_at=clock.now(),
        asked_by=by,
    )
    clean(made)
    bounded("reason", made.reason)
    return made


def _may_ask(task: Task, made: Extension) -> None:
    open_task(task)
    if task.state != TaskState.OPEN:
        raise TaskIsNotOpen(state=task.get_state_display())
    if task.lead_id is None:
        raise NotTheLead(organization="–")
    waiting = Extension.objects.filter(task=task, state=ExtensionState.ASKED).first()
    if waiting is not None:
        raise AlreadyAsked(day=waiting.asked_on)
    check_new_date(task, made.wanted_on, field="wanted_on")
    if made.wanted_on <= clock.today():
        raise Invalid("wanted_on", _("Ask for a day that is still to come."))


def grant_extension(
    extension: Extension, *, by: User | None, later_on: date | None = None, answer: str = ""
) -> Extension:
    """Grant the new date, or another one (`later_on`) with a word about it; the due date moves, the original stays.

    Raises NoLongerAsked, TaskIsClosed, RegisterIsClosed, Invalid.
    """
    check(by, "delivery.decide_extension", extension)
    text = _answer(answer)
    with act("delivery.grant_extension", by=by, why=text, about=extension.task) as this:
        task = Task.objects.select_for_update().get(pk=extension.task_id)
        row = _waiting(extension)
        day = later_on or row.wanted_on
        if day != row.wanted_on and not text:
            raise Invalid("answer", _("Say why it is another date than the one asked for."))
        row.change = move_due_date(task, day, by=by, reason=row.reason, seen=task.version)
        _decide(row, ExtensionState.GRANTED, text, by)
        this.save(row)
    return row


def refuse_extension(extension: Extension, *, by: User | None, answer: str) -> Extension:
    """Refuse the new date with a reason; the due date stays. Raises NoLongerAsked, Invalid."""
    check(by, "delivery.decide_extension", extension)
    text = _answer(answer)
    if not text:
        raise Invalid("answer", _("Say why the new date is refused, so that the unit knows what to do."))
    with act("delivery.refuse_extension", by=by, why=text, about=extension.task) as this:
        Task.objects.select_for_update().get(pk=extension.task_id)
        row = _waiting(extension)
        _decide(row, ExtensionState.REFUSED, text, by)
        this.save(row)
    return row


def withdraw_extension(extension: Extension, *, by: User | None) -> Extension:
    """The lead unit takes its request back before it is answered. Raises NoLongerAsked."""
    check(by, "delivery.withdraw_extension", extension)
    with act("delivery.withdraw_extension", by=by, about=extension.task) as this:
        Task.objects.select_for_update().get(pk=extension.task_id)
        row = _waiting(extension)
        _decide(row, ExtensionState.WITHDRAWN, "", by)
        this.save(row)
    return row


def _waiting(extension: Extension) -> Extension:
    rows = Extension.objects.select_for_update(of=("self",)).select_related("task", "organization")
    row = rows.get(pk=extension.pk)
    if row.state != ExtensionState.ASKED:
        raise NoLongerAsked(state=row.get_state_display())
    return row


def _answer(answer: str) -> str:
    return bounded("answer", answer.strip())


def _decide(row: Extension, state: str, answer: str, by: User | None) -> None:
    row.state, row.answer, row.decided_at, row.decided_by = state, answer, clock.now(), by
    clean(row)
