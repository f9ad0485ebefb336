"""Ask PyPI and npm whether what is locked has known vulnerabilities.

    python tools/vulnerabilities.py     1 when something is vulnerable, or could not be checked

Only the registries are asked that pip-audit and npm ask by themselves. A mirror that has no such service answers
nothing, or knows no package: then it is said what could not be checked, and that counts as a failure.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
#: All that is locked for Python: the program, its build and its tests.
LOCK = "requirements-dev.lock"
PYTHON = [str(BIN / "pip-audit"), "-r", LOCK, "--require-hashes", "--disable-pip"]
PYTHON += ["--format", "json", "--progress-spinner", "off", "--timeout", "30"]
#: What the pages are built of.
NPM = [str(BIN / "npm"), "audit", "--omit=dev", "--json"]
LONGEST = 600
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)


@dataclass
class Checked:
    """What a registry said: sentences about vulnerable packages, and what nothing could be learned about, with why."""

    vulnerable: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    why: str = ""


Run = Callable[[Sequence[str]], tuple[str, str]]


def run(command: Sequence[str]) -> tuple[str, str]:
    """What the command printed, and what it complained; both "" or a reason when it can't run to its end."""
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(
            command,
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    return done.stdout, done.stderr


def _json(printed: str) -> dict[str, Any]:
    try:
        found = json.loads(printed)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no answer"


def python_packages(lock: str, printed: str, complained: str) -> Checked:
    """What pip-audit's JSON says of the packages pinned in `lock`; one that it does not name was not checked."""
    answered = {_plain(one["name"]): one for one in _json(printed).get("dependencies", ())}
    checked = Checked()
    for name in _PINNED.findall(lock):
        one = answered.get(_plain(name))
        if one is None or "vulns" not in one:
            checked.unchecked.append(name)
            checked.why = checked.why or (one or {}).get("skip_reason") or _last_line(complained)
        else:
            checked.vulnerable += [
                f"{name} {one['version']}: {known['id']}{_mended(known.get('fix_versions') or [])}"
                for known in one["vulns"]
            ]
    return checked


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _mended(versions: Sequence[str]) -> str:
    return f" (mended in {', '.join(versions)})" if versions else " (not mended yet)"


def npm_packages(printed: str, complained: str) -> Checked:
    """What npm's JSON says of the front end's packages."""
    told = _json(printed)
    if "vulnerabilities" not in told or "auditReportVersion" not in told:
        error = told.get("error")
        summary = error.get("summary") if isinstance(error, dict) else ""
        return Checked(
            unchecked=["the front end's packages"],
            why=summary or told.get("message") or _last_line(complained),
        )
    return Checked(
        [
            f"{name} {one.get('range', '')}: {_advisories(one)}"
            for name, one in sorted(told["vulnerabilities"].items())
        ]
    )


def _advisories(one: dict[str, Any]) -> str:
    named = [via.get("url") or via.get("title", "") if isinstance(via, dict) else via for via in one["via"]]
    return f"{one.get('severity', 'unknown')}, {', '.join(named)}"


def main(run: Run = run) -> int:
    """Tell what was found; 1 unless everything was checked and nothing is vulnerable."""
    lock = (PROJECT / LOCK).read_text(encoding="utf-8")
    told = {
        "Python": python_packages(lock, *run(PYTHON)),
        "npm": npm_packages(*run(NPM)),
    }
    for registry, checked in told.items():
        for line in checked.vulnerable:
            print(f"{registry}: {line}", file=sys.stderr)
        if checked.unchecked:
            named = ", ".join(checked.unchecked[:5]) + (" …" if len(checked.unchecked) > 5 else "")
            number = len(checked.unchecked)
            print(f"{registry}: could not be checked ({number}): {named}", file=sys.stderr)
            print(f"  {checked.why}", file=sys.stderr)
        if not checked.vulnerable and not checked.unchecked:
            print(f"{registry}: no known vulnerabilities")
    return 1 if any(one.vulnerable or one.unchecked for one in told.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
