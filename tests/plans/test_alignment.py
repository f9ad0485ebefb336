"""Clauses of the plan above beside ours: gaps, suggestions, what is said of them; targets compared."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.api.scene import Api
from throughline.accounts.choices import Role
from throughline.exchange.alignment_export import export_alignment
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.indicators.alignment import beside
from throughline.indicators.models import Indicator, Target
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.plans.actions.alignments import align, call_not_ours, withdraw_alignment
from throughline.plans.alignment import alignment_table, clauses_holding
from throughline.plans.models import Alignment, Clause, Edition, Plan, Wording
from throughline.plans.refusals import NoPlanAbove

pytestmark = pytest.mark.django_db
ABOVE = [
    ("heading", "一、交通"),
    ("paragraph", "到2027年新建改造农村公路1200公里，实现建制村通硬化路"),
    ("paragraph", "新建绕城高速公路，打通省际断头路"),
    ("heading", "二、民生"),
    ("paragraph", "完善城乡居民基本养老保险制度，提高基础养老金标准"),
]
OURS = [
    ("heading", "第一章"),
    ("paragraph", "2027年底前新建改造农村公路120公里，建制村全部通硬化路"),
    ("paragraph", "建设口袋公园50个"),
    ("paragraph", "健全城乡居民基本养老保险制度，逐步提高养老金标准"),
]


def written(slug, organization, texts, parent=None):
    with act("test.plan", by=None) as this:
        plan = Plan(slug=slug, title=slug.title(), organization=organization)
        plan.place_under(parent)
        this.create(plan)
        edition = this.create(Edition(plan=plan, title="Issued"))
        for position, (kind, text) in enumerate(texts):
            clause = this.create(Clause(plan=plan))
            this.create(
                Wording(edition=edition, clause=clause, position=position, kind=kind, text=text, number="")
            )
    return plan


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def above(city):
    return written("province", city, ABOVE)


@pytest.fixture
def plan(city, above):
    return written("city", city, OURS, above)


@pytest.fixture
def office(city):
    return builders.user("office", Role.PLAN_OFFICE, organization=city)


def clause(plan, word):
    return Clause.objects.get(plan=plan, wordings__text__contains=word)


def pair(plan, first, second, kind="full"):
    return clause(plan.parent, first).pk, clause(plan, second).pk, kind


def test_headings_group_and_every_clause_above_is_a_gap_at_first(plan):
    table = alignment_table(plan)
    assert [(row.heading.strip(), row.is_gap) for row in table.rows] == [
        ("一、交通", True),
        ("一、交通", True),
        ("二、民生", True),
    ]
    assert len(table.gaps) == 3
    assert len(table.unfounded) == 3
    assert table.counts == []


def test_clauses_that_say_much_the_same_are_suggested(plan):
    roads, ring, pension = alignment_table(plan).rows
    assert [one.wording.text for one in roads.suggested] == [OURS[1][1]]
    assert [one.wording.text for one in pension.suggested] == [OURS[3][1]]
    assert ring.suggested == []
    assert alignment_table(plan, suggest=False).rows[0].suggested == []


def test_where_commitments_are_marked_only_they_count(plan):
    with act("test.mark", by=None) as this:
        marked = clause(plan.parent, "绕城")
        marked.decomposition = "needed"
        this.save(marked)
    assert [row.wording.clause for row in alignment_table(plan).rows] == [marked]


def test_clauses_are_aligned_many_at_once(plan, office):
    made = align(
        plan,
        [pair(plan, "农村公路", "农村公路", "partly"), pair(plan, "养老", "养老")],
        by=office,
        note="Our share.",
    )
    assert len(made) == 2
    record = AuditRecord.objects.latest("pk")
    assert (record.act, record.rows, record.subject_key) == ("plans.align", 2, plan.pk)
    table = alignment_table(plan)
    assert [row.wording.text for row in table.gaps] == [ABOVE[2][1]]
    assert [one.text for one in table.unfounded] == ["建设口袋公园50个"]
    assert [(label, n) for label, n in table.counts] == [("Carried out fully", 1), ("Carried out partly", 1)]
    assert table.rows[0].aligned[0].wording.text == OURS[1][1]
    align(plan, [pair(plan, "农村公路", "农村公路", "beyond")], by=office)
    assert Alignment.objects.get(above=clause(plan.parent, "农村公路")).kind == "beyond"
    align(plan, [pair(plan, "农村公路", "口袋公园", "partly")], by=office)
    assert len(alignment_table(plan).rows[0].aligned) == 2


def test_what_is_not_ours_has_its_reason(plan, office):
    ring = clause(plan.parent, "绕城")
    with pytest.raises(Invalid):
        call_not_ours(plan, [ring.pk], by=office, reason=" ")
    (row,) = call_not_ours(plan, [ring.pk], by=office, reason="The province builds it.")
    assert (row.ours, row.kind, row.note) == (None, "not_ours", "The province builds it.")
    assert alignment_table(plan).rows[1].aligned[0].wording is None
    align(plan, [(ring.pk, clause(plan, "口袋公园").pk, "partly")], by=office)
    (row,) = Alignment.objects.filter(above=ring)
    assert row.ours is not None
    withdraw_alignment(row, by=office)
    assert len(alignment_table(plan).gaps) == 3


def test_why_it_is_refused(plan, office, above, city):
    right = pair(plan, "养老", "养老")
    for wrong in (
        [],
        [(right[1], right[1], "full")],
        [(right[0], right[0], "full")],
        [(right[0], 10**9, "full")],
        [(right[0], right[1], "perhaps")],
        [(right[0], right[1], "not_ours")],
    ):
        with pytest.raises(Invalid):
            align(plan, wrong, by=office)
    with pytest.raises(Invalid):
        align(plan, [right], by=office, note="x" * 2001)
    with pytest.raises(NoPlanAbove):
        align(above, [right], by=office)
    with pytest.raises(NotAllowed):
        align(plan, [right], by=builders.user("", Role.VIEWER, organization=city))
    assert not Alignment.objects.exists()


def test_the_plan_above_may_be_anothers_but_must_be_seen(city):
    province = builders.organization("province", level=0)
    theirs = written("theirs", province, ABOVE)
    plan = written("own", city, OURS, theirs)
    office = builders.user("", Role.PLAN_OFFICE, organization=city)
    with pytest.raises(NotAllowed):
        align(plan, [pair(plan, "养老", "养老")], by=office)
    client = Client()
    client.force_login(office)
    assert client.get("/plans/own/alignment/").status_code == 404
    assert Api(office).get("/plans/own/alignment").status_code == 404


def test_a_clause_of_ours_is_found_by_its_words(plan):
    assert [one.text for one in clauses_holding(plan, "农村公路 120")] == [OURS[1][1]]
    assert len(clauses_holding(plan, "")) == 3


def test_one_clause_and_fifty_cost_the_same_number_of_queries(city):
    spent = []
    for count in (1, 50):
        top = written(
            f"top-{count}", city, [("paragraph", f"新建第{n}座污水处理厂{n}号") for n in range(count)]
        )
        plan = written(
            f"low-{count}", city, [("paragraph", f"建设第{n}座污水处理厂") for n in range(count)], top
        )
        pairs = list(
            zip(
                Clause.objects.filter(plan=top).order_by("pk").values_list("pk", flat=True),
                Clause.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True),
                ["full"] * count,
                strict=True,
            )
        )
        align(plan, pairs[1:] or pairs, by=None)
        with CaptureQueriesContext(connection) as captured:
            table = alignment_table(Plan.objects.select_related("parent").get(pk=plan.pk))
            [
                (one.wording.clause.plan.slug, one.row.get_kind_display())
                for r in table.rows
                for one in r.aligned
            ]
        assert len(table.rows) == count
        spent.append(len(captured))
    assert spent[0] == spent[1] < 10


# ---- targets ----


def target(value, operator=">=", unit="km", direction="higher", due=None, **fields):
    indicator = Indicator(pk=fields.pop("indicator", 1), name="Roads", unit=unit, direction=direction)
    value = Decimal(value) if value is not None else None
    return Target(indicator=indicator, value=value, operator=operator, due_on=due, **fields)


@pytest.mark.parametrize(
    ("above", "ours", "verdict"),
    [
        (target(100), target(100), "equal"),
        (target(100), target(120), "stronger"),
        (target(100), target(80), "weaker"),
        (target(100, "<="), target(80, "<="), "stronger"),
        (target(100, "="), target(80, "="), "weaker"),
        (target(100, "=", direction="lower"), target(80, "=", direction="lower"), "stronger"),
        (target(100), target(100, unit="m"), "other_unit"),
        (target(5, "+", base_value=Decimal(10)), target(15), "equal"),
        (target(5, "+"), target(15), "open"),
        (target(None, text="more"), target(None, text="more"), "equal"),
        (target(None, text="more"), target(None, text="much more"), "open"),
        (target(1, "range", high=Decimal(2)), target(1), "open"),
    ],
)
def test_targets_are_held_against_each_other(above, ours, verdict):
    assert beside(above, ours).verdict == verdict


def test_a_later_day_is_told_and_a_missing_target():
    first, second = date(2026, 12, 31), date(2027, 12, 31)
    assert beside(target(1, due=first), target(1, due=second)).later
    assert not beside(target(1, due=second), target(1, due=first)).later
    assert beside(target(1), None).verdict == "missing"


@pytest.fixture
def aimed(plan, office):
    with act("test.targets", by=None) as this:
        roads = this.create(Indicator(code="roads", name="农村公路里程", unit="公里"))
        own = this.create(Indicator(code="own-roads", name="新改建农村公路里程", unit="公里"))
        values = {"operator": ">=", "due_on": date(2027, 12, 31)}
        this.create(Target(indicator=roads, clause=clause(plan.parent, "农村公路"), value=1200, **values))
        this.create(Target(indicator=own, clause=clause(plan, "农村公路"), value=120, **values))
    align(plan, [pair(plan, "农村公路", "农村公路", "partly")], by=office, note="=本市承担部分")
    return plan


def test_the_workbook_holds_gaps_targets_and_notes_and_no_formula(aimed):
    book = openpyxl.load_workbook(io.BytesIO(export_alignment(aimed, "xlsx")))
    rows = list(book.active.iter_rows(values_only=True))
    flat = [str(cell) for row in rows for cell in row if cell]
    assert any("weaker" in cell and "1200" in cell for cell in flat)
    assert flat.count("gap") == 2
    assert flat.count("no clause above") == 2
    assert "=本市承担部分" in flat
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)
    assert export_alignment(aimed, "docx").startswith(b"PK")
    assert "绕城" in export_alignment(aimed, "csv").decode()
    with pytest.raises(Invalid):
        export_alignment(aimed, "pdf")


# ---- page and API ----


def test_the_page_shows_gaps_first_and_takes_what_is_said(aimed, office):
    client = Client()
    client.force_login(office)
    told = client.get("/plans/city/alignment/").content.decode()
    assert told.index("新建绕城高速公路") < told.index("1200公里")
    assert "weaker" in told
    first, second, _kind = pair(aimed, "养老", "养老")
    sent = {"one": first, f"ours-{first}": second, f"kind-{first}": "full"}
    assert client.post("/plans/city/alignment/", sent).status_code == 302
    ring = clause(aimed.parent, "绕城")
    bare = client.post("/plans/city/alignment/", {"above": [ring.pk], "act": "not_ours"})
    assert bare.status_code == 422
    assert (
        client.post(
            "/plans/city/alignment/", {"above": [ring.pk], "act": "not_ours", "note": "The province's."}
        ).status_code
        == 302
    )
    assert alignment_table(aimed).gaps == []
    row = Alignment.objects.get(above=ring)
    assert "The province" in client.get(f"/clauses/{ring.pk}/").content.decode()
    assert client.post("/plans/city/alignment/", {"withdraw": row.pk}).status_code == 302
    search = client.get("/plans/city/alignment/", {"above": ring.pk, "q": "口袋"}).content.decode()
    assert "建设口袋公园50个" in search
    assert client.get("/plans/city/alignment/?above=x").status_code == 404
    assert client.post("/plans/city/alignment/", {"act": "align"}).status_code == 422
    assert client.get("/plans/city/alignment.xlsx").status_code == 200
    assert client.get("/plans/city/alignment.pdf").status_code == 422


def test_a_reader_reads_only(aimed, city):
    reader = builders.user("", Role.VIEWER, organization=city)
    client = Client()
    client.force_login(reader)
    told = client.get("/plans/city/alignment/").content.decode()
    assert 'name="above"' not in told
    first, second, _kind = pair(aimed, "养老", "养老")
    assert client.post("/plans/city/alignment/", {"one": first, f"ours-{first}": second}).status_code == 403


def test_the_api_tells_and_takes_the_same(aimed, office):
    caller = Api(office)
    told = caller.get("/plans/city/alignment").json()
    assert [row["targets"] and row["targets"][0]["verdict"] for row in told["rows"]] == ["weaker", [], []]
    first, second, _kind = pair(aimed, "养老", "养老")
    ring = clause(aimed.parent, "绕城").pk
    sent = {"pairs": [{"above": first, "ours": second}], "not_ours": [ring], "note": "The province's."}
    after = caller.post("/plans/city/alignment", sent).json()
    assert [[one["kind"] for one in row["aligned"]] for row in after["rows"]] == [
        ["partly"],
        ["not_ours"],
        ["full"],
    ]
    key = after["rows"][2]["aligned"][0]["id"]
    assert caller.post(f"/alignments/{key}/withdraw", {}).json()["rows"][2]["aligned"] == []
    assert caller.post("/plans/city/alignment", {}).status_code == 422
