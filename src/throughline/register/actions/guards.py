"""What every act on a register asks first."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotThere
from throughline.organizations.models import Organization
from throughline.register.choices import TaskState
from throughline.register.models import Register, Task
from throughline.register.refusals import RegisterIsClosed, TaskIsClosed, TaskIsMerged

DONE_WITH = (TaskState.CLOSED, TaskState.CANCELLED, TaskState.MERGED, TaskState.NOT_DONE)


def open_register(register: Register) -> None:
    """Raise RegisterIsClosed when the register was closed."""
    if register.closed_on is not None and register.closed_on <= clock.today():
        raise RegisterIsClosed(register=register.title, day=register.closed_on)


def open_task(task: Task) -> None:
    """Raise TaskIsClosed when the task is closed or cancelled, TaskIsMerged, RegisterIsClosed when its home is."""
    if task.state == TaskState.MERGED:
        raise TaskIsMerged(task=task.merged_into)
    if task.state in DONE_WITH:
        raise TaskIsClosed
    home = Register.objects.filter(entries__task=task, entries__is_home=True).first()
    if home is not None:
        open_register(home)


def locked(register: Register) -> Register:
    """The register's row, held until the act ends, so that two acts never give out the same place.

    Raises NotThere when it is gone.
    """
    row = Register.objects.select_for_update().filter(pk=register.pk).first()
    if row is None:
        raise NotThere
    return row


def standing_units(organizations: Iterable[int]) -> None:
    """Raise Invalid when one of the organizations (by key) has ended.

    Asked after rows that name them were written: whoever ends one holds its row, so that one of the two sees the other.
    """
    today = clock.today()
    ended = Organization.objects.filter(pk__in=list(organizations), ended_on__lte=today).first()
    if ended is not None:
        raise Invalid("organization", _("“%(name)s” has ended. Choose its successor."), name=ended.name)
