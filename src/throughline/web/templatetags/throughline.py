"""What templates need to write numbers, dates, ratings, icons and addresses in one way."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.template.base import FilterExpression, Parser, Token
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from throughline.delivery.rules import FACTS
from throughline.delivery.rules.evaluation import told
from throughline.documents.messages import told as note_told
from throughline.lib import clock
from throughline.lib.written import written_day, written_moment
from throughline.register.choices import Colour, Lack, TaskState
from throughline.web.addresses import address_of

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite; decoration only, the word beside it speaks."""
    return _icon(name, extra, get_script_prefix())


@lru_cache(maxsize=1000)
def _icon(name: str, extra: str, _prefix: str) -> SafeString:
    """A page has dozens of them; the sprite's address stays the same under the path where the program runs."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        extra,
        static("throughline/icons.svg"),
        name,
    )


@register.simple_tag
def unit_address(code: str) -> str:
    """The address of an organization's page; a list names the same few on hundreds of rows."""
    return _unit_address(code, get_script_prefix())


@lru_cache(maxsize=5000)
def _unit_address(code: str, _prefix: str) -> str:
    return reverse("organization", args=[code])


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in the reader's form: 30 Jun 2026 or 2026年6月30日; empty for none."""
    return "" if value is None or value == "" else written_day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """A date with its time of day."""
    if value is None:
        return ""
    return written_moment(value)


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """A number with the reader's grouping and without idle zeros; `places` fixes the decimals."""
    if value is None or value == "":
        return ""
    plain = Decimal(value) if not isinstance(value, Decimal) else value
    if places is None:
        plain = plain.normalize()
        places = max(0, -int(plain.as_tuple().exponent))
    return formats.number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: Any) -> str:
    """62 % — with a thin no-break space; empty for none."""
    return "" if value is None or value == "" else f"{number(value)}\u202f%"


@register.filter
def days_left(value: date | None) -> str:
    """How far a day is away, in words."""
    if value is None:
        return ""
    left = (value - clock.today()).days
    if left == 0:
        return _("today")
    if left > 0:
        return ngettext("in %(days)s day", "in %(days)s days", left) % {"days": left}
    return ngettext("%(days)s day ago", "%(days)s days ago", -left) % {"days": -left}


@register.simple_tag
def rating(colour: str, label: str = "") -> SafeString:
    """A rating's lamp with its word."""
    css = colour or "grey"
    word = label or (Colour(colour).label if colour else _("Not rated"))
    return format_html('<span class="rating rating-{}">{}</span>', css, word)


@register.simple_tag
def lamp(task: Any) -> SafeString:
    """The lamp of a task; none burns while it is suspended, which is said instead."""
    rests = task.state == TaskState.SUSPENDED
    return rating(task.rating, str(TaskState.SUSPENDED.label) if rests else "")


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """This page's address with some parameters changed; None or "" removes one; the page number is forgotten."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("after", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A form field with its label, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    css = {"checkbox": "form-check-input", "select": "form-select"}.get(kind, "form-control")
    if bound.errors:
        css += " is-invalid"
    described = " ".join(f"{bound.auto_id}_{part}" for part in ("help", "error"))
    attributes = {"class": css, "aria-describedby": described}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs={**attributes}),
        "is_check": kind == "checkbox" and not isinstance(bound.value(), list),
        "hint": hint or bound.help_text,
    }


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A mapping's value for `key`; None when there is none."""
    return mapping.get(key) if mapping else None


@register.inclusion_tag("web/parts/chart.html")
def chart(chart: Any) -> dict[str, Any]:
    """A chart with its data as a table."""
    return {"chart": chart}


@register.filter
def lack(code: str) -> str:
    """The name of what a task lacks."""
    return str(Lack(code).label)


@register.filter
def address(row: Any) -> str:
    """The address of an object's page."""
    return address_of(row)


