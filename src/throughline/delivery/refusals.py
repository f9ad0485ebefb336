"""Why an act of delivery is refused, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused
from throughline.lib.written import written_day


class Why(NamedTuple):
    """A row that an act on many could not take: what it is called, and why not."""

    name: str
    refused: Refused


class NoneDone(Refused):
    """An act on many rows, all or none: some could not be taken, so none was. `rows` says which by key, and why."""

    message = _(
        "Nothing was done, because this is not possible for %(count)s of the chosen %(all)s: %(rows)s"
    )

    def __init__(self, rows: Mapping[int, Why], *, chosen: int) -> None:
        super().__init__(count=len(rows), all=chosen)
        self.rows = dict(rows)
        self.chosen = chosen

    def __str__(self) -> str:
        told = "; ".join(f"“{row.name}”: {row.refused}" for row in self.rows.values())
        return str(self.message) % {**self.told, "rows": told}


def refuse(rows: Iterable[Any], why: Mapping[int, Why]) -> None:
    """Raise what speaks against the act on `rows`: the refusal itself for a single row, NoneDone for one of many."""
    chosen = len(list(rows))
    if why and chosen == 1:
        raise next(iter(why.values())).refused
    if why:
        raise NoneDone(why, chosen=chosen)


class PeriodIsClosed(Refused):
    """No report is filed or returned for a closed period."""

    message = _(
        "The period %(period)s was closed on %(day)s. Report in the current period, "
        "or ask the supervision office to reopen it."
    )

    @classmethod
    def of(cls, period: Any) -> PeriodIsClosed:
        """The refusal for a closed period; its days are written as the reader writes them."""
        span = f"{written_day(period.starts_on)} – {written_day(period.ends_on)}"
        return cls(period=span, day=period.closed_at)


class PeriodHasUndecided(Refused):
    """A period is closed when all its reports are decided."""

    message = _("%(count)s reports of this period are not decided yet. Accept or return them, then close it.")


class MayBeFiledAgain(Refused):
    """A period is closed when the time for what was returned in it is over."""

    message = _(
        "%(count)s returned reports of this period may be filed again until %(day)s. Close it after that day."
    )


class NotOfThisRegister(Refused):
    """A period or rating of another register was named."""

    status = 422
    message = _("This belongs to another register. A task is reported once, on its home register.")


class NotReporting(Refused):
    """Only lead and joint units report."""

    message = _("“%(organization)s” is neither lead nor joint unit of this task, so it owes no report on it.")


class AlreadyAsked(Refused):
    """One request for a new date waits at a time."""

    message = _(
        "A request for a new date waits for the supervision office since %(day)s. It is answered first."
    )


class NoLongerAsked(Refused):
    """Somebody decided the request first."""

    message = _("This request is “%(state)s” by now. Nothing was changed: reload and look again.")


class MilestoneIsDone(Refused):
    """The milestone was marked done before."""

    message = _("This milestone is done since %(day)s. Take that back first, or ask the supervision office.")


class MilestoneIsSettled(Refused):
    """What the office has accepted, or entered itself, the unit no longer takes back."""

    message = _(
        "The supervision office has accepted a report since this was marked, or entered it itself. "
        "Ask the office to change it."
    )


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


class NotHereAnyMore(Refused):
    """A task is reconciled where it is at home, or from where it was carried over."""

    status = 422
    message = _("“%(task)s” is only shown on this register. It is reconciled on its home register.")


class IsWithdrawn(Refused):
    """What was cancelled has its outcome by that."""

    message = _("“%(task)s” is “%(state)s”, which is its outcome. There is nothing to decide.")


class JudgeItFirst(Refused):
    """The unit's completion waits for the office."""

    message = _("“%(task)s” was reported complete. Close it or send it back first.")


class IsCarriedOver(Refused):
    """The task went on to the next register."""

    message = _("“%(task)s” was carried over on %(day)s. Its outcome here stays so.")


class YearIsClosed(Refused):
    """The register of a closed year is corrected by the office alone, with a reason."""

    message = _(
        "The year of “%(register)s” was closed on %(day)s. Ask the supervision office for a correction."
    )


class YearNotClosed(Refused):
    """Only a closed year can be reopened."""

    message = _("The year of “%(register)s” is not closed.")


class StillOpen(Refused):
    """A year is closed when nothing of it waits any more. `rows` are sentences that say what does."""

    message = _("The year can't be closed yet: %(rows)s")

    def __init__(self, rows: list[str]) -> None:
        super().__init__(rows="; ".join(rows))
        self.rows = rows
