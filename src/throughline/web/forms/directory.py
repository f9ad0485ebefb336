"""Forms of the directory: organizations, posts, persons, and who holds a post from when to when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from throughline.accounts.models import User
from throughline.lib import clock
from throughline.organizations.choices import MembershipKind, OrganizationKind
from throughline.organizations.models import Membership, Organization, Person, Post
from throughline.web.forms.fields import DayField, EditForm, UnitField, UnitsField


class ReasonField(forms.CharField):
    """Why something is done: kept in the history."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Reason"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("help_text", _("Stands in the history."))
        super().__init__(**kwargs)


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class PersonField(forms.ModelChoiceField):
    """Somebody of the directory, by name; who has the same name is told apart by a post."""

    def __init__(self, **kwargs: Any) -> None:
        people = Person.objects.prefetch_related("memberships__post__organization").order_by("name", "pk")
        kwargs.setdefault("queryset", people)
        super().__init__(**kwargs)

    def label_from_instance(self, obj: Person) -> str:
        today = clock.today()
        held = next((m.post for m in obj.memberships.all() if m.holds_on(today)), None)
        return f"{obj.name} · {held}" if held else obj.name


class OrganizationForm(EditForm):
    """What an organization says of itself. Its place in the tree is changed by moving it."""

    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=OrganizationKind.choices, initial=OrganizationKind.DEPARTMENT
    )
    code = forms.SlugField(
        label=_("Code"),
        max_length=60,
        required=False,
        allow_unicode=True,
        help_text=_("Stands in addresses and workbooks. Left empty, it is made from the name."),
    )
    aliases = LinesField(
        label=_("Other names"),
        required=False,
        max_length=6000,
        help_text=_("One a line: former names and abbreviations by which documents call it."),
    )
    peer_group = forms.CharField(
        label=_("Peer group"),
        max_length=80,
        required=False,
        help_text=_("Organizations of one group are compared with each other."),
    )
    office_mail = forms.EmailField(
        label=_("Office mail address"),
        max_length=254,
        required=False,
        help_text=_("The office's, not a person's: workbooks to fill in are sent there."),
    )
    started_on = DayField(label=_("Founded on"), required=False)
    ends_on = DayField(
        label=_("Planned end"), required=False, help_text=_("For a task force, which works for a time.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("code") and self.initial.get("code"):
            cleaned["code"] = self.initial["code"]
        return cleaned


class NewOrganizationForm(OrganizationForm):
    """A new organization with its place in the tree."""

    parent = UnitField(label=_("Part of"), required=False, empty_label=_("– the top –"))
    field_order = ["name", "short_name", "parent"]

    def __init__(
        self, data: Any, *, parents: models.QuerySet[Organization], top: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["parent"].queryset = parents.order_by("level", "official_order", "pk")
        self.fields["parent"].required = not top

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("code"):
            cleaned.pop("code", None)
        return cleaned


class MoveForm(EditForm):
    """Another place in the tree, with all that is below."""

    parent = UnitField(label=_("Part of"), required=False, empty_label=_("– the top –"))
    why = ReasonField()

    def __init__(
        self, data: Any, *, parents: models.QuerySet[Organization], top: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["parent"].queryset = parents.order_by("level", "official_order", "pk")
        self.fields["parent"].required = not top

    def values_of(self, row: models.Model) -> dict[str, Any]:
        return {"parent": getattr(row, "parent_id", None)}


class EndForm(EditForm):
    """The day from which an organization no longer exists."""

    ended_on = DayField(
        label=_("No longer exists from"),
        help_text=_("Open terms of office in its posts end on the day before."),
    )
    why = ReasonField()

    def values_of(self, row: models.Model) -> dict[str, Any]:
        return {"ended_on": getattr(row, "ended_on", None) or clock.today()}


class PostForm(EditForm):
    """A post: its title, and whether it heads the organization or leads several."""

    title = forms.CharField(label=pgettext_lazy("post", "Title"), max_length=120)
    is_head = forms.BooleanField(label=_("Head of the organization"), required=False)
    is_leader = forms.BooleanField(label=_("Leader who can be in charge of tasks"), required=False)
    official_order = forms.IntegerField(
        label=_("Place in the official order"), min_value=0, max_value=100_000, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("official_order") is None:
            cleaned.pop("official_order", None)
        return cleaned


class PortfolioForm(forms.Form):
    """Which organizations a leader's post is in charge of."""

    organizations = UnitsField(
        label=_("In charge of"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(self, data: Any, *, post: Post) -> None:
        super().__init__(
            data, initial={"organizations": [one.organization_id for one in post.portfolio.all()]}
        )
        held = self.initial["organizations"]
        standing = Organization.objects.standing_on(clock.today()) | Organization.objects.filter(pk__in=held)
        self.fields["organizations"].queryset = standing.order_by("level", "official_order", "pk")


class SomebodyForm(forms.Form):
    """Names a person: one of the directory, or a new one by name."""

    person = PersonField(label=_("Person"), required=False, empty_label=_("– choose –"))
    new_name = forms.CharField(
        label=_("Or a new person"),
        max_length=120,
        required=False,
        help_text=_("The name of somebody who is not in the directory yet."),
    )
    new_phone = forms.CharField(label=_("Telephone of the new person"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("person")) == bool(cleaned.get("new_name")) and not self.errors:
            self.add_error("person", _("Choose a person, or enter the name of a new one."))
        return cleaned


class HandOverForm(SomebodyForm):
    """The next holder of a post, and the day."""

    on = DayField(
        label=_("From"),
        help_text=_("The first day of the new holder; the present one has it until the day before."),
    )
    why = ReasonField()


class NewTermForm(SomebodyForm):
    """A term of office."""

    kind = forms.ChoiceField(
        label=_("Holds it as"), choices=MembershipKind.choices, initial=MembershipKind.HOLDER
    )
    started_on = DayField(label=_("From"))
    ended_on = DayField(label=_("Until"), required=False, help_text=_("The last day, if it is known."))


class TermForm(EditForm):
    """The days and the kind of a term of office."""

    kind = forms.ChoiceField(label=_("Holds it as"), choices=MembershipKind.choices)
    started_on = DayField(label=_("From"))
    ended_on = DayField(label=_("Until"), required=False)
    why = ReasonField()

    def values_of(self, row: models.Model) -> dict[str, Any]:
        names = ("kind", "started_on", "ended_on")
        return {name: getattr(row, name) for name in names} if isinstance(row, Membership) else {}


class PersonForm(EditForm):
    """Somebody of the directory; the account only for those who keep accounts."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    user = forms.ModelChoiceField(
        label=_("Account"), queryset=User.objects.none(), required=False, empty_label=_("– none –")
    )

    def __init__(self, data: Any, *, accounts: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not accounts:
            del self.fields["user"]
            return
        own = self.initial.get("user")
        free = User.objects.filter(person=None, is_active=True)
        self.fields["user"].queryset = free | User.objects.filter(pk=getattr(own, "pk", own))
        self.fields["user"].label_from_instance = lambda user: f"{user.name} ({user.username})"
