from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from throughline.delivery import actions as decisions
from throughline.plans import actions as plans
from throughline.register import actions, queries
from throughline.workflows.receive_document import receive

pytestmark = pytest.mark.django_db


def test_what_must_become_tasks_and_has_not():
    city = builders.organization("city", level=1)
    register = builders.register(organization=city)
    text = "一、交通\n建成东桥。\n建成西桥。\n二、其他\n加强领导。\n"
    document = receive(text.encode(), "a.txt", by=None, organization=city)
    plan = plans.create_plan(by=None, title="Plan", organization=city)
    edition = plans.make_edition_from_document(plan, document, by=None)
    clauses = {w.text: w.clause for w in edition.wordings.all()}
    east, west, rest = (clauses[t] for t in ("建成东桥。", "建成西桥。", "加强领导。"))
    for clause in (east, west):
        plans.mark_decomposition(clause, "needed", by=None, seen=clause.version)
    plans.exempt(rest, "a principle, not a task", by=None, seen=rest.version)
    task = actions.create_task(register, by=None, title="Bridge", clause=east)
    with CaptureQueriesContext(connection) as caught:
        rows = queries.clause_rows(edition)
    assert len(caught) == 3
    found = {row.wording.text: row for row in rows}
    assert found["建成东桥。"].tasks == 1
    assert found["建成东桥。"].lacks["lead"] == 1
    assert found["建成西桥。"].uncovered
    whole = queries.coverage(rows)
    assert (whole.clauses, whole.needed, whole.covered, whole.incomplete, whole.uncovered) == (5, 2, 0, 1, 1)
    assert whole.decomposition == {"undecided": 2, "needed": 2, "exempt": 1}
    assert whole.lacks["accountable"] == 1
    decisions.cancel_task(task, by=None, seen=task.version, why="merged")
    assert queries.coverage(queries.clause_rows(edition)).uncovered == 2
