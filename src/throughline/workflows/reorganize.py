"""An organization is merged into another one, split or dissolved (撤并): nothing that is open stays behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.delivery.actions import Approval
from throughline.delivery.actions.adjustments import adjusted, approved
from throughline.delivery.actions.transfers import transfer
from throughline.delivery.choices import AdjustmentKind
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import clean, unless_raced
from throughline.lib.refusal import ChangedMeanwhile, Invalid, Refused
from throughline.organizations.actions import organizations as directory
from throughline.organizations.actions.organizations import MOST_ALIASES
from throughline.organizations.choices import SuccessionKind
from throughline.organizations.models import Grant, Organization, Portfolio, Post, Succession
from throughline.organizations.permissions import check_keeps
from throughline.organizations.queries import names_of
from throughline.organizations.refusals import NotStanding
from throughline.register.models import Responsibility, Task
from throughline.workflows.heritage import (
    areas_of,
    held_by,
    indicators_of,
    naming,
    plans_of,
    projects_of,
    registers_of,
    targets_of,
)


class StillAnswers(Refused):
    """An organization that ends has tasks that somebody must go on with."""

    message = _(
        "“%(unit)s” still answers for %(tasks)s tasks that are not done. Merge, split or dissolve it, so that each "
        "of them gets a unit."
    )


class StillKeeps(Refused):
    """An organization that ends leaves key areas, indicators, targets or tasks that name its posts."""

    message = _(
        "“%(unit)s” or its posts are still named by %(count)s open tasks, key areas, indicators or targets. Merge, "
        "split or dissolve it, so that they go over to a successor."
    )


class NotAllAssigned(Refused):
    """Each open task and each part gets exactly one of the successors."""

    status = 422
    message = _("%(count)s tasks or parts have no successor yet. Choose one for each: %(names)s")


def end_organization(
    unit: Organization, *, ended_on: date | None, by: User | None, seen: int, why: str = ""
) -> Organization:
    """End an organization that leaves nothing open; None takes an end back. Raises StillAnswers, StillKeeps, and what
    the directory raises.
    """
    check_keeps(by, unit)
    with act("organizations.end_organization", by=by, why=why, about=unit):
        _hold(unit)
        tasks = held_by(unit).count() if ended_on is not None else 0
        if tasks:
            raise StillAnswers(unit=unit.name, tasks=tasks)
        if ended_on is not None and (count := _kept(unit, ended_on)):
            raise StillKeeps(unit=unit.name, count=count)
        return directory.end_organization(unit, ended_on=ended_on, by=by, seen=seen, why=why)


def _kept(unit: Organization, day: date) -> int:
    """How many open things name the unit or one of its posts, besides the tasks for which it answers."""
    rows: tuple[QuerySet[Any], ...] = (
        naming(unit),
        areas_of(unit),
        indicators_of(unit),
        targets_of(unit, day),
    )
    return sum(one.count() for one in rows)


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
    plans, projects under way, indicators and the leader in charge; with `take_accounts` the accounts of `unit` get
    their roles at `rest` too. A target still to be reached goes where the task goes that reports it, else to `rest`.
    The head of a successor becomes accountable where a post of `unit` was, and leads its key areas where it is a
    leader's post. What is done, reports and observed values stay.

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
        list(registers_of(unit).select_for_update(of=("self",)).values_list("pk"))
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
        self._give_measures(held, to, rest)
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
        rows = list(naming(self.unit).select_for_update(of=("self",)).select_related("accountable", "leader"))
        for task in rows:
            if task.accountable and task.accountable.organization_id == self.unit.pk:
                task.accountable = head
            if task.leader and task.leader.organization_id == self.unit.pk:
                task.leader = head if head is not None and head.is_leader else None
        self.this.save_many(rows)
        areas = list(areas_of(self.unit).select_for_update(of=("self",)))
        for area in areas:
            area.leader = head if head is not None and head.is_leader else None
        self.this.save_many(areas)

    def _give_rest(self, rest: Organization) -> None:
        for rows in (registers_of(self.unit), plans_of(self.unit), projects_of(self.unit)):
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

    def _give_measures(
        self, held: Sequence[Responsibility], to: Mapping[int, Organization], rest: Organization
    ) -> None:
        """Who keeps the indicators and has targets to reach; what was measured stays with the old organization."""
        indicators = list(indicators_of(self.unit).select_for_update(of=("self",)))
        for indicator in indicators:
            indicator.organization = rest
        self.this.save_many(indicators)
        reporting = {row.task.target_id: to[row.pk] for row in reversed(held) if row.task.target_id}
        targets = list(targets_of(self.unit, self.on).select_for_update(of=("self",)))
        for target in targets:
            target.organization = reporting.get(target.pk, rest)
        self.this.save_many(targets)

    def _give_accounts(self, rest: Organization) -> None:
        what = ("user_id", "role", "own_role_id", "acts_for_id")
        held = set(Grant.objects.filter(organization=rest).values_list(*what))
        rows = Grant.objects.filter(organization=self.unit, user__is_active=True).order_by("pk")
        self.this.create_many(
            [
                Grant(organization=rest, **{name: getattr(row, name) for name in what})
                for row in rows
                if tuple(getattr(row, name) for name in what) not in held
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
