"""What the units wrote about the works, month by month or by quarter, composed from their kinds' phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from throughline.city.pace import HUNDRED, Pace, between
from throughline.city.reads.reports import accepted_on, filed_on, kind_of
from throughline.city.reads.works import FILE, filled, numbers
from throughline.city.records import Behaviour, Bulletin, Changes, Report, Returned, Work, WorkRegister
from throughline.city.source import Source
from throughline.city.when import add_workdays
from throughline.lib.dates import ONE_DAY, add_months, month_end, period_of

#: Points behind from which a unit names its problem, and asks for help.
_TROUBLED, _HELPLESS = -9, -16
_RETURNED_EVERY, _RETURNED_AT, _RETURNED_TURN = 9, 4, 2


def reports(
    source: Source,
    registers: tuple[WorkRegister, ...],
    works: tuple[Work, ...],
    paces: dict[str, Pace],
    *,
    behaviours: tuple[Behaviour, ...],
    changes: Changes,
) -> tuple[Report, ...]:
    """All that were filed, in the order of works and months, each by the unit that led the work at that time."""
    shapes = {shape["code"]: shape for shape in source.shape(FILE)["tasks"]}
    by_key = {one.key: one for one in registers}
    found = []
    for work in works:
        if work.code in paces:
            register, pace = by_key[work.register], paces[work.code]
            found += _Writer(source, work, pace, shapes[work.code], register, behaviours, changes).reports()
    return tuple(found)


def bulletins(source: Source, registers: tuple[WorkRegister, ...]) -> tuple[Bulletin, ...]:
    """One a period for each register, while it is open."""
    days = {each["act"]: each["day"] for each in source.shape("scenario")["monthly"]}
    found = []
    for register in registers:
        for number, month in enumerate(_months(source, register, register.starts_on), 1):
            when = {kind: source.calendar.after(month, day) for kind, day in days.items()}
            if register.closes_on and when["circulate"] >= register.closes_on:
                continue
            title = source.said("banks", "bulletin").format(
                register=register.title, number=number, month=source.calendar.month_name(month)
            )
            told = (when["explain_rating"], when["confirm_ratings"], when["circulate"])
            found.append(Bulletin(register.key, month, number, title, *told))
    return tuple(found)


def _months(source: Source, register: WorkRegister, since: date) -> Iterator[date]:
    """The last months of the periods from `since` to last month; an annual register's year is not left."""
    month = max(since, register.starts_on).replace(day=1)
    last = source.calendar.month(-1)
    if register.closes_on:
        last = min(last, date(register.closes_on.year - 1, 12, 1))
    while month <= last:
        if month_end(month) == period_of(register.rhythm, month).end:
            yield month
        month = add_months(month, 1)


@dataclass(frozen=True)
class _Turn:
    """A period that asks for a report: its place among the work's, its last month, how far the work is by then.

    `kind`: how the unit reports; `own`: the work's own sentence, if it has one here.
    """

    place: int
    month: date
    percent: int
    kind: str
    own: str


