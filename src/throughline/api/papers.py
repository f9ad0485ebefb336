"""Papers: what was issued, templates, number series, one page for a leader."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile

from throughline.accounts.permissions import allowed
from throughline.api.fields import Key, Line, Text, Word
from throughline.api.frame import A_FILE, REFUSALS
from throughline.api.paging import Paged, Paging, page
from throughline.api.shapes.papers import NumberOut, PaperOut, SeriesOut, TemplateOut
from throughline.delivery.queries.ratings import circulars
from throughline.exchange.paper_files import issue_circular, issue_from_register
from throughline.lib.refusal import NotThere
from throughline.organizations.models import Organization, Post
from throughline.papers.actions.issuing import MEDIA_TYPES, attach_scan
from throughline.papers.actions.numbers import create_series, edit_series, take_number, void_number
from throughline.papers.actions.templates import add_template, put_template_aside, use_template
from throughline.papers.making import leader_page
from throughline.papers.models import Number, NumberSeries, Paper, Scan, Template
from throughline.papers.products.leader_scope import Scope
from throughline.papers.queries import column_sets_for, kept_templates, papers, seen_series, series_for
from throughline.plans.models import Plan
from throughline.register.models import Register

router = Router(tags=["papers"])


def _one(rows: Any, **wanted: Any) -> Any:
    found = rows.filter(**wanted).first()
    if found is None:
        raise NotThere
    return found


def _streamed(row: Any) -> FileResponse:
    """A kept file as it came, under its name."""
    kind = "application/octet-stream"
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.file_name, content_type=kind)


class PaperQuery(Paging):
    """Of one register, when it is named."""

    register_slug: Word = ""


def _papers(request: HttpRequest) -> QuerySet[Paper]:
    return papers(request.user).select_related("template", "circular").prefetch_related("scans")


@router.get("/papers", response={200: Paged[PaperOut], **REFUSALS})
def list_papers(request: HttpRequest, query: Query[PaperQuery]) -> Any:
    """The issued papers in sight, the newest first."""
    rows = _papers(request)
    if query.register_slug:
        rows = rows.filter(register__slug=query.register_slug)
    return page(rows, query, "-pk")


@router.get("/papers/{key}", response={200: PaperOut, **REFUSALS})
def get_paper(request: HttpRequest, key: Key) -> Paper:
    """One issued paper with its scans."""
    return _one(_papers(request), pk=key)


@router.get("/papers/{key}/file", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def get_paper_file(request: HttpRequest, key: Key) -> FileResponse:
    """The paper as it was issued."""
    return _streamed(_one(papers(request.user), pk=key))


class Issued(Schema):
    """What is issued of a register, as of which day (today). `column_set`, `unit` and `series` are keys.

    A task breakdown table is a docx, a sign-off sheet a docx or a pdf, a leader's page a pdf.
    """

    kind: Literal["breakdown", "sign_off", "page"]
    title: Line
    as_of: date | None = None
    column_set: Key | None = None
    unit: Key | None = None
    series: Key | None = None
    ending: Literal["", "docx", "pdf"] = ""


@router.post("/registers/{slug}/papers", response={201: PaperOut, **REFUSALS})
def issue_paper(request: HttpRequest, slug: Word, given: Issued) -> Status[Paper]:
    """Make a paper of a register, take its number when a series is named, and keep it unchanged; all or nothing."""
    seen = allowed(request.user, "register.view", Register.objects.select_related("organization"))
    register = _one(seen, slug=slug)
    sets, series = column_sets_for(register.organization), series_for(register.organization, request.user)
    made = issue_from_register(
        register,
        by=request.user,
        column_set=_one(sets, pk=given.column_set) if given.column_set else None,
        unit=_one(Organization.objects.all(), pk=given.unit) if given.unit else None,
        series=_one(series, pk=given.series) if given.series else None,
        **given.dict(include={"kind", "title", "as_of", "ending"}),
    )
    return Status(201, _one(_papers(request), pk=made.pk))


class IssuedCircular(Schema):
    """The document's title, and the key of the series whose next number it takes; else it has the circular's own."""

    title: Line
    series: Key | None = None


@router.post("/circulars/{key}/papers", response={201: PaperOut, **REFUSALS})
def issue_circular_paper(request: HttpRequest, key: Key, given: IssuedCircular) -> Status[Paper]:
    """Keep a circular's document as it is issued."""
    circular = _one(circulars(request.user).select_related("register__organization"), pk=key)
    series = series_for(circular.register.organization, request.user)
    chosen = _one(series, pk=given.series) if given.series else None
    made = issue_circular(circular, by=request.user, title=given.title, series=chosen)
    return Status(201, _one(_papers(request), pk=made.pk))


@router.post("/papers/{key}/scans", response={201: PaperOut, **REFUSALS})
def add_scan(request: HttpRequest, key: Key, file: File[UploadedFile]) -> Status[Paper]:
    """Attach what came back with head and seal: a pdf, jpeg or png."""
    paper = _one(papers(request.user), pk=key)
    attach_scan(paper, by=request.user, data=file.read(), file_name=file.name or "")
    return Status(201, _one(_papers(request), pk=key))


