"""Reporting periods: made by the register's rhythm, closed when all is decided, reopened with a reason."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.calendars.models import Calendar
from throughline.calendars.working import WorkingDays
from throughline.delivery.choices import ReportState
from throughline.delivery.models import Period, Report
from throughline.delivery.queries.periods import missing_periods
from throughline.delivery.queries.returned import returned
from throughline.delivery.queries.usual import calendar_of
from throughline.delivery.refusals import MayBeFiledAgain, PeriodHasUndecided, PeriodIsClosed
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.register.models import Register


def working_days(register: Register) -> WorkingDays:
    """The working days of the register's calendar; without one, those of the installation's first calendar."""
    calendar = calendar_of(register)
    return WorkingDays.of(calendar) if calendar else WorkingDays(Calendar().country)


def ensure_periods(register: Register, until: date, *, since: date | None = None) -> list[Period]:
    """Make the periods that are missing up to the one that holds `until`; gives those that were made.

    The first is the one that holds `since`, else the register's start, else `until` itself; further ones follow the
    last that there is, also where the rhythm changed. Each is due `due_days` after its end, moved to the next
    working day.
    """
    if periods_reach(register, until):
        return []
    with act("delivery.ensure_periods", by=None, about=register) as this:
        Register.objects.select_for_update().get(pk=register.pk)
        last = Period.objects.filter(register=register).order_by("-ends_on").first()
        start = min(since or register.starts_on or until, until)
        return list(this.create_many(_missing(register, last, start, until)))


def periods_reach(register: Register, day: date) -> bool:
    """Whether the register has the period that holds `day`."""
    return Period.objects.filter(register=register, ends_on__gte=day).exists()


def _missing(register: Register, last: Period | None, start: date, until: date) -> list[Period]:
    return missing_periods(
        register, last.ends_on if last else None, start, until, working=lambda: working_days(register)
    )


def close_period(period: Period, *, by: User | None, seen: int, why: str = "") -> Period:
    """Close a period: no report is filed for it from now on.

    Raises PeriodHasUndecided, MayBeFiledAgain, PeriodIsClosed; Invalid for one that has not ended.
    """
    check(by, "delivery.close_period", period)
    with act("delivery.close_period", by=by, why=why, about=period.register) as this:
        row = Period.objects.select_for_update().get(pk=period.pk)
        refuse_closed(row)
        if row.ends_on > clock.today():
            raise Invalid("period", _("This period has not ended. Close it after %(day)s."), day=row.ends_on)
        undecided = Report.objects.filter(period=row, state=ReportState.FILED).count()
        if undecided:
            raise PeriodHasUndecided(count=undecided)
        _refuse_returned(row)
        row.closed_at, row.closed_by = clock.now(), by
        this.save(row, seen=seen)
    return row


def _refuse_returned(period: Period) -> None:
    """A unit keeps the time that it was given to file again."""
    rows = returned(Report.objects.filter(period=period, due_again_on__gte=clock.today()))
    days = list(rows.values_list("due_again_on", flat=True))
    if days:
        raise MayBeFiledAgain(count=len(days), day=max(days))


def reopen_period(period: Period, *, by: User | None, seen: int, why: str) -> Period:
    """Let reports be filed again for a closed period, for a stated reason."""
    check(by, "delivery.close_period", period)
    if not why.strip():
        raise Invalid("why", _("Say why the period is reopened; the reason is kept."))
    with act("delivery.reopen_period", by=by, why=why, about=period.register) as this:
        period.closed_at = period.closed_by = None
        this.save(period, seen=seen)
    return period


def refuse_closed(period: Period) -> None:
    """Raise PeriodIsClosed when it is."""
    if period.closed_at is not None:
        raise PeriodIsClosed.of(period)


def hold_open(period: Period) -> Period:
    """The period as it is now, kept from being closed until the act ends; many acts may hold it at once.

    Raises PeriodIsClosed. (On SQLite acts come one after another, so there is nothing to hold.)
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {Period._meta.db_table} WHERE id = %s FOR SHARE", [period.pk])  # noqa: S608
    row = Period.objects.get(pk=period.pk)
    refuse_closed(row)
    return row
