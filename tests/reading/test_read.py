"""The whole reader: every span quotes the text, on clean, mutated and hostile input."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.documents import txt
from throughline.formats.extract import Extract, extract
from throughline.reading.model import Reading, as_json
from throughline.reading.read import read

DAY = date(2026, 3, 5)
PIECES = [
    "一、主要任务\n",
    "（一）稳定和扩大就业。",
    "到2027年，城镇新增就业1100万人以上。",
    "（市人社局牵头，市财政局配合）",
    "市教育局局长张明华表示，市教育局将加快建设学校。",
    "“要把项目抓实。”",
    "| No. | Action | Lead | Due |\n|---|---|---|---|\n| 1 | Publish it | Data Office | 2027 |\n",
    "By March 2027, the City Council will plant 3,000 trees.\n",
    "• Expand access to clean water\n",
    "It will cut the sub-\nsidy by 10%.",
    "“We will act,” said Maria Lopez, mayor.",
    "習(xí)近平 2 0 2 5年 &amp; <br> ?!睘榘堰@次",
    "\x00\ufeff\u200b\xad\n",
    "以下均需各县区政府落实，不再列出。",
    "，。；：“”（）|#*",
    "￥１２３％ 🙂 مرحبا ",
]


def spans_of(reading: Reading) -> list:
    found = []
    for finding in reading.findings:
        found += [
            finding,
            *finding.lead,
            *finding.joint,
            *finding.supporting,
            *finding.supervising,
            *finding.accountable,
            *finding.leader,
        ]
        found += [finding.speaker] if finding.speaker else []
    return found


def check(reading: Reading) -> None:
    text = reading.text
    for each in spans_of(reading):
        assert each.text
        assert text[each.start : each.end] == each.text
    for finding in reading.findings:
        for target in finding.targets:
            assert 0 <= target.start < target.end <= len(text)
    for entry in [*reading.damage, *reading.outline]:
        assert 0 <= entry.start <= entry.end <= len(text)
    starts = [node.start for node in reading.outline]
    assert starts == sorted(starts)
    assert all(node.parent is None or node.parent < node.index for node in reading.outline)
    as_json(reading)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=14),
    st.sampled_from(["auto", "zh", "en"]),
)
def test_every_span_is_in_the_text(pieces: list[str], language: str) -> None:
    check(read(txt("".join(pieces)), language=language, dated=DAY))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_spans_hold_when_a_text_is_mutated(data: st.DataObject) -> None:
    text = list("".join(PIECES) * 2)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] = data.draw(
            st.sampled_from(["", "\n", "（", "）", "2", "。", "?", "将", "will ", "|", "\ufffd"])
        )
    check(read(txt("".join(text)), dated=DAY))


def test_the_outline_covers_the_visible_text_in_order() -> None:
    text = "工作方案\n\n一、总体要求\n推进改革，完善制度。\n1.加强领导。健全机制，落实责任。\n"
    reading = read(txt(text))
    covered = set()
    for node in reading.outline:
        covered |= set(range(node.start, node.end))
    assert all(position in covered or text[position].isspace() for position in range(len(text)))
    assert [node.text for node in reading.outline] == [
        "工作方案",
        "总体要求",
        "推进改革，完善制度。",
        "加强领导。健全机制，落实责任。",
    ]


def test_a_web_page_is_read_by_its_visible_text() -> None:
    page = (
        b"<html><body><h1>Plan</h1><p>The City Council will open <b>two</b> new clinics by March "
        b"2027.</p><script>x()</script></body></html>"
    )
    reading = read(extract(page, "plan.html"), dated=DAY)
    check(reading)
    finding = next(f for f in reading.findings if f.label == "commitment")
    assert finding.clean == "The City Council will open two new clinics by March 2027."
    assert "<b>two</b>" in finding.text
    assert finding.deadline == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12 345 67,8 % 2026", "no_words"),
        (
            "El gobierno de la ciudad va a construir las escuelas que los vecinos piden, con qué dinero no se sabe.",
            "third_language",
        ),
        ("Правительство построит новые школы до конца года.", "third_language"),
        ("Short note.", "little_text"),
    ],
)
def test_texts_with_little_in_them_say_so(text: str, code: str) -> None:
    reading = read(txt(text))
    assert code in {note.code for note in reading.message}
    assert not [f for f in reading.findings if f.label == "commitment"]


def test_no_file_may_lack_a_date() -> None:
    reading = read(txt("今年要完成改造任务，到明年6月底前建成学校。市教育局将于三年内完成。"))
    check(reading)
    assert reading.dated is None


def test_the_document_says_its_day() -> None:
    assert read(
        txt("关于做好工作的通知\n加快推进改革，完善制度。\n市政府办公室\n2026年3月5日\n")
    ).dated == date(2026, 3, 5)
    assert read(
        txt("ACTION PLAN\nDECEMBER 2025\n\nThe council will act on the plan and report on it.\n")
    ).dated == date(2025, 12, 31)


def seconds(text: str, **how: str) -> float:
    begun = time.process_time()
    check(read(Extract(text=text, kind="txt", media_type="text/plain"), dated=DAY, **how))
    return time.process_time() - begun


WORST = {
    "each to": "Every boat and every crew " * 900,
    "is to, in English": "Boats, and crews, " * 1_100 + "is to",
    "thousands apart": "1 150 " * 3_500,
    "from one to the next": "from 9 km to 8 → 7 " * 1_000,
    "number words": "four thousand five hundred and " * 700,
    "of how many": "14 of the " * 2_000,
    "remaining": "the remaining 4 of target 2027: " * 650,
    "measures": "Aa: no more than 9 of Bb: " * 800,
    "wide gaps": "Action   Measure   Owner\n" + "a   b   c\n" * 2_000,
    "gaps": "a   " * 5_000,
    "bars of sentences": "| Plant the trees in spring | Bb |\n" * 600,
    "labelled cells": "A | 2027 target: 9 | " * 1_000,
    "square brackets": "[Public Works] " * 1_300,
    "lists of bodies": "the Board, the Council and " * 800,
    "rests with": "duty rests with the Aa " * 900,
    "agents, in English": "shall be made by the Aa by May " * 650,
    "agreed": "agreed that the Aa make of " * 750,
    "with others": "The Board, working with Aa Bb, " * 650,
    "goals": "goals: growth of 4%;\n" * 950,
    "earlier plans": "The former plan promised " * 800,
    "financial years": "FY28 Q2 FY27 2026-27 " * 950,
    "meetings": "no later than the May meeting " * 650,
    "brackets": "（" * 10_000 + "牵头" + "）" * 10_000,
    "brackets in brackets": "（市（局）" * 4_000,
    "charged": "由市局、" * 5_000,
    "charged with nobody": "由" * 20_000,
    "whom they ask": "请市局会同" * 4_000,
    "spaced cells": "任务　单位　时限\n" * 2_500,
    "small tables": "任务　单位　时限\n1　市局　5月\n无\n" * 900,
    "blank cells": "任务 单位 时限" + " " * 20_000,
    "in turn": "2027年、" * 4_000 + "分别",
    "parts of it": "其中超5亿元项目3个、" * 2_000,
    "short of": "仍未，不足5" * 3_500,
    "numbered": "1.建成3座。\n" * 2_500,
    "bullets": "● 做好工作\n" * 2_500,
    "since": "一年以来，" * 4_000,
    "digits": "1" * 20_000,
    "spaced digits": "1 " * 10_000 + "年",
    "commas": "，" * 20_000,
    "names": "张三、" * 7_000 + "负责",
    "one word": "will" * 5_000,
    "capitals": "Aa " * 7_000,
    "percent": "9% " * 7_000,
    "bars": "|" * 20_000,
    "quotes": "“”" * 10_000,
    "years": "2027年" * 4_000,
    "dots": ". " * 10_000,
    "by": "by the end of " * 1_500,
    "tags": "<b " * 7_000,
    "hyphens": "a-\n" * 7_000,
    "questions": "?!睘榘" * 5_000,
    "titles": "书记主任局长" * 3_500,
    "stars": "*" * 20_000,
    "from to": "from 5 to " * 2_000,
    "short names": "Aa Bb (AB) " * 1_700,
    "short names declared": "（市，以下简称" * 3_000,
    "links": "[" * 20_000,
    "said": "said Aa Bb, " * 1_700,
    "until": "以下均需" * 5_000,
    "roles in brackets": "(lead: Aa; with Bb " * 1_200,
    "bracket after bracket": "(lead: A) " * 2_000,
    "limits": "must not exceed 9 no more than " * 700,
    "guiding": "（指导督促" * 4_000,
    "days": "on June 5 to " * 1_500,
    "years first": "2027-06-2027 June " * 1_100,
    "until days": "6月10日至" * 3_400,
    "counted": "新增学位9个的" * 2_500,
    "two of them": "建成两所建设三座" * 1_000,
    "bodies in brackets": "（市局、县局，" * 3_000,
    "in half": "cut the rate and bring " * 900,
    "weekdays": "next Friday of next week, " * 900,
    "weekdays in Chinese": "下下周五前本周" * 3_000,
    "he said": "他强调，" * 5_000,
    "attitudes": "放在更加突出发挥作用" * 2_000,
    "agents": "will be made by the Aa, and the " * 700,
    "convinced": "we are very " * 1_700,
    "labelled brackets": "（牵头单位：" * 3_000,
    "labels": "Lead: Aa. Due: June " * 1_000,
    "under acts": "Under the Aa and Bb of Cc " * 800,
    "is to": "it is to be " * 1_700,
    "parts": "cut waste by a third by a quarter " * 600,
    "brackets with times": "(Aa Office, June " * 1_200,
    "shares of": "80%以上的村庄" * 2_500,
    "quarters": "二季度前上半年" * 2_800,
    "falls to": "市局负责市局" * 3_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", list(WORST))
def test_no_pattern_runs_away(name: str) -> None:
    """Four times the text takes about four times the time; with the square of its length it would take sixteen."""
    text = WORST[name]
    language = "en" if text.isascii() else "zh"
    once = min(seconds(text, language=language) for _ in range(2))
    assert any(seconds(text * 4, language=language) < 9 * once + 0.15 for _ in range(3))
    assert once < 4.0


def test_a_long_single_line_takes_time_in_proportion() -> None:
    sentence = "到2027年，全市新增学位1万个以上，各县区政府要加快建设学校，完善配套设施"
    short, long = seconds(sentence * 500), seconds(sentence * 5_000)
    assert long < 14 * short + 0.5
