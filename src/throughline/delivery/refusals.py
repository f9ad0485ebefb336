"""Why an act of delivery is refused, and what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class PeriodIsClosed(Refused):
    """No report is filed or returned for a closed period."""

    message = _(
        "The period %(period)s was closed on %(day)s. Report in the current period, "
        "or ask the supervision office to reopen it."
    )


class PeriodHasUndecided(Refused):
    """A period is closed when all its reports are decided."""

    message = _("%(count)s reports of this period are not decided yet. Accept or return them, then close it.")


class NotOfThisRegister(Refused):
    """A period or rating of another register was named."""

    status = 422
    message = _("This belongs to another register. A task is reported once, on its home register.")


class NotReporting(Refused):
    """Only lead and joint units report."""

    message = _("“%(organization)s” is neither lead nor joint unit of this task, so it owes no report on it.")


class NotTheLead(Refused):
    """Only the unit that collects reports completion."""

    message = _("The lead unit reports a task complete; “%(organization)s” reports its own part each period.")


class TaskIsNotOpen(Refused):
    """The task's state does not allow the act."""

    message = _("The task is “%(state)s”. This is possible only while it is under way.")


class AlreadyDecided(Refused):
    """Somebody decided the report first, or the unit filed a newer one."""

    message = _(
        "The report of %(organization)s on “%(task)s” is “%(state)s” by now. Nothing was changed: "
        "reload and look again."
    )


class NothingToJudge(Refused):
    """The task was not reported complete, or that was judged already."""

    message = _("Nobody reported this task complete, or somebody judged it meanwhile. Reload and look again.")


class NotInThisState(Refused):
    """The rating has moved on."""

    message = _("The rating of “%(task)s” is “%(state)s” by now. Nothing was changed: reload and look again.")


class UnitMayStillExplain(Refused):
    """A bad rating is not confirmed before the unit was heard."""

    message = _(
        "The unit may explain “%(task)s” until %(day)s. Confirm it after that day, or once it explained."
    )


class NumberIsTaken(Refused):
    """A circular's number is used once per register."""

    message = _("The circular “%(number)s” exists on this register. Give this one another number.")


class AlreadyCorrected(Refused):
    """A rating is corrected once; the correction may be corrected in its turn."""

    message = _("This rating was corrected before. Correct the correction of %(day)s instead.")


class NothingToCirculate(Refused):
    """A circular needs confirmed ratings."""

    status = 422
    message = _("Choose at least one confirmed rating for the circular.")
