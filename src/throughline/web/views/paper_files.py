"""Papers as files to take away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from throughline.delivery.queries.ratings import circulars
from throughline.exchange.paper_files import register_paper
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.papers.choices import PaperKind
from throughline.papers.making import document_for
from throughline.papers.products.circular import circular_values
from throughline.papers.queries import column_sets_for
from throughline.register.models import Register
from throughline.web.views.frame import found
from throughline.web.views.templates import word_file


@require_GET
def circular_document(request: HttpRequest, key: int) -> HttpResponse:
    """A circular as a Word file to edit, as far as the person sees its tasks."""
    circular = found(None, "", circulars(request.user).select_related("register__organization"), pk=key)
    values = circular_values(circular, request.user)
    data, _template = document_for(circular.register.organization, PaperKind.CIRCULAR, values)
    return word_file(data, f"{circular.title} {circular.number}.docx")


@require_GET
def register_document(request: HttpRequest, slug: str) -> HttpResponse:
    """A task breakdown table, or a unit's sign-off sheet, without issuing it."""
    register = found(
        request.user, "register.view", Register.objects.select_related("organization"), slug=slug
    )
    asked = request.GET.get
    chosen: dict[str, Any] = {"kind": asked("kind", PaperKind.BREAKDOWN), "title": asked("title", "")[:300]}
    if key := asked("column_set", ""):
        chosen["column_set"] = found(None, "", column_sets_for(register.organization), pk=key)
    if key := asked("unit", ""):
        chosen["unit"] = found(None, "", Organization.objects.all(), pk=key)
    if chosen["kind"] not in (PaperKind.BREAKDOWN, PaperKind.SIGN_OFF):
        raise Invalid("kind", _("Choose what is to be made."))
    data = register_paper(register, request.user, **chosen)
    name = f"{chosen['title'] or register.title} {chosen.get('unit') or ''}".strip()
    return word_file(data, f"{name}.docx")
