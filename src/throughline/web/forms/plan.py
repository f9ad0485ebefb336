"""Forms of plans, editions, clauses, indicators and targets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from throughline.accounts.choices import Disclosure
from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.documents.models import Document
from throughline.indicators.choices import Bindingness, Direction, ObservationState, Operator, PeriodKind
from throughline.plans.choices import Decomposition, EditionStage, PlanKind
from throughline.plans.models import Plan
from throughline.web.forms.fields import DayField, EditForm, NumberField, UnitField

NUMBER: dict[str, Any] = {"required": False, "max_digits": 18, "decimal_places": 4}


class PlanForm(EditForm):
    """What a plan says of itself."""

    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanKind.choices, initial=PlanKind.ACTION)
    organization = UnitField(label=_("Made by"))
    parent = forms.ModelChoiceField(label=_("Carries out"), queryset=Plan.objects.none(), required=False)
    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False)
    disclosure = forms.ChoiceField(label=_("Disclosure"), choices=Disclosure.choices)

    def __init__(self, data: Any, *, user: User, keepers: Any, row: Plan | None = None) -> None:
        super().__init__(data, row=row)
        self.fields["organization"].queryset = keepers.order_by("level", "official_order", "pk")
        others = allowed(user, "plans.view", Plan.objects.all())
        self.fields["parent"].queryset = others.exclude(pk=row.pk) if row else others


class EditionForm(EditForm):
    """An edition with the document whose text it is."""

    title = forms.CharField(label=_("Title"), max_length=300)
    stage = forms.ChoiceField(label=_("Stage"), choices=EditionStage.choices)
    document = forms.ModelChoiceField(label=_("Document"), queryset=Document.objects.none(), required=False)
    document_number = forms.CharField(label=_("Document number"), max_length=80, required=False)

    def __init__(self, data: Any, *, user: User, row: Any = None) -> None:
        super().__init__(data, row=row)
        self.fields["document"].queryset = allowed(
            user, "documents.view", Document.objects.defer("text", "outline", "damage")
        )


class AdoptionForm(EditForm):
    """Who adopted an edition, when, under which number."""

    adopted_on = DayField(label=_("Adopted on"))
    adopted_by = forms.CharField(label=_("Adopted by"), max_length=200)
    document_number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    stage = forms.ChoiceField(label=_("Stage"), choices=EditionStage.choices, initial=EditionStage.ISSUED)


class ClauseForm(EditForm):
    """Whether a clause is to become tasks."""

    decomposition = forms.ChoiceField(label=_("Decomposition"), choices=Decomposition.choices)
    why = forms.CharField(
        label=_("Reason (needed for an exemption)"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def values_of(self, row: Any) -> dict[str, Any]:
        return {"decomposition": row.decomposition, "why": row.exemption_reason}


class IndicatorForm(EditForm):
    """A measured quantity."""

    name = forms.CharField(label=_("Name"), max_length=200)
    unit = forms.CharField(label=pgettext_lazy("measure", "Unit"), max_length=40, required=False)
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=4, initial=1)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    binding = forms.ChoiceField(label=_("Nature"), choices=Bindingness.choices, initial=Bindingness.EXPECTED)
    organization = UnitField(label=_("Kept by"), required=False)
    definition = forms.CharField(
        label=_("Definition"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(label=_("Source"), max_length=200, required=False)


class TargetForm(EditForm):
    """What an indicator should reach: a number, a range, or words."""

    operator = forms.ChoiceField(label=_("Operator"), choices=Operator.choices, initial=Operator.AT_LEAST)
    value = NumberField(label=_("Value"), **NUMBER)
    high = NumberField(label=_("Upper value of a range"), **NUMBER)
    text = forms.CharField(label=_("In words, when there is no number"), max_length=300, required=False)
    base_value = NumberField(label=_("Base value"), **NUMBER)
    base_on = DayField(label=_("Base date"), required=False)
    due_on = DayField(label=_("To be reached by"), required=False)
    organization = UnitField(label=_("Organization"), required=False)


class ObservationForm(forms.Form):
    """An indicator's value for a period."""

    organization = UnitField(label=_("Organization"))
    period_kind = forms.ChoiceField(label=pgettext_lazy("indicator", "Period"), choices=PeriodKind.choices)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    value = NumberField(label=_("Value"), max_digits=18, decimal_places=4)
    state = forms.ChoiceField(label=_("State"), choices=ObservationState.choices)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
