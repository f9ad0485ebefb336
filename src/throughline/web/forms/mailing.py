"""What goes with the workbooks that are sent to units by mail."""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.accounts.models import User
from throughline.calendars.queries import due_after
from throughline.delivery.queries.usual import calendar_of
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile
from throughline.lib.written import written_day
from throughline.organizations.models import Grant, Organization
from throughline.register.actions.mailings import MOST_TEXT
from throughline.register.models import Register
from throughline.register.permissions import OFFICES

#: Units have so many working days, unless the text is written otherwise.
DAYS = 5
_TO = re.compile(r"([0-9]{1,18}):(.{3,254})")


class MailForm(forms.Form):
    """Subject, text, and where answers go. `token` makes of a form that is sent twice one mailing."""

    token = forms.RegexField(r"^[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 9})
    )
    reply_to = forms.EmailField(
        label=gettext_lazy("Answers go to"),
        max_length=254,
        help_text=gettext_lazy("Your office's mail address: there the workbooks come back."),
    )

    def __init__(self, data: Any, register: Register, user: User) -> None:
        super().__init__(data, initial=_beginning(register, user))


def _beginning(register: Register, user: User) -> dict[str, str]:
    """What the form proposes, in the language of the page."""
    office = _office(register, user)
    subject = _("%(register)s: tasks to fill in and send back") % {"register": register.title}
    text = _(
        "Attached is the workbook with the tasks of “%(register)s” for which you answer, as of %(today)s.\n\n"
        "Please fill in the columns under white heads. Leave the hidden last column and the hidden sheet alone. "
        "Send the workbook back by %(until)s, as an answer to this message.\n\n%(office)s"
    )
    told = {
        "register": register.title,
        "today": written_day(clock.today()),
        "until": written_day(_until(register)),
        "office": office.name,
    }
    return {
        "token": secrets.token_hex(16),
        "subject": subject[:200],
        "text": text % told,
        "reply_to": office.office_mail,
    }


def _office(register: Register, user: User) -> Organization:
    """Where the sender holds the role of an office, best where answers can go; else who keeps the register."""
    held = Grant.objects.filter(user=user, role__in=OFFICES, organization__isnull=False)
    offices = [grant.organization for grant in held.select_related("organization").order_by("pk")]
    found: Organization = next(
        (one for one in [*offices, register.organization] if one.office_mail), register.organization
    )
    return found


def _until(register: Register) -> date:
    calendar = calendar_of(register)
    if calendar is None:
        return clock.today() + timedelta(days=7)
    return due_after(calendar, clock.today(), DAYS)


def chosen(given: list[str], rows: dict[int, int]) -> dict[int, tuple[str, int]]:
    """The units that are ticked, with the addresses that the page showed and how many rows they have now.

    Raises ChangedMeanwhile for a unit that has none any more.
    """
    found = [match.groups() for one in given if (match := _TO.fullmatch(one))]
    if any(int(key) not in rows for key, _address in found):
        raise ChangedMeanwhile
    return {int(key): (address, rows[int(key)]) for key, address in found}
