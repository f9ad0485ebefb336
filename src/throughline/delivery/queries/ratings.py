"""Ratings as a person may see them: circulated ones with the task, earlier ones only within the circle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.db.models import Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import AdjustmentKind, RatingState
from throughline.delivery.models import (
    Adjustment,
    Circular,
    Completion,
    DueDateChange,
    Extension,
    Rating,
    Report,
)
from throughline.delivery.rules import ADVERSE
from throughline.history.presence import present, with_rows, with_those
from throughline.history.worded import GIVEN, rows_found
from throughline.organizations.models import Organization
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Register, Task


def visible_ratings(user: User | None) -> QuerySet[Rating]:
    """The ratings that `user` may see: circulated ones of tasks in sight, the others by delivery.view_proposed."""
    rows = Rating.objects.all()
    if user is None:
        return rows
    told = allowed(user, "register.view_task", rows.filter(state=RatingState.CIRCULATED), path="task")
    inside = allowed(user, "delivery.view_proposed", rows)
    return rows.filter(Q(pk__in=told.values("pk")) | Q(pk__in=inside.values("pk")))


@dataclass(frozen=True)
class Delivered:
    """What a task's page shows of delivery, the newest first. `pending` is None for whoever may not see it.

    `absorbed` are the tasks that were merged into it, of which the reader may open the `openable`. Where the task went
    from one lead to another, `leads_then` tells per circulated rating (by key) who led when it was circulated.
    `corrected` are the keys of ratings that later ones put right.
    """

    reports: list[Report] = field(default_factory=list)
    circulated: list[Rating] = field(default_factory=list)
    pending: Rating | None = None
    others: list[Rating] = field(default_factory=list)
    corrected: frozenset[int] = frozenset()
    completions: list[Completion] = field(default_factory=list)
    moved_dates: list[DueDateChange] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    absorbed: list[Task] = field(default_factory=list)
    openable: frozenset[int] = frozenset()
    leads_then: dict[int, Organization] = field(default_factory=dict)

    @property
    def decision(self) -> Adjustment | None:
        """The last decision about the task's state; a transfer leaves that as it is."""
        return next((one for one in self.adjustments if one.kind != AdjustmentKind.TRANSFERRED), None)


#: What few tasks have: it is asked for only where there is any.
_RARE = (
    _ADJUSTED := (Adjustment, "task"),
    _MERGED := (Task, "merged_into"),
    _COMPLETED := (Completion, "task"),
    _MOVED := (DueDateChange, "task"),
    _EXTENDED := (Extension, "task"),
)


def delivered(task: Task, user: User | None) -> Delivered:
    """Reports with evidence, ratings with corrections, completions, new dates of a task that `user` may see.

    What hangs on few of them is fetched for those few, not joined to all.
    """
    every = with_those(
        sorted(rows_found(_ratings, task.pk, task=task), key=attrgetter("pk"), reverse=True), "circular"
    )
    rows = _seen(every, user)
    held = present(task.pk, *_RARE)
    adjustments = list(
        task.adjustments.prefetch_related(
            "approver__organization", "into", "from_organization", "to_organization", "adjusted_by"
        )
        if _ADJUSTED in held
        else ()
    )
    absorbed = list(Task.objects.filter(merged_into=task).order_by("pk") if _MERGED in held else ())
    pending = next((r for r in rows if r.state in (RatingState.PROPOSED, RatingState.CONFIRMED)), None)
    return Delivered(
        reports=_reports(task),
        circulated=[row for row in rows if row.state == RatingState.CIRCULATED],
        pending=pending,
        others=[row for row in rows if row.state in (RatingState.LAPSED, RatingState.DISMISSED)],
        corrected=frozenset(row.corrects_id for row in every if row.corrects_id),
        completions=list(task.completions.prefetch_related("organization") if _COMPLETED in held else ()),
        moved_dates=list(
            task.due_date_changes.prefetch_related("changed_by", "extension") if _MOVED in held else ()
        ),
        extensions=list(
            task.extensions.prefetch_related("organization", "asked_by", "decided_by", "change")
            if _EXTENDED in held
            else ()
        ),
        adjustments=adjustments,
        absorbed=absorbed,
        openable=_openable(absorbed, user),
        leads_then=_leads_then(task, rows, adjustments),
    )


