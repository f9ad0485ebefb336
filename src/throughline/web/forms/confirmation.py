"""Forms of upload and confirmation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure
from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.queries.usual import usual_calendar, usual_rule_set
from throughline.delivery.rules.presets import standard_title
from throughline.documents.models import Document
from throughline.organizations.models import Organization
from throughline.plans.models import Plan
from throughline.register.models import Register
from throughline.web.forms.fields import DayField, EditForm, UnitField


class UploadForm(forms.Form):
    """A file with what is said about it."""

    file = forms.FileField(
        label=_("File"), help_text=_("txt, md, html, docx, xlsx, csv or pdf with text."), max_length=255
    )
    title = forms.CharField(
        label=_("Title"), max_length=300, required=False, help_text=_("Left empty, the document's own title.")
    )
    organization = UnitField(label=_("Issued by"), required=False)
    number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    dated_on = DayField(
        label=_("Dated"), required=False, help_text=_("“Within two years” is counted from this day.")
    )
    disclosure = forms.ChoiceField(
        label=_("Disclosure"), choices=Disclosure.choices, initial=Disclosure.INTERNAL
    )
    again = forms.BooleanField(label=_("Upload even if this very file is here already"), required=False)


class DocumentForm(EditForm):
    """What is said about a document; its file and text never change."""

    title = forms.CharField(label=_("Title"), max_length=300)
    number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    dated_on = DayField(label=_("Dated"), required=False)
    organization = UnitField(label=_("Issued by"), required=False)
    disclosure = forms.ChoiceField(label=_("Disclosure"), choices=Disclosure.choices)


def _at_least(percent: int) -> forms.IntegerField:
    """From which confidence on many are decided at once; `percent` is proposed."""
    return forms.IntegerField(
        label=_("Confidence of at least (%)"),
        min_value=0,
        max_value=100,
        initial=percent,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )


class AcceptAllForm(forms.Form):
    """All open commitments above a confidence."""

    above = _at_least(80)
    create = forms.BooleanField(
        label=_("Create units that the directory lacks"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class RejectRestForm(forms.Form):
    """All open findings that are no commitments, above a confidence: unsure ones may be commitments after all."""

    sure = _at_least(60)


class DestinationForm(forms.Form):
    """The plan whose text the document is, and the register for its tasks; existing ones or new ones."""

    plan = forms.ModelChoiceField(
        label=_("The document is the text of"),
        queryset=Plan.objects.none(),
        required=False,
        empty_label=_("(no plan of ours)"),
    )
    plan_title = forms.CharField(label=_("or of a new plan called"), max_length=300, required=False)
    register = forms.ModelChoiceField(
        label=_("Its tasks go to"), queryset=Register.objects.none(), required=False, empty_label="–"
    )
    register_title = forms.CharField(label=_("or to a new register called"), max_length=300, required=False)
    organization = UnitField(label=_("New ones are kept by"), required=False)

    def __init__(self, data: Any, *, user: User, document: Document) -> None:
        keepers = allowed(user, "register.create", Organization.objects.all())
        keepers = keepers.order_by("level", "official_order", "pk")
        registers = allowed(user, "register.import_tasks", Register.objects.filter(closed_on=None))
        first = {} if registers.exists() else {"register_title": document.title}
        super().__init__(data, initial={"organization": document.organization or keepers.first(), **first})
        self.fields["plan"].queryset = allowed(user, "plans.edit", Plan.objects.all())
        self.fields["register"].queryset = registers
        self.fields["organization"].queryset = keepers
        self.fields["register_title"].help_text = _rated_by()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("plan", "plan_title", "register", "register_title")):
            raise forms.ValidationError(_("Choose a plan or a register, or give a new one a title."))
        return cleaned


def _rated_by() -> str:
    """By what rules and calendar a new register will be rated."""
    rules, calendar = usual_rule_set(), usual_calendar(get_language() or "")
    named = {"rules": rules.title if rules else standard_title(get_language() or ""), "calendar": calendar}
    if calendar is None:
        return gettext("It is rated by “%(rules)s”; the register's page lets you change that.") % named
    return (
        gettext(
            "It is rated by “%(rules)s” and the calendar “%(calendar)s”; the register's page lets you change that."
        )
        % named
    )
