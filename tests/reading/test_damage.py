"""Repair against damage that is made on purpose: what survives is restored, what does not is marked, and clean text
stays as it is. The passages are those of real documents; `damaging.py` knows what a perfect repair would make."""

from __future__ import annotations

import random
from collections import Counter
from difflib import SequenceMatcher

import pytest

from tests.reading.damaging import DOCUMENTS, KINDS, LOST, damaged, passages
from throughline.lib.mapped_text import MappedText
from throughline.reading.model import Damage
from throughline.reading.repair import repair

NUMBER = 1000


@pytest.fixture(scope="module")
def clean() -> list[str]:
    return passages(NUMBER)


def test_clean_passages_are_not_edited(clean):
    assert len(clean) == NUMBER
    assert [piece for piece in clean if repair(MappedText.identity(piece))[1]] == []


def test_a_typed_question_mark_is_no_damage(clean):
    asked = [piece.replace(mark, "?", 1) for piece in clean for mark in "，、" if mark in piece[:-3]]
    assert len(asked) > NUMBER
    assert [piece for piece in asked if repair(MappedText.identity(piece))[1]] == []


def test_clean_documents_are_not_edited():
    """Every Chinese document whole, and as one endless line; what they carry besides characters is told by name."""
    for file in sorted(DOCUMENTS.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        for written in (text, text.replace("\n", "")):
            kinds = {each.kind for each in repair(MappedText.identity(written))[1]}
            assert not kinds & {"decoding", "lost", "pinyin", "spaced_digits", "quote_end"}, file.name


@pytest.mark.parametrize("seed", [7, 3])
def test_what_survives_is_restored_and_the_rest_is_marked(clean, seed):
    """At least 99 % of the characters whose bytes survive, for each kind of damage; no rubbish is left unmarked."""
    draw = random.Random(seed)
    survive, restored, lost, rubbish = Counter(), Counter(), Counter(), Counter()
    for piece in clean:
        for made in damaged(piece, draw):
            got, damage = repair(MappedText.identity(made.text))
            right, left = compared(made.wanted, got.text)
            survive[made.kind] += sum(character != LOST for character in made.wanted)
            restored[made.kind] += right
            lost[made.kind] += made.wanted.count(LOST)
            rubbish[made.kind] += left
            check_offsets(got, damage)
            assert damage or made.text == made.wanted
    assert set(survive) == set(KINDS)
    assert {
        kind: restored[kind] / number for kind, number in survive.items() if restored[kind] < 0.99 * number
    } == {}
    assert rubbish.total() == 0


def compared(wanted: str, got: str) -> tuple[int, int]:
    """How many surviving characters stand where they belong, and how many are neither that nor marked."""
    if wanted == got:
        return sum(character != LOST for character in wanted), 0
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    right = sum(character != LOST for block in blocks for character in wanted[block.a : block.a + block.size])
    known = {place for block in blocks for place in range(block.b, block.b + block.size)}
    return right, sum(place not in known and character != LOST for place, character in enumerate(got))


def check_offsets(got: MappedText, damage: list[Damage]) -> None:
    """What no repair touched is quoted exactly, and what one touched is listed."""
    touched: set[int] = set()
    for each in damage:
        assert 0 <= each.start < each.end <= len(got.source)
        touched.update(range(each.start, each.end))
    seen: set[int] = set()
    place = 0
    for length, start, end in got.runs():
        made = got.text[place : place + length]
        if length == end - start:
            changed = {start + n for n in range(length) if made[n] != got.source[start + n]}
        else:
            changed = set(range(start, end))
        assert touched >= changed
        assert got.quote(place, place + length) == got.source[start:end]
        seen.update(range(start, end))
        place += length
    assert touched.issuperset(set(range(len(got.source))) - seen)


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("这样做行吗？好的，我们马上去办，今天就办。", "这样做行吗？好的，我们马上去办，今天就办。"),
        ("What? 我们今天去办，马上就办。", "What? 我们今天去办，马上就办。"),
        ("保障农民?平\ufffd权益", "保障农民\ufffd\ufffd\ufffd权益"),
    ],
)
def test_questions_stay_and_the_hopeless_is_marked(text, repaired):
    mapped, damage = repair(MappedText.identity(text))
    assert mapped.text == repaired
    assert bool(damage) == (LOST in repaired)
