"""Projects: the list, one project with stages, money and tasks, and its monthly report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.permissions import allowed, may
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Organization
from throughline.register.actions.projects import (
    add_stage,
    create_project,
    edit_project,
    edit_stage,
    link_task,
    record_month,
    remove_stage,
    unlink_task,
)
from throughline.register.models import Project, ProjectStage, Task
from throughline.register.queries import ProjectDetail, project_detail, projects
from throughline.web.charts import Chart, lines
from throughline.web.forms.project import MonthForm, ProjectForm, ServedTaskForm, StageForm
from throughline.web.views.frame import form_page, found, told_in


@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    """The projects in sight, searched by word."""
    text = request.GET.get("text", "")
    keepers = allowed(request.user, "register.create", Organization.objects.all())
    context = {
        "projects": projects(request.user, text=text),
        "text": text,
        "may_create": keepers.exists(),
        "section": "projects",
    }
    return render(request, "web/projects.html", context)


def _project(request: HttpRequest, code: str, act: str = "projects.view") -> Project:
    return found(request.user, act, Project.objects.all(), code=code)


@require_GET
def project_page(request: HttpRequest, code: str) -> HttpResponse:
    """One project."""
    detail = project_detail(_project(request, code).pk, request.user)
    project = detail.project
    spent = sum((m.actual for m in detail.months if m.actual is not None), Decimal(0))
    may_edit = may(request.user, "projects.edit", project)
    context = {
        "detail": detail,
        "project": project,
        "spent": spent,
        "share": round(100 * spent / project.total_investment, 1) if project.total_investment else None,
        "chart": money_chart(detail),
        "may_edit": may_edit,
        "may_report": may_edit or may(request.user, "projects.report", project),
        "section": "projects",
    }
    return render(request, "web/project.html", context)


def money_chart(detail: ProjectDetail) -> Chart | None:
    """Cumulated investment, planned and actual, by month."""
    sums = {_("Planned"): Decimal(0), _("Actual"): Decimal(0)}
    points: list[tuple[str, str, Any]] = []
    for month in detail.months:
        for name, value in ((_("Planned"), month.planned), (_("Actual"), month.actual)):
            if value is not None:
                sums[name] += value
                points.append((name, f"{month.month_on:%Y-%m}", sums[name]))
    if len({period for _name, period, _value in points}) < 2:
        return None
    return lines(
        _("Investment since the start"),
        across=_("Month"),
        value=_("Investment"),
        points=points,
        unit=detail.project.currency_unit,
    )


@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """A new project."""
    keepers = allowed(request.user, "register.create", Organization.objects.all())
    if not keepers.exists():
        raise NotAllowed
    form = ProjectForm(request.POST or None)
    form.fields["organization"].queryset = keepers.order_by("level", "official_order", "pk")
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            project = create_project(by=request.user, **form.cleaned_data)
            return redirect("project", project.code)
    return form_page(request, "web/form.html", form, "projects", heading=_("New project"), back="/projects/")


@require_http_methods(["GET", "POST"])
def project_edit(request: HttpRequest, code: str) -> HttpResponse:
    """What a project says of itself."""
    project = _project(request, code, "projects.edit")
    form = ProjectForm(request.POST or None, row=project)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_project(project, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("project", project.code)
    return form_page(request, "web/form.html", form, "projects", heading=project.title)


@require_http_methods(["GET", "POST"])
def project_month(request: HttpRequest, code: str) -> HttpResponse:
    """The monthly report of a project."""
    project = _project(request, code, "projects.report")
    form = MonthForm(request.POST or None, initial=_month(project, request.GET.get("month", "")))
    if request.method == "POST" and form.is_valid():
        value = dict(form.cleaned_data)
        with told_in(form):
            record_month(project, value.pop("month_on"), by=request.user, **value)
            return redirect("project", project.code)
    context = {"heading": _("Month of the project"), "introduction": project.title}
    return form_page(request, "web/form.html", form, "projects", **context)


def _month(project: Project, written: str) -> dict[str, Any]:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return {}
    month = project.months.filter(month_on__year=day.year, month_on__month=day.month).first()
    if month is None:
        return {"month_on": day}
    return {name: getattr(month, name) for name in ("month_on", "planned", "actual", "done", "problem")}


@require_http_methods(["GET", "POST"])
def stage_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new stage of a project."""
    project = _project(request, code, "projects.report")
    form = StageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            add_stage(project, by=request.user, **form.cleaned_data)
            return redirect("project", project.code)
    context = {"heading": _("New stage"), "introduction": project.title}
    return form_page(request, "web/form.html", form, "projects", **context)


@require_http_methods(["GET", "POST"])
def stage_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change or remove a stage."""
    stage = found(None, "", ProjectStage.objects.select_related("project"), pk=key)
    _project(request, stage.project.code, "projects.report")
    if request.POST.get("act") == "remove":
        remove_stage(stage, by=request.user)
        return redirect("project", stage.project.code)
    form = StageForm(request.POST or None, row=stage)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_stage(stage, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("project", stage.project.code)
    context = {"heading": _("Stage"), "introduction": stage.project.title, "removable": True}
    return form_page(request, "web/form.html", form, "projects", **context)


@require_http_methods(["GET", "POST"])
def project_tasks(request: HttpRequest, code: str) -> HttpResponse:
    """Link the project to a task that it serves."""
    project = _project(request, code, "projects.edit")
    tasks = allowed(request.user, "register.edit_task", Task.objects.exclude(project_links__project=project))
    form = ServedTaskForm(request.POST or None, tasks=tasks.order_by("pk"))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            link_task(project, form.cleaned_data["task"], by=request.user)
            return redirect("project", project.code)
    context = {"heading": _("Link a task"), "introduction": project.title, "button": _("Link")}
    return form_page(request, "web/form.html", form, "projects", **context)


@require_POST
def project_task_remove(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Take the link to a task away."""
    project = _project(request, code, "projects.edit")
    unlink_task(project, found(None, "", Task.objects.all(), pk=key), by=request.user)
    return redirect("project", project.code)
