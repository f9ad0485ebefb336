"""Targets in both languages: operator, value, unit; and figures that are none."""

import pytest

from throughline.reading import targets_en, targets_zh


def zh(text: str) -> list[tuple[str, object, str]]:
    return [(f.op, f.value, f.unit) for f in targets_zh.figures(text, 0, len(text))]


def en(text: str) -> list[tuple[str, object, str]]:
    return [(f.op, f.value, f.unit) for f in targets_en.figures(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("森林覆盖率达到24.1%。", [("=", 24.1, "%")]),
        ("秸秆综合利用率达到85%以上。", [(">=", 85, "%")]),
        ("失业率控制在5.5%以内。", [("<=", 5.5, "%")]),
        ("居民消费价格涨幅3%左右；", [("about", 3, "%")]),
        ("城镇新增就业1100万人以上。", [(">=", 11_000_000, "人")]),
        ("能耗和排放分别降低13.5%、18%。", [("-", 13.5, "%"), ("-", 18, "%")]),
        ("研发支出增长10.6%，", [("+", 10.6, "%")]),
        ("人均预期寿命再提高1岁。", [("+", 1, "岁")]),
        ("培育10家以上龙头企业。", [(">=", 10, "家")]),
        ("新建充电桩2万台。", [("=", 20_000, "台")]),
        ("总投资突破1.2万亿元。", [(">", 1_200_000_000_000, "元")]),
        ("补助标准再增加30元和5元。", [("+", 30, "元"), ("+", 5, "元")]),
        ("常住人口城镇化率提高2个百分点。", [("+", 2, "pp")]),
        ("产值达到500—600亿元。", [("range", [50_000_000_000, 60_000_000_000], "元")]),
        ("事故零发生。", [("=", 0, "起")]),
    ],
)
def test_chinese_targets(text: str, found: list) -> None:
    assert zh(text) == found


def test_the_base_value_of_a_raised_threshold() -> None:
    text = "将起征点从月销售额10万元提高到15万元。"
    figures = targets_zh.figures(text, 0, len(text))
    assert [(f.value, f.base) for f in figures] == [(150_000, 100_000)]


@pytest.mark.parametrize(
    "text",
    [
        "抓好6个专题的研讨。",
        "第十四届委员会第3次会议",
        "对年应纳税所得额不到100万元的部分给予优惠。",
        "组织3—12个月的就业见习。",
        "国办发〔2018〕128号",
        "落实26项任务",
    ],
)
def test_chinese_figures_that_are_no_targets(text: str) -> None:
    assert zh(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We will achieve 80% take up as soon as possible.", [("=", 80, "%")]),
        ("reduce emissions by 50% by 2030", [("-", 50, "%")]),
        ("increase recycling to at least 65 percent", [(">=", 65, "%")]),
        ("cap new hires to less than five percent of staff", [("<", 5, "%")]),
        ("MoJ will deliver 4 exemplar digital services by March 2015", [("=", 4, "services")]),
        ("We will plant 3,000 trees", [("=", 3000, "trees")]),
        ("invest up to $102 million in schools", [("<=", 102_000_000, "USD")]),
        ("help double the rate of home building", [("=", 2, "times")]),
        ("the time will be reduced from five years to two", [("=", 2, "years")]),
        ("achieving level 4 in Open Source Maturity", [("=", 4, "level")]),
        ("cut emissions to 40% below 2005 levels", [("-", 40, "%")]),
        ("raise the share by 2 percentage points", [("+", 2, "pp")]),
        ("Increase the tree canopy from 18% to 25%.", [("=", 25, "%")]),
        ("We will cut emissions in half.", [("=", 0.5, "times")]),
        ("The number of fires is to be halved by 2029.", [("=", 0.5, "times")]),
        ("The plan sets a target of 1,200 affordable homes.", [("=", 1200, "homes")]),
    ],
)
def test_english_targets(text: str, found: list) -> None:
    assert en(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "services handling over 100,000 transactions each year",
        "six key areas of work",
        "Action 7 of the 2020 plan",
        "homes between $1 million and $1.5 million",
        "emissions are projected to rise by 25%",
        "Public Law 104-13",
        "We will meet by 2030.",
    ],
)
def test_english_figures_that_are_no_targets(text: str) -> None:
    assert en(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Keep the vacancy rate at no more than 8% by 2028.", [("<=", 8, "%")]),
        ("Leakage must not exceed 12% by 2028.", [("<=", 12, "%")]),
        ("Energy use should not exceed 90 kWh per square metre.", [("<=", 90, "kWh per square metre")]),
        ("Waiting times must be at most 30 minutes by 2027.", [("<=", 30, "minutes")]),
        ("Unemployment will stay under 5% in 2027.", [("<", 5, "%")]),
        ("Keep unemployment below 5% in 2027.", [("<", 5, "%")]),
        ("Vacancies will be kept within 6% by 2028.", [("<=", 6, "%")]),
        ("Staff will reply within 24 hours.", [("<=", 24, "hours")]),
        ("Fewer than 20 accidents will occur in 2027.", [("<", 20, "accidents")]),
        ("Train up to 300 apprentices by 2027.", [("<=", 300, "apprentices")]),
        ("No less than 40% of the buses will be electric by 2028.", [(">=", 40, "%")]),
        ("A minimum of 12 clinics will open by 2028.", [(">=", 12, "clinics")]),
        ("Costs will be limited to no more than $3 million in 2027.", [("<=", 3_000_000, "USD")]),
        ("Keep ozone at or below 60 µg/m³ by 2030.", [("<=", 60, "µg/m³")]),
    ],
)
def test_english_limits(text: str, found: list) -> None:
    assert en(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Firms with fewer than 50 staff may apply.",
        "The rate is now below 5%.",
        "It has fallen to below 5%.",
        "Costs were kept under 5% in 2019.",
        "Projects of no more than $3 million are exempt.",
        "Complete the review within 90 days.",
        "Cut the levy on homes at or under $1 million.",
        "More than 80% of residents live within 400 metres of a stop.",
    ],
)
def test_english_limits_that_only_describe(text: str) -> None:
    assert en(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("空置率不超过8%。", [("<=", 8, "%")]),
        ("等待时间控制在30分钟以内。", [("<=", 30, "分钟")]),
        ("事故起数不高于20起。", [("<=", 20, "起")]),
        ("万元产值能耗低于0.4吨标准煤。", [("<", 0.4, "吨标准煤")]),
        ("年均浓度低于30微克/立方米。", [("<", 30, "微克/立方米")]),
        ("行政审批不超过3个工作日。", [("<=", 3, "个工作日")]),
        ("办理时限压缩到5个工作日以内。", [("<=", 5, "个工作日")]),
        ("财政供养人员控制在1.2万人以内。", [("<=", 12_000, "人")]),
        ("新增泊位不少于300个。", [(">=", 300, "个")]),
    ],
)
def test_chinese_limits(text: str, found: list) -> None:
    assert zh(text) == found
