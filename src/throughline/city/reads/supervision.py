"""Circulars, explanations, the correction, new dates, completions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from throughline.city.reads.reports import months
from throughline.city.records import (
    Circular,
    Completion,
    Correction,
    DeadlineMove,
    Explanation,
    Report,
    Task,
)
from throughline.city.source import Source
from throughline.city.when import workday


def days(source: Source) -> dict[str, int]:
    """On which day of the following month each monthly act is done."""
    return {each["act"]: each["day"] for each in source.shape("scenario")["monthly"]}


def circulars(source: Source) -> tuple[Circular, ...]:
    """One a month."""
    said = source.text("ratings")["circulars"]
    day = days(source)["circulate"]
    found = []
    for number, month in enumerate(months(source), 1):
        title = said["title"].format(number=number, month=source.calendar.month_name(month))
        remark = source.said("ratings", "circulars", "remarks", number - 1 - len(months(source)))
        on = source.calendar.after(month, day)
        found.append(Circular(f"K{number:02}", number, month, on, title, remark))
    return tuple(found)


def explanations(source: Source, tasks: tuple[Task, ...]) -> tuple[Explanation, ...]:
    """What units said before a rating was confirmed."""
    leads = {task.code: task.lead for task in tasks}
    found = []
    for each in source.shape("ratings")["explained"]:
        code, month = each["task"], source.calendar.month(each["month"])
        source.known("ratings", code, [code], leads)
        on = source.calendar.after(month, days(source)["explain_rating"])
        text = source.said("ratings", "explained", f"{code}/{each['month']}")
        found.append(Explanation(code, month, leads[code], each["proposed"], each["confirmed"], on, text))
    return tuple(found)


def corrections(
    source: Source, reports: tuple[Report, ...], right: dict[str, dict[date, int]]
) -> tuple[Correction, ...]:
    """A rating that was wrong because a figure was; `right` gives each task's true percent at months' ends."""
    found = []
    issued = {circular.month: circular.code for circular in circulars(source)}
    for each in source.shape("ratings")["corrections"]:
        code, month = each["task"], source.calendar.month(each["month"])
        wrong = next(one for one in reports if (one.task, one.month, one.joint) == (code, month, False))
        percent = right[code][wrong.ends_on]
        reason = source.said("ratings", "corrections", f"{code}/{each['month']}")
        found.append(
            Correction(
                task=code,
                month=month,
                circular=issued[month],
                circulated=each["circulated"],
                correct=each["correct"],
                right_percent=percent,
                on=_day(source, code, each["on"]),
                reason=reason.replace("{wrong}", str(wrong.percent)).replace("{right}", str(percent)),
            )
        )
    return tuple(found)


def moves(source: Source, tasks: tuple[Task, ...]) -> tuple[DeadlineMove, ...]:
    """New due dates."""
    counted: Counter[str] = Counter()
    found = []
    for each in source.shape("ratings")["moved"]:
        code = each["task"]
        source.known("ratings", code, [code], [task.code for task in tasks])
        counted[code] += 1
        found.append(
            DeadlineMove(
                task=code,
                requested_on=_day(source, code, each["requested_on"]),
                decided_on=_day(source, code, each["decided_on"]),
                old=source.day("ratings", code, each["from"]),
                new=source.day("ratings", code, each["to"]),
                reason=source.said("ratings", "moved", f"{code}/{counted[code]}"),
            )
        )
    return tuple(found)


def completions(source: Source, tasks: tuple[Task, ...]) -> tuple[Completion, ...]:
    """Tasks reported complete, with what became of it."""
    counted: Counter[str] = Counter()
    found = []
    for each in source.shape("ratings")["completions"]:
        code = each["task"]
        source.known("ratings", code, [code], [task.code for task in tasks])
        counted[code] += 1
        found.append(_completion(source, each, counted[code]))
    return tuple(found)


def _completion(source: Source, each: dict[str, Any], attempt: int) -> Completion:
    code, entry = each["task"], f"{each['task']}/{attempt}"
    outcome = next((key for key in ("closed", "sent_back") if key in each), None)
    answered = None if outcome is None else _day(source, code, each[outcome])
    return Completion(
        task=code,
        attempt=attempt,
        on=_day(source, code, each["on"]),
        text=source.said("ratings", "completions", entry),
        closed_on=answered if outcome == "closed" else None,
        sent_back_on=answered if outcome == "sent_back" else None,
        answer="" if outcome is None else source.said("ratings", outcome, entry),
    )


def _day(source: Source, entry: str, written: str) -> date:
    return workday(source.day("ratings", entry, written))
