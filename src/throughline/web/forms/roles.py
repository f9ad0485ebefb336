"""Forms of roles: which role is given, and what an own role may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.labels import act_label
from throughline.accounts.models import OwnRole
from throughline.accounts.permissions import CONDITIONS
from throughline.organizations.roles import withholdable
from throughline.web.forms.fields import EditForm

#: The stages by the first part of their acts' names, in the order of the chain.
STAGES = {
    "documents": _("Documents"),
    "plans": _("Plans"),
    "indicators": _("Indicators"),
    "register": _("Registers and tasks"),
    "projects": _("Projects"),
    "delivery": _("Reports, ratings, the year's end"),
    "papers": _("Issued papers, templates, numbers"),
    "organizations": _("Directory"),
    "accounts": _("Accounts and roles"),
    "calendars": _("Calendars"),
    "vocabulary": _("Words and pack"),
    "history": _("History"),
}


def by_stage(acts: Any) -> list[tuple[Any, list[tuple[str, str]]]]:
    """(stage, [(act, what it is called)]) of those of the acts that this version has, in the order of the chain."""
    groups = [
        (name, [(act, act_label(act)) for act in CONDITIONS if act in acts and act.split(".")[0] == stage])
        for stage, name in STAGES.items()
    ]
    return [(name, rows) for name, rows in groups if rows]


def given() -> list[tuple[Any, Any]]:
    """The roles that can be given: the built-in ones, then the city's own."""
    own = [(one.slug, one.name) for one in OwnRole.objects.filter(is_retired=False)]
    return [*Role.choices, (_("Own roles"), own)] if own else list(Role.choices)


def held() -> list[tuple[str, Any]]:
    """The roles that somebody may have, retired ones too, in one list."""
    return [("", _("All")), *Role.choices, *((one.slug, one.name) for one in OwnRole.objects.all())]


class RoleField(forms.ChoiceField):
    """The role that is given, by its short name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Role"), choices=given, **kwargs)


class BaseForm(forms.Form):
    """From which built-in role an own role is made."""

    base = forms.ChoiceField(
        label=_("Built-in role"),
        choices=[("", "–"), *Role.choices],
        help_text=_("The new role may do at most what this one may. This can't be changed later."),
    )


class OwnRoleForm(EditForm):
    """What an own role is called, and which acts of its built-in role it may do."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_zh = forms.CharField(
        label=_("Name in Chinese"),
        max_length=80,
        required=False,
    )
    acts = forms.MultipleChoiceField(
        label=_("It may"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("What is not ticked is withheld from everybody who has the role."),
    )

    def __init__(self, data: Any, *, base: str, row: OwnRole | None = None) -> None:
        self.able = withholdable(base)
        held = self.able - set(row.withheld) if row else self.able
        super().__init__(data, row=row, initial={"acts": sorted(held)})
        self.fields["acts"].choices = by_stage(self.able)

    @property
    def names(self) -> list[Any]:
        """The fields of the two names, that in the reader's language first."""
        names = [self["name_en"], self["name_zh"]]
        return names[::-1] if (get_language() or "").startswith("zh") else names

    @property
    def groups(self) -> list[tuple[Any, list[tuple[str, str, bool]]]]:
        """(stage, [(act, what it is called, whether it is ticked)])."""
        ticked = set(self["acts"].value() or ())
        return [
            (name, [(act, label, act in ticked) for act, label in rows]) for name, rows in by_stage(self.able)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["withheld"] = sorted(self.able - set(cleaned.pop("acts", ())))
        return cleaned


class NewRoleForm(OwnRoleForm):
    """An own role with the short name that it keeps."""

    slug = forms.SlugField(
        label=_("Short name"),
        max_length=40,
        help_text=_("For programs and packs: letters and digits without blanks. It can't be changed later."),
    )
    field_order = ("name_en", "name_zh", "slug")
