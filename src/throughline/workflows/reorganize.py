"""An organization is merged into another one, split or dissolved (撤并): nothing that is open stays behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.delivery.actions import Approval
from throughline.delivery.actions.adjustments import adjusted, approved
from throughline.delivery.actions.transfers import transfer
from throughline.delivery.choices import AdjustmentKind, ReportState
from throughline.delivery.models import Report
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import clean, unless_raced
from throughline.lib.refusal import ChangedMeanwhile, Invalid, Refused
from throughline.organizations.actions import organizations as directory
from throughline.organizations.actions.organizations import MOST_ALIASES
from throughline.organizations.choices import SuccessionKind
from throughline.organizations.models import Grant, Organization, Portfolio, Post, Succession
from throughline.organizations.permissions import check_keeps
from throughline.organizations.queries import PostOnDay, names_of, posts_on
from throughline.organizations.refusals import NotStanding
from throughline.plans.models import Plan
from throughline.register.choices import ProjectState
from throughline.register.models import Project, Register, Responsibility, Task
from throughline.register.rules import LIVE_STATES

#: A project that stands is history.
BUILT = (ProjectState.ACCEPTED, ProjectState.IN_USE)


class StillAnswers(Refused):
    """An organization that ends has tasks that somebody must go on with."""

    message = _(
        "“%(unit)s” still answers for %(tasks)s tasks that are not done. Merge, split or dissolve it, so that each "
        "of them gets a unit."
    )


class NotAllAssigned(Refused):
    """Each open task and each part gets exactly one of the successors."""

    status = 422
    message = _("%(count)s tasks or parts have no successor yet. Choose one for each: %(names)s")


@dataclass(frozen=True)
class Heritage:
    """What an organization leaves when it ends. `held` are its responsibilities for tasks that are not done, `parts`
    the organizations below it; `named` counts other open tasks that name one of its posts; `reports` are filed and not
    decided: they stay its own.
    """

    held: list[Responsibility]
    parts: list[Organization]
    posts: list[PostOnDay]
    registers: list[Register]
    plans: list[Plan]
    projects: list[Project]
    grants: list[Grant]
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
        registers=list(_registers(unit)),
        plans=list(_plans(unit)),
        projects=list(_projects(unit)),
        grants=list(grants.select_related("user")),
        named=_named(unit).exclude(responsibilities__organization=unit).count(),
        reports=Report.objects.filter(organization=unit, state=ReportState.FILED).count(),
    )


def _registers(unit: Organization) -> QuerySet[Register]:
    return Register.objects.filter(organization=unit, closed_on=None).order_by("pk")


def _plans(unit: Organization) -> QuerySet[Plan]:
    return Plan.objects.filter(organization=unit).order_by("pk")


def _projects(unit: Organization) -> QuerySet[Project]:
    return Project.objects.filter(organization=unit).exclude(state__in=BUILT).order_by("pk")


def _named(unit: Organization) -> QuerySet[Task]:
    """Open tasks that name one of its posts."""
    naming = Q(accountable__organization=unit) | Q(leader__organization=unit)
    return Task.objects.filter(naming, state__in=LIVE_STATES)


def end_organization(
    unit: Organization, *, ended_on: date | None, by: User | None, seen: int, why: str = ""
) -> Organization:
    """End an organization that leaves nothing open; None takes an end back. Raises StillAnswers, and what the directory
    raises.
    """
    check_keeps(by, unit)
    with act("organizations.end_organization", by=by, why=why, about=unit):
        _hold(unit)
        tasks = held_by(unit).count() if ended_on is not None else 0
        if tasks:
            raise StillAnswers(unit=unit.name, tasks=tasks)
        return directory.end_organization(unit, ended_on=ended_on, by=by, seen=seen, why=why)


def _hold(*units: Organization) -> None:
    """Hold the rows until the act ends: whoever gives one of them a task meanwhile waits, and is seen or refused."""
    list(Organization.objects.select_for_update().filter(parent=None).order_by("pk").values_list("pk"))
    keys = [unit.pk for unit in units]
    list(Organization.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def reorganize(
    unit: Organization,
    kind: str,
    later: Sequence[Organization],
    *,
    by: User | None,
    seen: int,
    on: date,
    why: str,
    approval: Approval,
    tasks: Mapping[int, Organization] | None = None,
    parts: Mapping[int, Organization] | None = None,
    rest: Organization | None = None,
    take_accounts: bool = False,
) -> list[Succession]:
    """End `unit` from the day `on`; what is open goes over to `later` in one act, or nothing does.

    `tasks` gives for each of its responsibilities for open tasks (by key) the successor, `parts` for each organization
    below it; in a merger all go to the one successor. `rest` (default: the first of `later`) takes the registers,
    plans, projects under way and the leader in charge; with `take_accounts` the accounts of `unit` get their roles at
    `rest` too. The head of a successor becomes accountable where a post of `unit` was. What is done, and reports, stay.

    Raises NotAllAssigned, NotStanding, TermBeginsLater, ChangedMeanwhile, NotAllowed, Invalid.
    """
    for one in (unit, *later):
        check_keeps(by, one)
    _sound(unit, kind, later, on)
    approved(by, approval)
    rest = rest or later[0]
    if rest not in later:
        raise Invalid("rest", _("Choose one of the successors."))
    with unless_raced(), act("organizations.reorganize", by=by, why=why, about=unit) as this:
        # Registers before organizations, as whoever adds a task takes them.
        list(_registers(unit).select_for_update(of=("self",)).values_list("pk"))
        _hold(unit, *later)
        _still(unit, seen, later, on)
        return _Reorganizing(this, unit, kind, later, on, why, approval, by).run(
            tasks or {}, parts or {}, rest, take_accounts=take_accounts
        )


def _sound(unit: Organization, kind: str, later: Sequence[Organization], on: date) -> None:
    if kind not in SuccessionKind.values:
        raise Invalid("kind", _("Choose merged, split or dissolved."))
    least, most = {"merged": (1, 1), "split": (2, 50), "dissolved": (1, 50)}[kind]
    if not least <= len({one.pk for one in later}) <= most:
        words = {
            "merged": _("A merger has one successor. Choose it."),
            "split": _("A split has at least two successors. Choose them."),
            "dissolved": _("Choose who takes over what is still open."),
        }
        raise Invalid("later", words[kind])
    if any(one.pk == unit.pk or one.is_under(unit) for one in later):
        raise Invalid(
            "later", _("A successor can't be the organization itself or a part of it. Move it out first.")
        )
    if on > clock.today():
        raise Invalid("on", _("This day has not come yet. Come back then, or give an earlier one."))


def _still(unit: Organization, seen: int, later: Sequence[Organization], on: date) -> None:
    """As the rows stand, now that they are held."""
    rows = Organization.objects.in_bulk([unit.pk, *(one.pk for one in later)])
    if unit.pk not in rows or rows[unit.pk].version != seen:
        raise ChangedMeanwhile
    for row in rows.values():
        if row.ended_on is not None:
            raise NotStanding(organization=row, day=row.ended_on)
        if row.pk != unit.pk and row.started_on is not None and row.started_on > on:
            raise Invalid("on", _("“%(unit)s” was founded later. Choose a later day."), unit=row.name)


@dataclass
class _Reorganizing:
    """One reorganization while it is written."""

    this: Act
    unit: Organization
    kind: str
    later: Sequence[Organization]
    on: date
    why: str
    approval: Approval
    by: User | None

    def run(
        self,
        tasks: Mapping[int, Organization],
        parts: Mapping[int, Organization],
        rest: Organization,
        *,
        take_accounts: bool,
    ) -> list[Succession]:
        held, below = self._locked(), list(self.unit.children.standing_on(self.on).official())
        to = self._assigned(tasks, held, [str(row.task) for row in held])
        under = self._assigned(parts, below, [part.name for part in below])
        heads = self._heads()
        for row in held:
            self._hand(row, to[row.pk], heads)
        for part in below:
            directory.move_organization(
                part, parent=under[part.pk], by=self.by, seen=part.version, why=self.why
            )
        self._name_others(heads.get(rest.pk))
        self._give_rest(rest)
        if take_accounts:
            self._give_accounts(rest)
        made = self._successions()
        self._end()
        return made

    def _locked(self) -> list[Responsibility]:
        keys = held_by(self.unit).values("task")
        list(Task.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        return list(held_by(self.unit))

    def _assigned(
        self,
        given: Mapping[int, Organization],
        rows: Sequence[Responsibility | Organization],
        names: list[str],
    ) -> dict[int, Organization]:
        """For each row its successor."""
        only = self.later[0] if self.kind == SuccessionKind.MERGED else None
        found = {row.pk: only or given.get(row.pk) for row in rows}
        missing = [name for row, name in zip(rows, names, strict=True) if found[row.pk] not in self.later]
        if missing:
            raise NotAllAssigned(count=len(missing), names="; ".join(missing[:10]))
        return {key: one for key, one in found.items() if one is not None}

    def _heads(self) -> dict[int, Post]:
        rows = Post.objects.filter(organization__in=[one.pk for one in self.later], is_head=True)
        return {post.organization_id: post for post in rows.order_by("-official_order", "-pk")}

    def _hand(self, row: Responsibility, to: Organization, heads: Mapping[int, Post]) -> None:
        task = row.task
        made = adjusted(
            task,
            AdjustmentKind.TRANSFERRED,
            by=self.by,
            why=self.why,
            approval=self.approval,
            effective_on=self.on,
            from_organization=self.unit,
            to_organization=to,
        )
        ours = task.accountable is not None and task.accountable.organization_id == self.unit.pk
        accountable = heads.get(to.pk) if ours else None
        with act("delivery.transfer_task", by=self.by, why=self.why, about=task) as this:
            transfer(this, made, accountable=accountable, contact=task.contact)

    def _name_others(self, head: Post | None) -> None:
        """Open tasks that still name one of its posts name the head of the one that takes the rest, or nobody."""
        rows = list(_named(self.unit).select_for_update(of=("self",)).select_related("accountable", "leader"))
        for task in rows:
            if task.accountable and task.accountable.organization_id == self.unit.pk:
                task.accountable = head
            if task.leader and task.leader.organization_id == self.unit.pk:
                task.leader = head if head is not None and head.is_leader else None
        self.this.save_many(rows)

    def _give_rest(self, rest: Organization) -> None:
        for rows in (_registers(self.unit), _plans(self.unit), _projects(self.unit)):
            found = list(rows.select_for_update(of=("self",)))
            for row in found:
                row.organization = rest
            self.this.save_many(found)
        charged = list(Portfolio.objects.filter(organization=self.unit).order_by("pk"))
        known = set(Portfolio.objects.filter(organization=rest).values_list("post", flat=True))
        for entry in charged:
            if entry.post_id not in known:
                self.this.create(Portfolio(post_id=entry.post_id, organization=rest))
            self.this.delete(entry)

    def _give_accounts(self, rest: Organization) -> None:
        held = set(Grant.objects.filter(organization=rest).values_list("user", "role", "acts_for"))
        rows = Grant.objects.filter(organization=self.unit, user__is_active=True).order_by("pk")
        self.this.create_many(
            [
                Grant(user_id=row.user_id, role=row.role, organization=rest, acts_for_id=row.acts_for_id)
                for row in rows
                if (row.user_id, row.role, row.acts_for_id) not in held
            ]
        )

    def _successions(self) -> list[Succession]:
        made = [
            Succession(
                earlier=self.unit,
                later=one,
                kind=self.kind,
                on=self.on,
                reason=self.why,
                approval=self.approval.text or str(self.approval.post or ""),
                document_number=self.approval.document_number,
            )
            for one in dict.fromkeys(self.later)
        ]
        for row in made:
            clean(row)
        return list(self.this.create_many(made))

    def _end(self) -> None:
        if self.kind == SuccessionKind.MERGED:
            into = Organization.objects.get(pk=self.later[0].pk)
            names = list(dict.fromkeys([*into.aliases, *names_of(self.unit)]))
            into.aliases = [name for name in names if name not in (into.name, into.short_name)][:MOST_ALIASES]
            self.this.save(into)
        ended = Organization.objects.get(pk=self.unit.pk)
        directory.end_organization(ended, ended_on=self.on, by=self.by, seen=ended.version, why=self.why)
