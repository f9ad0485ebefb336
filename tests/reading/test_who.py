"""Responsible bodies and speakers."""

from datetime import date

import pytest

from tests.reading.documents import txt
from throughline.reading import bodies_en, bodies_zh, brackets_en, subjects_zh
from throughline.reading.model import Finding
from throughline.reading.read import read
from throughline.reading.short_names import full_name, short_names


def roles(text: str, *, first_leads: bool = False) -> dict[str, list[str]]:
    found = bodies_zh.bracket(text, 0, len(text), first_leads=first_leads)
    every = {
        name: [text[a:b] for a, b in getattr(found, name)]
        for name in ("lead", "joint", "supporting", "supervising", "leader")
    }
    return {name: names for name, names in every.items() if names}


@pytest.mark.parametrize(
    ("bracket", "expected"),
    [
        (
            "（市教育局牵头，市财政局、市人社局配合）",
            {"lead": ["市教育局"], "supporting": ["市财政局", "市人社局"]},
        ),
        ("（工业和信息化部、财政部负责）", {"lead": ["工业和信息化部"], "joint": ["财政部"]}),
        ("（商务部会同海关总署负责）", {"lead": ["商务部"], "supporting": ["海关总署"]}),
        (
            "（牵头单位：市发改委；配合单位：各县区政府，市住建局）",
            {"lead": ["市发改委"], "supporting": ["各县区政府", "市住建局"]},
        ),
        ("（生态环境部、工业和信息化部指导）", {"supervising": ["生态环境部", "工业和信息化部"]}),
        (
            "（教育部、科技部和各省级人民政府按职责分工负责）",
            {"lead": ["教育部"], "joint": ["科技部", "各省级人民政府"]},
        ),
        ("（住建部负责指导，各市政府负责实施）", {"lead": ["各市政府"], "supervising": ["住建部"]}),
        (
            "（水利部、财政部指导支持，各省级人民政府负责）",
            {"lead": ["各省级人民政府"], "supervising": ["水利部", "财政部"]},
        ),
        (
            "（商务部会同财政部指导，试点城市政府负责）",
            {"lead": ["试点城市政府"], "supervising": ["商务部", "财政部"]},
        ),
        ("（市发改委负责，市审计局监督）", {"lead": ["市发改委"], "supervising": ["市审计局"]}),
        ("（指导单位：省教育厅；牵头单位：市教育局）", {"lead": ["市教育局"], "supervising": ["省教育厅"]}),
        ("（责任单位：市水务局；责任领导：王某）", {"lead": ["市水务局"], "leader": ["王某"]}),
    ],
)
def test_brackets(bracket: str, expected: dict[str, list[str]]) -> None:
    assert roles(bracket) == expected


def test_the_first_listed_leads_where_the_document_says_so() -> None:
    text = (
        "一、任务\n1.推广试点。积极推广改革试点工作。（税务局、财政局、海关负责，"
        "排在第一位的部门为牵头部门，下同）\n2.完善制度。建立健全保税监管制度。"
        "（商务局、海关负责）"
    )
    found = [f for f in read(txt(text)).findings if f.label == "commitment"]
    assert [[s.name for s in f.lead] for f in found] == [["税务局"], ["商务局"]]
    assert [[s.name for s in f.supporting] for f in found] == [["财政局", "海关"], ["海关"]]
    assert not any(f.joint for f in found)


