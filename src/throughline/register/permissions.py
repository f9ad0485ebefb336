"""Who may see and change registers, tasks and projects."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure, Role
from throughline.accounts.models import User
from throughline.accounts.permissions import (
    EVERYTHING,
    NOTHING,
    asked_of_each,
    asking,
    at,
    condition,
    of_each,
)
from throughline.history import past
from throughline.history.presence import present
from throughline.organizations.models import Grant, Organization
from throughline.organizations.reach import Reach, any_of, reach_for, reach_of
from throughline.plans.models import PlanGrant
from throughline.register.choices import RegisterKind
from throughline.register.models import (
    Entry,
    Project,
    ProjectTask,
    Register,
    RegisterGrant,
    Responsibility,
    RuleSet,
    Task,
)

OFFICES = (Role.SUPERVISION_OFFICE, Role.PLAN_OFFICE)
UNITS = (Role.UNIT_OFFICER, Role.UNIT_LEADER)
WITHHELD = "own_role__withheld"
#: With more entries and responsibilities in reach, a page's rows are found sooner one by one than by the keys of all.
MANY = 20_000
READERS = (
    Role.ADMINISTRATOR,
    *OFFICES,
    Role.CITY_LEADER,
    Role.SECRETARY,
    Role.AUDITOR,
    Role.VIEWER,
)


def granted(user: User, *roles: str) -> Q:
    """The registers for which `user` holds a grant of their own or of their plan; any role when none is named."""
    found = _grants(user)
    registers = _keys(found.registers, roles, user.asked)
    plans = _keys(found.plans, roles, user.asked)
    conditions = [Q(pk__in=registers)] if registers else []
    return any_of(*conditions, *([Q(plan__in=plans)] if plans else []))


def _keys(given: _Given, roles: tuple[str, ...], asked: frozenset[str]) -> set[int]:
    """The keys of what is given with one of `roles`, any when none is named, and withholds nothing that is asked."""
    return {
        key
        for role, key, withheld in given
        if (not roles or role in roles) and asked.isdisjoint(withheld or ())
    }


_Given = list[tuple[str, int, list[str] | None]]


class _Grants(NamedTuple):
    """A user's grants of single registers and plans: role, key, and what the own role withholds."""

    registers: _Given
    plans: _Given


def _grants(user: User) -> _Grants:
    """Read once per user object, as their reach is: most people have none, and then no condition asks for them."""
    known: _Grants | None = getattr(user, "grants_read", None)
    if known is None:
        held = present(user.pk, (RegisterGrant, "user"), (PlanGrant, "user"))
        known = _held_grants(user) if held else _Grants([], [])
        user.grants_read = known  # type: ignore[attr-defined]
    return known


def _held_grants(user: User) -> _Grants:
    registers, plans = RegisterGrant.objects.filter(user=user), PlanGrant.objects.filter(user=user)
    return _Grants(
        list(registers.order_by().values_list("role", "register_id", WITHHELD)),
        list(plans.order_by().values_list("role", "plan_id", WITHHELD)),
    )


def registers_of(user: User, *roles: str) -> Q:
    """The registers over which `user` holds one of `roles`, by reach or by grant."""
    return any_of(reach_of(user).over("organization", *roles, always=True), granted(user, *roles))


def tasks_at_home(registers: Q, path: str = "pk") -> Q:
    """The tasks (at `path`) whose home register meets the condition."""
    if registers is EVERYTHING or registers is NOTHING:
        return registers
    homes = Entry.objects.filter(is_home=True, register__in=Register.objects.filter(registers))
    return at(path, homes.values("task"))


def _serving(tasks: Q) -> Q:
    """The projects that serve one of the tasks."""
    if tasks is NOTHING:
        return NOTHING
    served = ProjectTask.objects.filter(at("task", Task.objects.filter(tasks).values("pk")))
    return at("pk", served.values("project"))


