"""How fast a past day is read: the same pages as of 40 days ago, beside today's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bench.plan_data import plan_data
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from throughline.cli.bench import Compared, medians
from throughline.history import past
from throughline.history.models import AuditRecord
from throughline.history.models.versions import FOREVER, REGISTRY
from throughline.lib import clock
from throughline.register.models import Task

KEPT_SINCE = timedelta(days=60)
ASKED = timedelta(days=40)


def bench_past() -> Iterator[Compared]:
    """Register, workbook and a task of the plan's data set, each row with two versions."""
    data = plan_data()
    _keep_versions()
    client = Client(headers={"host": "localhost"})
    client.force_login(data.supervisor)
    day = (clock.today() - ASKED).isoformat()
    task = Task.objects.order_by("pk")[500].pk
    for what, path in (
        ("register page as of a past day", "/registers/plan/"),
        ("workbook of 1 000 rows as of a past day", "/registers/plan/export.xlsx"),
        ("task page as of a past day", f"/tasks/{task}/"),
    ):
        then, now = medians(
            11, lambda path=path: _got(client, f"{path}?as_of={day}"), lambda path=path: _got(client, path)
        )
        yield Compared(what, then, "the same today", now)


def _got(client: Client, path: str) -> HttpResponse:
    answer = client.get(path)
    if answer.status_code != 200:
        raise AssertionError(path, answer.status_code)
    return answer


def _keep_versions() -> None:
    """Give every live row a version that stood 40 days ago, and the one of today."""
    start, change = clock.now() - KEPT_SINCE, clock.now() - timedelta(days=10)
    AuditRecord.objects.create(act="bench.data", at=start)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in REGISTRY:
            columns = ", ".join(quote(model._meta.get_field(name).column) for name in model.history_fields)
            versions, live = quote(model.history_model._meta.db_table), quote(model._meta.db_table)
            insert = (
                f"INSERT INTO {versions} ({columns}, valid_from, valid_to, gone, record, fieldset, digest) "  # noqa: S608
                f"SELECT {columns}, %s, %s, %s, 1, 1, '' FROM {live}"
            )
            for valid_from, valid_to in ((start, change), (change, FOREVER)):
                at = [connection.ops.adapt_datetimefield_value(one) for one in (valid_from, valid_to)]
                cursor.execute(insert, [*at, False])
        cursor.execute("ANALYZE")
    with past.seen_on(clock.today() - ASKED):
        if Task.objects.count() != 1000:
            raise AssertionError("the past holds other rows")
