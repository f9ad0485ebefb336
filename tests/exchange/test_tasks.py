from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from docx import Document as Word

from tests import builders
from throughline.accounts.choices import Role
from throughline.cli.import_ import parser, run
from throughline.documents.refusals import DocumentRefused
from throughline.exchange.column_mapping import BadMapping, ColumnMapping, load_mapping
from throughline.exchange.register_export import export
from throughline.exchange.tasks import NoTaskTable, import_tasks
from throughline.indicators.models import Indicator, Target
from throughline.lib import clock
from throughline.lib.refusal import NotAllowed, NotThere
from throughline.organizations.models import Organization
from throughline.register import actions, queries
from throughline.register.models import Register, Task
from throughline.workflows.import_tasks import TableHasProblems
from throughline.workflows.undo_batch import undo_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.organization("city", level=1, name="汐州市人民政府")


@pytest.fixture
def office(city):
    return builders.user("office", Role.SUPERVISION_OFFICE, organization=city)


@pytest.fixture
def register(city):
    return builders.register("list", organization=city)


def csv(*lines):
    return "\n".join(lines).encode()


def test_760_commitments_with_lead_and_several_ministers(shared_documents):
    path = shared_documents / "data" / "ca_2021_mandate_commitments.csv"
    made = import_tasks(path, by=None)
    assert (len(made.tasks), made.register.slug) == (760, "ca_2021_mandate_commitments")
    assert made.lacking == []
    assert Task.objects.filter(lead=None).count() == 0
    first = Task.objects.get(entries__number="104")
    assert (
        first.title
        == "Provide funding for First Nations to improve indoor air quality in on-reserve schools."
    )
    assert [(r.role, r.organization.name[:30]) for r in first.responsibilities.all()] == [
        ("lead", "Minister of Indigenous Service"),
        ("supporting", "Deputy Prime Minister and Mini"),
        ("supporting", "Minister of Indigenous Service"),
    ]
    names = list(Organization.objects.values_list("name", flat=True))
    assert "Minister of Transport" in names
    assert "Minister of Innovation, Science and Industry" in names
    assert len(names) == len(set(names)) < 70
    page = queries.rows(made.register, None, limit=500)
    assert [row.entry.number for row in page.rows[:3]] == ["100", "103", "104"]
    again = import_tasks(path, by=None, register=made.register)
    assert again.created == []
    undo_batch(again.batch, by=None)
    assert Task.objects.count() == 760
    undo_batch(made.batch, by=None)
    assert not Register.objects.exists()
    assert not Organization.objects.exists()


def test_a_chinese_table_with_what_people_write_in_it(register, office, city):
    education = builders.organization("edu", parent=city, name="汐州市教育局")
    table = csv(
        "序号,领域,任务,工作标准,完成时限,牵头单位,配合单位,责任人,考核要求,权重",
        "1,民生,建成三所学校,验收合格,2026年6月底前,市教育局,市财政局、市住建局,王无此人,季度考核,2.5",
        "2,民生,改造操场,同上,持续推进,市教育局，市体育局,无,/,,",
    )
    with clock.travel(clock.now().replace(year=2026, month=2, day=1)):
        made = import_tasks(table, name="清单.csv", by=office, register="list")
    first, second = made.tasks
    assert (first.due_on, first.standard, first.requirement, first.weight) == (
        date(2026, 6, 30),
        "验收合格",
        "季度考核",
        2.5,
    )
    assert first.lead == education
    assert first.contact == "王无此人"
    assert [(one.place, one.role, one.name) for one in made.lacking] == [(2, "accountable", "王无此人")]
    assert (second.standard, second.completion, second.due_text) == ("验收合格", "ongoing", "持续推进")
    assert [(r.role, r.organization.name) for r in second.responsibilities.all()] == [
        ("lead", "汐州市教育局"),
        ("joint", "市体育局"),
    ]
    assert {one.name for one in made.created} == {"市财政局", "市住建局", "市体育局"}
    assert all(one.parent == city for one in made.created)
    assert {entry.area.title for entry in register.entries.all()} == {"民生"}


def test_every_place_that_must_be_mended_is_told_and_nothing_is_written(register, office):
    table = csv(
        "No.,Task,Due,Starts on,Weight,Owner",
        "1,Build,2026-02-30,,1,Roads",
        "2,,2026-06-30,,1,Roads",
        "3,Open,2026-01-01,2026-06-01,1,Roads",
        "4,Paint,2026-06-30,,-3,Roads",
        "5,Fine,2026-06-30,,1,Roads",
    )
    with pytest.raises(TableHasProblems) as refused:
        import_tasks(table, name="plan.csv", by=office, register=register)
    places = [(problem.row, problem.column) for problem in refused.value.problems]
    assert places == [(2, "Due"), (3, "Task"), (5, "Weight")]
    message = str(refused.value)
    assert "row 2" in message
    assert "“Due”" in message
    late = csv("No.,Task,Due,Starts on", "3,Open,2026-01-01,2026-06-01")
    with pytest.raises(TableHasProblems) as refused:
        import_tasks(late, name="plan.csv", by=office, register=register)
    assert [(problem.row, problem.column) for problem in refused.value.problems] == [(2, "Due")]
    assert not Task.objects.exists()
    assert Organization.objects.count() == 1


