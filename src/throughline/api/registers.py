"""Registers, their rows, and the register as a file."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Schema, UploadedFile
from pydantic import Field

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, KeyOrNone, Line, Word
from throughline.api.frame import A_FILE, REFUSALS, api, as_file
from throughline.api.paging import MOST, Paged
from throughline.api.rows import page_out
from throughline.api.shapes.delivery import PeriodOut
from throughline.api.shapes.joined import Joined
from throughline.api.shapes.papers import ColumnSetOut
from throughline.api.shapes.registers import (
    ComparisonOut,
    RegisterDetailOut,
    RegisterOut,
    ReturnedOut,
    TaskOut,
)
from throughline.delivery.models import Period
from throughline.exchange.comparison import compare
from throughline.exchange.own_columns import own_columns
from throughline.exchange.register_export import KINDS, Exported, export, export_tasks
from throughline.exchange.returned.looking import look
from throughline.exchange.returned.taking import OURS, Choice, take
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotThere
from throughline.papers.models import ColumnSet
from throughline.papers.queries import column_sets_for
from throughline.register.choices import Colour, Lack, TaskState
from throughline.register.models import Register
from throughline.register.queries import RegisterFilter, counts, registers, rows

router = Router(tags=["registers"])
#: The conditions that are called as the filter calls them.
PLAIN = {
    "organization",
    "lead",
    "area",
    "leader",
    "rated_on",
    "due_from",
    "due_to",
    "overdue",
    "closed_years",
}


class RowQuery(Schema):
    """Which rows of a register, in which order; what is left out restricts nothing, but cancelled tasks and, of all
    registers together, closed years have to be asked for.
    """

    text: Word = ""
    organization: Key | None = None
    lead: KeyOrNone | None = None
    area: KeyOrNone | None = None
    leader: KeyOrNone | None = None
    rating: list[Colour] = []
    rated_on: date | None = None
    state: list[TaskState] = []
    lacks: Lack | Literal["", "any"] = ""
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool = False
    closed_years: bool = False
    sort: Literal["order", "due", "rating", "progress", "reported", "lead", "leader"] = "order"
    descending: bool = False
    group: Literal["", "area", "organization", "leader"] = ""

    def wanted(self) -> RegisterFilter:
        """The filter."""
        plain = self.dict(include=PLAIN)
        return RegisterFilter(
            text=self.text,
            ratings=tuple(map(str, self.rating)),
            states=tuple(map(str, self.state)),
            lacks=str(self.lacks),
            **plain,
        )

    def order(self) -> dict[str, Any]:
        """The order, as arguments of queries.rows."""
        return self.dict(include={"sort", "descending", "group"})


class RowPage(RowQuery):
    """The same with a page of it."""

    after: Word = ""
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50


@router.get("/registers", response={200: list[RegisterOut], **REFUSALS})
def list_registers(request: HttpRequest) -> QuerySet[Register]:
    """The registers in sight, in official order."""
    return registers(request.user)


def _register(request: HttpRequest, slug: str) -> Register:
    found = registers(request.user).filter(slug=slug).first()
    if found is None:
        raise NotThere
    return found


@router.get("/registers/{slug}", response={200: RegisterDetailOut, **REFUSALS})
def get_register(request: HttpRequest, slug: Word) -> Any:
    """One register with its key areas, their stage goals, and counts of the rows in sight."""
    found = _register(request, slug)
    areas = found.areas.select_related("leader__organization").prefetch_related("stage_goals")
    return Joined(found, areas=areas, counts=counts(found, request.user))


@router.get("/registers/{slug}/tasks", response={200: Paged[TaskOut], **REFUSALS})
def list_rows(request: HttpRequest, slug: Word, query: Query[RowPage]) -> HttpResponse:
    """The rows of a register: filtered, sorted, grouped, page by page.

    Cancelled tasks are left out unless `state` names them. `area`, `lead` and `leader` may be 0: rows without one;
    `leader` is the task's own, else its key area's. With `rated_on`, `rating` is as it was known at the end of that
    day.
    """
    return _page(request, _register(request, slug), query)


@router.get("/tasks", response={200: Paged[TaskOut], **REFUSALS})
def list_tasks(request: HttpRequest, query: Query[RowPage]) -> HttpResponse:
    """The tasks of all registers in sight, each where it is at home; the filter is that of a register's rows."""
    return _page(request, None, query)


