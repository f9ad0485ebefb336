"""`throughline restore`."""

from __future__ import annotations

import argparse
from pathlib import Path

EPILOG = """\
examples:
  throughline restore monday.zip
  THROUGHLINE_DATABASE_URL=postgresql://… throughline restore monday.zip      the move to PostgreSQL
  throughline restore --replace monday.zip                                    in the place of what is here

Stop the server first. The tables are made when they are missing. Checksums, key and version are checked before
anything is written; then it is all or nothing. A backup of an older version is brought to this one on the way; one of
a newer version is refused. The restore is an act of the history; it begins a new file of chain heads, and “throughline
verify” afterwards finds everything as it was written.
The key: either the backup was made --with-key, or this installation is given the same one (THROUGHLINE_SECRET_KEY, or
the old secret.key in the data folder).
"""


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline restore",
        description="Fills an empty installation from a backup, whatever database either of them uses.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("file", type=Path, metavar="FILE", help="a file that “throughline backup” wrote")
    made.add_argument(
        "--replace",
        action="store_true",
        help="delete what is here now; its uploads, key and chain heads are kept aside",
    )
    return made


def run(options: argparse.Namespace) -> int:
    """Make the tables if need be, restore, tell what came."""
    from django.core.management import call_command
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import set_up

    set_up()
    call_command("migrate", interactive=False, verbosity=0)
    from throughline.exchange.restoring import restore

    restored = restore(options.file, replace=options.replace)
    values = {
        "time": restored.made_at[:16].replace("T", " "),
        "version": restored.version,
        "rows": restored.rows,
        "uploads": restored.uploads,
    }
    message = _(
        "Restored: %(rows)d rows and %(uploads)d uploads, as of %(time)s UTC (Throughline %(version)s)."
    )
    print(message % values)
    if restored.is_upgraded:
        print(_("It was made by an older version: its rows were brought to the tables of this one."))
    return 0
