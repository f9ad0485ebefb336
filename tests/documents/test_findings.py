from __future__ import annotations

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.permissions import may
from throughline.documents import actions, queries
from throughline.documents.models import Finding
from throughline.documents.refusals import FindingDecided, NothingToReject, NotOneDocument
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed, NotThere
from throughline.workflows.receive_document import receive
from throughline.workflows.undo_batch import undo_batch

pytestmark = pytest.mark.django_db

TEXT = """关于加快物流发展的意见

一、建设物流枢纽
2026年6月底前建成三个货运场站。（市交通局牵头，市发改委、市财政局配合）
到2027年社会物流总费用占比降到13%以下。（市发改委负责）
二、优化服务
持续推进一网通办。（市数据局负责）
"""


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def office(city):
    return builders.user("office", Role.PLAN_OFFICE, organization=city)


@pytest.fixture
def document(city, office):
    return receive(TEXT.encode(), "意见.txt", by=office, organization=city)


def finding(document, words):
    return next(f for f in document.findings.all() if words in f.proposal["text"])


def test_findings_quote_the_text_they_stand_in(document):
    assert document.findings.count() >= 3
    for each in document.findings.all():
        assert each.proposal["text"] == document.text[each.start : each.end]
    hub = finding(document, "货运场站")
    assert [body["name"] for body in hub.value["lead"]] == ["市交通局"]
    assert hub.value["deadline"] == "2026-06-30"


def test_what_a_person_changes_is_kept_beside_the_proposal(document, office, city):
    hub = finding(document, "货运场站")
    edited = actions.edit_finding(
        hub,
        by=office,
        seen=hub.version,
        clean="建成四个货运场站",
        lead=[{"text": "市交通局", "organization": city.pk}],
    )
    assert edited.content["clean"] == edited.value["clean"] == "建成四个货运场站"
    assert edited.value["lead"][0]["organization"] == city.pk
    assert edited.proposal["clean"] != edited.value["clean"]
    back = actions.edit_finding(edited, by=office, seen=edited.version, clean=edited.proposal["clean"])
    assert "clean" not in back.content


@pytest.mark.parametrize(
    "content",
    [
        {"clean": ""},
        {"deadline": "June"},
        {"label": "rumour"},
        {"recurrence": "weekly"},
        {"targets": [{"indicator": "x", "op": "~"}]},
        {"targets": [{"indicator": "x", "value": "many"}]},
        {"targets": [{"indicator": "x", "value": float("inf")}]},
        {"lead": [{"text": "a", "organization": "first"}]},
    ],
)
def test_what_cannot_be_meant_is_refused(document, office, content):
    hub = finding(document, "货运场站")
    with pytest.raises(Invalid):
        actions.edit_finding(hub, by=office, seen=hub.version, **content)
    assert Finding.objects.get(pk=hub.pk).content == {}


def test_two_people_at_one_finding(document, office):
    hub = finding(document, "货运场站")
    actions.edit_finding(Finding.objects.get(pk=hub.pk), by=office, seen=hub.version, aim="x")
    with pytest.raises(ChangedMeanwhile):
        actions.reject(hub, by=office, seen=hub.version)


def test_rejected_stays_counted_and_can_be_opened_again(document, office):
    hub = finding(document, "货运场站")
    total = queries.finding_counts(document).total
    actions.reject(hub, by=office, seen=hub.version)
    counts = queries.finding_counts(document)
    assert (counts.total, counts.states["rejected"], counts.decided) == (total, 1, 1)
    with pytest.raises(FindingDecided):
        actions.edit_finding(hub, by=office, seen=hub.version, aim="x")
    actions.reopen(hub, by=office, seen=hub.version)
    assert queries.finding_counts(document).open == total
    actions.reject_many(document.findings.all(), by=office)
    assert queries.finding_counts(document).open == 0


