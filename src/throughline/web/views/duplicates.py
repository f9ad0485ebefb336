"""Tasks that may be the same matter, side by side; a person decides: one matter, related, or different."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.permissions import allowed
from throughline.lib.refusal import Invalid, NotAllowed, Refused
from throughline.register.actions.pairs import judge_pairs, withdraw_verdict
from throughline.register.choices import PairVerdict
from throughline.register.models import Register, Task, TaskPair
from throughline.register.queries.pairs import AT_ONCE, find_alike, judged, live_tasks, shown_alike
from throughline.register.sameness import Likeness
from throughline.web.alike import DEGREES, evidence
from throughline.web.views.bulk import Bulk, refused_in
from throughline.web.views.frame import found
from throughline.workflows.find_duplicates import ask_for_duplicates, last_found

SHOWN = 30
SHOWN_JUDGED = 200


@require_http_methods(["GET", "POST"])
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """What may be the same matter, the surest first; decided one by one or many at once."""
    bulk, ticked = Bulk(), []
    if request.method == "POST":
        ticked = _ticked(request)
        try:
            return _decided(request, ticked)
        except Refused as refused:
            bulk = refused_in(refused, [], request.POST.get("reason", ""))
    register = _register(request)
    pairs, job, many = _pairs(request, register)
    shown = shown_alike(pairs[:SHOWN], request.user)
    context = {
        "rows": [(one, DEGREES[one.likeness.degree], evidence(one.likeness)) for one in shown],
        "count": len(pairs),
        "more": max(0, len(pairs) - SHOWN),
        "job": job,
        "many": many,
        "register": register,
        "registers": allowed(request.user, "register.view", Register.objects.filter(closed_on=None)),
        "may_judge": any(one.may_judge for one in shown),
        "judged_count": judged(request.user).count(),
        "bulk": bulk,
        "ticked": set(ticked),
        "section": "registers",
    }
    return render(request, "web/duplicates.html", context, status=422 if bulk.message else 200)


def _register(request: HttpRequest) -> Register | None:
    slug = request.GET.get("register", "")
    return found(request.user, "register.view", Register.objects.all(), slug=slug) if slug else None


def _pairs(request: HttpRequest, register: Register | None) -> tuple[list[Likeness], Any, bool]:
    """The suggestions, made at once where there are few tasks; else what the person's last job found, and the job."""
    if live_tasks(request.user).count() <= AT_ONCE:
        return find_alike(request.user, register=register), None, False
    job, pairs = last_found(request.user)
    here = set(live_tasks(request.user, register).values_list("pk", flat=True)) if register else None
    apart = set(TaskPair.objects.values_list("first", "second"))
    left = [pair for pair in pairs if (pair.first, pair.second) not in apart]
    return [p for p in left if here is None or p.first in here or p.second in here], job, True


def _ticked(request: HttpRequest) -> list[str]:
    """The pairs that are meant: the one whose own button was pressed, else those that are ticked."""
    return [request.POST["one"].partition(":")[2]] if "one" in request.POST else request.POST.getlist("pair")


def _decided(request: HttpRequest, ticked: list[str]) -> HttpResponse:
    verdict = request.POST["one"].partition(":")[0] if "one" in request.POST else request.POST.get("act", "")
    if verdict not in PairVerdict.values:
        raise Invalid("verdict", _("Choose whether the tasks are related or different."))
    made = judge_pairs(
        map(_keys, ticked), verdict, by=request.user, reason=request.POST.get("reason", "").strip()
    )
    text = ngettext("%(n)s pair is decided.", "%(n)s pairs are decided.", len(made))
    messages.success(request, text % {"n": len(made)})
    return redirect(request.get_full_path())


def _keys(written: str) -> tuple[int, int]:
    first, _dash, second = written.partition("-")
    if not (first.isdecimal() and second.isdecimal() and len(written) < 38):
        raise Invalid("pair", _("Choose the pairs to decide on, at most %(most)s at once."), most=500)
    return int(first), int(second)


@require_POST
def duplicates_look(request: HttpRequest) -> HttpResponse:
    """Look among very many tasks: a job."""
    if live_tasks(request.user).count() == 0:
        raise NotAllowed
    return redirect("job", ask_for_duplicates(request.user).pk)


@require_GET
def judged_list(request: HttpRequest) -> HttpResponse:
    """The pairs that were decided, by whom and why."""
    rows = list(judged(request.user)[: SHOWN_JUDGED + 1])
    keys = {key for row in rows for key in (row.first_id, row.second_id)}
    own = allowed(request.user, "register.edit_task", Task.objects.filter(pk__in=keys))
    editable = set(own.values_list("pk", flat=True))
    context = {
        "rows": [(row, bool({row.first_id, row.second_id} & editable)) for row in rows[:SHOWN_JUDGED]],
        "more": len(rows) > SHOWN_JUDGED,
        "section": "registers",
    }
    return render(request, "web/duplicates_judged.html", context)


@require_POST
def verdict_withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Take a verdict back; the two may be suggested again."""
    pair = found(None, "", TaskPair.objects.all(), pk=key)
    withdraw_verdict(pair, by=request.user)
    messages.success(request, _("The verdict is withdrawn. The two may be suggested again."))
    return redirect("duplicates_judged")
