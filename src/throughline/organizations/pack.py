"""Own roles in the pack of settings; who has them stays here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.labels import acts_in_words
from throughline.accounts.models import OwnRole
from throughline.lib.pack_part import PARTS, Content, Part, fields
from throughline.organizations.actions.own_roles import edit_role, make_role, reopen_role, retire_role
from throughline.organizations.refusals import RoleWithAnotherBase

NAMES = ("name_en", "name_zh")


def held() -> dict[str, Content]:
    """Own roles by short name."""
    names = ("base", *NAMES, "withheld", "is_retired")
    return {row.slug: {name: getattr(row, name) for name in names} for row in OwnRole.objects.all()}


def take(key: str, content: Content) -> None:
    """Make the role so, after what it withholds was looked through; who has it here has it so from now on."""
    said = fields(content, ("base", *NAMES, "withheld", "is_retired"))
    if not isinstance(said["is_retired"], bool) or not all(isinstance(said[name], str) for name in NAMES):
        raise TypeError("names are texts, and a role is retired or not")
    given = {name: said[name] for name in (*NAMES, "withheld")}
    row = OwnRole.objects.filter(slug=key).first()
    if row is None:
        row = make_role(key, said["base"], by=None, **given)
    elif row.base != said["base"]:
        raise RoleWithAnotherBase(role=row, base=row.get_base_display())
    elif any(getattr(row, name) != value for name, value in given.items()):
        edit_role(row, by=None, seen=row.version, **given)
    if row.is_retired != said["is_retired"]:
        (retire_role if said["is_retired"] else reopen_role)(row, by=None, seen=row.version)


def title(key: str, content: Content) -> str:
    """Its name in one of the languages."""
    return str(content.get("name_en") or content.get("name_zh") or key)


def shown(content: Content) -> Content:
    """In the words of the roles' own page."""
    base, withheld = content.get("base"), content.get("withheld")
    named = {"base": str(Role(base).label)} if base in Role.values else {}
    if isinstance(withheld, list):
        named["withheld"] = acts_in_words(map(str, withheld))
    return {**content, **named}


PARTS.append(Part("roles", _("Own roles"), 0, held, title, take, shown))
