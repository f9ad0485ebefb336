"""How plans, notices, minutes and reports are worded beyond "will" and 要: sentences made up for each form."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reading.documents import txt
from throughline.reading.model import Finding
from throughline.reading.read import read

DAY = date(2026, 3, 5)
HEADS = {"zh": "某市人民政府工作方案\n\n一、主要任务\n\n", "en": "A plan for the town\n\n## What we do\n\n"}


def found(sentence: str, language: str) -> list[Finding]:
    """The findings of one paragraph in a small plan."""
    head = HEADS[language]
    made = read(txt(f"{head}{sentence}\n\n"), language=language, dated=DAY).findings
    return [each for each in made if each.start >= len(head)]


def only(sentence: str, language: str) -> Finding:
    commitments = [each for each in found(sentence, language) if each.label == "commitment"]
    assert len(commitments) == 1, [(each.label, each.text) for each in found(sentence, language)]
    return commitments[0]


@pytest.mark.parametrize(
    ("sentence", "targets", "due"),
    [
        ("进一步缩减市场准入清单。", [], None),
        ("繁荣文化事业，建强基层文艺队伍。", [], None),
        ("坚决遏制违法占地。", [], None),
        ("做到应保尽保、应退尽退。", [], None),
        ("市教育局负责统筹全市学位供给。", [], None),
        ("投资5亿元建设东港二桥。", [], None),
        ("一般工商业电价再降5%。", [("-", 5, "%")], None),
        ("企业开办时间压缩到1个工作日内。", [("<=", 1, "个工作日")], None),
        ("办理时限由15日缩短至5日。", [("=", 5, "日")], None),
        ("游客接待人次突破500万。", [(">", 5000000, "人次")], None),
        ("力争突破外资到账2亿美元。", [(">", 200000000, "美元")], None),
        ("2026年底前，全市80%以上的行政村实现污水治理。", [(">=", 80, "%")], "2026-12-31"),
        ("2028年前全面建成停车平台。", [], "2027-12-31"),
        ("2027年6月前全面建成停车平台。", [], "2027-05-31"),
        ("第二季度完成招标，第三季度开工建设。", [], "2026-09-30"),
        ("下半年启动二期工程。", [], "2026-12-31"),
        ("用三年时间完成老旧管网改造。", [], "2029-03-05"),
        ("万元产值用水量较2020年下降16%。", [("-", 16, "%")], None),
    ],
)
def test_chinese_measures(sentence: str, targets: list, due: str | None) -> None:
    made = only(sentence, "zh")
    assert [(each.op, each.value, each.unit) for each in made.targets] == targets
    assert (made.deadline and made.deadline.isoformat()) == due


@pytest.mark.parametrize(
    "sentence",
    [
        "一季度，全市规模以上工业增加值同比增长7.3%。",
        "截至2月底，已开工项目达到120个，开工率达到60%。",
        "各地区、各部门要提高政治站位，高度重视这项工作。",
        "要统一思想认识，坚定必胜信心。",
        "方案论证后，国家有关部门承担了三分之二。",
        "你省请求，将该流域治理纳入国家规划，继续给予支持。",
        "市领导多次指出，各级部门要不断加强制度建设。",
    ],
)
def test_chinese_reports_and_exhortations(sentence: str) -> None:
    assert all(each.label != "commitment" for each in found(sentence, "zh"))


def test_how_long_something_takes_from_an_event_is_no_day() -> None:
    assert only("自受理之日起5个工作日内办结许可事项。", "zh").deadline is None
    assert only("自通知印发之日起30日内制定细则。", "zh").deadline == date(2026, 4, 4)


@pytest.mark.parametrize(
    ("sentence", "lead", "others", "due"),
    [
        ("推进停车建设。责任单位：市城管局；完成时限：2026年9月底。", ["市城管局"], [], "2026-09-30"),
        ("完善监管制度。牵头单位：市发改委；配合单位：市住建局。", ["市发改委"], ["市住建局"], None),
        (
            "整治河道违建。\n\n责任单位：市水利局\n\n完成时限：2026年6月30日前",
            ["市水利局"],
            [],
            "2026-06-30",
        ),
        (
            "推进小区改造。（市住建局牵头，市财政局配合，2026年12月底前完成）",
            ["市住建局"],
            ["市财政局"],
            "2026-12-31",
        ),
        (
            "由市商务局牵头，市财政局、市税务局配合，于2026年6月底前出台细则。",
            ["市商务局"],
            ["市财政局", "市税务局"],
            "2026-06-30",
        ),
        (
            "开展隐患排查。（牵头单位：市应急局；责任单位：各县区；完成时间：2026年10月）",
            ["市应急局", "各县区"],
            [],
            "2026-10-31",
        ),
    ],
)
def test_chinese_labels_after_a_measure(sentence: str, lead: list, others: list, due: str | None) -> None:
    made = only(sentence, "zh")
    assert [each.text for each in made.lead + made.joint] == lead
    assert [each.text for each in made.supporting] == others
    assert (made.deadline and made.deadline.isoformat()) == due


@pytest.mark.parametrize(
    ("sentence", "targets", "due"),
    [
        ("The Ministry is to publish a roads strategy in Q2 2027.", [], "2027-06-30"),
        ("A new clinic is to be built in the north of the town.", [], None),
        ("The Board agreed to fund two extra nurses.", [("=", 2, "nurses")], None),
        ("It has been decided to set up a Skills Council.", [], None),
        ("Officers to report back to the next meeting.", [], None),
        ("Publication of an annual report on air quality.", [], None),
        ("To reduce the carbon footprint of the fleet by 45%.", [("-", 45, "%")], None),
        ("Net zero by 2045.", [], "2045-12-31"),
        ("We aim for growth of around 5 percent.", [("about", 5, "%")], None),
        ("Cut food waste by a third by 2030.", [("-", 33.33, "%")], "2030-12-31"),
        ("Create over 12 million urban jobs.", [(">", 12000000, "jobs")], None),
        ("Spend Rs. 250 crore on rural roads.", [("=", 2500000000, "INR")], None),
        ("Upgrade 1,200 km of rural roads.", [("=", 1200, "km")], None),
        ("Expand broadband coverage from 60 to 90 per cent of households.", [("=", 90, "%")], None),
        ("Increase the share of patients seen within two weeks to 80%, from 71%.", [("=", 80, "%")], None),
        (
            "The Trust will recruit 45 midwives by the end of Q3 2026/27.",
            [("=", 45, "midwives")],
            "2026-12-31",
        ),
        ("The Trust will open a ward in 2026/27.", [], "2027-03-31"),
        ("The Council will open a library before 2028.", [], "2027-12-31"),
        ("The Council will open a library by mid-2028.", [], "2028-06-30"),
        ("Each agency shall name an officer within 60 days of this order.", [], "2026-05-04"),
        ("The Council should consider a levy on empty homes.", [], None),
    ],
)
def test_english_measures(sentence: str, targets: list, due: str | None) -> None:
    made = only(sentence, "en")
    assert [(each.op, each.value, each.unit) for each in made.targets] == targets
    assert (made.deadline and made.deadline.isoformat()) == due


@pytest.mark.parametrize(
    "sentence",
    [
        "State law requires utilities to obtain 40% of power from wind by 2030.",
        "Under the Local Plans Act, councils must publish a plan every five years.",
        "If no action is taken, emissions will rise by 20% by 2030.",
        "Demand for electricity is expected to double by 2050.",
        "An ageing population will put pressure on services.",
        "Climate change will affect all of us.",
        "Invest in the creation and usability of",
        "Applicants must submit proof of income by 31 May 2026.",
    ],
)
def test_english_rules_of_others_and_forecasts(sentence: str) -> None:
    assert all(each.label != "commitment" for each in found(sentence, "en"))


def test_what_stands_in_a_list_of_anothers_rules_is_theirs() -> None:
    told = "The Clean Rivers Act sets goals for all states. The goals are as follows:\n\n"
    own = "The town will do these things:\n\n"
    item = "- Reduce the use of salt by 40% by 2030\n"
    assert [each.label for each in found(told + item, "en")][-1] == "fact"
    assert [each.label for each in found(own + item, "en")][-1] == "commitment"


@pytest.mark.parametrize(
    ("sentence", "lead", "due"),
    [
        (
            "Install panels on 40 schools (Facilities Department, December 2027).",
            ["Facilities Department"],
            "2027-12-31",
        ),
        ("Complete the flood works. (Rivers Agency; by end of 2028)", ["Rivers Agency"], "2028-12-31"),
        ("Update the cycling map. Timeline: Q4 2026", [], "2026-12-31"),
        ("Adopt a tree policy. Lead: Parks Department. Due: June 2027", ["Parks Department"], "2027-06-30"),
        (
            "Adopt a tree policy.\n\nLead: Parks Department\n\nTimeframe: June 2027",
            ["Parks Department"],
            "2027-06-30",
        ),
        ("Carry out the Biodiversity Strategy (2026-2030).", [], None),
        ("The Ministry is to issue a guide by June 2027.", ["Ministry"], "2027-06-30"),
        ("A working group shall be set up by June 2027.", [], "2027-06-30"),
        ("A group will be convened by the Harbour Office in spring 2027.", ["Harbour Office"], "2027-05-31"),
    ],
)
def test_english_brackets_and_labels(sentence: str, lead: list, due: str | None) -> None:
    made = only(sentence, "en")
    assert [each.text for each in made.lead + made.joint] == lead
    assert (made.deadline and made.deadline.isoformat()) == due


SHEET = """2026年重点任务分解表
1.推进智慧水务建设，年底前完成管网改造。
牵头领导：王强
责任单位：市水务集团
配合单位：市水利局、市财政局
2.实施道路“白改黑”工程12条，总长18公里。
责任单位：市住建局
完成时限：10月底
"""


def test_lines_under_a_task_say_who_and_until_when() -> None:
    first, second = (
        each for each in read(txt(SHEET), language="zh", dated=DAY).findings if each.label == "commitment"
    )
    assert [each.text for each in first.lead + first.leader] == ["市水务集团", "王强"]
    assert [each.text for each in first.supporting] == ["市水利局", "市财政局"]
    assert [each.text for each in second.lead] == ["市住建局"]
    assert (first.deadline, second.deadline) == (date(2026, 12, 31), date(2026, 10, 31))
    assert [(each.value, each.unit) for each in second.targets] == [(12, "条")]


MINUTES = """会议议定：
一、原则同意改造方案，由市住建局根据会议意见修改完善后报批。
二、请市财政局统筹安排资金2000万元，专项用于管网改造。
三、市政府督查室要加强跟踪督办，每月通报一次进展情况。
"""


def test_numbered_decisions_are_no_headings() -> None:
    made = read(txt(MINUTES), language="zh", dated=DAY).findings
    assert [each.label for each in made] == ["commitment"] * 3
    assert [[span.text for span in each.lead] for each in made] == [
        ["市住建局"],
        ["市财政局"],
        ["市政府督查室"],
    ]


def test_targets_of_a_year_in_one_sentence() -> None:
    made = only(
        "The main targets for this year are as follows: GDP growth of around 5 percent; over 12 million new urban "
        "jobs; and grain output of about 700 million metric tons.",
        "en",
    )
    assert [(each.op, each.value, each.unit) for each in made.targets] == [
        ("about", 5, "%"),
        (">", 12000000, "jobs"),
        ("about", 700000000, "tons"),
    ]


def test_a_label_under_a_numbered_action_is_that_ones() -> None:
    text = (
        "Action 1.1 Adopt a building standard.\n\nAction 1.2 Carry out a survey.\n\n"
        "Responsible: Housing Department\n\nTimeframe: Q3 2027\n"
    )
    first, second = (each for each in found(text, "en") if each.label == "commitment")
    assert (first.lead, first.deadline) == ([], None)
    assert [each.text for each in second.lead] == ["Housing Department"]
    assert second.deadline == date(2027, 9, 30)


def test_how_soon_each_case_is_served_is_no_deadline() -> None:
    made = only("建立诉求办理机制，一般诉求3个工作日内办结，疑难诉求15个工作日内答复。", "zh")
    assert made.deadline is None


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("RESOLVED: to plant 300 trees in the spring of 2027.", "commitment"),
        ("It was agreed that the Clerk would write to the County before the end of April.", "commitment"),
        ("Regular public reporting on Government spending will increase transparency.", "opinion"),
        ("Protecting farmland will enhance the environment.", "opinion"),
        ("However, pursuing this aim will definitely allow us to save water.", "opinion"),
        ("We must be fully aware of the difficulties ahead.", "opinion"),
        ("I met with leaders who were passionately committed to these principles.", "fact"),
    ],
)
def test_decisions_and_effects(sentence: str, label: str) -> None:
    assert [each.label for each in found(sentence, "en")] == [label]


@pytest.mark.parametrize(
    ("sentence", "language", "targets"),
    [
        ("Cut red tape by removing 40 licences.", "en", [("=", 40, "licences")]),
        ("Roll out meters to 85 per cent of households by 2028.", "en", [("=", 85, "%")]),
        ("Our target is to plant one million trees by 2035.", "en", [("=", 1000000, "trees")]),
        ("Spending on research will rise to 3% of income by 2030.", "en", [("=", 3, "%")]),
        ("The Mayor pledged to open three shelters.", "en", [("=", 3, "shelters")]),
        ("培育示范场30家以上，带动2000户农户增收。", "zh", [(">=", 30, "家"), ("=", 2000, "户")]),
        ("适时调整公交线网，新开微循环线路8条。", "zh", [("=", 8, "条")]),
    ],
)
def test_more_verbs_of_targets(sentence: str, language: str, targets: list) -> None:
    made = only(sentence, language)
    assert [(each.op, each.value, each.unit) for each in made.targets] == targets


def test_a_count_after_any_verb_of_doing() -> None:
    assert [each.value for each in only("Pedestrianise six streets and dredge 3 canals.", "en").targets] == [
        6,
        3,
    ]
    assert only("Report on the 24 indicators of the plan.", "en").targets == []


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("建设滨海新区，是市委作出的重大决策，是拓展空间的必然要求。", "opinion"),
        ("推进制度创新，既是要求也是动力。", "opinion"),
        ("推进新区建设，市长要每季度听取一次汇报。", "commitment"),
        ("区委书记要下大气力抓好征迁安置。", "commitment"),
        ("推进新区建设，是否增加专项，由市财政局研究提出。", "commitment"),
    ],
)
def test_what_is_said_of_doing_and_what_heads_are_to_do(sentence: str, label: str) -> None:
    assert [each.label for each in found(sentence, "zh")] == [label]


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("Train 60 staff in first aid by March 2027.", [("=", 60, "staff")]),
        ("Keep average waiting times below nine minutes.", [("<", 9, "minutes")]),
        ("Between 1,200 and 1,500 homes will be insulated by 2029.", [("range", [1200, 1500], "homes")]),
        ("By 2030, one in four trips will be made by bicycle.", [("=", 25, "%")]),
        ("At least two thirds of new flats will be affordable by 2032.", [(">=", 66.67, "%")]),
        ("Maintain approval of the bus service at 80% or above.", [(">=", 80, "%")]),
        ("Limit the rise in rents to 3%.", [("<=", 3, "%")]),
        ("Water use in public baths is to drop by a quarter by 2031.", [("-", 25, "%")]),
        ("We will have retrofitted 450 council flats by March 2030.", [("=", 450, "flats")]),
        ("900 willows will be planted along the canal by 2028.", [("=", 900, "willows")]),
        ("Reduce the number of empty shops by 15 within three years.", [("-", 15, "shops")]),
        ("Expand the tram network by 12 miles by 2033.", [("+", 12, "miles")]),
        ("Grow the harbour's turnover by £50 million over ten years.", [("+", 50000000, "GBP")]),
        ("Increase the number of charging points from 40 to 160 by 2028.", [("=", 160, "points")]),
        ("Improve the share of calls answered to more than 95%.", [(">", 95, "%")]),
        ("Emissions of the fleet must decline 60 percent by 2035.", [("-", 60, "%")]),
        ("Quadruple rooftop solar capacity to 40 MW by 2030.", [("=", 40, "mw")]),
        ("The Agency shall inspect 100 percent of the dams every two years.", [("=", 100, "%")]),
        ("Raise the share of clean power to 60% in 2030 and 90% in 2040.", [("=", 60, "%"), ("+", 90, "%")]),
    ],
)
def test_targets_told_in_other_ways(sentence: str, targets: list) -> None:
    assert [(each.op, each.value, each.unit) for each in only(sentence, "en").targets] == targets