@register.filter
def rule_text(rule: dict[str, Any]) -> str:
    """A rating rule in words: what it means, and when it holds."""
    sentence = told(rule.get("why", ""), dict.fromkeys(FACTS, "…"), get_language() or "")
    conditions = pgettext("between conditions", ", ").join(_condition(one) for one in rule.get("all", ()))
    return f"{sentence} [{conditions}]" if conditions else sentence


def _condition(condition: dict[str, Any]) -> str:
    """Such as "days since the due date passed > 0"; the facts have names in both languages."""
    name, op, value = (condition.get(part) for part in ("fact", "op", "value"))
    label = FACTS[name][0] if name in FACTS else name
    if isinstance(value, bool):
        return f"{label}: {_('yes') if value == (op == '=') else _('no')}"
    words = {"state": TaskState, "unit_colour": Colour}.get(name)
    return f"{label} {op} {words(value).label if words and value in words.values else value}"


@register.filter
def kind_of_fact(kind: str) -> str:
    """What the values of a fact are, in words."""
    words = {
        "number": pgettext("values of a fact", "number"),
        "yes or no": pgettext("values of a fact", "yes or no"),
        "colour": pgettext("values of a fact", "colour"),
    }
    return words.get(kind, kind)


@register.filter
def unlocalized(value: Any) -> str:
    """A number as attributes of HTML want it, with a point."""
    return "" if value is None else f"{Decimal(value):f}"


@register.filter
def as_percent(share: float | None) -> str:
    """0.87 as 87 %."""
    return "" if share is None else percent(round(share * 100))


@register.filter
def low_value(value: Any) -> str:
    """A finding's value as a plain number; the lower end of a range."""
    first = value[0] if isinstance(value, list) else value
    return "" if first is None else f"{Decimal(str(first)).normalize():f}"


@register.filter
def high_value(value: Any) -> str:
    """The upper end of a range; empty for a single value."""
    return low_value(value[1]) if isinstance(value, list) and len(value) > 1 else ""


@register.filter
def reader_note(note: dict[str, Any]) -> str:
    """What the reader noticed, in the reader's language."""
    return note_told(note)


@register.filter
def reader_reason(reason: str) -> str:
    """Why the reader proposes a finding, in the person's language; the reader names its reasons in English."""
    return pgettext("reason of a finding", reason) if reason else ""


@register.filter
def colour_name(colour: str) -> str:
    """The word for a rating's colour."""
    return str(Colour(colour or "").label)


class CaseNode(template.Node):
    """The part that is written for a value, found at once where a chain of questions would ask one after another."""

    child_nodelists = ("nodelist",)

    def __init__(self, value: FilterExpression, parts: dict[str, template.NodeList]) -> None:
        self.value, self.parts = value, parts
        self.nodelist = template.NodeList([node for part in parts.values() for node in part])

    def render(self, context: template.Context) -> SafeString:
        """The part of the value; nothing for one that no part is written for."""
        part = self.parts.get(self.value.resolve(context))
        return part.render(context) if part is not None else SafeString("")


@register.tag("case")
def case(parser: Parser, token: Token) -> CaseNode:
    """`{% case column.name %}{% when "aim" %}…{% when "lead" %}…{% endcase %}`; names in quotes, one a part.

    Raises TemplateSyntaxError where a part is written for no name or two for the same.
    """
    parts: dict[str, template.NodeList] = {}
    parser.parse(("when",))  # what stands before the first part is blank
    while (found := parser.next_token()).split_contents()[0] == "when":
        name = _only_argument(found).strip("\"'")
        if name in parts:
            raise template.TemplateSyntaxError(f"two parts for {name}")
        parts[name] = parser.parse(("when", "endcase"))
    return CaseNode(parser.compile_filter(_only_argument(token)), parts)


def _only_argument(token: Token) -> str:
    tag, *given = token.split_contents()
    if len(given) != 1:
        raise template.TemplateSyntaxError(f"{tag} takes one name")
    return given[0]
