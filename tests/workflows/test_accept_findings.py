from __future__ import annotations

import time
from datetime import date

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.documents import actions as documents
from throughline.documents import queries as found
from throughline.documents.models import Passage
from throughline.documents.refusals import FindingDecided
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.indicators.models import Indicator, Target
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.organizations.models import Membership, Organization, Person, Post
from throughline.plans import actions as plans
from throughline.plans.models import Clause, Wording
from throughline.register.models import Entry, KeyArea, Register, Responsibility, Task
from throughline.workflows import accept_findings
from throughline.workflows.accept_findings import EditionOfAnotherDocument, accept
from throughline.workflows.destination import Destination, destination_of
from throughline.workflows.naming import suggestions
from throughline.workflows.receive_document import receive
from throughline.workflows.undo_batch import undo_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.organization("city", level=1, name="汐州市人民政府")


@pytest.fixture
def office(city):
    return builders.user("office", Role.PLAN_OFFICE, organization=city)


@pytest.fixture
def register(city):
    return builders.register("list", organization=city)


@pytest.fixture
def plan(city, office):
    return plans.create_plan(by=office, title="综合保税区行动计划", organization=city)


@pytest.fixture
def document(office, city, shared_documents):
    path = shared_documents / "zh" / "sc_2019_3_bonded_zones.txt"
    return receive(path, path.name, by=office, organization=city, disclosure="public")


@pytest.fixture
def edition(plan, office, document):
    return plans.create_edition(plan, by=office, title="印发稿", document=document)


def test_findings_go_on_to_where_those_before_went(document, register, office, city):
    assert destination_of(document) == Destination()
    accept(document, list(document.findings.filter(label="commitment")[:1]), by=office, register=register)
    assert destination_of(document).register == register
    other = builders.register("other", organization=city)
    assert destination_of(document, register=other.pk).register == other
    Register.objects.filter(pk=register.pk).update(closed_on=date(2026, 12, 31))
    assert destination_of(document) == Destination()


def test_one_act_makes_clauses_targets_and_tasks_that_cite_their_sentences(
    document, edition, register, office, city
):
    customs = builders.organization("customs", parent=city, name="海关总署")
    made = accept(document, by=office, edition=edition, register=register, above=0.0)
    assert len(made.tasks) == len(made.findings) == document.findings.filter(state="accepted").count() > 15
    assert edition.wordings.count() == len(document.outline)
    for task, finding in zip(made.tasks, made.findings, strict=True):
        assert task.passage.text == document.text[finding.start : finding.end] == finding.proposal["text"]
        assert (task.batch, finding.batch, task.disclosure) == (made.batch, made.batch, "public")
        assert Clause.objects.get(pk=task.clause_id).decomposition == "needed"
        wording = task.clause.wordings.get()
        assert wording.passage.start <= finding.start < wording.passage.end
    led = [task for task in made.tasks if task.lead == customs]
    assert led
    assert all(task.responsibilities.get(role="lead").organization == customs for task in led)
    assert {lacking.name for lacking in made.lacking} >= {"商务部", "财政部"}
    assert AuditRecord.objects.get(pk=made.batch).by_key == office.pk
    areas = list(KeyArea.objects.filter(register=register).values_list("title", flat=True))
    assert "统筹两个市场，打造加工制造中心" in areas
    positions = list(Entry.objects.filter(register=register).values_list("task__passage__start", flat=True))
    assert positions == sorted(positions)


def test_a_pdf_goes_all_the_way_and_back(office, city, register, plan, shared_documents):
    path = shared_documents / "en" / "NAP5-fifth-open-government-national-action-plan.pdf"
    document = receive(path, path.name, by=office, organization=city)
    edition = plans.create_edition(plan, by=office, document=document)
    made = accept(document, by=office, edition=edition, register=register, above=0, create=True)
    assert len(made.tasks) > 80
    for task in made.tasks:
        assert document.text[task.passage.start : task.passage.end] == task.passage.text
        assert task.clause is not None
    assert undo_batch(made.batch, by=office).tasks == len(made.tasks)
    assert not Task.objects.exists()


