"""What units owe: which reports, by when; and what a form starts with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, Min, Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, allowed_keys
from throughline.delivery.choices import ANSWERED, ReportState
from throughline.delivery.models import Evidence, Period, Report
from throughline.delivery.permissions import REPORTING
from throughline.delivery.queries.material import local_day
from throughline.delivery.queries.resting import rests_of
from throughline.delivery.rules import Rest, Span, is_owed, rested_on
from throughline.lib import clock
from throughline.lib.pieces import pieces, rows_in_pieces
from throughline.organizations.models import Organization
from throughline.register.choices import CompletionKind, TaskState
from throughline.register.models import Entry, Register, Responsibility, Task

#: A report is asked for from this many days before it is due, or from the period's end where that comes first.
ASKED_BEFORE_DAYS = 10

#: The places of a task for whose periods it is reported: its home, and where it was at home before.
REPORTED_AT = Q(is_home=True) | Q(carried_on__isnull=False)

#: Task, unit, period.
Key = tuple[int, int, int]


@dataclass(frozen=True)
class Owed:
    """A report that a unit owes: of the period due next or last; `earlier` are open periods before it, also unanswered.

    `returned` is the report that came back, with its reason; `again` gives the day by which each one that came back is
    due again, by the key of its period.
    """

    task: Task
    entry: Entry
    organization: Organization
    role: str
    period: Period
    earlier: list[Period] = field(default_factory=list)
    returned: Report | None = None
    again: dict[int, date] = field(default_factory=dict)

    @property
    def due_on(self) -> date:
        """The day by which it is due; of one that came back, by which it is due again."""
        return self.due_of(self.period)

    def due_of(self, period: Period) -> date:
        """The day by which the report of one of its periods is due."""
        return self.again.get(period.pk, period.due_on)

    def overdue(self, day: date) -> list[Period]:
        """Its periods whose due day is over."""
        return [one for one in (self.period, *self.earlier) if self.due_of(one) < day]

    def is_overdue(self, day: date) -> bool:
        """Whether a due day is over, its own or that of an earlier period."""
        return bool(self.overdue(day))


def owed(
    responsibilities: Iterable[Responsibility] | None = None,
    *,
    user: User | None = None,
    organization: Organization | None = None,
    as_of: date | None = None,
) -> list[Owed]:
    """The reports owed as of a day, the most urgent first; a fixed number of queries for each piece of them.

    Of the units that `user` reports for, or of `organization`; tasks under way and periods not closed only.
    """
    rows = _responsibilities(user, organization) if responsibilities is None else responsibilities
    found = each_owed(rows, as_of or clock.today())
    return sorted(found, key=lambda one: (one.due_on, one.entry.position, one.organization.official_order))


def each_owed(responsibilities: Iterable[Responsibility], day: date) -> Iterator[Owed]:
    """The reports owed as of `day`, piece by piece, so that neither a query nor the memory grows with their number."""
    many = responsibilities
    for rows in rows_in_pieces(many) if isinstance(many, QuerySet) else pieces(many):
        yield from _owed_of(rows, day)


def _owed_of(rows: list[Responsibility], day: date) -> Iterator[Owed]:
    places = _places(rows)
    every = [entry for entries in places.values() for entry in entries]
    periods = _open_periods({entry.register_id for entry in every}, day)
    came, began = came_on(every), answering_since(rows)
    rests = rests_of(places)
    states, returned = _latest(rows, periods)
    for row in rows:
        entries = places.get(row.task_id, [])
        spans: list[Period] = []
        for entry in entries:
            since = max((one for one in (came.get(entry.pk), began.get(row.pk)) if one), default=None)
            resting = rests.get(row.task_id, ())
            begun = periods[entry.register_id]
            spans += (one for one in begun if asks_at(entry, row.task, one, since, resting))
        if entries:
            spans.sort(key=lambda span: span.starts_on, reverse=True)
            yield from _unanswered(row, entries[0], spans, states, returned)


def _responsibilities(user: User | None, organization: Organization | None) -> QuerySet[Responsibility]:
    rows = Responsibility.objects.filter(role__in=REPORTING, task__state=TaskState.OPEN)
    if user is not None:
        rows = allowed(user, "delivery.file_report", rows)
    if organization is not None:
        rows = rows.filter(organization=organization)
    return rows.select_related("task__lead", "organization")


def _places(rows: list[Responsibility]) -> dict[int, list[Entry]]:
    """Per task its home, then the places from which it was carried over: what was asked there may still be owed."""
    keys = {row.task_id for row in rows}
    found: dict[int, list[Entry]] = defaultdict(list)
    entries = Entry.objects.filter(REPORTED_AT, task__in=keys).prefetch_related("register", "area")
    for entry in entries.order_by("-is_home", "-pk"):
        found[entry.task_id].append(entry)
    return {task: entries for task, entries in found.items() if entries[0].is_home}


def _open_periods(registers: set[int], day: date) -> dict[int, list[Period]]:
    """Per register the periods not closed whose reports are asked for by `day`, the newest first."""
    found: dict[int, list[Period]] = defaultdict(list)
    rows = Period.objects.filter(register__in=registers, starts_on__lte=day, closed_at=None)
    for period in rows.select_related("register").order_by("-starts_on"):
        if min(period.ends_on, period.due_on - timedelta(days=ASKED_BEFORE_DAYS)) <= day:
            found[period.register_id].append(period)
    return found


def came_on(entries: Iterable[Entry]) -> dict[int, date | None]:
    """Per entry the day on which its task came onto its register, or was carried over to it; what was due before is
    not asked for.
    """
    held = {entry.pk: entry for entry in entries}
    came: dict[int, date | None] = {}
    for keys in pieces(held):
        rows = Entry.history_model.objects.filter(id__in=keys, version=1)
        came |= {key: local_day(at) for key, at in rows.values_list("id", "valid_from")}
    carried = [entry.carried_from_id for entry in held.values() if entry.carried_from_id]
    return came | carried_days(carried) if carried else came


def carried_days(keys: Iterable[int]) -> dict[int, date | None]:
    """Per entry that a task was carried over to, the day of it; `keys` are those of the old places."""
    found: dict[int, date | None] = {}
    for some in pieces(keys):
        found |= dict(Entry.objects.filter(pk__in=some).values_list("carried_to", "carried_on"))
    return found


def answering_since(responsibilities: Iterable[Responsibility]) -> dict[int, date | None]:
    """Per responsibility since when its unit reports: who took a task over isn't asked for what was due before."""
    began: dict[int, date | None] = {}
    for keys in pieces(row.pk for row in responsibilities):
        rows = Responsibility.history_model.objects.filter(id__in=keys, role__in=REPORTING).order_by()
        first = rows.values_list("id").annotate(began=Min("valid_from"))
        began |= {key: local_day(at) for key, at in first}
    return began


