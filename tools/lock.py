"""Write requirements.lock (the program and its build) and requirements-dev.lock (all), exact and hashed.

They name no registry: pip asks the one that it is configured for.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
HEADER = "# Written by `make lock` from pyproject.toml. Exact versions with the hashes of their files.\n"
LOCKS = {"requirements.lock": "build", "requirements-dev.lock": "dev"}
OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--no-emit-options",
)


def group(groups: dict[str, list[Any]], name: str) -> Iterator[str]:
    """The requirements of a dependency group, those of the groups it includes among them."""
    for item in groups[name]:
        if isinstance(item, str):
            yield item
        else:
            yield from group(groups, item["include-group"])


def compile_lock(name: str, requirements: list[str], constraint: str | None) -> None:
    """Write the lock `name`; `constraint` is a lock whose versions it has to agree with."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "requirements.in"
        lines = [*requirements, *([f"-c {PROJECT / constraint}"] if constraint else [])]
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "piptools", "compile", *OPTIONS, *sys.argv[1:], "-o", name, str(source)],
            cwd=PROJECT,
            check=True,
        )
    path = PROJECT / name
    pins = re.sub(r"^(#.*|--[a-z-]+ .*)?\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(HEADER + pins, encoding="utf-8")


def main() -> int:
    """Compile both locks; a version that is locked already stays unless `--upgrade` is given."""
    described = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    constraint = None
    for name, dependency_group in LOCKS.items():
        wanted = [
            *described["project"]["dependencies"],
            *group(described["dependency-groups"], dependency_group),
        ]
        compile_lock(name, wanted, constraint)
        constraint = name
    return 0


if __name__ == "__main__":
    sys.exit(main())
