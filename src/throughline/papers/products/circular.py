"""The monthly circular (督查通报) as a text to edit: what its page tells, in whole sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.accounts.models import User
from throughline.delivery.models import Circular, Rating
from throughline.delivery.permissions import REPORTING
from throughline.delivery.queries.circular import CircularDetail, circular_detail, moment_of
from throughline.delivery.queries.material import local_day
from throughline.delivery.queries.reporting import Owed, each_owed
from throughline.delivery.rules import ADVERSE, severity
from throughline.history import past
from throughline.lib.pieces import pieces
from throughline.lib.written import written_day
from throughline.organizations.models import Organization
from throughline.papers.products.reasons import last_told, reason
from throughline.papers.products.sentences import (
    changed,
    closed,
    colour_word,
    counted,
    day,
    joined,
    listed,
    person,
    tasks,
)
from throughline.papers.products.standing import Group, by_area, by_unit, compared, rows_at
from throughline.register.choices import Colour, TaskState
from throughline.register.models import Responsibility
from throughline.register.queries import Row

#: A unit is praised for so many tasks, all of them green.
PRAISED_FROM = 2
MOST_PRAISED = 6


def circular_values(circular: Circular, user: User | None) -> dict[str, Any]:
    """The values of a circular for its template, as far as `user` sees its tasks; as it was when it was circulated."""
    detail = circular_detail(circular, user)
    moment, previous = moment_of(circular), detail.previous
    now = rows_at(circular.register, user, moment)
    before = rows_at(circular.register, user, moment_of(previous)) if previous else None
    areas, units = by_area(now, before), by_unit(now, before)
    with past.seen_at(moment):
        late = _overdue(now, local_day(moment))
        ratings = last_told(row.task.pk for row in now if row.task.rating in ADVERSE)
    return {
        **_head(circular, local_day(moment)),
        **_stand(detail, circular),
        "areas_text": compared(areas),
        "units_text": compared(units),
        "areas": [one.told() for one in areas],
        "units": [one.told() for one in units],
        **_troubled(detail, now, ratings),
        "corrected": [{"text": _correction(one)} for one in detail.corrected],
        **late,
        "praise": [{"text": text} for text in _praise(units, now, before)],
        "requests": [{"text": text} for text in _requests(detail)],
    }


def _head(circular: Circular, as_of: date) -> dict[str, Any]:
    return {
        "title": circular.title,
        "number": circular.number,
        "organization": circular.register.organization.name,
        "register": circular.register.title,
        "issued_on": written_day(circular.issued_on),
        "as_of": written_day(as_of),
        "remark": circular.remark,
    }


def _stand(detail: CircularDetail, circular: Circular) -> dict[str, Any]:
    counts = {one.colour: one.now for one in detail.counts}
    as_of = {"day": written_day(circular.issued_on), "register": circular.register.title}
    opening = _("As of %(day)s the register “%(register)s” holds %(tasks)s: %(counts)s.") % {
        **as_of,
        "tasks": tasks(sum(counts.values())),
        "counts": counted(counts),
    }
    return {
        "opening": opening,
        "previous": _named(detail.previous) if detail.previous else "",
        "comparison": _comparison(detail),
        "counts": [
            {
                "colour": str(Colour(one.colour).label),
                "now": one.now,
                "before": "–" if one.before is None else one.before,
                "change": "–" if one.change is None else f"{one.change:+d}" if one.change else "0",
            }
            for one in detail.counts
        ],
    }


def _named(circular: Circular) -> str:
    return _("%(number)s of %(day)s") % {"number": circular.number, "day": written_day(circular.issued_on)}


def _comparison(detail: CircularDetail) -> str:
    if detail.previous is None:
        return _("This is the first circular; there is none to compare it with.")
    changes = [(one.colour, one.change or 0) for one in detail.counts]
    return _("Compared with circular %(number)s of %(day)s: %(changes)s.") % {
        "number": detail.previous.number,
        "day": written_day(detail.previous.issued_on),
        "changes": changed(changes),
    }


def _troubled(detail: CircularDetail, now: list[Row], ratings: dict[int, Rating]) -> dict[str, Any]:
    """Every yellow, orange and red task with its reason: those that this circular told, and those that still stand."""
    told = {one.rating.task_id: one for one in detail.told}
    bad = [row for row in now if row.task.rating in ADVERSE]
    bad.sort(key=lambda row: -severity(row.task.rating))
    fresh = sum(row.task.pk in told for row in bad)
    text = (
        _("%(tasks)s are yellow, orange or red, %(fresh)s of them told for the first time or changed.")
        % {"tasks": tasks(len(bad)), "fresh": fresh}
        if bad
        else _("No task is yellow, orange or red.")
    )
    lines = [
        _trouble(row, number, ratings.get(row.task.pk), fresh=row.task.pk in told)
        for number, row in enumerate(bad, 1)
    ]
    return {"troubled_text": text, "troubled": lines}


def _trouble(row: Row, number: int, rating: Rating | None, *, fresh: bool) -> dict[str, Any]:
    lead = row.task.lead.name if row.task.lead else _("no lead unit")
    values = {
        "serial": number,
        "number": row.entry.number,
        "task": row.task.title,
        "area": str(row.entry.area or ""),
        "lead": lead,
        "leader": person(row.task.leader, row.leader_person),
        "colour": str(Colour(row.task.rating).label),
        "since": day(row.task.rating_since),
        "due": day(row.task.due_on) or row.task.due_text,
        "reason": reason(rating, fresh=fresh) if rating else "",
        "explanation": rating.explanation if rating else "",
        "decision": rating.reason if rating else "",
        "required": _required(row, lead),
    }
    return {**values, "text": _sentences(values)}


def _sentences(values: dict[str, Any]) -> str:
    """Reason, explanation, decision and demand, one after the other."""
    told = [
        _("%(colour)s since %(since)s") % values if values["since"] else values["colour"],
        values["reason"],
    ]
    if values["explanation"]:
        told.append(_("The unit explains: %(explanation)s") % values)
    if values["decision"]:
        told.append(_("Supervision office: %(decision)s") % values)
    return joined([*told, values["required"]])


def _required(row: Row, lead: str) -> str:
    """What the lead unit is asked to do about its task."""
    told = {"lead": lead, "leader": person(row.task.leader, row.leader_person), "due": day(row.task.due_on)}
    if row.overdue:
        return _("%(lead)s is to finish it without delay, and to say in its next report by which day.") % told
    if row.task.rating == Colour.RED and told["leader"]:
        return _("%(lead)s is to put it right and report to %(leader)s how and by when.") % told
    if told["due"]:
        return _("%(lead)s is to make up the delay, so that it is complete by %(due)s.") % told
    return _("%(lead)s is to make up the delay and to tell of it in its next report.") % told


def _correction(rating: Rating) -> str:
    told = {
        "task": rating.task.title,
        "before": colour_word(rating.corrects.colour) if rating.corrects else "",
        "after": colour_word(rating.colour),
        "reason": rating.reason,
    }
    return closed(_("“%(task)s”: corrected from %(before)s to %(after)s. %(reason)s") % told)


def _overdue(now: list[Row], as_of: date) -> dict[str, Any]:
    """Which units owe reports whose day is over; asked for inside the past."""
    keys = [row.task.pk for row in now if row.task.state == TaskState.OPEN]
    held = Responsibility.objects.filter(role__in=REPORTING).select_related("task", "organization")
    by_unit: dict[Organization, list[Owed]] = defaultdict(list)
    for some in pieces(keys):
        for one in each_owed(held.filter(task__in=some), as_of):
            if one.is_overdue(as_of):
                by_unit[one.organization].append(one)
    units = sorted(by_unit, key=lambda unit: (unit.level, unit.official_order, unit.pk))
    lines = [
        {
            "unit": unit.name,
            "tasks": len(by_unit[unit]),
            "text": _("%(unit)s: reports on %(tasks)s, the earliest due on %(day)s")
            % {
                "unit": unit.name,
                "tasks": tasks(len(by_unit[unit])),
                "day": day(_earliest(by_unit[unit], as_of)),
            },
        }
        for unit in units
    ]
    return {"overdue": lines, "overdue_text": _silence(lines)}


def _earliest(owing: list[Owed], as_of: date) -> date:
    return min(one.due_of(period) for one in owing for period in one.overdue(as_of))


def _silence(lines: list[dict[str, Any]]) -> str:
    if not lines:
        return _("All reports that were due have been filed.")
    whole = ngettext(
        "%(n)s unit has not filed reports that were due; they are to be filed at once.",
        "%(n)s units have not filed reports that were due; they are to be filed at once.",
        len(lines),
    )
    return whole % {"n": len(lines)}


def _praise(units: list[Group], now: list[Row], before: list[Row] | None) -> list[str]:
    """Units whose tasks are all green and were so before, and what was closed since the circular before."""
    green = [one for one in units if _all_green(one.now) and (one.before is None or _all_green(one.before))]
    green.sort(key=lambda one: -one.total)
    told = []
    if green:
        each = [_by_tasks(one) for one in green[:MOST_PRAISED]]
        told.append(_("All that they lead is green, as before: %(units)s.") % {"units": listed(each)})
    earlier = {row.task.pk for row in before or () if row.task.state == TaskState.CLOSED}
    fresh = [row for row in now if row.task.state == TaskState.CLOSED and row.task.pk not in earlier]
    done = [_("“%(task)s” (%(lead)s)") % {"task": r.task.title, "lead": r.task.lead or "–"} for r in fresh]
    if done:
        told.append(_("Completed and closed since the circular before: %(tasks)s.") % {"tasks": listed(done)})
    return told


def _all_green(counts: Counter[str]) -> bool:
    return counts[Colour.GREEN] == sum(counts.values()) >= PRAISED_FROM


def _by_tasks(one: Group) -> str:
    return _("%(name)s (%(counts)s)") % {"name": one.name, "counts": tasks(one.total)}


def _requests(detail: CircularDetail) -> list[str]:
    """What all are asked to do; for editing."""
    told = [
        _(
            "Lead units are to go through the tasks listed above one by one, name who answers for each, and set a day."
        ),
        _(
            "Joint and supporting units are to do their part; what one unit can't settle goes to the leader in charge."
        ),
        _("Reports are to be filed by their day, with figures and evidence."),
    ]
    return told if any(one.colour in ADVERSE and one.now for one in detail.counts) else told[2:]
