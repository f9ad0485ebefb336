"""How the units behaved, and what they wrote, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from throughline.city.errors import CityDataError
from throughline.city.pace import HUNDRED, Pace
from throughline.city.reads.paces import FIRST_MONTH
from throughline.city.records import Behaviour, Report, Returned, Task
from throughline.city.source import Source
from throughline.city.when import Calendar, add_workdays, workday
from throughline.lib.dates import add_months, month_end, period_of

_ACCEPT_DAY, _LATE_DAY, _RECOVERING_DAY = 6, 7, 6
_PARTS = ("done", "problem", "help", "evidence")


def months(source: Source) -> tuple[date, ...]:
    """The first days of the twelve months told, the oldest first."""
    return tuple(source.calendar.month(offset) for offset in range(FIRST_MONTH, 0))


def behaviours(source: Source) -> tuple[Behaviour, ...]:
    """Where an organization was not prompt."""
    found = []
    for unit, spans in source.shape("reports")["behaviours"].items():
        source.known("reports", unit, [unit], source.text("organizations"))
        for span in spans:
            since, to = source.calendar.month(span["from"]), source.calendar.month(span["to"])
            found.append(Behaviour(unit, span["kind"], since, month_end(to)))
    return tuple(found)


def reports(source: Source, tasks: tuple[Task, ...], paces: dict[str, Pace]) -> tuple[Report, ...]:
    """All that were filed, in the order of tasks, units and months."""
    source.same_keys("reports", [task.code for task in tasks], source.text("reports"))
    teller = _Teller(source, behaviours(source))
    return tuple(report for task in tasks for report in teller.of_task(task, paces[task.code]))


def kind_of(behaviours: tuple[Behaviour, ...], unit: str, month: date) -> str:
    """How the unit reports for the month."""
    spans = (one for one in behaviours if one.organization == unit and one.since <= month <= one.to)
    return next((one.kind for one in spans), "prompt")


def filed_on(calendar: Calendar, month: date, number: int, kind: str) -> date:
    """Prompt: from the 28th to the 3rd; late: from the 7th to the 9th; recovering: the 6th. On working days."""
    spread = number * 3 + month.month
    if kind == "late":
        return calendar.after(month, _LATE_DAY + spread % 3)
    if kind == "recovering":
        return calendar.after(month, _RECOVERING_DAY)
    return workday(add_months(month, 1) + timedelta(days=spread % 7 - 4))


def accepted_on(calendar: Calendar, month: date, filed: date) -> date:
    """The day on which the desk is cleared, or the day of filing where that is later."""
    return max(calendar.after(month, _ACCEPT_DAY), filed)


@dataclass(frozen=True)
class _Turn:
    """A period that asks for a report; `key` is how the texts name it."""

    key: int
    month: date
    starts_on: date
    percent: int
    planned: int | None

    @property
    def ends_on(self) -> date:
        return month_end(self.month)


@dataclass(frozen=True)
class _Teller:
    source: Source
    behaviours: tuple[Behaviour, ...]

    def of_task(self, task: Task, pace: Pace) -> Iterator[Report]:
        """The reports of its lead unit, then those of its joint ones."""
        turns = self._quarters(task) if task.review else self._months(pace)
        texts = self.source.said("reports", task.code)
        self._check(task, texts)
        yield from self._of_unit(task, task.lead, turns, texts, texts.get("between", []))
        apart = self.source.shape("reports")["joint"].get(task.code, {})
        for unit in task.joint:
            self.source.known("reports", task.code, [unit], apart)
            lines = self.source.said("reports", task.code, "joint", unit)
            shifted = [replace(turn, percent=_percent(turn.percent + apart[unit])) for turn in turns]
            yield from self._of_unit(task, unit, shifted, {}, lines)

    def _months(self, pace: Pace) -> list[_Turn]:
        last = pace.finished
        asked = [month for month in months(self.source) if last is None or month <= last]
        done = pace.reached(tuple(month_end(month) for month in asked))
        return [
            _Turn(offset, month, month, done[month_end(month)], pace.planned(month_end(month)))
            for offset, month in enumerate(asked, FIRST_MONTH)
        ]

    def _quarters(self, task: Task) -> list[_Turn]:
        ends = [month for month in months(self.source) if month.month % 3 == 0]
        points = self.source.shape("reports")["quarterly"][task.code]
        self.source.same_length("reports", task.code, ends, points)
        return [
            _Turn(n - len(ends), month, period_of("quarter", month).start, _percent(share + ahead), share)
            for n, (month, ahead) in enumerate(zip(ends, points, strict=True))
            for share in [month.month * HUNDRED // 12]
        ]

    def _of_unit(
        self, task: Task, unit: str, turns: list[_Turn], texts: dict[Any, Any], lines: list[str]
    ) -> Iterator[Report]:
        before, plain = Decimal(0), 0
        for turn in turns:
            if kind_of(self.behaviours, unit, turn.month) == "silent":
                continue
            told = texts.get(turn.key)
            if told is None:
                if not lines:
                    raise CityDataError(
                        f"{self.source.language}/reports.yaml", f"{task.code}/{turn.key}", "no text"
                    )
                told, plain = lines[plain % len(lines)], plain + 1
            report = self._report(task, unit, turn, told=told, before=before)
            before = report.count
            yield report

    def _report(
        self, task: Task, unit: str, turn: _Turn, *, told: str | dict[str, str], before: Decimal
    ) -> Report:
        typed = self.source.shape("reports")["mistyped"].get(task.code, {}).get(turn.key, turn.percent)
        count = _share(task.quantity, turn.percent)
        kind = kind_of(self.behaviours, unit, turn.month)
        filed = filed_on(self.source.calendar, turn.month, task.number, kind)
        accepted = accepted_on(self.source.calendar, turn.month, filed)
        returned = self._returned(task, turn, accepted) if unit == task.lead else None
        parts = {"done": told} if isinstance(told, str) else told
        return Report(
            task=task.code,
            organization=unit,
            joint=unit != task.lead,
            month=turn.month,
            starts_on=turn.starts_on,
            ends_on=turn.ends_on,
            percent=typed,
            planned=turn.planned,
            count=count,
            **self._filled(parts, percent=turn.percent, total=task.quantity, count=count, before=before),
            filed_on=filed,
            accepted_on=returned.refiled_on if returned else accepted,
            returned=returned,
        )

    def _returned(self, task: Task, turn: _Turn, on: date) -> Returned | None:
        if [task.code, turn.key] not in self.source.shape("reports")["returned"]:
            return None
        reason = self.source.said("ratings", "returned", f"{task.code}/{turn.key}")
        return Returned(on, reason, add_workdays(on, 2))

    def _filled(
        self, parts: dict[str, str], *, percent: int, total: Decimal, count: Decimal, before: Decimal
    ) -> dict[str, str]:
        added = max(count - before, Decimal(0))
        numbers = {"percent": percent, "count": count, "total": total, "left": total - count, "added": added}
        filled = {}
        for part in _PARTS:
            text = parts.get(part, "")
            for name, number in numbers.items():
                text = text.replace(f"{{{name}}}", self._number(number))
            filled[part] = self.source.calendar.fill(text)
        return filled

    def _number(self, number: Decimal | int) -> str:
        return f"{number:,}" if self.source.language == "en" else f"{number}"

    def _check(self, task: Task, texts: dict[Any, Any]) -> None:
        for key, told in texts.items():
            if key not in ("between", "joint") and not (isinstance(key, int) and FIRST_MONTH <= key < 0):
                raise CityDataError(f"{self.source.language}/reports.yaml", f"{task.code}/{key}", "no month")
            if isinstance(key, int) and isinstance(told, dict) and not set(told) <= set(_PARTS):
                raise CityDataError(
                    f"{self.source.language}/reports.yaml", f"{task.code}/{key}", "unknown part"
                )


def _percent(number: int) -> int:
    return min(max(number, 0), HUNDRED)


def _share(quantity: Decimal, percent: int) -> Decimal:
    """So many percent of the quantity, with as many digits as the quantity has."""
    return (quantity * percent / HUNDRED).quantize(quantity, ROUND_HALF_UP)
