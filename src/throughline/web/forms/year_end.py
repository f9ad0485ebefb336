"""Forms of the year's end: the unit's word, the office's decision, stage goals, the next register, closing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import AS_SAID, CORRECTABLE, DECIDABLE, Verdict
from throughline.documents.models import Document
from throughline.lib import clock
from throughline.register.models import Register
from throughline.web.forms.delivery import TEXT
from throughline.web.forms.fields import DayField, PostField

KINDS = [("", "–"), *((kind.value, kind.label) for kind in DECIDABLE)]
SHORT = {**TEXT, "rows": 2}
#: Documents to choose from; older ones are named in the reason.
DOCUMENTS = 200
_YEAR = re.compile(r"(?<!\d)(19|20)\d{2}(?!\d)")


class ClaimForm(forms.Form):
    """What the unit says became of its tasks."""

    claim = forms.ChoiceField(label=_("Your word"), choices=KINDS)
    reason = forms.CharField(
        label=_("What shows that it is done, or why it is not"), widget=forms.Textarea(attrs=SHORT)
    )
    later_on = DayField(label=_("New date asked for"), required=False)


class OutcomeForm(forms.Form):
    """What the supervision office decides, the same for all chosen tasks; of a closed year, how it corrects them."""

    kind = forms.ChoiceField(label=_("Outcome"), choices=[*KINDS, (AS_SAID, _("As the unit said"))])
    reason = forms.CharField(
        label=_("Reason: what shows it, or why not"), required=False, widget=forms.Textarea(attrs=SHORT)
    )
    follow_up = forms.CharField(
        label=_("What becomes of it"), required=False, widget=forms.Textarea(attrs=SHORT)
    )
    done_on = DayField(
        label=_("Done on"), required=False, help_text=_("Left empty: the day of its completion, else today.")
    )
    later_on = DayField(
        label=_("New due date"), required=False, help_text=_("Only for what is carried over.")
    )
    approved_by = PostField(label=_("Approved by"), required=False, leaders=True)
    document = forms.ModelChoiceField(
        label=_("Document that shows it"), queryset=Document.objects.none(), required=False
    )

    def __init__(self, data: Any, *, user: User, register: Register) -> None:
        super().__init__(data)
        self.fields["document"].queryset = documents(user)
        if register.closed_on is not None:
            self.fields["kind"].choices = [("", "–"), *((kind.value, kind.label) for kind in CORRECTABLE)]


def documents(user: User) -> Any:
    """The latest documents in sight, for choosing one that shows something."""
    seen = allowed(user, "documents.view", Document.objects.order_by("-pk"))
    latest = list(seen.values_list("pk", flat=True)[:DOCUMENTS])
    return Document.objects.filter(pk__in=latest).only("title").order_by("-pk")


class WordsForm(forms.Form):
    """Until when the units say their word."""

    words_by_on = DayField(label=_("Word of the units until"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"words_by_on": clock.today() + timedelta(days=10)})


class JudgeForm(forms.Form):
    """Whether a stage goal was reached."""

    verdict = forms.ChoiceField(label=_("Judgement"), choices=Verdict.choices)
    statement = forms.CharField(label=_("What shows it"), widget=forms.Textarea(attrs=TEXT))
    judged_on = DayField(label=_("Judged on"), initial=clock.today)
    document = forms.ModelChoiceField(
        label=_("Document that shows it"), queryset=Document.objects.none(), required=False
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.fields["document"].queryset = documents(user)


class NextRegisterForm(forms.Form):
    """Name and first day of next year's register; all else is as this year's."""

    title = forms.CharField(label=_("Title"), max_length=300)
    starts_on = DayField(label=_("Starts on"))

    def __init__(self, data: Any, *, register: Register) -> None:
        super().__init__(data, initial={"title": next_title(register), "starts_on": next_start(register)})


def next_title(register: Register) -> str:
    """The title with its years one higher; as it is where it names none."""
    return _YEAR.sub(lambda year: str(int(year[0]) + 1), register.title)


def next_start(register: Register) -> date:
    """The first of January after the register's own year: of its start, else of its title.

    Where neither names one it is the nearest: a year is reconciled in its last months or in the first of the next.
    """
    if register.starts_on is not None:
        return date(register.starts_on.year + 1, 1, 1)
    if named := _YEAR.search(register.title):
        return date(int(named[0]) + 1, 1, 1)
    today = clock.today()
    return date(today.year + (today.month > 6), 1, 1)
