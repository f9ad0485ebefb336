"""Every page in both languages: nothing of the other one is left, but for what people wrote themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from tests import builders
from tests.web.test_pages import names
from tests.web.whole import ARGUMENTS, Whole
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.history.act import act
from throughline.organizations.models import Grant

pytestmark = pytest.mark.django_db

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]+")
LATIN = re.compile(r"[A-Za-z]{2,}")
#: What is the same in every language: names, kinds of files, keys, units, codes that the program reads.
COMMON = (
    *(
        "Throughline",
        "English",
        "简体中文",
        "AB角",
        "SHA-256",
        "JSON",
        "Bearer",
        "API",
        "/api/v1/",
        "YAML",
        "PDF",
    ),
    *(
        "xlsx",
        "docx",
        "html",
        "csv",
        "txt",
        "pdf",
        "md",
        "zip",
        "jpeg",
        "png",
        "MB",
        "KB",
        "km",
        "bytes",
        "CN",
    ),
    *("Excel", "Word", "WPS", "LibreOffice"),
    *(
        "{n}",
        "{nnn}",
        "{year}",
        "tr for one in",
        "tr endfor",
    ),  # as they are written in patterns and templates
    *("Ctrl", "Enter", "Esc", "THROUGHLINE_WORKER", "SQLite", "PostgreSQL", "Asia/Shanghai"),
    "open, complete, closed",  # as they are written in rules
)
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-label", "data-limit-message", "label")
SILENT = ("script", "style", "code", "svg", "textarea")


class Reader(HTMLParser):
    """What a page says: its texts, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.language = ""
        self._silent = 0
        self._other = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "html":
            self.language = known.get("lang") or ""
        self._silent += tag in SILENT
        self.said += [value for name, value in attrs if name in SPOKEN and value]
        if tag == "input" and known.get("type") in ("submit", "button"):
            self.said.append(known.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.said.append(" ".join(data.split()))


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def charts(html: str) -> Iterator[str]:
    """The titles, axes and legends of the page's charts."""
    for found in re.findall(r'<script type="application/json">(.*?)</script>', html, re.DOTALL):
        yield from _texts(json.loads(found))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("title", "caption", "description") and isinstance(inner, str):
                yield inner
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def written() -> list[str]:
    """Everything that people wrote, as the database holds it; the longest first."""
    found: set[str] = set()
    for model in apps.get_models(include_auto_created=True):
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField)
            and not field.choices
        ]
        for row in model._base_manager.values_list(*columns) if columns else ():
            for value in row:
                found.update(_pieces(value))
    return sorted((text for text in found if len(text) > 1), key=len, reverse=True)


def _pieces(value: object) -> Iterator[str]:
    """A text as a page shows it: whole, line by line, its blanks made one."""
    if isinstance(value, str):
        yield from (" ".join(line.split()) for line in (value, *value.splitlines()))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _pieces(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pieces(inner)


def leftover(text: str, known: list[str], foreign: re.Pattern[str]) -> str:
    """What stays of a text in the other language's letters once all that people wrote is taken out."""
    for piece in known:
        text = text.replace(piece, " ")
        if not foreign.search(text):
            return ""
    cut = text.rstrip("… ")
    if cut != text and any(piece.startswith(cut.strip()) for piece in known):
        return ""
    return text if foreign.search(text) else ""


@pytest.fixture
def place(whole_city: Whole) -> Whole:
    return whole_city


@pytest.fixture
def everybody(place: Whole) -> User:
    """Somebody who sees and may do everything."""
    user = builders.user("everybody", *Role.values)
    with act("test.grants", by=None) as this:
        for role in (Role.UNIT_OFFICER, Role.SECRETARY):
            acts_for = place.town.posts["city"] if role == Role.SECRETARY else None
            this.create(Grant(user=user, role=role, organization=place.town.units["city"], acts_for=acts_for))
    return user


def addresses(place: Whole) -> dict[str, str]:
    """Every page by name, also those with a word to look for."""
    found = {
        name: reverse(name, args=ARGUMENTS[name](place) if name in ARGUMENTS else []) for name in names()
    }
    return found | {
        "search": f"{found['directory']}?text=Qian",
        "no match": f"{found['directory']}?text=zzzz",
        "grouped": f"{found['register']}?group=leader&lacks=any&columns=lacks&columns=others",
        "nothing left": f"{found['register']}?text=zzzz",
        "uncovered": f"{found['edition']}?only=uncovered",
        "told": f"{found['history']}?text=zzzz",
        "missing": "/nothing/here/",
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "foreign", "tag"), [("zh-hans", LATIN, "zh-Hans"), ("en", CHINESE, "en")]
)
def test_no_page_speaks_the_other_language(place, everybody, language, foreign, tag):
    everybody.language = language
    everybody.save()
    client = Client()
    client.force_login(everybody)
    known = sorted({*written(), *COMMON}, key=len, reverse=True)
    faults = []
    for name, address in addresses(place).items():
        sent = ("get", "post") if name.endswith(("_new", "_edit", "_rename")) else ("get",)
        for method in sent:
            answer = getattr(client, method)(address)
            if answer.streaming:
                b"".join(answer)  # which closes the file
            elif "html" in answer.get("Content-Type", ""):
                html = answer.content.decode()
                page = read(html)
                assert page.language in (tag, ""), name
                said = [*page.said, *charts(html)]
                faults += [(name, method, text) for text in said if leftover(text, known, foreign)]
    assert faults == [], "\n".join(map(str, faults))


def test_the_leftover_of_a_text_is_what_nobody_wrote():
    assert leftover("任务 Sea wall", ["Sea wall"], LATIN) == ""
    assert leftover("Sea wall 的 Report", ["Sea wall"], LATIN).strip() == "的 Report"
    assert leftover("Sea wa…", ["Sea wall"], LATIN) == ""
    assert leftover("Report…", ["Sea wall"], LATIN) == "Report…"
    assert leftover("Report 报告", [], CHINESE) == "Report 报告"


def test_the_words_of_a_page_are_read_with_its_labels():
    page = read(
        '<html lang="en"><p title="A">B <b>C</b></p><script>D</script><input type="submit" value="E">'
    )
    assert (page.said, page.language) == (["A", "B", "C", "E"], "en")


def test_a_person_is_addressed_in_the_language_they_chose(place):
    client = place.client("officer", headers={"Accept-Language": "en"})
    assert "今日待办" not in client.get("/").content.decode()
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert User.objects.get(username="officer").language == "zh-hans"
    assert "今日待办" in client.get("/").content.decode()
    elsewhere = place.client("officer", headers={"Accept-Language": "en"})
    elsewhere.force_login(User.objects.get(username="officer"))
    assert 'lang="zh-Hans"' in elsewhere.get("/").content.decode()


@pytest.mark.parametrize(
    ("asked", "heard"), [("zh-CN,zh;q=0.9", "登录"), ("de, en;q=0.5", "Log in"), ("fr", "")]
)
def test_a_visitor_is_addressed_in_the_browsers_language(settings, asked, heard):
    with override(settings.LANGUAGE_CODE):
        usual = gettext("Log in")
    html = Client().get("/login/", headers={"Accept-Language": asked}).content.decode()
    assert (heard or usual) in html
