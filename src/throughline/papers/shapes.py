"""What the fields of each kind of paper are called: what a template may name, and what each field holds.

A text says what a field is, a mapping has fields, a list of one shape has rows: `formats.template_fields.Shape`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from throughline.papers.choices import ColumnField, PaperKind

Shape = dict[str, Any]


def shape_of(kind: str) -> Shape:
    """The fields of a kind of paper, told in the reader's language. Raises KeyError for a kind without templates."""
    return _SHAPES[kind]()


def _head() -> Shape:
    """What every paper has."""
    return {
        "title": _("the title"),
        "number": _("the document's number; empty until one is taken"),
        "organization": _("the body that issues it"),
        "register": _("the register"),
        "issued_on": _("the day of issue"),
        "as_of": _("the day as of which it tells"),
    }


def _standing(name: str) -> Shape:
    counts = {
        "total": _("number of tasks"),
        "green": _("green"),
        "blue": _("blue"),
        "yellow": _("yellow"),
        "orange": _("orange"),
        "red": _("red"),
        "unrated": _("not rated"),
        "change": _("how many more yellow, orange and red ones than in the circular before"),
    }
    return {"name": name, **counts}


def _circular() -> Shape:
    troubled = {
        "serial": _("running number"),
        "number": _("number on the register"),
        "task": _("the task"),
        "area": _("key area"),
        "lead": _("lead unit"),
        "leader": _("leader in charge, with the person"),
        "colour": _("the colour"),
        "since": _("since when"),
        "due": _("completion time"),
        "reason": _("why, by the rule"),
        "explanation": _("what the unit explained"),
        "decision": _("what the supervision office decided"),
        "required": _("what must be done, in a sentence"),
        "text": _("all of it in sentences"),
    }
    return _head() | {
        "remark": _("remark of the supervision office"),
        "previous": _("the circular before: number and day; empty for the first"),
        "opening": _("how the tasks stand, in a sentence"),
        "comparison": _("what changed against the circular before, in a sentence"),
        "areas_text": _("the key areas compared, in a sentence"),
        "units_text": _("the units compared, in a sentence"),
        "counts": [
            {
                "colour": _("the colour"),
                "now": _("number of tasks"),
                "before": _("how many before"),
                "change": _("change"),
            }
        ],
        "areas": [_standing(_("key area"))],
        "units": [_standing(_("lead unit"))],
        "troubled_text": _("how many tasks are listed, in a sentence"),
        "troubled": [troubled],
        "corrected": [{"text": _("a corrected rating, in a sentence")}],
        "overdue_text": _("which reports are overdue, in a sentence"),
        "overdue": [{"unit": _("the unit"), "tasks": _("number of tasks"), "text": _("in a sentence")}],
        "praise": [{"text": _("whom to praise and why, in a sentence")}],
        "requests": [{"text": _("what all are asked to do, in a sentence")}],
    }


def _sign_off() -> Shape:
    row = {
        "serial": _("running number"),
        "number": _("number on the register"),
        "area": _("key area"),
        "task": _("the task"),
        "standard": _("work standard"),
        "due": _("completion time"),
        "role": _("the unit's role"),
        "lead": _("lead unit"),
        "others": _("joint and supporting units"),
        "leader": _("leader in charge, with the person"),
        "signed": _("when it was signed for in the program"),
    }
    return _head() | {
        "unit": _("the unit that signs"),
        "total": _("number of tasks"),
        "opening": _("what is to be signed for, in a sentence"),
        "rows": [row],
    }


def _breakdown() -> Shape:
    row: Shape = {field.value: str(field.label) for field in ColumnField}
    row["cells"] = [{"text": _("a cell of the chosen column set")}]
    return _head() | {
        "total": _("number of tasks"),
        "opening": _("how many tasks there are, in a sentence"),
        "columns": [{"heading": _("a heading of the chosen column set")}],
        "rows": [row],
    }


_SHAPES: MappingProxyType[str, Callable[[], Shape]] = MappingProxyType(
    {PaperKind.BREAKDOWN: _breakdown, PaperKind.SIGN_OFF: _sign_off, PaperKind.CIRCULAR: _circular}
)
