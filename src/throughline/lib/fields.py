"""Model fields that every stage may use."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class ExactDecimalField(models.BigIntegerField):
    """A Decimal kept as a scaled integer, so that SQLite keeps every digit and SQL adds exactly.

    `places` decimal places (default 4) are kept, rounded half up; magnitudes up to 9.2e14 at four places.
    In SQL the column holds value × 10**places: sums are right, and come back as Decimals.
    """

    def __init__(self, *args: Any, places: int = 4, **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.places != 4:
            kwargs["places"] = self.places
        return name, path, args, kwargs

    @property
    def step(self) -> Decimal:
        """The smallest difference the column can hold."""
        return Decimal(1).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
            if number.is_nan():
                raise InvalidOperation  # noqa: TRY301  told below like every other that is no number
            return number.quantize(self.step, rounding=ROUND_HALF_UP)
        except (InvalidOperation, ValueError) as error:
            raise ValidationError(
                _("“%(value)s” is not a number."), code="invalid", params={"value": value}
            ) from error

    def from_db_value(self, value: int | None, _expression: Any, _connection: Any) -> Decimal | None:
        # An average of scaled integers may come back with a fraction of a step.
        return None if value is None else Decimal(value).scaleb(-self.places)

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or value == "":
            return None
        if hasattr(value, "resolve_expression"):
            return value
        number = self.to_python(value)
        if number is None or not number.is_finite() or abs(number) >= Decimal(2**63 - 1).scaleb(-self.places):
            raise ValidationError(_("“%(value)s” is too large."), code="too_large", params={"value": value})
        return int(number.scaleb(self.places))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002  Django's signature
        return value if prepared else self.get_prep_value(value)

    @property
    def validators(self) -> list[Any]:
        # The integer's range validators would judge the unscaled number.
        return [*self._validators]

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(
            self, **{"form_class": forms.DecimalField, "decimal_places": self.places, **kwargs}
        )
