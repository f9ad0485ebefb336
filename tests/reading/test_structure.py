"""Lines, blocks, labels and sentences."""

import re

import pytest

from tests.reading.documents import txt
from throughline.reading.numbering import label_of
from throughline.reading.read import read
from throughline.reading.sentences import LONGEST, sentences
from throughline.reading.structure import blocks_of
from throughline.reading.unwrap import unwrap


def cut(text: str) -> list[str]:
    return [text[each.start : each.end] for each in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("line", "number", "rest"),
    [
        ("一、总体要求", "一", "总体要求"),
        ("（二）主要任务", "（二）", "主要任务"),
        ("第三章 保障措施", "第三章", "保障措施"),
        ("3.完善机制。", "3", "完善机制。"),
        ("2.1 Clean water", "2.1", "Clean water"),
        ("(a) publish the list", "(a)", "publish the list"),
        ("• Plant trees", "•", "Plant trees"),
        ("## Goals", "##", "Goals"),
        ("Action 7: Launch a council", "Action 7", "Launch a council"),
    ],
)
def test_labels(line: str, number: str, rest: str) -> None:
    label = label_of(line)
    assert label is not None
    assert (label.number, line[label.end :]) == (number, rest)


@pytest.mark.parametrize("line", ["2025年工作要点", "3.5 million people", "A city for all", "o", "I will."])
def test_what_is_no_label(line: str) -> None:
    assert label_of(line) is None


def test_chinese_sentences_and_the_bracket_after_them() -> None:
    assert cut("推进改革。建立制度；落实责任！（市教育局牵头，市财政局配合）完善服务。") == [
        "推进改革。",
        "建立制度；",
        "落实责任！",
        "（市教育局牵头，市财政局配合）",
        "完善服务。",
    ]


def test_a_full_stop_in_brackets_does_not_end_the_sentence() -> None:
    assert cut("加快建设（一期已完工；二期在建）新校区。") == ["加快建设（一期已完工；二期在建）新校区。"]


def test_english_abbreviations_do_not_end_sentences() -> None:
    text = "The U.S. Government will move to GOV.UK. Dr. Hall, e.g., said so. It cost 3.5 million."
    assert len(cut(text)) == 3


def test_a_sentence_has_a_longest_length() -> None:
    assert max(map(len, cut("无标点" * 5000))) <= LONGEST
    assert "".join(cut("无标点" * 5000)) == "无标点" * 5000


def test_blocks_nest_under_their_headings() -> None:
    blocks = blocks_of(
        "一、主要任务\n（一）稳定就业\n1.扩大岗位。新增岗位1万个。\n二、保障措施\n加强领导，落实责任。"
    )
    assert [(b.kind, b.parent) for b in blocks] == [
        ("heading", None),
        ("heading", 0),
        ("item", 1),
        ("heading", None),
        ("paragraph", 3),
    ]


WRAPPED = """\
The city council will work with its partners to make
sure that every household has access to clean water
and that the costs are shared fairly by all of those
who live here. Staff will report on it each year and
publish the figures that residents have asked to see.
The second paragraph begins after a short line.

NEXT STEPS
We will hire ten inspectors for the older buildings in
the northern districts and train them before the end
of the year so that work can start in the new season.
"""


def test_wrapped_lines_are_joined_and_headings_are_not() -> None:
    text = WRAPPED
    for start, end, new in reversed(unwrap(text)):
        text = text[:start] + new + text[end:]
    lines = text.split("\n")
    assert "The city council will work with its partners to make sure that every household" in lines[0]
    assert "NEXT STEPS" in lines


def test_paragraphs_on_lines_of_their_own_stay_apart() -> None:
    assert unwrap("推进改革，完善制度。\n" * 20) == []


def test_a_lone_bullet_takes_its_line() -> None:
    assert unwrap("-\nPlant trees along the river\n") == [(1, 2, " ")]


def test_an_item_number_before_a_year_is_no_part_of_the_wording() -> None:
    text = (
        "关于港口的计划\n\n1.2027年底前建成三个泊位。\n2.2026年6月底前完成招标。\n"
        "2.1 2028年底前完成调试。\n3.1.5万亩农田完成改造。\n"
    )
    found = [f.text for f in read(txt(text)).findings]
    assert found[:3] == ["2027年底前建成三个泊位。", "2026年6月底前完成招标。", "2028年底前完成调试。"]
    assert found[3].endswith("1.5万亩农田完成改造。")


PAGES = """The council works with residents and with the voluntary sector to carry out what is promised in this
plan. Each department reports on its own actions twice a year. Under the chair of the committee, the

  2
Environment Team will publish what it measures, and the Parks Service will plant trees along the new
paths. It will begin with the streets that have the fewest of them and go on from there to the rest.

Bring Libraries and Schools Closer Together. The Central Library
Service will open its rooms to classes on two mornings a week, and each of the schools will name one

  3
teacher who plans the visits. The Education Team will say each year how many of them there were in it.

Make Buying Fairer and Say How It Is Done. Every contract above the limit that the law sets in this
field will stand on the website. The Finance Team will answer what is asked about them in two weeks.

  4
Next steps are told in the report of the autumn, which the whole council will hear and talk about then.
"""


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    told = [one.clean for one in read(txt(PAGES)).findings if one.label == "commitment"]
    assert any(
        one.startswith("Under the chair of the committee, the Environment Team will publish") for one in told
    )
    assert any(
        one.endswith("each of the schools will name one teacher who plans the visits.") for one in told
    )
    assert all("  " not in one and not re.search(r"\b[234]\b", one) for one in told)


def test_a_heading_that_a_sentence_follows_in_its_line_does_not_end_there() -> None:
    told = [one.clean for one in read(txt(PAGES)).findings]
    assert any(one.startswith("The Central Library Service will open its rooms") for one in told)


def test_a_single_number_between_lines_is_no_page() -> None:
    lone = PAGES.replace("  3\n", "").replace("  4\n", "")
    assert not any("the Environment Team" in one.clean for one in read(txt(lone)).findings)