@router.get("/scans/{key}/file", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def get_scan_file(request: HttpRequest, key: Key) -> FileResponse:
    """A scan as it came."""
    return _streamed(_one(Scan.objects.filter(paper__in=papers(request.user).values("pk")), pk=key))


class LeaderQuery(Schema):
    """Of which tasks: of a register, of a plan, of which a post (by its key) is in charge; else of all in sight."""

    register_slug: Word = ""
    plan_slug: Word = ""
    leader: Key | None = None


@router.get("/leader-page.{kind}", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def get_leader_page(
    request: HttpRequest, kind: Literal["pdf", "png"], query: Query[LeaderQuery]
) -> HttpResponse:
    """One page for a leader: an A4 page as pdf, or a picture for a phone as png."""
    registers = allowed(
        request.user, "register.view", Register.objects.select_related("organization", "plan")
    )
    plans = allowed(request.user, "plans.view", Plan.objects.all())
    scope = Scope(
        register=_one(registers, slug=query.register_slug) if query.register_slug else None,
        plan=_one(plans, slug=query.plan_slug) if query.plan_slug else None,
        leader=_one(Post.objects.select_related("organization"), pk=query.leader) if query.leader else None,
    )
    disposition = content_disposition_header(as_attachment=True, filename=f"leader-page.{kind}")
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(
        leader_page(request.user, scope, kind), content_type=MEDIA_TYPES[kind], headers=headers
    )


@router.get("/templates", response={200: list[TemplateOut], **REFUSALS})
def list_templates(request: HttpRequest) -> QuerySet[Template]:
    """The Word templates that you keep, by organization and kind, the newest first."""
    return kept_templates(request.user)


@router.get("/templates/{key}/file", response={200: None, **REFUSALS}, openapi_extra=A_FILE)
def get_template_file(request: HttpRequest, key: Key) -> FileResponse:
    """The template itself."""
    return _streamed(_one(kept_templates(request.user), pk=key))


class TemplateIn(Schema):
    """Whose template it is (the organization's code), of which kind of paper, and whether it is used from now on."""

    organization: Word
    kind: Literal["breakdown", "sign_off", "circular"]
    name: Line
    use: bool = True


@router.post("/templates", response={201: TemplateOut, **REFUSALS})
def upload_template(
    request: HttpRequest, file: File[UploadedFile], given: Form[TemplateIn]
) -> Status[Template]:
    """Upload a template; one with an unknown field is refused, with the sentence in which it stands."""
    organization = _one(Organization.objects.all(), code=given.organization)
    told = given.dict(exclude={"organization"})
    made = add_template(organization, by=request.user, data=file.read(), file_name=file.name or "", **told)
    return Status(201, made)


class Seen(Schema):
    """The version that was looked at."""

    seen: int


@router.post("/templates/{key}/use", response={200: TemplateOut, **REFUSALS})
def take_template_into_use(request: HttpRequest, key: Key, given: Seen) -> Template:
    """Take a kept template into use; the one in use until now is put aside."""
    return use_template(_one(kept_templates(request.user), pk=key), by=request.user, seen=given.seen)


@router.post("/templates/{key}/put-aside", response={200: TemplateOut, **REFUSALS})
def put_aside(request: HttpRequest, key: Key, given: Seen) -> Template:
    """Use it no longer."""
    return put_template_aside(_one(kept_templates(request.user), pk=key), by=request.user, seen=given.seen)


@router.get("/number-series", response={200: list[SeriesOut], **REFUSALS})
def list_series(request: HttpRequest) -> QuerySet[NumberSeries]:
    """The number series from which you take numbers, or which you set up."""
    return seen_series(request.user)


class SeriesIn(Schema):
    """How numbers are written: {n} is the number, {year} the year. In `begun_year` they go on from `begun_at`."""

    name: Line
    pattern: Line
    begun_year: int | None = None
    begun_at: int = 1
    is_open: bool = True


class NewSeries(SeriesIn):
    """The same with the code of the organization that uses it."""

    organization: Word


@router.post("/number-series", response={201: SeriesOut, **REFUSALS})
def set_up_series(request: HttpRequest, given: NewSeries) -> Status[NumberSeries]:
    """Set up a number series."""
    organization = _one(Organization.objects.all(), code=given.organization)
    return Status(201, create_series(organization, by=request.user, **given.dict(exclude={"organization"})))


class SeriesChange(SeriesIn):
    """All of it anew, with the version that was looked at."""

    seen: int


@router.patch("/number-series/{key}", response={200: SeriesOut, **REFUSALS})
def change_series(request: HttpRequest, key: Key, given: SeriesChange) -> NumberSeries:
    """Change a series; numbers that were taken stay as they were written."""
    return edit_series(_one(seen_series(request.user), pk=key), by=request.user, **given.dict())


@router.get("/number-series/{key}/numbers", response={200: Paged[NumberOut], **REFUSALS})
def list_numbers(request: HttpRequest, key: Key, query: Query[Paging]) -> Any:
    """The numbers that were taken, the newest first; what is void stays among them."""
    series = _one(seen_series(request.user), pk=key)
    return page(series.numbers.select_related("paper"), query, "-year", "-value")


class TakenFor(Schema):
    """For which paper, written elsewhere."""

    subject: Line


@router.post("/number-series/{key}/numbers", response={201: NumberOut, **REFUSALS})
def take_next_number(request: HttpRequest, key: Key, given: TakenFor) -> Status[Number]:
    """Take the next number of this year. It is given once."""
    series = _one(seen_series(request.user), pk=key)
    return Status(201, take_number(series, by=request.user, subject=given.subject))


class Voided(Schema):
    """Why it is void."""

    reason: Text


@router.post("/numbers/{key}/void", response={200: NumberOut, **REFUSALS})
def void(request: HttpRequest, key: Key, given: Voided) -> Number:
    """Record that a number is void; it is not given again."""
    rows = Number.objects.filter(series__in=seen_series(request.user).values("pk"))
    return void_number(_one(rows.select_related("series"), pk=key), by=request.user, reason=given.reason)
