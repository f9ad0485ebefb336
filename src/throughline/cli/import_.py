"""`throughline import`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

DESCRIPTIONS = {
    "tasks": "Makes the rows of a task table tasks of a register. What the columns mean is told from their titles, in "
    "English or Chinese, or by a mapping file; organizations that are not in the directory are made.",
    "directory": "Takes organizations, posts, persons and accounts over from a workbook or csv. Rows that are known "
    "already are changed, none is deleted. New accounts get one-time links, in a workbook beside the file.",
    "register": "Takes a register's workbook back that was taken away (by “export register” or in the browser) "
    "and edited: tells each cell that changes, then changes them, all or none.",
    "accounts": "Takes accounts and their roles over from a workbook or csv. New ones get one-time links, in a "
    "workbook beside the file.",
    "settings": "Takes settings over that another installation wrote as a pack: all of them or none. What the pack "
    "does not have stays as it is.",
}
EPILOG = """\
examples:
  throughline import directory people.xlsx --dry-run     say what would be done, and what must be mended
  throughline import directory people.xlsx
  throughline import accounts accounts.csv --address https://plan.example.org
  throughline import settings pack.zip --dry-run         say what is new here, what differs, what is the same
  throughline import settings pack.zip --only-new        leave alone what differs here
  throughline import tasks breakdown.docx --register plan-2026
  throughline import tasks commitments.csv --mapping columns.yaml --by anna
  throughline import register plan-2026.xlsx --dry-run   each cell that would change
  throughline import register plan-2026.xlsx --by anna --why "Agreed on 3 March" --conflicts ours

