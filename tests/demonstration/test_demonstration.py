"""The demonstration city: built once per language, and looked at as people would find it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import pairwise

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from tests.demonstration import demonstrated_changes, demonstrated_years
from tests.demonstration.demonstrated import TODAY, Demo, played
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.refusals import NameTaken
from throughline.calendars.models import Calendar
from throughline.calendars.working import WorkingDays
from throughline.chain.strip import throughline_of
from throughline.delivery.choices import CompletionState, RatingState, ReportState
from throughline.delivery.models import (
    Circular,
    Completion,
    DueDateChange,
    Evidence,
    Extension,
    Rating,
    Report,
)
from throughline.demonstration import PASSWORD, build
from throughline.desk.queries import home
from throughline.documents.models import Document
from throughline.history.models import AuditRecord
from throughline.history.verify import verify
from throughline.indicators.models import Indicator, Observation, Target, TargetValue
from throughline.lib import clock
from throughline.lib.dates import add_months, month_end
from throughline.organizations.models import Grant, Organization
from throughline.plans.choices import Decomposition
from throughline.plans.models import Clause
from throughline.register.models import Milestone, Project, ProjectMonth, Register, Task
from throughline.register.queries.coverage import clause_rows, coverage
from throughline.register.rules import lacks

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.long]

ZONE = timezone.get_default_timezone()
EVENING = datetime.combine(TODAY, time(19), ZONE)
#: What a task can lack, by the column of the table that has no answer.
LACKS = {
    "standard": "standard",
    "completion": "due",
    "accountable": "accountable",
    "leader": "leader",
    "requirement": "requirement",
}


@pytest.fixture(scope="module", params=["en", pytest.param("zh", marks=pytest.mark.slow)])
def demo(
    request, django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The whole city in the tests' database; taken back when the last test has looked at it."""
    folder = tmp_path_factory.mktemp(f"city-{request.param}")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, MEDIA_ROOT=folder / "uploads"),
        transaction.atomic(),
    ):
        yield played(request.param)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.travel(EVENING):
        yield


def circulated(demo: Demo, code: str, month: date) -> str:
    """The task's rating as everybody knew it at the end of the month after `month`."""
    day = month_end(add_months(month, 1))
    return Task.as_of(clock.end_of(day)).get(id=demo.tasks[code].pk).rating


def test_the_city_is_whole(demo):
    assert Organization.objects.count() == 41
    assert set(Organization.objects.values_list("level", flat=True)) == {1, 2, 3}
    assert len(demo.tasks) >= 60
    assert demo.register("plan").areas.count() == 9
    assert all(area.stage_goals.count() == 3 and area.leader for area in demo.register("plan").areas.all())
    assert Project.objects.count() == 10
    assert Register.objects.count() == 7
    assert Indicator.objects.count() == 20
    assert Observation.objects.filter(period_kind="quarter").count() >= 100
    assert TargetValue.objects.count() > 60
    months = Report.objects.dates("period__starts_on", "month")
    assert len(set(demo.told.months) & set(months)) == 12


def test_every_task_cites_its_row_and_hangs_on_its_measure(demo):
    document = Document.objects.get(number=demo.told.plan.number)
    assert document.text == demo.told.plan.text
    for told in demo.told.tasks:
        task = demo.tasks[told.code]
        assert task.title == told.title
        assert task.passage.document == document
        assert told.title in task.passage.text
        assert document.text[task.passage.start : task.passage.end] == task.passage.text
        assert task.clause.wordings.get().number == str(told.clause)
    whole = coverage(clause_rows(task.clause.wordings.get().edition))
    assert (whole.needed, whole.uncovered, whole.tasks) == (27, 0, len(demo.tasks))
    assert not Clause.objects.filter(decomposition=Decomposition.EXEMPT, exemption_reason="").exists()


def test_what_the_table_says_is_what_the_register_holds(demo):
    codes = {row.pk: row.code for row in Organization.objects.all()}
    for told in demo.told.tasks:
        task = demo.tasks[told.code]
        rows = [(codes[row.organization_id], row.role) for row in task.responsibilities.all()]
        wanted = [(told.lead, "lead"), *((unit, "joint") for unit in told.joint)]
        assert rows == [*wanted, *((unit, "supporting") for unit in told.supporting)], told.code
        assert (task.aim, task.standard, task.requirement) == (told.aim, told.standard, told.requirement)
        assert (task.original_due_on, task.weight) == (told.due_on, told.weight)
        assert (task.completion == "ongoing", task.review_rhythm) == (bool(told.review), told.review or "")
        assert task.disclosure == "public"
        assert task.contact == ""


