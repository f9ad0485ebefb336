"""Templates of papers: uploaded and checked, tried with real data, taken into use; those before them stay."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from throughline.exchange.register_export import KINDS
from throughline.formats.template_fields import known_fields
from throughline.lib.refusal import NotAllowed
from throughline.papers.actions.templates import add_template, put_template_aside, use_template
from throughline.papers.choices import PaperKind
from throughline.papers.default_templates import TEMPLATED, default_template
from throughline.papers.making import document
from throughline.papers.models import Template
from throughline.papers.queries import kept_templates
from throughline.papers.shapes import shape_of
from throughline.web.forms.papers import SeenForm, TemplateForm
from throughline.web.paper_previews import preview_values
from throughline.web.views.column_sets import arranges, keepers
from throughline.web.views.frame import form_page, found, told_in


def word_file(data: bytes, name: str) -> HttpResponse:
    """A .docx as a download."""
    response = HttpResponse(data, content_type=KINDS["docx"])
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    """The templates that the person keeps, and those that come with the program."""
    if not arranges(request.user):
        raise NotAllowed
    context = {
        "templates": kept_templates(request.user),
        "kinds": [(kind, PaperKind(kind).label) for kind in TEMPLATED],
        "section": "registers",
        "tab": "templates",
    }
    return render(request, "web/templates.html", context)


@require_http_methods(["GET", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    """Upload a template; what it names and nobody knows is told, with what there is to name."""
    if not arranges(request.user):
        raise NotAllowed
    form = TemplateForm(request.POST or None, request.FILES or None, keepers=keepers(request.user))
    form.fields["organization"].initial = keepers(request.user).first()
    if request.method == "POST" and form.is_valid():
        value = dict(form.cleaned_data)
        file = value.pop("file")
        with told_in(form):
            made = add_template(by=request.user, data=file.read(), file_name=file.name, **value)
            messages.success(request, _("The template is kept. Try it with real data."))
            return redirect("template", made.pk)
    context = {
        "shapes": [(PaperKind(kind).label, list(known_fields(shape_of(kind)))) for kind in TEMPLATED],
        "tab": "templates",
        "back": reverse("templates"),
    }
    return form_page(request, "web/template_form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def template_page(request: HttpRequest, key: int) -> HttpResponse:
    """One template: its fields and fonts; into use, or put aside."""
    template = _template(request, key)
    form = SeenForm(request.POST or None, initial={"row_version": template.version})
    if request.method == "POST" and form.is_valid():
        change = use_template if request.POST.get("act") == "use" else put_template_aside
        with told_in(form):
            change(template, by=request.user, seen=form.cleaned_data["row_version"])
            return redirect("template", key)
    context = {
        "kept": template,
        "fields": _told(template),
        "tab": "templates",
        "back": reverse("templates"),
    }
    return form_page(request, "web/template.html", form, "registers", **context)


def _told(template: Template) -> list[tuple[str, str]]:
    """(path, what it is) of the fields that the template names."""
    known = dict(known_fields(shape_of(template.kind)))
    return [(name, known[name]) for name in template.fields if name in known]


def _template(request: HttpRequest, key: int) -> Template:
    rows = Template.objects.select_related("organization", "uploaded_by")
    return found(request.user, "papers.keep_template", rows, pk=key)


@require_GET
def template_file(request: HttpRequest, key: int) -> FileResponse:
    """The file as it came."""
    template = _template(request, key)
    name = template.file_name
    return FileResponse(
        template.file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )


@require_GET
def template_preview(request: HttpRequest, key: int) -> HttpResponse:
    """The template filled with the newest data that there is for its kind."""
    template = _template(request, key)
    values: dict[str, Any] | None = preview_values(template, request.user)
    if values is None:
        messages.info(request, _("There is nothing yet to fill this template with."))
        return redirect("template", key)
    return word_file(document(template.kind, values, template), f"{template.name}.docx")


@require_GET
def template_default(request: HttpRequest, kind: str) -> HttpResponse:
    """The template that comes with the program, to be adapted in Word."""
    if not arranges(request.user):
        raise NotAllowed
    if kind not in TEMPLATED:
        raise Http404
    return word_file(default_template(kind), f"{PaperKind(kind).label}.docx")
