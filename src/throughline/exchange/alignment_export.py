"""The table of alignment (上下衔接对照表) as a workbook, a Word table or a text table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from throughline.formats.sheets import Column, Sheet, csv_text, workbook
from throughline.formats.word_table import word_table
from throughline.indicators.alignment import Beside, targets_beside
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.plans.alignment import AlignmentRow, AlignmentTable, alignment_table
from throughline.plans.models import Plan, Wording

#: As what it is taken away.
KINDS = ("xlsx", "docx", "csv")
VERDICTS: dict[str, Any] = {
    "equal": gettext_lazy("as strong"),
    "stronger": gettext_lazy("stronger"),
    "weaker": gettext_lazy("weaker"),
    "other_unit": gettext_lazy("in another unit"),
    "open": gettext_lazy("can't be compared"),
    "missing": gettext_lazy("no target of ours"),
}


def carried(table: AlignmentTable) -> dict[int, set[int]]:
    """Per clause above the keys of our clauses that carry it out: what targets are compared by."""
    return {
        row.wording.clause_id: {one.row.ours_id for one in row.aligned if one.row.ours_id}
        for row in table.rows
    }


def told(one: Beside) -> str:
    """A comparison of targets in words."""
    ours = str(one.ours) if one.ours else "–"
    verdict = str(VERDICTS[one.verdict])
    late = _(", due later") if one.later else ""
    return f"{one.above} → {ours} ({verdict}{late})"


def export_alignment(plan: Plan, kind: str) -> bytes:
    """The table of `plan` as the bytes of an xlsx, docx or csv file. Raises Invalid for another kind."""
    if kind not in KINDS:
        raise Invalid("kind", gettext_lazy("Choose xlsx, docx or csv."))
    table = alignment_table(plan, suggest=False)
    targets = targets_beside(carried(table))
    columns = [
        Column(_("Heading above"), 18),
        Column(_("Clause above"), 44),
        Column(_("How far"), 14),
        Column(_("Our clause"), 44),
        Column(_("Targets compared"), 34),
        Column(_("Note"), 24),
    ]
    rows = [line for row in table.rows for line in _lines(row, targets.get(row.wording.clause_id, []))]
    rows += [["", "", _("no clause above"), worded(one), "", ""] for one in table.unfounded]
    if kind == "csv":
        return csv_text([[column.title for column in columns], *rows]).encode("utf-8")
    names = {"above": plan.parent, "plan": plan, "day": clock.today().isoformat()}
    note = _("Alignment of %(plan)s with %(above)s, as of %(day)s") % names
    sheet = Sheet(_("Alignment"), columns, rows, note)
    return (
        word_table(sheet, pgettext("font of a Word table", "Arial")) if kind == "docx" else workbook([sheet])
    )


def worded(one: Wording | None) -> str:
    """A clause with its number."""
    return f"{one.number} {one.text}".strip() if one else ""


def _lines(row: AlignmentRow, targets: list[Beside]) -> list[list[str]]:
    """One line for each clause of ours; a gap is a line that says so."""
    beside = "\n".join(map(told, targets))
    said = [(one.row.get_kind_display(), worded(one.wording), one.row.note) for one in row.aligned]
    found = said or [(_("gap"), "", "")]
    return [
        [
            row.heading if not place else "",
            worded(row.wording) if not place else "",
            kind,
            ours,
            beside if not place else "",
            note,
        ]
        for place, (kind, ours, note) in enumerate(found)
    ]
