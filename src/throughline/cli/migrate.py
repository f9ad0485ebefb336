"""`throughline migrate`."""

from __future__ import annotations

import argparse

EPILOG = """\
examples:
  throughline migrate            before the first start, and after each update of the program
  throughline migrate --check    only say whether there is something to do (then the exit code is 1)

Make a backup before an update: throughline backup before-update.zip
"""


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline migrate",
        description="Makes the database's tables, or brings them to this version of the program. "
        "Does nothing when they are up to date.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--check", action="store_true", help="change nothing; exit code 1 when an update is needed"
    )
    return made


def run(options: argparse.Namespace) -> int:
    """Migrate, or tell whether it is needed."""
    from django.core.management import call_command
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import pending_migrations, set_up

    set_up()
    behind = pending_migrations()
    if options.check or not behind:
        told = _("The database is %(count)d steps behind.") if behind else _("The database is up to date.")
        print(told % {"count": behind} if behind else told)
        return 1 if behind else 0
    call_command("migrate", interactive=False, verbosity=0)
    print(_("Done: %(count)d steps. The database is up to date.") % {"count": behind})
    return 0
