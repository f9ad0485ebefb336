"""Plans in their family tree, and who may do what on one of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check, may
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.lib.tree import UnderItself
from throughline.organizations.actions.grants import refuse_retired
from throughline.organizations.models import Organization
from throughline.organizations.roles import handed, role_named
from throughline.plans.models import Plan, PlanGrant

FIELDS = ("slug", "title", "kind", "starts_on", "ends_on", "disclosure", "official_order")


def create_plan(
    *,
    by: User | None,
    title: str,
    organization: Organization,
    parent: Plan | None = None,
    slug: str = "",
    why: str = "",
    **fields: Any,
) -> Plan:
    """A new plan made by `organization`, carrying out `parent`. Raises Invalid."""
    check(by, "plans.create", organization)
    if parent is not None:
        check(by, "plans.view", parent)
    plan = Plan(organization=organization)
    assign(plan, {"title": title, "slug": slug or free_slug(title), **fields}, FIELDS)
    plan.place_under(parent)
    _checked(plan)
    with unless_raced(), act("plans.create", by=by, why=why) as this:
        this.create(plan)
        this.about(plan)
    return plan


def edit_plan(plan: Plan, *, by: User | None, seen: int, why: str = "", **changes: Any) -> Plan:
    """Change FIELDS, `organization` or `parent` (the plan it carries out). Raises Invalid, ChangedMeanwhile."""
    check(by, "plans.edit", plan)
    if changes.get("organization") is not None:
        check(by, "plans.create", changes["organization"])
    moved = "parent" in changes
    parent = changes.pop("parent", None)
    assign(plan, changes, [*FIELDS, "organization"])
    _checked(plan)
    with unless_raced(), act("plans.edit", by=by, why=why, about=plan) as this:
        below = _move(plan, parent) if moved else []
        this.save(plan, seen=seen)
        this.save_many(below)
    return plan


def _move(plan: Plan, parent: Plan | None) -> list[Plan]:
    """Hang `plan` below `parent`; the plans below it with their new trails. Plans are few: all are held meanwhile."""
    held = {row.pk: row for row in Plan.objects.select_for_update().order_by("pk")}
    trail = held[plan.pk].trail_below
    try:
        plan.place_under(held[parent.pk] if parent else None)
    except UnderItself as error:
        raise Invalid("parent", _("A plan can't carry out itself or a plan below it.")) from error
    below = [row for row in held.values() if row.trail.startswith(trail)]
    for child in below:
        child.trail = plan.trail_below + child.trail.removeprefix(trail)
    return below


def free_slug(title: str) -> str:
    """A short name for addresses that no plan has yet."""
    base = slugify(title, allow_unicode=True)[:60].strip("-") or "plan"
    taken = set(Plan.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


def _checked(plan: Plan) -> None:
    clean(plan, leave_out=("trail",))
    if Plan.objects.filter(slug=plan.slug).exclude(pk=plan.pk).exists():
        raise Invalid("slug", _("Another plan has this short name. Choose another."))
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        raise Invalid("ends_on", _("The end lies before the start. Give a later one, or an earlier start."))


def give_plan_grant(plan: Plan, user: User, role: str, *, by: User | None, why: str = "") -> PlanGrant:
    """Give `user` the role of this short name for this plan and what hangs on it. Giving it twice changes nothing.

    Raises NotAllowed (what is withheld from oneself can't be given), RoleRetired, Invalid.
    """
    base, own = role_named(role)
    _check_gives(by, plan, handing=handed(base, own))
    given = {"user": user, "role": base, "own_role": own, "plan": plan}
    held = PlanGrant.objects.filter(**given).first()
    if held is not None:
        return held
    with unless_raced(), act("plans.give_grant", by=by, why=why, about=plan) as this:
        refuse_retired(own)
        return this.create(PlanGrant(**given))


def withdraw_plan_grant(grant: PlanGrant, *, by: User | None, why: str = "") -> None:
    """Take a plan's role from a person."""
    _check_gives(by, grant.plan)
    with act("plans.withdraw_grant", by=by, why=why, about=grant.plan) as this:
        this.delete(grant)


def _check_gives(by: User | None, plan: Plan, *, handing: Collection[str] = ()) -> None:
    """Whoever edits the plan gives its roles; and administrators, who give all roles."""
    if not may(by, "accounts.manage", handing=handing):
        check(by, "plans.edit", plan, handing=handing)
