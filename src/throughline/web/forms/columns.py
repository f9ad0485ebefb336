"""The form by which a person says what a table's columns mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.workflows.table_columns import TableColumns

MEANINGS = [
    ("", _("(not read)")),
    ("number", _("Number")),
    ("area", _("Key area")),
    ("task", _("Task")),
    ("detail", _("Details of the task")),
    ("aim", _("Aim")),
    ("standard", _("Work standard")),
    ("deadline", _("Completion time")),
    ("lead", _("Lead unit")),
    ("responsible", _("Responsible units (the first leads)")),
    ("supporting", _("Supporting units")),
    ("supervising", _("Supervising units")),
    ("accountable", _("Accountable")),
    ("leader", _("Leader in charge")),
    ("requirement", _("Assessment requirement")),
    ("target", _("Target value")),
    ("unit", _("Unit of the value")),
    ("base", _("Base value")),
    ("recurrence", _("Recurrence")),
    ("status", _("State")),
    ("remarks", _("Remarks")),
]


class ColumnsForm(forms.Form):
    """One choice per column of each table."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, tables: list[TableColumns], version: int) -> None:
        super().__init__(data, initial={"row_version": version})
        self.tables = tables
        for number, table in enumerate(tables):
            for place, title in enumerate(table.header):
                self.fields[f"t{number}c{place}"] = forms.ChoiceField(
                    label=title or _("Column %(n)s") % {"n": place + 1},
                    choices=MEANINGS,
                    required=False,
                    initial=table.meanings[place],
                )

    def shown(self) -> list[tuple[TableColumns, list[tuple[Any, str]]]]:
        """Per table its fields, each with the example below its title."""
        return [
            (
                table,
                [
                    (self[f"t{number}c{place}"], table.example[place] if place < len(table.example) else "")
                    for place in range(len(table.header))
                ],
            )
            for number, table in enumerate(self.tables)
        ]

    def columns(self) -> dict[str, dict[str, str]]:
        """Table name → column index → field."""
        return {
            table.name: {
                str(place): self.cleaned_data[f"t{number}c{place}"] for place in range(len(table.header))
            }
            for number, table in enumerate(self.tables)
        }