All rows are taken over or none: what is wrong is listed with row and column. docs/importing.md describes the columns.
"""


#: How many of the targets are told one by one.
MOST_ALIKE = 20
MOST_TARGETS = 20


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline import",
        description="Brings tasks, the directory or accounts in from a table, or settings from a pack.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = made.add_subparsers(title="what", dest="what", required=True, metavar="WHAT")
    lines = {
        "tasks": "a task table",
        "directory": "organizations, posts and persons",
        "accounts": "accounts with roles",
        "register": "a register's workbook that comes back",
        "settings": "rules, calendars, words and column sets, from a pack",
    }
    for name, line in lines.items():
        one = what.add_parser(name, help=line, description=DESCRIPTIONS[name])
        one.add_argument("file", type=Path, metavar="FILE", help=_kinds(name))
        one.add_argument(
            "--dry-run", action="store_true", help="change nothing, only tell what would be done"
        )
        one.add_argument(
            "--by", metavar="USER", help="in the name of this account (default: the system itself)"
        )
        if name == "tasks":
            one.add_argument(
                "--register", default="", metavar="SLUG", help="onto this one (default: a new one)"
            )
            one.add_argument("--mapping", type=Path, metavar="FILE.yaml", help="says what the columns mean")
            one.add_argument("--why", default="", metavar="REASON", help="the reason, for the history")
        elif name == "register":
            _of_a_register(one)
        elif name == "settings":
            one.add_argument(
                "--only-new", action="store_true", help="leave alone what has the same name here and differs"
            )
        else:
            address = "http://127.0.0.1:8000"
            one.add_argument(
                "--address", default=address, metavar="URL", help="where people reach the server, for links"
            )
    return made


def _of_a_register(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--register", default="", metavar="SLUG", help="its short name (default: the workbook's own)"
    )
    one.add_argument(
        "--conflicts",
        choices=("ask", "ours", "workbook"),
        default="ask",
        help="cells changed on both sides: refuse (default), keep ours, or take the workbook's",
    )
    one.add_argument(
        "--leave-out", action="store_true", help="leave out cells and rows that have to be mended"
    )
    one.add_argument("--new", action="store_true", help="make the rows without a key tasks of the register")
    one.add_argument(
        "--why", default="", metavar="REASON", help="the reason, needed where due dates are moved"
    )


def _kinds(what: str) -> str:
    if what == "register":
        return "an xlsx workbook that was taken away, or a zip file of them"
    if what == "settings":
        return "a pack that “throughline export settings” wrote"
    return "a table: " + ("csv, xlsx or docx" if what == "tasks" else "xlsx or csv")


def run(options: argparse.Namespace) -> int:
    """Import, and tell what was made."""
    from throughline.cli.setting_up import ready

    if not ready():
        return 1
    ways = {"tasks": _tasks, "register": _register, "settings": _settings}
    return ways.get(options.what, _directory)(options)


def _register(options: argparse.Namespace) -> int:
    from throughline.cli.accounts import account
    from throughline.exchange.returned.command import command
    from throughline.exchange.returned.taking import OURS, Choice

    rest = {"ask": "", "ours": OURS, "workbook": "0"}[options.conflicts]
    choice = Choice(leave_out=options.leave_out, make_new=options.new, why=options.why, rest=rest)
    return command(
        options.file, slug=options.register, by=account(options.by), choice=choice, dry_run=options.dry_run
    )


def _settings(options: argparse.Namespace) -> int:
    from django.utils.translation import gettext as _

    from throughline.cli.accounts import account
    from throughline.exchange.settings_pack import State, compare, read_pack, take_over

    pack = read_pack(options.file.read_bytes())
    states = {State.NEW: _("not here yet"), State.SAME: _("the same"), State.DIFFERENT: _("differs")}
    items = compare(pack)
    for item in items:
        print(f"{item.label}: {item.title} ({item.key}) – {states[item.state]}")
    if options.dry_run:
        return 0
    wanted = {item.name for item in items if item.state == State.NEW or not options.only_new}
    taken = take_over(pack, by=account(options.by), chosen=wanted)
    print(_("Settings taken over: %(count)d.") % {"count": len(taken)})
    return 0


def _directory(options: argparse.Namespace) -> int:
    from django.urls import reverse

    from throughline.exchange.directory.command import command

    def address(secret: str) -> str:
        return options.address.rstrip("/") + reverse("link", args=[secret])

    return command(options.file, dry_run=options.dry_run, by=options.by, address=address)


def _tasks(options: argparse.Namespace) -> int:
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from throughline.cli.accounts import account
    from throughline.exchange.tasks import import_tasks

    made = import_tasks(
        options.file,
        by=account(options.by),
        register=options.register or None,
        mapping=options.mapping,
        dry_run=options.dry_run,
        why=options.why,
    )
    message = _("%(tasks)d tasks on %(register)s, %(made)d organizations made.")
    print(message % {"tasks": len(made.tasks), "register": made.register, "made": len(made.created)})
    _tell_the_targets(made)
    _tell_what_is_alike(made)
    _tell_the_rules(made)
    _tell_what_is_missing(made)
    if options.dry_run:
        print(_("Nothing was imported: this was a dry run."))
    else:
        print(_("To undo it as a whole: %(address)s") % {"address": reverse("batch", args=[made.batch])})
    return 0


def _tell_the_targets(made: Any) -> None:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    if not made.targets:
        return
    count = len(made.targets)
    told = ngettext("%(n)d target read from its cell:", "%(n)d targets read from their cells:", count)
    print(told % {"n": count})
    for target in made.targets[:MOST_TARGETS]:
        print(f"  {target}")
    if count > MOST_TARGETS:
        print("  " + _("and %(n)d more") % {"n": count - MOST_TARGETS})


def _tell_what_is_alike(made: Any) -> None:
    from django.utils.translation import gettext as _

    for row, one in list(made.alike.items())[:MOST_ALIKE]:
        told = _("row %(row)s looks like No. %(number)s of %(register)s: %(task)s")
        place = {"row": row, "number": one.entry.number, "register": one.entry.register}
        print("  " + told % {**place, "task": one.entry.task})
    if len(made.alike) > MOST_ALIKE:
        print("  " + _("and %(n)d more") % {"n": len(made.alike) - MOST_ALIKE})


def _tell_the_rules(made: Any) -> None:
    from django.utils.translation import gettext as _

    if made.register.rule_set is None:
        print(_("The register has no rating rules, so its tasks are never rated. Choose some on its page."))
    else:
        print(_("Rated by: %(rules)s") % {"rules": made.register.rule_set})


def _tell_what_is_missing(made: Any) -> None:
    from django.utils.translation import gettext as _

    if made.ignored:
        print(_("Columns that were not taken over: %(names)s") % {"names": ", ".join(made.ignored)})
    names = dict.fromkeys(lacking.name for lacking in made.lacking)
    if names:
        print(_("Not in the directory, left out: %(names)s") % {"names": ", ".join(names)})
