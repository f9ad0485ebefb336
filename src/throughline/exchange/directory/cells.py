"""Values of cells, as people write them in both languages, turned into what the directory keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from throughline.accounts.models import OwnRole
from throughline.organizations.matching import plain_key

Cell = Any
Parse = Callable[[Cell], Any]

_SEPARATORS = re.compile(r"[;；、，\n|]")
_DAY = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*日?|\s*月)?(?:[ T]00:00(?::00)?)?"
)
_YES = frozenset(map(plain_key, ("yes", "y", "true", "1", "x", "是", "√", "对", "有")))
_NO = frozenset(map(plain_key, ("no", "n", "false", "0", "否", "无", "不是")))
_TICKS = frozenset("√✓✔☑")


class BadCell(ValueError):
    """The cell can't be understood; the message says what would be."""


def text(cell: Cell) -> str:
    """The cell as a text; whole numbers without a fraction, days as 2026-07-01."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def whole(cell: Cell) -> int:
    """A whole number."""
    written = text(cell)
    if not re.fullmatch(r"-?[0-9]{1,12}", written):
        raise BadCell(_("“%(value)s” is not a whole number.") % {"value": written[:40]})
    return int(written)


def day(cell: Cell) -> date:
    """A day: a date, 2026-07-01, 2026/7/1, 2026.7.1, 2026年7月1日; a month stands for its first day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = text(cell)
    found = _DAY.fullmatch(written)
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else _raise(written)
    except ValueError as error:
        raise BadCell(
            _("“%(value)s” is not a day. Write it as 2026-07-01.") % {"value": written[:40]}
        ) from error


def _raise(written: str) -> date:
    raise ValueError(written)


def yes(cell: Cell) -> bool:
    """Yes or no."""
    written = text(cell)
    if written in _TICKS or plain_key(written) in _YES:
        return True
    if plain_key(written) in _NO:
        return False
    raise BadCell(_("“%(value)s” is neither yes nor no.") % {"value": written[:40]})


def names(cell: Cell) -> list[str]:
    """Several names, separated by ; or 、."""
    return list(dict.fromkeys(name.strip() for name in _SEPARATORS.split(text(cell)) if name.strip()))


@dataclass(frozen=True)
class OneOf:
    """Reads a choice, by its code or its label in any language, or as `also` says."""

    choices: type[TextChoices]
    also: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __call__(self, cell: Cell) -> str:
        """The code. Raises BadCell with what is offered."""
        written = text(cell)
        known = _labels(self.choices) | {plain_key(name): code for name, code in self.also.items()}
        if plain_key(written) not in known:
            offered = ", ".join(offers(self))
            raise BadCell(
                _("“%(value)s” is none of: %(offered)s.") % {"value": written[:40], "offered": offered}
            )
        return known[plain_key(written)]


class OneRole(OneOf):
    """Reads a role: a built-in one as a choice is read, an own one by its short name or its name in any language."""

    def __call__(self, cell: Cell) -> str:
        """The short name. Raises BadCell with what is offered."""
        try:
            return super().__call__(cell)
        except BadCell:
            written = plain_key(text(cell))
            for one in OwnRole.objects.all():
                if written in {plain_key(name) for name in (one.slug, one.name_en, one.name_zh) if name}:
                    return one.slug
            raise


def offers(parse: Parse) -> tuple[str, ...]:
    """What a cell that is read by `parse` may hold, in the reader's words; () where anything may stand."""
    if isinstance(parse, OneOf):
        own = OwnRole.objects.filter(is_retired=False) if isinstance(parse, OneRole) else ()
        return (*(str(label) for label in parse.choices.labels), *(one.name for one in own))
    if parse is yes:
        return pgettext("cell", "Yes"), pgettext("cell", "No")
    return tuple(name for _code, name in settings.LANGUAGES) if parse is language else ()


@cache
def _labels(choices: type[TextChoices]) -> dict[str, str]:
    found = {plain_key(code): code for code in choices.values}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {plain_key(str(label)): code for code, label in choices.choices}
    return found


def language(cell: Cell) -> str:
    """A language by its code or its own name."""
    known = {plain_key(word): code for code, name in settings.LANGUAGES for word in (code, name)}
    known |= {"chinese": "zh-hans", "中文": "zh-hans", "zh": "zh-hans", "英文": "en", "英语": "en"}
    written = text(cell)
    if plain_key(written) not in known:
        offered = ", ".join(name for _code, name in settings.LANGUAGES)
        raise BadCell(_("“%(value)s” is none of: %(offered)s.") % {"value": written[:40], "offered": offered})
    return known[plain_key(written)]
