"""A task: its page, its fields, who answers for it, its milestones, its due date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.permissions import allowed
from throughline.delivery.actions import mark_milestone, move_due_date, take_back_milestone
from throughline.delivery.queries.story import story_of
from throughline.desk.queries.unit import MOST
from throughline.register.actions.milestones import add_milestone, edit_milestone, remove_milestone
from throughline.register.actions.responsibilities import set_responsibilities, sign_off, sign_off_all
from throughline.register.actions.tasks import (
    create_task,
    edit_task,
    record_instruction,
    speaks_for,
)
from throughline.register.choices import RegisterKind, ResponsibilityRole
from throughline.register.models import Milestone, Register, Responsibility, Task
from throughline.register.queries.pairs import Resembling, looks_like
from throughline.web.alike import DEGREES
from throughline.web.forms.delivery import MilestoneDoneForm
from throughline.web.forms.task import (
    DueDateForm,
    InstructionForm,
    MilestoneForm,
    NewTaskForm,
    ResponsibilitiesForm,
    TaskForm,
)
from throughline.web.views.frame import form_page, found, keys_of, told_in
from throughline.web.views.story import story_page
from throughline.web.views.task_page import task_context


@require_GET
def task_page(request: HttpRequest, key: int) -> HttpResponse:
    """One task with its whole thread."""
    return render(request, "web/task.html", task_context(request, key))


@require_GET
def task_history(request: HttpRequest, key: int) -> HttpResponse:
    """What happened to the task and what is its own, newest first."""
    task = found(request.user, "register.view_task", Task.objects.all(), pk=key)
    place = {"heading": task.title, "back": reverse("task", args=[key]), "section": "registers"}
    return story_page(request, story_of(task, request.user), **place)


@require_http_methods(["GET", "POST"])
def task_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new task on a register; on a register of instructions, recorded on a leader's behalf."""
    registers = Register.objects.all()
    instruction = registers.filter(slug=slug, kind=RegisterKind.INSTRUCTIONS).exists()
    act = "register.record_instruction" if instruction else "register.edit"
    register = found(request.user, act, registers, slug=slug)
    make = record_instruction if instruction else create_task
    form: NewTaskForm
    if instruction:
        form = InstructionForm(
            request.POST or None, register=register, posts=speaks_for(request.user, register)
        )
    else:
        form = NewTaskForm(request.POST or None, register=register)
    alike: list[Resembling] = []
    if request.method == "POST" and form.is_valid():
        alike = [] if "anyway" in request.POST else _alike(request, form)
        if not alike:
            with told_in(form):
                task = make(register, by=request.user, **form.cleaned_data)
                return redirect("task", task.pk)
    context = {
        "heading": _("New instruction") if instruction else _("New task"),
        "alike": [(one, DEGREES[one.likeness.degree]) for one in alike],
        "register": register,
        "back": f"/registers/{slug}/",
    }
    return form_page(request, "web/task_new.html", form, "registers", **context)


def _alike(request: HttpRequest, form: NewTaskForm) -> list[Resembling]:
    """Tasks in sight that the new one looks like, on whatever register: perhaps it need not be made."""
    value = form.cleaned_data
    lead = next(
        (unit.pk for unit, role in value["responsibilities"] if role == ResponsibilityRole.LEAD), None
    )
    return looks_like(value["title"], request.user, lead=lead, due_on=value.get("due_on"))


