"""What a reader of registers asks for, as a form in the address."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.organizations.models import Organization, Post
from throughline.plans.models import Plan
from throughline.register.choices import Colour, Lack, TaskState
from throughline.register.models import Entry, KeyArea, Register, Task
from throughline.register.permissions import sees_many
from throughline.register.queries import GROUPS, SORTS, RegisterFilter
from throughline.register.queries.filters import places
from throughline.web.forms.fields import DayField, OrNone, PostOrNoneField, UnitField, UnitOrNoneField

EVERY = ("", _("All"))
GROUP_LABELS = {
    "": _("Not grouped"),
    "area": _("Key area"),
    "organization": _("Lead unit"),
    "leader": _("Leader in charge"),
}


#: Up to so many organizations, all choices stand in the page; of more, they come when they are to be chosen from.
MANY = 200
#: What an address says that wants them all at once.
ALL_UNITS = "all_units"
KEY = re.compile("[0-9]{1,18}")
#: The state that is none: every task, whatever became of it.
CANCELLED_TOO = "every"


class AreaField(OrNone):
    """Key areas; those of several registers say of which one they are."""

    with_register = False

    def label_from_instance(self, obj: KeyArea) -> str:
        return f"{obj} ({obj.register})" if self.with_register else str(obj)


def _in_charge() -> QuerySet[Post]:
    """Leaders, and whatever other posts are in charge of a task or a key area."""
    named = Q(is_leader=True)
    for model in (Task, KeyArea):
        named |= Q(pk__in=model.objects.exclude(leader=None).order_by().values("leader"))
    return Post.objects.filter(named).select_related("organization")


def _areas(seen: QuerySet[Entry]) -> QuerySet[KeyArea]:
    """The key areas under which the places stand. Of all places, an area needs one; of some, all are gathered."""
    if seen.query.where:
        return KeyArea.objects.filter(pk__in=seen.values("area"))
    return KeyArea.objects.filter(Exists(seen.filter(area=OuterRef("pk"))))


def _chosen_area(data: Any, user: User | None) -> QuerySet[KeyArea]:
    """Of the key areas of all registers, the one that was chosen: the others come when they are to be chosen from."""
    chosen = data.get("area", "")
    if not KEY.fullmatch(chosen):
        return KeyArea.objects.none()
    seen = places(user, each=sees_many(user)).filter(area=OuterRef("pk"))
    return KeyArea.objects.filter(Exists(seen.order_by()), pk=int(chosen))


class FilterForm(forms.Form):
    """Text, unit, lead, area, leader, rating, state, due dates, what is lacking; and how to order and group.

    Without a register: of all tasks in sight of `user`, or of a plan's.
    """

    text = forms.CharField(label=_("Search"), required=False, max_length=200)
    organization = UnitField(label=_("Unit"), required=False, empty_label=_("All"))
    lead = UnitOrNoneField(label=_("Lead unit"), required=False, empty_label=_("All"))
    area = AreaField(
        label=_("Key area"), required=False, queryset=KeyArea.objects.none(), empty_label=_("All")
    )
    leader = PostOrNoneField(label=_("Leader in charge"), required=False, empty_label=_("All"))
    plan = forms.ModelChoiceField(
        label=_("Plan"),
        required=False,
        queryset=Plan.objects.none(),
        empty_label=_("All"),
        to_field_name="slug",
    )
    rating = forms.MultipleChoiceField(
        label=_("Rating"),
        required=False,
        choices=[(c or "none", c.label) for c in Colour],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    rated_on = DayField(label=_("Rated so on"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All but cancelled")),
            *TaskState.choices,
            (CANCELLED_TOO, _("All, cancelled ones too")),
        ],
    )
    lacks = forms.ChoiceField(
        label=_("Still lacking"), required=False, choices=[EVERY, ("any", _("Anything")), *Lack.choices]
    )
    due_from = DayField(label=_("Due from"), required=False)
    due_to = DayField(label=_("Due until"), required=False)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    closed = forms.BooleanField(label=_("Closed years too"), required=False)
    group = forms.ChoiceField(label=_("Group by"), required=False, choices=list(GROUP_LABELS.items()))
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in SORTS])
    down = forms.BooleanField(required=False)

    def __init__(self, data: Any, register: Register | None = None, *, user: User | None = None) -> None:
        super().__init__(data)
        self.all_units = ALL_UNITS in data
        #: Whether the choices of units (and of all registers' key areas) are only the chosen ones: there are very many.
        self.shortened = not self.all_units and Organization.objects.order_by("pk")[MANY:].exists()
        if self.shortened:
            for name in ("organization", "lead"):
                chosen = data.get(name, "")
                self.fields[name].only = [int(chosen)] if KEY.fullmatch(chosen) else []
        self.fields["leader"].queryset = _in_charge()
        if register is not None:
            self.fields["area"].queryset = KeyArea.objects.filter(register=register)
            del self.fields["plan"], self.fields["closed"]
            return
        areas = _areas(places(user).order_by()) if not self.shortened else _chosen_area(data, user)
        self.fields["area"].queryset = areas.select_related("register")
        self.fields["area"].with_register = True
        self.fields["plan"].queryset = allowed(user, "plans.view", Plan.objects.all())

    def wanted(self) -> RegisterFilter:
        """The filter; what is not valid restricts nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        named = ("organization", "lead", "area", "leader", "plan")
        key = {name: row.pk for name in named if (row := value(name))}
        state = value("state")
        return RegisterFilter(
            text=value("text") or "",
            ratings=tuple("" if one == "none" else one for one in value("rating") or ()),
            rated_on=value("rated_on"),
            states=tuple(TaskState.values) if state == CANCELLED_TOO else (state,) if state else (),
            lacks=value("lacks") or "",
            due_from=value("due_from"),
            due_to=value("due_to"),
            overdue=bool(value("overdue")),
            closed_years=bool(value("closed")),
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


class DaysForm(forms.Form):
    """Two days to compare."""

    before = DayField(label=_("From the end of"))
    after = DayField(label=_("To the end of"))
