"""Column sets in the pack of settings. They go to the organization of the same code, else to the only topmost one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.pack_part import PARTS, Content, Part, fields
from throughline.lib.refusal import Refused
from throughline.organizations.models import Organization
from throughline.papers.actions.column_sets import create_column_set, edit_column_set
from throughline.papers.models import ColumnSet

FIELDS = ("columns", "joined", "dates")


class NobodyToUseIt(Refused):
    """The directory has no organization for it."""

    status = 422
    message = _(
        "“%(name)s” belongs to the organization “%(code)s”, which the directory does not have, and there is not "
        "exactly one topmost organization to give it to. Enter the organization first, or leave this out."
    )


def held() -> dict[str, Content]:
    """Column sets by the organization's code and their name."""
    rows = ColumnSet.objects.select_related("organization")
    return {
        f"{row.organization.code}/{row.name}": {name: getattr(row, name) for name in FIELDS} for row in rows
    }


def take(key: str, content: Content) -> None:
    """Make the set so, for the organization that uses it here."""
    code, _slash, name = key.partition("/")
    said = fields(content, FIELDS)
    organization = _user(code, name)
    row = ColumnSet.objects.filter(organization=organization, name=name).first()
    if row is None:
        create_column_set(organization, by=None, name=name, **said)
    else:
        edit_column_set(row, by=None, seen=row.version, **said)


def _user(code: str, name: str) -> Organization:
    named = Organization.objects.filter(code=code).first()
    topmost = list(Organization.objects.filter(parent=None)[:2])
    if named is None and len(topmost) != 1:
        raise NobodyToUseIt(code=code, name=name)
    return named or topmost[0]


def title(key: str, _content: Content) -> str:
    """Its name."""
    return key.partition("/")[2]


PARTS.append(Part("column-sets", _("Column sets"), 4, held, title, take))