def _editing(
    request: HttpRequest, key: int, form_class: type[BaseForm], heading: str, save: Callable[[Task, Any], Any]
) -> HttpResponse:
    """An edit form of a task: shown, or saved and back to the task."""
    task = found(request.user, "register.edit_task", Task.objects.all(), pk=key)
    form = form_class(request.POST or None, row=task)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            save(task, form)
            return redirect("task", task.pk)
    context = {"heading": heading, "introduction": task.title, "back": f"/tasks/{task.pk}/"}
    return form_page(request, "web/form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def task_edit(request: HttpRequest, key: int) -> HttpResponse:
    """The fields of a task."""

    def save(task: Task, form: TaskForm) -> None:
        edit_task(task, by=request.user, seen=form.seen, **form.cleaned_data)

    return _editing(request, key, TaskForm, _("Edit the task"), save)


@require_http_methods(["GET", "POST"])
def task_responsibilities(request: HttpRequest, key: int) -> HttpResponse:
    """Who answers for the task."""

    def save(task: Task, form: ResponsibilitiesForm) -> None:
        set_responsibilities(task, form.wanted(), by=request.user, seen=form.seen)

    return _editing(request, key, ResponsibilitiesForm, _("Who answers for the task"), save)


@require_http_methods(["GET", "POST"])
def task_due_date(request: HttpRequest, key: int) -> HttpResponse:
    """A moved due date, with its reason."""

    def save(task: Task, form: DueDateForm) -> None:
        value = form.cleaned_data
        move_due_date(task, value["later_on"], by=request.user, seen=form.seen, reason=value["reason"])

    return _editing(request, key, DueDateForm, _("Move the due date"), save)


@require_http_methods(["GET", "POST"])
def milestone_new(request: HttpRequest, key: int) -> HttpResponse:
    """A new milestone of the task."""
    task = found(request.user, "register.edit_task", Task.objects.all(), pk=key)
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            add_milestone(task, by=request.user, **form.cleaned_data)
            return redirect("task", task.pk)
    context = {"heading": _("New milestone"), "introduction": task.title, "back": f"/tasks/{key}/"}
    return form_page(request, "web/form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def milestone_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Change or remove a milestone."""
    milestone = found(None, "", Milestone.objects.select_related("task"), pk=key)
    found(request.user, "register.edit_task", Task.objects.all(), pk=milestone.task_id)
    if request.POST.get("act") == "remove":
        remove_milestone(milestone, by=request.user)
        return redirect("task", milestone.task_id)
    form = MilestoneForm(request.POST or None, row=milestone)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_milestone(milestone, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("task", milestone.task_id)
    context = {
        "heading": _("Milestone"),
        "introduction": milestone.task.title,
        "back": f"/tasks/{milestone.task_id}/",
        "removable": True,
    }
    return form_page(request, "web/form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def milestone_done(request: HttpRequest, key: int) -> HttpResponse:
    """The lead unit says that a milestone is done."""
    rows = Milestone.objects.select_related("task")
    milestone = found(request.user, "delivery.mark_milestone", rows, pk=key)
    form = MilestoneDoneForm(request.POST or None, row=milestone)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            mark_milestone(milestone, by=request.user, seen=form.seen, **form.cleaned_data)
            messages.success(request, _("Marked done. You can take it back until a report is accepted."))
            return redirect("task", milestone.task_id)
    context = {
        "heading": _("Mark the milestone done"),
        "introduction": f"{milestone.title} · {milestone.task.title}",
        "back": f"/tasks/{milestone.task_id}/",
        "button": _("Mark done"),
    }
    return form_page(request, "web/form.html", form, "registers", **context)


@require_POST
def milestone_take_back(request: HttpRequest, key: int) -> HttpResponse:
    """The lead unit takes back that a milestone is done."""
    rows = Milestone.objects.select_related("task")
    milestone = found(request.user, "delivery.mark_milestone", rows, pk=key)
    take_back_milestone(milestone, by=request.user, seen=milestone.version)
    messages.success(request, _("Taken back: the milestone is not done."))
    return redirect("task", milestone.task_id)


@require_POST
def responsibility_sign_off(request: HttpRequest, key: int) -> HttpResponse:
    """The unit signs for having received the task (签收)."""
    responsibility = found(
        request.user, "register.sign_off", Responsibility.objects.select_related("task"), pk=key
    )
    sign_off(responsibility, by=request.user)
    messages.success(request, _("Signed off."))
    if request.POST.get("back") == "home":
        return redirect("home")
    return redirect("task", responsibility.task_id)


@require_POST
def responsibilities_sign_off(request: HttpRequest) -> HttpResponse:
    """The unit signs for all the tasks that its home page showed it."""
    shown = Responsibility.objects.filter(pk__in=keys_of(request, "responsibility")[:MOST])
    rows = allowed(request.user, "register.sign_off", shown)
    signed = sign_off_all(rows.select_related("task").order_by("pk"), by=request.user)
    text = ngettext("Signed off: %(n)s task.", "Signed off: %(n)s tasks.", len(signed))
    messages.success(request, text % {"n": len(signed)})
    return redirect("home")
