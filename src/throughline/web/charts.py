"""Charts: a Vega-Lite specification together with the table of its data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Self

from django.utils.safestring import SafeString, mark_safe

from throughline.lib.numbers import plain
from throughline.register.choices import Colour

#: The solid colours of the lamps, as in app.css.
LAMPS = {
    Colour.GREEN: "#2b8a3e",
    Colour.BLUE: "#1c6dd0",
    Colour.YELLOW: "#e0a100",
    Colour.ORANGE: "#d9730d",
    Colour.RED: "#c92a2a",
    Colour.NONE: "#868e96",
}
#: What is red stands at the axis, where lengths compare best.
WORST_FIRST = [Colour.RED, Colour.ORANGE, Colour.YELLOW, Colour.BLUE, Colour.GREEN, Colour.NONE]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class Linked(int):
    """A number with the `address` of the list of what it counts; "" for none."""

    address: str

    def __new__(cls, number: int, address: str) -> Self:
        made = super().__new__(cls, number)
        made.address = address if number else ""
        return made


@dataclass(frozen=True)
class Chart:
    """A picture for those who would rather look; `columns` and `rows` are the same for those who read."""

    caption: str
    spec: dict[str, Any]
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    @property
    def json(self) -> SafeString:
        """The specification, safe inside a script element."""
        return mark_safe(json.dumps({"$schema": SCHEMA, **self.spec}, default=str).translate(_ESCAPES))  # noqa: S308


def rating_scale(colours: Sequence[str]) -> dict[str, Any]:
    """The colour scale of ratings: each label in its lamp's colour, in the order given."""
    return {
        "domain": [str(Colour(colour).label) for colour in colours],
        "range": [LAMPS[Colour(colour)] for colour in colours],
    }


def stacked_bars(
    caption: str,
    *,
    group: str,
    value: str,
    counts: Sequence[tuple[str, str, int]],
    addresses: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> Chart:
    """Horizontal bars stacked by rating; `counts` holds (label, colour, count).

    `addresses` says per (label, colour) where what was counted is listed; bars and numbers lead there.
    """
    used = [c for c in WORST_FIRST if any(colour == c for _label, colour, _n in counts)]
    order = list(dict.fromkeys(label for label, _colour, _n in counts))
    values = [
        {"group": label, "colour": str(Colour(colour).label), "count": n, "place": used.index(colour)}
        | ({"address": addresses[label, colour]} if (label, colour) in addresses else {})
        for label, colour, n in counts
    ]
    spec = {
        "data": {"values": values},
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "height": {"step": 26},
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": {
                "field": "group",
                "type": "nominal",
                "sort": order,
                "title": None,
                "axis": {"labelLimit": 220},
            },
            "x": {"field": "count", "type": "quantitative", "title": value, "axis": {"tickMinStep": 1}},
            "color": {"field": "colour", "type": "nominal", "scale": rating_scale(used), "title": None},
            "order": {"field": "place", "type": "quantitative"},
        },
    }
    if addresses:
        spec["encoding"]["href"] = {"field": "address", "type": "nominal"}
    by_label = {label: dict.fromkeys(used, 0) for label in order}
    for label, colour, n in counts:
        by_label[label][colour] += n
    columns = [group, *(str(Colour(c).label) for c in used)]
    table = [
        [label, *(Linked(n, addresses.get((label, colour), "")) for colour, n in row.items())]
        for label, row in by_label.items()
    ]
    return Chart(caption, spec, columns, table)


def lines(
    caption: str, *, across: str, value: str, points: Sequence[tuple[str, str, Any]], unit: str = ""
) -> Chart:
    """Lines over periods; `points` holds (series, period label, number or None) in order of time."""
    order = list(dict.fromkeys(period for _series, period, _v in points))
    series = list(dict.fromkeys(name for name, _period, _v in points))
    values = [{"series": s, "period": p, "value": float(v)} for s, p, v in points if v is not None]
    title = unit or value
    spec = {
        "data": {"values": values},
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "height": 240,
        "mark": {"type": "line", "point": True, "tooltip": True},
        "encoding": {
            "x": {
                "field": "period",
                "type": "ordinal",
                "sort": order,
                "title": across,
                "axis": {"labelAngle": 0, "labelOverlap": True},
            },
            "y": {"field": "value", "type": "quantitative", "title": title, "scale": {"zero": False}},
            "color": {"field": "series", "type": "nominal", "title": None},
            "strokeDash": {"field": "series", "type": "nominal", "title": None},
        },
    }
    table = {period: dict.fromkeys(series) for period in order}
    for name, period, number in points:
        table[period][name] = plain(number) if isinstance(number, Decimal) else number
    rows = [[period, *("" if v is None else v for v in row.values())] for period, row in table.items()]
    return Chart(caption, spec, [across, *series], rows)