def test_a_bracket_holds_for_the_sentences_back_to_the_one_before() -> None:
    text = (
        "全面开展安全隐患排查整治，建立问题清单，明确整改期限，逐项对账销号。"
        "严格落实整改责任，实行销号管理。（市应急局负责）加强宣传教育，普及安全知识。"
        "（市委宣传部负责）"
    )
    found = [f for f in read(txt(text)).findings if f.label == "commitment"]
    assert [f.lead[0].name for f in found] == ["市应急局", "市应急局", "市委宣传部"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("2026年6月底前，各县区政府要出台实施方案。", ["各县区政府"]),
        ("市教育局将于9月底前完成招生工作。", ["市教育局"]),
        ("请市财政局、市审计局在3月底前完成核查。", ["市财政局", "市审计局"]),
        ("基础研究是创新的源头，要加大投入。", []),
    ],
)
def test_chinese_subjects(sentence: str, names: list[str]) -> None:
    found = subjects_zh.subject(sentence, 0, len(sentence))
    assert [sentence[a:b] for a, b in found.lead + found.joint] == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("By January 2027, OMB will launch a council.", ["OMB"]),
        ("The Department of Health will ensure access.", ["Department of Health"]),
        ("All agencies should publish their plans.", ["All agencies"]),
        ("In addition, the City Council commits to reporting yearly.", ["City Council"]),
        ("The U.S. Government will hold meetings.", ["U.S. Government"]),
        ("The Council’s resources will reflect consultation.", ["Council"]),
        ("This plan will guide our work.", []),
        ("It will be hard.", []),
    ],
)
def test_english_subjects(sentence: str, names: list[str]) -> None:
    found = bodies_en.subject(sentence, 0, len(sentence))
    assert [sentence[a:b] for a, b in found.lead + found.joint] == names


def test_a_heading_names_the_unit_for_what_stands_under_it() -> None:
    text = (
        "# Action 1: Go digital\n\n## Department for<br>Transport\n\nWe will redesign three "
        "services by March 2027.\n"
    )
    found = next(f for f in read(txt(text), dated=date(2026, 1, 1)).findings if f.label == "commitment")
    assert found.lead[0].name == "Department for Transport"
    assert found.lead[0].text == "Department for<br>Transport"


def statements(text: str) -> list[Finding]:
    return list(read(txt(text), dated=date(2026, 3, 5)).findings)


def test_a_chinese_speaker_holds_for_the_paragraph_and_for_the_quotation_before() -> None:
    text = (
        "“这次会议既是一次学习会，更是一次动员会。”市教育局局长张明华表示，"
        "市教育局将认真落实会议要求，加快补齐学位缺口。同时，持续优化学校布局，完善保障机制。"
        "\n"
        "会议召开了两天，完成了全部议程。"
    )
    found = statements(text)
    assert [f.speaker.name if f.speaker else None for f in found] == ["张明华", "张明华", "张明华", None]
    assert found[1].kind == "pledge"


def test_a_leaders_orders_are_instructions() -> None:
    found = statements("市委书记李建国强调，要加快推进重点项目建设，确保完成年度任务。")
    assert (found[0].speaker.name, found[0].kind) == ("李建国", "instruction")


def test_an_english_speaker_without_the_title_in_front() -> None:
    found = statements(
        "“We will open two new clinics by 2027,” said Maria Lopez, director of the health office."
    )
    assert found[0].speaker is not None
    assert found[0].speaker.name == "Maria Lopez"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Extend the quay by May 2027 (lead: Port Company; supporting: Water Bureau, Finance Department).",
            {"lead": ["Port Company"], "supporting": ["Water Bureau", "Finance Department"]},
        ),
        (
            "Repair the sluice [Lead: Department of Works (DOW), Port Company; Partners: Water Bureau].",
            {
                "lead": ["Department of Works (DOW)"],
                "joint": ["Port Company"],
                "supporting": ["Water Bureau"],
            },
        ),
        (
            "The city will repair the sluice (responsible: Port Company, with support from the Water Bureau).",
            {"lead": ["Port Company"], "supporting": ["Water Bureau"]},
        ),
        (
            "Publish the rules (Port Company, supported by the Water Bureau).",
            {"lead": ["Port Company"], "supporting": ["Water Bureau"]},
        ),
        (
            "Publish the rules (led by the Port Company, overseen by the Audit Office).",
            {"lead": ["Port Company"], "supervising": ["Audit Office"]},
        ),
        ("Open a clinic (see annex: table 3) by 2028.", {}),
        ("Open a clinic (with 40 beds) by 2028.", {}),
    ],
)
def test_english_brackets(sentence: str, expected: dict[str, list[str]]) -> None:
    found = brackets_en.bracketed(sentence, 0, len(sentence))
    every = {
        n: [sentence[a:b] for a, b in getattr(found, n)]
        for n in ("lead", "joint", "supporting", "supervising")
    }
    assert {name: names for name, names in every.items() if names} == expected


