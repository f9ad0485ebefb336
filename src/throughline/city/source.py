"""Reads the files: what does not depend on the language (`shape/`) and what is said in one (`en/`, `zh/`)."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

import yaml

from throughline.city.errors import CityDataError
from throughline.city.when import Calendar

LANGUAGES = ("en", "zh")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Plain YAML in which `on` is a word: only true and false are yes and no."""

    yaml_implicit_resolvers = {
        letter: [(tag, shape) for tag, shape in found if letter in "tTfF" or not tag.endswith(":bool")]
        for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def decimal(number: float) -> Decimal:
    """The number as it is written in the file."""
    return Decimal(str(number))


@dataclass
class Source:
    """The files for one language and day; every lookup that fails raises CityDataError with file and entry."""

    calendar: Calendar
    _read: dict[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.calendar.language

    def shape(self, name: str) -> Any:
        """The content of `shape/<name>.yaml`."""
        return self._file(f"shape/{name}.yaml")

    def text(self, name: str) -> Any:
        """The content of `<language>/<name>.yaml`."""
        return self._file(f"{self.language}/{name}.yaml")

    def document(self, name: str) -> str:
        """A text file of the language, its dates written out."""
        return self.calendar.fill(_content(f"{self.language}/{name}"))

    def picture(self, name: str) -> bytes:
        """A picture file of the language."""
        return files("throughline.city").joinpath(f"{self.language}/{name}").read_bytes()

    def said(self, name: str, *path: Any) -> Any:
        """One entry of a language's file; a text has its dates written out."""
        entry = self.text(name)
        for key in path:
            if not isinstance(entry, dict | list) or (isinstance(entry, dict) and key not in entry):
                raise CityDataError(f"{self.language}/{name}.yaml", "/".join(map(str, path)), "is missing")
            entry = entry[key]
        return self.calendar.fill(entry) if isinstance(entry, str) else entry

    def day(self, name: str, entry: object, written: str) -> date:
        """The date written in `shape/<name>.yaml`."""
        try:
            return self.calendar.day(written)
        except ValueError as error:
            raise CityDataError(f"shape/{name}.yaml", entry, str(error)) from error

    def day_or_none(self, name: str, entry: object, written: str | None) -> date | None:
        """The date, or None where the file has none."""
        return None if written is None else self.day(name, entry, written)

    def known(self, name: str, entry: object, codes: Iterable[str | None], among: Iterable[str]) -> None:
        """Check references. Raises CityDataError for the first code that nothing has."""
        allowed = set(among)
        for code in codes:
            if code is not None and code not in allowed:
                raise CityDataError(f"shape/{name}.yaml", entry, f"refers to {code}, which nothing is called")

    def same_keys(self, name: str, here: Iterable[Any], there: Iterable[Any]) -> None:
        """Check that shape and language name the same entries."""
        for key in set(here) ^ set(there):
            raise CityDataError(
                f"{self.language}/{name}.yaml", key, "stands in one of shape and language only"
            )

    def same_length(self, name: str, entry: object, here: Sized, there: Sized) -> None:
        """Check that shape and language tell the same number of things."""
        if len(here) != len(there):
            problem = f"tells {len(there)} things where the shape has {len(here)}"
            raise CityDataError(f"{self.language}/{name}.yaml", entry, problem)

    def _file(self, path: str) -> Any:
        if path not in self._read:
            self._read[path] = yaml.load(_content(path), Loader=_Loader)  # noqa: S506 - a safe loader
        return self._read[path]


def _content(path: str) -> str:
    return files("throughline.city").joinpath(path).read_text(encoding="utf-8")
