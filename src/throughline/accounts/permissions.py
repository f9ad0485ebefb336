"""The frame of permission: one condition per act. It filters lists and checks objects.

Each stage states its acts in its `permissions.py`:

    @condition("register.edit_task", Task, label=_("Edit tasks"))
    def edit_task(user: User) -> Q: ...

and its actions call `check(by, "register.edit_task", task)` first. `by` None is the system itself (tick, set-up).
`EVERYTHING` and `NOTHING` are the two trivial conditions. Acts on no object at all take the model None. A condition
that looks at many rows of another table does so in a subquery, so that it gives no row twice: DISTINCT would sort
whole tables for their first page. While the past is looked at, nobody may do more than look.

While a condition is made, the person's account knows which act is asked (`asking`): what was given to them with an own
role that withholds it does not count. That is all that own roles need of a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.db.models import Q

from throughline.accounts.labels import LABELS
from throughline.accounts.models import User
from throughline.history import past
from throughline.lib.refusal import NotAllowed

EVERYTHING = Q(pk__isnull=False)
NOTHING = Q(pk__in=[])

Condition = Callable[[User], Q]
CONDITIONS: dict[str, tuple[Condition, type[models.Model] | None]] = {}


def condition(act: str, model: type[models.Model] | None, *, label: Any) -> Callable[[Condition], Condition]:
    """Declare who may do `act` on which rows of `model`; `label` says what it is in a list of what a role may do."""

    def declare(function: Condition) -> Condition:
        if act in CONDITIONS:
            raise ValueError(f"{act} is declared twice")
        CONDITIONS[act], LABELS[act] = (function, model), label
        return function

    return declare


@contextmanager
def asking(user: User, *acts: str) -> Iterator[None]:
    """Let count only those roles of `user` that withhold none of `acts`."""
    before, user.asked = user.asked, frozenset(acts)
    try:
        yield
    finally:
        user.asked = before


def _made(user: User, act: str, handing: Collection[str] = ()) -> Q:
    """The condition of `act` for `user`."""
    with asking(user, act, *handing):
        return CONDITIONS[act][0](user)


def allowed(user: User | None, act: str, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """The rows on which `user` may do `act`."""
    if user is None:
        return rows
    if not user.is_authenticated or not user.is_active or _beyond_looking(act):
        return rows.none()
    found = _made(user, act)
    if found is EVERYTHING:
        return rows
    return rows.none() if found is NOTHING else rows.filter(found)


def may(
    user: User | None, act: str, row: models.Model | None = None, *, handing: Collection[str] = ()
) -> bool:
    """Whether `user` may do `act` on `row`; on any row at all when none is given.

    `handing` are the acts that somebody else may do by it: what is withheld from oneself can't be handed on.
    """
    if user is None:
        return True
    if not user.is_authenticated or not user.is_active or _beyond_looking(act):
        return False
    found = _made(user, act, handing)
    if found is EVERYTHING or found is NOTHING:
        return found is EVERYTHING
    model = CONDITIONS[act][1]
    if row is None or model is None:
        return True
    return model._base_manager.filter(found, pk=row.pk).exists()


def allowed_keys(user: User | None, act: str, rows: Sequence[models.Model]) -> set[int]:
    """Of rows that were read already, the keys of those on which `user` may do `act`; asked only where it depends."""
    if not rows:
        return set()
    every = {row.pk for row in rows}
    asked = type(rows[0])._base_manager.filter(pk__in=every)  # type: ignore[attr-defined]
    found = allowed(user, act, asked)
    return every if found is asked else set(found.order_by().values_list("pk", flat=True))


def _beyond_looking(act: str) -> bool:
    """Whether it is an act that the past, which can't be changed, does not know. Those of looking are named so."""
    return past.moment() is not None and not act.split(".")[1].startswith("view")


def check(
    user: User | None, act: str, row: models.Model | None = None, *, handing: Collection[str] = ()
) -> None:
    """Raise NotAllowed unless `user` may do `act` on `row`, as `may` says it."""
    if not may(user, act, row, handing=handing):
        raise NotAllowed