def test_an_english_bracket_says_more_than_the_subject_and_holds_for_the_sentence_before() -> None:
    text = (
        "Harbour plan\n\n1. The city will extend the quay by May 2027 (lead: Port Company; supporting: Water Bureau).\n"
        "2. Repair the sluice by June 2027. (Lead agency: Safety Office; supporting: Water Bureau)\n"
    )
    found = [f for f in read(txt(text)).findings if f.label == "commitment"]
    assert [[s.name or s.text for s in f.lead] for f in found] == [["Port Company"], ["Safety Office"]]
    assert [[s.name or s.text for s in f.supporting] for f in found] == [["Water Bureau"], ["Water Bureau"]]


# ---- short names ----


def leads(text: str) -> list[tuple[str, str]]:
    """Each lead as it is written, with the name in full that the reader gives it."""
    found = read(txt(text)).findings
    named = [span for finding in found for span in finding.lead + finding.joint + finding.supporting]
    for span in named:
        assert span.full is None or text[span.full.start : span.full.end] == span.full.text
    return [(span.text, span.full.text if span.full else "") for span in named]


def test_an_acronym_stands_for_the_name_given_before() -> None:
    text = (
        "The Department of Harbours and Inland Waters (DHIW) has worked on this for years.\n\n"
        "DHIW will publish a new tide table by June 2027.\n\n"
        "The NCA (National Coast Agency) was founded in 1998. The NCA will close two slipways by 2028.\n"
    )
    assert leads(text) == [
        ("DHIW", "Department of Harbours and Inland Waters"),
        ("NCA", "National Coast Agency"),
    ]


def test_a_chinese_short_name_stands_for_the_name_given_before() -> None:
    text = (
        "一、工作安排\n由汐州市住房和城乡建设局（以下简称“市住建局”）统筹推进。\n"
        "（一）2027年底前完成老旧小区改造120个。（市住建局牵头，市财政局配合）\n"
    )
    assert ("市住建局", "汐州市住房和城乡建设局") in leads(text)
    assert ("市财政局", "") in leads(text)


@pytest.mark.parametrize(
    "text",
    [
        "MOT will open the bridge by 2027. The Ministry of Transport (MOT) has new rooms.\n",
        "Three valleys in Upper Teal (Mot) are dry. MOT will open the bridge by 2027.\n",
        "The Ministry of Trade (MOX) has new rooms. MOX will open the bridge by 2027.\n",
    ],
    ids=["declared afterwards", "no acronym", "other letters"],
)
def test_nothing_is_made_up_where_the_text_gave_no_name_before(text: str) -> None:
    assert [full for _name, full in leads(text)] == [""]


def test_the_last_name_before_holds() -> None:
    text = "Ministry of Roads (MR) and Ministry of Rivers (MR). MR. "
    declared = short_names(text, "en")
    places = [full_name(declared, "MR", at) for at in (5, 24, len(text))]
    assert [place and text[slice(*place)] for place in places] == [
        None,
        "Ministry of Roads",
        "Ministry of Rivers",
    ]
    usaid = "The U.S. Agency for International Development (USAID) and others."
    assert [usaid[slice(*p)] for _at, p in short_names(usaid, "en")["USAID"]] == [
        "U.S. Agency for International Development"
    ]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("各地区、各部门在修订办法时，要明确岸线保护责任。", ["各地区", "各部门"]),
        ("各省（自治区、直辖市）人民政府要制定岸线方案。", ["各省（自治区、直辖市）人民政府"]),
        ("财政、交通、水利等部门要建立协调机制。", ["财政、交通、水利等部门"]),
        ("要加大统筹力度，会同有关部门建立协调机制。", []),
        ("市财政局要加大支持力度。（各有关部门、各县区政府负责）", ["市财政局"]),
        ("鼓励各地开展岸线保护试点。", ["各地"]),
        ("方案报市政府，经市港务局组织专家评审后实施，确保2027年完成。", ["市港务局"]),
        ("支持东部地区加快建设港口群，完善集疏运体系。", []),
        ("HMRC and DVLA commit to share their maps by June 2027.", ["HMRC", "DVLA"]),
        (
            "By June 2027, the Coastal Planning Board (CPB), in coordination with the Port Council, will map it.",
            ["Coastal Planning Board"],
        ),
        (
            "It will be published by the Office of Ships and Shores, the Council on Coasts, and the Harbour Board.",
            ["Office of Ships and Shores", "Council on Coasts", "Harbour Board"],
        ),
    ],
)
def test_who_acts_in_frames_of_a_sentence(text: str, leads: list[str]) -> None:
    found = [f for f in read(txt(text), dated=date(2026, 1, 5)).findings if f.label == "commitment"]
    assert [s.name for f in found for s in (*f.lead, *f.joint)] == leads


