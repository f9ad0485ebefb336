"""What the columns of a task table mean: header synonyms in both languages, and a map that a person can correct."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from throughline.lib.text import fold
from throughline.reading.column_forms import INDICATORS, beside_others, field_by_form, lasts_of
from throughline.reading.titles_zh import TITLES

FIELDS = (
    "number",
    "area",
    "task",
    "detail",
    "aim",
    "standard",
    "deadline",
    "lead",
    "responsible",
    "supporting",
    "supervising",
    "accountable",
    "leader",
    "requirement",
    "target",
    "unit",
    "base",
    "recurrence",
    "status",
    "remarks",
)

SYNONYMS: dict[str, tuple[str, ...]] = {
    "number": (
        "序号",
        "编号",
        "项目编号",
        "no",
        "no.",
        "#",
        "nr",
        "number",
        "id",
        "ref",
        "reference",
        "item",
    ),
    "area": (
        "领域",
        "类别",
        "场景领域",
        "章节",
        "大类",
        "板块",
        "重点领域",
        "area",
        "key area",
        "theme",
        "pillar",
        "priority",
        "category",
        "goal",
        "objective",
        "strategic objective",
        "workstream",
    ),
    "task": (
        "任务",
        "任务名称",
        "工作任务",
        "重点任务",
        "具体任务",
        "主要任务",
        "对应任务",
        "重点工作",
        "工作事项",
        "督查事项",
        "事项",
        "改革举措",
        "重点举措",
        "举措",
        "措施",
        "重点工程",
        "工程名称",
        "工作举措",
        "细则名称",
        "项目名称",
        "任务事项",
        "action",
        "actions",
        "task",
        "tasks",
        "activity",
        "activities",
        "milestone",
        "milestones",
        "measure",
        "commitment",
        "commitments",
        "initiative",
        "deliverable",
        "deliverables",
        "strategy",
        "recommendation",
        "step",
        "steps",
        "output",
    ),
    "detail": (
        "主要内容",
        "工作内容",
        "任务内容",
        "细则内容",
        "实施路径",
        "具体内容",
        "工作措施",
        "具体措施",
        "简要描述",
        "内容",
        "description",
        "details",
        "detail",
        "content",
        "summary",
    ),
    "aim": (
        "工作目标",
        "目标",
        "总体目标",
        "aim",
        "purpose",
        "outcome",
        "intended outcome",
        "expected outcome",
    ),
    "standard": (
        "工作标准",
        "标准",
        "成果形式",
        "完成标准",
        "形象进度",
        "阶段性成果",
        "standard",
        "work standard",
        "measurement",
        "measure of success",
        "success criteria",
        "performance measure",
        "measure of progress",
        "metric",
        "expected result",
    ),
    "deadline": (
        "完成时限",
        "时限",
        "完成时间",
        "时间节点",
        "时间安排",
        "办结时限",
        "完成期限",
        "进度安排",
        "拟投入运营时间",
        "节点",
        "due",
        "due date",
        "deadline",
        "target date",
        "timeline",
        "timeframe",
        "time frame",
        "completion date",
        "completion time",
        "date",
        "by when",
        "timing",
        "end",
        "finish",
        "end date",
        "completion",
    ),
    "lead": (
        "牵头单位",
        "牵头部门",
        "主责单位",
        "主办单位",
        "牵头责任单位",
        "第一责任单位",
        "lead",
        "lead agency",
        "lead department",
        "lead organisation",
        "lead organization",
        "lead body",
        "reporting lead",
        "lead partner",
        "lead ministry",
        "owner",
        "action owner",
        "lead unit",
    ),
    "responsible": (
        "责任单位",
        "责任部门",
        "责任主体",
        "承办单位",
        "实施单位",
        "落实单位",
        "建设主体",
        "项目业主",
        "responsible",
        "responsible party",
        "responsible parties",
        "responsibility",
        "responsible agency",
        "responsible body",
        "responsible department",
        "responsible unit",
        "responsible office",
        "agency",
        "agencies",
        "department",
        "actors",
        "implementing agency",
        "required or encouraged",
        "who",
        "by whom",
        "whom",
        "action by",
        "assigned to",
        "dept",
        "dept.",
        "directorate",
        "division",
        "organisation",
        "organization",
    ),
    "supporting": (
        "配合单位",
        "配合部门",
        "协办单位",
        "参与单位",
        "协助单位",
        "共同责任单位",
        "supporting",
        "support",
        "supporting agencies",
        "partners",
        "partner",
        "supporting partners",
        "all ministers",
        "co-lead",
        "stakeholders",
        "others",
        "other actors",
        "in cooperation with",
    ),
    "supervising": (
        "督办单位",
        "督导单位",
        "指导部门",
        "指导单位",
        "督查单位",
        "supervising",
        "oversight",
        "supervisor",
        "supervising unit",
    ),
    "accountable": (
        "责任人",
        "负责人",
        "联系人",
        "具体责任人",
        "责任科室负责人",
        "accountable",
        "accountable officer",
        "responsible person",
        "contact",
        "person responsible",
        "responsible officer",
        "sro",
    ),
    "leader": (
        "责任领导",
        "分管领导",
        "牵头领导",
        "市级领导",
        "分管市领导",
        "包抓领导",
        "leader",
        "leader in charge",
        "executive sponsor",
        "sponsor",
    ),
    "requirement": (
        "考核要求",
        "考核标准",
        "考核办法",
        "工作要求",
        "要求",
        "requirement",
        "requirements",
        "assessment requirement",
        "reporting mechanism",
    ),
    "target": (
        "目标值",
        "年度目标",
        "2025年目标",
        "工作指标",
        "指标值",
        "target",
        "targets",
        "annual target",
        "target value",
        "targets/milestones",
        "target 2030",
    ),
    "unit": ("单位", "计量单位", "unit", "units", "unit of measure"),
    "base": ("基期值", "现状值", "基准值", "baseline", "base value", "base"),
    "recurrence": ("频次", "调度频次", "frequency"),
    "status": ("进展", "进展情况", "状态", "完成情况", "status", "progress"),
    "remarks": ("备注", "说明", "推广范围", "remarks", "notes", "comment", "comments"),
}
# Titles that name a task where none else does, and what is aimed at beside one: 事项 | 目标任务.
_AIM_BESIDE_TASK = frozenset("目标任务 任务目标 年度目标任务 年度任务 任务指标".split())
_CLEAN = re.compile(r"[\s*_`]+|[（(][^（）()]*[）)]")
_BY_NAME = {name: field_name for field_name, names in (*SYNONYMS.items(), *TITLES.items()) for name in names}


class UnknownColumn(ValueError):
    """A column map names a field that the reader does not have, or a column that the table does not have."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Column index → field. `indicators` says that the task column holds names of indicators.

    `times` are the last days that the titles of single columns of targets name; `quarter` is the column of the quarter
    where the year of a deadline stands in another.
    """

    columns: dict[int, str] = field(default_factory=dict)
    indicators: bool = False
    times: dict[int, date] = field(default_factory=dict)
    quarter: int | None = None

    def timed(self, titles: dict[int, str], dated: date | None) -> ColumnMap:
        """The same, with the last day of the time that the titles of columns of targets name: "Target 2030"."""
        found = {n: lasts_of(title, dated) for n, title in titles.items()}
        return replace(
            self,
            times={n: max(lasts) for n, lasts in found.items() if lasts and self.columns.get(n) == "target"},
        )

    def __post_init__(self) -> None:
        for index, name in self.columns.items():
            if name not in FIELDS or index < 0:
                raise UnknownColumn(
                    f"Column {index} is mapped to {name!r}; the fields are {', '.join(FIELDS)}."
                )

    def of(self, name: str) -> list[int]:
        """The columns of a field, from left to right."""
        return sorted(index for index, each in self.columns.items() if each == name)

    def corrected(self, changes: dict[int, str | None]) -> ColumnMap:
        """A copy with some columns mapped otherwise, or (None) left out."""
        merged = {**self.columns, **{k: v for k, v in changes.items() if v}}
        return ColumnMap({k: v for k, v in merged.items() if changes.get(k, v) is not None}, self.indicators)

    @property
    def is_task_table(self) -> bool:
        """A table of tasks names the task (or what is to be done) and at least when, who, or to what standard."""
        names = set(self.columns.values())
        about = names & {
            "deadline",
            "lead",
            "responsible",
            "supporting",
            "supervising",
            "accountable",
            "leader",
            "standard",
            "requirement",
            "target",
        }
        return bool(names & {"task", "detail"}) and bool(about)


def guess(header: list[str]) -> ColumnMap:
    """The map that the header row suggests; each field's first column wins, but several may hold targets."""
    columns: dict[int, str] = {}
    indicators = False
    for index, title in enumerate(header):
        name = field_of(title)
        if name is None and normal(title) in INDICATORS:
            name, indicators = "task", True
        if name and (name not in columns.values() or name == "target"):
            columns[index] = name
        elif name == "task" and normal(title) in _AIM_BESIDE_TASK and "aim" not in columns.values():
            columns[index] = "aim"
        elif (
            name == "task" and normal(title) in ("measure", "measures") and "standard" not in columns.values()
        ):
            columns[index] = "standard"  # beside "Action"
        elif name == "task" and "detail" not in columns.values():
            columns[index] = "detail"
    if columns.get(0) == "standard" and "target" in columns.values() and "task" not in columns.values():
        columns[0], indicators = "task", True  # "Performance measure | 2026 target"
    acting = _units_that_act(columns, header, indicators=indicators)
    told, quarter = beside_others(acting, [normal(title) for title in header])
    return ColumnMap(told, indicators, quarter=quarter)


def _units_that_act(columns: dict[int, str], header: list[str], *, indicators: bool) -> dict[int, str]:
    """Columns in which 单位, beside tasks and not beside values, means who is responsible."""
    measured = indicators or bool(set(columns.values()) & {"target", "base", "lead", "responsible"})
    return {
        index: "responsible" if name == "unit" and not measured and normal(header[index]) == "单位" else name
        for index, name in columns.items()
    }


def normal(title: str) -> str:
    """A column title without marks, brackets and case."""
    return _CLEAN.sub(" ", fold(title).replace("–", "-")).strip().lower().replace("： ", "").rstrip(":：")


def field_of(title: str) -> str | None:
    """The field that a column title names, or None."""
    plain = normal(title)
    compact = plain.replace(" ", "") if not plain.isascii() else plain
    if compact in _BY_NAME:
        return _BY_NAME[compact]
    return field_by_form(compact)
