"""Reasons and notes: named once, translated once, never missing from the weights."""

import re
from pathlib import Path

import pytest

from throughline.reading import features_en, features_zh
from throughline.reading.classify import verdict
from throughline.reading.model import NOTES
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
