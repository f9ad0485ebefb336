"""What of the tasks waits for a leader's word, and which indicators are off track."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.choices import ANSWERED, ExtensionState
from throughline.delivery.models import Extension, Report
from throughline.delivery.queries.material import goals_of
from throughline.delivery.rules import Goal
from throughline.delivery.rules.schedule import attainment, expected_value
from throughline.indicators.models import Indicator, Observation, Target
from throughline.indicators.queries import latest_values
from throughline.lib import clock
from throughline.lib.text import squeeze
from throughline.lib.written import written_day
from throughline.papers.products.leader_scope import Line, Part, Scope, cut, part
from throughline.papers.products.sentences import day
from throughline.register.rules import LIVE_STATES

#: Help that was asked for longer ago than two months is settled, or asked for again.
ASKED_WITHIN = timedelta(days=62)
#: Percent of what was to be reached below which an indicator is off track: the limit of the rule "ratio".
ON_TRACK = 95
TITLE, WORDS, NAME = 110, 200, 60
#: How people write that they need nothing.
NO_HELP = (
    "无",
    "暂无",
    "没有",
    "无。",
    "暂无。",
    "/",
    "-",
    "–",
    "None",
    "none",
    "None.",
    "No",
    "no",
    "N/A",
    "n/a",
)


def decisions(user: User | None, scope: Scope, most: int) -> Part:
    """New dates that were asked for and not answered, then the help that units asked for in their last reports."""
    dates, help_asked = _dates_asked(user, scope), _help_asked(user, scope)
    first = [_date_line(one) for one in dates.order_by("asked_at", "pk")[:most]]
    then = help_asked.order_by("-filed_on", "-pk")[: most - len(first)] if len(first) < most else []
    lines = [*first, *(_help_line(one) for one in then)]
    whole = dates.count() + help_asked.count()
    nothing = _("Nobody asks for a new date or for help.")
    return part(_("What needs a decision"), lines, whole, nothing)


def _dates_asked(user: User | None, scope: Scope) -> QuerySet[Extension]:
    rows = Extension.objects.filter(
        state=ExtensionState.ASKED, task__in=scope.tasks(user), task__state__in=LIVE_STATES
    )
    return rows.select_related("task", "organization")


def _help_asked(user: User | None, scope: Scope) -> QuerySet[Report]:
    """The last reports of units on open tasks, as far as they ask for help."""
    standing = Report.objects.filter(state__in=ANSWERED)
    newer = standing.filter(
        task=OuterRef("task"), organization=OuterRef("organization"), pk__gt=OuterRef("pk")
    )
    rows = standing.filter(
        ~Exists(newer),
        task__in=scope.tasks(user),
        task__state__in=LIVE_STATES,
        filed_on__gte=clock.today() - ASKED_WITHIN,
    )
    return rows.exclude(help_needed__in=("", *NO_HELP)).select_related("task", "organization")


def _date_line(one: Extension) -> Line:
    told = {"wanted": day(one.wanted_on), "due": day(one.due_on), "reason": squeeze(one.reason)}
    text = (
        _("A new date is asked for: %(wanted)s instead of %(due)s. %(reason)s") % told
        if one.due_on
        else _("A date is asked for: %(wanted)s. %(reason)s") % told
    )
    foot = f"{cut(one.organization.name, NAME)} · {day(one.asked_on)}"
    return Line(cut(one.task.title, TITLE), cut(text, WORDS), foot)


def _help_line(one: Report) -> Line:
    text = _("Help is asked for: %(help)s") % {"help": squeeze(one.help_needed)}
    foot = f"{cut(one.organization.name, NAME)} · {day(one.filed_on)}"
    return Line(cut(one.task.title, TITLE), cut(text, WORDS), foot)


@dataclass(frozen=True)
class _Measured:
    """An indicator's last value against what was to be reached by then."""

    target: Target
    seen: Observation
    expected: Decimal
    percent: Decimal


def off_track(user: User | None, scope: Scope, most: int) -> Part | None:
    """The indicators of the tasks and of their plan that are below their way, the furthest first; None without any."""
    measured = _measured(list(_targets(user, scope)))
    if measured is None:
        return None
    short = sorted((one for one in measured if one.percent < ON_TRACK), key=lambda one: one.percent)
    nothing = _("All indicators that were measured are on their way.")
    return part(
        _("Indicators off track"), [_indicator_line(one) for one in short[:most]], len(short), nothing
    )


def _targets(user: User | None, scope: Scope) -> QuerySet[Target]:
    seen = allowed(user, "indicators.view", Indicator.objects.all()).order_by().values("pk")
    of = Q(tasks__in=scope.tasks(user))
    plan = scope.plan or (scope.register.plan if scope.register else None)
    if plan is not None and scope.leader is None:
        of |= Q(clause__plan=plan)
    rows = Target.objects.filter(of, indicator__in=seen).distinct()
    return rows.select_related("indicator", "organization").order_by("pk")


def _measured(targets: list[Target]) -> list[_Measured] | None:
    """The targets with a value and something to compare it with; one of each indicator and organization, the worst."""
    goals = goals_of(Target.objects.filter(pk__in=[one.pk for one in targets]))
    latest = latest_values({one.indicator for one in targets}, clock.today())
    found: dict[tuple[int, int | None], _Measured] = {}
    for target in targets:
        key = target.indicator_id, target.organization_id or target.indicator.organization_id
        one = _against(target, goals[target.pk], latest.get(key))
        if one and (key not in found or one.percent < found[key].percent):
            found[key] = one
    return list(found.values()) or None


def _against(target: Target, goal: Goal, seen: Observation | None) -> _Measured | None:
    expected = expected_value(seen.ends_on, goal, starts_on=None) if seen else None
    if seen is None or expected is None:
        return None
    percent = attainment(seen.value, expected, goal)
    return None if percent is None else _Measured(target, seen, expected, percent)


def _indicator_line(one: _Measured) -> Line:
    indicator = one.target.indicator
    told = {
        "value": _with_unit(one.seen.value, indicator),
        "day": written_day(one.seen.ends_on),
        "expected": _with_unit(one.expected, indicator),
        "percent": f"{one.percent.quantize(Decimal(1)):f}",
    }
    text = (
        _("%(value)s up to %(day)s; %(expected)s was to be reached by then: %(percent)s%% attained.") % told
    )
    unit = one.target.organization
    return Line(cut(indicator.name, TITLE), text, cut(unit.name, NAME) if unit else "")


def _with_unit(value: Decimal, indicator: Indicator) -> str:
    places = max(indicator.decimals, 0)
    plain = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP).normalize()
    shown = max(0, -int(plain.as_tuple().exponent))
    number = formats.number_format(plain, decimal_pos=shown, use_l10n=True, force_grouping=True)
    unit = indicator.unit
    return (
        f"{number}{unit}" if unit.startswith(("%", "‰")) or not unit.isascii() else f"{number} {unit}".strip()
    )
