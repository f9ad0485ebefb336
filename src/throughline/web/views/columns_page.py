"""What the columns of a document's task tables mean: as guessed, corrected by a person, read again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from throughline.documents.models import Document
from throughline.web.forms.columns import ColumnsForm
from throughline.web.views.frame import form_page, found, told_in
from throughline.workflows.read_document import read_again
from throughline.workflows.table_columns import tables_of


@require_http_methods(["GET", "POST"])
def table_columns(request: HttpRequest, key: int) -> HttpResponse:
    """The columns of the document's tables."""
    document = found(request.user, "documents.confirm", Document.objects.all(), pk=key)
    form = ColumnsForm(request.POST or None, tables=tables_of(document), version=document.version)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            read_again(document, form.columns(), by=request.user, seen=form.cleaned_data["row_version"])
            messages.success(request, _("The document was read again with these columns."))
            return redirect("confirmation", key)
    return form_page(request, "web/table_columns.html", form, "documents", document=document)
