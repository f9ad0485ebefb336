"""The data set "plan": 1 000 tasks with 5 000 milestones, 2 000 responsibilities and 12 000 reports, in one register.

Written in bulk without history, which reading does not touch; what is measured writes its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

from django.db import connection

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.delivery.actions import install_presets
from throughline.delivery.choices import RatingState, ReportState
from throughline.delivery.models import Period, Rating, Report
from throughline.lib import clock
from throughline.organizations.models import Grant, Membership, Organization, Person, Post
from throughline.register.choices import Colour, ResponsibilityRole
from throughline.register.models import Entry, KeyArea, Milestone, Register, Responsibility, RuleSet, Task

TASKS = 1000
UNITS = 40
LEADERS = 8
AREAS = 9
STANDARD = (
    "Draw up a plan with a schedule per quarter, sign the contracts within the budget of the year, complete the works "
    "by the day named, and hand them over after an inspection by the supervision office."
)
DONE = (
    "The contracts of the second lot were signed; on the site the foundations are complete and the first storey is "
    "under way. Two of the five permits are still with the county."
)
COLOURS = (Colour.GREEN, Colour.GREEN, Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.NONE)


@dataclass
class PlanData:
    """The register and who looks at it: the supervision office of the whole city, the officer of one unit."""

    register: Register
    supervisor: User
    officer: User
    units: list[Organization] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)


@cache
def plan_data() -> PlanData:
    """Write the data set, once for all measurements of a run."""
    city = Organization.objects.create(code="city", name="City Government", level=1, kind="government")
    units = _units(city)
    leaders = _leaders(city)
    install_presets(by=None, language="en")
    first = clock.today().replace(day=1)
    year = [_months_before(first, months) for months in range(12, -1, -1)]
    register = Register.objects.create(
        slug="plan",
        title="Three-year action plan",
        organization=city,
        rule_set=RuleSet.objects.get(slug="points_behind"),
        starts_on=year[0],
    )
    periods = [
        Period.objects.create(register=register, starts_on=start, ends_on=end, due_on=end)
        for start, end in ((start, _months_before(start, -1) - timedelta(days=1)) for start in year)
    ]
    tasks = _tasks(register, units, leaders, year[0])
    _reports(tasks, periods[:12])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database in use does by itself
    return PlanData(
        register,
        _user("supervisor", Role.SUPERVISION_OFFICE, city),
        _user("officer", Role.UNIT_OFFICER, units[0]),
        units,
        periods,
    )


def _months_before(day: date, months: int) -> date:
    counted = day.year * 12 + day.month - 1 - months
    return date(counted // 12, counted % 12 + 1, 1)


def _user(username: str, role: str, organization: Organization) -> User:
    user = User.objects.create(username=username, name=username.title(), password="!")  # noqa: S106  nobody can log in with it
    Grant.objects.create(user=user, role=role, organization=organization)
    return user


def _units(city: Organization) -> list[Organization]:
    made = []
    for number in range(UNITS):
        unit = Organization(
            code=f"unit-{number}", name=f"Bureau of Public Works No. {number}", level=2, official_order=number
        )
        unit.place_under(city)
        made.append(unit)
    return Organization.objects.bulk_create(made)


def _leaders(city: Organization) -> list[Post]:
    posts = []
    for number in range(LEADERS):
        post = Post.objects.create(organization=city, title=f"Vice Mayor No. {number}", is_leader=True)
        person = Person.objects.create(name=f"Leader {number}")
        Membership.objects.create(post=post, person=person, started_on=date(2020, 1, 1))
        posts.append(post)
    return posts


def _tasks(register: Register, units: list[Organization], leaders: list[Post], start: date) -> list[Task]:
    areas = [
        KeyArea.objects.create(register=register, number=str(n + 1), title=f"Key area {n}", position=n)
        for n in range(AREAS)
    ]
    heads = Post.objects.bulk_create(
        [Post(organization=unit, title="Director", is_head=True) for unit in units]
    )
    tasks = Task.objects.bulk_create(
        [
            Task(
                title=f"Build public facility No. {number} and put it into service in its district",
                aim="Everybody reaches it within a quarter of an hour.",
                standard=STANDARD,
                requirement="Inspected by the supervision office each quarter." if number % 7 else "",
                starts_on=start,
                due_on=start + timedelta(days=300 + number % 500),
                original_due_on=start + timedelta(days=300 + number % 500),
                lead=units[number % UNITS],
                accountable=heads[number % UNITS],
                leader=leaders[number % LEADERS],
                progress=number % 100,
                reported_on=clock.today(),
                rating=COLOURS[number % len(COLOURS)],
                rating_since=clock.today() if COLOURS[number % len(COLOURS)] else None,
                version=1,
            )
            for number in range(TASKS)
        ]
    )
    Entry.objects.bulk_create(
        [
            Entry(
                register=register,
                task=task,
                area=areas[number * AREAS // TASKS],
                number=str(number + 1),
                position=number + 1,
            )
            for number, task in enumerate(tasks)
        ]
    )
    Responsibility.objects.bulk_create(
        [
            Responsibility(task=task, organization=units[(number + place) % UNITS], role=role, position=place)
            for number, task in enumerate(tasks)
            for place, role in enumerate((ResponsibilityRole.LEAD, ResponsibilityRole.SUPPORTING))
        ]
    )
    Milestone.objects.bulk_create(
        [
            Milestone(
                task=task, title=f"Step {step}", due_on=start + timedelta(days=60 * step), progress=20 * step
            )
            for task in tasks
            for step in range(1, 6)
        ]
    )
    return tasks


def _reports(tasks: list[Task], periods: list[Period]) -> None:
    Report.objects.bulk_create(
        [
            Report(
                task=task,
                organization=task.lead,
                period=period,
                leads=True,
                progress=min(100, (place + 1) * (task.pk % 10)),
                done=DONE,
                state=ReportState.ACCEPTED,
                filed_at=_noon(period.ends_on),
                filed_on=period.ends_on,
                decided_at=_noon(period.ends_on),
            )
            for task in tasks
            for place, period in enumerate(periods)
        ]
    )
    rated = [task for task in tasks if task.rating]
    Rating.objects.bulk_create(
        [
            Rating(
                task=task,
                on=period.ends_on,
                colour=task.rating,
                proposed_colour=task.rating,
                since=period.ends_on,
                state=RatingState.CIRCULATED,
                circulated_at=_noon(period.ends_on),
            )
            for task in rated
            for period in periods[8:]
        ]
    )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
