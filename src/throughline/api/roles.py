"""Roles: what they may do; own ones made, edited and retired; and roles given and withdrawn."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status

from throughline.accounts.choices import Role
from throughline.accounts.labels import act_label
from throughline.accounts.models import GivenRole, OwnRole, User
from throughline.accounts.names import login_name
from throughline.accounts.permissions import CONDITIONS, check
from throughline.api.fields import Key, Line, Text, Word
from throughline.api.frame import REFUSALS
from throughline.api.shapes.roles import ActOut, RoleGrantOut, RoleOut
from throughline.lib.refusal import Invalid, NotThere
from throughline.organizations.actions.grants import give_grant, withdraw_grant
from throughline.organizations.actions.own_roles import (
    MANAGE,
    edit_role,
    make_role,
    remove_role,
    reopen_role,
    retire_role,
)
from throughline.organizations.models import Grant, Organization, Post
from throughline.organizations.permissions import check_reads_administration
from throughline.organizations.roles import acts_of, acts_of_own, withholdable
from throughline.plans.actions.plans import give_plan_grant, withdraw_plan_grant
from throughline.plans.models import Plan, PlanGrant
from throughline.register.actions.registers import give_register_grant, withdraw_register_grant
from throughline.register.models import Register, RegisterGrant
from throughline.register.queries.holders import given as given_of

router = Router(tags=["roles"])
Kind = Literal["organization", "plan", "register"]
KINDS: dict[str, tuple[Any, Any]] = {
    "organization": (Grant, withdraw_grant),
    "plan": (PlanGrant, withdraw_plan_grant),
    "register": (RegisterGrant, withdraw_register_grant),
}


def _one(rows: Any, **wanted: Any) -> Any:
    found = rows.filter(**wanted).first()
    if found is None:
        raise NotThere
    return found


def _own(slug: str) -> OwnRole:
    return _one(OwnRole.objects.all(), slug=slug)


def _built_in(role: Role) -> dict[str, Any]:
    told = {"slug": role.value, "base": role.value, "name": str(role.label), "name_en": "", "name_zh": ""}
    state = {"is_own": False, "is_retired": False, "version": 0, "withheld": []}
    return told | state | {"acts": sorted(acts_of(role))}


def _told(role: OwnRole) -> dict[str, Any]:
    names = ("slug", "base", "name", "name_en", "name_zh", "is_retired", "version", "withheld")
    told = {name: getattr(role, name) for name in names}
    return told | {"is_own": True, "acts": sorted(acts_of_own(role))}


@router.get("/roles", response={200: list[RoleOut], **REFUSALS})
def list_roles(request: HttpRequest) -> list[dict[str, Any]]:
    """The nine built-in roles and the city's own ones, with what each may do; for administrators and auditors."""
    check_reads_administration(request.user)
    return [*map(_built_in, Role), *map(_told, OwnRole.objects.all())]


@router.get("/acts", response={200: list[ActOut], **REFUSALS})
def list_acts(request: HttpRequest) -> list[dict[str, Any]]:
    """Everything that somebody may do, in the reader's language; for administrators and auditors."""
    check_reads_administration(request.user)
    return [
        {
            "act": act,
            "label": act_label(act),
            "withholdable_from": [role for role in Role.values if act in withholdable(role)],
        }
        for act in CONDITIONS
    ]


class RoleIn(Schema):
    """The names of an own role, one of them at least, and the acts that it withholds from its built-in role."""

    name_en: Line = ""
    name_zh: Line = ""
    withheld: list[Word] = []


class NewRole(RoleIn):
    """The same with the short name and the built-in role, which both stay as they are."""

    slug: Line
    base: Role


@router.post("/roles", response={201: RoleOut, **REFUSALS})
def make_own_role(request: HttpRequest, given: NewRole) -> Status[dict[str, Any]]:
    """Make an own role."""
    return Status(201, _told(make_role(by=request.user, **given.dict())))


class RoleChange(RoleIn):
    """All of it anew, with the version that was looked at."""

    seen: int


@router.patch("/roles/{slug}", response={200: RoleOut, **REFUSALS})
def change_own_role(request: HttpRequest, slug: Word, given: RoleChange) -> dict[str, Any]:
    """Change an own role, for everybody who has it."""
    check(request.user, MANAGE)
    return _told(edit_role(_own(slug), by=request.user, **given.dict()))


