"""Many or large workbooks are looked at, and taken over, by a job."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.exchange.returned.looking import look
from throughline.exchange.returned.taking import Choice, Taken, take
from throughline.exchange.returned.told import Preview
from throughline.exchange.returned.waiting import Waiting, kept
from throughline.jobs.actions import ask
from throughline.jobs.models import Job
from throughline.jobs.registry import job
from throughline.jobs.run import Run
from throughline.lib.refusal import ChangedMeanwhile
from throughline.register.models import Register

LOOK, TAKE = "exchange.look_at_workbooks", "exchange.take_workbooks"
#: What is looked at while the person waits: bytes of all files together.
AT_ONCE = 1_500_000


def looked_at(register: Register, waiting: Waiting, *, by: User | None) -> Preview | None:
    """What the files would change; None while a job looks at them (`waiting.job`), which is asked for when needed."""
    told = waiting.preview()
    if told is not None:
        return Preview.from_json(told)
    if waiting.size <= AT_ONCE:
        return look(register, waiting.files(), by=by)
    if not waiting.job:
        made = ask(LOOK, by, register=register.pk, token=waiting.token)
        waiting.asked(made.pk)
    return None


def taken(
    register: Register, waiting: Waiting, shown: str, choice: Choice, *, by: User | None
) -> Taken | Job:
    """Take over what was shown (`shown` is its fingerprint), at once or by a job.

    Raises ChangedMeanwhile when it is not what would be done any more, and what `take` raises.
    """
    if waiting.size > AT_ONCE:
        said = {
            "decided": dict(choice.decided),
            "leave_out": choice.leave_out,
            "make_new": choice.make_new,
            "rest": choice.rest,
        }
        return ask(
            TAKE,
            by,
            register=register.pk,
            token=waiting.token,
            shown=shown,
            choice={**said, "why": choice.why},
        )
    preview = look(register, waiting.files(), by=by)
    if preview.fingerprint() != shown:
        raise ChangedMeanwhile
    done = take(register, preview, choice, by=by)
    waiting.drop()
    return done


@job(LOOK)
def look_at_workbooks(run: Run, *, register: int, token: str) -> None:
    """The job: look at the files, and keep what was found beside them."""
    by, home = run.job.asked_by, Register.objects.get(pk=register)
    waiting = kept(by, register, token)
    preview = look(home, waiting.files(), by=by, progress=run.progress)
    with run.conclude() as result:
        waiting.keep_preview(preview.as_json())
        result |= {"slug": home.slug, "token": token, "changes": len(preview.changes)}


@job(TAKE)
def take_workbooks(run: Run, *, register: int, token: str, shown: str, choice: dict[str, Any]) -> None:
    """The job: look again, and take over what was shown, all of it or nothing."""
    by, home = run.job.asked_by, Register.objects.get(pk=register)
    waiting = kept(by, register, token)
    preview = look(home, waiting.files(), by=by, progress=run.progress)
    if preview.fingerprint() != shown:
        waiting.without([waiting.names[place] for place in waiting.left_out])
        raise ChangedMeanwhile
    run.progress(1, 2, _("Writing"))
    with run.conclude() as result:
        done = take(home, preview, Choice(**choice), by=by)
        result |= {"slug": home.slug, "tasks": done.tasks, "cells": done.cells, "made": done.made}
    waiting.drop()
