"""Quantities that a Chinese plan makes, and those that only describe, divide or point."""

import pytest

from throughline.reading.cell_targets import cell_targets
from throughline.reading.counted_zh import is_unit
from throughline.reading.targets_zh import figures


def told(text: str, *, stated: bool = False) -> list[tuple[str, str, object, str]]:
    return [(f.indicator, f.op, f.value, f.unit) for f in figures(text, 0, len(text), stated=stated)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("新增学位1500个。", [("新增学位", "=", 1500, "个")]),
        ("更新管网18公里，", [("更新管网", "=", 18, "公里")]),
        ("建成4个便民菜市，", [("建成便民菜市", "=", 4, "个")]),
        ("打造书屋6个、步道9条。", [("打造书屋", "=", 6, "个"), ("步道", "=", 9, "条")]),
        ("校车配备12辆。", [("校车配备", "=", 12, "辆")]),
        ("建成两所幼儿园。", [("建成幼儿园", "=", 2, "所")]),
        ("开展义诊30场次以上。", [("开展义诊", ">=", 30, "场次")]),
        ("举办讲座不少于8场。", [("举办讲座", ">=", 8, "场")]),
        ("疏浚河道7条、21公里。", [("疏浚河道", "=", 7, "条"), ("", "=", 21, "公里")]),
        (
            "利用外资3亿美元，新增外资0.5亿美元。",
            [("利用外资", "=", 300_000_000, "美元"), ("新增外资", "=", 50_000_000, "美元")],
        ),
        ("减少排放2万吨。", [("减少排放", "-", 20_000, "吨")]),
        ("增加集体收入8万元。", [("增加集体收入", "+", 80_000, "元")]),
        ("发放1亿元的贷款。", [("发放贷款", "=", 100_000_000, "元")]),
        ("培育15个以上的示范社。", [("培育示范社", ">=", 15, "个")]),
        ("实现年产值6亿元的目标。", [("实现年产值", "=", 600_000_000, "元")]),
        ("严守5万亩湿地红线。", [("湿地红线", ">=", 50_000, "亩")]),
        ("户均年收入≥3万元。", [("户均年收入", ">=", 30_000, "元")]),
    ],
)
def test_what_is_made_is_counted(text: str, found: list) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("年收入≥20万元的农户达到800户。", [("年收入≥20万元的农户", "=", 800, "户")]),
        ("引进亿元以上项目7个。", [("引进亿元以上项目", "=", 7, "个")]),
        ("建设日处理4万吨水厂1座。", [("建设日处理4万吨水厂", "=", 1, "座")]),
        ("对月收入4000元以下的家庭给予补助。", []),
        ("全长9公里的隧道通车。", []),
        ("装机容量40万千瓦的电站开工。", []),
        ("新建80张床位的养老院。", []),
        ("推进5个方面改革。", []),
        ("完成4类17项任务。", []),
        ("落实第9条要求。", []),
        ("编制第3版规划。", []),
        ("服务12345人的热线", []),
    ],
)
def test_what_describes_divides_or_points_is_no_target(text: str, found: list) -> None:
    assert told(text) == found


def test_a_thing_and_its_number_are_a_target_where_a_table_states_aims() -> None:
    assert told("车位260个。") == []
    assert told("车位260个。", stated=True) == [("车位", "=", 260, "个")]
    assert told("5个便民驿站、2所学校", stated=True) == [("便民驿站", "=", 5, "个"), ("学校", "=", 2, "所")]
    assert told("9个乡镇全覆盖", stated=True) == []
    assert told("占地面积20亩", stated=True) == []


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("床位350张", [("床位", "=", 350, "张", False)]),
        ("30万元", [("", "=", 300_000, "元", True)]),
        ("12标箱", [("", "=", 12, "标箱", True)]),
        ("2.5毫克/升", [("", "=", 2.5, "毫克/升", True)]),
        ("1份报告", [("报告", "=", 1, "份", False)]),
        ("6月底前完成", []),
        ("40万千瓦机组开工", []),
    ],
)
def test_a_cell_of_aims(cell: str, found: list) -> None:
    assert [(t.indicator, t.op, t.value, t.unit, t.whole) for t in cell_targets(cell)] == found


def test_units_are_told_from_days_and_clauses() -> None:
    assert all(map(is_unit, ("", "%", "km", "万元", "个", "平方公里", "人/平方公里", "个百分点", "年")))
    assert not any(map(is_unit, ("月底前", "日", "个乡镇全覆盖", "千瓦机组开工", "季度")))