def _latest(
    rows: list[Responsibility], periods: dict[int, list[Period]]
) -> tuple[dict[Key, str], dict[Key, Report]]:
    """Per task, unit and open period the last attempt's state; and the reports that were returned."""
    found = Report.objects.filter(
        task__in={row.task_id for row in rows},
        organization__in={row.organization_id for row in rows},
        period__in=[period.pk for spans in periods.values() for period in spans],
    ).order_by("attempt")
    # Units answer most of what is asked: only what came back is read whole.
    states = {
        (task, unit, period): state
        for task, unit, period, state in found.values_list("task_id", "organization_id", "period_id", "state")
    }
    returned = {
        (one.task_id, one.organization_id, one.period_id): one
        for one in found.filter(state=ReportState.RETURNED)
    }
    return states, returned


def asks_at(entry: Entry, task: Task, period: Period, came: date | None, rests: Iterable[Rest] = ()) -> bool:
    """`asks_for` at one of the task's places: where it was carried over from, no period that began afterwards asks."""
    if entry.carried_on is not None and period.starts_on > entry.carried_on:
        return False
    return asks_for(task, period, came, rests)


def asks_for(task: Task, period: Period, came: date | None, rests: Iterable[Rest] = ()) -> bool:
    """Whether the period asks the task's units for a report: it does not lie before the task or in a rest of it, and
    its turn has come.
    """
    if task.starts_on and period.ends_on < task.starts_on:
        return False
    if (came and period.due_on < came) or rested_on(rests, period.due_on):
        return False
    rhythm = task.review_rhythm if task.completion == CompletionKind.ONGOING else ""
    span = Span(period.pk, period.starts_on, period.ends_on, period.due_on)
    return not rhythm or is_owed(span, rhythm)


def _unanswered(
    row: Responsibility,
    entry: Entry,
    periods: Iterable[Period],
    states: dict[Key, str],
    returned: dict[Key, Report],
) -> Iterator[Owed]:
    """One row per task and unit: the newest unanswered period, with the ones before it up to the last answer."""
    open_ones: list[Period] = []
    back: list[Report] = []
    for period in periods:
        key = (row.task_id, row.organization_id, period.pk)
        if states.get(key) in ANSWERED:
            break
        open_ones.append(period)
        if states.get(key) == ReportState.RETURNED and key in returned:
            back.append(returned[key])
    if open_ones:
        again = {one.period_id: one.due_again_on for one in back if one.due_again_on}
        newest = back[0] if back else None
        yield Owed(row.task, entry, row.organization, row.role, open_ones[0], open_ones[1:], newest, again)


@dataclass(frozen=True)
class Draft:
    """What a report's form starts with. `attempt` goes back as `seen`; `evidence` may be kept when `returned`."""

    progress: Decimal | None = None
    value: Decimal | None = None
    colour: str = ""
    done: str = ""
    problem: str = ""
    help_needed: str = ""
    attempt: int = 0
    returned: Report | None = None
    before: Report | None = None
    evidence: list[Evidence] = field(default_factory=list)


