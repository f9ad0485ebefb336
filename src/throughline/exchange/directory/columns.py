"""The sheets of the directory's workbook: their columns, and the names by which people head them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy

from throughline.accounts.choices import Role
from throughline.exchange.directory import cells
from throughline.formats.sheets import SheetRow, SheetRows
from throughline.organizations.choices import MembershipKind, OrganizationKind
from throughline.organizations.matching import plain_key

KINDS = {
    "政府": "government",
    "部门": "department",
    "区县": "county",
    "县": "county",
    "区": "county",
    "乡镇": "town",
    "街道": "town",
    "镇街": "town",
    "事业单位": "institution",
    "国企": "state_firm",
    "国有企业": "state_firm",
    "专班": "task_force",
    "其他": "other",
}
ROLES = {
    "规划": "plan_office",
    "发改": "plan_office",
    "督查": "supervision_office",
    "督查室": "supervision_office",
    "经办": "unit_officer",
    "经办人": "unit_officer",
    "单位领导": "unit_leader",
    "领导": "city_leader",
    "秘书": "secretary",
    "审计": "auditor",
    "查阅": "viewer",
}
TERMS = {"任职": "holder", "正职": "holder", "代理": "acting", "主持工作": "acting", "副职": "deputy"}


@dataclass(frozen=True)
class Field:
    """A column: the attribute it fills, its title, other names of it, how its cells are read and written."""

    name: str
    title: Any
    also: tuple[str, ...]
    parse: cells.Parse = cells.text
    width: int = 16
    needed: bool = False


@dataclass(frozen=True)
class Part:
    """A kind of sheet; `marks` are the columns without which it is not one."""

    name: str
    title: Any
    also: tuple[str, ...]
    fields: tuple[Field, ...]
    marks: tuple[str, ...]

    def titled(self, name: str) -> str:
        """The title of the column that fills `name`; the name itself when there is none."""
        return next((str(one.title) for one in self.fields if one.name == name), name)


ORGANIZATIONS = Part(
    "organizations",
    pgettext_lazy("workbook of organizations", "Organizations"),
    ("Organisations", "Units", "单位", "机构", "单位名录", "组织机构"),
    (
        Field(
            "code",
            pgettext_lazy("workbook of organizations", "Code"),
            ("编码", "单位编码", "代码", "机构代码"),
        ),
        Field(
            "name",
            pgettext_lazy("workbook of organizations", "Name"),
            ("Organization", "Organisation", "Unit", "名称", "单位名称", "单位", "全称"),
            width=36,
            needed=True,
        ),
        Field("short_name", pgettext_lazy("workbook of organizations", "Short name"), ("简称", "单位简称")),
        Field(
            "aliases",
            pgettext_lazy("workbook of organizations", "Other names"),
            ("Aliases", "别名", "其他名称", "曾用名"),
            cells.names,
            28,
        ),
        Field(
            "kind",
            pgettext_lazy("workbook of organizations", "Kind"),
            ("Type", "类别", "类型", "单位类型", "单位类别"),
            cells.OneOf(OrganizationKind, KINDS),
        ),
        Field("level", pgettext_lazy("workbook of organizations", "Level"), ("层级", "级别"), cells.whole, 8),
        Field(
            "official_order",
            pgettext_lazy("workbook of organizations", "Official order"),
            ("Order", "No.", "排序", "序号", "顺序", "排名"),
            cells.whole,
            8,
        ),
        Field(
            "peer_group",
            pgettext_lazy("workbook of organizations", "Peer group"),
            ("Group", "分组", "同类组", "可比组"),
        ),
        Field(
            "office_mail",
            pgettext_lazy("workbook of organizations", "Office mail address"),
            ("Mail", "E-mail", "Email", "办公邮箱", "单位邮箱", "邮箱", "电子邮箱"),
            width=28,
        ),
        Field(
            "parent",
            pgettext_lazy("workbook of organizations", "Part of"),
            ("Parent", "上级单位", "隶属", "上级", "主管单位"),
            width=28,
        ),
        Field(
            "started_on",
            pgettext_lazy("workbook of organizations", "Founded on"),
            ("Founded", "成立日期", "设立日期", "成立时间"),
            cells.day,
            12,
        ),
        Field(
            "ends_on",
            pgettext_lazy("workbook of organizations", "Planned end"),
            ("Ends on", "计划结束日期", "计划撤销日期"),
            cells.day,
            12,
        ),
        Field(
            "ended_on",
            pgettext_lazy("workbook of organizations", "No longer exists from"),
            ("Ended on", "撤销日期", "结束日期"),
            cells.day,
            12,
        ),
    ),
    ("name",),
)
POSTS = Part(
    "posts",
    pgettext_lazy("workbook of posts", "Persons and posts"),
    ("Posts", "Persons", "People", "Contacts", "人员与职务", "人员", "职务", "任职", "通讯录", "人员名单"),
    (
        Field(
            "organization",
            pgettext_lazy("workbook of posts", "Organization"),
            ("Organisation", "Unit", "单位", "单位名称", "部门", "所在单位"),
            width=28,
            needed=True,
        ),
        Field(
            "title",
            pgettext_lazy("workbook of posts", "Post"),
            ("Title", "Position", "职务", "岗位", "职务名称"),
            width=20,
            needed=True,
        ),
        Field(
            "is_head",
            pgettext_lazy("workbook of posts", "Head of the organization"),
            ("Head", "主要负责人", "是否主要负责人", "一把手"),
            cells.yes,
            10,
        ),
        Field(
            "is_leader",
            pgettext_lazy("workbook of posts", "Leader"),
            ("Leader who can be in charge of tasks", "分管领导", "是否分管领导", "市领导", "领导"),
            cells.yes,
            10,
        ),
        Field(
            "official_order",
            pgettext_lazy("workbook of posts", "Official order"),
            ("Order", "No.", "排序", "序号", "顺序", "排名"),
            cells.whole,
            8,
        ),
        Field(
            "in_charge_of",
            pgettext_lazy("workbook of posts", "In charge of"),
            ("Portfolio", "分管单位", "分管部门", "分管"),
            cells.names,
            36,
        ),
        Field("person", pgettext_lazy("workbook of posts", "Person"), ("Name", "姓名", "人员", "任职人员")),
        Field(
            "phone",
            pgettext_lazy("workbook of posts", "Telephone"),
            ("Phone", "电话", "联系电话", "手机", "办公电话"),
        ),
        Field(
            "kind",
            pgettext_lazy("workbook of posts", "Holds it as"),
            ("Kind", "任职方式", "任职类型"),
            cells.OneOf(MembershipKind, TERMS),
            12,
        ),
        Field(
            "started_on",
            pgettext_lazy("workbook of posts", "From"),
            ("Since", "任职日期", "任职时间", "起", "开始日期"),
            cells.day,
            12,
        ),
        Field(
            "ended_on",
            pgettext_lazy("workbook of posts", "Until"),
            ("To", "离任日期", "止", "结束日期"),
            cells.day,
            12,
        ),
        Field(
            "username", pgettext_lazy("workbook of posts", "User name"), ("Account", "账号", "帐号", "用户名")
        ),
    ),
    ("organization", "title"),
)
ACCOUNTS = Part(
    "accounts",
    pgettext_lazy("workbook of accounts", "Accounts"),
    ("Users", "Logins", "账号", "帐号", "用户", "账户"),
    (
        Field(
            "username",
            pgettext_lazy("workbook of accounts", "User name"),
            ("Account", "Login", "账号", "帐号", "用户名", "登录名"),
            needed=True,
        ),
        Field(
            "name",
            pgettext_lazy("workbook of accounts", "Name"),
            ("Person", "姓名", "名称", "使用人"),
            width=20,
        ),
        Field("language", pgettext_lazy("workbook of accounts", "Language"), ("语言",), cells.language, 12),
        Field(
            "role",
            pgettext_lazy("workbook of accounts", "Role"),
            ("角色", "权限"),
            cells.OneRole(Role, ROLES),
            20,
        ),
        Field(
            "organization",
            pgettext_lazy("workbook of accounts", "Within"),
            ("Organization", "Organisation", "范围", "单位", "所在单位", "管辖范围"),
            width=28,
        ),
        Field(
            "acts_for",
            pgettext_lazy("workbook of accounts", "On behalf of"),
            ("Acts for", "Leader", "代表领导", "服务领导", "联系领导"),
            width=24,
        ),
        Field(
            "is_active",
            pgettext_lazy("workbook of accounts", "Active"),
            ("State", "启用", "状态", "是否启用"),
            cells.yes,
            8,
        ),
    ),
    ("username", "role"),
)
PARTS = (ORGANIZATIONS, POSTS, ACCOUNTS)


@dataclass(frozen=True)
class Problem:
    """What can't be taken over: where it stands, and how to mend it."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        row = gettext("row %(row)s") % {"row": self.row}
        return f"{', '.join(part for part in (self.sheet, row, self.column) if part)}: {self.message}"


