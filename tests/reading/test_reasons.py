"""Reasons and notes: named once, translated once, never missing from the weights."""

import re
from pathlib import Path

import pytest

from tests.reading.documents import txt
from throughline.reading import features_en, features_zh
from throughline.reading.classify import verdict
from throughline.reading.model import NOTES
from throughline.reading.read import read
from throughline.reading.weights import EN, ZH

ROOT = Path(__file__).parents[2]
PARTS = (ROOT / "src/throughline/locale/zh_Hans/parts/reading.po").read_text(encoding="utf-8")


def test_every_reason_and_note_is_translated() -> None:
    translated = set(re.findall(r'^msgid "(.*)"$', PARTS, re.MULTILINE))
    names = (set(ZH) | set(EN) | set(NOTES.values())) - {"always"}
    assert names - translated == set()


@pytest.mark.parametrize(("module", "table"), [(features_zh, ZH), (features_en, EN)])
def test_every_feature_has_a_weight(module: object, table: dict) -> None:
    source = Path(module.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'seen\["([^"]+)"\]', source)) | set(
        re.findall(r'^    \("([^"]+)", [_a-z]', source, re.MULTILINE)
    )
    assert named - set(table) == set()
    assert set(table) - named - {"always", "target", "responsible body follows"} == set()


def test_a_verdict_names_what_decided() -> None:
    made = verdict({"clause begins with an order": 1.0, "in a review of the past": 1.0}, ZH)
    assert made.label == "fact"
    assert made.reasons[0] == "in a review of the past"
    assert sum(made.shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "sentence",
    [
        "We are convinced that trade brings peace.",
        "I am confident that the harbour matters to everyone.",
        "It is our conviction that schools come first.",
        "We are of the view that fees are too high.",
        "In our opinion the rules are too strict.",
        "我们坚信，港口是城市的名片。",
    ],
)
def test_a_conviction_is_an_opinion(sentence: str) -> None:
    found = read(txt(f"Notes\n\n{sentence}\n" * (1 if sentence.isascii() else 3))).findings
    assert {each.label for each in found} == {"opinion"}


def test_a_conviction_does_not_hide_a_promise() -> None:
    found = read(txt("Notes\n\nWe are confident that we will open five clinics by 2030.\n")).findings
    assert [each.label for each in found] == ["commitment"]
