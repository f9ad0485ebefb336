"""The job that sends each unit its workbook by mail, one by one; what was begun is never begun again by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from email.charset import BASE64, Charset
from email.utils import format_datetime, make_msgid, parseaddr
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.exchange.outgoing_mail import NotSent, OutgoingMail, PerhapsSent, Unreachable
from throughline.exchange.register_export import KINDS
from throughline.exchange.returned.units import by_unit, file_name, of_unit
from throughline.history.sealer import current_installation
from throughline.jobs import claims
from throughline.jobs.registry import job
from throughline.jobs.run import Run
from throughline.lib import clock
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Organization
from throughline.register.actions.mailings import SENDING, begin_letter, end_letters
from throughline.register.choices import LetterState
from throughline.register.models import Letter, Mailing
from throughline.register.queries import RegisterFilter, Row

#: Bytes of one workbook; in a message they are a third more, and many servers take ten million.
MOST_BYTES = 7_000_000
#: Every mail program reads it, and no server on the way breaks its lines.
PLAIN = Charset("utf-8")
PLAIN.body_encoding = BASE64


def as_json(wanted: RegisterFilter) -> dict[str, Any]:
    """The filter as a mailing keeps it: what restricts something, days as text."""
    plain = RegisterFilter()
    told = {name: value for name, value in asdict(wanted).items() if value != getattr(plain, name)}
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in told.items()
    }


def from_json(told: dict[str, Any]) -> RegisterFilter:
    """The filter that a mailing keeps."""
    days = {
        name: date.fromisoformat(told[name]) for name in ("rated_on", "due_from", "due_to") if name in told
    }
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return RegisterFilter(**{**told, **days, **lists})


@job(SENDING)
def mail_workbooks(run: Run, *, token: str, installation: str) -> None:
    """Send what waits. What a worker that died had begun was perhaps sent, and waits for a person's word.

    In an installation that was restored from a backup meanwhile, nothing is sent: what was sent after the backup is
    not known there.
    """
    mailing, by = Mailing.objects.select_related("register").get(token=token), run.job.asked_by
    if by is None:  # whoever asked for it is gone, and nobody's permission can't be asked for
        raise NotAllowed
    check(by, "register.edit", mailing.register)
    _settle_what_was_begun(mailing, by, restored=installation != current_installation())
    waiting = list(_letters(mailing, LetterState.WAITING))
    if settings.MAIL is None:
        end_letters(waiting, LetterState.REFUSED, by=by, told=_("No mail server is set up."))
    elif waiting:
        _Sending(run, mailing, by, OutgoingMail(settings.MAIL)).all(waiting)
    with run.conclude() as result:
        states = Counter(mailing.letters.values_list("state", flat=True))
        result |= {"mailing": mailing.pk, "slug": mailing.register.slug, **states}


def _letters(mailing: Mailing, *states: str) -> Iterator[Letter]:
    found = mailing.letters.filter(state__in=states).select_related("organization", "mailing__register")
    return found.order_by("pk").iterator()


def _settle_what_was_begun(mailing: Mailing, by: User, *, restored: bool) -> None:
    told = _("The server stopped while this was being sent. Ask the unit before you send again.")
    end_letters(list(_letters(mailing, LetterState.SENDING)), LetterState.PERHAPS, by=by, told=told)
    if restored:
        told = _(
            "This installation was restored from a backup meanwhile. Ask the unit before you send again."
        )
        end_letters(list(_letters(mailing, LetterState.WAITING)), LetterState.PERHAPS, by=by, told=told)


@dataclass
class _Sending:
    """One run of the job."""

    run: Run
    mailing: Mailing
    by: User
    mail: OutgoingMail

    def all(self, letters: Sequence[Letter]) -> None:
        """Each letter; when the server can't be reached, the rest is told so and waits for a person."""
        rows = by_unit(self.mailing.register, self.by, from_json(self.mailing.wanted))
        try:
            for number, letter in enumerate(letters):
                self.run.progress(number, len(letters), letter.organization.name)
                try:
                    self._one(letter, rows.get(letter.organization, []))
                except Unreachable as error:
                    end_letters(letters[number:], LetterState.REFUSED, by=self.by, told=error)
                    return
        finally:
            self.mail.close()

    def _one(self, letter: Letter, rows: Sequence[Row]) -> None:
        """Build it, mark it as begun, hand it over, write down what became of it. Raises Unreachable before that."""
        ended = partial(end_letters, [letter], by=self.by)
        content = of_unit(self.mailing.register, self.by, letter.organization, rows) if rows else b""
        if not rows:
            return ended(LetterState.REFUSED, told=_("No row is for this unit any more."))
        if len(content) > MOST_BYTES:
            return ended(LetterState.REFUSED, told=_too_large(len(content)))
        message = message_of(self.mailing, letter, content, self.mail.sender)
        self.mail.ready()
        begin_letter(letter, len(rows), by=self.by, hold=partial(claims.hold, self.run.job))
        try:
            self.mail.send(message, letter.address)
        except NotSent as error:
            return ended(LetterState.REFUSED, told=error)
        except PerhapsSent as error:
            return ended(LetterState.PERHAPS, told=error)
        return ended(LetterState.SENT)


def _too_large(size: int) -> str:
    told = _(
        "The workbook has %(size)s MB; at most %(most)s are sent. Take the zip file, or narrow the filter."
    )
    return told % {"size": f"{size / 1_000_000:.1f}", "most": MOST_BYTES // 1_000_000}


def message_of(mailing: Mailing, letter: Letter, workbook: bytes, sender: str) -> EmailMessage:
    """The message: a plain text and the workbook, names and file name in encodings that every program reads."""
    unit = letter.organization
    message = EmailMessage(
        mailing.subject,
        mailing.text.replace("\r\n", "\n"),
        sender,
        [_named(unit, letter.address)],
        reply_to=[mailing.reply_to],
        headers={
            "Date": format_datetime(localtime(clock.now())),
            "Message-ID": make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2]),
        },
    )
    message.encoding = PLAIN
    message.attach(file_name(unit), workbook, KINDS["xlsx"])
    return message


def _named(unit: Organization, address: str) -> str:
    """The address behind the unit's name in one line; both are encoded with the message."""
    name = " ".join(unit.name.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}" <{address}>'