@dataclass(frozen=True)
class Line:
    """A row understood: what its filled cells say, by attribute. An empty cell says nothing."""

    part: Part
    sheet: str
    row: int
    values: dict[str, Any] = field(default_factory=dict)


def recognised(sheet: SheetRows) -> Part | None:
    """What the sheet holds: by its name, else by its columns. None for something else."""
    key = plain_key(sheet.name)
    named = [part for part in PARTS if key in _every_title(part)]
    fitting = [part for part in PARTS if not missing(part, sheet)]
    fitting.sort(key=lambda part: -len(_placed(part, sheet)))
    return next(iter(named or fitting), None)


def missing(part: Part, sheet: SheetRows) -> list[str]:
    """Titles of the columns that the sheet lacks and can't do without."""
    placed = _placed(part, sheet)
    return [part.titled(name) for name in part.marks if name not in placed]


def lines_of(part: Part, sheet: SheetRows, problems: list[Problem]) -> Iterator[Line]:
    """The rows of a sheet with what was understood of them; what can't be is added to `problems`."""
    places = _placed(part, sheet)
    lacking = missing(part, sheet)
    if lacking:
        message = gettext("This column is missing.")
        problems.extend(Problem(sheet.name, sheet.header_row, title, message) for title in lacking)
        return
    for row in sheet.rows:
        yield Line(part, sheet.name, row.number, dict(_values(part, sheet, row, places, problems)))


