"""Column sets: in which columns, headings and widths an organization issues its tables."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.exchange.own_columns import own_columns
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Organization
from throughline.papers.actions.column_sets import create_column_set, edit_column_set, remove_column_set
from throughline.papers.models import ColumnSet
from throughline.papers.queries import kept_column_sets
from throughline.register.models import Register
from throughline.register.queries import rows
from throughline.web.forms.papers import ColumnSetForm
from throughline.web.views.frame import form_page, found, told_in

PREVIEWED = 3


def arranges(user: User) -> bool:
    """Whether `user` makes column sets and templates of some organization."""
    return keepers(user).exists()


def keepers(user: User) -> Any:
    """The organizations whose column sets and templates `user` makes."""
    return allowed(user, "papers.arrange", Organization.objects.order_by("level", "official_order", "pk"))


@require_GET
def column_set_list(request: HttpRequest) -> HttpResponse:
    """The sets that the person may change."""
    if not arranges(request.user):
        raise NotAllowed
    context = {"column_sets": kept_column_sets(request.user), "section": "registers", "tab": "columns"}
    return render(request, "web/column_sets.html", context)


@require_http_methods(["GET", "POST"])
def column_set_new(request: HttpRequest) -> HttpResponse:
    """A new set; it begins with the columns that are issued most."""
    if not arranges(request.user):
        raise NotAllowed
    form = ColumnSetForm(request.POST or None, keepers=keepers(request.user))
    form.fields["organization"].initial = keepers(request.user).first()
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = create_column_set(by=request.user, columns=form.columns(), **form.cleaned_data)
            messages.success(request, _("The column set is made. Registers offer it under “Take away”."))
            return redirect("column_set", made.pk)
    return _page(request, form, heading=_("New column set"))


@require_http_methods(["GET", "POST"])
def column_set_edit(request: HttpRequest, key: int) -> HttpResponse:
    """A set's columns, with its first rows as they would be issued."""
    kept = ColumnSet.objects.select_related("organization")
    column_set = found(request.user, "papers.keep_columns", kept, pk=key)
    if request.POST.get("act") == "remove":
        remove_column_set(column_set, by=request.user)
        return redirect("column_sets")
    shown = _preview(request.user, column_set)
    form = ColumnSetForm(request.POST or None, column_set=column_set)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            values = {"columns": form.columns(), **form.cleaned_data}
            edit_column_set(column_set, by=request.user, seen=form.seen, **values)
            messages.success(request, _("Saved."))
            return redirect("column_set", key)
    return _page(request, form, heading=column_set.name, column_set=column_set, **shown)


def _page(request: HttpRequest, form: ColumnSetForm, **context: Any) -> HttpResponse:
    invalid = any(row.errors for row in form.rows)
    response = form_page(
        request,
        "web/column_set.html",
        form,
        "registers",
        tab="columns",
        back=reverse("column_sets"),
        **context,
    )
    response.status_code = 422 if form.errors or invalid else 200
    return response


def _preview(user: User, column_set: ColumnSet) -> dict[str, Any]:
    """The first rows of the first register that the set is for."""
    at = column_set.organization
    below = Organization.objects.filter(trail__startswith=at.trail_below).values("pk")
    registers = Register.objects.filter(organization=at) | Register.objects.filter(organization__in=below)
    register = allowed(user, "register.view", registers).first()
    columns = own_columns(column_set)
    page = rows(register, user, limit=PREVIEWED).rows if register else []
    return {
        "register": register,
        "preview_columns": columns,
        "preview": [[column.value(row) for column in columns] for row in page],
    }
