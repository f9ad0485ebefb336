from __future__ import annotations

from datetime import date

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.permissions import allowed, may
from throughline.history.act import act
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.plans import actions, queries
from throughline.plans.models import Clause, Edition, Plan
from throughline.plans.refusals import DocumentHasNoOutline, EditionHasText
from throughline.workflows.receive_document import receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def office(city):
    return builders.user("office", Role.PLAN_OFFICE, organization=city)


@pytest.fixture
def plan(city, office):
    return actions.create_plan(by=office, title="Three-year plan", organization=city)


@pytest.fixture
def document(city, office):
    text = "# Roads\n\nBuild the ring road by 2027.\n\n## Bridges\n\n- Open the east bridge.\n- Open the west bridge.\n"
    return receive(text.encode(), "plan.md", by=office, organization=city, title="Plan text", number="No. 7")


def test_a_plan_carries_out_another_and_never_itself(plan, city, office):
    child = actions.create_plan(by=office, title="Action plan", organization=city, parent=plan)
    grandchild = actions.create_plan(by=office, title="Year plan", organization=city, parent=child)
    assert grandchild.trail == f"/{plan.pk}/{child.pk}/"
    with pytest.raises(Invalid):
        actions.edit_plan(plan, by=office, seen=plan.version, parent=grandchild)
    actions.edit_plan(child, by=office, seen=child.version, parent=None)
    grandchild.refresh_from_db()
    assert grandchild.trail == f"/{child.pk}/"


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"slug": "a b"},
        {"kind": "wish"},
        {"starts_on": date(2026, 1, 1), "ends_on": date(2025, 1, 1)},
    ],
)
def test_a_plan_that_cannot_be_is_refused(plan, office, fields):
    with pytest.raises(Invalid):
        actions.edit_plan(plan, by=office, seen=plan.version, **fields)
    assert Plan.objects.get().title == "Three-year plan"


def test_an_edition_gets_its_clauses_from_its_document_once(plan, document, office):
    edition = actions.make_edition_from_document(plan, document, by=office, stage="draft")
    assert (edition.title, edition.document_number, edition.position) == ("Plan text", "No. 7", 1)
    tree = [(wording.depth, wording.text) for wording in queries.clause_tree(edition)]
    assert tree == [
        (0, "Roads"),
        (1, "Build the ring road by 2027."),
        (1, "Bridges"),
        (2, "Open the east bridge."),
        (2, "Open the west bridge."),
    ]
    assert queries.decomposition_counts(edition)["undecided"] == 5
    with pytest.raises(Invalid):
        actions.edit_edition(edition, by=office, seen=edition.version, document=None)
    edition = Edition.objects.get(pk=edition.pk)
    again = actions.make_edition_from_document(plan, document, by=office)
    assert again.position == 2
    assert again.wordings.first().passage == edition.wordings.first().passage
    assert queries.latest_edition(plan) == again
    assert queries.edition_of(document) == again


def test_without_an_outline_there_are_no_clauses(plan, office):
    edition = actions.create_edition(plan, by=office)
    with pytest.raises(DocumentHasNoOutline), act("test.write", by=None) as this:
        actions.write_clauses(this, edition)


def test_clauses_are_written_once(plan, document, office):
    edition = actions.make_edition_from_document(plan, document, by=office)
    with pytest.raises(EditionHasText), act("test.write", by=None) as this:
        actions.write_clauses(this, edition)
    assert Clause.objects.count() == 5


def test_adoption_is_recorded(plan, document, office):
    edition = actions.make_edition_from_document(plan, document, by=office)
    with pytest.raises(Invalid):
        actions.record_adoption(edition, by=office, seen=edition.version, adopted_on=None, adopted_by="")
    edition = Edition.objects.get(pk=edition.pk)
    actions.record_adoption(
        edition,
        by=office,
        seen=edition.version,
        adopted_on="2026-01-15",
        adopted_by="City government, 3rd session",
    )
    assert (edition.stage, edition.adopted_on) == ("issued", date(2026, 1, 15))


def test_an_exemption_has_a_reason(plan, document, office):
    clause = actions.make_edition_from_document(plan, document, by=office).wordings.first().clause
    with pytest.raises(Invalid):
        actions.exempt(clause, "  ", by=office, seen=clause.version)
    clause = Clause.objects.get(pk=clause.pk)
    actions.mark_decomposition(clause, "exempt", by=office, seen=clause.version, why="heading")
    stale = Clause.objects.get(pk=clause.pk)
    actions.mark_decomposition(clause, "needed", by=office, seen=clause.version)
    assert clause.exemption_reason == ""
    with pytest.raises(ChangedMeanwhile):
        actions.mark_decomposition(stale, "undecided", by=office, seen=stale.version)


def test_who_sees_and_edits_plans(plan, city, office):
    unit = builders.organization("unit", parent=city)
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=unit)
    viewer = builders.user("viewer", Role.VIEWER, organization=city)
    stranger = builders.user("stranger", Role.PLAN_OFFICE, organization=builders.organization("far", level=1))
    guest = builders.user("guest")
    for person in (office, officer, viewer):
        assert list(allowed(person, "plans.view", Plan.objects.all())) == [plan]
    for person in (stranger, guest):
        assert not may(person, "plans.view", plan)
    assert not may(viewer, "plans.edit", plan)
    with pytest.raises(NotAllowed):
        actions.create_edition(plan, by=stranger)
    grant = actions.give_plan_grant(plan, guest, Role.PLAN_OFFICE, by=office)
    assert actions.give_plan_grant(plan, guest, Role.PLAN_OFFICE, by=office) == grant
    assert may(guest, "plans.edit", plan)
    actions.withdraw_plan_grant(grant, by=office)
    assert not may(guest, "plans.view", plan)
    actions.edit_plan(plan, by=office, seen=plan.version, disclosure="public")
    assert may(guest, "plans.view", plan)
