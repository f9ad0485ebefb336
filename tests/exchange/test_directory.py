"""The directory from a workbook: looked at, taken over, and out again."""

import io
from datetime import date

import pytest
from django.utils import translation
from openpyxl import load_workbook

from tests.builders import organization, user
from throughline.accounts.actions.links import use_one_time_link
from throughline.accounts.actions.login import log_in
from throughline.accounts.models import User
from throughline.exchange.directory import (
    apply_directory,
    directory_workbook,
    links_workbook,
    read_directory,
)
from throughline.exchange.directory.refusals import DirectoryHasProblems, DirectoryTooLong, NoDirectory
from throughline.formats.errors import UnreadableFile
from throughline.formats.sheets import Column, Sheet, csv_text, workbook
from throughline.history.models import AuditRecord
from throughline.lib.refusal import ChangedMeanwhile, NotAllowed
from throughline.organizations.models import Grant, Membership, Organization, Person, Post
from throughline.organizations.queries import holders_on, tree

pytestmark = pytest.mark.django_db

NEW_YEAR = date(2026, 1, 1)


def book(**sheets):
    """A workbook of sheets given as lists of rows, the first being the column names."""
    return workbook(
        [Sheet(title, [Column(str(name)) for name in rows[0]], rows[1:]) for title, rows in sheets.items()]
    )


ENGLISH = {
    "Organizations": [
        "Code|Name|Short name|Other names|Kind|Part of|Founded on|Planned end|E-mail".split("|"),
        # A part before its parent, which is named by its name, its code or its short name.
        ("budget", "Budget Office", "", "", "institution", "Department of Finance", "", "", ""),
        (
            "finance",
            "Averholm Department of Finance",
            "Finance Department",
            "Treasury; City Treasury",
            "Department",
            "gov",
            "",
            "",
            "finance@averholm.example",
        ),
        ("gov", "Averholm City Government", "City Government", "", "Government", "", "", "", ""),
        (
            "terminal",
            "Terminal Task Force",
            "",
            "",
            "Task force",
            "City Government",
            "2025-11-01",
            date(2026, 12, 31),
            "",
        ),
    ],
    "Persons and posts": [
        (
            "Organization",
            "Post",
            "Head",
            "Leader",
            "In charge of",
            "Person",
            "Telephone",
            "From",
            "User name",
        ),
        ("gov", "Mayor", "yes", "yes", "Finance Department; terminal", "Helen Ardmore", "100", NEW_YEAR, ""),
        ("Finance Department", "Director", "x", "", "", "George Pellinore", "200", "2026/1/1", "finance"),
        ("Treasury", "Porter", "", "", "", "", "", "", ""),
    ],
    "Accounts": [
        ("User name", "Name", "Language", "Role", "Within", "On behalf of"),
        ("finance", "George Pellinore", "English", "Unit officer", "finance", ""),
        ("finance", "", "", "viewer", "", ""),
        ("secretary", "Ada", "中文", "Leader's secretary", "gov", "Mayor"),
    ],
    "Notes": [("What", "Who"), ("Ask again in May", "Ada")],
}
CHINESE = {
    "单位": [
        ("序号", "单位名称", "简称", "别名", "单位类型", "上级单位"),
        (1, "汐州市人民政府", "市政府", "", "政府", ""),
        (2, "汐州市教育局", "市教育局", "教育局、市教委", "部门", "市政府"),
        (3, "栖梧县人民政府", "栖梧县", "", "区县", "汐州市人民政府"),
    ],
    "人员与职务": [
        ("单位", "职务", "主要负责人", "分管领导", "分管单位", "姓名", "联系电话", "任职日期", "账号"),
        ("市政府", "副市长", "", "是", "教育局；栖梧县", "沈立言", "", "2025年3月", ""),
        ("市教育局", "局长", "√", "", "", "邵启蒙", "8001", "2025年3月1日", "shaoqm"),
    ],
    "账号": [
        ("用户名", "姓名", "语言", "角色", "范围", "服务领导"),
        ("shaoqm", "邵启蒙", "简体中文", "Unit leader", "教育局", ""),
        ("mishu", "秦若禾", "", "secretary", "市政府", "沈立言"),
    ],
}


