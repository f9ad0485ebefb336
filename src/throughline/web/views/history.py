"""The audit page: all acts, filtered; and the acts of one kind, person or object."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.acts import act_name
from throughline.history.models import AuditRecord
from throughline.history.queries import changes_of, records
from throughline.history.verify import quick
from throughline.web.forms.administration import HistoryFilterForm
from throughline.web.views.frame import found
from throughline.web.views.pages import newest_first
from throughline.web.views.subjects import Subjects


@require_GET
def history_page(request: HttpRequest) -> HttpResponse:
    """Acts, newest first. Answers htmx with the rows alone."""
    check(request.user, "history.view_all")
    form = HistoryFilterForm(request.GET)
    subject = _subject(request.GET.get("about", ""))
    page = newest_first(records(subject=subject, **form.wanted()), request)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "rows": _rows(page.rows, request.user),
        "about": request.GET.get("about", "") if subject else "",
        "section": "administration",
        "tab": "history",
    }
    if request.htmx and request.GET.get("after"):
        return render(request, "web/parts/history_rows.html", context)
    context["sealing"] = quick()
    return render(request, "web/history.html", context, status=422 if form.errors else 200)


def _subject(written: str) -> models.Model | None:
    """`register.Task:12` as the object that it names; None when it names none."""
    label, _colon, key = written.partition(":")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    try:
        return apps.get_model(label)(pk=int(key))
    except (LookupError, ValueError):
        return None


def _rows(shown: Any, reader: User) -> list[dict[str, Any]]:
    subjects = Subjects(((one.subject_model, one.subject_key) for one in shown), reader)
    return [
        {
            "record": one,
            "act": act_name(one.act),
            "address": subjects.address(one.subject_model, one.subject_key),
            "kind": subjects.kind(one.subject_model),
        }
        for one in shown
    ]


@require_GET
def record_page(request: HttpRequest, key: int) -> HttpResponse:
    """One act with all that it changed."""
    check(request.user, "history.view_all")
    record = found(None, "", AuditRecord.objects.all(), pk=key)
    subjects = Subjects([(record.subject_model, record.subject_key)], request.user)
    context = {
        "record": record,
        "act": act_name(record.act),
        "changes": changes_of(record),
        "address": subjects.address(record.subject_model, record.subject_key),
        "kind": subjects.kind(record.subject_model),
        "whole": AuditRecord.objects.filter(pk=record.part_of).first() if record.part_of else None,
        "parts": AuditRecord.objects.filter(part_of=record.pk).order_by("pk")[:100],
        "section": "administration",
        "tab": "history",
    }
    return render(request, "web/history_record.html", context)
