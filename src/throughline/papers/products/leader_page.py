"""One page for a leader: how the tasks stand, what is worst, what is due, and where a word of theirs is needed."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import resources
from typing import Any, Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import ANSWERED
from throughline.delivery.models import Report
from throughline.delivery.rules import severity
from throughline.desk.queries import board
from throughline.formats.typeset import typeset
from throughline.lib import clock
from throughline.lib.text import shortened
from throughline.lib.written import written_day
from throughline.papers.products.sentences import day, listed
from throughline.register.choices import Colour, TaskState
from throughline.register.models import Register, Task
from throughline.register.queries import RegisterFilter, Row, counts, rows
from throughline.register.rules import LIVE_STATES

WORST, DUE, WORDS = 6, 5, 3
DUE_DAYS, WORD_DAYS = 30, 62
LONGEST = 110
_BAD = (Colour.RED, Colour.ORANGE, Colour.YELLOW)


def leader_page(user: User | None, register: Register | None, kind: Literal["pdf", "png"]) -> bytes:
    """The page as A4 PDF, or as a picture for a phone; of one register, or of all in sight."""
    source = resources.files("throughline.papers").joinpath("leader_page.typ").read_text("utf-8")
    values = leader_values(user, register) | {"shape": "phone" if kind == "png" else "page"}
    return typeset(source, values, kind)


def leader_values(user: User | None, register: Register | None = None) -> dict[str, Any]:
    """What the page tells, as of the day that is looked at; every number with its day."""
    today = clock.today()
    as_of = _("as of %(day)s") % {"day": written_day(today)}
    return {
        "title": register.title if register else _("How the tasks stand"),
        "subtitle": as_of,
        "language": "zh" if (get_language() or "").startswith("zh") else "en",
        "numbers": _numbers(user, register, as_of),
        "parts": [_worst(user, register, as_of), _due(user, register, today), _words(user, register, today)],
        "foot": _("Ratings are those that were circulated. Throughline, %(day)s") % {"day": written_day(today)},
    }


def _numbers(user: User | None, register: Register | None, as_of: str) -> list[dict[str, Any]]:
    told_by = board(user, register=register).total.colours
    found = sorted((colour for colour in told_by if told_by[colour]), key=severity, reverse=True)
    told = [{"colour": c, "label": str(Colour(c).label), "n": told_by[c], "day": as_of} for c in found]
    late = _count(user, register, RegisterFilter(overdue=True))
    return [*told, {"colour": "", "label": _("Overdue"), "n": late, "day": as_of}]


def _count(user: User | None, register: Register | None, wanted: RegisterFilter) -> int:
    return counts(register, user, wanted).total


def _part(title: str, as_of: str, lines: list[dict[str, Any]], nothing: str, more: int) -> dict[str, Any]:
    told = _("and %(n)s more, on the register's page") % {"n": more} if more > 0 else ""
    return {"title": title, "day": as_of, "lines": lines, "nothing": nothing, "more": told}


def _worst(user: User | None, register: Register | None, as_of: str) -> dict[str, Any]:
    wanted = RegisterFilter(ratings=_BAD)
    found = rows(register, user, wanted, sort="rating", limit=WORST).rows
    lines = [_line(row, _since(row)) for row in found]
    more = _count(user, register, wanted) - len(found)
    return _part(_("What is worst"), as_of, lines, _("Nothing is yellow, orange or red."), more)


def _since(row: Row) -> str:
    told = {"colour": str(Colour(row.task.rating).label), "since": day(row.task.rating_since)}
    return _("%(colour)s since %(since)s") % told if told["since"] else told["colour"]


def _line(row: Row, foot: str) -> dict[str, Any]:
    head = f"{row.entry.number} {shortened(row.task.title, LONGEST)}".strip()
    who = listed(unit.name for unit in row.leads) or "–"
    due = day(row.task.due_on) or row.task.due_text
    parts = [who, *([_("due %(day)s") % {"day": due}] if due else []), foot]
    return {"colour": row.task.rating, "head": head, "text": "", "foot": " · ".join(part for part in parts if part)}


def _due(user: User | None, register: Register | None, today: date) -> dict[str, Any]:
    until = today + timedelta(days=DUE_DAYS)
    wanted = RegisterFilter(due_from=today, due_to=until, states=(TaskState.OPEN,))
    found = rows(register, user, wanted, sort="due", limit=DUE).rows
    more = _count(user, register, wanted) - len(found)
    span = f"{written_day(today)} – {written_day(until)}"
    lines = [_line(row, "") for row in found]
    return _part(_("What is due"), span, lines, _("Nothing is due in these days."), more)


def _words(user: User | None, register: Register | None, today: date) -> dict[str, Any]:
    """The help that units asked for in their last reports, the latest first; one line for a task."""
    since = today - timedelta(days=WORD_DAYS)
    seen = allowed(user, "register.view_task", Task.objects.filter(state__in=LIVE_STATES))
    if register is not None:
        seen = seen.filter(entries__register=register)
    asked = Report.objects.filter(task__in=seen.values("pk"), state__in=ANSWERED, filed_on__gte=since)
    asked = asked.exclude(help_needed="").select_related("task", "organization").order_by("-filed_on", "-pk")
    latest: dict[int, Report] = {}
    for one in asked[:200]:
        latest.setdefault(one.task_id, one)
    shown = list(latest.values())[:WORDS]
    lines = [_word(one) for one in shown]
    span = f"{written_day(since)} – {written_day(today)}"
    return _part(_("Where a word is needed"), span, lines, _("No unit asked for help."), len(latest) - len(shown))


def _word(report: Report) -> dict[str, Any]:
    return {
        "colour": None,
        "head": shortened(report.task.title, LONGEST),
        "text": shortened(" ".join(report.help_needed.split()), LONGEST),
        "foot": f"{report.organization.name} · {written_day(report.filed_on)}",
    }
