"""A new register that is rated from its first day: with rules and calendar, also where nobody named any."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from throughline.accounts.models import User
from throughline.delivery.actions.presets import standard_rule_set
from throughline.delivery.queries.usual import usual_calendar
from throughline.organizations.models import Organization
from throughline.register.actions.registers import create_register
from throughline.register.models import Register


def new_register(*, by: User | None, title: str, organization: Organization, **fields: Any) -> Register:
    """A register as create_register makes it, with `usual` for what is left out; what is given as None stays so."""
    return create_register(by=by, title=title, organization=organization, **usual(fields), **fields)


def usual(given: Any = ()) -> dict[str, Any]:
    """The rule set and the calendar usual here, as fields of a register, as far as they are not among `given`.

    Where no rule set is installed, the standard one is.
    """
    language = get_language() or "en"
    found: dict[str, Any] = {}
    if "rule_set" not in given:
        found["rule_set"] = standard_rule_set(language=language)
    if "calendar" not in given:
        found["calendar"] = usual_calendar(language)
    return found
