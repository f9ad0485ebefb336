"""The form of a person's hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.lib import clock
from throughline.organizations.models import Membership, Person
from throughline.web.forms.directory import PersonField, ReasonField
from throughline.web.forms.fields import DayField


class PersonHandOverForm(forms.Form):
    """Who takes over, from which day, and what becomes of the account."""

    to = PersonField(label=_("Taken over by"), required=False, empty_label=_("Nobody takes over yet"))
    vacant = forms.BooleanField(
        label=_("The posts stay vacant"),
        required=False,
        help_text=_("Their tasks wait for the next holder; roles and contacts stay as they are until then."),
    )
    on = DayField(label=_("First day of who takes over"), initial=clock.today)
    rights = forms.BooleanField(label=_("The roles of the account go over too"), required=False, initial=True)
    close_account = forms.BooleanField(label=_("Close the account of who leaves"), required=False)
    why = ReasonField()

    def __init__(self, data: Any = None, *, person: Person, closes: bool) -> None:
        super().__init__(data)
        self.fields["to"].queryset = _colleagues_first(
            self.fields["to"].queryset.exclude(pk=person.pk), person
        )
        if not closes or person.user is None:
            del self.fields["close_account"]
        if person.user is None:
            del self.fields["rights"]


def _colleagues_first(people: QuerySet[Person], person: Person) -> QuerySet[Person]:
    units = person.memberships.filter(ended_on=None).values("post__organization")
    there = Membership.objects.filter(person=OuterRef("pk"), ended_on=None, post__organization__in=units)
    return people.annotate(is_colleague=Exists(there)).order_by("-is_colleague", "name", "pk")


class AbsenceForm(forms.Form):
    """On which days somebody is away."""

    starts_on = DayField(label=_("Away from"), initial=clock.today)
    ends_on = DayField(label=_("Until"), required=False, help_text=_("The last day, if it is known."))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
