"""The year's end: units say what became of their tasks, the supervision office decides; many at once, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check, may
from throughline.delivery.actions.completions import check_new_date
from throughline.delivery.choices import AS_SAID, CORRECTABLE, DECIDABLE, CompletionState, OutcomeKind
from throughline.delivery.derived import refresh
from throughline.delivery.models import Completion, Outcome, Reconciliation
from throughline.delivery.queries.reconciliation import proven
from throughline.delivery.refusals import (
    IsCarriedOver,
    IsWithdrawn,
    JudgeItFirst,
    NotHereAnyMore,
    Why,
    YearIsClosed,
    refuse,
)
from throughline.documents.models import Document
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean, unless_raced
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed, Refused
from throughline.organizations.models import Post
from throughline.register.actions.guards import locked, open_register
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Register, Task
from throughline.register.rules import SET_ASIDE


def open_reconciliation(
    register: Register, *, by: User | None, words_by_on: date, why: str = ""
) -> Reconciliation:
    """Ask the units for their word on every task until `words_by_on`; asking again moves that day.

    Raises RegisterIsClosed, Invalid.
    """
    check(by, "delivery.close_register", register)
    open_register(register)
    if words_by_on < clock.today():
        raise Invalid("words_by_on", _("Give a day that is still to come."))
    with unless_raced(), act("delivery.open_reconciliation", by=by, why=why, about=register) as this:
        row = Reconciliation.objects.select_for_update().filter(register=register).first()
        if row is None:
            made = Reconciliation(register=register, words_by_on=words_by_on, opened_by=by)
            made.opened_on = clock.today()
            return this.create(made)
        row.words_by_on = words_by_on
        return this.save(row)


def claim_outcomes(
    entries: Iterable[Entry],
    *,
    by: User | None,
    claim: str,
    reason: str = "",
    later_on: date | None = None,
    seen: Mapping[int, int] | None = None,
    for_: Any = None,
) -> list[Outcome]:
    """The lead unit's word on what became of its tasks: done, not done or carried over, with what shows it or why not.

    `later_on` is the new date it asks for when carried over; `seen` as in `decide_outcomes`. All or none.
    Raises YearIsClosed, IsWithdrawn, IsCarriedOver, NotHereAnyMore (of many, NoneDone names them), Invalid.
    """
    keys = _may(entries, by, "delivery.claim_outcome")
    text = _text("reason", reason)
    if claim not in DECIDABLE:
        raise Invalid("claim", _("Choose what became of the task: done, not done, or carried over."))
    if not text:
        raise Invalid("reason", _("Say what shows that it is done, or why it is not; the office reads it."))
    with unless_raced(), act("delivery.claim_outcomes", by=by, for_=for_, why=text) as this:
        rows = _held(this, keys)
        refuse(rows, _against_claims(rows))
        made = _outcomes(rows, seen)
        for outcome in made:
            outcome.claim, outcome.claim_reason = claim, text
            outcome.claim_later_on = later_on if claim == OutcomeKind.CARRIED_OVER else None
            outcome.claimed_at, outcome.claimed_by = clock.now(), by
        _write(this, made)
    return made


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the office decides, the same for all chosen tasks; `kind` "" decides each as its data propose.

    AS_SAID decides each as its unit said, with the unit's date, and its reason unless one is given here.
    """

    kind: str
    reason: str = ""
    follow_up: str = ""
    done_on: date | None = None
    later_on: date | None = None
    approved_by: Post | None = None
    document: Document | None = None


