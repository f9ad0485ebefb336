"""One page for a leader: how the tasks stand, what is worst, where a word of theirs is needed, what is off track."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.delivery.models import Rating
from throughline.delivery.rules import ADVERSE, severity
from throughline.lib import clock
from throughline.lib.text import squeeze
from throughline.lib.written import written_day
from throughline.organizations.models import Post
from throughline.papers.products.leader_matters import decisions, off_track
from throughline.papers.products.leader_scope import Line, Part, Scope, cut, part
from throughline.papers.products.reasons import last_told, reason
from throughline.papers.products.sentences import day, joined, listed, person
from throughline.register.choices import Colour
from throughline.register.queries import Row, rows
from throughline.register.queries.filters import tasks_on
from throughline.register.rules import SET_ASIDE

#: At most so many lines of each part; the page shows fewer where they do not fit, and says how many more there are.
WORST, DECISIONS, INDICATORS = 14, 6, 6
#: How wide what people wrote may be, in letters.
TITLE, WHY, NAME = 110, 200, 60


def leader_values(user: User | None, scope: Scope) -> dict[str, Any]:
    """What the page tells of the tasks in `scope` that `user` sees, as of the day that is looked at.

    Texts and whole numbers. Each part has lines, and for every number of lines that fit, what is said of the rest.
    """
    today = clock.today()
    before = today.replace(day=1) - timedelta(days=1)
    earlier = _counts_on(user, scope, before)
    compared = _("The small figures tell the change since %(day)s.") % {"day": written_day(before)}
    return {
        "title": cut(scope.title, TITLE),
        "subtitle": " · ".join(one for one in (scope.number, cut(scope.under, NAME), _as_of(today)) if one),
        "numbers": _numbers(user, scope, earlier),
        "compared": compared if earlier else "",
        "parts": [
            told
            for told in (
                _worst(user, scope),
                decisions(user, scope, DECISIONS),
                off_track(user, scope, INDICATORS),
            )
            if told
        ],
        "foot": _("Ratings are those that were circulated by %(day)s.") % {"day": written_day(today)},
    }


def _as_of(today: date) -> str:
    return _("as of %(day)s") % {"day": written_day(today)}


def _numbers(user: User | None, scope: Scope, earlier: dict[str, int]) -> list[dict[str, Any]]:
    """All tasks, those of each colour with the change against those `earlier`, those overdue."""
    counts = scope.counts(user)
    colours = sorted(
        (c for c in Colour.values if counts.ratings.get(c) or earlier.get(c)), key=severity, reverse=True
    )
    told = [
        {
            "colour": colour,
            "label": str(Colour(colour).label),
            "n": counts.ratings[colour],
            "change": _change(counts.ratings[colour] - earlier.get(colour, 0)) if earlier else "",
        }
        for colour in colours
    ]
    whole = _change(counts.total - sum(earlier.values())) if earlier else ""
    return [
        {"colour": None, "label": _("All tasks"), "n": counts.total, "change": whole},
        *told,
        {"colour": None, "label": _("Overdue"), "n": counts.overdue, "change": ""},
    ]


def _change(number: int) -> str:
    return f"{number:+d}".replace("-", "−") if number else "±0"


def _counts_on(user: User | None, scope: Scope, day: date) -> dict[str, int]:
    """How many of the tasks had which colour at the end of the day; empty where there was none yet."""
    found = tasks_on(day).filter(id__in=scope.tasks(user)).exclude(state__in=SET_ASIDE).order_by()
    return dict(found.values_list("rating").annotate(number=Count("version")))


def _worst(user: User | None, scope: Scope) -> Part:
    """The yellow, orange and red ones, the gravest first."""
    wanted = scope.wanted(ratings=tuple(ADVERSE))
    shown = rows(scope.register, user, wanted, sort="rating", limit=WORST).rows
    whole = scope.counts(user, ratings=tuple(ADVERSE)).total if len(shown) == WORST else len(shown)
    told, leaders = last_told(row.task.pk for row in shown), _leaders(shown)
    lines = [_line(row, told.get(row.task.pk), leaders, numbered=bool(scope.register)) for row in shown]
    nothing = _("Nothing is yellow, orange or red.")
    return part(_("What stands worst"), lines, whole, nothing)


def _leaders(shown: list[Row]) -> dict[int, Post]:
    """The posts in charge, of the tasks or else of their key areas, with who holds them."""
    keys = {_in_charge(row) for row in shown} - {None}
    return Post.objects.select_related("organization").prefetch_related("memberships__person").in_bulk(keys)


def _in_charge(row: Row) -> int | None:
    return row.task.leader_id or (row.entry.area.leader_id if row.entry.area else None)


def _line(row: Row, rating: Rating | None, leaders: dict[int, Post], *, numbered: bool) -> Line:
    """A task; its number says something on a page of one register only."""
    task, post = row.task, leaders.get(_in_charge(row) or 0)
    since = {"colour": str(Colour(task.rating).label), "since": day(task.rating_since)}
    due = day(task.due_on) or task.due_text
    foot = [
        cut(listed(unit.name for unit in row.leads), NAME) or _("no lead unit"),
        cut(person(post, post.holder_on(row.as_of) if post else None), NAME),
        _("due %(day)s") % {"day": cut(due, 40)} if due else "",
    ]
    return Line(
        colour=task.rating,
        mark=_("%(colour)s since %(since)s") % since if task.rating_since else since["colour"],
        head=cut(f"{row.entry.number if numbered else ''} {task.title}", TITLE),
        text=cut(_why(rating), WHY) if rating else "",
        foot=" · ".join(one for one in foot if one),
    )


def _why(rating: Rating) -> str:
    """The rule's sentence, and what the unit explained."""
    said = [reason(rating, fresh=False)]
    if rating.explanation.strip():
        said.append(_("The unit explains: %(explanation)s") % {"explanation": squeeze(rating.explanation)})
    return joined(said)
