"""Workbooks sent to units by mail: what is to go to whom, when each was begun, and what became of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.history.sealer import current_installation
from throughline.jobs.actions import ask
from throughline.jobs.models import Job, JobState
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean, unless_raced
from throughline.lib.refusal import ChangedMeanwhile, Invalid
from throughline.organizations.models import Organization
from throughline.register.actions.guards import open_register
from throughline.register.choices import LetterState
from throughline.register.models import Letter, Mailing, Register
from throughline.register.refusals import StillBeingSent

#: The kind of the job that sends them (`exchange.returned.mailing`).
SENDING = "exchange.mail_workbooks"
MOST_TEXT = 5_000
#: Characters that end a line, or that no line shows.
_BREAKS = frozenset(("Cc", "Zl", "Zp"))


def begin_mailing(
    register: Register,
    *,
    by: User | None,
    token: str,
    subject: str,
    text: str,
    reply_to: str,
    to: Mapping[int, tuple[str, int]],
    wanted: Mapping[str, Any],
) -> Mailing:
    """Have each unit in `to` (by its key: the address that was shown, and how many rows) sent its workbook by a job.

    A form that was sent already (its `token`) gives the mailing that it made. Raises NotAllowed, RegisterIsClosed,
    Invalid, and ChangedMeanwhile when an address is another one by now.
    """
    check(by, "register.edit", register)
    open_register(register)
    made = Mailing(register=register, token=token, subject=subject, text=text, reply_to=reply_to)
    made.wanted, made.asked_by, made.asked_at = dict(wanted), by, clock.now()
    sent = Mailing.objects.filter(token=token, register=register).first()
    if sent is not None:
        return sent
    _clean(made, to)
    here = current_installation()
    with unless_raced(), act("register.mail_workbooks", by=by, about=register) as this:
        units = _as_shown(to)
        made.job = ask(SENDING, by, token=token, installation=here).pk
        this.create(made)
        letters = [
            Letter(mailing=made, organization=unit, address=unit.office_mail, rows=to[unit.pk][1])
            for unit in units
        ]
        this.create_many(letters)
    return made


def _clean(mailing: Mailing, to: Mapping[int, Any]) -> None:
    clean(mailing)
    bounded("text", mailing.text, MOST_TEXT)
    if any(unicodedata.category(character) in _BREAKS for character in mailing.subject):
        raise Invalid("subject", _("Write the subject in one line."))
    if '"' in mailing.reply_to:
        raise Invalid("reply_to", _("Give one plain address, as office@example.org."))
    if not to:
        raise Invalid("to", _("Choose at least one unit to send to."))


def _as_shown(to: Mapping[int, tuple[str, int]]) -> list[Organization]:
    """The units, held until the act ends; raises ChangedMeanwhile unless their addresses are those that were shown."""
    units = list(Organization.objects.select_for_update().filter(pk__in=list(to)).order_by("pk"))
    if {unit.pk: unit.office_mail for unit in units} != {key: address for key, (address, _n) in to.items()}:
        raise ChangedMeanwhile
    if not all(unit.office_mail for unit in units):
        raise ChangedMeanwhile
    return sorted(units, key=lambda unit: (unit.level, unit.official_order, unit.pk))


def is_under_way(mailing: Mailing) -> bool:
    """Whether its job still works or waits for its turn."""
    going = (JobState.WAITING, JobState.RUNNING)
    return Job.objects.filter(pk=mailing.job, state__in=going).exists()


def send_again(mailing: Mailing, *, by: User | None, perhaps: bool = False) -> Mailing:
    """Have those sent that were not, to the addresses of today; with `perhaps` also those that perhaps were.

    Raises NotAllowed, RegisterIsClosed, StillBeingSent, and Invalid when there is none to send.
    """
    check(by, "register.edit", mailing.register)
    open_register(mailing.register)
    here = current_installation()
    with act("register.mail_again", by=by, about=mailing.register) as this:
        held = Mailing.objects.select_for_update().get(pk=mailing.pk)
        if is_under_way(held):
            raise StillBeingSent
        letters = list(_left(held, perhaps=perhaps))
        if not letters:
            raise Invalid("to", _("There is nothing to send again."))
        for letter in letters:
            letter.address = letter.organization.office_mail
            letter.state, letter.told = LetterState.WAITING, ""
        this.save_many(letters)
        held.job = ask(SENDING, by, token=held.token, installation=here).pk
        this.save(held)
    return held


def _left(mailing: Mailing, *, perhaps: bool) -> Iterable[Letter]:
    """The letters that were not sent and whose units have an address; what a dead job had begun was perhaps sent."""
    states = [LetterState.REFUSED, LetterState.WAITING]
    if perhaps:
        states += [LetterState.PERHAPS, LetterState.SENDING]
    found = mailing.letters.filter(state__in=states).exclude(organization__office_mail="")
    return found.select_related("organization").select_for_update(of=("self",))


def begin_letter(letter: Letter, rows: int, *, by: User | None, hold: Callable[[], Any]) -> None:
    """Mark the letter as being sent, before it is. `hold` raises when its job is another worker's by now.

    Raises ChangedMeanwhile when somebody else has begun it.
    """
    letter.state, letter.rows = LetterState.SENDING, rows
    with act("register.begin_letter", by=by, about=letter) as this:
        hold()
        this.save(letter)


def end_letters(letters: Sequence[Letter], state: str, *, by: User | None, told: Any = "") -> None:
    """Write down what became of letters. What is known to be sent stays so."""
    if not letters:
        return
    with act("register.end_letters", by=by, about=letters[0].mailing.register) as this:
        rows = Letter.objects.select_for_update().filter(pk__in=[one.pk for one in letters])
        changed = list(rows.exclude(state=LetterState.SENT).order_by("pk"))
        for row in changed:
            row.state, row.told = state, str(told)[:500]
            row.sent_at = clock.now() if state == LetterState.SENT else row.sent_at
        this.save_many(changed)
