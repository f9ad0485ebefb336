"""The guide names what is on the screen: its pages, buttons, roles and pictures exist, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from tests import builders
from throughline.accounts.choices import Role
from throughline.web.context import places
from tools import docs, screenshots

PROJECT = Path(__file__).parents[2]
GUIDE = PROJECT / "docs" / "guide"
FOLDERS = {"en": GUIDE, "zh-hans": GUIDE / "zh"}
PARTS = PROJECT / "src" / "throughline" / "locale" / "zh_Hans" / "parts"
#: One page for each role; the secretary's has the shorter name.
PAGES = {Role.SECRETARY: "secretary.md"} | {
    role: f"{role.replace('_', '-')}.md" for role in Role.values if role != Role.SECRETARY
}
BOLD = re.compile(r"\*\*(.+?)\*\*")
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")
#: A sign on a button.
SIGNS = {"⋮"}
LARGEST = 200_000


def _said() -> Iterator[tuple[str, str]]:
    """(English, Chinese) of every string of the program."""
    for part in sorted(PARTS.glob("*.po")):
        with part.open("rb") as file:
            for message in read_po(file):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                strings = message.string if isinstance(message.string, tuple) else (message.string,)
                yield from ((one, strings[min(place, len(strings) - 1)]) for place, one in enumerate(ids))


def _labels(language: str) -> re.Pattern[str]:
    """What can stand on a screen in that language; a place in a text stands for anything."""
    labels = {chinese if language == "zh-hans" else english for english, chinese in _said()}
    worded = sorted(one for one in labels if re.search(r"\w", PLACE.sub("", one)))
    return re.compile("|".join(".+".join(map(re.escape, PLACE.split(one))) for one in worded))


def _pages(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.md"))


@pytest.mark.parametrize("language", FOLDERS)
def test_what_the_guide_puts_in_bold_stands_on_the_screen(language):
    on_the_screen = _labels(language)
    unknown = [
        f"{page.name}: {words}"
        for page in _pages(FOLDERS[language])
        for words in BOLD.findall(page.read_text(encoding="utf-8"))
        # A sentence in bold opens a paragraph; it is no name.
        if not words.endswith((".", "。")) and words not in SIGNS and not on_the_screen.fullmatch(words)
    ]
    assert unknown == []


@pytest.mark.parametrize("language", FOLDERS)
def test_the_guide_names_every_entry_of_the_menu(language, db):
    everything = builders.user("anna", *Role.values)
    guide = (FOLDERS[language] / "index.md").read_text(encoding="utf-8")
    with translation.override(language):
        menu = [str(place.label) for place in places(everything)]
    assert len(menu) == 11
    assert [label for label in menu if f"**{label}**" not in guide] == []


@pytest.mark.parametrize("language", FOLDERS)
def test_every_role_has_its_page_under_its_name_and_the_index_leads_there(language):
    index = list(docs.targets(FOLDERS[language] / "index.md"))
    with translation.override(language):
        for role in Role:
            page = FOLDERS[language] / PAGES[role]
            assert page.read_text(encoding="utf-8").splitlines()[0] == f"# {role.label}"
            assert PAGES[role] in index


def test_both_languages_have_the_same_pages():
    english = {page.name for page in _pages(FOLDERS["en"])}
    assert {page.name for page in _pages(FOLDERS["zh-hans"])} == english | {"operating.md"}


@pytest.mark.parametrize("language", FOLDERS)
def test_a_role_is_told_on_two_screens(language):
    long = 1_200 if language == "zh-hans" else 4_500
    pages = [FOLDERS[language] / name for name in PAGES.values()]
    plain = {page.name: _length(page, language) for page in pages}
    assert {name: length for name, length in plain.items() if length > long} == {}


def _length(page: Path, language: str) -> int:
    text = page.read_text(encoding="utf-8")
    return len(re.findall(r"[\u4e00-\u9fff]", text)) if language == "zh-hans" else len(text)


def test_every_picture_is_made_by_the_program_small_enough_and_shown_somewhere():
    made = set(screenshots.images())
    assert set((PROJECT / "docs" / "images").iterdir()) == made
    assert {file.name: file.stat().st_size for file in made if file.stat().st_size > LARGEST} == {}
    shown = {
        (page.parent / target).resolve()
        for page in docs.pages()
        for target in [*docs.targets(page), *re.findall(r'<img src="([^"]+)"', page.read_text("utf-8"))]
        if target.endswith(".png")
    }
    assert shown == made
