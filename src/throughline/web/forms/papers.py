"""Forms of papers: the columns of a table, templates, numbers, what is issued."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from throughline.exchange.paper_files import ENDINGS
from throughline.papers.actions.column_sets import LONGEST, MOST
from throughline.papers.actions.templates import LARGEST
from throughline.papers.choices import ColumnField, Dates, Joined, PaperKind
from throughline.papers.default_templates import TEMPLATED
from throughline.papers.models import ColumnSet, Number, NumberSeries
from throughline.papers.queries import column_sets_for
from throughline.register.models import Register
from throughline.web.forms.fields import DayField, EditForm, UnitField

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shows = (self.initial or {}).get("field")
        if shows and shows != ColumnField.BLANK:
            self.fields["heading"].widget.attrs["placeholder"] = ColumnField(shows).label


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


class TemplateForm(forms.Form):
    """A .docx for a kind of paper."""

    organization = UnitField(
        label=_("Used by"), help_text=_("For its registers and those of bodies below it.")
    )
    kind = forms.ChoiceField(
        label=_("Kind of paper"), choices=[(kind, PaperKind(kind).label) for kind in TEMPLATED]
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    file = forms.FileField(label=_("Word file"), help_text=_("A .docx with fields in double braces."))
    use = forms.BooleanField(label=_("Take it into use at once"), required=False, initial=True)

    def __init__(self, *args: Any, keepers: Any) -> None:
        super().__init__(*args)
        self.fields["organization"].queryset = keepers
        limit = min(LARGEST, settings.UPLOAD_LIMIT)
        message = _("At most %(limit)s MB are accepted.") % {"limit": limit // 1_000_000}
        marks = {"accept": ".docx", "data-limit": str(limit), "data-limit-message": message}
        self.fields["file"].widget = forms.FileInput(attrs=marks)


class SeenForm(forms.Form):
    """Nothing but the version that the person was looking at."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)


class SeriesField(forms.ModelChoiceField):
    """A number series, with how its numbers are written."""

    def label_from_instance(self, obj: NumberSeries) -> str:
        return f"{obj.name}: {obj.pattern}"


def _series_field() -> SeriesField:
    return SeriesField(
        label=_("Number from"),
        queryset=NumberSeries.objects.none(),
        required=False,
        empty_label=_("– no number –"),
        help_text=_("The next number is taken when the paper is issued; it is never given twice."),
    )


class IssueForm(forms.Form):
    """What to issue of a register, in which columns, for whom, under which number, as of which day."""

    kind = forms.ChoiceField(
        label=_("Kind of paper"),
        choices=[(kind, kind.label) for kind in ENDINGS],
    )
    ending = forms.ChoiceField(
        label=_("File"),
        required=False,
        choices=[("docx", _("Word file by the house's template")), ("pdf", _("PDF set by the program"))],
        help_text=_("Of a sign-off sheet. The table is a Word file, the leader's page a PDF."),
    )
    title = forms.CharField(label=_("Title"), max_length=300)
    column_set = forms.ModelChoiceField(
        label=_("Column set"),
        queryset=ColumnSet.objects.none(),
        required=False,
        empty_label=_("– the usual columns –"),
        help_text=_("Of a task breakdown table."),
    )
    unit = UnitField(
        label=_("Unit"), required=False, empty_label="–", help_text=_("Who signs a sign-off sheet.")
    )
    series = _series_field()
    as_of = DayField(label=_("As of the end of"), required=False, help_text=_("Left empty: today."))
    field_order = ("kind", "title", "unit", "ending", "column_set", "series", "as_of")

    def __init__(self, data: Any, *, register: Register, series: Any) -> None:
        super().__init__(data, initial={"title": register.title})
        self.fields["column_set"].queryset = column_sets_for(register.organization)
        self.fields["series"].queryset = series


class IssueCircularForm(forms.Form):
    """A circular's document under a number of a series, else under its own."""

    title = forms.CharField(label=_("Title"), max_length=200)
    series = _series_field()

    def __init__(self, data: Any, *, series: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["series"].queryset = series
        self.fields["series"].empty_label = _("– the circular's own number –")


class ScanForm(forms.Form):
    """The stamped paper as pdf or picture."""

    file = forms.FileField(label=_("Scan"), help_text=_("A pdf, jpeg or png file."))

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        limit = settings.UPLOAD_LIMIT
        message = _("At most %(limit)s MB are accepted.") % {"limit": limit // 1_000_000}
        marks = {"accept": ".pdf,.jpg,.jpeg,.png", "data-limit": str(limit), "data-limit-message": message}
        self.fields["file"].widget = forms.FileInput(attrs=marks)


class SeriesForm(EditForm):
    """How numbers of a series are written, and where they go on."""

    organization = UnitField(label=_("Used by"))
    name = forms.CharField(label=_("Name"), max_length=80)
    pattern = forms.CharField(
        label=_("Pattern"),
        max_length=60,
        help_text=_(
            "{n} is the number ({nnn} with three digits), {year} the year: City Sup. [{year}] No. {n}"
        ),
    )
    begun_year = forms.IntegerField(
        label=_("In the year"),
        required=False,
        min_value=1949,
        max_value=2199,
        help_text=_("The year in which numbers were given by hand until now."),
    )
    begun_at = forms.IntegerField(
        label=_("it goes on at"),
        initial=1,
        min_value=1,
        max_value=999_999,
        help_text=_("Every other year begins at 1."),
    )
    is_open = forms.BooleanField(label=_("Numbers are taken from it"), required=False, initial=True)

    def __init__(self, data: Any = None, *, keepers: Any = None, series: NumberSeries | None = None) -> None:
        super().__init__(data, row=series)
        if series is None:
            self.fields["organization"].queryset = keepers
            self.fields["organization"].initial = keepers.first()
        else:
            del self.fields["organization"]


class TakeForm(forms.Form):
    """For what a number is taken."""

    subject = forms.CharField(label=_("For which paper"), max_length=300)


class VoidForm(forms.Form):
    """Which number is void, and why."""

    number = forms.ModelChoiceField(label=_("Number"), queryset=Number.objects.none(), empty_label=None)
    reason = forms.CharField(label=_("Why it is void"), max_length=2000)

    def __init__(self, data: Any, *, series: NumberSeries) -> None:
        super().__init__(data)
        self.fields["number"].queryset = series.numbers.filter(voided_at=None).order_by("-year", "-value")