def test_a_whole_directory_in_english():
    plan = read_directory(book(**ENGLISH), "directory.xlsx")
    assert plan.errors == []
    assert (plan.created, plan.changed, plan.left, plan.skipped) == (9, 1, 0, ["Notes"])
    assert not Organization.objects.exists()
    assert not AuditRecord.objects.exists()
    applied = apply_directory(plan, by=None)
    assert [(one.code, one.depth) for one in tree()] == [
        ("gov", 0),
        ("finance", 1),
        ("budget", 2),
        ("terminal", 1),
    ]
    finance = Organization.objects.get(code="finance")
    assert (finance.aliases, finance.level, finance.kind) == (["Treasury", "City Treasury"], 2, "department")
    assert finance.office_mail == "finance@averholm.example"
    mayor = Post.objects.get(title="Mayor")
    assert {entry.organization.code for entry in mayor.portfolio.all()} == {"finance", "terminal"}
    director = Post.objects.get(title="Director")
    assert holders_on(NEW_YEAR)[director.pk].user.username == "finance"
    assert {(g.user.username, g.role, g.acts_for) for g in Grant.objects.all()} == {
        ("finance", "unit_officer", None),
        ("finance", "viewer", None),
        ("secretary", "secretary", mayor),
    }
    assert [link.username for link in applied.links] == ["finance", "secretary"]
    use_one_time_link(applied.links[0].secret, "a sunny day in may")
    assert log_in("finance", "a sunny day in may", "").name == "George Pellinore"


def test_a_whole_directory_in_chinese():
    plan = read_directory(book(**CHINESE), "名录.xlsx")
    assert plan.errors == []
    apply_directory(plan, by=None)
    assert [str(one) for one in tree()] == ["市政府", "市教育局", "栖梧县"]
    deputy = Post.objects.get(title="副市长")
    assert deputy.is_leader
    assert {str(entry.organization) for entry in deputy.portfolio.all()} == {"市教育局", "栖梧县"}
    assert Membership.objects.get(post=deputy).started_on == date(2025, 3, 1)
    assert Grant.objects.get(role="secretary").acts_for == deputy
    assert User.objects.get(username="shaoqm").person.name == "邵启蒙"
    assert User.objects.get(username="shaoqm").language == "zh-hans"


