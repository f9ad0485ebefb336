"""The year's end of a register: reconciliation, stage goals, carrying over, closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from throughline.accounts.permissions import allowed, may
from throughline.delivery.actions import (
    claim_outcomes,
    close_register,
    decide_outcomes,
    judge_goal,
    open_reconciliation,
    reopen_register,
)
from throughline.delivery.models import Reconciliation
from throughline.delivery.queries.closing import waiting_on
from throughline.delivery.queries.reconciliation import (
    SHOWN,
    Judged,
    Reckoning,
    balance,
    goals_of,
    listed,
    reckoned,
    reckonings,
)
from throughline.delivery.refusals import NoneDone
from throughline.documents.models import Document
from throughline.exchange.archive.job import KIND as ARCHIVE
from throughline.exchange.archive.job import archive_path, ask_archive, last_archive
from throughline.exchange.reconciliation import KINDS, reconciliation
from throughline.jobs.models import Job, JobState
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotThere
from throughline.register.actions import create_next
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Register, StageGoal
from throughline.web.forms.delivery import ReasonForm
from throughline.web.forms.year_end import (
    ClaimForm,
    JudgeForm,
    NextRegisterForm,
    OutcomeForm,
    WordsForm,
)
from throughline.web.views.bulk import Bulk, gone_from, refused_in, seen_of
from throughline.web.views.frame import form_page, found, keys_of, told_in
from throughline.web.views.pages import page_of
from throughline.workflows.carry_over import carry_over

#: Acts on the chosen rows: the right to it, its form.
ACTS: dict[str, tuple[str, Any]] = {
    "claim": ("delivery.claim_outcome", claim_outcomes),
    "decide": ("delivery.decide_outcome", decide_outcomes),
    "as_proposed": ("delivery.decide_outcome", decide_outcomes),
}

#: What the rows are told apart by, as the page says it.
SHOWS = {
    "open": _l("Undecided"),
    "unsaid": _l("No word of the unit yet"),
    "done": _l("Done"),
    "not_done": _l("Not done"),
    "carried_over": _l("Carried over"),
    "cancelled": _l("Cancelled or merged"),
    "differing": _l("Unit and office differ"),
}


@require_http_methods(["GET", "POST"])
def register_year_end(request: HttpRequest, slug: str) -> HttpResponse:
    """The reconciliation: what is undecided first, and what unit and office say. Answers htmx with the rows alone."""
    register = found(
        request.user, "register.view", Register.objects.select_related("organization"), slug=slug
    )
    if request.method == "POST":
        return _words(request, register) if request.POST.get("act") == "open" else _act(request, register)
    return _page(request, register)


def _act(request: HttpRequest, register: Register) -> HttpResponse:
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise NotThere
    right, action = ACTS[name]
    form = _form(request, name, register)
    own = reckoned(register, request.user)
    keys = keys_of(request, "entry") if name != "as_proposed" else _proposed(own)
    rows = list(allowed(request.user, right, own.filter(pk__in=keys)))
    if keys and not rows:
        raise NotThere
    if len(rows) != len(set(keys)):
        return _page(request, register, gone_from(keys, [row.pk for row in rows]), form)
    if form is not None and not form.is_valid():
        return _page(request, register, Bulk(frozenset(keys)), form)
    try:
        given = {"kind": ""} if form is None else form.cleaned_data
        done = action(rows, by=request.user, seen=seen_of(request), **given)
    except Invalid as invalid:
        if form is not None and invalid.field in form.fields:
            form.add_error(invalid.field, str(invalid))
            return _page(request, register, Bulk(frozenset(keys)), form)
        return _page(request, register, refused_in(invalid, keys), form)
    except NoneDone as refused:
        return _page(request, register, refused_in(refused, keys), form)
    text = ngettext("%(n)s outcome recorded.", "%(n)s outcomes recorded.", len(done))
    messages.success(request, text % {"n": len(done)})
    return redirect(request.get_full_path())


def _form(request: HttpRequest, name: str, register: Register) -> Form | None:
    if name == "as_proposed":
        return None
    if name == "claim":
        return ClaimForm(request.POST)
    return OutcomeForm(request.POST, user=request.user, register=register)


def _proposed(own: Any) -> list[int]:
    """What the data propose and nobody decided: tasks that the office closed."""
    rows = own.filter(SHOWN["open"], task__state=TaskState.CLOSED)
    return list(rows.order_by().values_list("pk", flat=True))


def _page(
    request: HttpRequest, register: Register, bulk: Bulk | None = None, form: Form | None = None
) -> HttpResponse:
    user = request.user
    shown = request.GET.get("show", "")
    if shown not in SHOWN:
        shown = ""
    piece = page_of(listed(register, user, shown), request)
    rows = reckonings(list(piece.rows))
    office = may(user, "delivery.close_register", register)
    claimable = allowed(
        user, "delivery.claim_outcome", Entry.objects.filter(pk__in=[r.entry.pk for r in rows])
    )
    context: dict[str, Any] = {
        "register": register,
        "rows": rows,
        "next": piece.next,
        "shown": shown,
        "shows": SHOWS.items(),
        "office": office,
        "claimable": set() if office or register.closed_on else set(claimable.values_list("pk", flat=True)),
        "bulk": bulk or Bulk(),
        "today": clock.today(),
        "section": "registers",
    }
    if request.htmx and request.GET.get("after"):
        context["papers"] = _papers(request, rows, [])
        return render(request, "web/parts/year_end_rows.html", context)
    context |= _around(request, register, form, office=office)
    context["papers"] = _papers(request, rows, context["goals"])
    return render(request, "web/register_year_end.html", context, status=422 if bulk else 200)


def _papers(request: HttpRequest, rows: list[Reckoning], goals: list[Judged]) -> set[int]:
    """The documents named on the page that the person may open."""
    named = {one.entry.task.passage.document_id for one in rows if one.entry.task.passage}
    named |= {one.outcome.document_id for one in rows if one.outcome and one.outcome.document_id}
    named |= {one.document_id for goal in goals for one in goal.judgements if one.document_id}
    seen = allowed(request.user, "documents.view", Document.objects.filter(pk__in=named))
    return set(seen.values_list("pk", flat=True)) if named else set()


def _around(request: HttpRequest, register: Register, form: Form | None, *, office: bool) -> dict[str, Any]:
    """What stands around the rows: figures, forms, stage goals."""
    figures = balance(register, request.user)
    return {
        "balance": figures,
        "reconciliation": Reconciliation.objects.filter(register=register).first(),
        "successor": Register.objects.filter(follows=register).first() if office else None,
        "outcome_form": form
        if isinstance(form, OutcomeForm)
        else OutcomeForm(None, user=request.user, register=register),
        "claim_form": form if isinstance(form, ClaimForm) else ClaimForm(None),
        "words_form": WordsForm(),
        "may_archive": may(request.user, "delivery.archive", register),
        "archive": last_archive(register, request.user),
        "proposed_count": len(_proposed(reckoned(register, request.user))) if office else 0,
        "goals": goals_of(register),
    }


def _words(request: HttpRequest, register: Register) -> HttpResponse:
    """Ask the units for their word."""
    found(request.user, "delivery.close_register", Register.objects.all(), pk=register.pk)
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            open_reconciliation(register, by=request.user, words_by_on=form.cleaned_data["words_by_on"])
        except Invalid as invalid:
            return _page(request, register, Bulk(message=str(invalid)))
        messages.success(request, _("The units see on their home page what waits for their word."))
        return redirect("register_year_end", register.slug)
    return _page(request, register, Bulk(message=" ".join(form.errors["words_by_on"])))


@require_GET
def reconciliation_download(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The reconciliation as a workbook or a Word table."""
    if kind not in KINDS:
        raise Http404
    register = found(request.user, "register.view", Register.objects.all(), slug=slug)
    response = HttpResponse(reconciliation(register, request.user, kind), content_type=KINDS[kind])
    name = f"{register.slug}-{_('reconciliation')}-{clock.today():%Y%m%d}.{kind}"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_http_methods(["GET", "POST"])
