"""A task goes from one unit to another (移交) on a day, with reason and approver."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.actions.adjustments import NOBODY, Approval, adjusted, approved, unjudged
from throughline.delivery.choices import AdjustmentKind
from throughline.delivery.models import Adjustment
from throughline.history.act import Act, act
from throughline.lib.cleaning import unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization, Post
from throughline.organizations.refusals import NotStanding
from throughline.register.actions.guards import open_task
from throughline.register.actions.responsibilities import exchange
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Responsibility, Task
from throughline.register.rules import arranged, collecting


def transfer_task(
    task: Task,
    *,
    from_: Organization,
    to: Organization,
    by: User | None,
    seen: int,
    why: str,
    approval: Approval = NOBODY,
    effective_on: date | None = None,
    stays_as: str = "",
    accountable: Post | None = None,
    contact: str = "",
) -> Task:
    """Move what `from_` answers for to `to`, which signs off anew; `stays_as` is the role that `from_` keeps, if any.

    Reports stay with the unit that made them. An accountable post of `from_` gives way to `accountable`, or to nobody,
    which the task then lacks; so does the contact. Raises Invalid, NotStanding, CompletionWaits, TaskIsClosed,
    TaskIsMerged, RegisterIsClosed, ChangedMeanwhile.
    """
    check(by, "register.edit_task", task)
    open_task(task)
    unjudged(task)
    made = adjusted(
        task,
        AdjustmentKind.TRANSFERRED,
        by=by,
        why=why,
        approval=approval,
        effective_on=effective_on,
        from_organization=from_,
        to_organization=to,
    )
    approved(by, approval)
    _sound(made, stays_as)
    with unless_raced(), act("delivery.transfer_task", by=by, why=made.reason, about=task) as this:
        transfer(this, made, seen=seen, stays_as=stays_as, accountable=accountable, contact=contact)
    return Task.objects.get(pk=task.pk)


def _sound(made: Adjustment, stays_as: str) -> None:
    old, new = made.from_organization, made.to_organization
    if old.pk == new.pk:
        raise Invalid("to", _("Both units are the same. Choose the one that takes the task over."))
    if new.ended_on is not None and new.ended_on <= made.effective_on:
        raise NotStanding(organization=new, day=new.ended_on)
    if stays_as and (stays_as not in ResponsibilityRole.values or stays_as == ResponsibilityRole.LEAD):
        raise Invalid("stays_as", _("The unit may stay as an equal, a supporter or a supervisor, or go."))


def transfer(
    this: Act,
    made: Adjustment,
    *,
    seen: int | None = None,
    stays_as: str = "",
    accountable: Post | None = None,
    contact: str = "",
) -> None:
    """Write a transfer that was looked through, within the act `this`."""
    task, old, new = made.task, made.from_organization, made.to_organization
    rows = Responsibility.objects.select_for_update().filter(task=task).order_by("position", "pk")
    held = [(row.organization_id, row.role) for row in rows]
    made.role = dict(held).get(old.pk, "")
    if not made.role:
        raise Invalid("from_", _("“%(unit)s” does not answer for this task."), unit=old.name)
    wanted = [(new.pk, role) if unit == old.pk else (unit, role) for unit, role in held]
    listed = arranged([*wanted, *([(old.pk, stays_as)] if stays_as else [])])
    task.lead_id = collecting(listed)
    if accountable is not None:
        task.accountable = accountable
    elif task.accountable is not None and task.accountable.organization_id == old.pk:
        task.accountable = None
    task.contact = contact
    this.save(task, seen=seen)
    exchange(this, task, listed)
    this.create(made)