def prefill(task: Task, organization: Organization, period: Period | None = None) -> Draft:
    """The unit's last account of the task: of `period` itself when it filed one, else of the period before.

    `before` is that account; what a returned report asked to mend stands in `returned`.
    """
    own = Report.objects.filter(task=task, organization=organization).select_related("period")
    if period is not None:
        own = own.filter(period__starts_on__lte=period.starts_on)
    return _draft(own.order_by("-period__starts_on", "-attempt").first(), period)


def prefills(
    asked: Iterable[tuple[Task, Organization, Period]],
    *,
    until: datetime | None = None,
    seen: Mapping[Key, int] | None = None,
) -> dict[Key, Draft]:
    """`prefill` of many, by the keys of task, unit and period, in two queries.

    As it was at the moment `until`, when of the period itself the attempt `seen` was the last.
    """
    rows = list(asked)
    keys = {task.pk for task, _unit, _period in rows}, {unit.pk for _task, unit, _period in rows}
    filed = Report.objects.filter(task__in=keys[0], organization__in=keys[1])
    if until is not None:
        filed = filed.filter(filed_at__lte=until)
    told: dict[tuple[int, int], list[Report]] = defaultdict(list)
    ordered = filed.order_by("-period__starts_on", "-attempt").select_related("period", "filed_by")
    for report in ordered.prefetch_related("evidence"):
        told[report.task_id, report.organization_id].append(report)
    found = {}
    for task, unit, period in rows:
        last = (seen or {}).get((task.pk, unit.pk, period.pk))
        reports = (one for one in told[task.pk, unit.pk] if _comes_before(one, period, last))
        found[task.pk, unit.pk, period.pk] = _draft(next(reports, None), period)
    return found


def _comes_before(report: Report, period: Period, last: int | None) -> bool:
    if report.period_id == period.pk and last is not None:
        return report.attempt <= last
    return report.period.starts_on <= period.starts_on


def _draft(last: Report | None, period: Period | None) -> Draft:
    if last is None:
        return Draft()
    same = period is not None and last.period_id == period.pk
    return Draft(
        progress=last.progress,
        value=last.value,
        colour=last.colour,
        done=last.done,
        problem=last.problem,
        help_needed=last.help_needed,
        attempt=last.attempt if same else 0,
        returned=last if same and last.state == ReportState.RETURNED else None,
        before=last,
        evidence=list(last.evidence.all()) if same else [],
    )


def current_period(register: Register, as_of: date | None = None) -> Period | None:
    """The period whose reports are due next: the earliest open one whose due day is to come, else the last begun."""
    day = as_of or clock.today()
    begun = Period.objects.filter(register=register, starts_on__lte=day, closed_at=None)
    return begun.filter(due_on__gte=day).order_by("starts_on").first() or begun.order_by("-starts_on").first()


def current_periods(registers: Iterable[int]) -> dict[int, Period]:
    """`current_period` of each register that has one, by the register's key; one query."""
    day = clock.today()
    found: dict[int, Period] = {}
    begun = Period.objects.filter(register__in=set(registers), starts_on__lte=day, closed_at=None)
    for period in begun.select_related("register").order_by("starts_on"):
        if period.register_id not in found or found[period.register_id].due_on < day:
            found[period.register_id] = period
    return found


def reported_periods(task: Task, day: date) -> QuerySet[Period]:
    """The open periods begun by `day` for which the task is reported, the newest first: those of its home register,
    and those that had begun when it was carried over from another.
    """
    held = Q(register__entries__task=task)
    went = held & Q(register__entries__carried_on__gte=F("starts_on"))
    begun = Period.objects.filter(closed_at=None, starts_on__lte=day)
    return begun.filter((held & Q(register__entries__is_home=True)) | went).order_by("-starts_on", "-pk")


def reporting_units(
    task: Task, user: User | None, responsibilities: Sequence[Responsibility] | None = None
) -> list[Organization]:
    """The units for which `user` may report on the task, the collecting one first; `responsibilities` are the task's,
    when they were read already, in their order with their organizations.
    """
    if responsibilities is None:
        found = task.responsibilities.select_related("organization")
        responsibilities = list(found.order_by("position", "pk"))
    held = [row for row in responsibilities if row.role in REPORTING]
    keys = allowed_keys(user, "delivery.file_report", held)
    return [row.organization for row in held if row.pk in keys]


def reporting_organizations(user: User | None) -> set[int]:
    """The keys of the units for which `user` reports on anything."""
    rows = allowed(user, "delivery.file_report", Responsibility.objects.filter(role__in=REPORTING))
    return set(rows.order_by().values_list("organization", flat=True).distinct())
