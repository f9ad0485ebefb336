"""Where an object's page is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from throughline.accounts.models import User
from throughline.calendars.models import Calendar
from throughline.delivery.models import Circular, Completion, Extension, Rating, Report
from throughline.documents.models import Document, Finding
from throughline.indicators.models import Indicator, Target
from throughline.organizations.models import HandOver, Organization, Person, Post
from throughline.papers.models import Paper
from throughline.plans.models import Clause, Edition, Plan
from throughline.register.models import KeyArea, Letter, Mailing, Project, Register, Responsibility, Task

_PAGES: dict[type[Any], Callable[[Any], str]] = {
    Calendar: lambda row: reverse("calendar", args=[row.slug]),
    Circular: lambda row: reverse("circular", args=[row.pk]),
    Clause: lambda row: reverse("clause", args=[row.pk]),
    Completion: lambda row: reverse("task", args=[row.task_id]),
    Document: lambda row: reverse("document", args=[row.pk]),
    Edition: lambda row: reverse("edition", args=[row.pk]),
    Extension: lambda row: f"{reverse('task', args=[row.task_id])}#dates",
    Finding: lambda row: f"{reverse('document_findings', args=[row.document_id])}?finding={row.pk}",
    HandOver: lambda row: reverse("hand_over", args=[row.pk]),
    Indicator: lambda row: reverse("indicator", args=[row.code]),
    KeyArea: lambda row: f"{reverse('register', args=[row.register.slug])}?area={row.pk}",
    Letter: lambda row: reverse("mailing", args=[row.mailing_id]),
    Mailing: lambda row: reverse("mailing", args=[row.pk]),
    Organization: lambda row: reverse("organization", args=[row.code]),
    Paper: lambda row: reverse("paper", args=[row.pk]),
    Person: lambda row: reverse("person", args=[row.pk]),
    Plan: lambda row: reverse("plan", args=[row.slug]),
    Post: lambda row: reverse("post", args=[row.pk]),
    Project: lambda row: reverse("project", args=[row.code]),
    Rating: lambda row: f"{reverse('task', args=[row.task_id])}#ratings",
    Register: lambda row: reverse("register", args=[row.slug]),
    Report: lambda row: reverse("report", args=[row.pk]),
    Responsibility: lambda row: reverse("organization", args=[row.organization.code]),
    Target: lambda row: reverse("indicator", args=[row.indicator.code]),
    Task: lambda row: reverse("task", args=[row.pk]),
    User: lambda row: reverse("account_of", args=[row.pk]),
}


def address_of(row: Any) -> str:
    """The path of the object's page; "" for one without."""
    page = _PAGES.get(type(row))
    return page(row) if page else ""
