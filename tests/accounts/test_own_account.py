"""Tokens and language: what people do with their own accounts."""

from datetime import UTC, datetime

import pytest

from tests.builders import user
from throughline.accounts.actions.tokens import MOST, make_token, revoke_token, user_of_token
from throughline.accounts.actions.users import set_language
from throughline.accounts.models import ApiToken, User
from throughline.accounts.refusals import TooManyTokens
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.organizations.actions.accounts import deactivate_user

pytestmark = pytest.mark.django_db


def test_a_token_leads_to_its_user_until_it_is_revoked():
    ada = user("ada")
    token, secret = make_token(ada, "nightly job", by=ada)
    assert secret not in str(vars(ApiToken.objects.get(pk=token.pk)))
    with clock.travel(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)):
        assert user_of_token(secret) == ada
        assert ApiToken.objects.get(pk=token.pk).last_used_on == clock.today()
    revoke_token(token, by=ada)
    revoke_token(token, by=ada)
    assert user_of_token(secret) is None


@pytest.mark.parametrize("secret", ["", "tl_", "\x00", "\ud800"])
def test_an_unknown_token_leads_to_nobody(secret):
    assert user_of_token(secret) is None


def test_tokens_end_with_the_account_for_good():
    ada = user("ada")
    _, secret = make_token(ada, "job", by=ada)
    deactivate_user(ada, by=None)
    User.objects.filter(pk=ada.pk).update(is_active=True)
    assert user_of_token(secret) is None


def test_nobody_makes_or_revokes_tokens_of_others():
    ada, eve = user("ada"), user("eve", "administrator")
    token, _ = make_token(ada, "job", by=ada)
    with pytest.raises(NotAllowed):
        make_token(ada, "job", by=eve)
    with pytest.raises(NotAllowed):
        revoke_token(token, by=eve)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b"])
def test_a_token_says_what_it_is_for(name):
    ada = user("ada")
    with pytest.raises(Invalid) as refused:
        make_token(ada, name, by=ada)
    assert refused.value.field == "name"


def test_tokens_do_not_pile_up():
    ada = user("ada")
    for number in range(MOST):
        make_token(ada, f"job {number}", by=ada)
    with pytest.raises(TooManyTokens):
        make_token(ada, "one more", by=ada)


def test_the_language_is_kept_with_the_account():
    ada = user("ada")
    set_language(ada, "zh-hans", by=ada)
    assert User.objects.get(pk=ada.pk).language == "zh-hans"
    with pytest.raises(Invalid):
        set_language(ada, "tlh", by=ada)
    with pytest.raises(NotAllowed):
        set_language(ada, "en", by=user("eve"))
