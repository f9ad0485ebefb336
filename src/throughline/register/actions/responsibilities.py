"""Who answers for a task, and the signing off by the units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import unless_raced
from throughline.lib.refusal import Invalid, NotThere
from throughline.organizations.models import Organization
from throughline.organizations.reach import on_behalf
from throughline.register.actions.guards import open_task, standing_units
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Responsibility, Task
from throughline.register.refusals import AlreadySigned, RegisterIsClosed, TaskIsClosed, TaskIsMerged
from throughline.register.rules import arranged, collecting


def set_responsibilities(
    task: Task, wanted: Sequence[tuple[Organization, str]], *, by: User | None, seen: int, why: str = ""
) -> list[Responsibility]:
    """Let exactly these organizations answer for `task`, as (organization, role) in their official order.

    The first lead leads, further leads are equals. Who keeps the role keeps the signing off. Writes the derived
    `Task.lead`. Raises Invalid for an organization that has ended or a role that does not exist.
    """
    check(by, "register.edit_task", task)
    open_task(task)
    _sound(task, wanted)
    listed = arranged((organization.pk, role) for organization, role in wanted)
    with unless_raced(), act("register.set_responsibilities", by=by, why=why, about=task) as this:
        task.lead_id = collecting(listed)
        this.save(task, seen=seen)
        exchange(this, task, listed)
    return list(task.responsibilities.select_related("organization"))


def _sound(task: Task, wanted: Sequence[tuple[Organization, str]]) -> None:
    today = clock.today()
    already = set(task.responsibilities.values_list("organization", flat=True))
    for organization, role in wanted:
        if role not in ResponsibilityRole.values:
            raise Invalid(
                "role", _("This role does not exist. Choose lead, joint, supporting or supervising.")
            )
        ended = organization.ended_on is not None and organization.ended_on <= today
        if ended and organization.pk not in already:
            raise Invalid(
                "organization", _("“%(name)s” has ended. Choose its successor."), name=organization.name
            )


def exchange(this: Act, task: Task, listed: list[tuple[int, str]]) -> None:
    """Let exactly the `listed` (from `rules.arranged`) answer, within the act `this`; new roles are unsigned."""
    held = {row.organization_id: row for row in task.responsibilities.select_for_update()}
    keep = dict(listed)
    for organization, row in held.items():
        if organization not in keep:
            this.delete(row)
    changed = [row for key, row in held.items() if key in keep and row.role != keep[key]]
    # The lead gives up the role before another takes it: a task has one lead at any moment.
    for row in sorted(changed, key=lambda row: keep[row.organization_id] == ResponsibilityRole.LEAD):
        row.role, row.signed_at, row.signed_by = keep[row.organization_id], None, None
        this.save(row)
    for position, (organization, role) in enumerate(listed, start=1):
        _place(
            this,
            held.get(organization) or Responsibility(task=task, organization_id=organization, role=role),
            position,
        )
    standing_units(keep.keys() - held.keys())


def _place(this: Act, row: Responsibility, position: int) -> None:
    before, row.position = row.position, position
    if row.pk is None:
        this.create(row)
    elif before != position:
        this.save(row)


def sign_off(responsibility: Responsibility, *, by: User, why: str = "") -> Responsibility:
    """Record that the unit has taken note of its responsibility (签收). Raises AlreadySigned, NotThere."""
    check(by, "register.sign_off", responsibility)
    open_task(responsibility.task)
    for_ = on_behalf(by, "register.sign_off", responsibility)
    with act("register.sign_off", by=by, for_=for_, why=why, about=responsibility.task) as this:
        row = Responsibility.objects.select_for_update().filter(pk=responsibility.pk).first()
        if row is None:
            raise NotThere
        if row.signed_at is not None:
            raise AlreadySigned(day=row.signed_at)
        row.signed_at, row.signed_by = clock.now(), by
        this.save(row)
    return row


def sign_off_all(responsibilities: Iterable[Responsibility], *, by: User) -> list[Responsibility]:
    """Sign off each of these whose task is still there to be carried out and that nobody signed off meanwhile.

    One act per task, so that each task's story tells it. Raises NotAllowed.
    """
    signed = []
    for row in responsibilities:
        with suppress(AlreadySigned, NotThere, TaskIsClosed, TaskIsMerged, RegisterIsClosed):
            signed.append(sign_off(row, by=by))
    return signed
