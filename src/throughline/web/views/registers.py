"""The list of registers, and one register: filtered, sorted, grouped, in chosen columns."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.permissions import allowed, may
from throughline.delivery.queries.reconciliation import goals_of
from throughline.delivery.queries.usual import calendar_of
from throughline.documents.models import Document
from throughline.history import past
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Organization
from throughline.organizations.reach import reach_of
from throughline.papers.queries import column_sets_for
from throughline.register.actions.registers import (
    add_area,
    add_stage_goal,
    edit_register,
    remove_area,
    remove_stage_goal,
)
from throughline.register.choices import RegisterKind
from throughline.register.models import Register, Task
from throughline.register.permissions import OFFICES
from throughline.register.queries import Page, counts, registers, rows
from throughline.register.rules import LIVE_STATES
from throughline.web.columns import COLUMNS, chosen
from throughline.web.forms.register import ALL_UNITS, FilterForm
from throughline.web.forms.register_edit import AreaForm, GoalForm, RegisterForm
from throughline.web.views.column_sets import arranges
from throughline.web.views.frame import form_page, found, told_in
from throughline.web.views.numbers import numbers
from throughline.workflows.new_register import new_register
from throughline.workflows.undo_batch import CONFIRMED, batches

COLUMNS_COOKIE = "register_columns"
#: Up to so many rows a list is counted to the last one, however it is filtered.
SHORT = 10_000
#: Of what is found in a longer list nobody waits for more exact numbers; narrower filters lead to them.
COUNTED = 500


@require_GET
def register_list(request: HttpRequest) -> HttpResponse:
    """All registers that the person may see."""
    keepers = allowed(request.user, "register.create", Organization.objects.all())
    context = {
        "registers": registers(request.user),
        "may_create": keepers.exists(),
        "arranges": arranges(request.user),
        "numbers": numbers(request.user),
        "section": "registers",
    }
    return render(request, "web/registers.html", context)


def _columns(request: HttpRequest) -> list[str]:
    if "columns" in request.GET:
        return request.GET.getlist("columns")
    return [name for name in request.COOKIES.get(COLUMNS_COOKIE, "").split(".") if name]


def adding_act(register: Register) -> str:
    """The act by which a task comes onto the register by hand: on a register of instructions, a secretary's."""
    return "register.record_instruction" if register.kind == RegisterKind.INSTRUCTIONS else "register.edit"


