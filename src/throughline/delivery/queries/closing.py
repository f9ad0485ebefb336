"""What still waits on a register whose year is to be closed."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.utils.translation import ngettext

from throughline.delivery.choices import PENDING, ExtensionState, OutcomeKind, ReportState
from throughline.delivery.models import Extension, Rating, Report
from throughline.delivery.queries.reconciliation import OWN, SHOWN
from throughline.delivery.queries.returned import returned
from throughline.lib import clock
from throughline.register.models import Entry, Register, StageGoal


@dataclass(frozen=True)
class Waiting:
    """How much of what keeps a year from being closed; all 0 when nothing does.

    `outcomes`: tasks without an outcome. `to_carry`: decided so, not carried over yet. `reports`: filed and not
    decided. `returned`: may be filed again until their day. `ratings`: proposed or confirmed, not circulated.
    `extensions`: new dates asked for. `goals`: stage goals whose day has come, not judged.
    """

    outcomes: int = 0
    to_carry: int = 0
    reports: int = 0
    returned: int = 0
    ratings: int = 0
    extensions: int = 0
    goals: int = 0

    @property
    def anything(self) -> bool:
        """Whether the year can't be closed."""
        return any(getattr(self, one.name) for one in fields(self))

    @property
    def sentences(self) -> list[str]:
        """What waits, in words."""
        told = {
            "outcomes": ngettext("%(n)s task has no outcome", "%(n)s tasks have no outcome", self.outcomes),
            "to_carry": ngettext(
                "%(n)s task is to be carried over", "%(n)s tasks are to be carried over", self.to_carry
            ),
            "reports": ngettext("%(n)s report is not decided", "%(n)s reports are not decided", self.reports),
            "returned": ngettext(
                "%(n)s returned report may be filed again",
                "%(n)s returned reports may be filed again",
                self.returned,
            ),
            "ratings": ngettext(
                "%(n)s rating is not circulated", "%(n)s ratings are not circulated", self.ratings
            ),
            "extensions": ngettext(
                "%(n)s request for a new date waits", "%(n)s requests for new dates wait", self.extensions
            ),
            "goals": ngettext(
                "%(n)s stage goal is not judged", "%(n)s stage goals are not judged", self.goals
            ),
        }
        return [text % {"n": getattr(self, name)} for name, text in told.items() if getattr(self, name)]


def waiting_on(register: Register) -> Waiting:
    """What still waits on the register; seven counts."""
    own = Entry.objects.filter(OWN, register=register)
    home = Entry.objects.filter(register=register, is_home=True).values("task")
    reports = Report.objects.filter(period__register=register)
    goals = StageGoal.objects.filter(area__register=register, due_on__lte=clock.today(), judgements=None)
    return Waiting(
        outcomes=own.filter(SHOWN["open"]).count(),
        to_carry=own.filter(
            SHOWN["carried_over"], carried_on=None, outcome__kind=OutcomeKind.CARRIED_OVER
        ).count(),
        reports=reports.filter(state=ReportState.FILED).count(),
        returned=returned(reports.filter(due_again_on__gte=clock.today())).count(),
        ratings=Rating.objects.filter(task__in=home, state__in=PENDING).count(),
        extensions=Extension.objects.filter(task__in=home, state=ExtensionState.ASKED).count(),
        goals=goals.count(),
    )
