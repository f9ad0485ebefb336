"""What README and the operating page tell people to type can be typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from throughline.cli.main import COMMANDS
from throughline.config.env import VARIABLES
from tools import docs

PROJECT = Path(__file__).parents[2]
TYPED = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").rglob("*.md")]
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def _texts() -> list[tuple[Path, str]]:
    return [(page, page.read_text(encoding="utf-8")) for page in TYPED]


def _lines_of_code(text: str) -> list[str]:
    indented = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    return indented + re.findall(r"`([^`\n]+)`", text)


def test_every_target_of_make_that_is_named_exists():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    there = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    named = {
        target
        for _page, text in _texts()
        for line in _lines_of_code(text)
        if (made := re.match(r"make ((?:[a-z-]+ ?)+)", line))
        for target in made[1].split()
    }
    assert {"demo", "test"} <= named
    assert named <= there


def test_the_variables_of_make_in_the_readme_exist():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\b([A-Z]+)=", readme)) <= set(
        re.findall(r"^([A-Z_]+) \?=", makefile, re.MULTILINE)
    )


def test_every_command_and_option_that_is_named_exists():
    help_of = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
    lines = [
        (page.name, line)
        for page, text in _texts()
        if page.name not in {"commands.md", "settings.md"}
        for line in _lines_of_code(text)
        if re.match(r"(?:/\S+/)?throughline [a-z]", line)
    ]
    assert len(lines) > 20
    for page, line in lines:
        command = line.split("throughline ", 1)[1].split()[0]
        assert command in COMMANDS, (page, line)
        for option in OPTION.findall(line.split("throughline ", 1)[1].split("||")[0]):
            assert option in help_of, (page, line)


@pytest.mark.parametrize("page", ["docs/operating.md", "docs/guide/zh/operating.md"])
def test_every_setting_that_is_named_exists(page):
    text = (PROJECT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"THROUGHLINE_[A-Z_]+", text))
    assert len(named) > 5
    assert named <= set(VARIABLES)


def test_the_index_leads_to_every_page():
    index = PROJECT / "docs" / "index.md"
    reached, waiting = set(), [index]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        local = [target.split("#")[0] for target in docs.targets(page) if ":" not in target]
        waiting += [
            (page.parent / target).resolve() for target in local if target and not target.endswith("/")
        ]
    pages = {path for path in docs.pages() if path.parent.name != "adr" and path.name != "README.md"}
    assert pages - reached == set()