def _values(
    part: Part, sheet: SheetRows, row: SheetRow, places: dict[str, int], problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    for one in part.fields:
        cell = row.values[places[one.name]] if one.name in places else None
        if one.needed and not cells.text(cell):
            message = gettext("This cell must not be empty.")
            problems.append(Problem(sheet.name, row.number, str(one.title), message))
        try:
            if cells.text(cell):
                yield one.name, one.parse(cell)
        except cells.BadCell as error:
            problems.append(Problem(sheet.name, row.number, str(one.title), str(error)))


def _placed(part: Part, sheet: SheetRows) -> dict[str, int]:
    """Which column fills which attribute: a title itself goes before other names of it."""
    keys = [plain_key(re.split("[(（]", title)[0]) for title in sheet.header]
    found: dict[str, int] = {}
    for names in (_every_title, _every_name):
        for one in part.fields:
            taken = set(found.values())
            free = [n for n, key in enumerate(keys) if n not in taken and key in names(one)]
            if one.name not in found and free:
                found[one.name] = free[0]
    return found


@cache
def _every_title(one: Field | Part) -> frozenset[str]:
    """The title in each language; a sheet's other names as well."""
    found = {plain_key(name) for name in one.also} if isinstance(one, Part) else set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(plain_key(str(one.title)))
    return frozenset(found)


@cache
def _every_name(one: Field) -> frozenset[str]:
    return _every_title(one) | {plain_key(name) for name in one.also}
