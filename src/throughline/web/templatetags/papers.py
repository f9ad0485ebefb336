"""The menu of papers, with what the person may open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from throughline.web.templatetags.administration import Tab
from throughline.web.views.column_sets import arranges
from throughline.web.views.numbers import numbers

register = template.Library()


@register.inclusion_tag("web/parts/administration_menu.html", takes_context=True)
def papers_menu(context: dict[str, Any]) -> dict[str, Any]:
    """The tabs, the current one marked by the context's `tab`."""
    user = context["request"].user
    tabs = [Tab("papers", _("Issued papers"), reverse("papers"))]
    if arranges(user):
        tabs.append(Tab("columns", _("Column sets"), reverse("column_sets")))
        tabs.append(Tab("templates", _("Templates"), reverse("templates")))
    if numbers(user):
        tabs.append(Tab("numbers", _("Document numbers"), reverse("series_list")))
    return {"tabs": tabs if len(tabs) > 1 else [], "tab": context.get("tab", ""), "label": _("Papers")}


@register.filter
def control(bound: BoundField) -> SafeString:
    """A field of a row in a table, whose label stands beside it for who can't see the heading."""
    css = {"select": "form-select"}.get(getattr(bound.field.widget, "input_type", ""), "form-control")
    marks = {"class": f"{css} is-invalid", "aria-invalid": "true"} if bound.errors else {"class": css}
    if bound.errors:
        marks["aria-describedby"] = f"{bound.auto_id}_error"
    return bound.as_widget(attrs=marks)


@register.filter
def written(value: Any) -> str:
    """A cell as the paper will have it: days as they are kept, numbers without idle zeros."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
