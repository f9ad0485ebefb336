"""`throughline verify`."""

from __future__ import annotations

import argparse

EPILOG = """\
examples:
  throughline verify
  throughline verify || mail -s "History" auditor@example.org    the exit code is 1 when something was found

It reads everything once and changes nothing but the seal of what was written last. The server may go on meanwhile.
"""


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline verify",
        description="Checks that the history is as it was written: that no record or version was changed, taken away "
        "or added past the program, that the present agrees with it, and that its end was not cut off.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--restart-heads",
        action="store_true",
        help="first begin a new file of chain heads, when the old one was lost or the database was moved; "
        "recorded in the history, the old file is kept",
    )
    made.add_argument(
        "--why", default="", metavar="REASON", help="the reason, for the record; with --restart-heads"
    )
    return made


def run(options: argparse.Namespace) -> int:
    """Seal what waits, check everything, tell what was found."""
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import ready

    if not ready():
        return 1
    from throughline.history.sealer import seal
    from throughline.history.verify import restart_heads, verify

    seal()
    if options.restart_heads:
        restart_heads(why=options.why)
    report = verify()
    for problem in report.problems:
        print(f"{problem.kind:<9} {problem.message}")
    if report.found > len(report.problems):
        print(_("… and %(more)d more.") % {"more": report.found - len(report.problems)})
    print(
        _("%(records)d records and %(versions)d versions of %(objects)d objects were checked.")
        % {"records": report.records, "versions": report.versions, "objects": report.objects}
    )
    print(
        _("The history is as it was written.")
        if report.ok
        else _("Problems found: %(count)d") % {"count": report.found}
    )
    return 0 if report.ok else 1
