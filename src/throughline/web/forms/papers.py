"""Forms of papers: the columns of a table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.papers.actions.column_sets import LONGEST, MOST
from throughline.papers.choices import ColumnField, Dates, Joined
from throughline.papers.models import ColumnSet
from throughline.web.forms.fields import EditForm, UnitField

#: Rows beyond those that are filled in.
SPARE = 4
#: What a new set begins with: the columns that are issued most.
USUAL = (
    ("serial", 6),
    ("area", 16),
    ("task", 40),
    ("standard", 34),
    ("due", 14),
    ("lead", 18),
    ("others", 24),
    ("leader", 16),
    ("blank", 12),
)
NO_COLUMN = ("", _("– no column –"))


class ColumnRow(forms.Form):
    """One column: its place, what it shows, its heading and width."""

    place = forms.IntegerField(label=_("Place"), required=False, min_value=1, max_value=99)
    field = forms.ChoiceField(label=_("Shows"), required=False, choices=[NO_COLUMN, *ColumnField.choices])
    heading = forms.CharField(label=_("Heading of the column"), required=False, max_length=LONGEST)
    width = forms.FloatField(label=_("Width"), required=False, min_value=2, max_value=120)


class ColumnSetForm(EditForm):
    """A set's name and ways of writing, and a row for each column; empty rows are no columns."""

    organization = UnitField(
        label=_("Used by"), help_text=_("For its registers and those of bodies below it.")
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    joined = forms.ChoiceField(label=_("Between several units"), choices=Joined.choices)
    dates = forms.ChoiceField(label=_("Days are written"), choices=Dates.choices)

    def __init__(
        self, data: Any = None, *, keepers: Any = None, column_set: ColumnSet | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, row=column_set, **kwargs)
        if column_set is None:
            self.fields["organization"].queryset = keepers
        else:
            del self.fields["organization"]
        self.rows = [
            ColumnRow(data, prefix=f"column{number}", initial=one)
            for number, one in enumerate(self._initial_rows(column_set), 1)
        ]

    def _initial_rows(self, column_set: ColumnSet | None) -> list[dict[str, Any]]:
        usual = [{"field": field, "heading": "", "width": width} for field, width in USUAL]
        filled = column_set.columns if column_set else usual
        numbered = [{**one, "place": number} for number, one in enumerate(filled, 1)]
        return [*numbered, *({} for _row in range(min(SPARE, MOST - len(numbered))))]

    def is_valid(self) -> bool:
        """The form and every row."""
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    def columns(self) -> list[dict[str, Any]]:
        """The columns by their places; those without one at the end, as they stand."""
        given = [row.cleaned_data for row in self.rows if row.cleaned_data.get("field")]
        given.sort(key=lambda one: one["place"] or 100)
        return [{name: one[name] for name in ("field", "heading", "width")} for one in given]
