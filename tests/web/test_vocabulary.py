"""A word that the city changes stands on every page listed for it, and nothing else on the pages changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import builders
from tests.web.whole import TODAY, Whole, address, read, text
from throughline.vocabulary import published
from throughline.vocabulary.actions import set_words
from throughline.vocabulary.models import Word
from throughline.vocabulary.sentences import renewed
from throughline.vocabulary.terms import TERMS
from throughline.web.views.vocabulary import PAGES

pytestmark = pytest.mark.django_db

#: Words that stand nowhere else.
CHINESE = {term.key: (f"甲{at}乙", f"甲{at}乙") for at, term in enumerate(TERMS)}
ENGLISH = {term.key: (f"xq{at} thing", f"xq{at} things") for at, term in enumerate(TERMS)}
#: What people wrote, with the program's words in it.
WRITTEN = "Task: the register of milestones 台账任务 <lead>"
PAGES_COMPARED = (
    "home overview registers register tasks task task_new reports ratings circulars circular rule_sets "
    "organization person plan documents rights projects"
).split()


@pytest.fixture(autouse=True)
def city(whole_city: Whole, settings, tmp_path) -> Iterator[Whole]:
    settings.DATA_DIR = tmp_path
    builders.task(whole_city.register, whole_city.water, title=WRITTEN)
    yield whole_city
    published.path().unlink(missing_ok=True)
    published.refresh()


@pytest.fixture
def say(django_capture_on_commit_callbacks):
    def run(language: str, words: dict[str, tuple[str, str]]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            set_words({(key, language): pair for key, pair in words.items()}, by=None)

    return run


def client_of(city: Whole, name: str, language: str) -> Client:
    user = city.users[name]
    type(user).objects.filter(pk=user.pk).update(language=language)
    return city.client(name)


def lines(page: str) -> list[str]:
    """The page's texts and what its attributes say to people, in order."""
    page = re.sub(r'("X-CSRFToken": |name="csrfmiddlewaretoken" value=)"[^"]*"', "", page)
    page = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), page)  # charts are JSON
    return [unescape(one) for one in re.split(r"<|>", re.sub(r"\s+", " ", page))]


@pytest.mark.parametrize(("language", "words"), [("zh-hans", CHINESE), ("en", ENGLISH)])
def test_each_page_listed_shows_the_new_word(city, say, language, words):
    say(language, words)
    for key, names in PAGES.items():
        for name in names:
            who = "officer" if name == "home" else "supervision"
            page = text(client_of(city, who, language).get(reverse(name)))
            shown = [one for form in words[key] for one in (form, form[0].upper() + form[1:])]
            assert any(one in page for one in shown), (key, name)


@pytest.mark.parametrize(("language", "words"), [("zh-hans", CHINESE), ("en", ENGLISH)])
def test_nothing_else_changes(city, say, language, words):
    """Each text of a page is as it was, or as it was with the words exchanged; what people wrote is as it was."""
    client = client_of(city, "supervision", language)
    before = {name: lines(text(client.get(address(city, name)))) for name in PAGES_COMPARED}
    say(language, words)
    changed = 0
    for name, was in before.items():
        page = text(client.get(address(city, name)))
        now = lines(page)
        assert len(now) == len(was), name
        for one, other in zip(was, now, strict=True):
            if one != other:
                changed += 1
                assert undone(other, language, words) == undone(one, language, {}), (name, one, other)
        if name == "tasks":
            assert unescape(page).count(WRITTEN) >= 1
    assert changed > 100


def undone(line: str, language: str, words: dict[str, tuple[str, str]]) -> str:
    """The line with the new words taken back, without articles and capitals, which follow the word."""
    forms = sorted(
        ((form, key) for key, pair in words.items() for form in set(pair)), key=lambda p: -len(p[0])
    )
    usual = {term.key: term for term in TERMS}
    for form, key in forms:
        term = usual[key]
        back = term.chinese[-1] if language == "zh-hans" else term.english[form != words[key][0]]
        line = re.sub(re.escape(form), back, line, flags=re.IGNORECASE)
    line = line.replace("督查通报", "通报")
    return re.sub(r"\ban? ", "a ", line, flags=re.IGNORECASE).lower()


def test_workbooks_tables_and_the_api_say_it_and_the_apis_keys_do_not_change(city, say):
    client = client_of(city, "supervision", "zh-hans")
    path = reverse("register_export", args=["tasks", "csv"])
    keys = client.get("/api/v1/tasks").json()
    before = read(client.get(path)).decode("utf-8-sig").splitlines()[0]
    say("zh-hans", CHINESE)
    after = read(client.get(path)).decode("utf-8-sig").splitlines()[0]
    assert after != before
    assert after == ",".join(renewed(one, "", CHINESE, "zh-hans") for one in before.split(","))
    assert client.get("/api/v1/tasks").json() == keys
    refused = client.get("/api/v1/tasks", {"register": "no-such"})
    assert refused.status_code in (200, 404, 422)


def test_a_past_day_is_told_in_todays_words(city, say):
    say("zh-hans", {"register": ("甲清单", "甲清单")})
    client = client_of(city, "supervision", "zh-hans")
    page = text(client.get(reverse("registers"), {"as_of": TODAY.date().isoformat()}))
    assert "甲清单" in page


# ---- the page ----


def fields(**changed: str) -> dict[str, str]:
    return {"row_version": "0", **changed}


def test_the_page_previews_without_saving_and_saves(city, django_capture_on_commit_callbacks):
    client = client_of(city, "administrator", "zh-hans")
    path = reverse("vocabulary")
    assert "重点工作" in text(client.get(path))
    wanted = fields(**{"key_area-zh-hans": "重点领域"})
    page = text(client.post(path, {**wanted, "preview": "1"}))
    assert "<td>重点领域</td>" in page
    assert not Word.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(path, wanted).status_code == 302
    assert Word.objects.get().one == "重点领域"
    with translation.override("zh-hans"):
        assert "重点领域" in text(client.get(reverse("overview")))
    stale = client.post(path, fields(**{"key_area-zh-hans": "重点板块"}))
    assert stale.status_code == 422
    assert Word.objects.get().one == "重点领域"


def test_a_bad_word_is_told_at_its_field(city):
    client = client_of(city, "administrator", "en")
    bad = fields(**{"register-en": "<script>", "register-en-many": "x"})
    for more in ({}, {"preview": "1"}):
        answer = client.post(reverse("vocabulary"), {**bad, **more})
        assert answer.status_code == 422
        assert "no quotes, tags" in text(answer)
        assert "<script>" not in text(answer).replace("<script src", "")


@pytest.mark.parametrize("name", ["plan", "supervision", "auditor", "officer"])
def test_others_neither_see_nor_change_it(city, name):
    client = city.client(name)
    assert client.get(reverse("vocabulary")).status_code == 403
    assert client.post(reverse("vocabulary"), fields(**{"task-zh-hans": "事项"})).status_code == 403
    assert not Word.objects.exists()
