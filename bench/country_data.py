"""The data set "country": up to a million tasks in 3 000 organizations, written by the database itself in bulk.

One national register holds a fifth of the tasks, 30 provincial ones the rest; two responsibilities, two reports and a
rating for each task, and the versions of three years. The same at 1 000 tasks, so that times can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.delivery.actions import install_presets
from throughline.delivery.choices import RatingState, ReportState
from throughline.delivery.models import Period, Rating, Report
from throughline.history.models import AuditRecord
from throughline.history.models.versions import FOREVER, REGISTRY, Versioned
from throughline.lib import clock
from throughline.lib.dates import add_months
from throughline.organizations.models import Grant, Organization, Post
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Entry, KeyArea, Register, Responsibility, RuleSet, Task

STANDARD = (
    "Contracts are signed in the first half of the year, works are complete and handed over by its end."
)
#: What a past day shows is of two years ago.
KEPT_SINCE, CHANGED = timedelta(days=3 * 365), timedelta(days=365)


@dataclass(frozen=True)
class Country:
    """The office of the whole country, of one province, and the officer of one unit; where they look."""

    national: Register
    area: KeyArea
    unit: Organization
    period: Period
    office: User
    province: User
    officer: User


@dataclass(frozen=True)
class Size:
    """How many of each."""

    tasks: int
    provinces: int
    units: int


def size_of(tasks: int) -> Size:
    """3 000 organizations for a million tasks, 34 for a thousand."""
    return Size(tasks, 30, 2969) if tasks >= 100_000 else Size(tasks, 3, 30)


def country_data(tasks: int) -> Country:
    """Write it into an empty installation."""
    size = size_of(tasks)
    install_presets(by=None, language="en")
    _organizations(size)
    first = add_months(clock.today().replace(day=1), -3)
    _registers(size, first)
    _tasks(size, first)
    _reports(first)
    _versions()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    root, province, unit = (Organization.objects.get(pk=key) for key in (1, 2, size.provinces + 2))
    _user("office", Role.SUPERVISION_OFFICE, root)
    _user("province", Role.SUPERVISION_OFFICE, province)
    _user("unit", Role.UNIT_OFFICER, unit)
    return looked_at()


def looked_at() -> Country:
    """What is measured in a data set that stands."""
    national = Register.objects.get(slug="country")
    office, province, officer = (User.objects.get(username=name) for name in ("office", "province", "unit"))
    return Country(
        national=national,
        area=KeyArea.objects.filter(register=national).order_by("pk")[3],
        unit=Organization.objects.get(code="u1"),
        period=Period.objects.filter(register=national).order_by("-starts_on")[0],
        office=office,
        province=province,
        officer=officer,
    )


def _user(username: str, role: str, organization: Organization) -> User:
    user = User.objects.create(username=username, name=username.title(), password="!")  # noqa: S106  nobody logs in with it
    Grant.objects.create(user=user, role=role, organization=organization)
    return user


def _organizations(size: Size) -> None:
    made = [
        Organization(pk=1, code="country", name="National Government", level=1, trail="/", kind="government")
    ]
    made += [
        Organization(
            pk=1 + n, code=f"p{n}", name=f"Province {n}", level=2, official_order=n, parent_id=1, trail="/1/"
        )
        for n in range(1, size.provinces + 1)
    ]
    for n in range(1, size.units + 1):
        above = 2 + (n - 1) % size.provinces
        made.append(
            Organization(
                pk=1 + size.provinces + n,
                code=f"u{n}",
                name=f"Bureau {n}",
                level=3,
                official_order=n,
                parent_id=above,
                trail=f"/1/{above}/",
            )
        )
    Organization.objects.bulk_create(made, batch_size=500)
    Post.objects.bulk_create(
        [Post(organization_id=1, title=f"Vice Premier {n}", is_leader=True) for n in range(1, 9)]
    )
    _advance(Organization)


def _registers(size: Size, first: date) -> None:
    rules = RuleSet.objects.get(slug="points_behind")
    owners = [(1, "country")] + [(1 + n, f"p{n}") for n in range(1, size.provinces + 1)]
    made = [
        Register.objects.create(
            slug=slug, title=f"Plan of {slug}", organization_id=owner, rule_set=rules, starts_on=first
        )
        for owner, slug in owners
    ]
    for register in made:
        KeyArea.objects.bulk_create(
            [
                KeyArea(register=register, number=str(n), title=f"Key area {n}", position=n)
                for n in range(1, 11)
            ]
        )
        for month in range(4):
            start = add_months(first, month)
            end = add_months(start, 1) - timedelta(days=1)
            Period.objects.create(register=register, starts_on=start, ends_on=end, due_on=end)


def _tasks(size: Size, first: date) -> None:
    """Task number i: every fifth on the national register (the first one), the others on their province's."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE numbers (i integer PRIMARY KEY)")
        cursor.execute(_count_to(size.tasks))
    lead = f"{size.provinces + 2} + i % {size.units}"
    colours = ("green", "green", "green", "yellow", "red", "")
    _fill(
        Task,
        "numbers",
        id="i",
        title="'Build public facility No. ' || i || ' and put it into service in its district'",
        standard=f"'{STANDARD}'",
        starts_on=_day(first),
        due_on=_later(first, 300, 500),
        original_due_on=_later(first, 300, 500),
        lead_id=lead,
        leader_id="1 + i % 8",
        progress=f"(i % 100) * {_scaled(Task, 'progress')}",
        reported_on=_day(clock.today()),
        rating=_choice("i", colours),
        rating_since=f"CASE WHEN i % 6 = 5 THEN NULL ELSE {_day(clock.today())} END",
    )
    _advance(Task)
    register = f"CASE WHEN i % 5 = 0 THEN 1 ELSE 2 + (i % {size.units}) % {size.provinces} END"
    _fill(
        Entry,
        "numbers",
        id="i",
        register_id=register,
        task_id="i",
        area_id=f"({register} - 1) * 10 + 1 + (i / 7) % 10",
        number="CAST(i AS varchar(20))",
        position="i",
    )
    _advance(Entry)
    for place, role, unit in (
        (0, ResponsibilityRole.LEAD, lead),
        (1, ResponsibilityRole.SUPPORTING, f"{size.provinces + 2} + (i + {size.provinces}) % {size.units}"),
    ):
        _fill(
            Responsibility,
            "numbers",
            task_id="i",
            organization_id=unit,
            role=f"'{role}'",
            position=str(place),
        )


