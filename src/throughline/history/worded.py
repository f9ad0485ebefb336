"""Questions that are put into words once and then only given their values.

A page asks the same dozen questions each time, of other rows. For Django each is a new one: putting it into SQL takes
longer than a database takes to answer it. What is kept here is the wording alone, never an answer; each is asked
afresh, on a past day of what stood then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.query import get_related_populators

#: Stands for a number that is given later.
GIVEN = -(2**31)

Question = Callable[[], models.QuerySet[Any]]


def any_found(made_once: Question, *values: Any) -> bool:
    """Whether the query of the function `made_once` finds a row, with `values` where it says `GIVEN`, in that order."""
    sql, known = _whether(made_once)
    with connection.cursor() as cursor:
        cursor.execute(sql, _filled(known, values))
        return cursor.fetchone() is not None


def rows_found(made_once: Question, *values: Any, **at_hand: models.Model) -> list[Any]:
    """The rows that the query of `made_once` finds, with `values` as in `any_found`, as the query itself gives them.

    `at_hand` are objects that foreign keys of all these rows point at. The query may join tables by `select_related`;
    it may not count, annotate, defer or prefetch.
    """
    return _wording(made_once).rows(values, at_hand)


class _Wording:
    """A query in SQL, with what makes objects of the rows that it finds."""

    def __init__(self, rows: models.QuerySet[Any]) -> None:
        compiler = rows.query.get_compiler(using=rows.db)
        self.sql, self.values = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        self.compiler, self.converters = compiler, compiler.get_converters(columns)
        own = compiler.klass_info["select_fields"]
        self.own = slice(own[0], own[-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.joined = get_related_populators(compiler.klass_info, compiler.select, rows.db)
        self.model, self.database = rows.model, rows.db

    def rows(self, values: Sequence[Any], at_hand: dict[str, models.Model]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, _filled(self.values, values))
            found = cursor.fetchall()
        return [self._made(row, at_hand) for row in self.compiler.apply_converters(found, self.converters)]

    def _made(self, row: Sequence[Any], at_hand: dict[str, models.Model]) -> Any:
        made = self.model.from_db(self.database, self.names, row[self.own])
        for joined in self.joined:
            joined.populate(row, made)
        made._state.fields_cache.update(at_hand)  # where Django keeps what was fetched
        return made


#: Per thread, as a wording holds on to the connection for which it was made.
_here = threading.local()


def _wording(made_once: Question) -> _Wording:
    known: dict[Question, _Wording] = vars(_here)
    if made_once not in known:
        known[made_once] = _Wording(made_once())
    return known[made_once]


@cache
def _whether(made_once: Question) -> tuple[str, tuple[Any, ...]]:
    rows = made_once().order_by().values_list(models.Value(1))[:1]
    return rows.query.sql_with_params()


def _filled(known: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    if known.count(GIVEN) != len(values):
        raise ValueError("as many values as the question leaves open")
    given: Iterator[Any] = iter(values)
    return [next(given) if value == GIVEN else value for value in known]
