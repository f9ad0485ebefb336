"""What the columns of a task table mean: by their titles in both languages, or as a mapping file says.

A mapping file is YAML:

    columns:            # title of the column, or its letter → field
      Commitment: task
      All ministers: supporting
      F: null           # left out
    separators: ";"     # characters that part names in a cell; usually not needed
    sheet: Sheet1       # the sheet of a workbook; the first with tasks when left out
    create: true        # make organizations that the directory does not have; false lists them instead
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused
from throughline.reading.columns import FIELDS as READ
from throughline.reading.columns import field_of, normal

FIELDS = (*READ, "joint", "starts", "weight", "contact")

#: Titles beyond those that the reader knows: of our own export, and of what only an import keeps.
ALSO = {
    "completion time": "deadline",
    "work standard": "standard",
    "joint": "joint",
    "joint units": "joint",
    "joint unit": "joint",
    "共同责任单位": "joint",
    "共同牵头单位": "joint",
    "joint and supporting": "supporting",
    "共同与配合单位": "supporting",
    "supporting units": "supporting",
    "start": "starts",
    "starts on": "starts",
    "start date": "starts",
    "开始时间": "starts",
    "启动时间": "starts",
    "weight": "weight",
    "权重": "weight",
    "分值": "weight",
    "contact person": "contact",
    "联系电话": "contact",
    "联络员": "contact",
}
_SETTINGS = ("columns", "separators", "sheet", "create")
_LETTERS = re.compile("[A-Z]{1,3}")
_NUMBER = re.compile(r" (?:id|no|number|ref)\.?$|编号$")


class BadMapping(Refused):
    """The mapping file can't be used; `what` says why."""

    status = 422
    message = _("The mapping can't be used: %(what)s.")


@dataclass(frozen=True)
class ColumnMapping:
    """What a person said about a table; what is left out is told from the titles."""

    columns: Mapping[str, str | None] = field(default_factory=dict)
    separators: str = ""
    sheet: str = ""
    create: bool = True

    def fields(self, header: Sequence[str]) -> dict[int, str]:
        """Column index → field, first by what was said, then by title; a title twice counts once.

        Raises BadMapping for a column that the table does not have.
        """
        said = {_place(title, header): name for title, name in self.columns.items()}
        found = {place: name for place, name in said.items() if name}
        for place, title in enumerate(header):
            name = meaning(title)
            if place in said or name is None:
                continue
            if name not in found.values() or name == "target":
                found[place] = name
            elif name == "task" and "detail" not in found.values():
                found[place] = "detail"
        return found


def meaning(title: str) -> str | None:
    """The field that a column of this title holds; None for an unknown title."""
    plain = normal(title)
    return ALSO.get(plain) or field_of(title) or ("number" if _NUMBER.search(plain) else None)


def _place(title: str, header: Sequence[str]) -> int:
    plain = [normal(each) for each in header]
    if normal(title) in plain:
        return plain.index(normal(title))
    if _LETTERS.fullmatch(title):
        place = 0
        for letter in title:
            place = 26 * place + ord(letter) - ord("A") + 1
        if place <= len(header):
            return place - 1
    known = ", ".join(each for each in header if each)
    raise BadMapping(
        what=_("there is no column “%(title)s”; the table has %(known)s") % {"title": title, "known": known}
    )


def load_mapping(source: Path | str | Mapping[str, Any]) -> ColumnMapping:
    """The mapping in a YAML file, or given as values. Raises BadMapping."""
    values = source if isinstance(source, Mapping) else _read(Path(source))
    unknown = sorted(set(map(str, values)) - set(_SETTINGS))
    if unknown:
        raise BadMapping(what=_("“%(name)s” is not one of its settings") % {"name": unknown[0]})
    columns = values.get("columns") or {}
    if not isinstance(columns, Mapping):
        raise BadMapping(what=_("“columns” gives a field for each title"))
    for title, name in columns.items():
        if name is not None and name not in FIELDS:
            said = {"title": title, "name": name, "fields": ", ".join(FIELDS)}
            raise BadMapping(what=_("“%(title)s” is mapped to “%(name)s”; the fields are %(fields)s") % said)
    return ColumnMapping(
        {str(title): name for title, name in columns.items()},
        str(values.get("separators") or ""),
        str(values.get("sheet") or ""),
        values.get("create", True) is not False,
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadMapping(what=_("the file %(path)s can't be opened") % {"path": path}) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        place = getattr(error, "problem_mark", None)
        line = _("line %(line)s is not YAML") % {"line": place.line + 1} if place else _("it is not YAML")
        raise BadMapping(what=line) from error
    if not isinstance(values, Mapping):
        raise BadMapping(what=_("it is not a list of settings"))
    return values
