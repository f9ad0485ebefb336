"""A leader's desk (and the secretary's): what is red and since when, what changed, how the own portfolio stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from throughline.accounts.models import User
from throughline.desk.queries.board import Cell, of_posts, reds, shown
from throughline.desk.queries.changes import Change, changes
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models import Membership, Organization, Post
from throughline.organizations.reach import reach_of
from throughline.register.choices import Colour
from throughline.register.models import Entry
from throughline.register.rules import LIVE_STATES


@dataclass(frozen=True)
class Portfolio:
    """A post's tasks: counts, those to be delivered that are not well (the gravest first), counts by lead unit."""

    post: Post
    counts: Cell
    troubled: list[Entry]
    units: list[tuple[Organization, Cell]]


@dataclass(frozen=True)
class LeaderDesk:
    """`portfolios` has one for each post that the person holds or acts for."""

    reds: list[Entry]
    changes: list[Change]
    portfolios: list[Portfolio]


def leader_desk(user: User, day: date) -> LeaderDesk:
    """What a city leader, or a leader's secretary, should know as of `day`."""
    return LeaderDesk(
        reds=reds(user),
        changes=changes(user, day=day),
        portfolios=[_portfolio(user, post) for post in posts_of(user, day)],
    )


def posts_of(user: User, day: date) -> list[Post]:
    """The posts that the person holds on `day`, then those that they act for as a secretary."""
    held = Membership.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=day), person__user=user, started_on__lte=day
    ).exclude(kind=MembershipKind.DEPUTY)
    wanted = Q(pk__in=held.values("post")) | Q(pk__in=reach_of(user).acts_for)
    return list(Post.objects.filter(wanted).select_related("organization"))


def _portfolio(user: User, post: Post) -> Portfolio:
    own = list(
        shown(user)
        .filter(of_posts([post.pk]))
        .select_related("task__lead", "register", "area")
        .order_by("task__rating_since", "position", "pk")
    )
    whole = Cell()
    for entry in own:
        whole.add(entry.task.rating, 1)
    live = (entry for entry in own if entry.task.state in LIVE_STATES)
    bad = [entry for entry in live if entry.task.rating in _TROUBLED]
    bad.sort(key=lambda entry: _TROUBLED.index(entry.task.rating))
    return Portfolio(post, whole, bad, _units(own, post))


_TROUBLED = (Colour.RED, Colour.ORANGE, Colour.YELLOW)


def _units(own: list[Entry], post: Post) -> list[tuple[Organization, Cell]]:
    """The organizations in the post's charge, and others that lead its tasks, in official order."""
    units = {unit.pk: unit for unit in post.in_charge_of.all()}
    units |= {entry.task.lead.pk: entry.task.lead for entry in own if entry.task.lead}
    cells = {key: Cell() for key in units}
    for entry in own:
        if entry.task.lead_id:
            cells[entry.task.lead_id].add(entry.task.rating, 1)
    ordered = sorted(units.values(), key=lambda unit: (unit.level, unit.official_order, unit.pk))
    return [(unit, cells[unit.pk]) for unit in ordered]
