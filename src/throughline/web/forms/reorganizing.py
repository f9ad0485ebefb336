"""Forms of the end of an organization: what becomes of it, and who takes over each task and part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.lib import clock
from throughline.organizations.choices import SuccessionKind
from throughline.organizations.models import Organization
from throughline.web.forms.adjustments import ApprovedForm
from throughline.web.forms.fields import UnitField, UnitsField


class ReorganizeForm(ApprovedForm):
    """What becomes of the organization, from which day, and by which decision."""

    kind = forms.ChoiceField(label=_("What becomes of the organization"), choices=SuccessionKind.choices)
    later = UnitsField(
        label=_("Successors"),
        help_text=_("One for a merger, two or more for a split. Make new ones in the directory first."),
    )
    rest = UnitField(
        label=_("Registers, plans, projects and indicators go to"),
        required=False,
        help_text=_("One of the successors; the first of them when left empty."),
    )
    take_accounts = forms.BooleanField(label=_("Its accounts get their roles there too"), required=False)
    field_order = ["kind", "later", "effective_on", "rest", "take_accounts"]

    def __init__(self, data: Any = None, *, unit: Organization, keeps: Any) -> None:
        super().__init__(data, row=unit)
        # A town's and a county's units are found without scrolling in a slit.
        self.fields["later"].widget.attrs["size"] = 10
        standing = Organization.objects.standing_on(clock.today()).official()
        mine = standing.filter(pk__in=keeps.values("pk")).exclude(pk=unit.pk)
        mine = mine.exclude(trail__startswith=unit.trail_below)
        self.fields["later"].queryset = mine
        self.fields["rest"].queryset = mine
        del self.fields["approver"]
        self.fields["approval_text"].label = _("Approved by")
        self.fields["approval_text"].required = True


class AssignForm(forms.Form):
    """One of the successors for each open task and each part."""

    def __init__(
        self,
        data: Any = None,
        *,
        tasks: Sequence[tuple[int, str]],
        parts: Sequence[tuple[int, str]],
        later: Sequence[Organization],
    ) -> None:
        super().__init__(data)
        self.later = {str(one.pk): one for one in later}
        choices = [("", _("Choose")), *((key, one.name) for key, one in self.later.items())]
        for kind, rows in (("task", tasks), ("part", parts)):
            for key, name in rows:
                field = forms.ChoiceField(label=name, choices=choices)
                # With one successor there is nothing to choose.
                field.initial = next(iter(self.later)) if len(self.later) == 1 else ""
                self.fields[f"{kind}-{key}"] = field

    def of(self, kind: str) -> Iterable[Any]:
        """The bound fields of tasks or of parts."""
        return [self[name] for name in self.fields if name.startswith(f"{kind}-")]

    def chosen(self, kind: str) -> dict[int, Organization]:
        """The successor chosen for each task or part, by key."""
        return {
            int(name.partition("-")[2]): self.later[value]
            for name, value in self.cleaned_data.items()
            if name.startswith(f"{kind}-") and value
        }
