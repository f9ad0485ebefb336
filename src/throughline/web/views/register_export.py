"""A register's view as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from throughline.exchange.own_columns import own_columns
from throughline.exchange.register_export import KINDS, Exported, export, export_tasks
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.papers.queries import column_sets_for
from throughline.register.models import Register
from throughline.web.forms.register import FilterForm
from throughline.web.views.frame import found


@require_GET
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The rows as they are filtered, sorted and grouped on the page; in the columns of a set, when one is named."""
    if kind not in KINDS:
        raise Http404
    register = found(
        request.user, "register.view", Register.objects.select_related("organization"), slug=slug
    )
    form = FilterForm(request.GET, register)
    columns = _columns(register, request.GET.get("column_set", ""))
    content = export(register, request.user, kind, form.wanted(), columns=columns, **form.options())
    response = HttpResponse(content, content_type=KINDS[kind])
    name = f"{register.slug}-{clock.today():%Y%m%d}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_GET
def download_tasks(request: HttpRequest, kind: str) -> HttpResponse:
    """The tasks of all registers in sight, filtered, sorted and grouped as on the page."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    form = FilterForm(request.GET, None, user=request.user)
    try:
        content = export_tasks(request.user, kind, form.wanted(), **form.options())
    except Invalid as invalid:
        messages.warning(request, str(invalid))
        return redirect("tasks")
    response = HttpResponse(content, content_type=KINDS[kind])
    name = f"{_('All tasks')}-{clock.today():%Y%m%d}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _columns(register: Register, key: str) -> list[Exported]:
    """Those of the column set with the key; none when none is asked for. Raises NotThere."""
    if not key:
        return []
    return own_columns(found(None, "", column_sets_for(register.organization), pk=key))
