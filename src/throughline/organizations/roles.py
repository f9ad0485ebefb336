"""What the roles may do, found out from the conditions themselves; and the roles by their short names."""

from __future__ import annotations

from functools import cache

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import OwnRole, User
from throughline.accounts.permissions import CONDITIONS, EVERYTHING, NOTHING
from throughline.history import past
from throughline.lib.refusal import Invalid
from throughline.organizations.reach import Reach

#: Holds nothing, and is nobody.
NOBODY = 0


@cache
def acts_of(role: str) -> frozenset[str]:
    """The acts in which the built-in role takes part: where it, held everywhere, adds to what everybody may do."""
    with past.present():
        holder, stranger = _probe(role), _probe()
        return frozenset(
            act for act, (made, _model) in CONDITIONS.items() if _adds(made(holder), made(stranger))
        )


def _probe(*roles: str) -> User:
    user = User(pk=NOBODY)
    user.reach = (None, Reach(frozenset(roles)))  # type: ignore[attr-defined]
    return user


def _adds(held: Q, without: Q) -> bool:
    if held is EVERYTHING:
        return without is not EVERYTHING
    return held is not NOTHING and without is NOTHING


@cache
def basics() -> frozenset[str]:
    """What every role may do, which is what being here means: seeing plans, registers, tasks."""
    return frozenset.intersection(*(acts_of(role) for role in Role.values))


def withholdable(base: str) -> frozenset[str]:
    """The acts that an own role can take from the built-in role `base`."""
    return acts_of(base) - basics()


def acts_of_own(role: OwnRole) -> frozenset[str]:
    """What the own role may do."""
    return acts_of(role.base) - set(role.withheld)


def role_named(name: str) -> tuple[str, OwnRole | None]:
    """The built-in role that goes by the short name, and the own role that lessens it. Raises Invalid, field `role`."""
    if name in Role.values:
        return name, None
    own = OwnRole.objects.filter(slug=name).first()
    if own is None:
        raise Invalid("role", _("This role does not exist. Choose one from the list."))
    return own.base, own


def handed(role: str, own: OwnRole | None) -> frozenset[str]:
    """What whoever gets the role may do by it."""
    return acts_of_own(own) if own else acts_of(role)
