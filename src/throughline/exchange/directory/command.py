"""`throughline import directory`: what it prints and writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.accounts.models import User
from throughline.accounts.names import login_name
from throughline.exchange.directory.plan import DirectoryPlan, apply_directory, read_directory
from throughline.exchange.directory.run import CREATED
from throughline.exchange.directory.workbooks import NewLink, links_workbook
from throughline.formats.errors import UnreadableFile
from throughline.lib.refusal import Refused


def _path_of(secret: str) -> str:
    return reverse("link", args=[secret])


def command(
    path: Path | str,
    *,
    dry_run: bool = False,
    by: str | None = None,
    address: Callable[[str], str] = _path_of,
) -> int:
    """Import the directory in `path` in the name of the account `by`, or only say what it would do.

    The exit code: 0 done, 1 refused. The one-time links of new accounts go into a workbook beside the file, which
    only its owner can read; `address` makes a secret into what stands there.
    """
    try:
        return _imported(Path(path), dry_run=dry_run, by=_account(by), address=address)
    except UnreadableFile as error:
        _say(_(error.template) % error.params, sys.stderr)
    except (Refused, OSError) as error:
        _say(str(error), sys.stderr)
    return 1


class NoSuchAccount(Refused):
    """`--by` names nobody."""

    status = 422

    def __str__(self) -> str:
        return _("No open account has the user name “%(name)s”.") % self.params


def _account(username: str | None) -> User | None:
    if username is None:
        return None
    found = User.objects.filter(username=login_name(username), is_active=True).first()
    if found is None:
        raise NoSuchAccount(name=username)
    return found


def _imported(path: Path, *, dry_run: bool, by: User | None, address: Callable[[str], str]) -> int:
    plan = read_directory(path.read_bytes(), path.name, by=by)
    _describe(plan)
    if plan.errors or dry_run:
        _say(_("Nothing was imported."))
        return 1 if plan.errors else 0
    target = _new_file(path) if _makes_accounts(plan) else None
    try:
        applied = apply_directory(plan, by=by)
    except BaseException:
        if target is not None:
            target.unlink()
        raise
    _say(_("The directory was imported."))
    if target is not None:
        _write_links(target, applied.links, address)
    return 0


def _makes_accounts(plan: DirectoryPlan) -> bool:
    return any(outcome.part == "accounts" and outcome.what == CREATED for outcome in plan.outcomes)


def _new_file(path: Path) -> Path:
    """A new empty file beside `path`, for its owner only: made first, so that no secret is lost for want of room."""
    number = 1
    while True:
        target = path.with_name(f"{path.stem}-links{f'-{number}' if number > 1 else ''}.xlsx")
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            number += 1
        else:
            return target


def _write_links(target: Path, links: list[NewLink], address: Callable[[str], str]) -> None:
    target.write_bytes(links_workbook(links, address))
    text = ngettext(
        "%(n)s one-time link was written to %(file)s.",
        "%(n)s one-time links were written to %(file)s.",
        len(links),
    )
    _say(text % {"n": len(links), "file": target})


def _describe(plan: DirectoryPlan) -> None:
    _say(
        _("Rows: %(created)s create, %(changed)s change, %(left)s leave, %(wrong)s need mending.")
        % {"created": plan.created, "changed": plan.changed, "left": plan.left, "wrong": len(plan.errors)}
    )
    for sheet in plan.skipped:
        _say(
            _("The sheet “%(sheet)s” was skipped: it holds no organizations, posts or accounts.")
            % {"sheet": sheet}
        )
    for error in plan.errors:
        _say(str(error), sys.stderr)


def _say(text: str, to: TextIO | None = None) -> None:
    (to or sys.stdout).write(f"{text}\n")
