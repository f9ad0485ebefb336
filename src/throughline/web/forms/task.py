"""Forms of a task: its fields, who answers for it, its milestones, its due date."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure
from throughline.organizations.models import Organization
from throughline.register.choices import CompletionKind, ResponsibilityRole, Rhythm
from throughline.register.models import KeyArea, Register, Task
from throughline.web.forms.fields import DayField, EditForm, NumberField, PostField, UnitField, UnitsField

ROWS = {"rows": 3}
#: Characters of a text; what is longer belongs into a document.
LONGEST = 20_000


class TaskForm(EditForm):
    """The fields of a task that is already on a register."""

    title = forms.CharField(label=_("Task"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    aim = forms.CharField(
        label=_("Aim"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs=ROWS)
    )
    standard = forms.CharField(
        label=_("Work standard"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs=ROWS)
    )
    completion = forms.ChoiceField(label=_("Completion"), choices=CompletionKind.choices)
    starts_on = DayField(label=_("Starts on"), required=False)
    due_on = DayField(label=_("Due on"), required=False)
    review_rhythm = forms.ChoiceField(
        label=_("Review rhythm, when ongoing"), required=False, choices=[("", "–"), *Rhythm.choices]
    )
    accountable = PostField(label=_("Accountable"), required=False)
    leader = PostField(label=_("Leader in charge"), required=False, leaders=True)
    contact = forms.CharField(label=_("Contact"), max_length=120, required=False)
    requirement = forms.CharField(
        label=_("Assessment requirement"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs=ROWS),
    )
    weight = NumberField(label=_("Weight"), required=False, max_digits=14, decimal_places=4)
    disclosure = forms.ChoiceField(
        label=_("Disclosure"), choices=Disclosure.choices, initial=Disclosure.INTERNAL
    )


class NewTaskForm(TaskForm):
    """A new task with its place and its first responsibilities."""

    number = forms.CharField(label=_("No."), max_length=40, required=False)
    area = forms.ModelChoiceField(label=_("Key area"), queryset=KeyArea.objects.none(), required=False)
    lead = UnitField(label=_("Lead unit"), required=False)
    supporting = UnitsField(label=_("Supporting units"), required=False)
    field_order = ["number", "area", "title", "lead", "supporting"]

    def __init__(self, data: Any, *, register: Register) -> None:
        super().__init__(data)
        self.fields["area"].queryset = register.areas.all()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        lead, supporting = cleaned.pop("lead", None), cleaned.pop("supporting", None) or []
        wanted = [(lead, ResponsibilityRole.LEAD)] if lead else []
        wanted += [(unit, ResponsibilityRole.SUPPORTING) for unit in supporting if unit != lead]
        cleaned["responsibilities"] = wanted
        return cleaned


class InstructionForm(NewTaskForm):
    """A leader's instruction, recorded on the leader's behalf."""

    for_ = PostField(label=_("Instruction of"), leaders=True)
    field_order = ["for_", "number", "title", "lead", "supporting"]

    def __init__(self, data: Any, *, register: Register, posts: Collection[int] | None = None) -> None:
        """`posts` are the keys of the leaders' posts to choose from; all when None."""
        super().__init__(data, register=register)
        del self.fields["leader"]
        if posts is not None:
            self.fields["for_"].queryset = self.fields["for_"].queryset.filter(pk__in=posts)
            self.fields["for_"].initial = next(iter(posts), None) if len(posts) == 1 else None


class ResponsibilitiesForm(EditForm):
    """Who answers for a task; the first lead collects, further leads are equals."""

    lead = UnitField(label=_("Lead unit"), required=False)
    joint = UnitsField(label=_("Joint units (equals)"), required=False)
    supporting = UnitsField(label=_("Supporting units"), required=False)
    supervising = UnitsField(label=_("Supervising units"), required=False)

    def values_of(self, row: Any) -> dict[str, Any]:
        held: dict[str, list[int]] = {}
        for one in row.responsibilities.all():
            held.setdefault(one.role, []).append(one.organization_id)
        return {**held, "lead": (held.get(ResponsibilityRole.LEAD) or [None])[0]}

    def wanted(self) -> list[tuple[Organization, str]]:
        """(organization, role) in the order of the register."""
        lead = self.cleaned_data.get("lead")
        pairs = [(lead, str(ResponsibilityRole.LEAD))] if lead else []
        for role in (ResponsibilityRole.JOINT, ResponsibilityRole.SUPPORTING, ResponsibilityRole.SUPERVISING):
            pairs += [(unit, str(role)) for unit in self.cleaned_data.get(role) or []]
        return pairs


class MilestoneForm(EditForm):
    """A dated step."""

    title = forms.CharField(label=_("Milestone"), max_length=300)
    due_on = DayField(label=_("Due on"))
    progress = NumberField(
        label=_("Planned progress (%)"), required=False, min_value=0, max_value=100, decimal_places=2
    )
    done_on = DayField(label=_("Done on"), required=False)


class DueDateForm(EditForm):
    """A new due date with its reason; the original stays in sight."""

    later_on = DayField(label=_("New due date"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=ROWS))

    def values_of(self, row: Task) -> dict[str, Any]:
        return {"later_on": row.due_on}
