"""`throughline backup`."""

from __future__ import annotations

import argparse
from pathlib import Path

EPILOG = """\
examples:
  throughline backup                                   into throughline-2026-03-31-0130.zip, here
  throughline backup /mnt/safe/monday.zip
  throughline backup --with-key /mnt/vault/all.zip     the key too: enough to restore everything

The history is signed with the installation's key. Without --with-key the file does not hold it: keep the key
(THROUGHLINE_SECRET_KEY, or secret.key in the data folder) in another safe place, for a restore needs the same key.
With it, whoever has the file could forge the history: keep it like a password. The server may run meanwhile.
"""


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline backup",
        description="Writes everything into one file: all data with its history, and all uploads. The file does not "
        "depend on the database: restoring it is also the way from SQLite to PostgreSQL and back.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="the file to write (default: named by the time)"
    )
    made.add_argument("--with-key", action="store_true", help="put the installation's key into it")
    return made


def run(options: argparse.Namespace) -> int:
    """Write the backup and tell its size."""
    from django.utils.timezone import localtime
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import ready

    if not ready():
        return 1
    from throughline.exchange.backup import write_backup
    from throughline.lib import clock

    path = options.file or Path(f"throughline-{localtime(clock.now()):%Y-%m-%d-%H%M}.zip")
    written = write_backup(path, with_key=options.with_key)
    values = {
        "path": path,
        "rows": written.rows,
        "uploads": written.uploads,
        "size": written.size / 1_000_000,
    }
    print(_("%(path)s: %(rows)d rows and %(uploads)d uploads, %(size).1f MB.") % values)
    if not options.with_key:
        print(_("The key is not in it. Keep a copy of it elsewhere: a restore needs the same one."))
    return 0
