"""Forms of a register, its key areas and their stage goals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure
from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.calendars.models import Calendar
from throughline.delivery.queries.usual import usual_calendar, usual_rule_set
from throughline.plans.models import Plan
from throughline.register.choices import RegisterKind, Rhythm
from throughline.register.models import KeyArea, Register, RuleSet, StageGoal
from throughline.web.forms.fields import DayField, EditForm, PostField, UnitField


class RegisterForm(EditForm):
    """What a register says of itself: its rhythm, its rules, its calendar."""

    title = forms.CharField(label=_("Title"), max_length=300)
    slug = forms.SlugField(
        label=_("Short name"),
        max_length=80,
        required=False,
        allow_unicode=True,
        help_text=_("Stands in the address. Left empty, it is made from the title."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=RegisterKind.choices)
    organization = UnitField(label=_("Kept by"))
    plan = forms.ModelChoiceField(label=_("Plan"), queryset=Plan.objects.none(), required=False)
    rhythm = forms.ChoiceField(label=_("Reporting rhythm"), choices=Rhythm.choices, initial=Rhythm.MONTH)
    due_days = forms.IntegerField(
        label=_("Reports due, days after the period's end"),
        min_value=-60,
        max_value=120,
        initial=-3,
        help_text=_("-3 is about the 28th of the month. A day off moves to the next working day."),
    )
    explanation_days = forms.IntegerField(
        label=_("Working days to explain a rating"), min_value=0, max_value=60, initial=3
    )
    rule_set = forms.ModelChoiceField(
        label=_("Rating rules"),
        queryset=RuleSet.objects.all(),
        required=False,
        help_text=_("Without rules the tasks of the register are never rated."),
    )
    calendar = forms.ModelChoiceField(
        label=_("Calendar"),
        queryset=Calendar.objects.all(),
        required=False,
        help_text=_("Says which days are worked, for the days on which reports and explanations are due."),
    )
    starts_on = DayField(label=_("Starts on"), required=False)
    disclosure = forms.ChoiceField(
        label=_("Disclosure"), choices=Disclosure.choices, initial=Disclosure.INTERNAL
    )

    def __init__(
        self, data: Any, *, keepers: models.QuerySet[Any], user: User, register: Register | None = None
    ) -> None:
        usual = (
            {}
            if register
            else {"rule_set": usual_rule_set(), "calendar": usual_calendar(get_language() or "")}
        )
        super().__init__(data, row=register, initial=usual)
        self._new = register is None
        self.fields["organization"].queryset = keepers.order_by("level", "official_order", "pk")
        self.fields["plan"].queryset = allowed(user, "plans.view", Plan.objects.all())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("slug") and self.initial.get("slug"):
            cleaned["slug"] = self.initial["slug"]
        if self._new and not self.fields["rule_set"].queryset.exists():
            # There is nothing to choose from: the standard rules are installed with the register.
            cleaned.pop("rule_set", None)
        return cleaned


class AreaForm(forms.Form):
    """A key area with its leader."""

    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    title = forms.CharField(label=_("Title"), max_length=200)
    leader = PostField(label=_("Leader in charge"), required=False, leaders=True)


class GoalForm(forms.Form):
    """What a key area is to have reached by a day."""

    area = forms.ModelChoiceField(label=_("Key area"), queryset=KeyArea.objects.none())
    due_on = DayField(label=_("By"))
    text = forms.CharField(label=_("Goal"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any, *, register: Register) -> None:
        super().__init__(data)
        self.fields["area"].queryset = register.areas.all()

    @staticmethod
    def goals(register: Register) -> models.QuerySet[StageGoal]:
        """The stage goals of the register's areas."""
        return StageGoal.objects.filter(area__register=register).select_related("area__register")
