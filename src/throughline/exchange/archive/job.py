"""The archive as a job: asked for on a page, written by the worker, fetched by whoever asked."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.exchange.archive.write import write_archive
from throughline.jobs.actions import ask
from throughline.jobs.models import Job, JobState
from throughline.jobs.registry import job
from throughline.jobs.run import Run
from throughline.register.models import Register

KIND = "exchange.archive"
#: Archives wait so long for whoever asked; they can be made again at any time.
KEPT_SECONDS = 7 * 86400


def ask_archive(register: Register, *, by: User) -> Job:
    """Ask for the archive of a register. Raises NotAllowed."""
    check(by, "delivery.archive", register)
    return ask(KIND, by, register=register.pk)


def archive_path(job: int) -> Path:
    """Where the archive of a job waits."""
    return Path(settings.DATA_DIR) / "archives" / f"{job}.zip"


def last_archive(register: Register, user: User) -> Job | None:
    """The archive of a register that `user` asked for last, while it is made or still waits to be fetched."""
    own = Job.objects.filter(kind=KIND, asked_by=user, arguments__register=register.pk)
    last = own.exclude(state=JobState.FAILED).order_by("-pk").first()
    if last is None or (last.state == JobState.DONE and not archive_path(last.pk).is_file()):
        return None
    return last


@job(KIND)
def make_archive(run: Run, *, register: int) -> None:
    """Write the archive beside the database; older ones that nobody fetched in time are taken away."""
    row = Register.objects.get(pk=register)
    path = archive_path(run.job.pk)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _tidy(path.parent)
    manifest = write_archive(
        row,
        path,
        by=run.job.asked_by,
        progress=lambda done, total: run.progress(done, total, _("Task pages")),
    )
    with run.conclude() as result:
        result |= {
            "register": row.slug,
            "size": path.stat().st_size,
            "files": len(manifest["missing_files"]),
        }


def _tidy(folder: Path) -> None:
    for path in folder.glob("*.zip"):
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
