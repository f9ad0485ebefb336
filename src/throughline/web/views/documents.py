"""Documents: the list, upload, one document with its passages, and confirmations that can be undone."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.permissions import allowed, check, may
from throughline.chain.strip import throughline_of
from throughline.documents.actions.documents import edit_document
from throughline.documents.choices import FindingState
from throughline.documents.models import Document, Finding
from throughline.documents.queries import documents, find_document, finding_counts
from throughline.documents.refusals import SameFile
from throughline.history.models import AuditRecord
from throughline.history.queries import history_of
from throughline.indicators.models import Target
from throughline.lib.refusal import NotAllowed, NotThere
from throughline.plans.queries import edition_of
from throughline.register.models import Register, Task
from throughline.web.confirmation import confirmations
from throughline.web.forms.confirmation import DocumentForm, UploadForm
from throughline.web.forms.delivery import ReasonForm
from throughline.web.views.frame import form_page, found, told_in
from throughline.web.views.story import story_page
from throughline.workflows.receive_document import receive
from throughline.workflows.undo_batch import BATCH_ACTS, REJECTED, Undone, undo_batch

EXCERPT = 4000
PER_PAGE = 100


@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """What was uploaded, with what is still to be decided."""
    text = request.GET.get("text", "").strip()[:200]
    rows = documents(request.user)
    if text:
        rows = rows.filter(title__icontains=text)
    shown = list(rows[:PER_PAGE])
    mine = allowed(
        request.user, "documents.confirm", Document.objects.filter(pk__in=[row.pk for row in shown])
    )
    context = {
        "documents": shown,
        "decidable": set(mine.values_list("pk", flat=True)),
        "text": text,
        "may_upload": may(request.user, "documents.upload"),
        "section": "documents",
    }
    return render(request, "web/documents.html", context)


@require_http_methods(["GET", "POST"])
def document_upload(request: HttpRequest) -> HttpResponse:
    """Upload a document; what is refused is explained."""
    check(request.user, "documents.upload")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        value = dict(form.cleaned_data)
        file = value.pop("file")
        with told_in(form):
            try:
                document = receive(file, file.name, by=request.user, **value)
            except SameFile as same:
                form.add_error("file", str(same))
            else:
                return redirect("confirmation" if document.state == "read" else "document", document.pk)
    context = {
        "heading": _("Upload a document"),
        "button": _("Upload and read"),
        "back": reverse("documents"),
    }
    return form_page(request, "web/upload.html", form, "documents", **context)


@require_GET
def document_page(request: HttpRequest, key: int) -> HttpResponse:
    """One document: its state, what came of it, its text."""
    document = find_document(key, request.user)
    context = {
        "document": document,
        "counts": finding_counts(document),
        "edition": edition_of(document),
        "excerpt": document.text[:EXCERPT],
        "longer": len(document.text) > EXCERPT,
        "strip": throughline_of(document, request.user),
        "may_confirm": may(request.user, "documents.confirm", document),
        "may_edit": may(request.user, "documents.edit", document),
        "confirmations": confirmations(document),
        "section": "documents",
    }
    return render(request, "web/document.html", context)


@require_http_methods(["GET", "POST"])
def document_edit(request: HttpRequest, key: int) -> HttpResponse:
    """What is said about a document."""
    document = found(request.user, "documents.edit", Document.objects.all(), pk=key)
    form = DocumentForm(request.POST or None, row=document)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_document(document, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("document", key)
    context = {"heading": document.title, "back": reverse("document", args=[key])}
    return form_page(request, "web/form.html", form, "documents", **context)


@require_GET
def document_text(request: HttpRequest, key: int) -> HttpResponse:
    """The whole decoded text."""
    document = find_document(key, request.user)
    context = {"document": document, "section": "documents"}
    return render(request, "web/document_text.html", context)


@require_GET
def document_download(request: HttpRequest, key: int) -> FileResponse:
    """The file as it came, always as a download."""
    document = find_document(key, request.user)
    return FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.file_name,
        content_type="application/octet-stream",
    )


@require_GET
def document_history(request: HttpRequest, key: int) -> HttpResponse:
    """What happened to the document."""
    document = find_document(key, request.user)
    place = {"heading": document.title, "back": reverse("document", args=[key]), "section": "documents"}
    return story_page(request, history_of(document), **place)


@require_http_methods(["GET", "POST"])
def batch_page(request: HttpRequest, key: int) -> HttpResponse:
    """A mass confirmation or an import: what it made, and its undoing as a whole."""
    record = found(None, "", AuditRecord.objects.filter(act__in=BATCH_ACTS), pk=key)
    tasks = Task.objects.filter(batch=key).order_by("pk")
    _may_see(request, record, tasks.first())
    may_undo = _may_undo(request, record, tasks.first())
    if request.method == "POST" and not may_undo:
        raise NotAllowed
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            undone = undo_batch(key, by=request.user, why=form.cleaned_data["reason"])
            messages.success(request, _undone(record, undone))
            return redirect(_back(record))
    context = {
        "record": record,
        "rejected": _rejected(record),
        "tasks": tasks[:200],
        "task_count": tasks.count(),
        "targets": Target.objects.filter(batch=key).select_related("indicator").order_by("pk")[:200],
        "registers": allowed(
            request.user, "register.view", Register.objects.filter(entries__task__batch=key)
        ).distinct()[:5],
        "may_undo": may_undo,
        "back": _back(record),
    }
    return form_page(request, "web/batch.html", form, "documents", **context)


def _undone(record: AuditRecord, undone: Undone) -> str:
    if record.act == REJECTED:
        text = ngettext("%(n)s finding is open again.", "%(n)s findings are open again.", undone.reopened)
        return text % {"n": undone.reopened}
    text = ngettext("Undone: %(n)s task is gone.", "Undone: %(n)s tasks are gone.", undone.tasks)
    return text % {"n": undone.tasks}


def _rejected(record: AuditRecord) -> tuple[int, list[str]] | None:
    """How many findings were to have no consequence, and the first of their sentences; None for another batch."""
    if record.act != REJECTED:
        return None
    rows = Finding.objects.filter(batch=record.pk, state=FindingState.REJECTED).order_by("start", "pk")
    return rows.count(), [str(row.value.get("clean") or row.value.get("text") or "") for row in rows[:200]]


def _may_see(request: HttpRequest, record: AuditRecord, task: Task | None) -> None:
    if record.subject_model == Document._meta.label:
        find_document(record.subject_key or 0, request.user)
    elif task is None or not may(request.user, "register.edit_task", task):
        raise NotThere


def _may_undo(request: HttpRequest, record: AuditRecord, task: Task | None) -> bool:
    if record.subject_model != Document._meta.label:
        return task is not None and may(request.user, "register.edit_task", task)
    document = Document.objects.filter(pk=record.subject_key).first()
    return document is not None and may(request.user, "documents.confirm", document)


def _back(record: AuditRecord) -> str:
    if record.subject_model == Document._meta.label:
        return reverse("document", args=[record.subject_key])
    register = Register.objects.filter(pk=record.subject_key).first()
    return reverse("register", args=[register.slug]) if register else reverse("registers")