def _reports(first: date) -> None:
    """Two accepted reports a task, of the first two periods of its register; a circulated rating where it is rated."""
    source = (
        "register_entry e JOIN register_task t ON t.id = e.task_id "
        "JOIN delivery_period p ON p.register_id = e.register_id"
    )
    second = add_months(first, 1)
    at = _moment(datetime.combine(second, datetime.min.time(), clock.now().tzinfo))
    _fill(
        Report,
        f"{source} WHERE p.starts_on <= {_day(second)}",
        task_id="t.id",
        organization_id="t.lead_id",
        period_id="p.id",
        leads=_true(),
        progress="t.progress",
        done="'The contracts of the second lot were signed; the foundations are complete.'",
        state=f"'{ReportState.ACCEPTED}'",
        filed_at=at,
        filed_on="p.ends_on",
        decided_at=at,
    )
    _fill(
        Rating,
        "register_task t WHERE t.rating <> ''",
        task_id="t.id",
        on="t.rating_since",
        colour="t.rating",
        proposed_colour="t.rating",
        since="t.rating_since",
        state=f"'{RatingState.CIRCULATED}'",
        circulated_at=at,
    )


def _versions() -> None:
    """Every row as it was three years ago; tasks changed a year ago."""
    start, change = clock.now() - KEPT_SINCE, clock.now() - CHANGED
    AuditRecord.objects.create(act="bench.data", at=start)
    for model in REGISTRY:
        if model in (Report, Rating):
            continue  # of this year: nothing of them is there on the day that is looked at
        spans = ((start, change), (change, FOREVER)) if model is Task else ((start, FOREVER),)
        for valid_from, valid_to in spans:
            keep(model, valid_from, valid_to)


def keep(model: type[Versioned], valid_from: datetime, valid_to: datetime) -> None:
    """A version of every live row of the model, for the span."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in model.history_fields)
    versions, live = quote(model.history_model._meta.db_table), quote(model._meta.db_table)
    at = [connection.ops.adapt_datetimefield_value(one) for one in (valid_from, valid_to)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {versions} ({columns}, valid_from, valid_to, gone, record, fieldset, digest) "  # noqa: S608
            f"SELECT {columns}, %s, %s, %s, 1, 1, '' FROM {live} ORDER BY id",
            [*at, False],
        )


def _fill(model: type[models.Model], source: str, **given: str) -> None:
    """Insert a row for each of `source`: the columns given as SQL, the others with their field's default."""
    fields = [
        field
        for field in model._meta.local_concrete_fields
        if field.attname in given or not field.primary_key
    ]
    quote = connection.ops.quote_name
    columns, values, parameters = [], [], []
    for field in fields:
        columns.append(quote(field.column))
        if field.attname in given:
            values.append(given[field.attname])
        else:
            values.append("%s")
            default = 1 if field.name == "version" else field.get_default()
            parameters.append(field.get_db_prep_save(default, connection))
    names = ", ".join(columns)
    text = ", ".join(value if value == "%s" else value.replace("%", "%%") for value in values)
    with connection.cursor() as cursor:
        source = source.replace("%", "%%")
        statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT {text} FROM {source}"  # noqa: S608
        cursor.execute(statement, parameters or [])


def _count_to(number: int) -> str:
    if connection.vendor == "postgresql":
        return f"INSERT INTO numbers SELECT generate_series(1, {number})"
    return (
        f"INSERT INTO numbers WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}) "  # noqa: S608
        "SELECT i FROM n"
    )


def _choice(number: str, values: Iterable[str]) -> str:
    kinds = list(values)
    whens = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(kinds))
    return f"CASE {number} % {len(kinds)} {whens} END"


def _day(day: date) -> str:
    return f"DATE '{day}'" if connection.vendor == "postgresql" else f"'{day}'"


def _later(day: date, least: int, spread: int) -> str:
    if connection.vendor == "postgresql":
        return f"DATE '{day}' + ({least} + i % {spread})"
    return f"date('{day}', '+' || ({least} + i % {spread}) || ' days')"


def _moment(at: datetime) -> str:
    return f"'{connection.ops.adapt_datetimefield_value(at)}'"


def _true() -> str:
    return "TRUE" if connection.vendor == "postgresql" else "1"


def _scaled(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name).get_db_prep_save(Decimal(1), connection)


def _advance(model: type[models.Model]) -> None:
    """Keys were given by hand: let the next ones follow them."""
    if connection.vendor == "postgresql":
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
            )
