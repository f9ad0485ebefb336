"""Values before they are written: what the field says, without asking the database; a clear refusal else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import ChangedMeanwhile, Invalid, Refused

#: Characters of what people write at length: a report's text, a reason, a statement.
LONGEST = 10_000
_TOO_LONG = _("At most %(most)s characters fit here.")
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")
_LEFT_ALONE = (models.JSONField, models.FileField)


def assign(row: models.Model, changes: Mapping[str, Any], allowed: Iterable[str]) -> None:
    """Set the attributes named in `changes`; a name that is not among `allowed` is the caller's mistake (TypeError)."""
    unknown = set(changes) - set(allowed)
    if unknown:
        raise TypeError(f"{type(row).__name__} is not edited by {', '.join(sorted(unknown))}")
    for name, value in changes.items():
        setattr(row, name, value)


def clean(row: models.Model, *, leave_out: Iterable[str] = (), only: Collection[str] | None = None) -> None:
    """Strip texts, turn written dates and numbers into values, and check lengths, choices and ranges.

    `only` names the fields to look at, where the others stand as they were read. Relations, files and JSON are left to
    the caller. Raises Invalid naming the first field that is wrong.
    """
    skipped = set(leave_out)
    for field in row._meta.local_concrete_fields:
        if only is not None and field.name not in only:
            continue
        if field.primary_key or field.is_relation or field.name in skipped or isinstance(field, _LEFT_ALONE):
            continue
        setattr(row, field.attname, _cleaned(field, getattr(row, field.attname), row))


def _cleaned(field: models.Field[Any, Any], value: Any, row: models.Model) -> Any:
    textual = isinstance(field, models.CharField | models.TextField)
    if isinstance(value, str):
        value = _text(field.name, value)
    if value in (None, ""):
        value = "" if textual and not field.null else None
        if field.blank or (value is None and field.null):
            return value
    try:
        value = field.clean(value, row)
        field.get_prep_value(value)
        _refuse_out_of_range(field, value)
    except ValidationError as error:
        raise Invalid(field.name, error.messages[0].replace("%", "%%")) from error
    return value


def _refuse_out_of_range(field: models.Field[Any, Any], value: Any) -> None:
    """Whole numbers stay within what every database can keep; SQLite itself would take larger ones."""
    low, high = BaseDatabaseOperations.integer_field_ranges.get(field.get_internal_type(), (None, None))
    if low is not None and not low <= value <= high:
        raise Invalid(field.name, _("Give a number between %(low)s and %(high)s."), low=low, high=high)


def _text(name: str, value: str) -> str:
    if not value.isprintable() and _NOT_KEPT.search(value):
        raise Invalid(
            name, _("The text holds characters that can't be kept. Type it again instead of pasting it.")
        )
    return value.strip()


def bounded(field: str, text: str, most: int = LONGEST, *, said: Any = _TOO_LONG) -> str:
    """`text` as it is. Raises Invalid for `field`, in the words of `said`, when it is longer than `most` characters."""
    if len(text) > most:
        raise Invalid(field, said, most=most)
    return text


@contextmanager
def unless_raced(refusal: Refused | None = None) -> Iterator[None]:
    """Two acts at the same moment, of which a constraint lets one pass: the other is refused, nothing is written."""
    try:
        yield
    except IntegrityError as error:
        raise refusal or ChangedMeanwhile from error