@condition("register.view", Register, label=_("See registers"))
def view(user: User) -> Q:
    """Keepers and readers of the register, units that answer for one of its tasks, grants; everybody when public."""
    answered = reach_of(user).over("organization", *READERS, *UNITS)
    if answered is EVERYTHING:
        return EVERYTHING
    public = Q(disclosure=Disclosure.PUBLIC)
    own = any_of(reach_of(user).over("organization", *READERS, always=True), granted(user), public)
    if own is EVERYTHING or answered is NOTHING:
        return own
    # By itself a register is asked only for who sees many: of the few tasks of others, it may hold none.
    with of_each(asked_of_each() and sees_many(user)):
        held = Responsibility.objects.filter(reach_of(user).over("organization", *READERS, *UNITS))
        return own | at("pk", Entry.objects.filter(at("task", held.values("task"))).values("register"))


def _sight(user: User) -> list[QuerySet[Any]] | None:
    """By what `user` sees tasks: entries on registers, responsibilities of units; None for who sees every task."""
    kept = reach_of(user).over("organization", *READERS, always=True)
    if kept is EVERYTHING:
        return None
    answered = reach_of(user).over("organization", *READERS, *UNITS)
    if answered is EVERYTHING:
        return None
    return _through(any_of(kept, granted(user)), answered)


def _through(registers: Q, answered: Q) -> list[QuerySet[Any]]:
    """The entries on these registers, the responsibilities of these units."""
    seen: list[QuerySet[Any]] = []
    if registers is not NOTHING:
        seen.append(Entry.objects.filter(register__in=Register.objects.filter(registers)))
    if answered is not NOTHING:
        seen.append(Responsibility.objects.filter(answered))
    return seen


@condition("register.view_task", Task, label=_("See tasks"))
def view_task(user: User, path: str = "pk") -> Q:
    """Readers of a register that shows it, units that answer for it, grants; everybody when public."""
    seen = _sight(user)
    if seen is None:
        return EVERYTHING
    public = Q(disclosure=Disclosure.PUBLIC)
    if not seen and path == "pk":
        return public
    # Not joined by "or" where they are asked by key: then a database looks at every task there is.
    keys = [rows.values("task") for rows in seen]
    if not seen or _any_is_public():
        keys.append(_public_tasks().values("pk"))
    return at(path, *keys)


def looks_from(user: User) -> int | None:
    """The organization from which `user` looks: they see what all its readers see, and nothing else. None where roles
    are held elsewhere, too, or everywhere, or single registers and plans were opened to them.
    """
    reach = reach_for(user, "register.view_task")
    reading, answering = (_held_within(reach, *roles) for roles in (READERS, UNITS))
    with asking(user, "register.view_task"):
        alone = len(reading) == 1 and answering <= reading and granted(user) is NOTHING
    return None if reach.everywhere or not alone else reading.pop()


def _held_within(reach: Reach, *roles: str) -> set[int]:
    return {key for role in roles for key, _below in reach.within.get(role, ())}


def seen_from(organization: Organization, path: str = "pk") -> Q:
    """The tasks (at `path`) that who looks from the organization sees, besides what is public: those on its registers,
    and those for which it or a unit below it answers.
    """
    return at(path, *(rows.values("task") for rows in _from(organization)))


def _from(organization: Organization) -> list[QuerySet[Any]]:
    reach = Reach(frozenset(), {Role.VIEWER: [(organization.pk, organization.trail_below)]})
    over = reach.over("organization", Role.VIEWER)
    return _through(over, over)


def many_seen_from(number: int) -> list[Organization]:
    """The organizations at which a reader's role is held, not the one above all, with more than so many entries and
    responsibilities in sight.
    """
    held = Grant.objects.filter(role__in=READERS).exclude(organization=None).order_by()
    seats = Organization.objects.filter(pk__in=held.values("organization"))
    if Organization.objects.filter(trail="/").count() == 1:
        seats = seats.exclude(trail="/")
    return [one for one in seats.order_by("pk") if _are_more(_from(one), number)]


