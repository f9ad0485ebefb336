"""The city's words: who sets them, what is refused, how every process comes to say them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from tests import builders
from throughline.history.models import AuditRecord
from throughline.history.verify import verify
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.vocabulary import published
from throughline.vocabulary.actions import set_words
from throughline.vocabulary.models import Word
from throughline.vocabulary.queries import seen_now, sentence_counts, sentences
from throughline.vocabulary.terms import BY_KEY, LANGUAGES, TERMS

pytestmark = pytest.mark.django_db

AREA = {("key_area", "zh-hans"): ("重点领域", "重点领域")}
LIST = {("register", "en"): ("action list", "action lists")}


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Iterator[Path]:
    settings.DATA_DIR = tmp_path
    yield tmp_path
    published.path().unlink(missing_ok=True)
    published.refresh()


@pytest.fixture
def say(django_capture_on_commit_callbacks):
    """Sets words as if the transaction were committed."""

    def run(wanted, **more) -> list[Word]:
        with django_capture_on_commit_callbacks(execute=True):
            return set_words(wanted, by=more.pop("by", None), **more)

    return run


def test_a_word_is_said_at_once_in_its_language_alone(say):
    with translation.override("zh-hans"):
        assert gettext("Key areas") == "重点工作"
    say(AREA)
    with translation.override("zh-hans"):
        assert gettext("Key areas") == "重点领域"
    assert gettext("Key areas") == "Key areas"
    say(LIST)
    assert gettext("Registers") == "Action lists"
    assert gettext("register") == "action list"


def test_plurals_and_contexts_are_said_too(say):
    say({("rating", "en"): ("mark", "marks"), ("task", "en"): ("item", "items")})
    assert pgettext("menu", "Ratings") == "Marks"
    assert ngettext("%(n)s task", "%(n)s tasks", 1) == "%(n)s item"
    assert ngettext("%(n)s task", "%(n)s tasks", 2) == "%(n)s items"
    assert npgettext("no such", "%(n)s boat", "%(n)s boats", 2) == "%(n)s boats"


def test_what_is_no_message_of_the_program_stays(say):
    say(LIST)
    assert gettext("My own register of birds") == "My own register of birds"


def test_saying_them_asks_the_database_nothing(say):
    say(LIST)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        published.refresh()
        for _ in range(100):
            gettext("Registers")
    assert len(queries) == 0


def test_another_process_hears_of_them_by_the_file(say, data_dir):
    say(LIST)
    held = published.path().read_text(encoding="utf-8")
    published.path().unlink()
    published.refresh()
    assert gettext("Registers") == "Registers"
    (data_dir / "vocabulary.json").write_text(held, encoding="utf-8")
    published.refresh()
    assert gettext("Registers") == "Action lists"


def test_a_lost_file_is_written_anew_when_a_server_starts(say, django_capture_on_commit_callbacks):
    say(LIST)
    published.path().unlink()
    with django_capture_on_commit_callbacks(execute=True):
        published.publish()
    assert gettext("Registers") == "Action lists"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"en": 3}',
        '{"en": {"register": ["<b>", "x"]}}',
        '{"en": {"nothing": ["a", "b"]}}',
        "\udcff",
    ],
)
def test_a_file_that_no_act_wrote_is_not_believed(content, data_dir):
    (data_dir / "vocabulary.json").write_bytes(content.encode(errors="surrogateescape"))
    published.refresh()
    assert gettext("Registers") == "Registers"


@pytest.mark.parametrize(
    "pair",
    [
        ("<b>list</b>", "lists"),
        ('"list"', "lists"),
        ("100 %s", "lists"),
        ("{list}", "lists"),
        ("it's", "lists"),
        ("x" * 41, "lists"),
        ("list", ""),
        ("", "lists"),
        ("-list", "lists"),
    ],
)
def test_what_would_break_a_sentence_is_refused(pair):
    with pytest.raises(Invalid) as refused:
        set_words({("register", "en"): pair}, by=None)
    assert refused.value.field == "register-en"
    assert not Word.objects.exists()


def test_two_concepts_keep_two_names(say):
    with pytest.raises(Invalid, match="“tasks” is the name of another concept"):
        set_words({("register", "en"): ("task list", "tasks")}, by=None)
    say({("task", "zh-hans"): ("事项", "事项")})
    with pytest.raises(Invalid, match="事项"):
        set_words({("milestone", "zh-hans"): ("事项", "事项")}, by=None)


def test_the_programs_own_word_is_the_way_back(say):
    say(LIST)
    say({("register", "en"): ("register", "registers")})
    assert Word.objects.get().one == ""
    assert gettext("Registers") == "Registers"
    say(LIST)
    say({("register", "en"): ("", "")})
    assert gettext("Registers") == "Registers"
    assert verify().problems == []


def test_nothing_changed_is_no_act(say):
    say(LIST)
    before = AuditRecord.objects.count()
    assert say(LIST) == []
    assert AuditRecord.objects.count() == before


def test_who_looked_before_a_change_is_told(say):
    seen = seen_now()
    say(LIST)
    with pytest.raises(ChangedMeanwhile):
        set_words(AREA, by=None, seen=seen)


def test_only_administrators_choose_words(say):
    with pytest.raises(NotAllowed):
        set_words(LIST, by=builders.user("plan", "plan_office"))
    say(LIST, by=builders.user("boss", "administrator"))
    assert AuditRecord.objects.filter(act="vocabulary.set_words").get().by_name


def test_the_sentences_of_a_concept_are_shown_before_and_after():
    found = sentences(BY_KEY["key_area"], "zh-hans", ("重点领域", "重点领域"))
    assert ("重点工作", "重点领域") in [(one.usual, one.new) for one in found]
    for language in LANGUAGES:
        assert all(sentence_counts(language)[term.key] for term in TERMS)