def test_what_is_deliberately_incomplete_is_listed_as_lacking(demo):
    wanted = {told.code: {LACKS[name] for name in told.missing if name in LACKS} for told in demo.told.tasks}
    assert {code: set(lacks(task)) for code, task in demo.tasks.items()} == wanted
    assert sum(1 for missing in wanted.values() if missing) >= 8
    assert set().union(*wanted.values()) == {"standard", "due", "accountable", "leader", "requirement"}


def test_targets_hang_on_tasks_and_are_reported(demo):
    for told in demo.told.indicators:
        task = demo.tasks[told.task]
        assert task.target.indicator.name == told.name
        assert task.target.base_value == told.base_value
        assert task.target.value == told.years[-1].value
        assert task.target.passage == task.passage
        if told.counted:
            last = task.reports.filter(leads=True, state=ReportState.ACCEPTED).first()
            assert last.observation.value == last.value
    revised = Observation.objects.filter(state="revised", period_kind="quarter")
    assert revised.count() == sum(1 for one in demo.told.indicators for seen in one.observations if seen.was)


def test_targets_cite_their_clause_and_passage(demo):
    """From the measure to the target and its task: the thread is whole both ways."""
    for told in demo.told.indicators:
        task = demo.tasks[told.task]
        assert task.target.clause.wordings.get().number == str(told.clause)
        assert task.target.clause == task.clause
        assert task.target.passage.document.number == demo.told.plan.number
        steps = {step.kind.name: step for step in throughline_of(task.target.clause, None)}
        assert task.target in Target.objects.filter(clause=task.clause)
        assert not any(step.missing for name, step in steps.items() if name != "report")


def test_the_strip_of_a_task_reaches_from_the_passage_to_the_rating(demo):
    """Seen by the office and by the unit; a target is a step only where the plan sets one."""
    office = User.objects.get(username="supervision")
    aimed = {told.task for told in demo.told.indicators}
    whole = 0
    for code, task in demo.tasks.items():
        steps = {step.kind.name: step for step in throughline_of(task, office)}
        missing = {name for name, step in steps.items() if step.missing}
        silent = not task.reports.exists()
        unrated = not task.ratings.filter(state=RatingState.CIRCULATED).exists()
        assert missing == {
            *(() if code in aimed else ("target",)),
            *(("report",) if silent else ()),
            *(("rating",) if unrated else ()),
        }, code
        whole += not missing
        assert [item.row for item in steps["document"].items] == [task.passage.document]
        assert [item.row for item in steps["clause"].items] == [task.clause]
        assert all(item.openable for name in ("document", "clause") for item in steps[name].items)
    assert whole >= 15


def test_projects_have_stages_months_and_tasks(demo):
    for told in demo.told.projects:
        project = Project.objects.get(code=told.code)
        assert {task.pk for task in project.tasks.all()} == {demo.tasks[code].pk for code in told.tasks}
        assert project.stages.count() == len(told.stages)
        spent = sum(month.actual for month in ProjectMonth.objects.filter(project=project))
        assert spent * demo.told.money_of == told.spent_before + sum(month.actual for month in told.months)
        assert spent <= project.total_investment
        reached = [stage.code for stage in told.stages if stage.done_on and stage.done_on <= TODAY]
        assert project.state == reached[-1]
    done = {(m.task, m.title) for m in demo.told.milestones if m.done_on and m.done_on <= TODAY}
    marked = Milestone.objects.filter(done_on__isnull=False)
    assert marked.filter(task__in=demo.tasks.values()).count() == len(done)
    steps = [step for work in demo.told.works for step in work.steps if step.done_on]
    assert marked.exclude(task__in=demo.tasks.values()).count() == sum(
        step.done_on <= TODAY for step in steps
    )
    assert not Milestone.objects.exclude(progress=None).exists()


def test_the_history_verifies(demo):
    report = verify()
    assert report.problems == []
    assert not AuditRecord.objects.filter(sequence=None).exists()


def test_acts_are_done_by_people_at_working_times(demo):
    by_system = Counter(AuditRecord.objects.filter(by_key=None).values_list("act", flat=True))
    ticks = {"delivery.tick", "delivery.ensure_periods"}
    assert {name: by_system[name] for name in by_system if name not in ticks} == {
        "accounts.create_user": 1,
        "organizations.give_grant": 1,
    }
    working = WorkingDays.of(Calendar.objects.get())
    moments = list(AuditRecord.objects.filter(part_of=None).order_by("pk").values_list("at", "by_key"))
    # What one call does (a night's tick, the presets) is done at one moment; nobody acts at another's.
    assert all(
        at < after or (at == after and by == next_by) for (at, by), (after, next_by) in pairwise(moments)
    )
    assert moments[-1][0] < EVENING
    for at, by in moments:
        local = at.astimezone(ZONE)
        assert by is None or working.works(local.date())
        assert by is None or time(9) <= local.time() <= time(18)
    assert moments[0][0].astimezone(ZONE).date() < demo.told.months[0]


