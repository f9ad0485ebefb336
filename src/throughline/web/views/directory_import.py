"""The directory from a workbook: uploaded, looked at, taken over; and the links of the accounts that it made."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.permissions import check
from throughline.documents.messages import refusal
from throughline.exchange.directory import (
    Applied,
    DirectoryPlan,
    NewLink,
    apply_directory,
    directory_workbook,
    links_workbook,
    read_directory,
)
from throughline.exchange.directory.columns import PARTS
from throughline.exchange.directory.run import CHANGED, CREATED, LEFT, Outcome
from throughline.formats.errors import UnreadableFile
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile, NotThere
from throughline.web.forms.administration import WorkbookForm
from throughline.web.views.frame import form_page, told_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SESSION = "directory_import"
SALT = "throughline.directory_import.links"
#: The workbook waits for its confirmation no longer than a day; links are offered for an hour.
KEPT_SECONDS = 24 * 3600
LINKS_SECONDS = 3600
SHOWN_ROWS = 300
WORDS = {
    CREATED: gettext_lazy("new"),
    CHANGED: gettext_lazy("changed"),
    LEFT: gettext_lazy("as it is"),
}


@never_cache
@require_http_methods(["GET", "POST"])
def directory_import(request: HttpRequest) -> HttpResponse:
    """Ask for a workbook, and keep it until it is confirmed."""
    check(request.user, "accounts.manage")
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        with told_in(form):
            try:
                read_directory(data, file.name, by=request.user)
            except UnreadableFile as error:
                form.add_error("file", refusal(error.code, error.params))
            else:
                _keep(request, data, file.name)
                return redirect("directory_import_preview")
    context = {"tab": "import", "pending": request.session.get(SESSION)}
    return form_page(request, "web/directory_import.html", form, "administration", **context)


@never_cache
@require_http_methods(["GET", "POST"])
def directory_import_preview(request: HttpRequest) -> HttpResponse:
    """What the workbook would do; and, confirmed, doing it."""
    check(request.user, "accounts.manage")
    if request.POST.get("act") == "drop":
        _drop(request)
        return redirect("directory_import")
    data, name = _kept(request)
    plan = read_directory(data, name, by=request.user)
    if request.method == "GET" or plan.errors:
        return _preview(request, plan)
    if request.POST.get("shown") != _fingerprint(plan):
        return _preview(request, plan, str(ChangedMeanwhile.message), status=409)
    applied = apply_directory(plan, by=request.user)
    _drop(request)
    return _told(request, applied)


@require_GET
def directory_download(request: HttpRequest) -> HttpResponse:
    """The directory as a workbook: the template for its import."""
    check(request.user, "organizations.view")
    return _workbook(directory_workbook(by=request.user), _("directory"))


@never_cache
@require_POST
def directory_import_links(request: HttpRequest) -> HttpResponse:
    """The links just made as a workbook; they travel in the form, signed, and are kept nowhere."""
    check(request.user, "accounts.manage")
    try:
        rows = signing.loads(request.POST.get("links", ""), salt=SALT, max_age=LINKS_SECONDS)
    except signing.BadSignature as error:
        raise NotThere from error
    links = [NewLink(*row[:3], parse_datetime(row[3]) or clock.now()) for row in rows]
    return _workbook(links_workbook(links, lambda secret: _address(request, secret)), _("links"))


def _workbook(content: bytes, name: str) -> HttpResponse:
    file_name = f"{name}-{clock.today():%Y-%m-%d}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers=_as_file(file_name))


def _as_file(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"
    }


def _address(request: HttpRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("link", args=[secret]))


def _preview(request: HttpRequest, plan: DirectoryPlan, message: str = "", status: int = 200) -> HttpResponse:
    changing = [one for one in plan.outcomes if one.what != LEFT]
    context = {
        "plan": plan,
        "rows": [_shown(one) for one in changing[:SHOWN_ROWS]],
        "more": max(0, len(changing) - SHOWN_ROWS),
        "shown": _fingerprint(plan),
        "message": message,
        "section": "administration",
        "tab": "import",
    }
    status = 422 if plan.errors and request.method == "POST" else status
    return render(request, "web/directory_import_preview.html", context, status=status)


def _shown(one: Outcome) -> dict[str, Any]:
    part = next((part for part in PARTS if part.name == one.part), None)
    titles = [part.titled(name) if part else name for name in one.changes]
    return {
        "outcome": one,
        "part": str(part.title) if part else "",
        "what": WORDS.get(one.what, one.what),
        "changes": titles,
    }


def _told(request: HttpRequest, applied: Applied) -> HttpResponse:
    rows = [(one.username, one.name, one.secret, one.expires_at.isoformat()) for one in applied.links]
    counted = {what: sum(one.what == what for one in applied.outcomes) for what in WORDS}
    context = {
        "created": counted[CREATED],
        "changed": counted[CHANGED],
        "left": counted[LEFT],
        "links": [(one, _address(request, one.secret)) for one in applied.links],
        "signed": signing.dumps(rows, salt=SALT) if rows else "",
        "section": "administration",
        "tab": "import",
    }
    return render(request, "web/directory_import_done.html", context)


def _fingerprint(plan: DirectoryPlan) -> str:
    """What was shown, in short: the confirmation names it."""
    return hashlib.sha256(repr(plan.outcomes).encode()).hexdigest()


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _keep(request: HttpRequest, data: bytes, name: str) -> None:
    """Keep the workbook beside the database, for this session; what others forgot is deleted."""
    _drop(request)
    oldest = clock.now().timestamp() - KEPT_SECONDS
    for path in _folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    token = secrets.token_hex(16)
    (_folder() / token).write_bytes(data)
    request.session[SESSION] = {"token": token, "name": name[:200]}


def _kept(request: HttpRequest) -> tuple[bytes, str]:
    """The workbook that waits; raises NotThere when none does."""
    waiting = request.session.get(SESSION)
    try:
        return (_folder() / waiting["token"]).read_bytes(), waiting["name"]
    except (TypeError, FileNotFoundError) as error:
        raise NotThere from error


def _drop(request: HttpRequest) -> None:
    waiting = request.session.pop(SESSION, None)
    if waiting:
        (_folder() / waiting["token"]).unlink(missing_ok=True)
