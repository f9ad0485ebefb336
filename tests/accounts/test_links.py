"""One-time links: invitation and reset."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user, login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from tests.builders import user
from throughline.accounts.actions.links import open_link, use_one_time_link
from throughline.accounts.actions.login import log_in
from throughline.accounts.actions.users import change_password
from throughline.accounts.models import OneTimeLink
from throughline.accounts.refusals import LinkExpired, LinkUnknown, LinkUsed, LogInFailed, TooManyAttempts
from throughline.history.models import AuditRecord
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.organizations.actions.accounts import (
    activate_user,
    create_user,
    deactivate_user,
    make_one_time_link,
)
from throughline.organizations.refusals import AccountClosed

pytestmark = pytest.mark.django_db

NEW = "a sunny day in may"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def invited():
    return create_user("ada", "Ada", by=None)


def session_of(person):
    request = HttpRequest()
    request.session = SessionStore()
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return request


def test_an_invited_person_chooses_a_password_and_logs_in(invited):
    with pytest.raises(LogInFailed):
        log_in("ada", "", "")
    link, secret = make_one_time_link(invited, by=None)
    assert open_link(secret) == link
    assert use_one_time_link(secret, NEW) == invited
    assert log_in("ada", NEW, "10.0.0.1") == invited


def test_of_the_secret_only_a_fingerprint_is_kept(invited):
    link, secret = make_one_time_link(invited, by=None)
    kept = [*vars(OneTimeLink.objects.get(pk=link.pk)).values()]
    assert secret not in map(str, kept)
    assert not AuditRecord.objects.filter(why__contains=secret).exists()


def test_a_link_works_once(invited):
    _, secret = make_one_time_link(invited, by=None)
    use_one_time_link(secret, NEW)
    for again in (lambda: open_link(secret), lambda: use_one_time_link(secret, "another good one")):
        with pytest.raises(LinkUsed):
            again()
    assert log_in("ada", NEW, "10.0.0.1")


def test_a_link_ends_after_a_week(invited):
    with clock.travel(START):
        _, secret = make_one_time_link(invited, by=None)
    with clock.travel(START + timedelta(days=7) - timedelta(seconds=1)):
        open_link(secret)
    with clock.travel(START + timedelta(days=7)), pytest.raises(LinkExpired):
        use_one_time_link(secret, NEW)


def test_a_newer_link_voids_the_older(invited):
    _, older = make_one_time_link(invited, by=None)
    _, newer = make_one_time_link(invited, by=None)
    with pytest.raises(LinkExpired):
        open_link(older)
    open_link(newer)


@pytest.mark.parametrize("secret", ["", "nonsense", "\x00", "\ud800", "x" * 10_000])
def test_an_unknown_link_is_named_so(secret):
    with pytest.raises(LinkUnknown):
        open_link(secret)


@pytest.mark.parametrize("bad", ["short", "1234567890123", "password1234", "ada lovelace" * 30, ""])
def test_a_bad_password_is_refused_and_the_link_stays(invited, bad):
    _, secret = make_one_time_link(invited, by=None)
    with pytest.raises(Invalid) as refused:
        use_one_time_link(secret, bad)
    assert refused.value.field == "password"
    assert str(refused.value)
    open_link(secret)


def test_a_new_password_ends_all_sessions():
    ada = user("ada")
    request = session_of(ada)
    assert get_user(request) == ada
    _, secret = make_one_time_link(ada, by=None)
    use_one_time_link(secret, NEW)
    assert not get_user(request).is_authenticated


def test_a_closed_account_has_no_sessions_links_or_way_in():
    ada = user("ada")
    request = session_of(ada)
    _, secret = make_one_time_link(ada, by=None)
    deactivate_user(ada, by=None)
    assert not get_user(request).is_authenticated
    with pytest.raises(LinkUnknown):
        use_one_time_link(secret, NEW)
    with pytest.raises(AccountClosed):
        make_one_time_link(ada, by=None)
    activate_user(ada, by=None)
    with pytest.raises(LinkExpired):
        use_one_time_link(secret, NEW)
    assert log_in("ada", "correct horse battery", "") == ada


def test_one_changes_ones_own_password_knowing_the_old_one():
    ada = user("ada")
    with pytest.raises(Invalid) as refused:
        change_password(ada, "wrong", NEW, by=ada)
    assert refused.value.field == "current"
    other = session_of(ada)
    change_password(ada, "correct horse battery", NEW, by=ada)
    assert not get_user(other).is_authenticated
    assert log_in("ada", NEW, "") == ada
    with pytest.raises(NotAllowed):
        change_password(ada, NEW, "yet another one", by=user("eve"))


def test_guessing_the_old_password_within_a_session_is_slowed_down():
    ada = user("ada")
    for _ in range(5):
        with pytest.raises(Invalid):
            change_password(ada, "wrong", NEW)
    with pytest.raises(TooManyAttempts):
        change_password(ada, "correct horse battery", NEW)
