"""The frame of permission: one condition per act. It filters lists and checks objects.

Each stage states its acts in its `permissions.py`:

    @condition("register.edit_task", Task, label=_("Edit tasks"))
    def edit_task(user: User) -> Q: ...

and its actions call `check(by, "register.edit_task", task)` first. `by` None is the system itself (tick, set-up).
`EVERYTHING` and `NOTHING` are the two trivial conditions. Acts on no object at all take the model None. A condition
that looks at many rows of another table does so in a subquery (`at`), so that it gives no row twice: DISTINCT would
sort whole tables for their first page. While the past is looked at, nobody may do more than look.

While a condition is made, the person's account knows which act is asked (`asking`): what was given to them with an own
role that withholds it does not count. That is all that own roles need of a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, In, IsNull
from django.db.models.sql import Query

from throughline.accounts.labels import LABELS
from throughline.accounts.models import User
from throughline.history import past
from throughline.lib.refusal import NotAllowed

EVERYTHING = Q(pk__isnull=False)
NOTHING = Q(pk__in=[])

#: Of an account; some also take the path at which the act's object stands.
Condition = Callable[..., Q]
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


#: Whether the condition that is being made is asked of each row by itself.
_of_each: ContextVar[bool] = ContextVar("of_each", default=False)


def asked_of_each() -> bool:
    """Whether the condition that is being made is asked of each row by itself."""
    return _of_each.get()


@contextmanager
def of_each(each: bool) -> Iterator[None]:  # noqa: FBT001  the one thing that it says
    """In which form conditions are made."""
    token = _of_each.set(each)
    try:
        yield
    finally:
        _of_each.reset(token)


def at(path: str, *keys: models.QuerySet[Any]) -> Q:
    """The condition "what stands at `path` is among `keys`" (each the values of one column), in one of two forms.

    By key, the keys are put together once, and the rows looked up by them: right where all rows in sight are wanted,
    or few keys are there. Rows that come one by one, for they were named or stand in the order of an index, are each
    asked by itself: that costs what is looked at, however many keys there are. Both forms give the same rows.
    """
    if not asked_of_each():
        plain = [some.order_by() for some in keys]
        return Q(**{f"{path}__in": plain[0].union(*plain[1:]) if plain[1:] else plain[0]})
    found = Q()
    for some in keys:
        (column,) = some._fields
        # Not EXISTS: of that PostgreSQL makes a table of all keys, where it expects to be asked often.
        same = some.order_by().filter(**{column: OuterRef(path)})
        found |= Q(IsNull(Subquery(same[:1]), False))
    return found


def _made(user: User, act: str, handing: Collection[str] = (), *, each: bool, path: str = "") -> Q:
    """The condition of `act` for `user`."""
    with asking(user, act, *handing), of_each(each):
        made = CONDITIONS[act][0]
        return made(user, path) if path else made(user)


def _named(rows: models.QuerySet[Any]) -> bool:
    """Whether the rows are those of keys, or of another unique column's values, that were given."""
    query = rows.query
    together = query.where.connector == "AND" and not query.where.negated
    return together and any(
        isinstance(one, Exact | In)
        and isinstance(one.lhs, Col)
        and (one.lhs.alias, one.lhs.target.unique) == (query.base_table, True)
        and not isinstance(one.rhs, Query)
        for one in query.where.children
    )


def allowed(
    user: User | None, act: str, rows: models.QuerySet[Any], *, path: str = "", each: bool = False
) -> models.QuerySet[Any]:
    """The rows on which `user` may do `act`; with a `path`, those of another table at whose `path` stands such a one
    (for the acts whose condition takes a path).

    Each is asked by itself, as `at` tells, where `each` says so, and of rows that were named by their keys.
    """
    if user is None:
        return rows
    if not user.is_authenticated or not user.is_active or _beyond_looking(act):
        return rows.none()
    found = _made(user, act, each=each or _named(rows), path=path)
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
    found = _made(user, act, handing, each=row is not None)
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
