"""A small city in which every kind of object exists once, so that every page has something to show."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.web.papers import column_set_of, mailing_of, paper_of, template_of
from tests.web.town import Town, town
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.calendars.actions import create_calendar
from throughline.delivery.actions import (
    ask_extension,
    circulate,
    confirm_rating,
    ensure_periods,
    explain_rating,
    file_report,
    install_presets,
    report_complete,
)
from throughline.delivery.models import Circular, Completion, Extension, Period, Rating, Report
from throughline.documents.models import Document
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.indicators.actions.indicators import create_indicator
from throughline.indicators.actions.observations import add_observation
from throughline.indicators.actions.targets import create_target
from throughline.indicators.models import Indicator, Target
from throughline.lib import clock
from throughline.organizations.actions.own_roles import make_role
from throughline.organizations.models import Grant, HandOver, Organization, Person
from throughline.papers.actions.numbers import create_series
from throughline.papers.models import ColumnSet, NumberSeries, Paper, Template
from throughline.register.actions.milestones import add_milestone
from throughline.register.actions.projects import add_stage, create_project, link_task, record_month
from throughline.register.actions.registers import add_area, add_stage_goal
from throughline.register.actions.tasks import record_instruction
from throughline.register.choices import RegisterKind
from throughline.register.models import Milestone, Project, ProjectStage, Register, RuleSet, StageGoal, Task
from throughline.workflows import daily_tick
from throughline.workflows.accept_findings import accept
from throughline.workflows.destination import Destination, open_destination
from throughline.workflows.receive_document import receive

TODAY = datetime(2026, 3, 10, 4, tzinfo=UTC)
FIRST = datetime(2026, 1, 5, 2, tzinfo=UTC)
TEXT = """Harbour Plan 2026

1. Water

The Water Bureau will build 12 km of sea wall by the end of June 2026.

The Finance Bureau must publish the budget of every bureau by 30 September 2026.