class Seen(Schema):
    """The version that was looked at."""

    seen: int
    why: Text = ""


@router.post("/roles/{slug}/retire", response={200: RoleOut, **REFUSALS})
def retire_own_role(request: HttpRequest, slug: Word, given: Seen) -> dict[str, Any]:
    """Let an own role be given to nobody any more; who has it keeps it."""
    check(request.user, MANAGE)
    return _told(retire_role(_own(slug), by=request.user, **given.dict()))


@router.post("/roles/{slug}/reopen", response={200: RoleOut, **REFUSALS})
def reopen_own_role(request: HttpRequest, slug: Word, given: Seen) -> dict[str, Any]:
    """Let a retired own role be given again."""
    check(request.user, MANAGE)
    return _told(reopen_role(_own(slug), by=request.user, **given.dict()))


@router.post("/roles/{slug}/remove", response={204: None, **REFUSALS})
def remove_own_role(request: HttpRequest, slug: Word, given: Seen) -> Status[None]:
    """Delete an own role that nobody has."""
    check(request.user, MANAGE)
    remove_role(_own(slug), by=request.user, **given.dict())
    return Status(204, None)


def _grant(row: GivenRole) -> dict[str, Any]:
    where: Any = row
    kind = next(kind for kind, (model, _withdraw) in KINDS.items() if isinstance(row, model))
    place = getattr(row, kind)
    return {
        "kind": kind,
        "id": row.pk,
        "role": row.role_key,
        "name": row.role_name,
        "username": where.user.username,
        "organization": place.code if kind == "organization" and place else None,
        "plan": place.slug if kind == "plan" else None,
        "register_slug": place.slug if kind == "register" else None,
    }


@router.get("/roles/{slug}/grants", response={200: list[RoleGrantOut], **REFUSALS})
def list_role_grants(request: HttpRequest, slug: Word) -> list[dict[str, Any]]:
    """Who has an own role; for whoever edits it."""
    check(request.user, MANAGE)
    return [_grant(row) for row, _where in given_of(_own(slug))]


class GrantIn(Schema):
    """To which account (`username`), and how far: an organization by code, a plan or a register by short name.

    With none of them it holds everywhere. `acts_for` is the key of the leader's post for whom a secretary acts.
    """

    username: Word
    organization: Word = ""
    plan: Word = ""
    register_slug: Word = ""
    acts_for: Key | None = None
    why: Text = ""


@router.post("/roles/{slug}/grants", response={201: RoleGrantOut, **REFUSALS})
def give_role(request: HttpRequest, slug: Word, given: GrantIn) -> Status[dict[str, Any]]:
    """Give a role, a built-in or an own one, by its short name."""
    if sum(map(bool, (given.organization, given.plan, given.register_slug))) > 1:
        raise Invalid("organization", _("Name an organization, a plan or a register, one of them at most."))
    user = User.objects.filter(username=login_name(given.username)).first()
    if user is None:
        check(request.user, "accounts.manage")  # which accounts there are is told to no one else
        raise NotThere
    said = {"by": request.user, "why": given.why}
    row: GivenRole
    if given.plan:
        row = give_plan_grant(_one(Plan.objects.all(), slug=given.plan), user, slug, **said)
    elif given.register_slug:
        row = give_register_grant(_one(Register.objects.all(), slug=given.register_slug), user, slug, **said)
    else:
        row = give_grant(user, slug, **said, **_reach(given))
    return Status(201, _grant(row))


def _reach(given: GrantIn) -> dict[str, Any]:
    units, posts = Organization.objects.all(), Post.objects.select_related("organization")
    return {
        "organization": _one(units, code=given.organization) if given.organization else None,
        "acts_for": _one(posts, pk=given.acts_for) if given.acts_for else None,
    }


class Why(Schema):
    """Why it is done."""

    why: Text = ""


@router.post("/grants/{kind}/{key}/withdraw", response={204: None, **REFUSALS})
def withdraw_role(request: HttpRequest, kind: Kind, key: Key, given: Why) -> Status[None]:
    """Take a role away again."""
    model, withdraw = KINDS[kind]
    withdraw(_one(model.objects.select_related("user", kind), pk=key), by=request.user, why=given.why)
    return Status(204, None)
