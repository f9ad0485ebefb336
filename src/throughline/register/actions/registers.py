"""Registers, their key areas with stage goals, and who may do what on one of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check, may
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.organizations.actions.grants import refuse_retired
from throughline.organizations.models import Organization, Post
from throughline.organizations.roles import handed, role_named
from throughline.register.actions.guards import locked, open_register
from throughline.register.models import Entry, KeyArea, Register, RegisterGrant, StageGoal
from throughline.register.refusals import NotOnThisRegister, StillInUse

FIELDS = (
    "slug title kind plan rhythm due_days explanation_days rule_set calendar starts_on closed_on disclosure "
    "official_order"
).split()

#: What next year's register has as this year's had it.
SAME_NEXT_YEAR = (
    "kind plan rhythm due_days explanation_days rule_set calendar disclosure official_order"
).split()


def create_register(
    *, by: User | None, title: str, organization: Organization, slug: str = "", why: str = "", **fields: Any
) -> Register:
    """A new register kept by `organization`. Without `slug` one is made from the title. Raises Invalid."""
    plan = fields.get("plan")
    if not (may(by, "register.create", organization) or (plan and may(by, "plans.edit", plan))):
        raise NotAllowed
    register = Register(organization=organization)
    assign(register, {"title": title, "slug": slug or free_slug(title), **fields}, FIELDS)
    _checked(register)
    with unless_raced(), act("register.create", by=by, why=why) as this:
        this.create(register)
        this.about(register)
    return register


def edit_register(
    register: Register, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> Register:
    """Change what a register says of itself (FIELDS, and who keeps it). Raises Invalid, ChangedMeanwhile.

    A year is closed by an act of its own (`delivery.actions.close_register`), once nothing of it waits.
    """
    check(by, "register.edit", register)
    keeper = changes.get("organization")
    if keeper is not None and not may(by, "register.create", keeper):
        raise NotAllowed
    assign(register, changes, [*(name for name in FIELDS if name != "closed_on"), "organization"])
    _checked(register)
    with unless_raced(), act("register.edit", by=by, why=why, about=register) as this:
        this.save(register, seen=seen)
    return register


def create_next(
    register: Register, *, by: User | None, title: str, starts_on: date, slug: str = "", why: str = ""
) -> Register:
    """Next year's register, made from this one: its areas with their leaders, rhythm, rules, calendar and roles.

    Asked for twice, it gives the one that was made first. Stage goals are the new year's own. Raises Invalid.
    """
    check(by, "register.edit", register)
    _check_starts_later(register, starts_on)
    with unless_raced(), act("register.create_next", by=by, why=why, about=register) as this:
        row = locked(register)
        made = Register.objects.filter(follows=row).first()
        if made is None:
            made = _copied(row, title, slug or free_slug(title), starts_on)
            this.create(made)
            this.create_many([_area_on(made, area) for area in row.areas.all()])
            this.create_many([_grant_on(made, grant) for grant in row.grants.all()])
    return made


def _check_starts_later(register: Register, starts_on: date) -> None:
    if register.starts_on is not None and starts_on <= register.starts_on:
        raise Invalid(
            "starts_on",
            _("This register began on %(day)s. The next one begins later."),
            day=register.starts_on,
        )


def _copied(register: Register, title: str, slug: str, starts_on: date) -> Register:
    kept = {name: getattr(register, name) for name in (*SAME_NEXT_YEAR, "organization")}
    made = Register(**kept, follows=register, title=title, slug=slug, starts_on=starts_on)
    _checked(made)
    return made


def _area_on(register: Register, area: KeyArea) -> KeyArea:
    return KeyArea(
        register=register, number=area.number, title=area.title, position=area.position, leader=area.leader
    )


def _grant_on(register: Register, grant: RegisterGrant) -> RegisterGrant:
    return RegisterGrant(register=register, user=grant.user, role=grant.role)


def free_slug(title: str) -> str:
    """A short name for addresses that no register has yet."""
    base = slugify(title, allow_unicode=True)[:60].strip("-") or "register"
    taken = set(Register.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


def _checked(register: Register) -> None:
    clean(register)
    if Register.objects.filter(slug=register.slug).exclude(pk=register.pk).exists():
        raise Invalid("slug", _("Another register has this short name. Choose another."))
    if register.starts_on and register.closed_on and register.closed_on < register.starts_on:
        raise Invalid("closed_on", _("A register can't be closed before it starts."))


def add_area(
    register: Register,
    *,
    by: User | None,
    title: str,
    number: str = "",
    leader: Post | None = None,
    position: int | None = None,
    why: str = "",
) -> KeyArea:
    """A new key area, after the others when no `position` is given. Raises Invalid."""
    check(by, "register.edit", register)
    open_register(register)
    area = KeyArea(register=register, title=title, number=number, leader=leader, position=position or 0)
    with unless_raced(), act("register.add_area", by=by, why=why, about=register) as this:
        locked(register)
        if position is None:
            last = register.areas.order_by("-position").values_list("position", flat=True).first()
            area.position = (last or 0) + 1
        _checked_area(area)
        this.create(area)
    return area


def edit_area(area: KeyArea, *, by: User | None, seen: int, why: str = "", **changes: Any) -> KeyArea:
    """Change title, number, position or leader of a key area."""
    check(by, "register.edit", area.register)
    open_register(area.register)
    assign(area, changes, ("title", "number", "position", "leader"))
    _checked_area(area)
    with unless_raced(), act("register.edit_area", by=by, why=why, about=area) as this:
        this.save(area, seen=seen)
    return area


def remove_area(area: KeyArea, *, by: User | None, why: str = "") -> None:
    """Delete a key area without tasks, with its stage goals. Raises StillInUse."""
    check(by, "register.edit", area.register)
    if Entry.objects.filter(area=area).exists():
        raise StillInUse(what=_("tasks of this key area"))
    with act("register.remove_area", by=by, why=why, about=area) as this:
        this.delete(area)


def _checked_area(area: KeyArea) -> None:
    clean(area)
    same = KeyArea.objects.filter(register=area.register_id, title=area.title).exclude(pk=area.pk)
    if same.exists():
        raise Invalid("title", _("The register has a key area of this name. Choose another."))


def area_of(register: Register, area: KeyArea | None) -> None:
    """Raise NotOnThisRegister when `area` is a heading of another register."""
    if area is not None and area.register_id != register.pk:
        raise NotOnThisRegister(what=area.title)


def add_stage_goal(area: KeyArea, *, by: User | None, due_on: Any, text: str, why: str = "") -> StageGoal:
    """What the area is to have reached by `due_on`."""
    check(by, "register.edit", area.register)
    goal = StageGoal(area=area, due_on=due_on, text=text)
    clean(goal)
    with act("register.add_stage_goal", by=by, why=why, about=area) as this:
        return this.create(goal)


def edit_stage_goal(
    goal: StageGoal, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> StageGoal:
    """Change day or wording of a stage goal."""
    check(by, "register.edit", goal.area.register)
    assign(goal, changes, ("due_on", "text"))
    clean(goal)
    with act("register.edit_stage_goal", by=by, why=why, about=goal) as this:
        this.save(goal, seen=seen)
    return goal


def remove_stage_goal(goal: StageGoal, *, by: User | None, why: str = "") -> None:
    """Delete a stage goal; its history stays."""
    check(by, "register.edit", goal.area.register)
    with act("register.remove_stage_goal", by=by, why=why, about=goal.area) as this:
        this.delete(goal)


def give_register_grant(
    register: Register, user: User, role: str, *, by: User | None, why: str = ""
) -> RegisterGrant:
    """Give `user` the role of this short name for this register. Giving it twice changes nothing.

    Raises NotAllowed (what is withheld from oneself can't be given), RoleRetired, Invalid.
    """
    base, own = role_named(role)
    _check_gives(by, register, handing=handed(base, own))
    given = {"user": user, "role": base, "own_role": own, "register": register}
    held = RegisterGrant.objects.filter(**given).first()
    if held is not None:
        return held
    with unless_raced(), act("register.give_grant", by=by, why=why, about=register) as this:
        refuse_retired(own)
        return this.create(RegisterGrant(**given))


def withdraw_register_grant(grant: RegisterGrant, *, by: User | None, why: str = "") -> None:
    """Take a register's role from a person."""
    _check_gives(by, grant.register)
    with act("register.withdraw_grant", by=by, why=why, about=grant.register) as this:
        this.delete(grant)


def _check_gives(by: User | None, register: Register, *, handing: Collection[str] = ()) -> None:
    """Whoever edits the register gives its roles; and administrators, who give all roles."""
    if not may(by, "accounts.manage", handing=handing):
        check(by, "register.edit", register, handing=handing)
