"""Forms of reports, ratings, circulars and completions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.delivery.models import Evidence, Period
from throughline.indicators.models import Target
from throughline.lib import clock
from throughline.register.choices import Colour
from throughline.web.forms.fields import DayField, EditForm, NumberField
from throughline.web.templatetags.throughline import day

TEXT = {"rows": 4, "maxlength": 10000}
OWN_COLOURS = [("", _("No own rating")), *((c, c.label) for c in (Colour.GREEN, Colour.YELLOW, Colour.RED))]


class FilesInput(forms.ClearableFileInput):
    """A file field of the browser that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; gives a list of uploaded files."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=FilesInput(), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        single = super().clean
        return [single(one, initial) for one in given]


class PeriodField(forms.ModelChoiceField):
    """Periods by their first and last day, as the reader writes days."""

    def label_from_instance(self, obj: Period) -> str:
        return f"{day(obj.starts_on)} – {day(obj.ends_on)}"


class ReportForm(forms.Form):
    """Five fields: progress or the target's value, what was done, problem, help needed, evidence."""

    period = PeriodField(label=_("Period"), queryset=Period.objects.none(), empty_label=None)
    progress = NumberField(
        label=_("Progress (%)"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    value = NumberField(label=_("Value"), max_digits=18, decimal_places=4, required=False)
    done = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs=TEXT))
    problem = forms.CharField(label=_("Problem"), required=False, widget=forms.Textarea(attrs=TEXT))
    help_needed = forms.CharField(label=_("Help needed"), required=False, widget=forms.Textarea(attrs=TEXT))
    evidence = FilesField(label=_("Evidence (files)"), required=False)
    colour = forms.ChoiceField(label=_("Own rating"), required=False, choices=OWN_COLOURS)
    keep = forms.ModelMultipleChoiceField(
        label=_("Evidence of the report before"),
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    attempt = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, periods: Any, evidence: Any, target: Target | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods
        self.fields["keep"].queryset = evidence
        if target is not None:
            self.fields["value"].label = str(target.indicator)
        else:
            del self.fields["value"]
        if not evidence:
            del self.fields["keep"]

    @property
    def seen(self) -> int:
        """The last attempt the person saw for the period they report on; 0 for a period they were not shown."""
        value = self.cleaned_data
        return (value["attempt"] or 0) if value["shown"] == value["period"].pk else 0


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=TEXT))


class ExplanationForm(forms.Form):
    """The unit's explanation of a proposed rating."""

    explanation = forms.CharField(
        label=_("What led to this, and what the unit does about it"), widget=forms.Textarea(attrs=TEXT)
    )


class DecideRatingForm(forms.Form):
    """Confirm as proposed, confirm another colour with a reason, or dismiss with a reason."""

    colour = forms.ChoiceField(label=_("Rating"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("Needed when the colour differs from the rule's, and to dismiss."),
    )

    def __init__(self, data: Any, *, proposed: str) -> None:
        super().__init__(data, initial={"colour": proposed})
        self.fields["colour"].choices = [(c, c.label) for c in Colour if c]


class CorrectionForm(forms.Form):
    """What a circulated rating should have been, and why."""

    colour = forms.ChoiceField(label=_("What it should have been"))
    reason = forms.CharField(label=_("What was wrong"), widget=forms.Textarea(attrs=TEXT))

    def __init__(self, data: Any, *, wrong: str) -> None:
        super().__init__(data)
        self.fields["colour"].choices = [(c, c.label) for c in Colour if c and c != wrong]


class CircularForm(forms.Form):
    """Under which number and title the confirmed ratings are told."""

    number = forms.CharField(label=_("Number"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=200)
    issued_on = DayField(label=_("Issued on"), initial=clock.today)
    remark = forms.CharField(
        label=_("Remark of the supervision office"),
        required=False,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("Stands above the ratings: what deserves attention this time."),
    )


class CompletionForm(forms.Form):
    """What was reached, and when."""

    organization = forms.ModelChoiceField(label=_("Unit"), queryset=None, empty_label=None)
    completed_on = DayField(label=_("Completed on"), initial=clock.today)
    statement = forms.CharField(label=_("What was reached"), widget=forms.Textarea(attrs=TEXT))

    def __init__(self, data: Any, *, units: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["organization"].queryset = units


class MilestoneDoneForm(EditForm):
    """On which day a milestone was done, and what shows it."""

    done_on = DayField(label=_("Done on"), initial=clock.today)
    note = forms.CharField(
        label=_("What shows it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
        help_text=_("For example the number of a notice; files go with the report."),
    )

    def values_of(self, row: Any) -> dict[str, Any]:  # noqa: ARG002  it is not done yet
        return {}


class ExtensionForm(forms.Form):
    """Until when, and why not before."""

    wanted_on = DayField(label=_("New due date asked for"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=TEXT))


class ExtensionDecisionForm(forms.Form):
    """Grant the new date, as asked for or another one, or refuse it with a reason."""

    later_on = DayField(label=_("New due date"), required=False)
    answer = forms.CharField(
        label=_("Answer to the unit"),
        required=False,
        widget=forms.Textarea(attrs=TEXT),
        help_text=_("Needed to refuse, and to grant another date than the one asked for."),
    )
