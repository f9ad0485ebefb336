"""Indicators: made, edited, found by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import Act, act
from throughline.indicators.models import Indicator
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid

FIELDS = (
    *("code", "name", "unit", "decimals", "direction", "binding", "definition", "source"),
    *("organization", "official_order"),
)


def create_indicator(
    *, by: User | None, name: str, code: str = "", why: str = "", **fields: Any
) -> Indicator:
    """A new indicator; without `code` one is made from the name. Raises Invalid."""
    check(by, "indicators.edit")
    indicator = Indicator()
    code = code or next(_free_codes([name]))
    assign(indicator, {"name": name, "code": code, **fields}, FIELDS)
    _checked(indicator)
    with unless_raced(), act("indicators.create", by=by, why=why) as this:
        this.create(indicator)
        this.about(indicator)
    return indicator


def edit_indicator(
    indicator: Indicator, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> Indicator:
    """Change what an indicator says of itself. Raises Invalid, ChangedMeanwhile."""
    check(by, "indicators.edit", indicator)
    assign(indicator, changes, FIELDS)
    _checked(indicator)
    with unless_raced(), act("indicators.edit", by=by, why=why, about=indicator) as this:
        this.save(indicator, seen=seen)
    return indicator


def _checked(indicator: Indicator) -> None:
    clean(indicator)
    if Indicator.objects.filter(code=indicator.code).exclude(pk=indicator.pk).exists():
        raise Invalid("code", _("Another indicator has this code. Choose another."))


def _free_codes(names: Iterable[str]) -> Iterable[str]:
    """A code for each name that no indicator has yet."""
    taken = set(Indicator.objects.values_list("code", flat=True))
    for name in names:
        base = slugify(name, allow_unicode=True)[:60].strip("-") or "indicator"
        code = base
        number = 2
        while code in taken:
            code, number = f"{base}-{number}", number + 1
        taken.add(code)
        yield code


def named_indicators(this: Act, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Indicator]:
    """The indicators of those (name, unit) pairs, those that do not exist made within the act `this`.

    An indicator of the same name is taken when its unit is the same, or when either says none.
    """
    pairs = list(dict.fromkeys(wanted))
    held: dict[str, list[Indicator]] = {}
    for indicator in Indicator.objects.filter(name__in={name for name, _unit in pairs}):
        held.setdefault(indicator.name, []).append(indicator)
    found = {pair: match for pair in pairs if (match := _match(held.get(pair[0], []), pair[1]))}
    missing = [pair for pair in pairs if pair not in found]
    codes = _free_codes(name for name, _unit in missing)
    made = [
        Indicator(code=code, name=name, unit=unit) for (name, unit), code in zip(missing, codes, strict=True)
    ]
    for indicator in made:
        clean(indicator)
    this.create_many(made)
    return found | dict(zip(missing, made, strict=True))


def _match(held: list[Indicator], unit: str) -> Indicator | None:
    same = [indicator for indicator in held if indicator.unit == unit]
    loose = [indicator for indicator in held if not unit or not indicator.unit]
    return next(iter([*same, *loose]), None)
