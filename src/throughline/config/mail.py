"""THROUGHLINE_MAIL_URL and THROUGHLINE_MAIL_FROM to the mail server that takes what is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from throughline.config.env import BadSetting

#: The usual ports: messages handed in with STARTTLS, and over TLS from the first byte.
PORTS = {"smtp": 587, "smtps": 465}
URL, SENDER = "THROUGHLINE_MAIL_URL", "THROUGHLINE_MAIL_FROM"


@dataclass(frozen=True)
class MailServer:
    """Where messages are handed in, and the address that they come from. `seconds` is how long an answer may take."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    starttls: bool = True
    seconds: float = 60


def mail_server(url: str, sender: str) -> MailServer | None:
    """The server that `url` names, None for an empty one. Raises BadSetting, which never quotes the address."""
    if not url:
        return None
    parts = _parts(url)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    starttls = parts.scheme == "smtp" and _starttls(parts.query)
    if bool(user) != bool(password):
        raise BadSetting(f"{URL} has a user without a password, or the reverse: give both or none.")
    if password and not starttls and parts.scheme == "smtp":
        raise BadSetting(
            f"{URL} would send the password openly: give it without starttls=no, or no password."
        )
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        sender=_sender(sender),
        user=user,
        password=password,
        tls=parts.scheme == "smtps",
        starttls=starttls,
    )


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    sound = parts.scheme in PORTS and parts.hostname and port != 0 and parts.path in ("", "/")
    if not sound or parts.fragment or not url.isprintable() or " " in url:
        raise BadSetting(
            f"{URL} names no mail server: give smtp://user:password@host:587 or smtps://user:password@host:465, "
            "with %40 for an @ and %2F for a / in the password."
        )
    return parts


def _starttls(query: str) -> bool:
    """Whether the connection has to be encrypted before anything is said."""
    given = parse_qsl(query, keep_blank_values=True)
    if given and given != [("starttls", "no")]:
        raise BadSetting(f"{URL} has a query that is not known: give ?starttls=no, or none.")
    return not given


def _sender(written: str) -> str:
    """The sender as written: an address, or a name and an address in angle brackets."""
    _name, address = parseaddr(written)
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or not written.isprintable():
        raise BadSetting(
            f"{SENDER} is {written!r}: give the address from which mail is sent, as office@example.org or "
            "Supervision Office <office@example.org>."
        )
    return written
