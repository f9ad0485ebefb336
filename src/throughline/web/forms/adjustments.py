"""Forms of decisions about a task's standing: why, who approved it, from which day; and what each needs besides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.delivery.actions import Approval
from throughline.lib import clock
from throughline.organizations.models import Organization
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Responsibility, Task
from throughline.web.forms.fields import DayField, EditForm, PostField, UnitField

TEXT = {"rows": 3, "maxlength": 10000}
STAYING = [
    ("", _("It no longer answers for the task")),
    *((role, ResponsibilityRole(role).label) for role in ("joint", "supporting", "supervising")),
]


class ApprovedForm(EditForm):
    """Reason, approver and day, as every decision has them; `approval` is made of what was given."""

    why = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=TEXT))
    approver = PostField(label=_("Approved by"), required=False)
    approval_text = forms.CharField(
        label=_("… or in words"),
        max_length=200,
        required=False,
        help_text=_("A body or meeting that is no post, such as “Executive meeting No. 12”."),
    )
    document_number = forms.CharField(label=_("Document number"), max_length=120, required=False)
    effective_on = DayField(label=_("Effective from"), initial=clock.today)

    def values_of(self, row: Any) -> dict[str, Any]:  # noqa: ARG002  the task has nothing to prefill here
        return {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["approval"] = Approval(
            cleaned.pop("approver", None),
            cleaned.pop("approval_text", "") or "",
            cleaned.pop("document_number", "") or "",
        )
        return cleaned


class SuspendForm(ApprovedForm):
    """Until when the task is expected to rest."""

    until_on = DayField(label=_("Expected until"), required=False)


class ResumeForm(ApprovedForm):
    """Taken up again; needs no approver of its own."""

    move_dates = forms.BooleanField(
        label=_("Move the due date and the milestones to come by the days that it rested"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = False


class _Transferring(ApprovedForm):
    """From which unit to which one; who is accountable and whom to call from then on."""

    from_ = forms.ModelChoiceField(
        label=_("From the unit"), queryset=Organization.objects.none(), empty_label=None
    )
    to = UnitField(label=_("To the unit"))
    stays_as = forms.ChoiceField(label=_("The earlier unit"), choices=STAYING, required=False)
    accountable = PostField(
        label=_("Accountable from then on"),
        required=False,
        help_text=_(
            "A post of the earlier unit is no longer accountable; without another one it is lacking."
        ),
    )
    contact = forms.CharField(label=_("Contact"), max_length=120, required=False)
    field_order = ["from_", "to", "stays_as", "accountable", "contact"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = self.fields["to"].queryset.standing_on(clock.today())


class TransferForm(_Transferring):
    """For one task: from one of the units that answer for it."""

    def __init__(self, data: Any = None, *, row: Task, **kwargs: Any) -> None:
        super().__init__(data, row=row, **kwargs)
        held = Responsibility.objects.filter(task=row).order_by("position").select_related("organization")
        roles = {one.organization_id: one.get_role_display() for one in held}
        self.fields["from_"].queryset = Organization.objects.filter(pk__in=roles)
        self.fields["from_"].label_from_instance = lambda unit: f"{roles[unit.pk]}: {unit.name}"
        if row.lead_id:
            self.initial.setdefault("from_", row.lead_id)


class MergeForm(ApprovedForm):
    """Which task stands for both from then on; `shown` are those to choose from, `tasks` all that may be chosen."""

    into = forms.ModelChoiceField(
        label=_("Merge it into"),
        queryset=Task.objects.none(),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        empty_label=None,
        error_messages={"required": _("Choose the task that stands for both from then on.")},
    )
    take_milestones = forms.BooleanField(
        label=_("Take over the milestones that are not done"), required=False, initial=True
    )
    field_order = ["into"]

    def __init__(self, data: Any = None, *, row: Task, tasks: Any, shown: Any) -> None:
        super().__init__(data, row=row)
        self.fields["into"].queryset = tasks
        self.fields["into"].choices = shown


class TransferManyForm(_Transferring):
    """For many tasks: from the unit that leads each, or from one that answers for them all."""

    def __init__(self, data: Any = None, *, tasks: Any) -> None:
        super().__init__(data)
        held = Responsibility.objects.filter(task__in=tasks).values("organization")
        self.fields["from_"].queryset = Organization.objects.filter(pk__in=held).official()
        self.fields["from_"].required = False
        self.fields["from_"].empty_label = _("The unit that leads each of them")


class HandManyForm(EditForm):
    """Another post is accountable for the tasks; they stay with their units."""

    accountable = PostField(label=_("Accountable from then on"))
    contact = forms.CharField(
        label=_("Contact"),
        max_length=120,
        required=False,
        help_text=_("Left empty, each task keeps its own."),
    )
    why = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=TEXT))
