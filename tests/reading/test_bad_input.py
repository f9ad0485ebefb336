"""Input that no plan is: nothing fails, nothing is made up, and no wording costs more than its length."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.reading.documents import txt
from tests.reading.test_read import PIECES, check, seconds
from throughline.reading.read import read

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1234567890" * 20_000, "no_words"),
        ("12.5% 3,400 2027 " * 5_000, "no_words"),
        ("🙂🚢⚓️" * 5_000, "no_words"),
        ("ستفتح المدينة ثلاث مدارس جديدة قبل نهاية عام 2027. " * 50, "third_language"),
        ("העירייה תפתח שלושה בתי ספר עד סוף 2027. " * 50, "third_language"),
        ("市は2027年までに三つの学校を開きます。そして道路も直します。" * 50, "third_language"),
    ],
    ids=["digits", "figures", "emoji", "Arabic", "Hebrew", "Japanese"],
)
def test_what_holds_no_words_of_ours_says_so_and_finds_nothing(text: str, code: str) -> None:
    reading = read(txt(text), dated=DAY)
    check(reading)
    assert code in {note.code for note in reading.message}
    assert reading.findings == ()


def test_words_among_other_scripts_and_pictures_are_quoted_exactly() -> None:
    for ours in (
        "🚢市港务局⚓️6月底前建成两个码头。\n",
        "🚢 The Harbour Board will open two slipways by June 2027.\n",
    ):
        reading = read(txt(f"🙂 مرحبا\n{ours * 3}שלום 🙂\n"), dated=DAY)
        check(reading)
        assert [found.label for found in reading.findings].count("commitment") == 3


@pytest.mark.parametrize("brackets", ["（）", "()", "[]", "《》", "“”", "【】"])
def test_ten_thousand_nested_brackets(brackets: str) -> None:
    opening, closing = brackets
    text = opening * 10_000 + "市港务局牵头，2027年完成" + closing * 10_000
    assert seconds(text) < 4.0


@settings(max_examples=40, deadline=None)
@given(st.dates(), st.lists(st.sampled_from(PIECES), max_size=6))
@example(
    date.max,
    ["未来三年、下下周五前、明年6月底前建成三所学校。", "Within three years, by next Friday, it will open."],
)
@example(
    date.min, ["上上周、去年、前天建成三所学校。", "Last week and yesterday it was opened two years ago."]
)
@example(date(2999, 12, 31), ["今年底前建成三所学校。到2030年，建成五所学校。"])
def test_a_document_of_any_day(day: date, pieces: list[str]) -> None:
    """Also one dated in the future, or on the last day that a calendar has."""
    check(read(txt("市政府工作方案\n" + "\n".join(pieces)), dated=day))


def test_what_a_document_of_the_future_calls_past_is_past() -> None:
    reading = read(
        txt("到2030年，建成五所学校，改造十条道路。\n今年底前建成三所学校。\n"), dated=date(2999, 3, 5)
    )
    assert [found.deadline for found in reading.findings if found.label == "commitment"][-1] == date(
        2999, 12, 31
    )


WORDS = {
    "zh": (
        "市教育局 各部门 牵头 配合 （ ） “ ” ， 。 ； 、 ： 要 将 力争 确保 到2027年 6月底前 下周五前 每年 十五五时期 "
        "新增 建成 学位 2700个 不少于 以上 的 年收入 ≥20万元 提高 到 95% 从 10 万元 指出 书记 张三 他 表示 坚持 "
        "发挥 作用 处理好 关系 以下简称 负责 指导 ?！ 睘榘 第 项 类 二季度 年前 比 责任单位： 完成时限： "
        "80% 实现 压缩 同比 由 请 会同 计划 仍未 其中 三成 国庆节前 （牵头） 分别 逐 预计 事项　单位　时限"
    ).split(),
    "en": (
        "the The City Council will must should be made by , . ; : ( ) “ ” Lead: supporting from 5 to 10 % $3 million "
        "June 2027 next Friday of within three years at least no more than double each year that which who we Mayor "
        "Ann Marlow said it they in coordination with and led not exceed due to new federal standards 1. • | # how "
        "is agreed to law requires Under Act Due: Timeline: if expected by a third before mid-2027 Q3 2026/27 Rs. "
        "crore every is to undertook ACTION – takes the lead [Public Works] → FY28 31/03/2027 zero 14 remaining per | "
        "goal rests"
    ).split(),
}
PLAIN = {
    "zh": "群众的生活一天比一天好起来了。",
    "en": "Life in the town has become a little better since then. ",
}
LENGTH, DRAWS, TIMES = 6_000, 24, 40


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_wording_costs_much_more_than_plain_text(language: str) -> None:
    """Texts drawn from the words that the patterns go by, repeated: bounded beside plain text, and linear."""
    draw = random.Random(11)
    blank = "" if language == "zh" else " "
    plain = seconds(PLAIN[language] * (LENGTH // len(PLAIN[language])), language=language)
    for _ in range(DRAWS):
        wording = blank.join(draw.choices(WORDS[language], k=draw.randint(1, 9))) + blank
        text = wording * (LENGTH // len(wording))
        once = seconds(text, language=language)
        assert once < TIMES * plain + 0.3, wording
        if once > 0.1:
            assert any(seconds(text * 3, language=language) < 6 * once + 0.15 for _ in range(3)), wording
