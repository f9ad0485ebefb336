"""Long work on what comes before jobs: the verification of the history."""

from __future__ import annotations

from dataclasses import asdict

from django.utils.translation import gettext as _

from throughline.history.verify import verify
from throughline.jobs.registry import job
from throughline.jobs.run import Run

VERIFY = "history.verify"
#: Enough to see what happened; `throughline verify` prints more.
KEPT_PROBLEMS = 100


@job(VERIFY)
def verify_history(run: Run) -> None:
    """Check the whole history; the result holds what `VerifyReport` holds, and `ok`."""
    run.progress(0, 0, _("Reading the history"))
    report = verify()
    with run.conclude() as result:
        result |= {
            "ok": report.ok,
            **asdict(report),
            "problems": [one.message for one in report.problems[:KEPT_PROBLEMS]],
        }
