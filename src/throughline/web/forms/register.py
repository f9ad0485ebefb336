"""What a reader of registers asks for, as a form in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.register.choices import Colour, Lack, TaskState
from throughline.register.models import KeyArea, Register
from throughline.register.queries import GROUPS, SORTS, RegisterFilter
from throughline.web.forms.fields import DayField, PostField, UnitField

EVERY = ("", _("All"))
GROUP_LABELS = {
    "": _("Not grouped"),
    "area": _("Key area"),
    "organization": _("Lead unit"),
    "leader": _("Leader in charge"),
}


class FilterForm(forms.Form):
    """Text, unit, area, leader, rating, state, due dates, what is lacking; and how to order and group."""

    text = forms.CharField(label=_("Search"), required=False, max_length=200)
    organization = UnitField(label=_("Unit"), required=False, empty_label=_("All"))
    area = forms.ModelChoiceField(
        label=_("Key area"), required=False, queryset=KeyArea.objects.none(), empty_label=_("All")
    )
    leader = PostField(label=_("Leader in charge"), required=False, leaders=True, empty_label=_("All"))
    rating = forms.MultipleChoiceField(
        label=_("Rating"), required=False, choices=[(c or "none", c.label) for c in Colour]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[EVERY, *TaskState.choices])
    lacks = forms.ChoiceField(
        label=_("Still lacking"), required=False, choices=[EVERY, ("any", _("Anything")), *Lack.choices]
    )
    due_from = DayField(label=_("Due from"), required=False)
    due_to = DayField(label=_("Due until"), required=False)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    group = forms.ChoiceField(label=_("Group by"), required=False, choices=list(GROUP_LABELS.items()))
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in SORTS])
    down = forms.BooleanField(required=False)

    def __init__(self, data: Any, register: Register | None = None) -> None:
        super().__init__(data)
        areas = KeyArea.objects.filter(register=register) if register else KeyArea.objects.none()
        self.fields["area"].queryset = areas

    def wanted(self) -> RegisterFilter:
        """The filter; what is not valid restricts nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        key = {name: row.pk for name in ("organization", "area", "leader") if (row := value(name))}
        return RegisterFilter(
            text=value("text") or "",
            ratings=tuple("" if one == "none" else one for one in value("rating") or ()),
            states=(value("state"),) if value("state") else (),
            lacks=value("lacks") or "",
            due_from=value("due_from"),
            due_to=value("due_to"),
            overdue=bool(value("overdue")),
            **key,
        )

    def options(self) -> dict[str, Any]:
        """The order: arguments of queries.rows."""
        self.is_valid()
        group = self.cleaned_data.get("group") or ""
        return {
            "sort": self.cleaned_data.get("sort") or "order",
            "descending": bool(self.cleaned_data.get("down")),
            "group": group if group in GROUPS else "",
        }

    @property
    def narrowed(self) -> int:
        """How many of the conditions are set."""
        self.is_valid()
        ordering = ("group", "sort", "down", "text")
        return sum(bool(value) for name, value in self.cleaned_data.items() if name not in ordering)
