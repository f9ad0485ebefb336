"""Write THIRD-PARTY-NOTICES.md: whose work Throughline uses, under which licence.

    python tools/notices.py            write the file
    python tools/notices.py --check    1 when the file is out of date or a licence is not allowed

Python packages are installed beside Throughline, so their licences are named; front-end packages are part of
what is built, so their licences are quoted. Reads what is installed: run `make setup assets` before.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]
NOTICES = PROJECT / "THIRD-PARTY-NOTICES.md"
#: Copyleft that would reach Throughline itself; the lesser GPL, for a package used as it is, does not.
FORBIDDEN = re.compile(
    r"(?<!L)(?<!Lesser )A?GPL|GNU (Affero )?General Public|SSPL|Commons Clause", re.IGNORECASE
)
INTRODUCTION = """\
# Third-party notices

Throughline is licensed under the Apache License 2.0 (see LICENSE). It uses the work of others, named here
with their licences. Written by `make audit`; a test compares it with what is installed.
"""


class LicenceUnknown(Exception):
    """A package does not say under which licence it stands."""


@dataclass(frozen=True, order=True)
class Package:
    """Somebody else's work; `text` is the licence where it has to be quoted."""

    name: str
    licence: str
    text: str = ""


def python_packages() -> list[Package]:
    """What the program needs at run time, and what that needs, by name."""
    described = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, Package] = {}
    waiting = [Requirement(line) for line in described["project"]["dependencies"]]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found and not requirement.extras:
            continue
        installed = distribution(name)
        found[name] = Package(name, python_licence(installed))
        waiting += _needed(installed, requirement.extras)
    return sorted(found.values())


def _needed(installed: Distribution, extras: set[str]) -> Iterator[Requirement]:
    for line in installed.requires or []:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield requirement


def python_licence(installed: Distribution) -> str:
    """A distribution's licence in its own words. Raises LicenceUnknown."""
    metadata = installed.metadata
    classifiers = [
        line.rsplit(" :: ", 1)[1]
        for line in metadata.get_all("Classifier") or []
        if line.startswith("License :: ") and line.count("::") > 1
    ]
    written = (metadata.get("License") or "").strip()
    answer = metadata.get("License-Expression") or " OR ".join(classifiers) or written.split("\n")[0]
    if not answer:
        raise LicenceUnknown(installed.name)
    return str(answer)


def front_end_packages() -> list[Package]:
    """What the pages are built of, by name; two of them come inside others."""
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {Package("htmx.org (in django-htmx)", "0BSD"), Package("bootstrap (in @tabler/core)", "MIT")}
    for place, described in lock["packages"].items():
        if place and not described.get("dev"):
            name = place.rpartition("node_modules/")[2]
            packages.add(Package(name, described["license"], _quoted(PROJECT / place)))
    return sorted(packages)


def _quoted(folder: Path) -> str:
    files = sorted(path for path in folder.iterdir() if path.name.lower().startswith(("license", "licence")))
    texts = [path.read_text(encoding="utf-8").strip() for path in files]
    return "\n".join(line.rstrip() for line in "\n\n".join(texts).splitlines())


def forbidden(package: Package) -> bool:
    """Whether no alternative of its licence may be used here."""
    alternatives = re.split(r"\s+OR\s+", package.licence)
    return all(FORBIDDEN.search(alternative) for alternative in alternatives)


def notices() -> str:
    """The whole file."""
    python, front_end = python_packages(), front_end_packages()
    parts = [INTRODUCTION, "## Python packages, installed beside Throughline\n", table(python)]
    parts += [
        "## Front-end packages, of which the pages are built\n",
        table(front_end),
        "## Their licences\n",
    ]
    texts: dict[str, list[str]] = {}
    for package in front_end:
        if package.text:
            texts.setdefault(package.text, []).append(package.name)
    parts += [f"### {', '.join(names)}\n\n```\n{text}\n```\n" for text, names in texts.items()]
    return "\n".join(parts)


def table(packages: list[Package]) -> str:
    """Names and licences as a table."""
    rows = sorted({f"| {package.name} | {package.licence} |" for package in packages})
    return "\n".join(["| package | licence |", "| --- | --- |", *rows, ""])


def main() -> int:
    """Write or check."""
    refused = [package for package in [*python_packages(), *front_end_packages()] if forbidden(package)]
    for package in refused:
        print(f"{package.name}: {package.licence} is not allowed", file=sys.stderr)
    written = notices()
    if "--check" not in sys.argv:
        NOTICES.write_text(written, encoding="utf-8")
    elif NOTICES.read_text(encoding="utf-8") != written:
        print("THIRD-PARTY-NOTICES.md is out of date: run `make audit`", file=sys.stderr)
        return 1
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
