"""One day of one register: what the rules say of each task, and which ratings follow from it. Called by the tick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from throughline.delivery.actions.periods import ensure_periods, working_days
from throughline.delivery.choices import PENDING, RatingState
from throughline.delivery.models import ComputedRating, Rating, TickDay
from throughline.delivery.queries.material import Material, spans_of
from throughline.delivery.rules import ADVERSE, Facts, Verdict, evaluate, facts_of
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.register.models import Entry, Register, Task


@dataclass
class DayResult:
    """How many ratings were proposed, how many proposals lapsed, on one day of one register."""

    proposed: int = 0
    lapsed: int = 0


def propose_ratings(register: Register, day: date, material: Material) -> DayResult | None:
    """Propose the ratings of `register` for `day`, as one act; None when that day was done before.

    Makes the period that holds the day. A rating is proposed where the rule's colour differs from the circulated
    one, and the supervision office has not decided on the same view of the rule before. A proposal lapses when it
    does not hold any more. `since` is the first day of the rule's unbroken view.
    """
    with transaction.atomic():
        Register.objects.select_for_update().get(pk=register.pk)
        if TickDay.objects.filter(register=register, day__gte=day).exists():
            return None
        with act("delivery.tick", by=None, why=day.isoformat(), about=register) as this:
            ensure_periods(register, day, since=day)
            result = _Proposing(this, register, day, material).run() if register.rule_set else DayResult()
            TickDay.objects.create(register=register, day=day, ran_at=clock.now())
        return result


class _Proposing:
    """The rows of one day, read when the register is locked, and what is to become of them."""

    def __init__(self, this: Act, register: Register, day: date, material: Material) -> None:
        self.this, self.register, self.day, self.material = this, register, day, material
        tasks = Entry.objects.filter(register=register, is_home=True).values("task_id")
        self.computed = {row.task_id: row for row in ComputedRating.objects.filter(task__in=tasks)}
        pending = Rating.objects.filter(task__in=tasks, state__in=PENDING)
        self.pending = {row.task_id: row for row in pending.select_for_update().order_by("pk")}
        self.decided = _decided(tasks)
        self.standing = dict(Task.objects.filter(pk__in=tasks).values_list("pk", "rating"))
        self.new: list[Rating] = []
        self.gone: list[Rating] = []
        self.made: list[ComputedRating] = []
        self.changed: list[ComputedRating] = []
        self._explain_by: date | None = None

    def run(self) -> DayResult:
        rules = self.register.rule_set.rules
        seen = set()
        for matter in self.material.on(self.day, spans_of(self.register)):
            facts = facts_of(matter, self.day)
            self._view(matter.task, evaluate(rules, facts), facts)
            seen.add(matter.task)
        for task in self.computed.keys() - seen:
            self._view(task, Verdict(""), None)
        for task in self.pending.keys() - seen:
            self._lapse(self.pending[task])
        self.this.save_many(self.gone)
        self.this.create_many(self.made)
        self.this.save_many(self.changed)
        self.this.create_many(self.new)
        return DayResult(len(self.new), len(self.gone))

    def _view(self, task: int, verdict: Verdict, facts: Facts | None) -> None:
        computed = self._compute(task, verdict)
        pending = self.pending.get(task)
        differs = bool(verdict.colour) and verdict.colour != self.standing[task]
        if pending is not None:
            if pending.state == RatingState.CONFIRMED or (
                differs and pending.proposed_colour == verdict.colour
            ):
                return
            self._lapse(pending)
        if facts is not None and differs and self.decided.get(task) != (verdict.colour, computed.since):
            self.new.append(self._proposal(task, verdict, facts, computed.since))

    def _compute(self, task: int, verdict: Verdict) -> ComputedRating:
        row = self.computed.get(task)
        if row is None:
            row = ComputedRating(task_id=task, colour=verdict.colour, rule=verdict.rule, since=self.day)
            self.made.append(row)
        elif (row.colour, row.rule) != (verdict.colour, verdict.rule):
            row.since = row.since if row.colour == verdict.colour else self.day
            row.colour, row.rule = verdict.colour, verdict.rule
            self.changed.append(row)
        return row

    def _lapse(self, rating: Rating) -> None:
        if rating.state == RatingState.PROPOSED:
            rating.state = RatingState.LAPSED
            self.gone.append(rating)

    def _proposal(self, task: int, verdict: Verdict, facts: Facts, since: date) -> Rating:
        return Rating(
            task_id=task,
            on=self.day,
            colour=verdict.colour,
            proposed_colour=verdict.colour,
            rule=verdict.rule,
            why=verdict.why,
            facts=facts.plain(),
            since=since,
            explain_by_on=self._explained_by() if verdict.colour in ADVERSE else None,
        )

    def _explained_by(self) -> date:
        """The unit's working days run from when it can see the proposal, also when the tick makes up for a day."""
        if self._explain_by is None:
            seen_on = max(self.day, clock.today())
            self._explain_by = working_days(self.register).due_after(seen_on, self.register.explanation_days)
        return self._explain_by


def _decided(tasks: Any) -> dict[int, tuple[str, date]]:
    """Per task the rule's view (colour, since) on which the supervision office decided last."""
    rows = Rating.objects.filter(
        task__in=tasks, state__in=(RatingState.CIRCULATED, RatingState.DISMISSED), corrects=None
    )
    ordered: Iterable[tuple[int, str, date]] = rows.order_by("pk").values_list(
        "task_id", "proposed_colour", "since"
    )
    return {task: (colour, since) for task, colour, since in ordered}
