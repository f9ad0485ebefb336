"""Calendars: a year of working days, days off and make-up days; and the local days that administrators set."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.views.decorators.http import require_http_methods

from throughline.accounts.permissions import check, may
from throughline.calendars.actions import create_calendar, edit_calendar, remove_local_day, set_local_day
from throughline.calendars.models import Calendar
from throughline.calendars.queries import ShownDay, days_of_year
from throughline.lib import clock
from throughline.organizations.permissions import check_reads_administration
from throughline.web.forms.administration import CalendarForm, LocalDayForm
from throughline.web.views.frame import form_page, found, told_in

WEEK = 7


@require_http_methods(["GET", "POST"])
def calendar_list(request: HttpRequest) -> HttpResponse:
    """All calendars; a new one."""
    check_reads_administration(request.user)
    form = CalendarForm(request.POST or None)
    if request.method == "POST":
        check(request.user, "calendars.manage")
        if form.is_valid():
            with told_in(form):
                calendar = create_calendar(by=request.user, **form.cleaned_data)
                return redirect("calendar", calendar.slug)
    context = {
        "calendars": Calendar.objects.all(),
        "may_manage": may(request.user, "calendars.manage"),
        "tab": "calendars",
    }
    return form_page(request, "web/calendars.html", form, "administration", **context)


@require_http_methods(["GET", "POST"])
def calendar_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A year of the calendar, month by month; its local days."""
    check_reads_administration(request.user)
    calendar = found(None, "", Calendar.objects.all(), slug=slug)
    act = request.POST.get("act", "")
    form = LocalDayForm(request.POST if act == "day" else None)
    if act == "remove":
        local = found(None, "", calendar.local_days.all(), pk=request.POST.get("key", 0))
        remove_local_day(local, by=request.user)
        return redirect(f"{reverse('calendar', args=[slug])}?year={local.day.year}")
    if act == "day" and form.is_valid():
        with told_in(form):
            local = set_local_day(calendar, by=request.user, **form.cleaned_data)
            return redirect(f"{reverse('calendar', args=[slug])}?year={local.day.year}")
    year = _year(request)
    days = days_of_year(calendar, year)
    context = {
        "calendar": calendar,
        "year": year,
        "months": _months(days),
        "named": [day for day in days if day.name or day.is_local],
        "worked": sum(day.works for day in days),
        "provisional": any(day.provisional for day in days),
        "local_days": {row.day: row.pk for row in calendar.local_days.all()},
        "may_manage": may(request.user, "calendars.manage", calendar),
        "today": clock.today(),
        "weekdays": [(WEEKDAYS[at], _short(str(WEEKDAYS_ABBR[at]))) for at in range(WEEK)],
        "tab": "calendars",
    }
    return form_page(request, "web/calendar.html", form, "administration", **context)


def _year(request: HttpRequest) -> int:
    written = request.GET.get("year", "")
    return (
        int(written) if written.isascii() and written.isdigit() and len(written) == 4 else clock.today().year
    )


def _short(weekday: str) -> str:
    """A weekday for a narrow column: 一 of 星期一, Mon as it is."""
    return weekday if weekday.isascii() else weekday[-1]


def _months(days: list[ShownDay]) -> list[tuple[date, list[list[ShownDay | None]]]]:
    """(first of the month, its weeks from Monday on; None where a week reaches out of the month)."""
    months = []
    for number, group in groupby(days, key=lambda one: one.day.month):
        cells: list[ShownDay | None] = list(group)
        first = days[0].day.replace(month=number)
        cells = [None] * first.weekday() + cells
        cells += [None] * (-len(cells) % WEEK)
        months.append((first, [cells[at : at + WEEK] for at in range(0, len(cells), WEEK)]))
    return months


@require_http_methods(["GET", "POST"])
def calendar_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, short name, country."""
    calendar = found(request.user, "calendars.manage", Calendar.objects.all(), slug=slug)
    context: dict[str, Any] = {"heading": calendar.name, "back": reverse("calendar", args=[slug])}
    form = CalendarForm(request.POST or None, row=calendar)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            edit_calendar(calendar, by=request.user, seen=form.seen, **form.cleaned_data)
            return redirect("calendar", calendar.slug)
    return form_page(request, "web/form.html", form, "administration", **context)
