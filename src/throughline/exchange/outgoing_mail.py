"""Mail handed to the server that is set up, message by message: taken, refused with a reason, or not known which."""

from __future__ import annotations

import re
import smtplib
import ssl
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.utils.translation import gettext as _

from throughline.config.mail import MailServer

#: Characters of what a server said.
MOST_WORDS = 300
GOOD, GO_ON, CLOSES = 250, 354, 421
_DOTS = re.compile(rb"(?m)^\.")
_UNREADABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


class NotSent(Exception):
    """The message was surely not sent; the words say why."""


class Unreachable(NotSent):
    """The server takes no messages at all now."""


class PerhapsSent(Exception):
    """The message was handed over, and no answer came; the words say so."""


class OutgoingMail:
    """A connection to `server`, opened when it is needed and again when it broke."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._backend = EmailBackend(
            host=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.starttls,
            use_ssl=server.tls,
            timeout=server.seconds,
        )

    @property
    def sender(self) -> str:
        """From whom it comes, as set up."""
        return self._server.sender

    def ready(self) -> None:
        """Open the connection unless it is. Raises Unreachable; nothing was handed over then."""
        if self._backend.connection is not None and not self._answers():
            self.close()
        if self._backend.connection is None:
            try:
                self._backend.open()
                self._backend.connection.ehlo_or_helo_if_needed()
            except OSError as error:  # those of the protocol among them
                self.close()
                raise Unreachable(self._why(error)) from None

    def _answers(self) -> bool:
        try:
            code, _words = self._backend.connection.noop()
        except OSError:
            return False
        return bool(code == GOOD)

    def close(self) -> None:
        """End the connection; how the server takes that is its affair."""
        try:
            self._backend.close()
        except OSError:
            self._backend.connection = None

    def send(self, message: EmailMessage, to: str) -> None:
        """Hand over one message for the one address. Raises NotSent, PerhapsSent. Call `ready` before."""
        content = message.message().as_bytes(linesep="\r\n").removesuffix(b"\r\n") + b"\r\n"
        try:
            self._announce(sanitize_address(message.from_email, "utf-8"), to, len(content))
        except OSError as error:
            self.close()
            raise NotSent(self._why(error)) from None
        smtp = self._backend.connection
        try:
            smtp.send(_DOTS.sub(b"..", content) + b".\r\n")
            answer = smtp.getreply()
        except OSError:
            self.close()
            raise PerhapsSent(
                _(
                    "The mail server did not say whether it took the message. Ask the unit before you send again."
                )
            ) from None
        self._expect(answer, GOOD)

    def _announce(self, sender: str, to: str, size: int) -> None:
        """Say from whom and to whom; the server may refuse either, or the size."""
        smtp = self._backend.connection
        options = [f"size={size}"] if smtp.has_extn("size") else []
        self._expect(smtp.mail(sender, options), GOOD)
        self._expect(smtp.rcpt(sanitize_address(to, "utf-8")), GOOD, 251)
        self._expect(smtp.docmd("data"), GO_ON)

    def _expect(self, answer: tuple[int, bytes], *good: int) -> None:
        """Raise NotSent with the server's own words unless the answer is good; the connection is as new then."""
        code, words = answer
        if code in good:
            return
        if code == CLOSES or not self._reset():
            self.close()
        raise NotSent(_("The mail server refused it: %(words)s") % {"words": self._told(code, words)})

    def _reset(self) -> bool:
        try:
            code, _words = self._backend.connection.rset()
        except OSError:
            return False
        return bool(code == GOOD)

    def _told(self, code: int, words: Any) -> str:
        """The server's words in one line, without the password if it should repeat it."""
        text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
        if self._server.password:
            text = text.replace(self._server.password, "…")
        return f"{code} {_UNREADABLE.sub(' ', text).strip()}"[:MOST_WORDS]

    def _why(self, error: OSError) -> str:
        """What went wrong before anything was handed over."""
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return _("The mail server refused the user or the password that are set up.")
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return _("The mail server offers no encryption (STARTTLS), or no log-in, as they are set up.")
        if isinstance(error, smtplib.SMTPResponseException):
            words = self._told(error.smtp_code, error.smtp_error)
            return _("The mail server refused it: %(words)s") % {"words": words}
        if isinstance(error, ssl.SSLError):
            return _(
                "The connection to the mail server can't be encrypted, or its certificate is not trusted."
            )
        if isinstance(error, TimeoutError):
            return _("The mail server did not answer in time.")
        return _("The mail server can't be reached, or ended the connection.")