def test_every_day_since_the_register_began_was_rated(demo):
    days = list(demo.register("plan").tick_days.order_by("day").values_list("day", flat=True))
    assert days[0] == demo.told.months[0]
    assert days[-1] == TODAY
    assert len(days) == (days[-1] - days[0]).days + 1


def test_units_report_as_they_are_told_to(demo):
    kinds = Counter(Report.objects.values_list("state", flat=True))
    others = sum(1 for one in demo.told.work_reports if one.returned)
    assert others >= 3
    assert kinds["returned"] == 5 + others + len(demo.told.waiting.returned)
    assert kinds["filed"] == len(demo.told.waiting.undecided)
    refiled = Report.objects.filter(period__register__slug="plan-tasks", attempt=2)
    assert refiled.count() == 5 + len(demo.told.corrections)
    for behaviour in demo.told.behaviours:
        own = Report.objects.filter(
            organization=demo.unit(behaviour.organization),
            period__register__slug="plan-tasks",
            period__starts_on__range=(behaviour.since, behaviour.to),
        )
        late = own.extra(where=["filed_on > due_on"]).exists() if behaviour.kind == "late" else None
        assert own.exists() is (behaviour.kind != "silent")
        assert late is not False or demo.told.language == "zh"  # holidays move some of the due days


def test_silent_units_are_red_or_yellow(demo):
    months = demo.told.months
    silent = {
        "T29": months[:3],
        "T49": months[:3],
        "T32": months[4:10],
        "T46": months[5:10],
        "T62": months[7:10],
    }
    for code, asked in silent.items():
        assert {circulated(demo, code, month) for month in asked} <= {"red", "yellow"}, code
        assert "red" in {circulated(demo, code, month) for month in asked}, code
    prompt = {circulated(demo, "T01", month) for month in months}
    assert prompt == {"green"}


def test_ratings_are_explained_confirmed_and_circulated(demo):
    plan = Circular.objects.filter(register__slug="plan-tasks")
    assert plan.count() == 12
    explained = Rating.objects.filter(
        task__in=demo.tasks.values(),
        state=RatingState.CIRCULATED,
        explained_at__isnull=False,
        corrects=None,
    )
    assert explained.count() == len(demo.told.explanations)
    told_otherwise = explained.exclude(reason="")
    assert [(rating.proposed_colour, rating.colour) for rating in told_otherwise] == [("yellow", "green")]
    reds = Rating.objects.filter(state=RatingState.CIRCULATED, colour="red")
    assert len({rating.task_id for rating in reds}) >= 6
    assert all(rating.why and rating.facts and rating.since <= rating.on for rating in reds)


def test_one_mistake_was_corrected_in_sight(demo):
    (told,) = demo.told.corrections
    correction = Rating.objects.get(corrects__isnull=False)
    assert correction.task == demo.tasks[told.task]
    assert (correction.corrects.colour, correction.colour) == ("red", "green")
    assert correction.corrects.state == RatingState.CIRCULATED
    assert correction.reason == told.reason
    amended = Report.objects.filter(task=correction.task, period__starts_on=told.month, leads=True)
    assert [(one.attempt, one.state) for one in amended.order_by("attempt")] == [
        (1, "replaced"),
        (2, "accepted"),
    ]
    assert demo.tasks[told.task].rating == "green"


def test_a_moved_date_keeps_the_first_one(demo):
    (told,) = demo.told.moves
    change = DueDateChange.objects.get(task=demo.tasks[told.task])
    assert (change.earlier_on, change.later_on, change.reason) == (told.old, told.new, told.reason)
    task = demo.tasks[told.task]
    assert (task.original_due_on, task.due_on) == (told.old, told.new)
    granted = Extension.objects.get(state="granted", task=task)
    assert (granted.task, granted.change, granted.is_late) == (task, change, False)
    assert granted.asked_on <= told.old


def test_circulars_carry_the_offices_remark(demo):
    told = {circular.title: circular.remark for circular in demo.told.circulars}
    plan = Circular.objects.filter(register=demo.register("plan"))
    assert {one.title: one.remark for one in plan} == told


