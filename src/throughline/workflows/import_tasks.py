"""Rows of a task table become tasks of one register, all or none, in one act that can be taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import Act, act
from throughline.indicators.models import Target
from throughline.lib import clock
from throughline.lib.cleaning import clean, unless_raced
from throughline.lib.refusal import Invalid, Refused
from throughline.organizations.choices import OrganizationKind
from throughline.organizations.models import Organization, Post
from throughline.register.actions.guards import locked
from throughline.register.actions.registers import free_slug
from throughline.register.actions.tasks import FIELDS, TaskDraft, checked, plant
from throughline.register.models import KeyArea, Register, Task
from throughline.register.queries.pairs import Resembling, rows_like
from throughline.register.rules import collecting
from throughline.workflows.drafting import LONGEST_TITLE, Aimed, areas_for, make_targets, shortened
from throughline.workflows.naming import ORGANIZATION_ROLES, POST_ROLES, Create, Lacking, Names
from throughline.workflows.new_register import usual

SHOWN = 20


@dataclass
class TaskRow:
    """A row of a task table in plain values. `row` is its row in the file; names are as written.

    `targets` are in the reader's shape: {"indicator", "op", "value", "unit", "base", "deadline"}. `columns` says under
    which title each field stood, for telling where something must be mended.
    """

    row: int
    title: str
    number: str = ""
    area: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    targets: list[dict[str, Any]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What must be mended in the file: the row as the spreadsheet counts, the column's title, and how."""

    row: int
    column: str
    what: str

    def __str__(self) -> str:
        place = _("row %(row)s, column “%(column)s”") if self.column else _("row %(row)s")
        return f"{place % {'row': self.row, 'column': self.column}}: {self.what}"


class TableHasProblems(Refused):
    """Rows of the table can't be taken over; nothing was. `problems` lists them all."""

    status = 422
    message = _("Nothing was imported; %(count)s places need mending:\n%(listed)s")

    def __init__(self, problems: Sequence[Problem]) -> None:
        listed = "\n".join(str(problem) for problem in problems[:SHOWN])
        super().__init__(count=len(problems), listed=listed)
        self.problems = list(problems)


@dataclass
class Imported:
    """What an import made, or on a dry run would make. `batch` is the key by which it is taken back.

    `alike` tells per row of the file which task that was there before it looks like.
    """

    batch: int
    register: Register
    tasks: list[Task]
    targets: list[Target]
    created: list[Organization]
    lacking: list[Lacking]
    ignored: list[str] = field(default_factory=list)
    alike: dict[int, Resembling] = field(default_factory=dict)


def write_tasks(
    rows: Sequence[TaskRow],
    *,
    by: User | None,
    register: Register | None = None,
    title: str = "",
    organization: Organization | None = None,
    create: Create = True,
    dry_run: bool = False,
    why: str = "",
) -> Imported:
    """Make tasks of `rows` on `register`; without one, on a new register `title` kept by `organization`, with the
    rating rules and the calendar that are usual here.

    Organizations that the directory does not have are made when `create` says so, else listed as lacking.
    A dry run does all of it and takes it back. Raises TableHasProblems, RegisterIsClosed, Invalid.
    """
    if register is not None:
        check(by, "register.import_tasks", register)
    with transaction.atomic():
        alike = rows_like({row.row: row.title for row in rows}, by)
        with unless_raced(), act("register.import_tasks", by=by, why=why) as this:
            home = locked(register) if register else _new_register(this, title, organization, by)
            this.about(home)
            made = _write(this, home, rows, create)
            made.alike = alike
        transaction.set_rollback(dry_run)
    return made


def _new_register(this: Act, title: str, organization: Organization | None, by: User | None) -> Register:
    keeper = organization or Organization.objects.filter(parent=None).official().first()
    if keeper is None:
        keeper = Organization(
            code="government", name=shortened(title, 200), kind=OrganizationKind.GOVERNMENT, level=1
        )
        this.create(keeper)
    check(by, "register.create", keeper)
    register = Register(
        slug=free_slug(title),
        title=shortened(title, 300),
        organization=keeper,
        starts_on=clock.today(),
        **usual(),
    )
    clean(register)
    return this.create(register)


