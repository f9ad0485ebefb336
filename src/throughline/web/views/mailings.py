"""A register handed out to its units: as a zip file of workbooks, or each by mail; and what became of a mailing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from throughline.accounts.permissions import allowed, allowed_keys, may
from throughline.exchange.returned.mailing import as_json
from throughline.exchange.returned.units import Share, shares
from throughline.lib.refusal import Invalid, NotThere
from throughline.register.actions.mailings import begin_mailing, is_under_way, send_again
from throughline.register.choices import LetterState
from throughline.register.models import Letter, Mailing, Register
from throughline.register.queries import RegisterFilter
from throughline.web.forms.mailing import MailForm, chosen
from throughline.web.forms.register import FilterForm
from throughline.web.views.frame import form_page, found, told_in

#: Mailings of a register that are listed.
SHOWN = 10


@never_cache
@require_http_methods(["GET", "POST"])
def register_hand_out(request: HttpRequest, slug: str) -> HttpResponse:
    """To whom what would go, of the rows as they are filtered; as a zip file, or by mail."""
    register = found(request.user, "register.edit", Register.objects.all(), slug=slug)
    wanted = FilterForm(request.GET, register).wanted()
    try:
        told = shares(register, request.user, wanted)
    except Invalid as invalid:
        messages.warning(request, str(invalid))
        return redirect("register", register.slug)
    form = MailForm(request.POST if request.method == "POST" else None, register, request.user)
    if request.method == "POST" and settings.MAIL is None:
        form.add_error(None, _("No mail server is set up."))
    if form.is_valid():
        with told_in(form):
            return redirect("job", _begun(request, register, form, told, wanted).job)
    return form_page(
        request, "web/register_hand_out.html", form, "registers", **_shown(request, register, told)
    )


def _begun(
    request: HttpRequest, register: Register, form: MailForm, told: list[Share], wanted: RegisterFilter
) -> Mailing:
    to = chosen(request.POST.getlist("to"), {share.unit.pk: share.rows for share in told})
    return begin_mailing(register, by=request.user, to=to, wanted=as_json(wanted), **form.cleaned_data)


def _shown(request: HttpRequest, register: Register, told: list[Share]) -> dict[str, Any]:
    without = [share for share in told if not share.unit.office_mail]
    ticked = set(request.POST.getlist("to"))
    to = [(share, f"{share.unit.pk}:{share.unit.office_mail}") for share in told if share.unit.office_mail]
    return {
        "register": register,
        "units": len(told),
        "to": [(share, value, request.method == "GET" or value in ticked) for share, value in to],
        "without": without,
        "may_enter": allowed_keys(request.user, "organizations.manage", [share.unit for share in without]),
        "is_mail_set_up": settings.MAIL is not None,
        "is_administrator": may(request.user, "accounts.manage"),
        "sender": settings.MAIL.sender if settings.MAIL else "",
        "mailings": register.mailings.select_related("asked_by")[:SHOWN],
    }


@never_cache
@require_http_methods(["GET", "POST"])
def mailing_page(request: HttpRequest, key: int) -> HttpResponse:
    """What became of each letter; those that failed are sent again."""
    seen = allowed(request.user, "register.edit", Register.objects.all())
    mailing = Mailing.objects.filter(register__in=seen, pk=key).select_related("register", "asked_by").first()
    if mailing is None:
        raise NotThere
    if request.method == "POST":
        try:
            return redirect(
                "job", send_again(mailing, by=request.user, perhaps="perhaps" in request.POST).job
            )
        except Invalid as invalid:
            messages.warning(request, str(invalid))
            return redirect("mailing", key)
    return render(request, "web/mailing.html", _told(mailing))


def _told(mailing: Mailing) -> dict[str, Any]:
    going = is_under_way(mailing)
    letters = list(mailing.letters.select_related("organization"))
    rows = [(letter, *_standing(letter, going=going)) for letter in letters]
    # What somebody has to see to stands first.
    rows.sort(key=lambda row: row[1] == LetterState.SENT)
    states = [state for _letter, state, _words in rows]
    return {
        "mailing": mailing,
        "register": mailing.register,
        "going": going,
        "rows": [(letter, state, LetterState(state).label, words) for letter, state, words in rows],
        "sent": states.count(LetterState.SENT),
        "failed": states.count(LetterState.REFUSED),
        "perhaps": states.count(LetterState.PERHAPS),
        "section": "registers",
    }


def _standing(letter: Letter, *, going: bool) -> tuple[str, str]:
    """Where the letter stands, and why; what waits or was begun when its job has ended waits for nobody."""
    if not going and letter.state == LetterState.WAITING:
        return LetterState.REFUSED, _("The work ended before its turn came.")
    if not going and letter.state == LetterState.SENDING:
        return LetterState.PERHAPS, _(
            "The server stopped while this was being sent. Ask the unit before you send again."
        )
    return letter.state, letter.told