@require_GET
def register_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One register. Answers htmx with the rows alone."""
    register = found(
        request.user,
        "register.view",
        Register.objects.select_related("plan", "organization", "rule_set"),
        slug=slug,
    )
    context: dict[str, Any] = {
        "register": register,
        "may_edit": may(request.user, "register.edit", register),
        "may_add": may(request.user, adding_act(register), register),
        "may_close": may(request.user, "delivery.supervise", register),
        "column_sets": column_sets_for(register.organization),
    }
    if register.calendar_id is None:
        context["counted_by"] = calendar_of(register)
    return _listed(request, register, context)


@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """All tasks in sight, each where it is at home; what the squares of the overview lead to."""
    return _listed(request, None, {})


def _listed(request: HttpRequest, register: Register | None, context: dict[str, Any]) -> HttpResponse:
    """The rows that are asked for, with their counts; a chosen set of columns is remembered.

    Where there are very many units, htmx asks for the choice of them alone, once the filter is opened.
    """
    form = FilterForm(request.GET, register, user=request.user)
    if request.htmx and ALL_UNITS in request.GET:
        return render(request, "web/parts/unit_choices.html", {"form": form})
    options = form.options()
    columns = chosen(_columns(request), several=register is None)
    going_on = request.htmx and request.GET.get("after")
    counted = None if going_on else counts(register, request.user, form.wanted(), most=COUNTED, short=SHORT)
    page = rows(
        register,
        request.user,
        form.wanted(),
        after=request.GET.get("after", ""),
        limit=500 if "print" in request.GET else 50,
        known=counted and counted.places,
        **options,
    )
    deciding = _decidable(request, page)
    context |= {
        "openable": _openable(request, page) if register is None else set(),
        "form": form,
        "deciding": deciding,
        "width": len(columns) + bool(deciding),
        "columns": columns,
        "page": page,
        "group": options["group"],
        "sort": options["sort"],
        "down": options["descending"],
        "section": "registers",
    }
    if going_on:
        return render(request, "web/parts/register_rows.html", context)
    context["counts"] = counted
    context["all_columns"] = COLUMNS
    response = render(request, "web/register.html" if register else "web/tasks.html", context)
    if "columns" in request.GET:
        named = ".".join(column.name for column in columns)
        response.set_cookie(COLUMNS_COOKIE, named, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


def _openable(request: HttpRequest, page: Page) -> set[int]:
    """The keys of those registers of the page that the person may open."""
    shown = {row.entry.register.pk for row in page.rows}
    seen = allowed(request.user, "register.view", Register.objects.filter(pk__in=shown))
    return set(seen.values_list("pk", flat=True))


def _decidable(request: HttpRequest, page: Page) -> set[int]:
    """The tasks of the page about which the person may decide, by key; none on paper and on past days."""
    if "print" in request.GET or past.moment() or not reach_of(request.user).has(*OFFICES):
        return set()
    under_way = [row.task.pk for row in page.rows if row.task.state in LIVE_STATES]
    tasks = allowed(request.user, "register.edit_task", Task.objects.filter(pk__in=under_way))
    return set(tasks.order_by().values_list("pk", flat=True))


@require_http_methods(["GET", "POST"])
def register_new(request: HttpRequest) -> HttpResponse:
    """A new register."""
    keepers = allowed(request.user, "register.create", Organization.objects.all())
    if not keepers.exists():
        raise NotAllowed
    form = RegisterForm(request.POST or None, keepers=keepers, user=request.user)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            register = new_register(by=request.user, **form.cleaned_data)
            return redirect("register", register.slug)
    return form_page(request, "web/form.html", form, "registers", heading=_("New register"))


@require_http_methods(["GET", "POST"])
def register_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What a register says of itself."""
    register = found(request.user, "register.edit", Register.objects.all(), slug=slug)
    keepers = allowed(request.user, "register.create", Organization.objects.all())
    form = RegisterForm(request.POST or None, keepers=keepers, user=request.user, register=register)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_register(register, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("register", register.slug)
    return form_page(request, "web/form.html", form, "registers", heading=register.title)


@require_http_methods(["GET", "POST"])
def register_areas(request: HttpRequest, slug: str) -> HttpResponse:
    """Key areas with their leaders and stage goals."""
    register = found(request.user, "register.edit", Register.objects.all(), slug=slug)
    areas = register.areas.select_related("leader__organization").prefetch_related("stage_goals")
    act = request.POST.get("act", "")
    form = AreaForm(request.POST if act == "area" else None)
    goal_form = GoalForm(request.POST if act == "goal" else None, register=register)
    if act == "area" and form.is_valid():
        with told_in(form):
            add_area(register, by=request.user, **form.cleaned_data)
            return redirect("register_areas", slug)
    if act == "goal" and goal_form.is_valid():
        with told_in(goal_form):
            add_stage_goal(by=request.user, **goal_form.cleaned_data)
            return redirect("register_areas", slug)
    if act == "remove_area":
        remove_area(found(None, "", register.areas.all(), pk=request.POST.get("key", 0)), by=request.user)
        return redirect("register_areas", slug)
    if act == "remove_goal":
        goals = GoalForm.goals(register)
        remove_stage_goal(found(None, "", goals, pk=request.POST.get("key", 0)), by=request.user)
        return redirect("register_areas", slug)
    context = {
        "register": register,
        "areas": areas,
        "form": form,
        "goal_form": goal_form,
        "judged": {one.goal.pk: one.latest for one in goals_of(register)},
        "may_judge": may(request.user, "delivery.close_register", register),
        "section": "registers",
    }
    status = 422 if form.errors or goal_form.errors else 200
    return render(request, "web/register_areas.html", context, status=status)


@require_GET
def register_batches(request: HttpRequest, slug: str) -> HttpResponse:
    """What came onto the register at once, by an import or a mass confirmation; each can be undone as a whole."""
    register = found(request.user, "register.edit", Register.objects.all(), slug=slug)
    made = batches(register)
    named = {one.record.subject_key for one in made if one.record.act == CONFIRMED}
    papers = allowed(request.user, "documents.view", Document.objects.filter(pk__in=named))
    context = {
        "register": register,
        "batches": made,
        # A confirmation is seen by whoever sees its document.
        "closed": named - set(papers.values_list("pk", flat=True)),
        "section": "registers",
    }
    return render(request, "web/register_batches.html", context)
