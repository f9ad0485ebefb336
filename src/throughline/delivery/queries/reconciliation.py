"""The year's end of a register (年终对账): per task what the data propose, the unit says and the office decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import AdjustmentKind, CompletionState, OutcomeKind, ReportState
from throughline.delivery.models import Adjustment, Completion, Evidence, GoalJudgement, Outcome, Report
from throughline.lib import clock
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Register, StageGoal
from throughline.register.queries.filters import places
from throughline.register.rules import SET_ASIDE

#: The places that are reconciled on a register: where the task is at home, and from where it was carried over.
OWN = Q(is_home=True) | Q(carried_on__isnull=False)
_WITHDRAWN = Q(carried_on=None, task__state__in=SET_ASIDE)
#: A decision that the task's closure went beyond is decided anew.
_OVERTAKEN = Q(task__state=TaskState.CLOSED, carried_on=None) & ~Q(outcome__kind=OutcomeKind.DONE)
_DECIDED = Q(outcome__isnull=False) & ~Q(outcome__kind="") & ~_OVERTAKEN & ~_WITHDRAWN
_WENT = Q(carried_on__isnull=False)

#: The rows of a reconciliation by what became of them; every place is in exactly one of the first five. "unsaid" are
#: those under way about which nobody said or decided anything, "differing" those of which unit and office differ.
SHOWN = MappingProxyType(
    {
        "open": ~_DECIDED & ~_WITHDRAWN & ~_WENT,
        "done": _DECIDED & ~_WENT & Q(outcome__kind=OutcomeKind.DONE),
        "not_done": _DECIDED & ~_WENT & Q(outcome__kind=OutcomeKind.NOT_DONE),
        "carried_over": _WENT | (_DECIDED & Q(outcome__kind=OutcomeKind.CARRIED_OVER)),
        "cancelled": _WITHDRAWN,
        "differing": ~_WITHDRAWN
        & Q(outcome__isnull=False)
        & ~Q(outcome__claim="")
        & ~Q(outcome__kind="")
        & ~Q(outcome__claim=F("outcome__kind")),
        "unsaid": Q(carried_on=None, task__state__in=(TaskState.OPEN, TaskState.SUSPENDED))
        & (Q(outcome=None) | Q(outcome__claim="", outcome__kind="")),
    }
)
#: What a place can be besides its outcome.
_BESIDES = ("differing", "unsaid")


@dataclass(frozen=True)
class Proof:
    """What the year left of a task: its accepted completion, accepted reports, their files, and the last of them."""

    completion: Completion | None = None
    reports: int = 0
    files: int = 0
    last: Report | None = None

    @property
    def shows(self) -> bool:
        """Whether it shows that the task is done: the office accepted its completion, or a report with evidence."""
        return self.completion is not None or self.files > 0


@dataclass(frozen=True)
class Reckoning:
    """One row: the place with its task, `outcome` as far as anybody said a word, what the year left of it.

    `kind` is what holds (a choices.OutcomeKind, "" while undecided), `proposed` what the data propose ("" for
    nothing), `successor` the place where the task went on, `adjustment` the decision by which it was set aside.
    """

    entry: Entry
    outcome: Outcome | None
    proof: Proof
    kind: str
    proposed: str
    successor: Entry | None = None
    adjustment: Adjustment | None = None

    @property
    def settled_by_state(self) -> bool:
        """Whether there is nothing to decide: it was cancelled, or went on already."""
        return self.kind in SET_ASIDE or self.entry.carried_on is not None


@dataclass(frozen=True)
class Balance:
    """How a year ends in figures. `counts` are rows by the names of SHOWN.

    `closed` were done, `on_time` of them by the due date in force and `on_time_originally` by the first one; `missed`
    were not done, got a new date, or are overdue. `rate` is on time ÷ (closed + missed) in percent: what sits open
    counts, so that nobody reads 100 % while it does. None where there is neither.
    """

    counts: dict[str, int] = field(default_factory=dict)
    closed: int = 0
    on_time: int = 0
    on_time_originally: int = 0
    missed: int = 0

    @property
    def total(self) -> int:
        """All that is reconciled."""
        return sum(number for name, number in self.counts.items() if name not in _BESIDES)

    @property
    def begun(self) -> bool:
        """Whether anything is decided; before that the shares say nothing."""
        return any(self.counts.get(name) for name in ("done", "not_done", "carried_over"))

    @property
    def rate(self) -> Decimal | None:
        return _share(self.on_time, self.closed + self.missed)

    @property
    def rate_originally(self) -> Decimal | None:
        return _share(self.on_time_originally, self.closed + self.missed)


def _share(part: int, whole: int) -> Decimal | None:
    return round(Decimal(100 * part) / whole, 1) if whole else None


def reckoned(register: Register, user: User | None) -> QuerySet[Entry]:
    """The places of a register that are reconciled on it, as far as `user` sees their tasks."""
    return places(user).filter(OWN, register=register)


def listed(register: Register, user: User | None, shown: str = "") -> QuerySet[Entry]:
    """The places to show: those of a name of SHOWN, else all with the undecided first; in the register's order."""
    rows = reckoned(register, user).select_related(
        "register",
        "area",
        "task__lead",
        "task__passage__document",
        "outcome__document",
        "outcome__approved_by__organization",
        "outcome__decided_by",
        "outcome__claimed_by",
    )
    rows = rows.defer("task__passage__document__text", "outcome__document__text")
    if shown:
        return rows.filter(_shown_to(user, shown)).order_by("position", "pk")
    first = Case(When(SHOWN["open"], then=Value(0)), default=Value(1))
    return rows.alias(first=first).order_by("first", "position", "pk")