In 2024 the city opened two parks.
"""
ROLES = (
    "administrator",
    "plan",
    "supervision",
    "officer",
    "leader",
    "mayor",
    "secretary",
    "auditor",
    "viewer",
    "stranger",
)


@dataclass
class Whole:
    """The city at noon of 10 March 2026; `tasks` by what is at stake with them."""

    town: Town
    register: Register
    instructions: Register
    tasks: dict[str, Task]
    proposed: Rating
    circulated: Rating
    circular: Circular
    report: Report
    completion: Completion
    milestone: Milestone
    extension: Extension
    project: Project
    stage: ProjectStage
    indicator: Indicator
    target: Target
    document: Document
    goal: Destination
    batch: AuditRecord
    column_set: ColumnSet
    template: Template
    series: NumberSeries
    paper: Paper
    users: dict[str, User] = field(default_factory=dict)

    def client(self, name: str, **defaults: Any) -> Client:
        """A browser in which `name` is logged in."""
        client = Client(**defaults)
        client.force_login(self.users[name])
        return client

    @property
    def water(self) -> Organization:
        return self.town.units["water"]


def today() -> AbstractContextManager[None]:
    """The present of the scene."""
    return clock.travel(TODAY)


def _users(place: Town) -> dict[str, User]:
    city, water = place.units["city"], place.units["water"]
    wanted: list[tuple[str, str, Organization | None]] = [
        ("plan", Role.PLAN_OFFICE, city),
        ("supervision", Role.SUPERVISION_OFFICE, city),
        ("leader", Role.UNIT_LEADER, water),
        ("mayor", Role.CITY_LEADER, city),
    ]
    users = dict(place.users)
    for name, role, unit in wanted:
        users[name] = builders.user(name, role, organization=unit)
    users["secretary"] = builders.user("secretary")
    with act("test.grant", by=None) as this:
        this.create(
            Grant(
                user=users["secretary"], role=Role.SECRETARY, organization=city, acts_for=place.posts["city"]
            )
        )
    users["stranger"] = builders.user("stranger")
    return users


def _tasks(register: Register, water: Organization) -> dict[str, Task]:
    with clock.travel(datetime(2026, 1, 5, 4, tzinfo=UTC)):
        names = ("proposed", "confirmed", "circulated", "complete")
        due = {"complete": date(2026, 12, 31)}
        return {
            name: builders.task(
                register,
                water,
                title=f"Task {name}",
                starts_on=date(2026, 1, 5),
                due_on=due.get(name, date(2026, 3, 5)),
            )
            for name in names
        }


def _rated(tasks: dict[str, Task], users: dict[str, User]) -> dict[str, Rating]:
    daily_tick.run()
    rows = {name: Rating.objects.get(task=tasks[name]) for name in ("proposed", "confirmed", "circulated")}
    for name in ("confirmed", "circulated"):
        explain_rating(rows[name], by=users["officer"], explanation="Rain delayed the works.")
        confirm_rating(rows[name], by=users["supervision"])
    return {name: Rating.objects.get(pk=row.pk) for name, row in rows.items()}


def _indicator(users: dict[str, User], water: Organization) -> tuple[Indicator, Target]:
    indicator = create_indicator(
        by=users["plan"], name="Sea wall", code="wall", unit="km", organization=water
    )
    target = create_target(indicator, by=users["plan"], operator=">=", value=12, due_on=date(2026, 12, 31))
    add_observation(
        indicator,
        water,
        by=users["plan"],
        period_kind="year",
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        value=3,
    )
    return indicator, target


def _project(users: dict[str, User], city: Organization, task: Task) -> tuple[Project, ProjectStage]:
    project = create_project(
        by=users["supervision"], code="P-01", title="Sea wall, part one", organization=city
    )
    stage = add_stage(project, by=users["supervision"], title="Ground broken")
    record_month(project, date(2026, 2, 1), by=users["supervision"], planned=5, actual=4)
    link_task(project, task, by=users["supervision"])
    return project, stage


def _document(users: dict[str, User], city: Organization) -> tuple[Document, Destination, AuditRecord]:
    document = receive(TEXT.encode(), "harbour.txt", by=users["plan"], dated_on=date(2026, 1, 2))
    goal = open_destination(
        document,
        by=users["plan"],
        organization=city,
        plan_title="Harbour Plan",
        register_title="Harbour tasks",
    )
    finding = document.findings.filter(label="commitment").first()
    done = accept(document, [finding], by=users["plan"], edition=goal.edition, register=goal.register)
    return document, goal, AuditRecord.objects.get(pk=done.batch)


def _offices() -> tuple[Town, dict[str, User], Register]:
    """The directory, the accounts and an empty register."""
    place = town()
    users = _users(place)
    install_presets(by=None, language="en")
    create_calendar("city-days", "City days", by=None)
    make_role("clerk", Role.SUPERVISION_OFFICE, by=None, name_en="Clerk", withheld=["delivery.circulate"])
    rules = RuleSet.objects.get(slug="points_behind")
    register = builders.register(
        "tasks", place.units["city"], title="City tasks", starts_on=date(2026, 1, 1), rule_set=rules
    )
    return place, users, register


def whole() -> Whole:
    """Build it, at noon of 10 March 2026; call within `today()`."""
    with clock.travel(FIRST):
        place, users, register = _offices()
    city, water = place.units["city"], place.units["water"]
    area = add_area(register, by=users["supervision"], title="Water", number="1", leader=place.posts["city"])
    add_stage_goal(area, by=users["supervision"], due_on=date(2026, 6, 30), text="Half of the wall stands.")
    tasks = _tasks(register, water)
    ratings = _rated(tasks, users)
    circular = circulate(
        register, by=users["supervision"], number="1", title="First circular", ratings=[ratings["circulated"]]
    )
    ensure_periods(register, date(2026, 3, 31))
    period = Period.objects.get(register=register, starts_on=date(2026, 3, 1))
    report = file_report(
        tasks["proposed"],
        water,
        period,
        by=users["officer"],
        progress=40,
        done="Stone was ordered.",
        evidence=[("photo.txt", b"stone")],
    )
    completion = report_complete(tasks["complete"], water, by=users["officer"], statement="All of it stands.")
    milestone = add_milestone(
        tasks["proposed"], by=users["supervision"], title="Half way", due_on=date(2026, 2, 1), progress=50
    )
    extension = ask_extension(
        tasks["proposed"], by=users["officer"], wanted_on=date(2026, 6, 30), reason="The stone comes by sea."
    )
    project, stage = _project(users, city, tasks["proposed"])
    indicator, target = _indicator(users, water)
    document, goal, batch = _document(users, city)
    instructions = builders.register(
        "instructions", city, title="Instructions", kind=RegisterKind.INSTRUCTIONS
    )
    tasks["instruction"] = record_instruction(
        instructions, by=users["secretary"], for_=place.posts["city"], title="Look at the harbour lights"
    )
    mailing_of(users, register, water)
    with act("test.hand_over", by=None) as this:
        leaving = this.create(Person(name="Who left"))
        this.create(HandOver(leaving=leaving, on=date(2026, 3, 1), handed_at=clock.now()))
    return Whole(
        town=place,
        register=register,
        instructions=instructions,
        tasks=tasks,
        proposed=ratings["proposed"],
        circulated=Rating.objects.get(pk=ratings["circulated"].pk),
        circular=circular,
        report=report,
        completion=completion,
        milestone=milestone,
        extension=extension,
        project=project,
        stage=stage,
        indicator=indicator,
        target=target,
        document=document,
        goal=goal,
        batch=batch,
        column_set=column_set_of(users, city),
        template=template_of(users, city),
        series=(series := create_series(city, by=None, name="Ours", pattern="Sup. [{year}] No. {n}")),
        paper=paper_of(users, register, water, series),
        users=users,
    )


#: The arguments of every address that needs some.
ARGUMENTS: dict[str, Callable[[Whole], list[Any]]] = {
    "link": lambda _w: ["no-such-secret"],
    **dict.fromkeys(
        (
            *("register", "register_edit", "register_batches", "register_areas", "register_periods"),
            *("task_new", "register_show"),
            *("register_units", "register_workbook", "register_hand_out"),
        ),
        lambda w: [w.register.slug],
    ),
    "circular_new": lambda w: [w.register.slug],
    **dict.fromkeys(
        ("register_year_end", "register_carry_over", "register_close", "register_archive"),
        lambda w: [w.register.slug],
    ),
    "archive_download": lambda _w: [10**12],
    "reconciliation_download": lambda w: [w.register.slug, "xlsx"],
    "goal_judge": lambda _w: [StageGoal.objects.first().pk],
    "register_compare": lambda w: [w.register.slug],
    "register_workbook_look": lambda w: [w.register.slug, "0" * 32],
    "report_workbook_look": lambda _w: ["0" * 32],
    "task_export": lambda _w: ["csv"],
    "register_export": lambda w: [w.register.slug, "csv"],
    **dict.fromkeys(
        (
            "task",
            "task_edit",
            "task_responsibilities",
            "task_due_date",
            "task_transfer",
            "task_merge",
            "task_history",
            "task_show_on",
            "task_parent",
            "milestone_new",
            "completion_new",
            "extension_new",
        ),
        lambda w: [w.tasks["proposed"].pk],
    ),
    "task_state": lambda w: [w.tasks["proposed"].pk, "suspend"],
    "entry_edit": lambda w: [w.tasks["proposed"].entries.get().pk],
    "rule_set_edit": lambda _w: ["points_behind"],
    **dict.fromkeys(("milestone_edit", "milestone_done", "milestone_take_back"), lambda w: [w.milestone.pk]),
    **dict.fromkeys(("extension_decide", "extension_withdraw"), lambda w: [w.extension.pk]),
    "sign_off": lambda w: [w.tasks["confirmed"].responsibilities.get().pk],
    "report_new": lambda w: [w.tasks["confirmed"].pk, w.water.pk],
    "report": lambda w: [w.report.pk],
    "evidence_download": lambda w: [w.report.evidence.get().pk],
    "completion_decide": lambda w: [w.completion.pk],
    **dict.fromkeys(("rating_explain", "rating_decide"), lambda w: [w.proposed.pk]),
    "rating_correct": lambda w: [w.circulated.pk],
    "circular": lambda w: [w.circular.pk],
    **dict.fromkeys(
        ("project", "project_edit", "project_month", "stage_new", "project_tasks"), lambda w: [w.project.code]
    ),
    "column_set": lambda w: [w.column_set.pk],
    **dict.fromkeys(("template", "template_file", "template_preview"), lambda w: [w.template.pk]),
    **dict.fromkeys(("paper", "paper_file"), lambda w: [w.paper.pk]),
    "mailing": lambda w: [w.register.mailings.get().pk],
    "scan_file": lambda w: [w.paper.scans.get().pk],
    **dict.fromkeys(("series", "series_edit"), lambda w: [w.series.pk]),
    "paper_new": lambda w: [w.register.slug],
    "register_paper": lambda w: [w.register.slug, "docx"],
    "leader_page": lambda _w: ["pdf"],
    "circular_issue": lambda w: [w.circular.pk],
    "template_default": lambda _w: ["circular"],
    "circular_document": lambda w: [w.circular.pk],
    "project_task_remove": lambda w: [w.project.code, w.tasks["proposed"].pk],
    "stage_edit": lambda w: [w.stage.pk],
    **dict.fromkeys(
        (
            "organization",
            "organization_edit",
            "organization_move",
            "organization_end",
            "organization_reorganize",
            "organization_order",
            "organization_roles",
            "organization_history",
            "organization_load",
            "organization_across",
            "post_new",
        ),
        lambda _w: ["water"],
    ),
    **dict.fromkeys(
        ("post", "post_across", "post_edit", "post_portfolio", "post_hand_over", "term_new", "post_history"),
        lambda w: [w.town.posts["water"].pk],
    ),
    "term_edit": lambda w: [w.town.posts["water"].memberships.get().pk],
    "absence_remove": lambda _w: [1],
    "hand_over": lambda _w: [HandOver.objects.get().pk],
    **dict.fromkeys(
        ("person", "person_edit", "person_hand_over", "absence_new"), lambda w: [w.town.persons["water"].pk]
    ),
    "account_of": lambda w: [w.users["officer"].pk],
    **dict.fromkeys(("calendar", "calendar_edit"), lambda _w: ["city-days"]),
    "role": lambda _w: ["clerk"],
    "history_record": lambda w: [w.batch.pk],
    "job": lambda _w: [10**12],
    **dict.fromkeys(
        (
            "document",
            "document_edit",
            "document_text",
            "table_columns",
            "document_download",
            "document_history",
            "document_findings",
            "confirmation",
            "accept_all",
            "reject_others",
            "destination",
        ),
        lambda w: [w.document.pk],
    ),
    **dict.fromkeys(("finding_card", "finding_act"), lambda w: [w.document.findings.first().pk]),
    "batch": lambda w: [w.batch.pk],
    **dict.fromkeys(
        ("plan", "plan_alignment", "plan_edit", "edition_new"), lambda w: [w.goal.edition.plan.slug]
    ),
    **dict.fromkeys(("edition", "edition_edit", "edition_adopted"), lambda w: [w.goal.edition.pk]),
    "clause": lambda w: [w.goal.edition.wordings.first().clause_id],
    **dict.fromkeys(
        ("indicator", "indicator_edit", "target_new", "observation_new"), lambda w: [w.indicator.code]
    ),
    "target_edit": lambda w: [w.target.pk],
    "alignment_export": lambda w: [w.goal.edition.plan.slug, "csv"],
    "area_across": lambda w: [w.register.areas.get().pk],
    "verdict_withdraw": lambda _w: [10**12],
}


def address(city: Whole, name: str) -> str:
    """The path of the page `name` for the objects of the city."""
    return reverse(name, args=ARGUMENTS.get(name, lambda _city: [])(city))


def text(response: HttpResponse) -> str:
    """What was answered, as text."""
    return response.content.decode()


def read(response: HttpResponse) -> bytes:
    """All of an answer; a file that it streams is read to its end, and closed by that."""
    return b"".join(response) if response.streaming else response.content
