"""With what a template is tried: the newest data of its kind that the person may see."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.queries.ratings import circulars
from throughline.exchange.breakdown import breakdown_values
from throughline.lib.tree import within
from throughline.papers.choices import PaperKind
from throughline.papers.models import Template
from throughline.papers.products.circular import circular_values
from throughline.papers.products.sign_off import sign_off_values
from throughline.register.models import Register, Task


def preview_values(template: Template, user: User) -> dict[str, Any] | None:
    """The values for the template's kind; None where there is nothing yet."""
    return _VALUES[template.kind](template, user)


def _circular(template: Template, user: User) -> dict[str, Any] | None:
    rows = circulars(user).filter(within(template.organization, "register__organization"))
    newest = rows.select_related("register__organization").first()
    return circular_values(newest, user) if newest else None


def _register(template: Template, user: User) -> Register | None:
    rows = Register.objects.filter(within(template.organization, "organization")).select_related(
        "organization"
    )
    return allowed(user, "register.view", rows).first()


def _breakdown(template: Template, user: User) -> dict[str, Any] | None:
    register = _register(template, user)
    return breakdown_values(register, user, title=register.title) if register else None


def _sign_off(template: Template, user: User) -> dict[str, Any] | None:
    register = _register(template, user)
    led = Task.objects.filter(entries__register=register).exclude(lead=None).select_related("lead").first()
    return sign_off_values(register, led.lead, user) if register and led else None


_VALUES: MappingProxyType[str, Callable[[Template, User], dict[str, Any] | None]] = MappingProxyType(
    {PaperKind.BREAKDOWN: _breakdown, PaperKind.SIGN_OFF: _sign_off, PaperKind.CIRCULAR: _circular}
)