def goal_judge(request: HttpRequest, key: int) -> HttpResponse:
    """Whether a stage goal was reached; a further judgement stands beside the first."""
    goal = found(
        request.user, "delivery.judge_goal", StageGoal.objects.select_related("area__register"), pk=key
    )
    form = JudgeForm(request.POST or None, user=request.user)
    back = reverse("register_year_end", args=[goal.area.register.slug])
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            judge_goal(goal, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(f"{back}#goals")
    context = {
        "heading": _("Judge a stage goal"),
        "introduction": f"{goal.area} · {goal.text}",
        "back": back,
    }
    return form_page(request, "web/form.html", form, "registers", **context)


@require_http_methods(["GET", "POST"])
def register_carry_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Next year's register, and what goes on to it; done twice, nothing happens twice."""
    register = found(request.user, "delivery.close_register", Register.objects.all(), slug=slug)
    successor = Register.objects.filter(follows=register).first()
    form = NextRegisterForm(request.POST if request.POST.get("act") == "next" else None, register=register)
    if request.method == "POST" and request.POST.get("act") == "carry" and successor is not None:
        with told_in(form):
            return _carried(request, register, successor)
        form.is_bound = True
    elif request.method == "POST" and form.is_valid():
        with told_in(form):
            create_next(register, by=request.user, **form.cleaned_data)
            return redirect("register_carry_over", slug)
    decided = listed(register, request.user, "carried_over")
    context = {
        "register": register,
        "successor": successor,
        "waiting": reckonings(list(decided.filter(carried_on=None)[:500])),
        "went": decided.filter(carried_on__isnull=False).count(),
    }
    return form_page(request, "web/register_carry_over.html", form, "registers", **context)


def _carried(request: HttpRequest, register: Register, successor: Register) -> HttpResponse:
    result = carry_over(register, successor, by=request.user)
    made, already = len(result.made), len(result.already)
    text = ngettext("%(n)s task carried over.", "%(n)s tasks carried over.", made) % {"n": made}
    if already:
        before = ngettext(
            "%(n)s had been carried over before and stays as it is.",
            "%(n)s had been carried over before and stay as they are.",
            already,
        )
        text = f"{text} {before % {'n': already}}"
    messages.success(request, text)
    return redirect("register_carry_over", register.slug)


@require_http_methods(["GET", "POST"])
def register_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close the year when nothing waits; reopen it for a reason."""
    register = found(request.user, "delivery.close_register", Register.objects.all(), slug=slug)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = register.closed_on is not None
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            change = reopen_register if register.closed_on else close_register
            change(register, by=request.user, seen=register.version, why=form.cleaned_data["reason"])
            return redirect("register_close", slug)
    context = {
        "register": register,
        "waiting": waiting_on(register),
    }
    return form_page(request, "web/register_close.html", form, "registers", **context)


@require_POST
def register_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the archive of a register; the job's page tells how far it is, and where it waits."""
    register = found(request.user, "delivery.archive", Register.objects.all(), slug=slug)
    return redirect("job", ask_archive(register, by=request.user).pk)


@require_GET
def archive_download(request: HttpRequest, key: int) -> FileResponse:
    """The archive, for whoever asked for it."""
    job = Job.objects.filter(pk=key, kind=ARCHIVE, asked_by=request.user, state=JobState.DONE).first()
    if job is None or not archive_path(key).exists():
        raise NotThere
    name = f"{job.result['register']}-{job.asked_at:%Y%m%d}.zip"
    return FileResponse(archive_path(key).open("rb"), as_attachment=True, filename=name)
