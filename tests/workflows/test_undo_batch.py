from __future__ import annotations

from datetime import date

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.delivery.models import Period, Report
from throughline.history.act import act
from throughline.indicators.models import Indicator, Target
from throughline.lib import clock
from throughline.lib.refusal import NotAllowed, NotThere
from throughline.organizations.models import Organization
from throughline.plans import actions as plans
from throughline.plans.models import Clause
from throughline.register import actions
from throughline.register.models import Entry, KeyArea, Responsibility, Task
from throughline.workflows.accept_findings import accept
from throughline.workflows.receive_document import receive
from throughline.workflows.undo_batch import BatchInUse, undo_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def office(city):
    return builders.user("office", Role.PLAN_OFFICE, organization=city)


@pytest.fixture
def register(city):
    return builders.register("list", organization=city)


@pytest.fixture
def document(office, city):
    text = "到2027年建成三座大桥。（市交通局负责）\n到2027年，物流费用占比降到13%以下。（市发改委负责）\n"
    return receive(text.encode(), "a.txt", by=office, organization=city)


@pytest.fixture
def made(document, office, register, city):
    plan = plans.create_plan(by=office, title="Plan", organization=city)
    edition = plans.create_edition(plan, by=office, document=document)
    return accept(document, by=office, edition=edition, register=register, above=0, create=True)


def test_it_goes_as_a_whole_and_can_be_confirmed_again(made, document, office, register):
    counts = [model.objects.count() for model in (Task, Target, Organization, Indicator, KeyArea)]
    assert all(counts[:4])
    undone = undo_batch(made.batch, by=office, why="wrong register")
    assert (undone.tasks, undone.reopened) == (counts[0], counts[0])
    for model in (Task, Target, Entry, Responsibility, Indicator, KeyArea):
        assert not model.objects.exists(), model
    assert list(Organization.objects.values_list("code", flat=True)) == ["city"]
    assert not document.findings.exclude(state="open").exists()
    assert not Clause.objects.exclude(decomposition="undecided").exists()
    assert Clause.objects.count() == len(document.outline)
    assert Task.history_model.objects.filter(gone=True).count() == counts[0]
    with pytest.raises(NotThere):
        undo_batch(made.batch + 10_000, by=office)
    assert undo_batch(made.batch, by=office).tasks == 0
    again = accept(document, by=office, register=register, above=0, create=True)
    assert len(again.tasks) == counts[0]


def report(task):
    home = task.entries.get(is_home=True).register
    with act("test.report", by=None) as this:
        period = this.create(
            Period(
                register=home, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31), due_on=date(2026, 1, 28)
            )
        )
        this.create(
            Report(
                task=task,
                organization=task.lead,
                period=period,
                filed_at=clock.now(),
                filed_on=date(2026, 1, 28),
            )
        )


def edit(task):
    actions.edit_task(task, by=None, seen=task.version, aim="x")


def sign(task):
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=task.lead)
    actions.sign_off(task.responsibilities.get(role="lead"), by=officer)


def show_elsewhere(task):
    actions.show_on(task, builders.register("other"), by=None)


def add_step(task):
    actions.add_milestone(task, by=None, title="Half", due_on=date(2026, 6, 30))


@pytest.mark.parametrize("hang", [report, edit, sign, show_elsewhere, add_step])
def test_it_stays_when_something_hangs_on_it(made, office, hang):
    hang(made.tasks[0])
    with pytest.raises(BatchInUse) as refused:
        undo_batch(made.batch, by=office)
    assert str(refused.value).rstrip(".").rpartition(": ")[2].startswith("1 ")
    assert Task.objects.count() == len(made.tasks)


def test_what_others_use_meanwhile_stays(made, office, register):
    kept = made.created[0]
    actions.create_task(register, by=office, title="Another", responsibilities=[(kept, "lead")])
    undo_batch(made.batch, by=office)
    assert list(Organization.objects.exclude(code="city")) == [kept]
    assert list(Task.objects.values_list("title", flat=True)) == ["Another"]


def test_only_who_may_confirm_takes_it_back(made, city):
    leader = builders.user("leader", Role.CITY_LEADER, organization=city)
    with pytest.raises(NotAllowed):
        undo_batch(made.batch, by=leader)
    assert Task.objects.count() == len(made.tasks)