def _openable(tasks: list[Task], user: User | None) -> frozenset[int]:
    if not tasks:
        return frozenset()
    seen = allowed(user, "register.view_task", Task.objects.filter(pk__in=[task.pk for task in tasks]))
    return frozenset(seen.values_list("pk", flat=True))


def _leads_then(task: Task, ratings: list[Rating], adjustments: list[Adjustment]) -> dict[int, Organization]:
    moved = any(one.role == ResponsibilityRole.LEAD for one in adjustments)
    told = [rating for rating in ratings if rating.circulated_at is not None]
    if not moved or not told:
        return {}
    rows = Task.history_model.objects.filter(id=task.pk).order_by("row").values_list("valid_from", "lead_id")
    leads = list(rows)
    units = Organization.objects.in_bulk({lead for _at, lead in leads if lead})
    then = {
        rating.pk: next((lead for at, lead in reversed(leads) if at <= rating.circulated_at), None)
        for rating in told
    }
    return {key: units[lead] for key, lead in then.items() if lead in units}


def _ratings() -> QuerySet[Rating]:
    return Rating.objects.order_by().filter(task=GIVEN)


def _told() -> QuerySet[Report]:
    return Report.objects.order_by().filter(task=GIVEN).select_related("period", "organization")


def _reports(task: Task) -> list[Report]:
    rows = rows_found(_told, task.pk, task=task)
    with_rows(rows, "evidence")
    rows.sort(key=lambda one: (_official(one.organization), -one.attempt))
    return sorted(rows, key=lambda one: one.period.starts_on, reverse=True)


def _official(unit: Organization) -> tuple[int, int, int]:
    return unit.level, unit.official_order, unit.pk


def _seen(found: list[Rating], user: User | None) -> list[Rating]:
    """Of the ratings of a task in sight, those in sight: the right to see proposed ones is asked for when there are."""
    inner = [row.pk for row in found if row.state != RatingState.CIRCULATED]
    if user is None or not inner:
        return found
    inside = allowed(user, "delivery.view_proposed", Rating.objects.filter(pk__in=inner))
    seen = set(inside.values_list("pk", flat=True))
    return [row for row in found if row.state == RatingState.CIRCULATED or row.pk in seen]


def hearing(day: date) -> Q:
    """Proposals whose unit may still explain on `day`: they are not decided before. As Rating.may_be_explained_on."""
    return Q(colour__in=ADVERSE, explained_at=None, explain_by_on__gte=day)


def to_explain(user: User | None) -> QuerySet[Rating]:
    """The proposals that the units of `user` may explain and have not, the most urgent first."""
    rows = Rating.objects.filter(
        state=RatingState.PROPOSED, explain_by_on__isnull=False, explained_at=None
    ).select_related("task__lead")
    return allowed(user, "delivery.explain_rating", rows).order_by("explain_by_on", "pk")


def to_decide(user: User | None, day: date) -> QuerySet[Rating]:
    """The proposals that `user` may decide on `day`, the oldest first."""
    return _proposed(user).exclude(hearing(day)).order_by("on", "pk")


def waiting(user: User | None, day: date) -> QuerySet[Rating]:
    """The proposals that `user` will decide once their units were heard, the first due first."""
    return _proposed(user).filter(hearing(day)).order_by("explain_by_on", "pk")


def _proposed(user: User | None) -> QuerySet[Rating]:
    rows = Rating.objects.filter(state=RatingState.PROPOSED).select_related("task__lead")
    return allowed(user, "delivery.confirm_rating", rows)


def circulars(user: User | None, register: Register | None = None) -> QuerySet[Circular]:
    """The circulars of the registers that `user` may see, the newest first."""
    registers = allowed(user, "register.view", Register.objects.all())
    rows = Circular.objects.filter(register__in=registers.values("pk"))
    if register is not None:
        rows = rows.filter(register=register)
    return rows.select_related("register", "issued_by")


def ratings_of(circular: Circular, user: User | None) -> QuerySet[Rating]:
    """The ratings that a circular told, as it told them, in the register's order; of tasks that `user` may see."""
    told = Rating.objects.filter(circular=circular)
    rows = allowed(user, "register.view_task", told, path="task", each=True)
    there = Q(task__entries__register=circular.register_id)
    return (
        rows.filter(there)
        .select_related("task__lead", "corrected_by")
        .order_by("task__entries__position", "pk")
    )
