"""Why two tasks may be one matter, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from throughline.register.sameness import Likeness

DEGREES: dict[str, Any] = {
    "certain": gettext_lazy("Almost certainly the same matter"),
    "likely": gettext_lazy("Probably the same matter"),
    "possible": gettext_lazy("Possibly the same matter"),
}


def evidence(pair: Likeness) -> list[tuple[bool, str]]:
    """What speaks for one matter (True) and what against it, the wording first."""
    told = [
        (pair.wording >= 0.4, _("the wording agrees by %(share)s %%") % {"share": round(pair.wording * 100)})
    ]
    told += _numbers(pair)
    if pair.lead is not None:
        told.append((pair.lead, _("the same lead unit") if pair.lead else _("another lead unit")))
    if pair.due is not None:
        told.append((pair.due, _("due on the same day") if pair.due else _("due on another day")))
    return told


def _numbers(pair: Likeness) -> list[tuple[bool, str]]:
    told = []
    if pair.numbers:
        told.append((True, _("the same figures: %(figures)s") % {"figures": _listed(pair.numbers)}))
    if pair.only_first and pair.only_second:
        sides = {"first": _listed(pair.only_first), "second": _listed(pair.only_second)}
        told.append((False, _("other figures: %(first)s here, %(second)s there") % sides))
    return told


def _listed(figures: tuple[str, ...]) -> str:
    return pgettext("between names", ", ").join(figures[:6])