def _shown_to(user: User | None, shown: str) -> Q:
    """The rows of a name of SHOWN; a word is missed by the units that owe it and by the office that waits for it."""
    if shown != "unsaid":
        return SHOWN[shown]
    places_ = Entry.objects.order_by().values("pk")
    owed = allowed(user, "delivery.claim_outcome", places_)
    awaited = allowed(user, "delivery.decide_outcome", places_)
    return SHOWN[shown] & (Q(pk__in=owed) | Q(pk__in=awaited))


def reckonings(rows: Sequence[Entry]) -> list[Reckoning]:
    """The rows as the reconciliation shows them; a fixed number of queries however many they are."""
    proofs, went, aside = _proofs(rows), _successors(rows), _adjustments(rows)
    return [
        Reckoning(
            entry=row,
            outcome=(outcome := getattr(row, "outcome", None)),
            proof=proofs.get(row.pk, Proof()),
            kind=_kind(row, outcome),
            proposed=_proposed(row),
            successor=went.get(row.pk),
            adjustment=aside.get(row.task_id),
        )
        for row in rows
    ]


def _adjustments(rows: Iterable[Entry]) -> dict[int, Adjustment]:
    """By the keys of tasks that were set aside, the decision that did it."""
    keys = [row.task_id for row in rows if row.task.state in SET_ASIDE]
    found = Adjustment.objects.filter(
        task__in=keys, kind__in=(AdjustmentKind.CANCELLED, AdjustmentKind.MERGED)
    )
    told = found.select_related("into", "approver__organization").order_by("pk") if keys else ()
    return {one.task_id: one for one in told}


def _kind(row: Entry, outcome: Outcome | None) -> str:
    if row.carried_on is not None:
        return OutcomeKind.CARRIED_OVER
    if row.task.state in SET_ASIDE:
        return str(row.task.state)
    kind = outcome.kind if outcome else ""
    overtaken = row.task.state == TaskState.CLOSED and kind != OutcomeKind.DONE
    return "" if overtaken else kind


def _proposed(row: Entry) -> str:
    return OutcomeKind.DONE if row.carried_on is None and row.task.state == TaskState.CLOSED else ""


def _successors(rows: Iterable[Entry]) -> dict[int, Entry]:
    keys = [row.pk for row in rows if row.carried_on is not None]
    found = Entry.objects.filter(carried_from__in=keys).select_related("register") if keys else ()
    return {one.carried_from_id: one for one in found}


def _proofs(rows: Sequence[Entry]) -> dict[int, Proof]:
    """Per place, what the reports for its own register's periods and the completions of its task left."""
    tasks = {row.task_id for row in rows}
    accepted = Report.objects.filter(
        task__in=tasks, state=ReportState.ACCEPTED, period__register__in={row.register_id for row in rows}
    )
    completions = {
        one.task_id: one
        for one in Completion.objects.filter(task__in=tasks, state=CompletionState.CLOSED).order_by("pk")
    }
    last: dict[tuple[int, int], Report] = {}
    reports: Counter[tuple[int, int]] = Counter()
    for one in accepted.select_related("period").order_by("period__ends_on", "leads", "pk"):
        place = one.task_id, one.period.register_id
        last[place] = one
        reports[place] += 1
    files = Evidence.objects.filter(report__in=accepted).values_list(
        "report__task_id", "report__period__register_id"
    )
    kept = {(task, register): n for task, register, n in files.annotate(n=Count("pk")).order_by()}
    return {
        row.pk: Proof(
            completions.get(row.task_id) if row.carried_on is None else None,
            reports[row.task_id, row.register_id],
            kept.get((row.task_id, row.register_id), 0),
            last.get((row.task_id, row.register_id)),
        )
        for row in rows
    }


