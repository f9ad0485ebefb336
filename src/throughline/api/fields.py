"""Values as they come in and go out: texts that a database can keep, keys, exact numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

#: The largest key that a database can hold.
LARGEST = 2**63 - 1


def _kept(value: str) -> str:
    """A text without NUL, which no database keeps; lone surrogates pydantic refuses by itself."""
    if "\x00" in value:
        raise PydanticCustomError("unkeepable", "holds characters that can't be kept")
    return value


def plain_number(value: Decimal) -> str:
    """Every digit, and no idle zeros."""
    return f"{value.normalize():f}"


Text = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_kept)]
Word = Annotated[str, StringConstraints(max_length=400), AfterValidator(_kept)]
Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(_kept)]
Key = Annotated[int, Field(ge=1, le=LARGEST)]
#: The same in a filter; 0 asks for what has none.
KeyOrNone = Annotated[int, Field(ge=0, le=LARGEST)]
#: A number that comes in.
Given = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
#: A number that goes out: a text with every digit and no idle zeros.
Number = Annotated[Decimal, PlainSerializer(plain_number, return_type=str)]