def decide_outcomes(
    entries: Iterable[Entry], *, by: User | None, seen: Mapping[int, int] | None = None, **decision: Any
) -> list[Outcome]:
    """The supervision office decides what became of tasks (`decision` are the fields of Decision). All or none.

    Done needs something that shows it: an accepted completion, evidence with an accepted report, a document or a
    reason. Not done and carried over need a reason; carried over a new date where the old one has passed. Once the
    year is closed this is a correction: done or not done, always with a reason, and the tasks' states follow.
    `seen` are versions of outcomes by the keys of their entries (0: none) as the person saw them.

    Raises JudgeItFirst, IsWithdrawn, IsCarriedOver, NotHereAnyMore (of many, NoneDone names them), ChangedMeanwhile,
    Invalid, NotAllowed.
    """
    keys = _may(entries, by, "delivery.decide_outcome")
    given = _checked(Decision(**decision), by)
    closed = Register.objects.filter(
        entries__in=keys, closed_on__isnull=False, closed_on__lte=clock.today()
    ).exists()
    if closed and (not given.reason or given.kind not in CORRECTABLE):
        raise Invalid(
            "reason" if given.kind else "kind",
            _("The year is closed: a correction says done or not done, and the reason for it."),
        )
    name = "delivery.correct_outcomes" if closed else "delivery.decide_outcomes"
    with unless_raced(), act(name, by=by, why=given.reason) as this:
        rows = _held(this, keys)
        made = _outcomes(rows, seen)
        each = {outcome.entry_id: _follow(given, outcome) for outcome in made}
        refuse(rows, _against(rows, each, proven(rows)))
        completed = _completed(rows)
        for outcome in made:
            _decide(outcome, each[outcome.entry_id], completed, by)
        _write(this, made)
        if closed:
            settle(this, made)
    return made


def _checked(given: Decision, by: User | None) -> Decision:
    if given.kind and given.kind not in (*DECIDABLE, AS_SAID):
        raise Invalid("kind", _("Choose what became of the task: done, not done, or carried over."))
    if given.document is not None and not may(by, "documents.view", given.document):
        raise NotAllowed
    if given.done_on is not None and given.done_on > clock.today():
        raise Invalid("done_on", _("This day has not come yet. Give the day on which it was completed."))
    reason, follow_up = _text("reason", given.reason), _text("follow_up", given.follow_up)
    if given.kind in (OutcomeKind.NOT_DONE, OutcomeKind.CARRIED_OVER) and not reason:
        raise Invalid("reason", _("Say why it is not done; the reason stays with the task."))
    if given.kind != OutcomeKind.CARRIED_OVER and given.later_on is not None:
        raise Invalid("later_on", _("Only what is carried over gets a new date."))
    return Decision(**{**vars(given), "reason": reason, "follow_up": follow_up})


def _follow(given: Decision, outcome: Outcome) -> Decision:
    """What is decided of one task: where the office follows the units, the word of its own; AS_SAID without any."""
    if given.kind != AS_SAID or not outcome.claim:
        return given
    reason = given.reason or outcome.claim_reason
    return replace(given, kind=outcome.claim, reason=reason, later_on=outcome.claim_later_on)


def _text(field: str, text: str) -> str:
    return bounded(field, text.strip())


def _may(entries: Iterable[Entry], by: User | None, name: str) -> list[int]:
    keys = sorted({entry.pk for entry in entries})
    if not keys:
        raise Invalid("entries", _("Choose at least one task."))
    if allowed(by, name, Entry.objects.filter(pk__in=keys)).count() != len(keys):
        raise NotAllowed
    return keys


def _held(this: Act, keys: list[int]) -> list[Entry]:
    """The places with their tasks; their registers are held, so that nobody closes the year or carries over."""
    registers = list(Register.objects.filter(entries__in=keys).distinct().order_by("pk"))
    for register in registers:
        locked(register)
    rows = list(
        Entry.objects.select_related("task", "register").filter(pk__in=keys).order_by("position", "pk")
    )
    this.about(rows[0].task if len(rows) == 1 else registers[0])
    return rows


def _name(row: Entry) -> str:
    return str(row)


def against_any(row: Entry) -> Refused | None:
    """What speaks against any word on the task at this place."""
    if row.carried_on is not None:
        return IsCarriedOver(task=row.task, day=row.carried_on)
    if not row.is_home:
        return NotHereAnyMore(task=row.task)
    if row.task.state in SET_ASIDE:
        return IsWithdrawn(task=row.task, state=row.task.get_state_display())
    return None


def _against_claims(rows: list[Entry]) -> dict[int, Why]:
    found = {}
    for row in rows:
        against = against_any(row)
        if row.register.closed_on is not None:
            against = YearIsClosed(register=row.register, day=row.register.closed_on)
        if against is not None:
            found[row.pk] = Why(_name(row), against)
    return found