def test_a_dry_run_tells_and_writes_nothing(office, city):
    table = csv("Task,Owner", "Build,Roads", "Paint,Parks")
    made = import_tasks(table, name="plan.csv", by=office, dry_run=True)
    assert (len(made.tasks), [one.name for one in made.created]) == (2, ["Roads", "Parks"])
    assert not Task.objects.exists()
    assert not Register.objects.exists()
    assert Organization.objects.count() == 1


def test_a_mapping_says_what_the_columns_mean(register, office, tmp_path):
    file = tmp_path / "mapping.yaml"
    file.write_text('columns: {"What": task, B: lead, "When": null}\nseparators: "+"\ncreate: false\n')
    made = import_tasks(
        csv("What,Who,When", "Build,Roads + Parks,2026-01-01"),
        name="x.csv",
        by=office,
        register="list",
        mapping=file,
    )
    assert made.tasks[0].title == "Build"
    assert (made.tasks[0].due_on, made.created) == (None, [])
    assert [(one.role, one.name) for one in made.lacking] == [("lead", "Roads"), ("lead", "Parks")]
    assert made.ignored == ["When"]


@pytest.mark.parametrize(
    "text",
    ["columns: [a]", "columns: {Task: nonsense}", "colums: {}", "- a", "a: [", "columns: {Elsewhere: task}"],
)
def test_a_mapping_that_cannot_be_used_is_explained(register, office, tmp_path, text):
    file = tmp_path / "mapping.yaml"
    file.write_text(text)
    with pytest.raises(BadMapping) as refused:
        import_tasks(csv("Task", "Build"), name="x.csv", by=office, register="list", mapping=file)
    assert str(refused.value)
    assert not Task.objects.exists()


def test_a_mapping_may_be_given_as_values():
    assert load_mapping({"columns": {"A": "task"}}) == ColumnMapping({"A": "task"})
    with pytest.raises(BadMapping):
        load_mapping("/nowhere/mapping.yaml")


def test_a_workbook_with_dates_and_merged_cells(register, office):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["重点任务清单"])
    sheet.append(["序号", "领域", "任务", "完成时限", "牵头单位"])
    sheet.append([1, "交通", "建桥", date(2026, 6, 30), "市交通局"])
    sheet.append([2, None, "修路", "2026年12月", "市交通局"])
    sheet.merge_cells("B3:B4")
    out = io.BytesIO()
    book.save(out)
    made = import_tasks(out.getvalue(), name="清单.xlsx", by=office, register="list")
    assert [(t.title, t.due_on) for t in made.tasks] == [
        ("建桥", date(2026, 6, 30)),
        ("修路", date(2026, 12, 31)),
    ]
    assert [entry.area.title for entry in register.entries.all()] == ["交通", "交通"]
    assert [entry.number for entry in register.entries.all()] == ["1", "2"]


def test_a_table_in_a_word_document(register, office):
    word = Word()
    table = word.add_table(rows=3, cols=3)
    for row, values in zip(
        table.rows,
        [("任务", "牵头单位", "完成时限"), ("建桥", "市交通局", "2026年6月底前"), ("修路", "同上", "长期")],
        strict=True,
    ):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    out = io.BytesIO()
    word.save(out)
    made = import_tasks(out.getvalue(), name="清单.docx", by=office, register="list")
    assert [(t.title, str(t.lead), t.completion) for t in made.tasks] == [
        ("建桥", "市交通局", "date"),
        ("修路", "市交通局", "ongoing"),
    ]


def test_our_own_export_comes_back(register, office, city):
    unit = builders.organization("roads", parent=city, name="市交通局")
    other = builders.organization("parks", parent=city, name="市园林局")
    actions.create_task(
        register,
        by=office,
        title="建桥",
        aim="通车",
        standard="验收",
        requirement="季度",
        due_on=date(2026, 6, 30),
        responsibilities=[(unit, "lead"), (other, "supporting")],
        area=actions.add_area(register, by=office, title="交通"),
    )
    second = builders.register("second", organization=city)
    for kind in ("xlsx", "csv"):
        made = import_tasks(export(register, office, kind), name=f"x.{kind}", by=office, register=second)
        task = made.tasks[0]
        assert (task.title, task.aim, task.standard, task.requirement, task.due_on, task.lead) == (
            "建桥",
            "通车",
            "验收",
            "季度",
            date(2026, 6, 30),
            unit,
        )
        assert [r.organization for r in task.responsibilities.filter(role="supporting")] == [other]


def test_a_long_wording_is_kept_whole(register, office):
    long = "Build " + "very " * 200 + "long road"
    made = import_tasks(csv("Task,Owner", f"{long},Roads"), name="x.csv", by=office, register="list")
    assert len(made.tasks[0].title) <= 500
    assert made.tasks[0].aim == long