def sees_many(user: User | None) -> bool:
    """Whether so much is in reach of `user`, but not everything, that the first rows of a list are found sooner by
    asking each in the list's order than by putting together the keys of all. It decides about no right.
    """
    if user is None:
        return False
    known: bool | None = getattr(user, "many_in_reach", None)
    if known is None:
        # By key, and of today: then indexes hold all that is counted.
        with of_each(False):
            seen = _sight(user)
        with past.present():
            known = bool(seen) and _are_more(seen or [], MANY)
        user.many_in_reach = known  # type: ignore[attr-defined]
    return known


def _are_more(some: list[QuerySet[Any]], number: int) -> bool:
    """Whether there are more rows than so many; they are counted no further."""
    keys = [rows.order_by().values("pk") for rows in some]
    return keys[0].union(*keys[1:], all=True)[: number + 1].count() > number


def _any_is_public() -> bool:
    """Asked only on a past day, on which no index finds what is public today."""
    if past.moment() is None:
        return True
    with past.present():
        return _public_tasks().exists()


def _public_tasks() -> QuerySet[Task]:
    """Said as a range: of one value, PostgreSQL's plan for all values expects most tasks, and reads the whole table."""
    return Task.objects.filter(disclosure__range=(Disclosure.PUBLIC, Disclosure.PUBLIC))


@condition("register.create", Organization, label=_("Make registers"))
def create(user: User) -> Q:
    """The offices of the organization that is to keep the register."""
    return reach_of(user).over("", *OFFICES)


@condition("register.edit", Register, label=_("Edit registers and their areas, and give roles for them"))
def edit(user: User) -> Q:
    """The offices of the organization that keeps it."""
    return registers_of(user, *OFFICES)


@condition("register.import_tasks", Register, label=_("Import tasks from workbooks and text"))
def import_tasks(user: User) -> Q:
    """As for editing the register."""
    return registers_of(user, *OFFICES)


@condition("register.edit_task", Task, label=_("Make and edit tasks, and decide about them"))
def edit_task(user: User) -> Q:
    """The offices of the task's home register."""
    return tasks_at_home(registers_of(user, *OFFICES))


@condition("register.move_due_date", Task, label=_("Move due dates"))
def move_due_date(user: User) -> Q:
    """The offices of the task's home register."""
    return tasks_at_home(registers_of(user, *OFFICES))


@condition("register.sign_off", Responsibility, label=_("Sign tasks off"))
def sign_off(user: User) -> Q:
    """Officers and leaders of the unit that answers."""
    return reach_of(user).over("organization", *UNITS)


@condition("register.record_instruction", Register, label=_("Record leaders' instructions"))
def record_instruction(user: User) -> Q:
    """Secretaries and the supervision office, on registers of leaders' instructions."""
    registers = registers_of(user, Role.SUPERVISION_OFFICE, Role.SECRETARY)
    kind = Q(kind=RegisterKind.INSTRUCTIONS)
    return NOTHING if registers is NOTHING else kind if registers is EVERYTHING else kind & registers


@condition("register.manage_rules", RuleSet, label=_("Keep rating rules"))
def manage_rules(user: User) -> Q:
    """Administrators of the whole installation."""
    return EVERYTHING if Role.ADMINISTRATOR in reach_of(user).everywhere else NOTHING


@condition("projects.view", Project, label=_("See projects"))
def view_projects(user: User) -> Q:
    """Readers and units of the owner, whoever sees a task that it serves; everybody when public."""
    reached = reach_of(user).over("organization", *READERS, *UNITS)
    tasks = view_task(user)
    if reached is EVERYTHING or tasks is EVERYTHING:
        return EVERYTHING
    return any_of(reached, _serving(tasks), Q(disclosure=Disclosure.PUBLIC))


@condition("projects.edit", Project, label=_("Edit projects"))
def edit_projects(user: User) -> Q:
    """The offices of the owner, or of a task that it serves."""
    tasks = edit_task(user)
    if tasks is EVERYTHING:
        return EVERYTHING
    return any_of(reach_of(user).over("organization", *OFFICES), _serving(tasks))


@condition("projects.report", Project, label=_("Report on projects"))
def report_projects(user: User) -> Q:
    """Who edits it, and the officers of the owner."""
    return any_of(edit_projects(user), reach_of(user).over("organization", *UNITS))
