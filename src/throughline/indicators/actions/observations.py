"""Observed values: written once, revised by a further row."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import Act, act
from throughline.indicators.models import Indicator, Observation
from throughline.lib import clock
from throughline.lib.cleaning import assign, clean
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization

FIELDS = ("period_kind", "starts_on", "ends_on", "value", "state", "note")


def add_observation(
    indicator: Indicator, organization: Organization, *, by: User | None, why: str = "", **fields: Any
) -> Observation:
    """An indicator's value for an organization and a period: FIELDS. A further row for a period revises it.

    Raises Invalid.
    """
    check(by, "indicators.edit", indicator)
    with act("indicators.add_observation", by=by, why=why, about=indicator) as this:
        return observe(this, indicator, organization, by=by, **fields)


def observe(
    this: Act, indicator: Indicator, organization: Organization, *, by: User | None, **fields: Any
) -> Observation:
    """The same within another act, whose caller has checked the right to it."""
    made = Observation(
        indicator=indicator, organization=organization, observed_at=clock.now(), observed_by=by
    )
    assign(made, fields, FIELDS)
    clean(made)
    if made.ends_on < made.starts_on:
        raise Invalid("ends_on", _("The period ends before it starts."))
    return this.create(made)