def _against(rows: list[Entry], each: Mapping[int, Decision], shown: set[int]) -> dict[int, Why]:
    found = {}
    for row in rows:
        against = against_any(row) or _against_kind(row, each[row.pk], shown)
        if against is not None:
            found[row.pk] = Why(_name(row), against)
    return found


def _against_kind(row: Entry, given: Decision, shown: set[int]) -> Refused | None:
    task = row.task
    if task.state == TaskState.COMPLETE:
        return JudgeItFirst(task=task)
    if given.kind == AS_SAID:
        return Invalid("kind", _("Its unit has not said what became of it. Choose an outcome."))
    if not given.kind and task.state != TaskState.CLOSED:
        return Invalid("kind", _("The data propose no outcome for this task. Choose one."))
    if (given.kind or OutcomeKind.DONE) == OutcomeKind.DONE:
        if task.pk in shown or given.reason or given.document is not None:
            return None
        return Invalid("reason", _("Nothing shows that it is done yet. Say what does, or name a document."))
    if task.state == TaskState.CLOSED and row.register.closed_on is None:
        return Invalid("kind", _("The office closed this task as done. Its outcome is done."))
    return _against_date(task, given) if given.kind == OutcomeKind.CARRIED_OVER else None


def _against_date(task: Task, given: Decision) -> Refused | None:
    if given.later_on is None:
        passed = task.due_on is not None and task.due_on <= clock.today()
        return Invalid("later_on", _("Its due date has passed. Give the new one.")) if passed else None
    if given.later_on <= clock.today():
        return Invalid("later_on", _("Give a day that is still to come."))
    try:
        check_new_date(task, given.later_on)
    except Invalid as invalid:
        return invalid
    return None


def _outcomes(rows: list[Entry], seen: Mapping[int, int] | None) -> list[Outcome]:
    held = {one.entry_id: one for one in Outcome.objects.filter(entry__in=[row.pk for row in rows])}
    for row in rows:
        if seen is not None and seen.get(row.pk, 0) != (held[row.pk].version if row.pk in held else 0):
            raise ChangedMeanwhile
    made = [held.get(row.pk) or Outcome(entry=row) for row in rows]
    for outcome, row in zip(made, rows, strict=True):
        outcome.entry = row
    return made


def _write(this: Act, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        clean(outcome)
    new = [one for one in outcomes if one.pk is None]
    old = [one for one in outcomes if one.pk is not None]
    this.create_many(new)
    this.save_many(old)


def _completed(rows: list[Entry]) -> dict[int, date]:
    found = Completion.objects.filter(task__in=[row.task_id for row in rows], state=CompletionState.CLOSED)
    return dict(found.order_by("pk").values_list("task_id", "completed_on"))


def _decide(outcome: Outcome, given: Decision, completed: Mapping[int, date], by: User | None) -> None:
    task = outcome.entry.task
    outcome.kind = given.kind or OutcomeKind.DONE
    outcome.reason, outcome.follow_up, outcome.document = given.reason, given.follow_up, given.document
    done = outcome.kind == OutcomeKind.DONE
    outcome.done_on = (given.done_on or completed.get(task.pk) or clock.today()) if done else None
    outcome.due_on = task.due_on
    outcome.later_on = given.later_on
    outcome.approved_by = given.approved_by
    outcome.decided_at, outcome.decided_by = clock.now(), by


def settle(this: Act, outcomes: Iterable[Outcome]) -> None:
    """Let the tasks of a closed year stand as it was decided: done is closed, not done is not done."""
    wanted = {
        one.entry.task_id: TaskState.CLOSED if one.kind == OutcomeKind.DONE else TaskState.NOT_DONE
        for one in outcomes
        if one.kind in (OutcomeKind.DONE, OutcomeKind.NOT_DONE)
    }
    tasks = list(Task.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    changed = [task for task in tasks if task.state != wanted[task.pk]]
    for task in changed:
        task.state = wanted[task.pk]
    this.save_many(changed)
    refresh(this, (task.pk for task in changed))
