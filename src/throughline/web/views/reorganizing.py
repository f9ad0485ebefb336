"""An organization is merged, split or dissolved: first all that it leaves is shown, then it goes over in one act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from throughline.accounts.permissions import allowed
from throughline.organizations.models import Organization
from throughline.web.forms.reorganizing import AssignForm, ReorganizeForm
from throughline.web.views.frame import form_page, found, told_in
from throughline.workflows.heritage import Heritage, heritage
from throughline.workflows.reorganize import reorganize


@require_http_methods(["GET", "POST"])
def organization_reorganize(request: HttpRequest, code: str) -> HttpResponse:
    """What becomes of it; then who takes over each of its open tasks; then the act."""
    unit = found(request.user, "organizations.manage", Organization.objects.all(), code=code)
    keeps = allowed(request.user, "organizations.manage", Organization.objects.all())
    form = ReorganizeForm(request.POST or None, unit=unit, keeps=keeps)
    left = heritage(unit)
    context: dict[str, Any] = {"unit": unit, "left": left, "back": reverse("organization", args=[code])}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "web/organization_reorganize.html", form, "directory", **context)
    second = request.POST.get("step") == "2"
    table = _table(request.POST if second else None, left, list(form.cleaned_data["later"]))
    if second and table.is_valid():
        with told_in(form):
            _run(request, unit, form, table)
            messages.success(request, _("Done. What was open went over; what is done stays here, in sight."))
            return redirect("organization", code)
    context |= {
        "table": table,
        "tasks": table.of("task"),
        "parts": table.of("part"),
        "second": not form.errors,
    }
    answer = form_page(request, "web/organization_reorganize.html", form, "directory", **context)
    if table.errors:
        answer.status_code = 422
    return answer


def _table(data: Any, left: Heritage, later: list[Organization]) -> AssignForm:
    tasks = [(row.pk, f"{row.task.title} ({row.get_role_display()})") for row in left.held]
    return AssignForm(data, tasks=tasks, parts=[(part.pk, part.name) for part in left.parts], later=later)


def _run(request: HttpRequest, unit: Organization, form: ReorganizeForm, table: AssignForm) -> None:
    value = form.cleaned_data
    reorganize(
        unit,
        value["kind"],
        list(value["later"]),
        by=request.user,
        seen=form.seen,
        on=value["effective_on"],
        why=value["why"],
        approval=value["approval"],
        tasks=table.chosen("task"),
        parts=table.chosen("part"),
        rest=value["rest"],
        take_accounts=value["take_accounts"],
    )
