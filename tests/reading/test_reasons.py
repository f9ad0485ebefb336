"""Reasons and notes: named once, translated once, never missing from the weights."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.reading.documents import txt
from throughline.reading import acts_en, features_en, features_zh, tense_en
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


@pytest.mark.parametrize(("modules", "table"), [((features_zh,), ZH), ((features_en, acts_en, tense_en), EN)])
def test_every_feature_has_a_weight(modules: tuple, table: dict) -> None:
    source = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in modules)
    named = set(re.findall(r'seen\["([^"]+)"\]', source)) | set(
        re.findall(r'^    \("([^"]+)", [_a-z]', source, re.MULTILINE)
    )
    assert named - set(table) == set()
    elsewhere = {
        "always",
        "target",
        "responsible body follows",
        "goes on a goal",
        "names who acts",
        "charged with it",
    }
    assert set(table) - named - elsewhere == set()


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


def labels(text: str) -> list[str]:
    return [one.label for one in read(txt(text), dated=date(2026, 1, 5)).findings]


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("市港务局要定期开展安全检查。", "commitment"),
        ("各码头、船厂以及其他临水的单位要按照上述要求修订应急预案。", "commitment"),
        ("坚持节约优先，健全用水定额管理，制定水价调整办法。", "commitment"),
        ("更好发挥码头的带动作用，推动港产城更好结合。", None),
        ("把安全放在更加突出的位置，处理好安全与生产的关系。", None),
        ("进入港区作业的船舶，应当按照规定办理登记。", None),
        ("市领导多次强调要保护岸线。", "fact"),
        ("抓紧研究提出岸线管护的指导意见。", "commitment"),
        ("你市请求，省里将岸线整治纳入专项。", "fact"),
        ("交通补贴每人每年只享受一次，且不可同时领取。", None),
        ("评价体系由安全、效率、服务等4个方面的指标构成。", None),
        ("我市已新增泊位，希望国家将其纳入规划，并给予支持。", "fact"),
        ("岸线保护方面3项：允许渔民自主编制船期；", None),
        ("增强港口自主可控能力，实施码头改造工程。", "commitment"),
        ("截至目前，全市岸线长度达到860公里。", "fact"),
        ("稳慎推进岸线确权试点。", "commitment"),
        ("建设生态岸线、保护渔业资源，对于发展海洋经济具有重要意义。", "opinion"),
        ("办这个展览，目的就是让大家了解港口，提升保护意识。", "opinion"),
    ],
)
def test_chinese_duties_attitudes_and_words_told_again(sentence: str, label: str | None) -> None:
    frame = "市港务局6月底前建成两个码头。"
    assert labels(f"{frame}\n{sentence}\n{frame}\n") == [
        "commitment",
        *([label] if label else []),
        "commitment",
    ]


def test_goals_go_on_after_a_time() -> None:
    text = "到2030年，码头吞吐能力明显提高；岸线生态持续向好，群众生活更加便利；航运服务更加完善。"
    assert labels(text) == ["commitment"] * 3
    text = "到2030年，港口建设取得决定性进展，基本建成现代港口。岸线生态持续向好；航运服务更加完善。"
    assert labels(text) == ["commitment"] * 3
    assert "commitment" not in labels("岸线生态持续向好，群众生活更加便利；航运服务更加完善。")


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("New state standards will reduce leaks by 12% by 2030.", "fact"),
        ("Leaks will fall by 12% by 2030 due to new federal standards.", "fact"),
        ("New standards will be published by June 2027.", "commitment"),
        ("The report describes how the Harbour Board will work with its partners.", "fact"),
        ("The form has boxes that should be filled in with a pen.", "fact"),
        ("The law contains 12 sections, all of which aim to improve safety.", "fact"),
        ("Efforts to repair the quay were highlighted at the session.", "fact"),
        ("The Pilot Handbook, published in May, aims to help crews.", "fact"),
        ("Open Data fuels trade and makes ports safer.", "fact"),
        ("The mayor appointed seven people who are committed to reform.", "fact"),
        ("The crew sent a total of 23 letters to the owners.", "fact"),
        ("The board updated its charter, and it will publish the text by June 2027.", "commitment"),
        ("These improvements will also enhance safety on the quay.", "opinion"),
        ("Several stakeholders urged the release of the tide tables.", "fact"),
        ("The agency has been tasked with delivering a register by June 2027.", "commitment"),
        ("RECOMMENDATION #3: Promote quiet ferries in the inner harbour.", "commitment"),
        ("We will be able to keep our boats and we will enjoy a cleaner bay.", "opinion"),
        ("While ferries will remain busy, we will build a second pier.", "commitment"),
        ("The Coast Office is drafting a code, which will be finished by March 2027.", "commitment"),
    ],
)
def test_english_effects_of_rules_and_clauses(sentence: str, label: str) -> None:
    frame = "The Harbour Board will open two slipways by June 2027."
    assert labels(f"{frame}\n\n{sentence}\n\n{frame}\n") == ["commitment", label, "commitment"]


def test_a_look_back_ends_where_the_text_turns_to_what_comes() -> None:
    text = (
        "过去一年，港口吞吐量稳步增长，岸线整治取得积极成效。新的一年，要扎实做好岸线整治，推进码头改造。\n"
        "完善集疏运体系，推进铁路专用线建设。\n"
    )
    assert labels(text) == ["fact", "commitment", "commitment"]


def test_minutes_of_a_meeting_decide_and_a_look_back_stays_in_its_paragraph() -> None:
    text = (
        "2026年1月5日，市长主持召开会议，研究港口工作。\n"
        "会议指出，去年以来，港口整治取得明显成效。\n"
        "会议决定，成立港口工作专班，由市港务局牵头，会同市财政局抓紧组织实施。\n"
        "会议明确，市水务局要在4月15日前拿出方案。\n"
        "各区要于每月5日前报送进展情况。\n"
        "拟于下半年开通3条航线。\n"
    )
    found = read(txt(text), dated=date(2026, 1, 5)).findings
    assert [one.label for one in found] == ["fact", "fact", *["commitment"] * 4]
    assert [span.name for span in found[2].supporting] == ["市财政局"]
    assert (found[3].deadline, [span.name for span in found[3].lead]) == (date(2026, 4, 15), ["市水务局"])


def test_english_minutes() -> None:
    text = (
        "Present: Mayor Lopez and two councillors.\n\n"
        "It was agreed that the Harbour Board would repair the quay by June 2026.\n\n"
        "RESOLVED: That 12 shelters be replaced before the end of 2026.\n\n"
        "Work on the pier has been delayed by the weather.\n"
    )
    found = read(txt(text), dated=date(2026, 1, 5)).findings
    assert [one.label for one in found] == ["fact", "commitment", "commitment", "fact"]
    assert (found[1].deadline, found[1].lead[0].name) == (date(2026, 6, 30), "Harbour Board")


def test_a_list_of_a_years_work_sets_the_year_and_brackets_name_only_bodies() -> None:
    text = (
        "2027年重点工作任务清单\n一、港口建设\n"
        "（一）扩大能力。全年实施重点项目16个，新建泊位3个。（市港务局）\n"
        "（二）改善环境。修复岸线9公里；推进码头岸电改造。（市水务局、各县区政府，12月底前）\n"
        "（三）其他事项。完善港区道路，优化交通组织。（含临时便道）\n"
    )
    found = read(txt(text), dated=date(2027, 1, 5)).findings
    assert [one.label for one in found] == ["commitment"] * 4
    assert [[(t.value, t.deadline) for t in one.targets] for one in found[:2]] == [
        [(16, date(2027, 12, 31)), (3, date(2027, 12, 31))],
        [(9, date(2027, 12, 31))],
    ]
    assert [[span.name for span in (*one.lead, *one.joint)] for one in found] == [
        ["市港务局"],
        ["市水务局", "各县区政府"],
        ["市水务局", "各县区政府"],
        [],
    ]