@dataclass(frozen=True)
class _Writer:
    source: Source
    work: Work
    pace: Pace
    shape: dict[str, Any]
    register: WorkRegister
    behaviours: tuple[Behaviour, ...]
    changes: Changes

    def reports(self) -> Iterator[Report]:
        asked = self._asked()
        done = self.pace.reached(tuple(map(month_end, asked)))
        own = self._own_places(asked)
        before = self._before(asked)
        for turn, month in enumerate(asked):
            kind = kind_of(self.behaviours, self._lead(month), month)
            if kind == "silent" or self._rests(month, kind):
                continue
            report = self._report(_Turn(turn, month, done[month_end(month)], kind, own.get(turn, "")), before)
            yield report
            before = report.count

    def _lead(self, month: date) -> str:
        return self.changes.lead(self.work.code, self.work.lead, month_end(month))

    def _rests(self, month: date, kind: str) -> bool:
        """Whether the work stands still, or is done with, when the report would be filed."""
        filed = filed_on(self.source.calendar, month, self.work.number, kind)
        return self.changes.rests(self.work.code, filed)

    def _asked(self) -> list[date]:
        last = self.pace.finished
        months = _months(self.source, self.register, self.work.added_on)
        if self.register.rhythm == "month":
            return [month for month in months if last is None or month <= last]
        return [
            month for month in months if last is None or period_of(self.register.rhythm, month).start <= last
        ]

    def _before(self, asked: list[date]) -> Decimal:
        """What was counted before the first month that was asked for."""
        if not asked:
            return Decimal(0)
        day = period_of(self.register.rhythm, asked[0]).start - ONE_DAY
        return numbers(self.source, self.work.quantity, self.pace.reached((day,))[day], Decimal(0))[0]

    def _own_places(self, asked: list[date]) -> dict[int, str]:
        """Where the work's own sentences stand: the first where it goes worst, the second at the end or half way."""
        said = [self.source.calendar.fill(text) for text in self._said()["said"]]
        if not asked or not said:
            return {}
        ahead = [between(self.pace.points or {}, month_end(month)) for month in asked]
        worst = ahead.index(min(ahead)) if min(ahead) < _TROUBLED else (len(asked) - 1) // 3
        finished = self.pace.finished is not None and month_end(asked[-1]) >= self.pace.finished
        last = len(asked) - 1 if finished else worst + (len(asked) - worst) // 2
        return dict(zip((worst, last), said, strict=False)) if last > worst else {worst: said[0]}

    def _said(self) -> dict[str, Any]:
        return self.source.said(FILE, "tasks", self.work.code)

    def _report(self, turn: _Turn, before: Decimal) -> Report:
        day, percent = month_end(turn.month), turn.percent
        count, written = numbers(self.source, self.work.quantity, percent, before)
        planned = self.pace.planned(day)
        ahead = percent - (planned or 0)
        filed = filed_on(self.source.calendar, turn.month, self.work.number, turn.kind)
        accepted = accepted_on(self.source.calendar, turn.month, filed)
        returned = self._returned(turn.place, accepted, written)
        evidence = self.source.said("banks", "evidence") if percent == HUNDRED else ""
        return Report(
            task=self.work.code,
            organization=self._lead(turn.month),
            joint=False,
            month=turn.month,
            starts_on=period_of(self.register.rhythm, turn.month).start,
            ends_on=day,
            percent=percent,
            planned=planned,
            count=count,
            done=self._done(turn, written, stands=count == before and turn.place > 0),
            problem=self._phrase("problem", turn.place, written) if ahead <= _TROUBLED else "",
            help=self._phrase("help", turn.place, written) if ahead <= _HELPLESS and turn.place % 2 else "",
            evidence=evidence.format(title=self.work.title),
            filed_on=filed,
            accepted_on=returned.refiled_on if returned else accepted,
            returned=returned,
        )

    def _done(self, turn: _Turn, written: dict[str, str], *, stands: bool) -> str:
        """What was reached, after what the work has to say of its own."""
        if turn.percent == HUNDRED:
            text = self._finished(written)
        else:
            text = self._phrase("still" if stands else "done", turn.place, written)
        space = "" if self.source.language == "zh" else " "
        return f"{turn.own}{space}{text}" if turn.own else text

    def _phrase(self, name: str, turn: int, written: dict[str, str]) -> str:
        bank = self.source.said("banks", self.shape["kind"], name)
        return filled(self.source, bank[(self.work.number * 3 + turn) % len(bank)], self._said(), written)

    def _finished(self, written: dict[str, str]) -> str:
        bank = self.source.said("banks", "finished")
        return filled(self.source, bank[self.work.number % len(bank)], self._said(), written)

    def _returned(self, turn: int, on: date, written: dict[str, str]) -> Returned | None:
        number = self.work.number
        if number % _RETURNED_EVERY != _RETURNED_AT or turn != _RETURNED_TURN:
            return None
        bank = self.source.said("banks", "returned")
        return Returned(
            on, filled(self.source, bank[number % len(bank)], self._said(), written), add_workdays(on, 2)
        )