def test_the_clause_tree_is_the_outline(document, edition, office, register):
    accept(document, by=office, edition=edition, register=register, above=0.0)
    wordings = list(Wording.objects.filter(edition=edition))
    for wording, node in zip(wordings, document.outline, strict=True):
        assert (wording.text, wording.number, wording.kind) == (node["text"], node["number"], node["kind"])
        assert wording.depth == node["level"]
        parent = None if node["parent"] is None else wordings[node["parent"]]
        assert wording.parent == parent
        assert wording.passage.text == document.text[node["start"] : node["end"]]


def test_organizations_are_made_only_when_a_person_said_so(document, register, office, city):
    before = Organization.objects.count()
    some = [f for f in found.findings(document, label="commitment") if f.proposal["lead"]]
    first = accept(document, some[:2], by=office, register=register)
    assert (Organization.objects.count(), first.created) == (before, [])
    assert first.lacking
    chosen = some[2]
    wanted = chosen.proposal["lead"][0]["name"]
    made = accept(document, [chosen], by=office, register=register, create=[wanted])
    assert [(one.name, one.parent, one.level) for one in made.created] == [(wanted, city, 2)]
    assert made.tasks[0].lead == made.created[0]
    everybody = accept(document, by=office, register=register, above=0.5, create=True)
    assert everybody.lacking == []
    assert len({one.code for one in Organization.objects.all()}) == Organization.objects.count()


def test_what_a_person_resolved_counts_before_the_name(document, register, office, city):
    bureau = builders.organization("bureau", parent=city, name="市商务局")
    other = builders.organization("other", parent=city, name="市口岸办")
    finding = next(f for f in found.findings(document) if "商务部" in str(f.proposal["lead"]))
    by_name = accept(document, [finding], by=office, register=register, organizations={"商务部": bureau.pk})
    assert by_name.tasks[0].lead == bureau
    second = next(f for f in found.findings(document, states=("open",)) if f.proposal["lead"])
    documents.edit_finding(
        second,
        by=office,
        seen=second.version,
        lead=[{**second.proposal["lead"][0], "organization": other.pk}],
    )
    assert accept(document, [second], by=office, register=register).tasks[0].lead == other


def test_posts_are_found_by_title_and_by_holder_and_unknown_ones_stay_in_words(register, office, city):
    with act("test.posts", by=None) as this:
        mayor = this.create(Post(organization=city, title="副市长", is_leader=True))
        this.create(
            Membership(person=this.create(Person(name="林若溪")), post=mayor, started_on=date(2020, 1, 1))
        )
    table = "序号,任务,牵头单位,完成时限,责任人,责任领导\n1,建成东桥,市交通局,2026年6月底前,王无此人,林若溪\n"
    document = receive(table.encode(), "表.csv", by=office, organization=city)
    made = accept(document, by=office, register=register, above=0)
    task = made.tasks[0]
    assert (task.leader, task.accountable, task.contact) == (mayor, None, "王无此人")
    assert task.due_on == task.original_due_on == date(2026, 6, 30)
    assert ("accountable", "王无此人") in {(one.role, one.name) for one in made.lacking}


def test_targets_find_or_make_their_indicator(register, office, city):
    text = "到2027年，社会物流总费用占比降到13%以下。\n到2027年，社会物流总费用占比降到12%以下。\n"
    document = receive(text.encode(), "a.txt", by=office, organization=city)
    made = accept(document, by=office, register=register, above=0)
    assert len(made.targets) == 2
    assert Indicator.objects.count() == 1
    target = Target.objects.order_by("-value").first()
    assert (target.value, target.due_on, target.passage.document) == (13, date(2027, 12, 31), document)
    assert made.tasks[0].target == made.targets[0]


def test_numbers_that_cannot_be_kept_stay_in_words(register, office, city):
    document = receive("到2027年建成十个公园。".encode(), "a.txt", by=office, organization=city)
    finding = document.findings.first()
    huge = [{"indicator": "公园", "op": ">=", "value": 1e30, "unit": "个"}]
    finding = documents.edit_finding(finding, by=office, seen=finding.version, targets=huge)
    target = accept(document, [finding], by=office, register=register).targets[0]
    assert target.value is None
    assert target.text


def test_ongoing_work_has_a_rhythm_instead_of_a_date(register, office, city):
    document = receive("持续推进一网通办。（市数据局负责）".encode(), "a.txt", by=office, organization=city)
    finding = document.findings.first()
    finding = documents.edit_finding(
        finding, by=office, seen=finding.version, label="commitment", recurrence="quarterly", deadline=None
    )
    task = accept(document, [finding], by=office, register=register).tasks[0]
    assert (task.completion, task.due_on, task.review_rhythm) == ("ongoing", None, "quarter")


