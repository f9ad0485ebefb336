"""Forms of projects, their stages and months."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure
from throughline.register.choices import ProjectNature, ProjectState
from throughline.register.models import Task
from throughline.web.forms.fields import DayField, EditForm, NumberField, UnitField


class ProjectForm(EditForm):
    """What a project says of itself."""

    code = forms.CharField(label=_("Code"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=300)
    category = forms.CharField(label=_("Category"), max_length=120, required=False)
    site = forms.CharField(label=_("Site"), max_length=200, required=False)
    content = forms.CharField(
        label=_("Scale and content"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    organization = UnitField(label=_("Owner"))
    nature = forms.ChoiceField(label=_("Nature"), choices=ProjectNature.choices)
    state = forms.ChoiceField(label=_("State"), choices=ProjectState.choices)
    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False)
    total_investment = NumberField(
        label=_("Total investment"), required=False, min_value=0, max_digits=16, decimal_places=4
    )
    currency_unit = forms.CharField(label=_("Unit of money"), max_length=40, required=False)
    disclosure = forms.ChoiceField(label=_("Disclosure"), choices=Disclosure.choices)


class MonthForm(forms.Form):
    """A month of a project: money planned and spent, what is visible, what stands in the way."""

    month_on = DayField(label=_("Month (any day of it)"))
    planned = NumberField(label=_("Planned investment"), required=False, min_value=0, decimal_places=4)
    actual = NumberField(label=_("Actual investment"), required=False, min_value=0, decimal_places=4)
    done = forms.CharField(
        label=_("Progress on site"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    problem = forms.CharField(label=_("Problem"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class StageForm(EditForm):
    """A stage with its planned and its real day."""

    title = forms.CharField(label=_("Stage"), max_length=120)
    due_on = DayField(label=_("Planned for"), required=False)
    done_on = DayField(label=_("Reached on"), required=False)


class ServedTaskForm(forms.Form):
    """A task that the project serves."""

    task = forms.ModelChoiceField(label=_("Task that the project serves"), queryset=Task.objects.none())

    def __init__(self, data: Any, *, tasks: Any) -> None:
        super().__init__(data)
        self.fields["task"].queryset = tasks