def test_what_is_no_task_table_is_refused(register, office):
    with pytest.raises(NoTaskTable, match="Country"):
        import_tasks(csv("Country,Year", "A,2020"), name="x.csv", by=office, register="list")
    with pytest.raises(DocumentRefused):
        import_tasks(b"", name="x.csv", by=office, register="list")
    with pytest.raises(DocumentRefused):
        import_tasks(b"MZ" + b"\x00" * 99, name="x.xlsx", by=office, register="list")
    with pytest.raises(NotThere):
        import_tasks(csv("Task", "Build"), name="x.csv", by=office, register="nowhere")


def test_who_may_not_import_imports_nothing(register, city):
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=city)
    for target in ("list", None):
        with pytest.raises(NotAllowed):
            import_tasks(csv("Task,Owner", "Build,Roads"), name="x.csv", by=officer, register=target)
    assert not Task.objects.exists()


TARGETS = csv(
    "No.,Task,Target,Unit,Baseline,Due,Lead",
    "1,Connect homes to fast lines,≥95%,,81,2026-12-31,Digital Office",
    '2,Plant trees,"1,740",trees,,2026-06-30,Park Office',
    "3,Cut waste,Reduce waste by 20% by 2030,,,2026-12-31,Waste Office",
    "4,Think ahead,A better mood,,,2026-12-31,Mayor's Office",
    "5,Say when,2030,,,2026-12-31,Mayor's Office",
    "6,Leave it,/,,,2026-12-31,Mayor's Office",
)


def test_what_reads_as_a_target_becomes_one_and_hangs_on_the_task(register, office):
    made = import_tasks(TARGETS, by=office, name="targets.csv", register=register)
    tasks = {task.entries.get().number: task for task in made.tasks}
    first = tasks["1"].target
    assert (first.indicator.name, first.operator, first.value, first.indicator.unit) == (
        "Connect homes to fast lines",
        ">=",
        95,
        "%",
    )
    assert (first.base_value, first.due_on, first.organization.name) == (
        81,
        date(2026, 12, 31),
        "Digital Office",
    )
    assert (tasks["2"].target.value, tasks["2"].target.indicator.unit) == (1740, "trees")
    # A number stands in the target alone; words are kept beside the figure that they set.
    assert (tasks["1"].standard, tasks["2"].standard) == ("", "")
    assert (tasks["3"].target.operator, tasks["3"].target.value) == ("-", 20)
    assert tasks["3"].standard == "Target: Reduce waste by 20% by 2030"
    # What only tells, and a year, which says when and not how much, stay words.
    assert (tasks["4"].target, tasks["4"].standard) == (None, "Target: A better mood")
    assert (tasks["5"].target, tasks["5"].standard) == (None, "Target: 2030")
    assert (tasks["6"].target, tasks["6"].standard) == (None, "")
    assert len(made.targets) == Target.objects.filter(batch=made.batch).count() == 3
    assert made.ignored == []


def test_chinese_targets_and_columns_by_year(register, office):
    table = csv(
        "序号,任务,2025年目标,2026年目标,计量单位,牵头单位",
        "1,新增就业岗位,不低于1.2万,1.5万,个,市人社局",
        "2,提升群众满意度,持续提升,力争达到95%以上,,市政府办",
    )
    made = import_tasks(table, by=office, name="目标.csv", register=register)
    first, second = made.tasks
    # What is due last is what the task is about; the earlier year's target stands beside it.
    assert (first.target.value, first.target.due_on, first.target.indicator.unit) == (
        15000,
        date(2026, 12, 31),
        "个",
    )
    assert [(t.operator, t.value, t.due_on.year) for t in made.targets][:2] == [
        (">=", 12000, 2025),
        ("=", 15000, 2026),
    ]
    assert (second.target.operator, second.target.value) == (">=", 95)
    assert second.standard == "2025年目标: 持续提升\n2026年目标: 力争达到95%以上"


def test_targets_of_an_import_are_taken_back_with_it(register, office):
    known = import_tasks(
        csv("Task,Target,Unit,Lead", "Plant trees,10,trees,Park Office"),
        by=office,
        name="a.csv",
        register=register,
    )
    made = import_tasks(TARGETS, by=office, name="targets.csv", register=register)
    assert Indicator.objects.count() == 3  # the trees were known already
    undone = undo_batch(made.batch, by=office)
    assert (undone.tasks, undone.deleted[Target], undone.deleted[Indicator]) == (6, 3, 2)
    assert list(Target.objects.all()) == known.targets
    assert Indicator.objects.get().name == "Plant trees"


def test_a_dry_run_tells_the_targets_and_keeps_none(office, city, tmp_path, capsys):
    path = tmp_path / "targets.csv"
    path.write_bytes(TARGETS)
    options = parser().parse_args(["tasks", str(path), "--dry-run", "--by", office.username])
    assert run(options) == 0
    told = capsys.readouterr().out
    assert "3 targets read from their cells:" in told
    assert "Plant trees" in told
    assert "1740 trees" in told
    assert (Target.objects.count(), Indicator.objects.count()) == (0, 0)
