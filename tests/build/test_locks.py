"""The locks: exact, hashed, complete, and without the place that their files came from."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker> ; [^\\]+)? \\$")


def entries(lock):
    """Version and number of hashes by name."""
    found = {}
    for line in (PROJECT / lock).read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            name = pin["name"]
            found[name] = (pin["version"], 0)
        elif line.strip().startswith("--hash=sha256:"):
            found[name] = (found[name][0], found[name][1] + 1)
        else:
            assert line.startswith("#"), f"{lock}: {line}"
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_exact_and_hashed(lock):
    assert {name for name, (_, hashes) in entries(lock).items() if not hashes} == set()


def test_what_the_program_asks_for_is_locked_at_a_version_that_it_allows():
    described = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = entries("requirements.lock")
    for line in described["project"]["dependencies"]:
        requirement = Requirement(line)
        version, _ = locked.get(canonicalize_name(requirement.name), ("", 0))
        assert version, f"{line}: run `make lock`"
        assert version in requirement.specifier, f"{line}: run `make lock`"


def test_the_tests_run_on_the_versions_that_the_program_runs_on():
    program, everything = (entries(lock) for lock in LOCKS)
    assert {name: version for name, (version, _) in program.items()}.items() <= {
        name: version for name, (version, _) in everything.items()
    }.items()


def test_npm_packages_are_hashed_and_name_no_registry():
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert {name for name, package in packages.items() if "integrity" not in package} == set()
    assert {name for name, package in packages.items() if "resolved" in package} == set()
