"""A message handed to a real server on loopback: taken, refused in the server's words, or not known which."""

from __future__ import annotations

import threading

import pytest
from django.core.mail import EmailMessage

from tests.post_office import VANISH, PostOffice, post_office
from throughline.exchange.outgoing_mail import NotSent, OutgoingMail, PerhapsSent, Unreachable

TO = "water@city.example"


@pytest.fixture
def office():
    with post_office() as office:
        yield office


def sent(office: PostOffice, text: str = "Good day", **server) -> None:
    mail = OutgoingMail(office.named(**server))
    try:
        mail.ready()
        mail.send(EmailMessage("Tasks", text, mail.sender, [TO]), TO)
    finally:
        mail.close()


def test_a_message_is_handed_over_as_it_is(office):
    sent(office, "First\n.\n..dots\nlast")
    ((sender, to, _content),) = office.taken
    assert (sender, to) == ("office@city.example", TO)
    assert office.message(TO).get_content().replace("\r", "") == "First\n.\n..dots\nlast\n"
    assert any(said.startswith("mail FROM:<office@city.example> size=") for said in office.said)


def test_several_go_over_one_connection_and_a_broken_one_is_opened_again(office):
    mail = OutgoingMail(office.named())
    for number in range(3):
        mail.ready()
        mail.send(EmailMessage("Tasks", str(number), mail.sender, [TO]), TO)
    assert office.connections == 1
    office.answers["NOOP"] = VANISH
    mail.ready()
    mail.send(EmailMessage("Tasks", "4", mail.sender, [TO]), TO)
    mail.close()
    assert (office.connections, len(office.taken)) == (2, 4)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"MAIL": "552 5.3.4 too large"}, "552 5.3.4 too large"),
        ({f"RCPT {TO}": "550 5.1.1 no such\tmailbox"}, "550 5.1.1 no such mailbox"),
        ({"RCPT": "450 try later"}, "450 try later"),
        ({"DATA": "554 no"}, "554 no"),
        ({"taken": "554-smells\r\n554 of spam"}, "554 smells of spam"),
        ({"taken": "421 closing"}, "421 closing"),
        ({"RCPT": f"550 {'x' * 400}"}, "550 xxx"),
    ],
)
def test_a_refusal_is_told_in_the_servers_words_and_the_next_goes(office, answers, told):
    office.answers |= answers
    mail = OutgoingMail(office.named())
    mail.ready()
    with pytest.raises(NotSent) as refused:
        mail.send(EmailMessage("Tasks", "x", mail.sender, [TO]), TO)
    assert told in str(refused.value)
    assert len(str(refused.value)) < 400
    assert office.taken == []
    office.answers.clear()
    mail.ready()
    mail.send(EmailMessage("Tasks", "x", mail.sender, [TO]), TO)
    mail.close()
    assert office.reached == [TO]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_vanishes_before_the_message_did_not_take_it(office, verb):
    office.answers[verb] = VANISH
    with pytest.raises(NotSent, match="ended the connection"):
        sent(office)


def test_a_server_that_vanishes_after_the_message_perhaps_took_it(office):
    office.answers["taken"] = VANISH
    with pytest.raises(PerhapsSent, match="did not say"):
        sent(office)
    assert office.reached == [TO]


def slow(until: threading.Event) -> str:
    until.wait(20)
    return "250 at last"


@pytest.mark.parametrize(
    ("verb", "raised"), [("RCPT", NotSent), ("taken", PerhapsSent), ("EHLO", Unreachable)]
)
def test_a_slow_server_is_not_waited_for_forever(office, verb, raised):
    until = threading.Event()
    office.answers[verb] = lambda: slow(until)
    try:
        with pytest.raises(raised):
            sent(office, seconds=0.3)
    finally:
        until.set()


def test_a_server_that_is_not_there(office):
    with pytest.raises(Unreachable, match="can't be reached"):
        sent(PostOffice(port=1))


@pytest.mark.parametrize(
    ("answers", "server", "told"),
    [
        ({"greeting": "554 go away"}, {}, "554 go away"),
        ({"greeting": VANISH}, {}, "ended the connection"),
        ({}, {"starttls": True}, "no encryption"),
        ({}, {"user": "a", "password": "sesame"}, "no log-in"),
        (
            {"EHLO": "250-post\r\n250 AUTH PLAIN", "AUTH": "535 sesame?"},
            {"user": "a", "password": "sesame"},
            "user or",
        ),
        (
            {"EHLO": "250-post\r\n250 STARTTLS", "STARTTLS": "220 go"},
            {"starttls": True},
            "can't be encrypted",
        ),
        ({}, {"tls": True}, "can't be encrypted"),
    ],
)
def test_a_server_that_takes_nothing_is_told_in_words(office, answers, server, told):
    office.answers |= answers
    with pytest.raises(Unreachable) as unreachable:
        sent(office, **server)
    assert told in str(unreachable.value)
    assert "sesame" not in str(unreachable.value)


def test_a_password_that_a_server_repeats_is_not_told(office):
    office.answers |= {
        "EHLO": "250-post\r\n250 AUTH PLAIN",
        "AUTH": "235 ok",
        "MAIL": "550 sesame is expired",
    }
    with pytest.raises(NotSent) as refused:
        sent(office, user="a", password="sesame")
    assert "550 … is expired" in str(refused.value)
