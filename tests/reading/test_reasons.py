"""Reasons and notes: named once, translated once, never missing from the weights."""

import re
from datetime import date
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


@pytest.mark.parametrize(
    "sentence",
    [
        "Residents can apply for the subsidy until 30 June 2027.",
        "Small firms may submit claims by 31 March 2027.",
        "Applications must be received by 1 May 2027.",
        "Households with fewer than three members are eligible for the grant.",
        "The closing date for nominations is 3 June 2027.",
        "‘Slipway’ means a ramp that leads into the water.",
        "申报单位应于2027年3月底前提交材料。",
        "申请人可在2027年6月30日前撤回申请。",
        "报名截止时间为2027年5月10日。",
    ],
)
def test_what_applicants_may_or_have_to_do_is_nobodys_promise(sentence: str) -> None:
    text = {
        True: "The Harbour Board will open two slipways by June 2027.",
        False: "市港务局6月底前建成两个码头。",
    }
    found = read(
        txt(f"{text[sentence.isascii() or '‘' in sentence]}\n\n{sentence}\n"), dated=date(2027, 1, 5)
    ).findings
    assert [one.label for one in found] == ["commitment"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The Council will help residents who can apply for the subsidy by June 2027.",
        "The Council will write to all households that are eligible for the grant by June 2027.",
        "The Ministry will answer all applications that can be submitted online within ten days.",
        "市人社局2027年底前为申报单位办结全部申请。",
    ],
)
def test_what_a_body_does_for_applicants_is_its_promise(sentence: str) -> None:
    found = read(txt(sentence + "\n"), dated=date(2027, 1, 5)).findings
    assert [one.label for one in found] == ["commitment"]


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