def test_the_rest_is_rejected_as_far_as_the_reader_is_sure_and_opened_again_as_a_whole(document, office):
    Finding.objects.filter(document=document).update(confidence=0.5)
    rows = list(document.findings.order_by("start"))
    fact, doubted, task = rows[0], rows[1], rows[2]
    for row, label, sure in ((fact, "fact", 0.6), (doubted, "opinion", 0.59), (task, "commitment", 0.99)):
        Finding.objects.filter(pk=row.pk).update(label=label, confidence=sure)
    assert actions.reject_rest(document, by=office, above=0.6) == [fact]
    with pytest.raises(NothingToReject):
        actions.reject_rest(document, by=office, above=0.6)
    states = {row.pk: row.state for row in document.findings.all()}
    assert [states[row.pk] for row in (fact, doubted, task)] == ["rejected", "open", "open"]
    fact.refresh_from_db()
    assert undo_batch(fact.batch, by=office, why="Look again.").reopened == 1
    fact.refresh_from_db()
    assert (fact.state, fact.batch) == ("open", None)


def test_merged_spans_from_first_to_last(document, office):
    hub, cost = finding(document, "货运场站"), finding(document, "物流总费用")
    merged = actions.merge([cost, hub], by=office)
    assert (merged.start, merged.end) == (hub.start, cost.end)
    assert merged.value["text"] == document.text[merged.start : merged.end]
    assert [body["name"] for body in merged.value["joint"]] == ["市交通局", "市发改委"]
    assert merged.value["lead"] == []
    hub.refresh_from_db()
    assert (hub.state, hub.became) == ("merged", merged)
    with pytest.raises(Invalid):
        actions.merge([merged], by=office)


def test_findings_of_two_documents_are_not_merged(document, office, city):
    other = receive("到2030年建成十个公园。".encode(), "b.txt", by=office, organization=city)
    with pytest.raises(NotOneDocument):
        actions.merge([document.findings.first(), other.findings.first()], by=office)


def test_split_pieces_quote_the_text_and_keep_who_is_theirs(document, office):
    hub, cost = finding(document, "货运场站"), finding(document, "物流总费用")
    whole = actions.merge([hub, cost], by=office)
    pieces = actions.split(whole, [cost.start], by=office, seen=whole.version)
    assert [piece.value["text"] for piece in pieces] == [
        document.text[whole.start : cost.start].strip(),
        document.text[cost.start : whole.end],
    ]
    assert pieces[0].value["text"].startswith("2026年6月底前")
    whole.refresh_from_db()
    assert (whole.state, whole.became) == ("split", pieces[0])
    for wrong in ([], [0], [whole.end]):
        with pytest.raises(Invalid):
            actions.split(pieces[1], wrong, by=office, seen=pieces[1].version)


def test_the_next_one_to_decide(document, office):
    first, second, *_ = queries.findings(document)
    assert queries.next_open(document) == first
    assert queries.next_open(document, first) == second
    last = list(queries.findings(document))[-1]
    assert queries.next_open(document, last) == first
    surest = list(queries.findings(document, sort="confidence"))
    assert [f.confidence for f in surest] == sorted((f.confidence for f in surest), reverse=True)
    assert set(queries.findings(document, above=0.99)) <= set(surest)


def test_who_sees_and_decides(document, city):
    unit = builders.organization("unit", parent=city)
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=unit)
    leader = builders.user("leader", Role.CITY_LEADER, organization=city)
    far = builders.user("far", Role.PLAN_OFFICE, organization=builders.organization("other", level=1))
    hub = document.findings.first()
    assert not may(officer, "documents.view", document)
    assert may(leader, "documents.view", document)
    assert not may(leader, "documents.upload")
    assert not may(far, "documents.confirm", document)
    with pytest.raises(NotAllowed):
        actions.reject(hub, by=leader, seen=hub.version)
    with pytest.raises(NotThere):
        queries.find_finding(hub.pk, officer)
    assert [d.finding_count for d in queries.documents(leader)] == [document.findings.count()]