def test_a_finding_is_accepted_once(document, register, office):
    finding = document.findings.first()
    accept(document, [finding], by=office, register=register)
    with pytest.raises(FindingDecided):
        accept(document, [finding], by=office, register=register)
    with pytest.raises(Invalid):
        accept(document, [], by=office, register=register)
    with pytest.raises(Invalid):
        accept(document, by=office, above=0.9)


def test_somebody_edited_it_meanwhile(document, register, office):
    finding = document.findings.first()
    documents.edit_finding(document.findings.first(), by=office, seen=finding.version, aim="x")
    with pytest.raises(ChangedMeanwhile):
        accept(document, [finding], by=office, register=register, seen={finding.pk: finding.version})


def test_another_documents_edition_is_refused(plan, document, register, office, city):
    other = receive("到2027年建成十个公园。".encode(), "a.txt", by=office, organization=city)
    wrong = plans.create_edition(plan, by=office, title="x", document=other)
    with pytest.raises(EditionOfAnotherDocument):
        accept(document, by=office, edition=wrong, register=register, above=0)
    assert not Clause.objects.exists()


def test_opinions_and_facts_are_kept_without_a_task(document, edition, register, office):
    other = document.findings.exclude(label="commitment").first()
    made = accept(document, [other], by=office, edition=edition, register=register)
    assert (made.tasks, made.targets) == ([], [])
    assert Passage.objects.filter(document=document, start=other.start, end=other.end).exists()
    assert not Clause.objects.filter(decomposition="needed").exists()


def test_nothing_is_half_done(document, edition, register, office, monkeypatch):
    def broken(*_args, **_named):
        raise RuntimeError

    monkeypatch.setattr(accept_findings, "plant", broken)
    with pytest.raises(RuntimeError):
        accept(document, by=office, edition=edition, register=register, above=0, create=True)
    for model in (Task, Target, Clause, KeyArea, Responsibility):
        assert not model.objects.exists(), model
    assert not document.findings.exclude(state="open").exists()


def test_who_may_not_edit_the_register_accepts_nothing_onto_it(document, office):
    elsewhere = builders.register("far", organization=builders.organization("far", level=1))
    # As in a request of its own: what a person reaches is read once for each.
    with pytest.raises(NotAllowed):
        accept(document, by=User.objects.get(pk=office.pk), register=elsewhere, above=0)


def test_suggestions_for_the_page_ask_the_directory_once(document, city):
    builders.organization("commerce", parent=city, name="商务部")
    said = suggestions(finding.value for finding in document.findings.all())
    assert said["organizations"]["商务部"].exact.code == "commerce"
    assert said["organizations"]["海关总署"].exact is None


SHORT = """关于做好护岸工作的通知

由汐州市港航事业发展中心（以下简称“港航中心”）统筹护岸工作。
2027年底前完成旧护岸改造120处。（港航中心牵头，市海塘办配合）
"""


def test_a_short_name_means_what_it_stands_for_in_the_document(register, office, city):
    harbours = builders.organization("harbours", parent=city, name="汐州市港航事业发展中心")
    document = receive(SHORT.encode(), "通知.txt", by=office, organization=city)
    said = suggestions(finding.value for finding in document.findings.all())
    assert said["organizations"]["港航中心"].exact == harbours
    accept(document, by=office, register=register, above=0)
    held = Task.objects.get(title__contains="旧护岸")
    assert held.lead == harbours


def test_five_hundred_findings_are_accepted_in_one_quick_act(
    register, office, city, django_assert_max_num_queries
):
    lines = [f"到2027年建成第{n}座大桥，投资达到{n + 1}亿元。（市交通{n % 40}局负责）" for n in range(500)]
    document = receive("\n".join(lines).encode(), "桥.txt", by=office, organization=city)
    assert document.findings.count() >= 500
    begun = time.monotonic()
    with django_assert_max_num_queries(250):
        made = accept(document, by=office, register=register, above=0, create=True)
    assert len(made.tasks) >= 500
    assert time.monotonic() - begun < 20
    assert Task.objects.filter(batch=made.batch, lead__isnull=False).count() >= 490
