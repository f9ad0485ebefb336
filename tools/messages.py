"""The translation: merge its parts into Django's catalogue, and check that nothing is left untranslated.

    python tools/messages.py merge    parts/*.po -> LC_MESSAGES/django.po and django.mo (both ignored by git)
    python tools/messages.py check    print what is untranslated, fuzzy, contradictory or loses a placeholder

The parts are the source: one file per room, standard PO syntax without a header.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[1] / "src" / "throughline"
LOCALE = "zh_Hans"
#: Argument positions of each function's strings; "c" marks the context.
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\-+ ]*[\d.]*[a-z]|%[sd]|\{\w*\}")

Identity = str | tuple[str, ...]


@dataclass(frozen=True)
class Used:
    """A string that a person sees, and where the program says it."""

    id: Identity
    context: str | None
    place: str

    @property
    def key(self) -> tuple[str, str | None]:
        return singular(self.id), self.context


@dataclass(frozen=True)
class Problem:
    """What keeps the translation from being complete."""

    place: str
    what: str
    id: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.id!r}"


def singular(identity: Identity) -> str:
    """The first form of a message's id."""
    return identity if isinstance(identity, str) else identity[0]


def used(package: Path = PACKAGE) -> Iterator[Used]:
    """Every translatable string of Python files and templates in `package`."""
    for path in sorted(package.rglob("*.py")):
        yield from _extract(path, path.read_text(encoding="utf-8"), package)
    for path in sorted(
        path for kind in ("*.html", "*.txt") for path in package.rglob(f"templates/**/{kind}")
    ):
        python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # The rest of the template became X's and blanks; an indent would mean a block to Python.
        yield from _extract(path, "\n".join(line.lstrip() for line in python.splitlines()), package)


def _extract(path: Path, code: str, package: Path) -> Iterator[Used]:
    source = io.BytesIO(code.encode())
    for line, identity, _comments, context in extract(
        "python", source, KEYWORDS, options={"encoding": "utf-8"}
    ):
        if singular(identity):
            yield Used(identity, context, f"{path.relative_to(package.parent)}:{line}")


def parts(package: Path = PACKAGE) -> dict[str, Catalog]:
    """The parts of the translation by file name, in order of name."""
    catalogs = {}
    for path in sorted((package / "locale" / LOCALE / "parts").glob("*.po")):
        with path.open("rb") as file:
            catalogs[path.name] = read_po(file, locale=LOCALE, charset="utf-8", abort_invalid=True)
    return catalogs


def messages(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalog if message.id)


def merge(catalogs: dict[str, Catalog]) -> Catalog:
    """All parts as one catalogue; where two contradict each other the first stays."""
    merged = Catalog(locale=LOCALE, project="throughline", charset="utf-8", fuzzy=False)
    for catalog in catalogs.values():
        for message in messages(catalog):
            if merged.get(message.id, message.context) is None:
                merged.add(message.id, message.string, context=message.context, flags=message.flags)
    return merged


def problems(strings: list[Used], catalogs: dict[str, Catalog]) -> Iterator[Problem]:
    """What is untranslated, fuzzy, contradictory, or differs in its placeholders."""
    merged = merge(catalogs)
    for string in strings:
        message = merged.get(string.id, string.context)
        if message is None or not all(forms(message)):
            yield Problem(string.place, "no translation", singular(string.id))
    first: dict[tuple[str, str | None], tuple[str, Message]] = {}
    for name, catalog in catalogs.items():
        for message in messages(catalog):
            yield from _faults(name, message)
            key = (singular(message.id), message.context)
            before = first.setdefault(key, (name, message))
            if forms(before[1]) != forms(message):
                yield Problem(name, f"translated differently in {before[0]}", key[0])


def forms(message: Message) -> tuple[str, ...]:
    """A translation's forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _faults(name: str, message: Message) -> Iterator[Problem]:
    identity = singular(message.id)
    if message.fuzzy:
        yield Problem(name, "fuzzy", identity)
    allowed = [
        set(PLACEHOLDER.findall(form))
        for form in ([message.id] if isinstance(message.id, str) else message.id)
    ]
    for form in forms(message):
        if form and set(PLACEHOLDER.findall(form)) not in allowed:
            yield Problem(name, "other placeholders than the original", identity)


def unused(strings: list[Used], catalogs: dict[str, Catalog]) -> Iterator[Problem]:
    """Translations that nothing says any more."""
    said = {string.key for string in strings}
    for name, catalog in catalogs.items():
        for message in messages(catalog):
            if (singular(message.id), message.context) not in said:
                yield Problem(name, "not used", singular(message.id))


def write(catalog: Catalog, folder: Path) -> None:
    """django.po for people who look, django.mo for Django."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "django.po").open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, omit_header=False)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalog)


def main() -> int:
    """Run the command; 1 when a check finds something."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["merge", "check"])
    parser.add_argument("--unused", action="store_true", help="check: list also what nothing says any more")
    options = parser.parse_args()
    catalogs = parts()
    if options.command == "merge":
        write(merge(catalogs), PACKAGE / "locale" / LOCALE / "LC_MESSAGES")
        return 0
    strings = list(used())
    found = list(problems(strings, catalogs))
    if options.unused:
        found += unused(strings, catalogs)
    print(*found, sep="\n")
    print(f"{len(strings)} strings, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
