"""How fast a register of 1 000 tasks is read: as JSON, as page, one task, as workbook; each beside the bare minimum."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from bench.plan_data import PlanData, plan_data
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from ninja.responses import NinjaJSONEncoder

from throughline.cli.bench import Compared, medians
from throughline.exchange.register_export import COLUMNS
from throughline.register.models import Entry, Task
from throughline.register.queries import all_rows

#: kausal-watch with its result cache, 1 000 actions on PostgreSQL; its workbook has none.
KAUSAL = "kausal-watch with its cache"
KAUSAL_LIST, KAUSAL_PAGE, KAUSAL_WORKBOOK = 0.120, 0.014, 33.0

TASKS = """
SELECT t.id, t.version, r.slug AS register_slug, e.number, trim(a.number || ' ' || a.title) AS area, t.title, t.aim,
  t.standard, t.requirement, t.completion, t.starts_on, t.due_on, t.original_due_on, t.due_text, t.review_rhythm,
  t.weight, t.contact, t.state, t.progress, t.unit_colour, t.rating, t.rating_since, t.reported_on, l.name AS lead,
  p.title AS accountable, q.title AS leader, n.name AS leader_person
FROM register_entry e
JOIN register_task t ON t.id = e.task_id
JOIN register_register r ON r.id = e.register_id
LEFT JOIN register_keyarea a ON a.id = e.area_id
LEFT JOIN organizations_organization l ON l.id = t.lead_id
LEFT JOIN organizations_post p ON p.id = t.accountable_id
LEFT JOIN organizations_post q ON q.id = t.leader_id
LEFT JOIN organizations_membership m ON m.post_id = q.id
LEFT JOIN organizations_person n ON n.id = m.person_id
WHERE e.register_id = %s ORDER BY e.position
"""
HELD = """
SELECT h.task_id, h.id, h.role, h.signed_at, o.id AS unit, o.code, o.name, o.short_name, o.kind, o.level, o.parent_id
FROM register_responsibility h
JOIN organizations_organization o ON o.id = h.organization_id
JOIN register_entry e ON e.task_id = h.task_id
WHERE e.register_id = %s ORDER BY h.task_id, h.position
"""
BARE = """<table>{% for e in entries %}<tr>
<td>{{ e.number }}</td><td>{{ e.task.title }}</td><td>{{ e.task.due_on }}</td><td>{{ e.task.lead.name }}</td>
<td>{{ e.task.leader.title }}</td><td>{{ e.task.progress }}</td><td>{{ e.task.rating }}</td>
</tr>{% endfor %}</table>"""


def bench_reading() -> Iterator[Compared]:
    """Whole requests, from the session to the last byte, beside functions that only fetch and write out."""
    data = plan_data()
    client = Client(headers={"host": "localhost"})
    client.force_login(data.supervisor)
    yield from _json(client, data)
    yield from _page(client, data)
    yield from _task(client)
    yield from _workbook(client, data)


def _got(client: Client, path: str) -> HttpResponse:
    answer = client.get(path)
    if answer.status_code != 200:
        raise AssertionError(path, answer.status_code)
    return answer


def _json(client: Client, data: PlanData) -> Iterator[Compared]:
    def ours() -> list[Any]:
        found, after = [], ""
        while True:
            answer = json.loads(_got(client, f"/api/v1/registers/plan/tasks?limit=500&after={after}").content)
            found += answer["rows"]
            after = answer["next"]
            if not after:
                return found

    def request() -> None:
        first = _got(client, "/api/v1/registers/plan/tasks?limit=500").content
        after = json.loads(first[-200:].partition(b'"next": ')[2].rstrip(b"}"))
        _got(client, f"/api/v1/registers/plan/tasks?limit=500&after={after}")

    def bare() -> str:
        return json.dumps(_fetched(data.register.pk), cls=NinjaJSONEncoder)

    same = [(row["id"], row["title"], len(row["responsibilities"])) for row in ours()]
    if same != [(row["id"], row["title"], len(row["responsibilities"])) for row in json.loads(bare())]:
        raise AssertionError("the bare fetch gives other rows")
    mine, least = medians(15, request, bare)
    yield Compared("1 000 rows as JSON, two requests", mine, "a bare cursor, same serialiser", least, most=3)
    yield Compared("1 000 rows as JSON, two requests", mine, KAUSAL, KAUSAL_LIST, most=1)


def _fetched(register: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(HELD, [register])
        names = [column[0] for column in cursor.description]
        held: dict[int, list[dict[str, Any]]] = {}
        for row in cursor.fetchall():
            held.setdefault(row[0], []).append(dict(zip(names, row, strict=True)))
        cursor.execute(TASKS, [register])
        names = [column[0] for column in cursor.description]
        return [
            dict(zip(names, row, strict=True)) | {"responsibilities": held.get(row[0], [])}
            for row in cursor.fetchall()
        ]


def _page(client: Client, data: PlanData) -> Iterator[Compared]:
    template = engines["django"].from_string(BARE)
    rows = Entry.objects.filter(register=data.register).select_related("task__lead", "task__leader")

    def bare(_request: HttpRequest, most: int) -> HttpResponse:
        return HttpResponse(template.render({"entries": rows.order_by("position")[:most]}))

    request = RequestFactory().get("/")
    for what, path, most in (
        ("register page, first 50 of 1 000", "/registers/plan/", 50),
        ("register to print, 500 rows", "/registers/plan/?print=1", 500),
    ):
        mine, least = medians(15, lambda path=path: _got(client, path), lambda most=most: bare(request, most))
        yield Compared(what, mine, "a bare Django view", least)
        yield Compared(what, mine, KAUSAL, KAUSAL_LIST, most=1)


def _task(client: Client) -> Iterator[Compared]:
    key = Task.objects.order_by("pk")[500].pk
    template = engines["django"].from_string(
        "<h1>{{ task.title }}</h1>{% for r in reports %}{{ r.done }}{% endfor %}"
    )

    def bare() -> HttpResponse:
        task = Task.objects.select_related("lead", "leader").get(pk=key)
        return HttpResponse(template.render({"task": task, "reports": task.reports.all()}))

    mine, least = medians(31, lambda: _got(client, f"/tasks/{key}/"), bare)
    yield Compared("task page", mine, "a bare Django view", least)
    yield Compared("task page", mine, KAUSAL, KAUSAL_PAGE, most=1)


def _workbook(client: Client, data: PlanData) -> Iterator[Compared]:
    cells = [[column.value(row) for column in COLUMNS] for row in all_rows(data.register, None)]

    def bare() -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(cells):
                for place, value in enumerate(row):
                    sheet.write(number, place, "" if value is None else str(value))
        return buffer.getvalue()

    mine, least = medians(7, lambda: _got(client, "/registers/plan/export.xlsx"), bare)
    yield Compared("workbook of 1 000 rows", mine, "bare XlsxWriter, same cells", least, most=2)
    yield Compared("workbook of 1 000 rows", mine, "kausal-watch", KAUSAL_WORKBOOK, most=1)
