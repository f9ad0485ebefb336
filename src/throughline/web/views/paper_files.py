"""Papers as files to take away."""

from __future__ import annotations

from typing import Any, get_args

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from throughline.delivery.queries.ratings import circulars
from throughline.exchange.paper_files import ending_of, register_paper
from throughline.formats.typeset import Kind
from throughline.lib import clock
from throughline.organizations.models import Organization, Post
from throughline.papers.actions.issuing import MEDIA_TYPES
from throughline.papers.choices import PaperKind
from throughline.papers.making import document_for, leader_page
from throughline.papers.products.circular import circular_values
from throughline.papers.products.leader_scope import Scope
from throughline.papers.queries import column_sets_for
from throughline.register.models import Register
from throughline.web.views.frame import found
from throughline.web.views.overview import chosen_scope
from throughline.web.views.templates import word_file


@require_GET
def circular_document(request: HttpRequest, key: int) -> HttpResponse:
    """A circular as a Word file to edit, as far as the person sees its tasks."""
    circular = found(None, "", circulars(request.user).select_related("register__organization"), pk=key)
    values = circular_values(circular, request.user)
    data, _template = document_for(circular.register.organization, PaperKind.CIRCULAR, values)
    return word_file(data, f"{circular.title} {circular.number}.docx")


@require_GET
def leader_page_file(request: HttpRequest, kind: str) -> HttpResponse:
    """One page for a leader, A4 or a picture: of a register, a plan, a leader's tasks, else of all in sight."""
    if kind not in get_args(Kind):
        raise Http404
    leader = None
    if key := request.GET.get("leader", ""):
        leader = found(None, "", Post.objects.select_related("organization"), pk=key)
    scope = Scope(**chosen_scope(request), leader=leader)
    data = leader_page(request.user, scope, kind)
    return _shown(data, kind, f"{scope.title} {clock.today():%Y-%m-%d}.{kind}")


def _shown(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file that the browser shows, and keeps under its name."""
    response = HttpResponse(data, content_type=MEDIA_TYPES[kind])
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name)
    return response


@require_GET
def register_document(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """A task breakdown table, a unit's sign-off sheet or a leader's page, without issuing it."""
    register = found(
        request.user, "register.view", Register.objects.select_related("organization"), slug=slug
    )
    asked = request.GET.get
    chosen: dict[str, Any] = {"kind": asked("kind", PaperKind.BREAKDOWN), "title": asked("title", "")[:300]}
    if key := asked("column_set", ""):
        chosen["column_set"] = found(None, "", column_sets_for(register.organization), pk=key)
    if key := asked("unit", ""):
        chosen["unit"] = found(None, "", Organization.objects.all(), pk=key)
    name = f"{chosen['title'] or register.title} {chosen.get('unit') or ''}".strip()
    ending = ending_of(chosen["kind"], asked("ending", "") or ending)
    data = register_paper(register, request.user, ending=ending, **chosen)
    return word_file(data, f"{name}.docx") if ending == "docx" else _shown(data, ending, f"{name}.{ending}")
