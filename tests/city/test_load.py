"""The demonstration city holds together in both languages, on any day."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.city.rated import colour
from tests.city.told import load
from throughline.city import table
from throughline.city.acts import KINDS, SYSTEM
from throughline.city.errors import CityDataError
from throughline.city.load import City, _told
from throughline.city.source import Source
from throughline.city.when import Calendar

TODAY = date(2031, 11, 22)
DAYS = [
    date(2031, 1, 1),
    date(2032, 2, 29),
    date(2031, 3, 31),
    date(2031, 5, 7),
    TODAY,
    date(2031, 12, 31),
]
LANGUAGES = ["en", "zh"]
WITH_TEXTS = (
    "organizations persons posts areas tasks milestones instructions indicators projects reports circulars"
    " explanations corrections moves completions work_registers works work_reports bulletins"
).split()
REAL = {
    "en": r"\b(London|Beijing|Shanghai|Bristol|Hull|Liverpool|Plymouth|Leeds|Knoxville|Lexington|Rwanda|Ngoma"
    r"|England|Scotland|Britain|China|Chinese|Canada|America|Germany|Shenzhen|Ningbo)\b",
    "zh": "北京|上海|广州|深圳|杭州|南京|苏州|宁波|温州|厦门|青岛|天津|重庆|成都|武汉|西安|大连|珠海|东莞|佛山|银川"
    "|浙江|江苏|广东|福建|山东|四川|湖南|湖北|河南|河北|辽宁|陕西|云南|中国|华为|腾讯|阿里",
}


@pytest.fixture(params=LANGUAGES)
def city(request) -> City:
    return load(request.param, TODAY)


def test_it_has_the_size_of_a_city(city):
    assert len(city.organizations) == 41
    assert {unit.level for unit in city.organizations} == {1, 2, 3}
    assert len(city.tasks) >= 60
    assert [area.code for area in city.areas] == [f"A{n}" for n in range(1, 10)]
    assert {task.area for task in city.tasks} == {area.code for area in city.areas}
    assert len(city.projects) == 10
    assert len(city.months) == 12
    assert len(city.instructions) == 18
    assert len(city.indicators) == 20
    assert len(city.circulars) == 12
    assert {login.role for login in city.logins} == {
        "administrator", "plan_office", "supervision_office", "unit_officer", "unit_leader",
        "city_leader", "secretary", "auditor", "viewer", "supervision-clerk",
    }  # fmt: skip
    assert len(city.handovers) == 4
    assert any(unit.kind == "task_force" and unit.to for unit in city.organizations)


def test_both_languages_tell_the_same_city():
    en, zh = load("en", TODAY), load("zh", TODAY)
    for name in (
        "organizations",
        "persons",
        "posts",
        "areas",
        "tasks",
        "instructions",
        "indicators",
        "projects",
    ):
        assert [one.code for one in getattr(en, name)] == [one.code for one in getattr(zh, name)], name
    assert [(a.on, a.kind, a.subject, a.by) for a in en.acts] == [
        (a.on, a.kind, a.subject, a.by) for a in zh.acts
    ]
    facts = [
        [
            (r.task, r.organization, r.month, r.percent, bool(r.problem), bool(r.help), bool(r.evidence))
            for r in c.reports
        ]
        for c in (en, zh)
    ]
    assert facts[0] == facts[1]
    assert [task.missing for task in en.tasks] == [task.missing for task in zh.tasks]
    assert en.memberships == zh.memberships
    assert {task.title for task in en.tasks}.isdisjoint(task.title for task in zh.tasks)


def test_some_rows_lack_something(city):
    lacking = Counter(name for task in city.tasks for name in task.missing)
    assert set(lacking) == {"aim", "standard", "completion", "accountable", "leader", "requirement"}
    assert 8 <= sum(1 for task in city.tasks if task.missing) <= 20
    assert sum(1 for task in city.tasks if task.review) >= 5
    assert sum(1 for task in city.tasks if task.joint) >= 4
    assert any(task.cells["requirement"] in ("同上", "Ditto") and task.requirement for task in city.tasks)


def test_the_document_ends_in_the_task_table_with_every_column(city):
    rows = table.rows(city.plan.text, city.language)
    assert len(rows) == len(city.tasks)
    assert set(rows[0]) == set(table.COLUMNS[city.language].values())
    assert len(rows[0]) == 11
    assert len(city.plan.text.split("| --- |")[0]) > (4000 if city.language == "zh" else 9000)


def test_each_task_hangs_on_a_numbered_measure_of_the_text(city):
    measures = {int(number) for number in re.findall(r"^(\d+)\.", city.plan.text, re.MULTILINE)}
    assert measures == set(range(1, 28))
    assert {task.clause for task in city.tasks} == measures


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_are_whole_and_go_forward(language, today):
    city = load(language, today)
    mistyped = {(each.task, each.month) for each in city.corrections}
    last: dict[tuple[str, str], int] = {}
    for report in city.reports:
        assert 0 <= report.percent <= 100
        assert report.planned is None or 0 <= report.planned <= 100
        assert report.done
        assert report.filed_on > report.ends_on - timedelta(days=5)
        assert report.accepted_on >= report.filed_on
        assert report.filed_on.weekday() < 5
        if (report.task, report.month) in mistyped or city.task(report.task).review:
            continue
        assert report.percent >= last.get((report.task, report.organization), 0)
        last[report.task, report.organization] = report.percent


def test_no_month_repeats_the_one_before_and_no_task_another(city):
    owners: dict[str, set[str]] = {}
    for before, report in zip(city.reports, city.reports[1:], strict=False):
        if (before.task, before.organization) == (report.task, report.organization):
            assert before.done != report.done, report
    for report in city.reports:
        owners.setdefault(re.sub(r"[\d,.]+", "#", report.done), set()).add(report.task)
    assert [text for text, tasks in owners.items() if len(tasks) > 1] == []


def test_about_25_tasks_are_told_richly(city):
    own = Counter(report.task for report in city.reports if report.problem or report.help or report.evidence)
    texts = Counter(task for task, _ in {(r.task, re.sub(r"[\d,.]+", "#", r.done)) for r in city.reports})
    assert sum(1 for count in texts.values() if count >= 8) >= 25
    assert sum(own.values()) >= 60
    assert min(texts.values()) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_to_fill_in(language):
    assert re.findall(r"[{}]", repr_of_texts(load(language, TODAY))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_are_invented(language):
    assert re.findall(REAL[language], repr_of_texts(load(language, TODAY))) == []


def repr_of_texts(city: City) -> str:
    texts: list[str] = [city.plan.text, city.plan.title, city.plan.file]
    for group in WITH_TEXTS:
        for record in getattr(city, group):
            texts += list(strings(getattr(record, name) for name in record.__slots__))
    return "\n".join(texts)


def strings(values):
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from strings(value)
        elif hasattr(value, "__slots__") and hasattr(value, "text"):
            yield value.text


@pytest.mark.parametrize("today", DAYS)
def test_the_rating_rule_agrees_with_what_the_units_explained(today):
    city = load("en", today)
    calendar = Calendar(today, "en")
    proposed = {each.month: each.on for each in city.acts if each.kind == "propose_ratings"}
    assert len(proposed) >= 11
    for each in city.explanations:
        on = proposed.get(each.month, calendar.after(each.month, 11))
        assert colour(city, city.task(each.task), on) == each.proposed, (each.task, each.month)
        assert each.on >= on


@pytest.mark.parametrize("today", DAYS)
def test_one_red_was_wrong(today):
    city = load("en", today)
    (wrong,) = city.corrections
    rated = Calendar(today, "en").after(wrong.month, 11)
    circular = next(each for each in city.circulars if each.code == wrong.circular)
    assert colour(city, city.task(wrong.task), rated) == wrong.circulated == "red"
    assert circular.month == wrong.month
    assert circular.on < wrong.on
    report = next(each for each in city.reports if (each.task, each.month) == (wrong.task, wrong.month))
    assert report.planned - wrong.right_percent < 10 < report.planned - report.percent
    assert str(wrong.right_percent) in wrong.reason


def test_the_units_behave_differently(city):
    assert {each.kind for each in city.behaviours} == {"late", "silent", "recovering"}
    lead = {task.lead for task in city.tasks}
    assert lead - {each.organization for each in city.behaviours}
    water = [report.month for report in city.reports if report.organization == "D11"]
    assert min(water) > city.months[2]
    due = {month: (month + timedelta(days=32)).replace(day=5) for month in city.months}
    late = {report.organization for report in city.reports if report.filed_on > due[report.month]}
    assert late == {each.organization for each in city.behaviours if each.kind != "silent"}


def test_supervision_has_its_cases(city):
    assert any(each.sent_back_on for each in city.completions)
    assert any(not each.closed_on and not each.sent_back_on for each in city.completions)
    assert sum(1 for each in city.completions if each.closed_on) >= 8
    assert len(city.moves) == 1
    assert city.moves[0].requested_on < city.moves[0].old < city.moves[0].new
    assert city.moves[0].old == city.task(city.moves[0].task).due_on
    assert any(each.confirmed != each.proposed for each in city.explanations)
    assert sum(1 for each in city.reports if each.returned) == 5


@pytest.mark.parametrize("today", DAYS)
def test_a_task_is_reported_complete_after_its_last_percent(today):
    city = load("en", today)
    full = {each.task: each for each in reversed(city.reports) if each.percent == 100 and not each.joint}
    for each in city.completions:
        if not each.sent_back_on:
            assert full[each.task].accepted_on <= each.on, each.task
            assert each.closed_on is None or each.closed_on > each.on


@pytest.mark.parametrize("today", DAYS)
def test_acts_come_in_order_and_end_today(today):
    city = load("zh", today)
    names = {login.username for login in city.logins} | {SYSTEM}
    assert [act.on for act in city.acts] == sorted(act.on for act in city.acts)
    assert city.acts[-1].on <= today
    assert city.acts[0].kind == "build_directory"
    assert next(act.on for act in city.acts if act.kind == "upload_plan") >= city.plan.issued_on
    assert {act.by for act in city.acts} <= names
    assert {act.kind for act in city.acts} <= set(KINDS)
    assert {act.on_behalf for act in city.acts} == {"", "mayor"}
    subjects = {one.code for group in (city.tasks, city.organizations, city.indicators, city.projects, city.posts,
                                       city.instructions, city.circulars, city.works) for one in group}  # fmt: skip
    subjects |= {one.key for one in city.work_registers} | {register.kind for register in city.registers}
    subjects |= {one.code for one in (*city.changes.decisions, *city.changes.pairs, city.changes.above)}
    assert {act.subject for act in city.acts} <= subjects | {""}


def test_a_post_is_held_by_one_person_at_a_time(city):
    for change in city.handovers:
        assert city.holder(change.post, change.on - timedelta(days=1)).code == change.leaves
        assert city.holder(change.post, change.on).code == change.takes_over
    assert {each.post for each in city.memberships} == {post.code for post in city.posts}


def test_projects_do_not_spend_more_than_they_cost(city):
    for project in city.projects:
        assert project.spent_before + sum(month.actual for month in project.months) <= project.total
        assert project.starts_on < project.ends_on
        assert [stage.due_on for stage in project.stages] == sorted(stage.due_on for stage in project.stages)
        assert not any(stage.done_on and stage.done_on > TODAY for stage in project.stages)


def test_dates_follow_the_day():
    early, late = load("en", date(2031, 1, 5)), load("en", date(2031, 12, 5))
    assert early.plan.starts_on == late.plan.starts_on == date(2030, 1, 1)
    assert "2030–2032" in early.plan.title
    assert early.months[-1] == date(2030, 12, 1)
    assert late.months[-1] == date(2031, 11, 1)
    assert early.task("T22").due_on == late.task("T22").due_on == date(2031, 12, 31)


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="en and zh"):
        load("fr", TODAY)


def spoilt(change) -> CityDataError:
    source = Source(Calendar(TODAY, "en"))
    change(source)
    with pytest.raises(CityDataError) as caught:
        _told(source)
    return caught.value


def test_a_dangling_reference_names_file_and_entry():
    error = spoilt(lambda source: source.shape("projects")[2].update(owner="D99"))
    assert (error.file, error.entry) == ("shape/projects.yaml", "PJ03")
    assert "D99" in error.problem


def test_a_date_that_is_none_names_file_and_entry():
    error = spoilt(lambda source: source.shape("tasks")[4].update(due="next summer"))
    assert (error.file, error.entry) == ("shape/tasks.yaml", "T05")


def test_a_missing_text_names_file_and_entry():
    error = spoilt(lambda source: source.text("ratings")["explained"].pop("T30/-8"))
    assert (error.file, error.entry) == ("en/ratings.yaml", "explained/T30/-8")


def test_a_table_that_tells_another_lead_is_refused():
    error = spoilt(lambda source: source.shape("tasks")[0].update(lead="D05"))
    assert (error.file, error.entry) == ("en/plan.md", "T01")


def test_an_unknown_month_in_the_reports_is_refused():
    error = spoilt(lambda source: source.text("reports")["T09"].update({3: "Too early."}))
    assert (error.file, error.entry) == ("en/reports.yaml", "T09/3")
