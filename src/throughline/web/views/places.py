"""A task's places on registers and in its tree; a register's reporting periods; rule sets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from throughline.accounts.permissions import allowed
from throughline.delivery.actions import close_period, reopen_period, save_rule_set
from throughline.delivery.models import Period
from throughline.delivery.rules import FACTS
from throughline.lib import clock
from throughline.lib.refusal import NotAllowed
from throughline.register.actions.entries import edit_entry, show_on, take_off
from throughline.register.actions.tasks import place_under
from throughline.register.models import Entry, Register, RuleSet, Task
from throughline.web.forms.delivery import ReasonForm
from throughline.web.forms.places import EntryForm, ParentForm, RuleSetForm, ShowOnForm
from throughline.web.views.frame import form_page, found, told_in


@require_http_methods(["GET", "POST"])
def entry_edit(request: HttpRequest, key: int) -> HttpResponse:
    """Number, area and order of a task on one register; off a register that is not its home."""
    entry = found(None, "", Entry.objects.select_related("task", "register"), pk=key)
    found(request.user, "register.edit", Register.objects.all(), pk=entry.register_id)
    if request.POST.get("act") == "remove":
        take_off(entry, by=request.user)
        return redirect("task", entry.task_id)
    form = EntryForm(request.POST or None, row=entry)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_entry(entry, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("task", entry.task_id)
    context = {
        "heading": _("Place on the register"),
        "introduction": f"{entry.register.title} · {entry.task.title}",
        "back": reverse("task", args=[entry.task_id]),
        "removable": not entry.is_home,
    }
    return form_page(request, "web/form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def task_show_on(request: HttpRequest, key: int) -> HttpResponse:
    """Show the task on a further register; it is still reported once."""
    task = found(request.user, "register.view_task", Task.objects.all(), pk=key)
    if not allowed(request.user, "register.edit", Register.objects.all()).exists():
        raise NotAllowed
    registers = Register.objects.filter(closed_on=None).exclude(entries__task=task)
    form = ShowOnForm(request.POST or None, registers=allowed(request.user, "register.edit", registers))
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data
        with told_in(form):
            show_on(task, value["register"], by=request.user, number=value["number"])
            return redirect("task", key)
    context = {
        "heading": _("Show on another register"),
        "introduction": _("It stays one matter: it is reported once and shown on both."),
        "back": reverse("task", args=[key]),
    }
    return form_page(request, "web/form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def task_parent(request: HttpRequest, key: int) -> HttpResponse:
    """Make the task a part of another one of its home register, or a task of its own."""
    task = found(request.user, "register.edit_task", Task.objects.all(), pk=key)
    homes = Entry.objects.filter(task=task, is_home=True).values("register")
    others = Task.objects.filter(entries__is_home=True, entries__register__in=homes).exclude(pk=key)
    form = ParentForm(
        request.POST or None,
        row=task,
        tasks=allowed(request.user, "register.edit_task", others).order_by("pk"),
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            place_under(task, form.cleaned_data["parent"], by=request.user, seen=form.seen)
            return redirect("task", key)
    context = {
        "heading": _("Part of another task"),
        "introduction": task.title,
        "back": reverse("task", args=[key]),
    }
    return form_page(request, "web/form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def register_periods(request: HttpRequest, slug: str) -> HttpResponse:
    """The reporting periods of a register; what is over is closed, and reopened for a reason."""
    register = found(request.user, "delivery.supervise", Register.objects.all(), slug=slug)
    form = ReasonForm(request.POST or None)
    act = request.POST.get("act", "")
    form.fields["reason"].required = act == "reopen"
    if request.method == "POST" and form.is_valid():
        period = found(
            request.user, "delivery.close_period", register.periods.all(), pk=request.POST.get("key", 0)
        )
        with told_in(form):
            change = reopen_period if act == "reopen" else close_period
            change(period, by=request.user, seen=period.version, why=form.cleaned_data["reason"])
            messages.success(request, _("Saved."))
            return redirect("register_periods", slug)
    rows = Period.objects.filter(register=register).select_related("closed_by").order_by("-starts_on")
    context = {
        "register": register,
        "periods": rows,
        "today": clock.today(),
        "form": form,
        "section": "registers",
    }
    return render(request, "web/register_periods.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def rule_set_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a rule set; what is wrong with its rules is named before anything is kept."""
    rule_set = found(request.user, "register.manage_rules", RuleSet.objects.all(), slug=slug)
    form = RuleSetForm(request.POST or None, row=rule_set)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            save_rule_set(rule_set, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("rule_sets")
    facts = [(name, label, kind) for name, (label, kind) in FACTS.items()]
    return form_page(request, "web/rule_set.html", form, "overview", rule_set=rule_set, facts=facts)
