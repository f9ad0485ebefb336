"""What papers have in the pack of settings: column sets, the templates in use, number series.

They go to the organization of the same code, else to the only topmost one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.lib.pack_part import PARTS, Content, Part, fields
from throughline.lib.refusal import Refused
from throughline.organizations.models import Organization
from throughline.papers.actions.column_sets import create_column_set, edit_column_set
from throughline.papers.actions.numbers import create_series, edit_series
from throughline.papers.actions.templates import add_template
from throughline.papers.choices import PaperKind
from throughline.papers.models import ColumnSet, NumberSeries, Template

COLUMNS = ("columns", "joined", "dates")
#: Where a series begins tells how far an office has counted: that is no setting, and stays with it.
SERIES = ("pattern", "is_open")
TEMPLATE = ("name", "file_name", "data")


class NobodyToUseIt(Refused):
    """The directory has no organization for it."""

    status = 422
    message = _(
        "“%(name)s” belongs to the organization “%(code)s”, which the directory does not have, and there is not "
        "exactly one topmost organization to give it to. Enter the organization first, or leave this out."
    )


def _user(code: str, name: str) -> Organization:
    named = Organization.objects.filter(code=code).first()
    topmost = list(Organization.objects.filter(parent=None)[:2])
    if named is None and len(topmost) != 1:
        raise NobodyToUseIt(code=code, name=name)
    return named or topmost[0]


def _named(model: type[models.Model], names: tuple[str, ...]) -> dict[str, Content]:
    """The rows of a model by their organization's code and their own name."""
    rows = model._default_manager.select_related("organization")
    return {f"{row.organization.code}/{row.name}": {one: getattr(row, one) for one in names} for row in rows}


def title(key: str, _content: Content) -> str:
    """Its name."""
    return key.partition("/")[2]


def column_sets() -> dict[str, Content]:
    """All of them."""
    return _named(ColumnSet, COLUMNS)


def take_column_set(key: str, content: Content) -> None:
    """Make the set so, for the organization that uses it here."""
    code, _slash, name = key.partition("/")
    said = fields(content, COLUMNS)
    organization = _user(code, name)
    row = ColumnSet.objects.filter(organization=organization, name=name).first()
    if row is None:
        create_column_set(organization, by=None, name=name, **said)
    else:
        edit_column_set(row, by=None, seen=row.version, **said)


def series() -> dict[str, Content]:
    """How numbers are written; which were taken, and where a series goes on, stays here."""
    return _named(NumberSeries, SERIES)


def take_series(key: str, content: Content) -> None:
    """Write numbers so from now on. A new series begins at 1; one that is here goes on where it is."""
    code, _slash, name = key.partition("/")
    said = fields(content, SERIES)
    if not isinstance(said["pattern"], str) or not isinstance(said["is_open"], bool):
        raise TypeError("a pattern is a text, and a series is open or not")
    organization = _user(code, name)
    row = NumberSeries.objects.filter(organization=organization, name=name).first()
    if row is None:
        create_series(organization, by=None, name=name, **said)
    else:
        edit_series(row, by=None, seen=row.version, **said)


def templates() -> dict[str, Content]:
    """The template in use of each organization and kind, the file itself with it."""
    rows = Template.objects.filter(is_used=True).select_related("organization")
    return {f"{row.organization.code}/{row.kind}": _template(row) for row in rows}


def _template(row: Template) -> Content:
    with row.file.open("rb") as file:
        data = base64.b64encode(file.read()).decode()
    return {"name": row.name, "file_name": row.file_name, "data": data}


def take_template(key: str, content: Content) -> None:
    """Keep the file, checked like any that comes in, and take it into use; the one in use until now stays kept."""
    code, _slash, kind = key.partition("/")
    said = fields(content, TEMPLATE)
    if kind not in PaperKind.values or not all(isinstance(one, str) for one in said.values()):
        raise ValueError("no kind of paper")
    try:
        data = base64.b64decode(said["data"], validate=True)
    except binascii.Error as error:
        raise ValueError("its file is damaged") from error
    given = {"name": said["name"], "file_name": said["file_name"], "data": data, "kind": kind}
    add_template(_user(code, said["name"]), by=None, **given)


def template_title(key: str, content: Content) -> str:
    """Of which kind of paper, and its name."""
    kind = key.partition("/")[2]
    label = str(PaperKind(kind).label) if kind in PaperKind.values else kind
    return f"{label}: {content.get('name', '')}"


def template_shown(content: Content) -> Content:
    """Its file as size and hash."""
    data: Any = content.get("data", "")
    told = str(data).encode(errors="replace")
    shown = {name: one for name, one in content.items() if name != "data"}
    return {
        **shown,
        "file": f"{len(told) * 3 // 4 // 1000} kB, SHA-256 {hashlib.sha256(told).hexdigest()[:16]}",
    }


PARTS += [
    Part("column-sets", _("Column sets"), 4, column_sets, title, take_column_set),
    Part("templates", _("Templates"), 5, templates, template_title, take_template, template_shown),
    Part("number-series", _("Number series"), 6, series, title, take_series),
]
