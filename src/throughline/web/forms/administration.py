"""Forms of administration: accounts, roles, rights per register and plan, calendars, the history's filter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from throughline.accounts.models import User
from throughline.accounts.names import login_name
from throughline.history.acts import NAMES
from throughline.organizations.models import Organization
from throughline.plans.models import Plan
from throughline.register.models import Register
from throughline.web.forms.fields import DayField, EditForm, PostField, UnitField
from throughline.web.forms.roles import RoleField, held

EVERY = ("", _("All"))
ACCOUNT_STATES = [("open", pgettext_lazy("account", "Open")), ("closed", pgettext_lazy("account", "Closed"))]
LANGUAGES = [("", _("The browser's")), *settings.LANGUAGES]


class AccountField(forms.CharField):
    """An account, by its user name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("User name"))
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        name = login_name(super().clean(value))
        found = User.objects.filter(username=name).first()
        if found is None and name:
            raise forms.ValidationError(_("No account has the user name “%(name)s”."), params={"name": name})
        return found


class AccountForm(EditForm):
    """An account's name, user name and language."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    username = forms.CharField(
        label=_("User name"),
        max_length=80,
        help_text=_("For logging in: letters and digits without blanks."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)


class AccountFilterForm(forms.Form):
    """Which accounts to list."""

    text = forms.CharField(label=_("Search"), required=False, max_length=200)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=held)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            EVERY,
            ("open", pgettext_lazy("account", "Open")),
            ("closed", pgettext_lazy("account", "Closed")),
        ],
    )


class GrantForm(forms.Form):
    """A role, everywhere or within an organization; a secretary's for a leader's post."""

    role = RoleField()
    organization = UnitField(
        label=_("Within"),
        required=False,
        empty_label=_("– everywhere –"),
        help_text=_("The organization and all that is below it."),
    )
    acts_for = PostField(
        label=_("On behalf of"),
        required=False,
        leaders=True,
        empty_label="–",
        help_text=_("Only for a leader's secretary."),
    )


class LocalGrantForm(forms.Form):
    """A role within one organization, for an account named by its user name."""

    user = AccountField()
    role = RoleField()
    acts_for = PostField(
        label=_("On behalf of"),
        required=False,
        leaders=True,
        empty_label="–",
        help_text=_("Only for a leader's secretary."),
    )

    def __init__(self, data: Any, *, unit: Organization) -> None:
        super().__init__(data)
        posts = self.fields["acts_for"].queryset
        below = models.Q(organization=unit) | models.Q(organization__trail__startswith=unit.trail_below)
        self.fields["acts_for"].queryset = posts.filter(below)


class RightForm(forms.Form):
    """A role for one register or one plan."""

    user = AccountField()
    role = RoleField()
    register = forms.ModelChoiceField(
        label=_("Register"),
        queryset=Register.objects.none(),
        required=False,
        empty_label="–",
        to_field_name="slug",
    )
    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=Plan.objects.none(), required=False, empty_label="–", to_field_name="slug"
    )

    def __init__(
        self, data: Any, *, registers: models.QuerySet[Register], plans: models.QuerySet[Plan], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["register"].queryset = registers
        self.fields["plan"].queryset = plans

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("register")) == bool(cleaned.get("plan")) and not self.errors:
            self.add_error("register", _("Choose a register or a plan, one of them."))
        return cleaned


class CalendarForm(EditForm):
    """A calendar: whose working days it follows."""

    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.SlugField(label=_("Short name"), max_length=60, help_text=_("Stands in the address."))
    country = forms.CharField(
        label=_("Country"),
        max_length=2,
        initial="CN",
        help_text=_("Its code of two letters, such as CN: the national holidays come from there."),
    )


class LocalDayForm(forms.Form):
    """A day that differs from the country's rule."""

    day = DayField(label=_("Day"))
    works = forms.TypedChoiceField(
        label=_("That day is"),
        choices=[("off", _("a day off")), ("work", _("a working day"))],
        coerce=lambda value: value == "work",
    )
    name = forms.CharField(label=_("Why"), max_length=120, required=False)


class WorkbookForm(forms.Form):
    """A workbook or a text table."""

    file = forms.FileField(label=_("Workbook"), help_text=_("An .xlsx or .csv file."))

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        limit = settings.UPLOAD_LIMIT
        message = _("At most %(limit)s MB are accepted.") % {"limit": limit // 1_000_000}
        marks = {"accept": ".xlsx,.csv", "data-limit": str(limit), "data-limit-message": message}
        self.fields["file"].widget = forms.FileInput(attrs=marks)


class PackForm(forms.Form):
    """A pack of settings."""

    file = forms.FileField(
        label=_("Pack"),
        help_text=_("The .zip file that another installation wrote."),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )


class HistoryFilterForm(forms.Form):
    """Who, what, when, and a word of it."""

    text = forms.CharField(label=_("Search"), required=False, max_length=200)
    by = AccountField(label=_("By whom"), required=False, help_text=_("The user name."))
    act = forms.ChoiceField(label=_("Act"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        named = sorted(((act, str(name)) for act, name in NAMES.items()), key=lambda pair: pair[1])
        self.fields["act"].choices = [EVERY, *named]

    def wanted(self) -> dict[str, Any]:
        """Arguments of history.queries.records; what is not valid restricts nothing but is told in the form."""
        self.is_valid()
        value = self.cleaned_data.get
        chosen = {name: value(name) for name in ("text", "act", "since", "until") if value(name)}
        return chosen | ({"by": value("by").pk} if value("by") else {})

    @property
    def narrowed(self) -> int:
        """How many conditions beside the search are set."""
        self.is_valid()
        return sum(bool(value) for name, value in self.cleaned_data.items() if name != "text")