def proven(rows: Iterable[Entry]) -> set[int]:
    """The keys of the tasks of which something shows that they are done: see Proof.shows."""
    tasks = {row.task_id for row in rows}
    closed = Completion.objects.filter(task__in=tasks, state=CompletionState.CLOSED)
    files = Evidence.objects.filter(report__task__in=tasks, report__state=ReportState.ACCEPTED)
    return {*closed.values_list("task_id", flat=True), *files.values_list("report__task_id", flat=True)}


def balance(register: Register, user: User | None, *, day: date | None = None) -> Balance:
    """The figures of a register's year as `user` sees it, in one query; `day` is that for which overdue is told."""
    measured = day or register.closed_on or clock.today()
    done = SHOWN["done"]
    intime = Q(outcome__due_on=None) | Q(outcome__done_on__lte=F("outcome__due_on"))
    first = Q(task__original_due_on=None) | Q(outcome__done_on__lte=F("task__original_due_on"))
    late = SHOWN["open"] & Q(task__due_on__lt=measured) & ~Q(task__state=TaskState.CLOSED)
    # What went on without a new date had not come due; what went on after a word only missed nothing here.
    moved = SHOWN["carried_over"] & Q(outcome__later_on__isnull=False)
    asked = {f"n_{name}": Count("pk", filter=_shown_to(user, name)) for name in SHOWN}
    values = (
        reckoned(register, user)
        .order_by()
        .aggregate(
            **asked,
            closed=Count("pk", filter=done),
            on_time=Count("pk", filter=done & intime),
            on_time_originally=Count("pk", filter=done & first),
            missed=Count("pk", filter=late | SHOWN["not_done"] | moved),
        )
    )
    counts = {name: values.pop(f"n_{name}") for name in SHOWN}
    return Balance(counts=counts, **values)


@dataclass(frozen=True)
class Judged:
    """A stage goal with its judgements, the latest first."""

    goal: StageGoal
    judgements: list[GoalJudgement]

    @property
    def latest(self) -> GoalJudgement | None:
        """What counts."""
        return self.judgements[0] if self.judgements else None


def goals_of(register: Register) -> list[Judged]:
    """The register's stage goals in the order of its areas, with their judgements; two queries."""
    goals = StageGoal.objects.filter(area__register=register).select_related("area")
    rows = GoalJudgement.objects.filter(goal__area__register=register).select_related("document", "judged_by")
    found: dict[int, list[GoalJudgement]] = {}
    for one in rows.defer("document__text").order_by("-pk"):
        found.setdefault(one.goal_id, []).append(one)
    ordered = goals.order_by("area__position", "area", "due_on", "pk")
    return [Judged(goal, found.get(goal.pk, [])) for goal in ordered]


def words_wanted(user: User, day: date) -> list[tuple[Register, date, int]]:
    """Registers on which the units of `user` are asked for their word and have not said it: until when, on how many."""
    rows = allowed(user, "delivery.claim_outcome", Entry.objects.filter(SHOWN["unsaid"], is_home=True))
    waiting = rows.filter(register__reconciliation__isnull=False).filter(
        Q(register__closed_on=None) | Q(register__closed_on__gt=day)
    )
    found = waiting.order_by().values_list("register", "register__reconciliation__words_by_on")
    numbers = [(key, until, n) for key, until, n in found.annotate(n=Count("pk")).order_by("register")]
    registers = Register.objects.in_bulk([key for key, _until, _n in numbers])
    return [(registers[key], until, n) for key, until, n in numbers]


def year_ends(registers: QuerySet[Register]) -> list[tuple[Register, int]]:
    """Of `registers` those whose reconciliation was begun, each with how many of its tasks have no outcome."""
    begun = list(registers.filter(reconciliation__isnull=False).order_by("official_order", "pk"))
    rows = Entry.objects.filter(OWN, SHOWN["open"], register__in=[one.pk for one in begun]).order_by()
    open_ = dict(rows.values_list("register").annotate(n=Count("pk"))) if begun else {}
    return [(register, open_.get(register.pk, 0)) for register in begun]
