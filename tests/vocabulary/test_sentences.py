"""The city's words in the program's sentences: pure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.vocabulary.sentences import NO_WORDS, renewed
from throughline.vocabulary.terms import TERMS
from throughline.vocabulary.translation import CONTEXT, own_messages

WORDS = {"register": ("action list", "action lists"), "task": ("item", "items")}


@pytest.mark.parametrize(
    ("usual", "new"),
    [
        ("A register of tasks.", "An action list of items."),
        ("an register, a task; Tasks", "an action list, an item; Items"),
        ("REGISTERS", "ACTION LISTS"),
        ("Registered, taskmaster, multi-task", "Registered, taskmaster, multi-task"),
        ("%(register)s has %(n)d tasks", "%(register)s has %(n)d items"),
        ('<a href="/task/">task</a> {task} &task;', '<a href="/task/">item</a> {task} &task;'),
        ("Run “throughline import tasks” for the tasks.", "Run “throughline import tasks” for the items."),
    ],
)
def test_words_are_put_in_as_a_sentence_wants_them(usual, new):
    assert renewed(usual, usual, WORDS, "en") == new


def test_words_change_places_in_one_pass():
    swapped = {"register": ("task", "tasks"), "task": ("register", "registers")}
    assert renewed("Tasks of a register", "", swapped, "en") == "Registers of a task"
    assert (
        renewed("台账中的任务", "", {"register": ("任务",) * 2, "task": ("台账",) * 2}, "zh-hans")
        == "任务中的台账"
    )


def test_where_a_word_means_something_else_it_stays():
    words = {"task": ("item", "items"), "circular": ("notice", "notices")}
    assert renewed("For a task force", "For a task force", words, "en") == "For a task force"
    assert renewed("已通报", "Circulated", {"circular": ("专报", "专报")}, "zh-hans") == "已通报"
    assert renewed("近期督查通报", "Recent circulars", {"circular": ("专报",) * 2}, "zh-hans") == "近期专报"


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(own_messages())),
    st.dictionaries(st.sampled_from([term.key for term in TERMS]), st.just(("Ж", "Ж")), min_size=1),
    st.sampled_from(["en", "zh-hans"]),
)
def test_places_and_marks_of_a_message_are_never_touched(message, words, language):
    text = message.rpartition(CONTEXT)[2]
    new = renewed(text, text, words, language)
    assert NO_WORDS.split(new)[1::2] == NO_WORDS.split(text)[1::2]


def test_every_concept_is_named_somewhere_in_both_languages():
    for term in TERMS:
        named = [
            message
            for message in own_messages()
            if renewed(message, message, {term.key: ("Ж", "Ж")}, "en") != message
        ]
        assert named, term.key