@router.get("/tasks/export.{kind}", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def export_all_tasks(
    request: HttpRequest, kind: Literal["xlsx", "csv"], query: Query[RowQuery]
) -> HttpResponse:
    """The tasks of all registers in sight as a file, each where it is at home."""
    content = export_tasks(request.user, kind, query.wanted(), **query.order())
    return as_file(content, f"tasks-{clock.today():%Y%m%d}.{kind}", KINDS[kind])


def _page(request: HttpRequest, register: Register | None, query: RowPage) -> HttpResponse:
    place = query.dict(include={"after", "limit"})
    found = rows(register, request.user, query.wanted(), **query.order(), **place)
    return api.create_response(request, page_out(found), status=200)


@router.get("/registers/{slug}/comparison", response={200: ComparisonOut, **REFUSALS})
def compare_days(request: HttpRequest, slug: Word, before: date, after: date) -> Any:
    """What changed in a register between the ends of two days, cell by cell, in the words of its workbook."""
    return compare(_register(request, slug), request.user, before, after)


class ExportQuery(RowQuery):
    """The same in the columns of a set, when one is named by its key."""

    column_set: Key | None = None


@router.get("/registers/{slug}/column-sets", response={200: list[ColumnSetOut], **REFUSALS})
def list_column_sets(request: HttpRequest, slug: Word) -> QuerySet[ColumnSet]:
    """The column sets in which the register can be taken away."""
    return column_sets_for(_register(request, slug).organization)


@router.get("/registers/{slug}/export.{kind}", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def export_register(
    request: HttpRequest, slug: Word, kind: Literal["xlsx", "docx", "csv", "json"], query: Query[ExportQuery]
) -> HttpResponse:
    """The register as a file, in the columns of the city's table; as a Word table, in those that are issued."""
    register = _register(request, slug)
    own: list[Exported] = []
    if query.column_set is not None:
        chosen = column_sets_for(register.organization).filter(pk=query.column_set).first()
        if chosen is None:
            raise NotThere
        own = own_columns(chosen)
    content = export(register, request.user, kind, query.wanted(), columns=own, **query.order())
    return as_file(content, f"{register.slug}-{clock.today():%Y%m%d}.{kind}", KINDS[kind])


class Taking(Schema):
    """How workbooks are taken back. `conflicts`: what happens with cells that both sides changed."""

    dry_run: bool = True
    conflicts: Literal["ask", "ours", "workbook"] = "ask"
    leave_out: bool = False
    make_new: bool = False
    why: Line = ""


@router.post("/registers/{slug}/workbook", response={200: ReturnedOut, **REFUSALS})
def take_workbook(request: HttpRequest, slug: Word, file: File[UploadedFile], given: Form[Taking]) -> Any:
    """Bring back an edited workbook of the register: what changes, and, unless `dry_run`, changing it, all or none.

    Cells that both sides changed are refused with `conflicts` "ask". `leave_out` goes on without what can't be read,
    `make_new` makes the rows without a key tasks.
    """
    register = _register(request, slug)
    preview = look(register, [(file.name or "", file.read())], by=request.user)
    if given.dry_run:
        return Joined(preview, taken=False)
    if preview.refused:
        raise Invalid("file", "%(what)s", what=preview.refused[0].refused)
    rest = {"ask": "", "ours": OURS, "workbook": "0"}[given.conflicts]
    choice = Choice(leave_out=given.leave_out, make_new=given.make_new, why=given.why, rest=rest)
    take(register, preview, choice, by=request.user)
    return Joined(preview, taken=True)


@router.get("/registers/{slug}/periods", response={200: list[PeriodOut], **REFUSALS})
def list_periods(request: HttpRequest, slug: Word) -> QuerySet[Period]:
    """The register's reporting periods, the oldest first; reports are filed for those that are not closed."""
    seen = allowed(request.user, "register.view", Register.objects.filter(slug=slug))
    if not seen.exists():
        raise NotThere
    return Period.objects.filter(register__slug=slug).order_by("starts_on")
