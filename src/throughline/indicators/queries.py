"""Latest values and series of indicators; a later row for the same period counts instead of an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.indicators.models import Indicator, Observation, Target
from throughline.organizations.models import Organization


def indicators(user: User | None) -> QuerySet[Indicator]:
    """The indicators that `user` may see, in official order."""
    return allowed(user, "indicators.view", Indicator.objects.select_related("organization"))


def series(
    indicator: Indicator, organization: Organization, *, until: date | None = None
) -> list[Observation]:
    """The values that count, one per period, oldest first, of periods that ended by `until`."""
    found = Observation.objects.filter(indicator=indicator, organization=organization)
    if until is not None:
        found = found.filter(ends_on__lte=until)
    counted = {(row.period_kind, row.starts_on, row.ends_on): row for row in found.order_by("pk")}
    return sorted(counted.values(), key=lambda row: (row.ends_on, row.starts_on))


def latest_value(indicator: Indicator, organization: Organization, on: date) -> Observation | None:
    """The value of the last period that had ended on `on`, in its latest revision."""
    found = Observation.objects.filter(indicator=indicator, organization=organization, ends_on__lte=on)
    return found.order_by("-ends_on", "-pk").first()


def latest_values(indicators: Iterable[Indicator], on: date) -> dict[tuple[int, int], Observation]:
    """The same for many indicators, by (indicator, organization) keys, in one query."""
    found = Observation.objects.filter(indicator__in=list(indicators), ends_on__lte=on)
    return {(row.indicator_id, row.organization_id): row for row in found.order_by("ends_on", "pk")}


def targets(indicator: Indicator) -> QuerySet[Target]:
    """The indicator's targets with their steps, clause and organization."""
    return indicator.targets.select_related("organization", "clause__plan").prefetch_related("steps")
