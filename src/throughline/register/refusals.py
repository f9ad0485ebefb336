"""Why an act on a register is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class RegisterIsClosed(Refused):
    """The register was closed; its tasks stay as they are."""

    message = _("The register “%(register)s” was closed on %(day)s. Its tasks can be read but not changed.")


class TaskIsClosed(Refused):
    """The task was closed or cancelled."""

    message = _(
        "This task is closed or cancelled, so it can't be changed. Ask the supervision office to reopen it."
    )


class TaskIsMerged(Refused):
    """The task was merged into another, which stands for it."""

    message = _("This task was merged into “%(task)s”. Work on that one.")


class CompletionWaits(Refused):
    """The unit said that the task is complete; that is judged first."""

    message = _("The unit reported this task complete. Close it or send that back first.")


class DateIsMovedWithReason(Refused):
    """A due date that was set is moved by an act of its own, which keeps the original and asks for a reason."""

    message = _(
        "The due date is already set. Use “Move the due date” and give the reason; the original stays in sight."
    )


class AlreadyOnRegister(Refused):
    """The task has a place on this register."""

    message = _("The task is already on this register.")


class HomeStays(Refused):
    """A task has one home register, which it can't lose."""

    message = _("This is the task's home register. Cancel the task instead of taking it off.")


class CarriedStays(Refused):
    """The place from which a task was carried over tells where it went."""

    message = _("The task was carried over from here on %(day)s. This place stays, to tell where it went.")


class AlreadySigned(Refused):
    """The responsibility was signed off before."""

    message = _("This was already signed off on %(day)s.")


class StillInUse(Refused):
    """The object is referred to by others and can't be deleted."""

    message = _("This can't be deleted, because something hangs on it: %(what)s.")


class NotOnThisRegister(Refused):
    """Something of another register was named."""

    status = 422
    message = _("“%(what)s” does not belong to this register. Choose one that does.")


class NotALeadersPost(Refused):
    """An instruction is recorded on behalf of a leader."""

    status = 422
    message = _(
        "Instructions are recorded on behalf of a leader's post. Choose the leader who gave the instruction."
    )


class StillBeingSent(Refused):
    """A mailing is sent again only once it is known what became of it."""

    message = _("These workbooks are still being sent. Wait until that has ended.")
