"""`throughline export`."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

EPILOG = """\
examples:
  throughline export register --output register.xlsx                        the first register
  throughline export register --register plan-2026 --output plan.csv        by its short name
  throughline export register --as-of 2026-06-30 --output june.xlsx         as it stood at the end of that day
  throughline export register --by anna --output hers.xlsx                  only the rows that Anna may see
  throughline export archive --register plan-2026 --output 2026.zip         workbooks, pages, evidence and hashes
  throughline export settings --output pack.zip                             rules, calendars, words, column sets
  throughline export register --columns "Issued table" --output table.docx  in the columns of a set, by its name
"""


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline export",
        description="Writes a register as a workbook, as a Word table to issue, as csv or as JSON; its archive; "
        "or the settings as a pack.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = made.add_subparsers(title="what", dest="what", required=True, metavar="WHAT")
    register = what.add_parser("register", help="a register with its tasks", description="Writes a register.")
    register.add_argument(
        "--register", default="", metavar="SLUG", help="its short name (default: the first one)"
    )
    register.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="ends in .xlsx, .docx, .csv or .json"
    )
    register.add_argument(
        "--by", default="", metavar="USER", help="with the rights of this account (default: all rows)"
    )
    register.add_argument(
        "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as it stood at the end of that day"
    )
    register.add_argument(
        "--columns",
        default="",
        metavar="NAME",
        help="in the columns of the set of this name (default: the usual)",
    )
    register.add_argument(
        "--with-cancelled", action="store_true", help="cancelled tasks, too (default: they are left out)"
    )
    _archive(what)
    settings = what.add_parser(
        "settings",
        help="rules, calendars, words and column sets as a pack, without the data",
        description="Writes the settings as one file, which another installation takes over.",
    )
    settings.add_argument("--output", type=Path, required=True, metavar="FILE", help="the pack, a .zip")
    return made


def _archive(what: Any) -> None:
    archive = what.add_parser(
        "archive",
        help="a register's archive, which opens without the program",
        description="Writes a zip: workbooks, a page for each task, circulars, evidence, documents, SHA-256 of each.",
    )
    archive.add_argument("--register", required=True, metavar="SLUG", help="its short name")
    archive.add_argument(
        "--output", type=Path, required=True, metavar="FILE.zip", help="replaced when it is there"
    )
    archive.add_argument(
        "--by", default="", metavar="USER", help="with what this account may see (default: everything)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the file and tell which register it was."""
    write = {"archive": _write_archive, "settings": _write_settings, "register": _write_register}
    return write[options.what](options)


def _write_settings(options: argparse.Namespace) -> int:
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import ready

    if not ready():
        return 1
    from throughline.exchange.settings_pack import write_pack

    options.output.write_bytes(write_pack())
    print(_("The settings were written to %(path)s.") % {"path": options.output})
    return 0


def _write_archive(options: argparse.Namespace) -> int:
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import ready

    if not ready():
        return 1
    from throughline.cli.accounts import account
    from throughline.exchange.archive.write import write_archive
    from throughline.lib.refusal import NotThere
    from throughline.register.queries import registers

    by = account(options.by)
    register = registers(by).filter(slug=options.register).first()
    if register is None:
        raise NotThere
    write_archive(register, options.output, by=by)
    print(_("%(register)s: written to %(path)s") % {"register": register, "path": options.output})
    return 0


def _write_register(options: argparse.Namespace) -> int:
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import ready

    if not ready():
        return 1
    from throughline.cli.accounts import account
    from throughline.exchange.own_columns import own_columns
    from throughline.exchange.register_export import export_file
    from throughline.history import past
    from throughline.papers.queries import column_set_named

    with past.seen_on(options.as_of):
        register = export_file(
            options.output,
            slug=options.register,
            by=account(options.by),
            with_cancelled=options.with_cancelled,
            columns=own_columns(column_set_named(options.columns)) if options.columns else (),
        )
    print(_("%(register)s: written to %(path)s") % {"register": register, "path": options.output})
    return 0