def _write(this: Act, register: Register, rows: Sequence[TaskRow], create: Create) -> Imported:
    names = Names.known(_entries(rows))
    names.create(this, create, parent=register.organization)
    areas = areas_for(this, register, [row.area for row in rows])
    drafts = [_draft(row, names, areas.get(row.area)) for row in rows]
    problems = [problem for row, draft in zip(rows, drafts, strict=True) if (problem := _problem(row, draft))]
    if problems:
        raise TableHasProblems(problems)
    targets = _hung(this, rows, drafts)
    tasks = plant(this, register, drafts, batch=this.record.pk)
    return Imported(this.record.pk, register, tasks, targets, names.created, names.lacking)


def _hung(this: Act, rows: Sequence[TaskRow], drafts: Sequence[TaskDraft]) -> list[Target]:
    """The targets of the rows; each draft gets the one that is due last, the first of several."""
    aimed = {
        row.row: Aimed(row.targets, row.title, {"organization": _collector(draft), "batch": this.record.pk})
        for row, draft in zip(rows, drafts, strict=True)
        if row.targets
    }
    made = make_targets(this, aimed)
    for row, draft in zip(rows, drafts, strict=True):
        if targets := made.get(row.row):
            draft.fields["target"] = max(targets, key=lambda target: target.due_on or date.min)
    return [target for targets in made.values() for target in targets]


def _collector(draft: TaskDraft) -> Organization | None:
    units = {unit.pk: unit for unit, _role in draft.responsibilities}
    first = collecting([(unit.pk, role) for unit, role in draft.responsibilities])
    return units[first] if first is not None else None


def _entries(rows: Sequence[TaskRow]) -> Iterable[tuple[str, dict[str, str]]]:
    for row in rows:
        for role, names in row.names.items():
            for name in names:
                yield role, {"name": name}


def _draft(row: TaskRow, names: Names, area: KeyArea | None) -> TaskDraft:
    fields = dict(row.fields)
    title = shortened(row.title, LONGEST_TITLE)
    if title.endswith("…") and not row.title.endswith("…"):
        # The whole wording is kept where there is room for it.
        fields["aim"] = "\n\n".join(part for part in (row.title, fields.get("aim")) if part)
    answering = [
        (organization, role)
        for role in ORGANIZATION_ROLES
        for organization in _organizations(row, role, names)
    ]
    for role in POST_ROLES:
        fields[role], unknown = _post(row, role, names)
        if unknown and role == "accountable":
            fields["contact"] = fields.get("contact") or shortened("、".join(unknown), 120)
    return TaskDraft(title, answering, area, row.number[:40], fields=fields)


def _organizations(row: TaskRow, role: str, names: Names) -> Iterable[Organization]:
    for name in row.names.get(role, ()):
        found = names.organization({"name": name})
        if found is None:
            names.lacking.append(Lacking(row.row, role, name))
        else:
            yield found


def _post(row: TaskRow, role: str, names: Names) -> tuple[Post | None, list[str]]:
    written = row.names.get(role, [])
    found = {name: names.post({"name": name}) for name in written}
    unknown = [name for name, post in found.items() if post is None]
    names.lacking += [Lacking(row.row, role, name) for name in unknown]
    return next((post for post in found.values() if post is not None), None), unknown


def _problem(row: TaskRow, draft: TaskDraft) -> Problem | None:
    task = Task()
    for name in FIELDS:
        if name in draft.fields:
            setattr(task, name, draft.fields[name])
    task.title = draft.title
    try:
        checked(task)
    except Invalid as invalid:
        return Problem(row.row, row.columns.get(invalid.field, ""), str(invalid))
    return None
