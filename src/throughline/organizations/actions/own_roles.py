"""Own roles made, edited, retired and removed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import OwnRole, User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.refusals import RoleHeld, RoleNameTaken
from throughline.organizations.roles import withholdable

MANAGE = "accounts.manage_roles"
FIELDS = ("name_en", "name_zh", "withheld")


def make_role(
    slug: str, base: str, *, by: User | None, withheld: Collection[str] = (), why: str = "", **names: str
) -> OwnRole:
    """An own role: `base` less the acts in `withheld`, called `name_en` and `name_zh`, one of them at least.

    Raises NotAllowed, RoleNameTaken, Invalid.
    """
    check(by, MANAGE)
    made = OwnRole(slug=slug, base=base)
    with unless_raced(RoleNameTaken(slug=slug)), act("accounts.make_role", by=by, why=why) as this:
        _fill(made, {**names, "withheld": withheld})
        if slug in Role.values or OwnRole.objects.filter(slug=slug).exists():
            raise RoleNameTaken(slug=slug)
        this.create(made)
        this.about(made)
    return made


def edit_role(role: OwnRole, *, by: User | None, seen: int, why: str = "", **changes: Any) -> OwnRole:
    """Change the names and what it withholds, for everybody who has it; short name and built-in role stay.

    Raises NotAllowed, ChangedMeanwhile, Invalid.
    """
    check(by, MANAGE, role)
    with act("accounts.edit_role", by=by, why=why, about=role) as this:
        _fill(role, changes)
        this.save(role, seen=seen)
    return role


def retire_role(role: OwnRole, *, by: User | None, seen: int, why: str = "") -> OwnRole:
    """Let it be given to nobody any more; who has it keeps it. Raises NotAllowed, ChangedMeanwhile."""
    return _set_retired(role, "accounts.retire_role", by=by, seen=seen, why=why)


def reopen_role(role: OwnRole, *, by: User | None, seen: int, why: str = "") -> OwnRole:
    """Let it be given again. Raises NotAllowed, ChangedMeanwhile."""
    return _set_retired(role, "accounts.reopen_role", by=by, seen=seen, why=why)


def _set_retired(role: OwnRole, name: str, *, by: User | None, seen: int, why: str) -> OwnRole:
    check(by, MANAGE, role)
    with act(name, by=by, why=why, about=role) as this:
        role.is_retired = name == "accounts.retire_role"
        this.save(role, seen=seen)
    return role


def remove_role(role: OwnRole, *, by: User | None, seen: int, why: str = "") -> None:
    """Delete an own role that nobody has. Raises NotAllowed, RoleHeld, ChangedMeanwhile."""
    check(by, MANAGE, role)
    with unless_raced(RoleHeld(role=role)), act("accounts.remove_role", by=by, why=why, about=role) as this:
        role.version = seen
        try:
            this.delete(role)
        except ProtectedError as error:
            raise RoleHeld(role=role) from error


def _fill(role: OwnRole, changes: dict[str, Any]) -> None:
    assign(role, changes, FIELDS)
    role.withheld = _acts(role.withheld)
    clean(role)
    if not (role.name_en or role.name_zh):
        raise Invalid("name_en", _("Give the role a name in English or in Chinese, or in both."))
    known = withholdable(role.base)
    for one in role.withheld:
        if one not in known:
            raise Invalid(
                "withheld",
                _("“%(act)s” can't be withheld: the role “%(base)s” does not hold it, or every role has it."),
                act=one[:80],
                base=role.get_base_display(),
            )


def _acts(withheld: Any) -> list[str]:
    """Sorted, each once."""
    listed = isinstance(withheld, list | tuple | set | frozenset)
    if not listed or not all(isinstance(one, str) for one in withheld):
        raise Invalid("withheld", _("What is withheld is a list of acts by their names."))
    return sorted(set(withheld))
