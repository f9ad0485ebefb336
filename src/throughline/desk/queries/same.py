"""Which requests of a month may be one matter: what somebody called related, and what looks alike and is undecided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from throughline.desk.queries.load import Request
from throughline.register.choices import PairVerdict
from throughline.register.models import TaskPair
from throughline.register.sameness import LIKELY, Index, Matter, alike

#: Of so many tasks asked for in a month the wordings are compared; a unit that is asked for more has another trouble.
COMPARED = 1000
#: Pairs told.
MOST = 50


@dataclass(frozen=True)
class Same:
    """Two requests that may be one matter: `degree` is "related" where somebody decided it, else how sure it is
    ("certain": near it, or "likely").
    """

    first: Request
    second: Request
    degree: str

    def beside(self, task: int) -> Request:
        """The other one than that about the task."""
        return self.second if self.first.task.pk == task else self.first


def same_requests(requests: Iterable[Request]) -> list[Same]:
    """The pairs among the requests to a unit, what was decided first, then the surest; what was told apart is left out.

    Requests about one task are one already; a task and its part are meant to say much the same. One query.
    """
    asked = {one.task.pk: one for one in requests}
    if len(asked) < 2:
        return []
    verdicts = {
        (first, second): verdict
        for first, second, verdict in TaskPair.objects.filter(first__in=asked, second__in=asked)
        .order_by("pk")
        .values_list("first", "second", "verdict")
    }
    related = [pair for pair, verdict in verdicts.items() if verdict == PairVerdict.RELATED]
    found = [Same(asked[first], asked[second], "related") for first, second in related]
    apart = frozenset(verdicts) | _kin(asked)
    matters = [_matter(one) for one in list(asked.values())[:COMPARED]]
    likely = alike(Index.of(matters), apart=apart, least=LIKELY, most=MOST)
    found += [Same(asked[pair.first], asked[pair.second], pair.degree) for pair in likely]
    return found[:MOST]


def _matter(one: Request) -> Matter:
    task = one.task
    lists = frozenset(place.register_id for place in (one.entry, *one.others))
    return Matter(task.pk, task.title, task.standard, task.lead_id, task.due_on, lists)


def _kin(asked: dict[int, Request]) -> frozenset[tuple[int, int]]:
    pairs = ((key, one.task.parent_id) for key, one in asked.items() if one.task.parent_id)
    return frozenset((min(pair), max(pair)) for pair in pairs)
