"""Somebody is away; their deputies stand in."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib.cleaning import clean
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Absence, Person

RECORD = "organizations.record_absence"


def record_absence(
    person: Person, *, by: User | None, starts_on: date, ends_on: date | None = None, note: str = ""
) -> Absence:
    """The person is away on these days, both included: deputies of the posts that they hold stand in.

    People record their own; administrators everybody's. Raises NotAllowed, Invalid (also for days known already).
    """
    check(by, RECORD, person)
    made = Absence(person=person, starts_on=starts_on, ends_on=ends_on, note=note)
    clean(made)
    if made.ends_on is not None and made.ends_on < made.starts_on:
        raise Invalid("ends_on", _("The last day lies before the first. Check both days."))
    with act("organizations.record_absence", by=by, why=note, about=person) as this:
        Person.objects.select_for_update().get(pk=person.pk)
        met = Absence.objects.filter(Q(ends_on=None) | Q(ends_on__gte=made.starts_on), person=person)
        if (met if made.ends_on is None else met.filter(starts_on__lte=made.ends_on)).exists():
            raise Invalid(
                "starts_on", _("An absence is recorded for these days already. Remove that one first.")
            )
        return this.create(made)


def remove_absence(absence: Absence, *, by: User | None, why: str = "") -> None:
    """The person is not away after all, or back; history keeps it. Raises NotAllowed, ChangedMeanwhile."""
    check(by, RECORD, absence.person)
    with act("organizations.remove_absence", by=by, why=why, about=absence.person) as this:
        this.delete(absence)
