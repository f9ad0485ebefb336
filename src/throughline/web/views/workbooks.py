"""A register's workbooks: split by unit, brought back, looked at, taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from throughline.documents.messages import refusal
from throughline.exchange.returned import background
from throughline.exchange.returned.taking import OURS, conflict_key
from throughline.exchange.returned.told import Preview
from throughline.exchange.returned.units import split
from throughline.exchange.returned.waiting import File, Waiting, keep, kept
from throughline.formats.errors import UnreadableFile
from throughline.formats.zipped import is_zip_of_files, unpacked
from throughline.jobs.models import Job, JobState
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed, Refused
from throughline.register.actions.guards import open_register
from throughline.register.models import Register
from throughline.web.forms.register import FilterForm
from throughline.web.forms.workbook import ReturnForm, TakeForm
from throughline.web.views.frame import form_page, found, told_in

#: Tasks whose changes are shown on one page, and places told one by one.
SHOWN, MOST_TROUBLES, MOST_CONFLICTS = 100, 300, 1000


@require_GET
def register_units(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows as they are filtered on the page, as one workbook for each unit, in a zip file; with `without_mail` for
    those units alone that have no mail address.
    """
    register = found(request.user, "register.edit", Register.objects.all(), slug=slug)
    try:
        wanted, left = FilterForm(request.GET, register).wanted(), "without_mail" in request.GET
        content = split(register, request.user, wanted, without_mail=left)
    except Invalid as invalid:
        messages.warning(request, str(invalid))
        return redirect("register", register.slug)
    name = f"{register.slug}-{clock.today():%Y%m%d}.zip"
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": disposition})


@never_cache
@require_http_methods(["GET", "POST"])
def register_workbook(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for workbooks that come back, and keep them until it is decided about them."""
    register = found(request.user, "register.edit", Register.objects.all(), slug=slug)
    form = ReturnForm(request.POST, request.FILES) if request.method == "POST" else ReturnForm()
    if form.is_valid():
        with told_in(form):
            open_register(register)
            try:
                waiting = keep(request.user, register.pk, given(form.cleaned_data["files"]))
            except UnreadableFile as error:
                form.add_error("files", refusal(error.code, error.params))
            else:
                return redirect("register_workbook_look", register.slug, waiting.token)
    return form_page(request, "web/register_workbook.html", form, "registers", register=register)


def given(uploaded: Sequence[Any]) -> list[File]:
    """(name, bytes) of the files; a zip file of workbooks stands for those in it. Raises UnreadableFile: a bad zip."""
    files: list[File] = []
    for one in uploaded:
        data = one.read()
        files += unpacked(data) if is_zip_of_files(data, one.name) else [(one.name, data)]
    return files


@never_cache
@require_http_methods(["GET", "POST"])
def register_workbook_look(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What the workbooks would change; files left out; all of it taken over, or dropped."""
    register = found(request.user, "register.edit", Register.objects.all(), slug=slug)
    waiting = kept(request.user, register.pk, token)
    wanted = request.POST.get("act", "")
    if wanted == "drop":
        waiting.drop()
        return redirect("register_workbook", register.slug)
    if wanted == "files":
        waiting.without(set(waiting.names) - set(request.POST.getlist("file")))
        return redirect("register_workbook_look", register.slug, token)
    if wanted == "take":
        return _take(request, register, waiting)
    return _look(request, register, waiting, TakeForm())


def _take(request: HttpRequest, register: Register, waiting: Waiting) -> HttpResponse:
    form = TakeForm(request.POST)
    if form.is_valid():
        try:
            shown = request.POST.get("shown", "")
            done = background.taken(register, waiting, shown, form.choice(request.POST), by=request.user)
        except NotAllowed:
            raise
        except ChangedMeanwhile:
            waiting = waiting.without(waiting.names[place] for place in waiting.left_out)
            form.add_error(None, _("Something changed since you looked. Nothing was taken over: look again."))
        except Refused as refused:
            named = getattr(refused, "field", None)
            form.add_error(named if named in form.fields else None, str(refused))
        else:
            if isinstance(done, Job):
                return redirect("job", done.pk)
            said = ngettext("%(n)s task was changed.", "%(n)s tasks were changed.", done.tasks) % {
                "n": done.tasks
            }
            if done.made:
                new = ngettext("%(n)s task was made.", "%(n)s tasks were made.", done.made) % {"n": done.made}
                said = f"{said} {new}"
            messages.success(request, said)
            return redirect("register", register.slug)
    return _look(request, register, waiting, form)


def _look(request: HttpRequest, register: Register, waiting: Waiting, form: TakeForm) -> HttpResponse:
    preview = background.looked_at(register, waiting, by=request.user)
    if preview is None:
        job = Job.objects.get(pk=kept(request.user, register.pk, waiting.token).job)
        if job.state == JobState.FAILED:
            waiting.drop()
        return redirect("job", job.pk)
    context = _shown(request, preview) | {"register": register, "waiting": waiting}
    context["left_out"] = [waiting.names[place] for place in waiting.left_out]
    return form_page(request, "web/register_workbook_look.html", form, "registers", **context)


def _shown(request: HttpRequest, preview: Preview) -> dict[str, Any]:
    plain = [
        (one, [cell for cell in one.cells if not cell.is_conflict])
        for one in preview.changes
        if any(not cell.is_conflict for cell in one.cells)
    ]
    written = request.GET.get("page", "1")
    pages = max(1, -(-len(plain) // SHOWN))
    page = min(
        max(int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1, 1), pages
    )
    conflicts = [
        (conflict_key(one, cell), one, cell, request.POST.get(f"cell:{conflict_key(one, cell)}", ""))
        for one, cell in preview.conflicts[:MOST_CONFLICTS]
    ]
    return {
        "preview": preview,
        "rows": plain[(page - 1) * SHOWN : page * SHOWN],
        "page": page,
        "pages": pages,
        "conflicts": conflicts,
        "more_conflicts": len(preview.conflicts) - len(conflicts),
        "troubles": preview.troubles[:MOST_TROUBLES],
        "more_troubles": max(0, len(preview.troubles) - MOST_TROUBLES),
        "shown": preview.fingerprint(),
        "ours": OURS,
        "nothing": not (preview.changes or preview.new),
    }
