"""Logging in, and how guessing is slowed down."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from tests.builders import user
from throughline.accounts.actions.login import log_in
from throughline.accounts.models import LoginFailure
from throughline.accounts.refusals import LogInFailed, TooManyAttempts
from throughline.lib import clock

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
GOOD = "correct horse battery"


def fail(name="ada", address="10.0.0.1", password="wrong"):
    with pytest.raises(LogInFailed) as refused:
        log_in(name, password, address)
    return str(refused.value)


def test_a_name_in_any_spelling_leads_in():
    ada = user("ada")
    assert log_in("  ＡＤＡ ", GOOD, "10.0.0.1") == ada


@pytest.mark.parametrize("name", ["nobody", "closed", "ada\x00", "x" * 300, "\ud800", ""])
def test_unknown_closed_and_impossible_names_get_the_same_answer(name):
    user("ada")
    user("closed", is_active=False)
    assert fail(name, password=GOOD) == fail("ada")


def test_a_password_beyond_all_measure_is_wrong_without_being_hashed():
    user("ada")
    fail("ada", password="a" * 1_000_000)


def test_each_failing_attempt_costs_one_hash(monkeypatch):
    user("ada")
    hashed = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a: hashed.append(1) or plain(self, *a))
    counts = []
    for name in ("ada", "nobody", "ada\x00"):
        hashed.clear()
        fail(name)
        counts.append(len(hashed))
    assert counts == [1, 1, 1]


def test_the_sixth_attempt_under_a_name_waits_a_quarter_of_an_hour():
    user("ada")
    with clock.travel(START):
        for _ in range(5):
            fail()
        with pytest.raises(TooManyAttempts) as refused:
            log_in("ada", GOOD, "10.0.0.99")
        assert "15 minutes" in str(refused.value)
    with clock.travel(START + timedelta(minutes=14, seconds=59)), pytest.raises(TooManyAttempts):
        log_in("ada", GOOD, "10.0.0.99")
    with clock.travel(START + timedelta(minutes=15)):
        assert log_in("ada", GOOD, "10.0.0.99").username == "ada"


def test_the_pause_counts_from_the_last_failure_even_when_the_first_was_long_ago():
    user("ada")
    for minutes in (0, 3, 7, 10, 14):
        with clock.travel(START + timedelta(minutes=minutes)):
            fail()
    with clock.travel(START + timedelta(minutes=28)), pytest.raises(TooManyAttempts):
        log_in("ada", GOOD, "10.0.0.99")
    with clock.travel(START + timedelta(minutes=29)):
        log_in("ada", GOOD, "10.0.0.99")


def test_slow_failures_are_not_guessing():
    user("ada")
    for minutes in (0, 4, 8, 12, 16):
        with clock.travel(START + timedelta(minutes=minutes)):
            fail()
    with clock.travel(START + timedelta(minutes=17)):
        assert log_in("ada", GOOD, "10.0.0.1")


def test_many_names_from_one_address_are_guessing_too():
    user("ada")
    with clock.travel(START):
        for number in range(20):
            fail(f"name-{number}")
        with pytest.raises(TooManyAttempts):
            log_in("ada", GOOD, "10.0.0.1")
        assert log_in("ada", GOOD, "10.0.0.2")


def test_success_forgets_the_failures_of_the_name():
    user("ada")
    with clock.travel(START):
        for _ in range(3):
            for _ in range(4):
                fail()
            log_in("ada", GOOD, "10.0.0.1")


def test_what_is_kept_of_a_failure_is_no_name_and_goes_after_a_day():
    user("mira")
    with clock.travel(START):
        fail("mira")
    kept = LoginFailure.objects.get()
    assert "mira" not in kept.username  # no four letters of a hash: it is written in hexadecimal digits
    assert "10.0" not in kept.address
    with clock.travel(START + timedelta(days=1, seconds=1)):
        fail("eve")
    assert not LoginFailure.objects.filter(pk=kept.pk).exists()
