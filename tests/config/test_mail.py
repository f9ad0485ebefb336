"""The mail server of the environment: read, or refused in a sentence that never quotes a password."""

from __future__ import annotations

import pytest

from throughline.config.env import BadSetting
from throughline.config.mail import MailServer, mail_server

FROM = "Supervision Office <office@example.org>"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, "", "", False, True)),
        ("smtp://a:b@mail.example.org:2525/", ("mail.example.org", 2525, "a", "b", False, True)),
        ("smtps://a%40b:p%2Fw%3A1@mail.example.org", ("mail.example.org", 465, "a@b", "p/w:1", True, False)),
        ("smtp://127.0.0.1:25?starttls=no", ("127.0.0.1", 25, "", "", False, False)),
        ("smtp://[::1]:25?starttls=no", ("::1", 25, "", "", False, False)),
    ],
)
def test_a_server_is_named_in_one_address(url, told):
    made = mail_server(url, FROM)
    assert (made.host, made.port, made.user, made.password, made.tls, made.starttls) == told
    assert made.sender == FROM


def test_none_is_named_by_default():
    assert mail_server("", "") is None


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org:587",
        "http://:sesame@mail.example.org",
        "smtp://",
        "smtp://a:sesame@",
        "smtp://a:sesame@host:port",
        "smtp://a:sesame@host:0",
        "smtp://a:sesame@host:99999",
        "smtp://a:ses/ame@host",
        "smtp://a:sesame@[::1",
        "smtp://a:sesame@host#there",
        "smtp://a:sesame@host?starttls=maybe",
        "smtp://a:sesame@host?starttls=no",
        "smtps://a:sesame@host?starttls=no&more=1 ",
        "smtp://sesame@host",
        "smtp://a:sesame@ho st",
        "smtp://a:sesame@host\r\nBcc: x",
    ],
)
def test_a_bad_address_is_told_without_its_password(url):
    with pytest.raises(BadSetting, match="THROUGHLINE_MAIL_URL") as told:
        mail_server(url, FROM)
    assert "give" in str(told.value)
    assert "sesame" not in str(told.value)


@pytest.mark.parametrize(
    "sender", ["", "office", "Office <office>", "a@example.org\nBcc: b@example.org", "@"]
)
def test_a_server_needs_a_sender(sender):
    with pytest.raises(BadSetting, match="THROUGHLINE_MAIL_FROM"):
        mail_server("smtp://mail.example.org", sender)


def test_the_password_is_not_told():
    assert "sesame" not in repr(MailServer("host", 25, "a@example.org", "a", "sesame"))