def test_units_mark_their_milestones(demo):
    done = Milestone.objects.filter(done_on__isnull=False).select_related("task__lead", "marked_by")
    for step in done:
        leads = Task.history_model.objects.filter(id=step.task_id).values("lead_id")
        held = Grant.history_model.objects.filter(user=step.marked_by, role=Role.UNIT_OFFICER)
        assert held.filter(organization__in=leads).exists()


def test_completions_were_judged(demo):
    kinds = Counter(Completion.objects.filter(task__in=demo.tasks.values()).values_list("state", flat=True))
    assert kinds == {CompletionState.CLOSED: 9, CompletionState.SENT_BACK: 1, CompletionState.REPORTED: 1}


def test_leaders_instructions_are_recorded_for_them(demo):
    register = demo.register("instructions")
    recorded = AuditRecord.objects.filter(act="register.record_instruction")
    assert recorded.count() == len(demo.told.instructions)
    secretary = User.objects.get(username="secretary")
    by_secretary = recorded.filter(by_key=secretary.pk)
    leader = next(login.acts_for for login in demo.told.logins if login.username == "secretary")
    assert by_secretary.count() == sum(1 for one in demo.told.instructions if one.by == leader)
    assert not recorded.filter(for_key=None).exists()
    both = register.entries.filter(is_home=False)
    assert {entry.task for entry in both} == {demo.tasks["T30"], demo.tasks["T32"]}
    states = Counter(register.entries.filter(is_home=True).values_list("task__state", flat=True))
    assert states == {"closed": 14, "open": 3, "cancelled": 1}


def test_evidence_is_kept(demo):
    files = list(Evidence.objects.select_related("report"))
    told = (*demo.told.reports, *demo.told.work_reports)
    assert len(files) == sum(1 for report in told if report.evidence)
    for one in files:
        assert one.report.done.encode() in one.file.read()
        one.file.close()


@pytest.mark.parametrize("look", demonstrated_years.LOOKS, ids=lambda look: look.__name__)
def test_three_years(demo, look):
    look(demo)


@pytest.mark.parametrize("look", demonstrated_changes.LOOKS, ids=lambda look: look.__name__)
def test_what_changed_hands(demo, look):
    look(demo)


def test_everybody_finds_something_on_their_desk(demo):
    seen = {
        username: home(User.objects.get(username=username)) for username, _role, _name in demo.built.logins
    }
    assert {Role(grant.role) for grant in Grant.objects.all()} == set(Role)
    for username in ("water", "head.water", "upkeep", "industry"):
        assert seen[username].unit.returned, username
        assert seen[username].unit.to_explain, username
    assert seen["slatebeck"].unit.returned
    office = seen["supervision"].supervision
    assert office.reports_count == len(demo.told.waiting.undecided)
    assert len(office.completions) == 1
    asked = [(wish.task, wish.wanted_on) for wish in office.extensions]
    assert asked == [(demo.tasks[one.task], one.wanted_on) for one in demo.told.waiting.asked]
    assert len(office.returned) == len(demo.told.waiting.returned)
    assert office.explained
    assert office.to_confirm_count
    assert office.waiting
    assert office.open_periods
    assert office.lacking.incomplete >= 8
    assert [paper.number for paper in seen["plan"].plan_office.documents] == [demo.told.waiting.paper.number]
    for username in ("mayor", "secretary"):
        assert seen[username].leader.reds
        assert seen[username].leader.portfolios[0].counts.total >= 5
    assert all(desk.circulars for desk in seen.values())


def test_the_logins_work_and_are_not_told_to_the_log(demo):
    listed = [login for login in demo.told.logins if login.listed]
    assert [username for username, _role, _name in demo.built.logins] == [one.username for one in listed]
    assert demo.built.password == PASSWORD
    users = User.objects.all()
    assert users.count() == len(demo.told.logins)
    assert {user.language for user in users} == {"zh-hans" if demo.told.language == "zh" else "en"}
    assert all(user.check_password(PASSWORD) for user in users)
    logged = "\n".join(demo.logged)
    secrets = {PASSWORD, *(user.password for user in users), *(user.name for user in users)}
    assert not {secret for secret in secrets if secret in logged}
    words = set(logged.replace("/", " ").split())
    assert not words & {user.username for user in users if "." in user.username}


def test_progress_is_told(demo):
    assert [done for done, _total, _month in demo.progress] == sorted(done for done, _t, _m in demo.progress)
    done, total, month = demo.progress[-1]
    assert done == total > 1700
    assert str(TODAY.year) in month


def test_a_city_is_not_built_upon_another(demo):
    before = AuditRecord.objects.count(), Organization.objects.count()
    with pytest.raises(NameTaken):
        build(demo.told.language, today=TODAY)
    assert (AuditRecord.objects.count(), Organization.objects.count()) == before
