"""What an organization leaves when it ends: all that is open and somebody must go on with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from throughline.delivery.choices import ReportState
from throughline.delivery.models import Report
from throughline.indicators.models import Indicator, Target
from throughline.lib import clock
from throughline.organizations.models import Grant, Organization
from throughline.organizations.queries import PostOnDay, posts_on
from throughline.plans.models import Plan
from throughline.register.choices import ProjectState
from throughline.register.models import KeyArea, Project, Register, Responsibility, Task
from throughline.register.rules import LIVE_STATES

#: A project that stands is history.
BUILT = (ProjectState.ACCEPTED, ProjectState.IN_USE)


@dataclass(frozen=True)
class Heritage:
    """What an organization leaves when it ends. `held` are its responsibilities for tasks that are not done, `parts`
    the organizations below it; `areas` are key areas of open registers that one of its posts leads, `indicators` those
    that it keeps, `targets` those that it is still to reach; `named` counts other open tasks that name one of its
    posts; `reports` are filed and not decided: they stay its own.
    """

    held: list[Responsibility]
    parts: list[Organization]
    posts: list[PostOnDay]
    registers: list[Register]
    plans: list[Plan]
    projects: list[Project]
    grants: list[Grant]
    areas: list[KeyArea]
    indicators: list[Indicator]
    targets: list[Target]
    named: int
    reports: int


def held_by(unit: Organization) -> QuerySet[Responsibility]:
    """For which tasks that are not done `unit` itself answers."""
    rows = Responsibility.objects.filter(organization=unit, task__state__in=LIVE_STATES)
    return rows.select_related("task__lead", "task__accountable").order_by("task_id")


def heritage(unit: Organization) -> Heritage:
    """What `unit` leaves today; a fixed number of queries."""
    grants = Grant.objects.filter(organization=unit, user__is_active=True)
    return Heritage(
        held=list(held_by(unit)),
        parts=list(unit.children.standing_on(clock.today()).official()),
        posts=posts_on(organization=unit),
        registers=list(registers_of(unit)),
        plans=list(plans_of(unit)),
        projects=list(projects_of(unit)),
        grants=list(grants.select_related("user")),
        areas=list(areas_of(unit)),
        indicators=list(indicators_of(unit)),
        targets=list(targets_of(unit, clock.today())),
        named=naming(unit).exclude(responsibilities__organization=unit).count(),
        reports=Report.objects.filter(organization=unit, state=ReportState.FILED).count(),
    )


def registers_of(unit: Organization) -> QuerySet[Register]:
    """The registers of `unit` that are not closed."""
    return Register.objects.filter(organization=unit, closed_on=None).order_by("pk")


def plans_of(unit: Organization) -> QuerySet[Plan]:
    """The plans of `unit`."""
    return Plan.objects.filter(organization=unit).order_by("pk")


def projects_of(unit: Organization) -> QuerySet[Project]:
    """Its projects that do not stand yet."""
    return Project.objects.filter(organization=unit).exclude(state__in=BUILT).order_by("pk")


def areas_of(unit: Organization) -> QuerySet[KeyArea]:
    """Key areas of registers that are not closed, which one of its posts leads."""
    return KeyArea.objects.filter(leader__organization=unit, register__closed_on=None).order_by("pk")


def indicators_of(unit: Organization) -> QuerySet[Indicator]:
    """The indicators that it keeps."""
    return Indicator.objects.filter(organization=unit).order_by("pk")


def targets_of(unit: Organization, day: date) -> QuerySet[Target]:
    """Targets that are still to be reached on `day`; those of the past stay with whoever reached them or not."""
    rows = Target.objects.filter(Q(due_on=None) | Q(due_on__gte=day), organization=unit)
    return rows.select_related("indicator").order_by("pk")


def naming(unit: Organization) -> QuerySet[Task]:
    """Open tasks that name one of its posts."""
    naming = Q(accountable__organization=unit) | Q(leader__organization=unit)
    return Task.objects.filter(naming, state__in=LIVE_STATES)
