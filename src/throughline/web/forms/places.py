"""Forms of a task's places on registers, of periods, of rule sets."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.register.models import Entry, KeyArea, Register, RuleSet, Task
from throughline.web.forms.fields import EditForm


class EntryForm(EditForm):
    """Number, key area and order of a task on one register."""

    number = forms.CharField(label=_("No."), max_length=40, required=False)
    area = forms.ModelChoiceField(label=_("Key area"), queryset=KeyArea.objects.none(), required=False)
    position = forms.IntegerField(label=_("Place in the order"), min_value=0, max_value=1_000_000)

    def __init__(self, data: Any, *, row: Entry) -> None:
        super().__init__(data, row=row)
        self.fields["area"].queryset = row.register.areas.all()


class ShowOnForm(forms.Form):
    """A further register on which the task is shown."""

    register = forms.ModelChoiceField(label=_("Register"), queryset=Register.objects.none())
    number = forms.CharField(label=_("No."), max_length=40, required=False)

    def __init__(self, data: Any, *, registers: Any) -> None:
        super().__init__(data)
        self.fields["register"].queryset = registers


class ShowManyForm(forms.Form):
    """From which register tasks are to be shown, and which words they hold."""

    source = forms.ModelChoiceField(
        label=_("From the register"),
        queryset=Register.objects.none(),
        required=False,
        empty_label=_("All"),
        to_field_name="slug",
    )
    text = forms.CharField(label=_("Search"), required=False, max_length=200)

    def __init__(self, data: Any, *, register: Register, user: User) -> None:
        super().__init__(data)
        others = Register.objects.exclude(pk=register.pk)
        self.fields["source"].queryset = allowed(user, "register.view", others)


class ParentForm(EditForm):
    """The task of which this one is a part."""

    parent = forms.ModelChoiceField(
        label=_("Part of"),
        queryset=Task.objects.none(),
        required=False,
        empty_label=_("(a task of its own)"),
    )

    def __init__(self, data: Any, *, row: Task, tasks: Any) -> None:
        super().__init__(data, row=row)
        self.fields["parent"].queryset = tasks


class RuleSetForm(EditForm):
    """A rule set; the rules and meanings as JSON, looked through before they are kept."""

    title = forms.CharField(label=_("Title"), max_length=200)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    rules = forms.JSONField(
        label=_("Rules, in their order; the first that matches wins"),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "font-monospace"}),
    )
    meanings = forms.JSONField(
        label=_("What each colour means here"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "font-monospace"}),
    )

    def values_of(self, row: RuleSet) -> dict[str, Any]:
        return {"title": row.title, "note": row.note, "rules": row.rules, "meanings": row.meanings}

    def __init__(self, data: Any, *, row: RuleSet | None = None) -> None:
        super().__init__(data, row=row)
        for name in ("rules", "meanings"):
            self.fields[name].encoder = _Readable


class _Readable(json.JSONEncoder):
    """Indented, with Chinese as Chinese."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "indent": 1, "ensure_ascii": False})
