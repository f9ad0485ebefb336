"""A register's view as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from throughline.exchange.own_columns import own_columns
from throughline.exchange.register_export import KINDS, Exported, export
from throughline.lib import clock
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


def _columns(register: Register, key: str) -> list[Exported]:
    """Those of the column set with the key; none when none is asked for. Raises NotThere."""
    if not key:
        return []
    return own_columns(found(None, "", column_sets_for(register.organization), pk=key))