def test_an_import_is_one_act_with_its_parts():
    apply_directory(read_directory(book(**ENGLISH), "directory.xlsx"), by=None)
    (whole,) = AuditRecord.objects.filter(part_of=None)
    assert (whole.act, whole.why) == ("organizations.import_directory", "directory.xlsx")
    assert AuditRecord.objects.filter(part_of=whole.pk).count() == AuditRecord.objects.count() - 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("data", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_what_goes_out_comes_back_unchanged(data, language):
    apply_directory(read_directory(book(**data), "directory.xlsx"), by=None)
    records = AuditRecord.objects.count()
    with translation.override(language):
        plan = read_directory(directory_workbook(by=None), "out.xlsx")
    assert plan.errors == []
    assert {outcome.what for outcome in plan.outcomes} == {"leave"}
    assert len(plan.outcomes) == sum(len(rows) - 1 for title, rows in data.items() if title != "Notes")
    assert apply_directory(plan, by=None).links == []
    assert AuditRecord.objects.count() == records + 1


def test_an_empty_directory_gives_the_template():
    sheets = load_workbook(io.BytesIO(directory_workbook(by=None)))
    assert len(sheets.sheetnames) == 3
    plan = read_directory(directory_workbook(by=None), "template.xlsx")
    assert (plan.outcomes, plan.errors, plan.skipped) == ([], [], [])


def test_a_second_import_changes_only_what_differs():
    apply_directory(read_directory(book(**ENGLISH), "directory.xlsx"), by=None)
    data = book(
        Organizations=[
            ("Code", "Name", "Short name", "Part of", "No longer exists from"),
            ("budget", "Budget Office", "Budget", "gov", ""),
            ("finance", "Averholm Department of Finance", "", "", ""),
            ("terminal", "Terminal Task Force", "", "", "2026-07-01"),
        ],
        Posts=[
            ("Organization", "Post", "Person", "From", "Until", "Holds it as"),
            ("gov", "Mayor", "Marcus Thorley", "2026-05-01", "", ""),
            ("finance", "Director", "Helen Ardmore", "2026-02-01", "2026-03-31", "Acting"),
            ("finance", "Director", "George Pellinore", "2026-01-01", "2027-12-31", ""),
        ],
    )
    plan = read_directory(data, "changes.xlsx")
    assert plan.errors == []
    assert [(one.name, one.what, one.changes) for one in plan.outcomes] == [
        ("Budget Office", "change", ["parent", "short_name"]),
        ("Averholm Department of Finance", "leave", []),
        ("Terminal Task Force", "change", ["ended_on"]),
        ("gov · Mayor · Marcus Thorley", "change", ["person"]),
        ("finance · Director · Helen Ardmore", "change", ["person"]),
        ("finance · Director · George Pellinore", "change", ["ended_on"]),
    ]
    apply_directory(plan, by=None)
    assert Organization.objects.get(code="budget").parent.code == "gov"
    assert Organization.objects.get(code="finance").short_name == "Finance Department"
    mayor = Post.objects.get(title="Mayor")
    assert [holders_on(date(2026, month, 30))[mayor.pk].name for month in (4, 5)] == [
        "Helen Ardmore",
        "Marcus Thorley",
    ]
    assert Person.objects.filter(name="Helen Ardmore").count() == 1


def test_every_problem_is_told_with_its_place_and_nothing_is_written():
    data = book(
        Organizations=[
            ("Code", "Name", "Kind", "Level", "Part of", "Founded on"),
            ("gov", "City", "kingdom", "first", "", "31.31.2026"),
            ("a", "", "", "", "", ""),
            ("b", "B", "", "", "Nowhere", ""),
            ("c", "C" * 201, "", "", "", ""),
            ("d", "D", "", "", "e", ""),
            ("e", "E", "", "", "d", ""),
            ("f", "F", "", "", "", ""),
            ("f", "F again", "", "", "", ""),
            ("g h", "G", "", "", "", ""),
        ],
        Posts=[
            ("Organization", "Post", "Head", "Person", "From", "Until", "User name"),
            ("f", "Head", "perhaps", "", "", "", ""),
            ("F", "Chief", "", "Ada", "2026-05-01", "2026-01-01", ""),
            ("Fe", "Chief", "", "", "", "", ""),
            ("f", "Clerk", "", "Eve", "", "", "nobody"),
        ],
        Accounts=[
            ("User name", "Name", "Language", "Role", "Within", "On behalf of"),
            ("ada", "Ada", "Klingon", "viewer", "", ""),
            ("eve", "Eve", "", "emperor", "", ""),
            ("bob", "Bob", "", "secretary", "", ""),
            ("b o b", "Bob", "", "viewer", "", ""),
            ("sue", "Sue", "", "secretary", "f", "Queen"),
        ],
    )
    plan = read_directory(data, "bad.xlsx")
    assert {(error.sheet, error.row, error.column) for error in plan.errors} == {
        ("Organizations", 2, "Kind"),
        ("Organizations", 2, "Level"),
        ("Organizations", 2, "Founded on"),
        ("Organizations", 3, "Name"),
        ("Organizations", 4, "Part of"),
        ("Organizations", 5, "Name"),
        ("Organizations", 6, "Part of"),
        ("Organizations", 7, "Part of"),
        ("Organizations", 9, "Name"),
        ("Organizations", 10, "Code"),
        ("Posts", 2, "Head of the organization"),
        ("Posts", 3, "Until"),
        ("Posts", 4, "Organization"),
        ("Posts", 5, "User name"),
        ("Accounts", 2, "Language"),
        ("Accounts", 3, "Role"),
        ("Accounts", 4, ""),
        ("Accounts", 5, "User name"),
        ("Accounts", 6, "On behalf of"),
    }
    assert all(len(error.message) > 10 for error in plan.errors)
    with pytest.raises(DirectoryHasProblems) as refused:
        apply_directory(plan, by=None)
    assert "19 rows" in str(refused.value)
    for model in (Organization, Post, Person, User, AuditRecord):
        assert not model.objects.exists()


def test_two_holders_at_once_are_a_problem_of_the_second_row():
    organization("f")
    data = book(
        Posts=[
            ("Organization", "Post", "Person", "From"),
            ("f", "Head", "Ada", "2026-01-01"),
            ("f", "Head", "Eve", "2026-01-01"),
        ]
    )
    plan = read_directory(data, "bad.xlsx")
    assert [(error.row, "Ada" in error.message) for error in plan.errors] == [(3, True)]


def test_an_unknown_name_is_answered_with_the_nearest():
    organization("finance", name="Department of Finance")
    data = book(Posts=[("Organization", "Post"), ("Departmnt of Finance", "Head")])
    (error,) = read_directory(data, "bad.xlsx").errors
    assert "Department of Finance" in error.message
    assert str(error).startswith("Posts, row 2, Organization: ")


def test_a_move_under_itself_is_a_problem_of_its_row():
    city = organization("city")
    organization("part", city)
    data = book(Organizations=[("Code", "Name", "Part of"), ("city", "City", "part")])
    (error,) = read_directory(data, "bad.xlsx").errors
    assert error.row == 2
    assert Organization.objects.get(code="city").parent is None


def test_namesakes():
    organization("f")
    apply_directory(
        read_directory(
            book(
                Posts=[
                    ("Organization", "Post", "Person", "Telephone", "From"),
                    ("f", "Head", "Wang Wei", "1", "2026-01-01"),
                    ("f", "Clerk", "Wang Wei", "2", "2026-01-01"),
                    ("f", "Porter", "Wang Wei", "1", "2026-01-01"),
                ]
            ),
            "x.xlsx",
        ),
        by=None,
    )
    assert Person.objects.filter(name="Wang Wei").count() == 2
    data = book(Posts=[("Organization", "Post", "Person"), ("f", "Driver", "Wang Wei")])
    (error,) = read_directory(data, "x.xlsx").errors
    assert error.column == "Person"


def test_a_csv_is_one_sheet_known_by_its_columns():
    text = csv_text([("单位名称", "上级单位"), ("汐州市人民政府", ""), ("汐州市教育局", "汐州市人民政府")])
    for data in (text.encode(), text.lstrip("\ufeff").encode("gb18030")):
        plan = read_directory(data, "单位.csv")
        assert (plan.created, plan.errors) == (2, [])
    accounts = csv_text([("User name", "Name", "Role"), ("ada", "Ada", "viewer")])
    plan = read_directory(accounts.encode(), "accounts.csv")
    assert [(one.part, one.what) for one in plan.outcomes] == [("accounts", "create")]


def test_a_named_sheet_without_a_column_says_so():
    plan = read_directory(book(Accounts=[("User name", "Name"), ("ada", "Ada")]), "x.xlsx")
    assert [(error.sheet, error.column, error.message) for error in plan.errors] == [
        ("Accounts", "Role", "This column is missing.")
    ]


def test_files_that_are_no_directory():
    with pytest.raises(NoDirectory):
        read_directory(book(Tasks=[("No.", "Task"), (1, "Build")]), "tasks.xlsx")
    for data, name in (
        (b"", "x.xlsx"),
        (b"MZ\x90\x00", "x.xlsx"),
        (b"%PDF-1.7", "x.pdf"),
        (b"PK\x03\x04", "x.xlsx"),
    ):
        with pytest.raises(UnreadableFile):
            read_directory(data, name)
    rows = [("Name",), *((f"Unit {n}",) for n in range(3001))]
    with pytest.raises(DirectoryTooLong):
        read_directory(book(Organizations=rows), "long.xlsx")


def test_what_changed_between_looking_and_taking_over_is_not_overwritten():
    data = book(Organizations=[("Code", "Name"), ("a", "A")])
    plan = read_directory(data, "x.xlsx")
    organization("a", name="A")
    with pytest.raises(ChangedMeanwhile):
        apply_directory(plan, by=None)


def test_an_administrator_of_a_part_imports_into_it():
    city = organization("city")
    part = organization("part", city)
    keeper = user("", "administrator", organization=part)
    inside = book(Organizations=[("Name", "Part of"), ("New", "part")])
    apply_directory(read_directory(inside, "x.xlsx", by=keeper), by=keeper)
    outside = book(Organizations=[("Name", "Part of"), ("Other", "city")])
    (error,) = read_directory(outside, "x.xlsx", by=keeper).errors
    assert "right" in error.message
    for nobody in (user("", "plan_office"), user("", "viewer")):
        with pytest.raises(NotAllowed):
            read_directory(inside, "x.xlsx", by=nobody)
        with pytest.raises(NotAllowed):
            apply_directory(read_directory(inside, "x.xlsx"), by=nobody)


def test_accounts_are_shown_to_those_who_keep_them():
    reader, keeper = user("reader", "viewer"), user("keeper", "administrator")
    for by, rows in ((reader, 0), (keeper, 2)):
        sheet = load_workbook(io.BytesIO(directory_workbook(by=by))).worksheets[2]
        assert sheet.max_row == 2 + rows


def test_links_as_a_workbook():
    applied = apply_directory(read_directory(book(**ENGLISH), "directory.xlsx"), by=None)
    sheet = load_workbook(
        io.BytesIO(links_workbook(applied.links, lambda secret: f"https://x/{secret}"))
    ).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [row[0] for row in values] == ["finance", "secretary"]
    assert values[0][2] == f"https://x/{applied.links[0].secret}"


def test_what_only_follows_from_a_wrong_row_is_not_told_as_well():
    """One wrong kind, and neither the posts of that unit nor the accounts within it are said to be wrong, too."""
    file = book(
        Organizations=[
            ("Name", "Kind", "Part of"),
            ("City", "", ""),
            ("Roads", "Nonsense", "City"),
            ("Bridges", "", "Roads"),
        ],
        Posts=[
            ("Organization", "Post", "Person", "User name"),
            ("Bridges", "Head", "Ann", "ann"),
            ("Nowhere", "Head", "", ""),
        ],
        Accounts=[("User name", "Role", "Within"), ("ann", "Unit officer", "Roads")],
    )
    plan = read_directory(file, "directory.xlsx")
    assert [(error.sheet, error.row, error.column) for error in plan.errors] == [
        ("Organizations", 3, "Kind"),
        ("Posts", 3, "Organization"),
    ]
    with pytest.raises(DirectoryHasProblems):
        apply_directory(plan, by=None)
    assert not Organization.objects.exists()


def test_the_template_offers_what_may_be_chosen():
    sheets = load_workbook(io.BytesIO(directory_workbook(by=None)))
    offered = [one.formula1 for sheet in sheets for one in sheet.data_validations.dataValidation]
    assert any("Unit officer" in one for one in offered)
    assert any("Department" in one for one in offered)
    (place,) = [
        str(one.sqref)
        for one in sheets["Accounts"].data_validations.dataValidation
        if "Unit officer" in one.formula1
    ]
    assert place.startswith("D3:D")
    assert int(place.removeprefix("D3:D")) > 1000
