"""What reporting costs a unit, as a picture: how many reports a month, and how they came."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from throughline.accounts.models import User
from throughline.accounts.permissions import may
from throughline.desk.queries import MonthLoad, my_load
from throughline.lib import clock
from throughline.organizations.models import Organization
from throughline.register.choices import Colour
from throughline.web.charts import LAMPS, Chart

COLOURS = {
    "in_time": LAMPS[Colour.GREEN],
    "late": LAMPS[Colour.YELLOW],
    "missing": LAMPS[Colour.RED],
    "open": LAMPS[Colour.NONE],
}


def load_chart(unit: Organization, user: User) -> Chart | None:
    """The last twelve months, for whoever has a role over the unit; None for others, or when nothing was due."""
    if not may(user, "delivery.view_load", unit):
        return None
    months = my_load(unit, day=clock.today())
    return _chart(months) if any(month.due for month in months) else None


def _chart(months: list[MonthLoad]) -> Chart:
    words = {
        "in_time": pgettext("report", "in time"),
        "late": pgettext("report", "late"),
        "missing": pgettext("report", "missing"),
        "open": pgettext("report", "not yet due"),
    }
    values = [
        {"month": f"{one.month:%Y-%m}", "how": word, "count": getattr(one, name), "place": place}
        for one in months
        for place, (name, word) in enumerate(words.items())
    ]
    spec = {
        "data": {"values": values},
        "width": "container",
        "height": 160,
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "title": None, "axis": {"labelAngle": -45}},
            "y": {
                "field": "count",
                "type": "quantitative",
                "title": _("Reports"),
                "axis": {"tickMinStep": 1},
            },
            "color": {
                "field": "how",
                "type": "nominal",
                "scale": {"domain": list(words.values()), "range": list(COLOURS.values())},
                "legend": {"orient": "bottom", "title": None},
            },
            "order": {"field": "place", "type": "quantitative"},
        },
    }
    rows = [[f"{one.month:%Y-%m}", *(getattr(one, name) for name in words)] for one in months]
    return Chart(_("Reports due per month, and how they came"), spec, [_("Month"), *words.values()], rows)
