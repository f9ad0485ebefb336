"""Documents: upload, text, file, and what was found in them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile

from throughline.accounts.choices import Disclosure
from throughline.api.fields import Key, Line, Word
from throughline.api.frame import A_FILE, REFUSALS
from throughline.api.paging import Paged, Paging, page
from throughline.api.shapes.plans import DocumentOut, FindingOut, TextOut
from throughline.documents.choices import FindingState
from throughline.documents.models import Document
from throughline.documents.queries import documents, find_document
from throughline.lib.refusal import NotThere
from throughline.organizations.models import Organization
from throughline.workflows.receive_document import receive

router = Router(tags=["documents"])


@router.get("/documents", response={200: Paged[DocumentOut], **REFUSALS})
def list_documents(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The documents in sight, the latest first."""
    return page(documents(request.user), paging, "-uploaded_at")


def _document(request: HttpRequest, key: int) -> Document:
    """Without its text, with its counts."""
    found = documents(request.user).filter(pk=key).first()
    if found is None:
        raise NotThere
    return found


@router.get("/documents/{key}", response={200: DocumentOut, **REFUSALS})
def get_document(request: HttpRequest, key: Key) -> Document:
    """One document."""
    return _document(request, key)


@router.get("/documents/{key}/text", response={200: TextOut, **REFUSALS})
def get_text(request: HttpRequest, key: Key) -> Document:
    """The decoded text, before any repair."""
    return find_document(key, request.user)


@router.get("/documents/{key}/file", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def get_file(request: HttpRequest, key: Key) -> FileResponse:
    """The file as it came."""
    found = _document(request, key)
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
    )


class Description(Schema):
    """What is said about a document; `organization` by its code. `again` keeps a file that is here already."""

    title: Line = ""
    number: Line = ""
    dated_on: date | None = None
    organization: Word = ""
    disclosure: Disclosure = Disclosure.INTERNAL
    again: bool = False


@router.post("/documents", response={201: DocumentOut, **REFUSALS})
def upload(request: HttpRequest, file: File[UploadedFile], given: Form[Description]) -> Status[Any]:
    """Upload a document; it is read at once when it is short, else by a job."""
    said = given.dict(exclude={"organization"})
    organization = None
    if given.organization:
        organization = Organization.objects.filter(code=given.organization).first()
        if organization is None:
            raise NotThere
    made = receive(file, file.name or "", by=request.user, organization=organization, **said)
    return Status(201, _document(request, made.pk))


class FindingQuery(Paging):
    """Which findings."""

    state: FindingState | None = None


@router.get("/documents/{key}/findings", response={200: Paged[FindingOut], **REFUSALS})
def list_findings(request: HttpRequest, key: Key, query: Query[FindingQuery]) -> Any:
    """What was found in a document, in the order of the text."""
    found = _document(request, key).findings.all()
    if query.state:
        found = found.filter(state=query.state)
    return page(found, query, "start")
