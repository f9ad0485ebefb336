"""`throughline tick`."""

from __future__ import annotations

import argparse
from datetime import date

EPILOG = """\
examples:
  throughline tick                        what is due up to today
  throughline tick --as-of 2026-03-31     up to the end of March

“throughline serve” does this every day at THROUGHLINE_TICK_AT. Days that were missed are done in their order;
a day that was done is not done again.
"""


def day(text: str) -> date:
    """A day as written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it like 2026-03-31.") from error


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline tick",
        description="Does the daily work now: proposes ratings by each register's rules, for every day not done yet.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="up to this day (default: today)")
    return made


def run(options: argparse.Namespace) -> int:
    """Run the tick and tell what it did; 1 when a register's rules are faulty."""
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import ready

    if not ready():
        return 1
    from throughline.history.sealer import seal
    from throughline.workflows import daily_tick

    result = daily_tick.run(options.as_of)
    seal()
    for ticked in result.days:
        values = {
            "day": ticked.day,
            "register": ticked.register,
            "proposed": ticked.proposed,
            "lapsed": ticked.lapsed,
        }
        print(_("%(day)s  %(register)s: %(proposed)d proposed, %(lapsed)d lapsed") % values)
    for register, faults in result.faults:
        print(
            _("%(register)s: its rating rules can't be used.") % {"register": register}, *faults, sep="\n  "
        )
    if not result.days and not result.faults:
        print(_("Nothing was left to do up to %(day)s.") % {"day": result.as_of})
    return 1 if result.faults else 0
