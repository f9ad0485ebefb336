"""Units, people and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Organization:
    """`kind` is one of organizations' kinds; `order` the official one; `level` 1 to 3; `to` ends a task force."""

    code: str
    name: str
    short: str
    aliases: tuple[str, ...]
    kind: str
    level: int
    order: int
    parent: str | None
    peer_group: str | None
    since: date | None
    to: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """`kind`: leader (of the city), head (of a unit), officer (who reports) or staff; `portfolio`: organizations."""

    code: str
    title: str
    organization: str
    kind: str
    order: int
    portfolio: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """Who holds a post, from the first day to the last one (both included)."""

    person: str
    post: str
    since: date
    to: date | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """A post that changes hands: `leaves` until the day before, `takes_over` from `on`.

    `reason` is told where the person goes, and all that hangs on them goes over in one act; else it is empty.
    """

    post: str
    leaves: str
    takes_over: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Login:
    """An account: `role` within `organization`; `acts_for` is a post; listed ones are shown when the demo starts.

    `later`: the role comes to it when its person takes over.
    """

    username: str
    person: str
    role: str
    organization: str
    acts_for: str | None
    listed: bool
    later: bool
