"""Of which tasks a leader's page tells, and what its parts look like."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.lib import clock
from throughline.lib.text import squeeze
from throughline.organizations.models import Post
from throughline.papers.products.sentences import person
from throughline.plans.models import Plan
from throughline.register.models import Entry, Register
from throughline.register.queries import Counts, RegisterFilter, counts
from throughline.register.queries.filters import entries


@dataclass(frozen=True)
class Scope:
    """The tasks of a register, of a plan, of which a leader is in charge; what is None restricts nothing.

    A page that is issued has a title and a number of its own.
    """

    register: Register | None = None
    plan: Plan | None = None
    leader: Post | None = None
    title_given: str = ""
    number: str = ""

    @property
    def title(self) -> str:
        """What the page is called."""
        if self.title_given:
            return self.title_given
        if self.register:
            return self.register.title
        return self.plan.title if self.plan else _("How the tasks stand")

    @property
    def under(self) -> str:
        """Whose page it is: the leader's, else that of the body which keeps the register."""
        if self.leader:
            return person(self.leader, self.leader.holder_on(clock.today()))
        return self.register.organization.name if self.register else ""

    def wanted(self, **more: Any) -> RegisterFilter:
        """The filter of registers, with further conditions."""
        plan, leader = self.plan and self.plan.pk, self.leader and self.leader.pk
        return RegisterFilter(plan=plan, leader=leader, **more)

    def tasks(self, user: User | None) -> QuerySet[Entry, dict[str, int]]:
        """The keys of the tasks that `user` sees, as a subquery."""
        return entries(self.register, user, self.wanted()).order_by().values("task_id")

    def counts(self, user: User | None, **more: Any) -> Counts:
        """How many there are, by colour."""
        return counts(self.register, user, self.wanted(**more))


@dataclass(frozen=True)
class Line:
    """A matter: its lamp and what that says ("" and None: none), its name, what is to be known, who and when."""

    head: str
    text: str
    foot: str
    colour: str | None = None
    mark: str = ""


Part = dict[str, Any]


def part(title: str, lines: list[Line], whole: int, nothing: str = "") -> Part:
    """A part of the page: `rest` says for each number of lines that are shown how many more of `whole` there are."""
    return {
        "title": title,
        "lines": [asdict(line) for line in lines],
        "nothing": nothing,
        "rest": [_rest(whole - shown) for shown in range(len(lines) + 1)],
    }


def _rest(number: int) -> str:
    return _("and %(n)s more") % {"n": number} if number > 0 else ""


def cut(text: str, width: int) -> str:
    """The text on one line, or its beginning and an ellipsis; a Chinese character is as wide as two letters."""
    line, used = squeeze(text), 0
    for place, character in enumerate(line):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > width:
            return f"{line[:place].rstrip()}…"
    return line
