"""`throughline createadmin`."""

from __future__ import annotations

import argparse
import sys

EPILOG = """\
examples:
  throughline createadmin anna "Anna Li"
      prints a link, valid once for a week, under which Anna chooses her password
  throughline createadmin anna "Anna Li" --address https://plan.example.org
      the same link for those who reach the server under that address
  throughline createadmin anna "Anna Li" --password-stdin < password.txt
      sets the password at once: the first line of what comes in

For an account that exists: opens it again if it was closed, makes it an administrator, prints a new link.
"""


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline createadmin",
        description="Makes an administrator's account, the first one or one more. It can do everything; all other "
        "accounts are made in the browser.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("username", metavar="USERNAME", help="the name to log in with, without blanks")
    made.add_argument(
        "name", nargs="?", default="", metavar="NAME", help="the person's name (default: the user name)"
    )
    made.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    made.add_argument(
        "--address",
        default="http://127.0.0.1:8000",
        metavar="URL",
        help="where people reach the server, for the link",
    )
    return made


def run(options: argparse.Namespace) -> int:
    """Make the account, and print the link or nothing secret at all."""
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import ready

    if not ready():
        return 1
    password = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else None
    user, secret = make_administrator(options.username, options.name, password=password)
    first_rule_sets()
    print(_("%(username)s is an administrator.") % {"username": user.username})
    if secret:
        print(_("Choose the password here, within %(days)d days, once:") % {"days": 7})
        print(options.address.rstrip("/") + link(secret))
    return 0


def make_administrator(username: str, name: str, *, password: str | None) -> tuple:
    """(user, secret of the one-time link or None), all in one act. Raises Refused for a bad name or password."""
    from throughline.accounts.choices import Role
    from throughline.history.act import act
    from throughline.organizations.actions import accounts
    from throughline.organizations.actions.grants import give_grant
    from throughline.organizations.models import Grant

    with act("accounts.make_administrator", by=None) as this:
        user = _known(username) or accounts.create_user(username, name or username, by=None)
        this.about(user)
        if not user.is_active:
            accounts.activate_user(user, by=None)
        held = Grant.objects.filter(user=user, role=Role.ADMINISTRATOR, own_role=None, organization=None)
        if not held.exists():
            give_grant(user, Role.ADMINISTRATOR, by=None)
        _link, secret = accounts.make_one_time_link(user, by=None)
        if password is None:
            return user, secret
        return _with_password(secret, password), None


def first_rule_sets() -> None:
    """Install the rule sets for ratings where there are none yet: without one, no register is ever rated."""
    from django.conf import settings

    from throughline.delivery.actions import install_presets
    from throughline.register.models import RuleSet

    if not RuleSet.objects.exists():
        install_presets(by=None, language=settings.LANGUAGE_CODE)


def _known(username: str):  # noqa: ANN202  the model is imported late
    from throughline.accounts.models import User
    from throughline.accounts.names import login_name

    return User.objects.filter(username=login_name(username)).first()


def _with_password(secret: str, password: str):  # noqa: ANN202
    from throughline.accounts.actions.links import use_one_time_link

    return use_one_time_link(secret, password)


def link(secret: str) -> str:
    """The path of the page where a one-time link is used."""
    from django.urls import reverse

    return reverse("link", args=[secret])
