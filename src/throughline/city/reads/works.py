"""The registers beside the plan's and what stands on them: facts of `shape/works.yaml`, words of the language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from throughline.city.pace import HUNDRED, Pace
from throughline.city.records import DateWish, Remarks, Step, Work, WorkCompletion, WorkRegister, YearEnd
from throughline.city.source import Source, decimal
from throughline.city.when import add_workdays, workday
from throughline.lib.dates import add_months, month_end, period_of

FILE = "works"
#: Registers whose tasks have dated steps.
_STEPPED = ("closed", "running")
#: One in so many tasks is sent back when it is first reported complete.
_SENT_BACK_EVERY, _SENT_BACK_AT = 11, 5
_REPORTED_DAY, _CLOSED_DAY = 10, 19


def registers(source: Source) -> tuple[WorkRegister, ...]:
    """All of them, in the official order."""
    shapes = source.shape(FILE)["registers"]
    source.same_keys(FILE, [shape["key"] for shape in shapes], source.said(FILE, "registers"))
    return tuple(sorted((_register(source, shape) for shape in shapes), key=lambda one: one.order))


def _register(source: Source, shape: dict[str, Any]) -> WorkRegister:
    key = shape["key"]
    source.known(FILE, key, shape["shows"], [task["code"] for task in source.shape("tasks")])
    kept = {name: shape[name] for name in ("key", "kind", "rhythm", "due_day", "rules", "order")}
    return WorkRegister(
        **kept,
        code=source.calendar.fill(shape["code"]),
        title=source.said(FILE, "registers", key),
        opens_on=workday(source.day(FILE, key, shape["opens"])),
        starts_on=source.day(FILE, key, shape["starts"]),
        closes_on=source.day_or_none(FILE, key, shape.get("closes")),
        shows=tuple((task, source.said(FILE, "areas", area)) for task, area in shape["shows"].items()),
    )


def works(source: Source, among: tuple[WorkRegister, ...]) -> tuple[Work, ...]:
    """Everything on these registers, in the order of the file."""
    shapes = source.shape(FILE)["tasks"]
    source.same_keys(FILE, [shape["code"] for shape in shapes], source.said(FILE, "tasks"))
    by_key = {one.key: one for one in among}
    counted: dict[str, int] = {}
    found = []
    for shape in shapes:
        source.known(FILE, shape["code"], [shape["on"]], by_key)
        counted[shape["on"]] = counted.get(shape["on"], 0) + 1
        found.append(_Telling(source, shape, by_key[shape["on"]], counted[shape["on"]]).work())
    return tuple(found)


def paces(source: Source, among: tuple[Work, ...]) -> dict[str, Pace]:
    """How far each work with a due date is on each day."""
    shapes = {shape["code"]: shape for shape in source.shape(FILE)["tasks"]}
    return {
        work.code: _pace(source, shapes[work.code], work.starts_on, work.due_on)
        for work in among
        if work.due_on
    }


def _pace(source: Source, shape: dict[str, Any], starts_on: date, due_on: date) -> Pace:
    way = source.shape(FILE)["ways"][shape["way"]]
    wish = shape.get("new_date", {})
    dues = [(date.min, due_on)]
    if "granted" in wish:
        days = [source.day(FILE, shape["code"], wish[key]) for key in ("granted", "to")]
        dues.append((workday(days[0]), days[1]))
    until = dues[-1][1]
    days = (until - starts_on).days
    done = way.get("done")
    return Pace(
        starts_on=starts_on,
        dues=tuple(dues),
        points={starts_on + timedelta(days=round(share * days)): ahead for share, ahead in way["points"]},
        finished=None if done is None else month_end(starts_on + timedelta(days=round(done * days) - 1)),
    )


def numbers(
    source: Source, quantity: Decimal, percent: int, before: Decimal
) -> tuple[Decimal, dict[str, str]]:
    """What is counted at so many percent, and the numbers that its texts may name."""
    count = (quantity * percent / HUNDRED).quantize(quantity, ROUND_HALF_UP)
    written = {
        "count": count,
        "total": quantity,
        "left": quantity - count,
        "added": max(count - before, Decimal(0)),
    }
    return count, {name: _written(source, number) for name, number in written.items()}


def _written(source: Source, number: Decimal) -> str:
    return f"{number:,}" if source.language == "en" else f"{number}"


def filled(source: Source, text: str, said: dict[str, Any], numbered: dict[str, str]) -> str:
    """A phrase with the thing counted and its numbers put in."""
    for name, value in {"what": said["what"], "unit": said.get("unit", ""), **numbered}.items():
        text = text.replace(f"{{{name}}}", value)
    return source.calendar.fill(text)


def remarks(source: Source) -> Remarks:
    """What the office writes under its counts."""
    return Remarks(*(source.said("banks", key) for key in ("remark", "adverse", "fine")))


def year_end(source: Source) -> YearEnd:
    """How the closed year was reconciled."""
    told = source.shape(FILE)["year_end"]
    source.known(FILE, "year_end", told["not_done"], [shape["code"] for shape in source.shape(FILE)["tasks"]])
    days = {key: source.day(FILE, "year_end", told[key]) for key in ("words_by", "later")}
    acts = {
        key: workday(source.day(FILE, "year_end", told[key]))
        for key in ("asked", "claimed", "decided", "carried")
    }
    return YearEnd(
        asked_on=acts["asked"],
        words_by_on=days["words_by"],
        claimed_on=acts["claimed"],
        decided_on=acts["decided"],
        carried_on=acts["carried"],
        later_on=days["later"],
        not_done=tuple(told["not_done"]),
        **{key: source.said("banks", key) for key in ("follow_up", "settled", "circular")},
    )


@dataclass(frozen=True)
class _Telling:
    source: Source
    shape: dict[str, Any]
    register: WorkRegister
    number: int

    def work(self) -> Work:
        source, shape, code = self.source, self.shape, self.shape["code"]
        units, posts = source.text("organizations"), source.text("people")["posts"]
        source.known(FILE, code, [shape["lead"], *shape["supporting"]], units)
        source.known(FILE, code, [shape["leader"]], posts)
        starts_on = self._day(shape["starts"]) if "starts" in shape else self._beginning()
        due_on = source.day_or_none(FILE, code, shape["due"])
        pace = _pace(source, shape, starts_on, due_on) if due_on else None
        said = self._said()
        return Work(
            code=code,
            register=self.register.key,
            number=self.number,
            area=source.said(FILE, "areas", shape["area"]),
            **{key: source.said(FILE, "tasks", code, key) for key in ("title", "aim", "standard")},
            requirement=self._phrase("requirement"),
            lead=shape["lead"],
            supporting=tuple(shape["supporting"]),
            accountable=f"head-{shape['lead']}",
            leader=shape["leader"],
            added_on=self._added_on(starts_on),
            starts_on=starts_on,
            due_on=due_on,
            weight=1 + (self.number % 3 == 0),
            quantity=decimal(shape["quantity"]),
            steps=self._steps(pace, said) if pace and self.register.key in _STEPPED else (),
            wish=self._wish() if "new_date" in shape else None,
            completion=self._completion(pace) if pace else None,
            explanation=self._explanation(said),
        )

    def _beginning(self) -> date:
        """An annual task begins with its year, whenever its register was opened."""
        return self.source.day(FILE, self.shape["code"], {"closed": "A-1-01-01", "running": "A-01-01"}.get(
            self.register.key, "A+1-01-01"))  # fmt: skip

    def _added_on(self, starts_on: date) -> date:
        """With its register, or two days after it was decided."""
        opens_on = self.register.opens_on
        return workday(max(opens_on, starts_on + timedelta(days=2))) if "starts" in self.shape else opens_on

    def _day(self, written: str) -> date:
        return self.source.day(FILE, self.shape["code"], written)

    def _said(self) -> dict[str, Any]:
        return self.source.said(FILE, "tasks", self.shape["code"])

    def _phrase(self, name: str) -> str:
        """One of the kind's phrases, another one for the next task."""
        bank = self.source.said("banks", self.shape["kind"], name)
        everything = numbers(self.source, decimal(self.shape["quantity"]), HUNDRED, Decimal(0))[1]
        return filled(self.source, bank[self.number % len(bank)], self._said(), everything)

    def _explanation(self, said: dict[str, Any]) -> str:
        bank = self.source.said("banks", self.shape["kind"], "explain")
        some = numbers(self.source, decimal(self.shape["quantity"]), 70, Decimal(0))[1]
        return filled(self.source, bank[self.number % len(bank)], said, some)

    def _steps(self, pace: Pace, said: dict[str, Any]) -> tuple[Step, ...]:
        return tuple(self._step(pace, said, **step) for step in self.source.said("banks", "steps"))

    def _step(self, pace: Pace, said: dict[str, Any], *, share: int, text: str) -> Step:
        first, due = pace.starts_on, pace.dues[0][1]
        numbered = numbers(self.source, decimal(self.shape["quantity"]), share, Decimal(0))[1]
        ends = [month_end(add_months(first, n)) for n in range(24)]
        done = pace.reached(tuple(ends))
        reached = next((day for day in ends if done[day] >= share), None)
        return Step(
            title=filled(self.source, text, said, numbered),
            due_on=month_end(first + (due - first) * share / HUNDRED),
            done_on=workday(reached.replace(day=14 + self.number % 11)) if reached else None,
        )

    def _wish(self) -> DateWish:
        told, code = self.shape["new_date"], self.shape["code"]
        days = {key: workday(self._day(told[key])) if key in told else None for key in ("granted", "refused")}
        return DateWish(
            asked_on=workday(self._day(told["asked"])),
            wanted_on=self._day(told["to"]),
            reason=self.source.said("banks", "new_date", code),
            granted_on=days["granted"],
            refused_on=days["refused"],
            answer=self.source.said("banks", "decided", code),
        )

    def _late_completion(self) -> WorkCompletion | None:
        """What was carried over is done in the spring."""
        if (
            self.register.key != "closed"
            or self.shape["code"] in self.source.shape(FILE)["year_end"]["not_done"]
        ):
            return None
        on = workday(self._day("A-04-14") + timedelta(days=self.number % 7))
        return WorkCompletion(
            on=on,
            text=self._phrase("complete"),
            sent_back_on=None,
            sent_back="",
            again_on=None,
            closed_on=add_workdays(on, 6),
            answer=self._phrase("closed"),
        )

    def _completion(self, pace: Pace) -> WorkCompletion | None:
        if pace.finished is None:
            return self._late_completion()
        month = period_of(self.register.rhythm, pace.finished).end.replace(day=1)
        on = self.source.calendar.after(month, _REPORTED_DAY + self.number % 5)
        back = self.number % _SENT_BACK_EVERY == _SENT_BACK_AT
        closed = self.source.calendar.after(month, _CLOSED_DAY + self.number % 7)
        return WorkCompletion(
            on=on,
            text=self._phrase("complete"),
            sent_back_on=add_workdays(on, 2) if back else None,
            sent_back=self.source.said("banks", "sent_back") if back else "",
            again_on=add_workdays(on, 4) if back else None,
            closed_on=add_workdays(closed, 3) if back else closed,
            answer=self._phrase("closed"),
        )