# ---- words carried over paragraphs ----


def spoken(text: str) -> list[tuple[str, str | None, str | None]]:
    found = read(txt(text), dated=date(2026, 1, 5)).findings
    return [(f.label, f.speaker.name if f.speaker else None, f.kind) for f in found]


def test_he_said_at_the_head_of_a_paragraph_is_the_person_named_before() -> None:
    text = (
        "市委书记周海平到港口调研，听取了工作情况介绍，并与职工交流。\n"
        "他强调，要抓好岸线整治，确保2027年底前完成码头改造。\n"
        "要加强安全监管，开展隐患排查。\n"
    )
    assert spoken(text)[1:] == [("commitment", "周海平", "instruction")] * 2


def test_a_leaders_words_go_on_in_the_paragraphs_that_order() -> None:
    text = (
        "City Secretary Ann Marlow visited the harbour on Monday.\n\n"
        "Ann Marlow stressed that the quay must be repaired by June 2027.\n\n"
        "It is necessary to train more pilots and to extend the pier.\n\n"
        "Steady care for the dunes is essential, focusing on planting and fencing.\n\n"
        "The harbour was founded in 1920.\n"
    )
    said = spoken(text)
    assert [(speaker, kind) for _label, speaker, kind in said[1:4]] == [("Ann Marlow", "instruction")] * 3
    assert said[-1] == ("fact", None, None)


def test_what_somebody_says_they_will_do_is_their_pledge() -> None:
    text = "Rosa Blume, head of the Sail Guild, said that Sail Guild will open two workshops by June 2027.\n"
    found = read(txt(text), dated=date(2026, 1, 5)).findings
    assert [(f.label, f.kind, f.speaker.name, [s.name for s in f.lead]) for f in found] == [
        ("commitment", "pledge", "Rosa Blume", ["Sail Guild"])
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("市长周海平说，港口是城市的名片，前景十分广阔。", "opinion"),
        ("市长周海平要求，要抓好岸线整治，落实安全责任。", "instruction"),
        ("市港务局局长李明远表示，市港务局将新建泊位，完善集疏运体系。", "pledge"),
        ("市港务局局长李明远表示，这次学习让大家深受启发，受益匪浅。", "reflection"),
        ("“The harbour is the pride of our city,” said Ann Marlow, mayor.", "opinion"),
        ("“We will build two berths by 2028,” said Ann Marlow, mayor.", "pledge"),
        ("Ann Marlow said that the visit inspired her and taught her a great deal.", "reflection"),
    ],
)
def test_statements_are_told_apart_by_kind(text: str, kind: str) -> None:
    assert kind in [found_kind for _label, _speaker, found_kind in spoken(text + "\n")]


def test_she_said_in_the_next_paragraph_is_who_spoke_before() -> None:
    text = (
        "On Tuesday, Mayor Ann Marlow said the city would open two clinics next year.\n\n"
        "“We are going to mend the quay,” she said.\n\n"
        "The pier was built in 1920.\n"
    )
    assert spoken(text) == [
        ("commitment", "Ann Marlow", "pledge"),
        ("commitment", "Ann Marlow", "pledge"),
        ("fact", None, None),
    ]
