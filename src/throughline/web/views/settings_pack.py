"""Settings as a pack: written into one file here, looked at and taken over elsewhere."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.permissions import check
from throughline.exchange.settings_pack import Item, Pack, State, compare, read_pack, take_over, write_pack
from throughline.exchange.settings_pack.refusals import NotAPack
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile, Refused
from throughline.web.forms.administration import PackForm
from throughline.web.views.frame import form_page, told_in

MANAGE = "vocabulary.manage"


@never_cache
@require_http_methods(["GET", "POST"])
def settings_pack(request: HttpRequest) -> HttpResponse:
    """Offer the pack of this installation; show what a pack from elsewhere would change; take it over."""
    check(request.user, MANAGE)
    if request.POST.get("act") == "take":
        return _take(request)
    form = PackForm(request.POST, request.FILES) if request.method == "POST" else PackForm()
    if form.is_valid():
        with told_in(form):
            data = form.cleaned_data["file"].read()
            return _preview(request, data, read_pack(data))
    return form_page(request, "web/settings_pack.html", form, "administration", tab="pack")


@require_GET
def settings_pack_download(request: HttpRequest) -> HttpResponse:
    """The settings of this installation as a file."""
    check(request.user, MANAGE)
    name = f"{_('settings')}-{clock.today():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(write_pack(), content_type="application/zip", headers=headers)


def _preview(
    request: HttpRequest,
    data: bytes,
    pack: Pack,
    *,
    told: str = "",
    status: int = 200,
    ticked: Sequence[str] = (),
) -> HttpResponse:
    """The items beside what is here; the pack itself travels in the form and is looked through again."""
    items = compare(pack)
    # What there is to decide stands first.
    shown = sorted(items, key=lambda item: item.state == State.SAME)
    context = {
        "items": [(item, item.name in ticked if told else item.state == State.NEW) for item in shown],
        "changing": sum(item.state != State.SAME for item in items),
        "version": pack.version,
        "pack": base64.b64encode(data).decode(),
        "shown": _fingerprint(items),
        "told": told,
        "section": "administration",
        "tab": "pack",
    }
    return render(request, "web/settings_pack_preview.html", context, status=status)


def _take(request: HttpRequest) -> HttpResponse:
    try:
        data = base64.b64decode(request.POST.get("pack", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAPack from error
    pack, ticked = read_pack(data), request.POST.getlist("item")
    if request.POST.get("shown") != _fingerprint(compare(pack)):
        return _preview(request, data, pack, told=str(ChangedMeanwhile.message), status=409, ticked=ticked)
    try:
        taken = take_over(pack, by=request.user, chosen=ticked)
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        return _preview(request, data, pack, told=str(refused), status=422, ticked=ticked)
    count = len(taken)
    told = ngettext("%(n)s setting was taken over.", "%(n)s settings were taken over.", count)
    messages.success(request, told % {"n": count})
    return redirect("settings_pack")


def _fingerprint(items: Sequence[Item]) -> str:
    """Of what a person was shown: another one when something here changed meanwhile."""
    shown = [(item.name, item.state.value, item.changes) for item in items]
    return hashlib.sha256(repr(shown).encode(errors="surrogatepass")).hexdigest()
