"""How the installation does: versions, worker, jobs, the sealing of history; and rights per register and plan."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check, may
from throughline.desk.queries import vacant_posts
from throughline.history.verify import quick
from throughline.jobs.actions import ask
from throughline.jobs.background import VERIFY
from throughline.jobs.models import Job
from throughline.jobs.queries import health
from throughline.lib import clock
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Organization
from throughline.organizations.permissions import check_reads_administration, reads_administration
from throughline.plans.actions.plans import give_plan_grant, withdraw_plan_grant
from throughline.plans.models import Plan, PlanGrant
from throughline.register.actions.registers import give_register_grant, withdraw_register_grant
from throughline.register.models import Register, RegisterGrant, Task
from throughline.web.forms.administration import RightForm
from throughline.web.views.frame import form_page, found, told_in

SHOWN_JOBS = 15


@require_GET
def administration_page(request: HttpRequest) -> HttpResponse:
    """What whoever runs the server looks at."""
    check_reads_administration(request.user)
    context = {
        "database": _database(),
        "time_zone": settings.TIME_ZONE,
        "limit": settings.UPLOAD_LIMIT // 1_000_000,
        "worker": health(),
        "sealing": quick(),
        "verification": Job.objects.filter(kind=VERIFY).first(),
        "may_verify": may(request.user, "history.view_all"),
        "jobs": Job.objects.select_related("asked_by")[:SHOWN_JOBS] if _sees_jobs(request.user) else None,
        "amounts": _amounts(),
        "vacant": vacant_posts(request.user, clock.today())[:SHOWN_JOBS],
        "section": "administration",
        "tab": "system",
    }
    return render(request, "web/administration.html", context)


def _sees_jobs(user: User) -> bool:
    return may(user, "history.view_all")


def _database() -> str:
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    with connection.cursor():
        version = connection.get_database_version()
    return f"{names.get(connection.vendor, connection.vendor)} {'.'.join(str(part) for part in version)}"


def _amounts() -> list[tuple[Any, int]]:
    models = (Organization, User, Plan, Register, Task)
    return [(model._meta.verbose_name_plural, model._base_manager.count()) for model in models]


@require_POST
def verify_act(request: HttpRequest) -> HttpResponse:
    """Ask for a verification of the whole history."""
    check(request.user, "history.view_all")
    job = ask(VERIFY, request.user)
    return redirect("job", job.pk)


@require_http_methods(["GET", "POST"])
def rights_page(request: HttpRequest) -> HttpResponse:
    """Who has a role for one register or plan; given and withdrawn by whoever keeps it, and by administrators."""
    registers, plans = _kept(request.user)
    reads = reads_administration(request.user)
    if not (reads or registers.exists() or plans.exists()):
        raise NotAllowed
    if request.POST.get("act") == "withdraw":
        _withdraw(request)
        return redirect("rights")
    chosen = {name: request.GET.get(name, "") for name in ("register", "plan")}
    form = RightForm(request.POST or None, registers=registers, plans=plans, initial=chosen)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _give(request.user, **form.cleaned_data)
            messages.success(request, _("The role is given."))
            return redirect("rights")
    context = {
        "register_grants": _held(RegisterGrant, registers, "register", everything=reads),
        "plan_grants": _held(PlanGrant, plans, "plan", everything=reads),
        "kept_registers": set(registers.values_list("pk", flat=True)),
        "kept_plans": set(plans.values_list("pk", flat=True)),
        "may_give": registers.exists() or plans.exists(),
        "tab": "rights",
    }
    return form_page(request, "web/rights.html", form, "administration", **context)


def _kept(user: User) -> tuple[Any, Any]:
    """The registers and plans on which `user` may give roles."""
    if may(user, "accounts.manage"):
        return Register.objects.all(), Plan.objects.all()
    return allowed(user, "register.edit", Register.objects.all()), allowed(
        user, "plans.edit", Plan.objects.all()
    )


def _held(model: Any, kept: Any, name: str, *, everything: bool) -> Any:
    rows = model.objects.select_related("user", "own_role", name)
    rows = rows.order_by(f"{name}__official_order", f"{name}_id", "pk")
    return rows if everything else rows.filter(**{f"{name}__in": kept.values("pk")})


def _give(by: User, *, user: User, role: str, register: Register | None, plan: Plan | None) -> None:
    if register is not None:
        give_register_grant(register, user, role, by=by)
    elif plan is not None:
        give_plan_grant(plan, user, role, by=by)


def _withdraw(request: HttpRequest) -> None:
    key = request.POST.get("key", 0)
    if request.POST.get("kind") == "plan":
        withdraw_plan_grant(
            found(None, "", PlanGrant.objects.select_related("plan"), pk=key), by=request.user
        )
    else:
        grants = RegisterGrant.objects.select_related("register")
        withdraw_register_grant(found(None, "", grants, pk=key), by=request.user)
