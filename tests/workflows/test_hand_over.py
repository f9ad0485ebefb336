"""A person leaves: one act hands over posts, rights, contacts, documents in work and what waits for a decision."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.accounts.permissions import allowed, may
from throughline.delivery.models import Report
from throughline.desk.queries import home, vacant_posts
from throughline.documents.choices import FindingState
from throughline.documents.models import Document, Finding
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.organizations.actions.grants import give_grant
from throughline.organizations.actions.own_roles import make_role, retire_role
from throughline.organizations.actions.posts import create_post
from throughline.organizations.actions.terms import start_term
from throughline.organizations.models import Grant, HandOver, Membership, Person
from throughline.organizations.refusals import LastAdministrator, TermBeginsLater
from throughline.plans.models import Plan, PlanGrant
from throughline.register.actions.registers import give_register_grant
from throughline.register.models import RegisterGrant, Task
from throughline.web.forms.hand_over import PersonHandOverForm
from throughline.workflows.hand_over import NoAccount, NobodyTakesOver, hand_over, outstanding

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def person(name, user=None, phone=""):
    with act("test.person", by=None) as this:
        return this.create(Person(name=name, user=user, phone=phone))


@pytest.fixture
def city():
    made = scene()
    made.head = create_post(made.finance, "Head", by=None, is_head=True)
    made.lin = person("Lin Mei", made.officer, "555-1")
    made.task(title="Harbour", accountable=made.head, contact="Lin Mei 555-1")
    start_term(made.lin, made.head, started_on=date(2020, 1, 1), by=None)
    made.wang = person("Wang Bo", builders.user("wang"), "555-2")
    return made


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_one_act_hands_everything_over(city):
    deputy = create_post(city.transport, "Head", by=None)
    start_term(
        city.lin, deputy, started_on=date(2025, 1, 1), by=None, kind="deputy", ended_on=date(2026, 12, 31)
    )
    with act("test.more", by=None) as this:
        plan = this.create(Plan(slug="plan", title="Plan", organization=city.city))
        this.create(PlanGrant(user=city.officer, role=Role.PLAN_OFFICE, plan=plan))
        this.create(RegisterGrant(user=city.officer, role=Role.VIEWER, register=city.register))
    with at(2026, 2, 25):
        city.period(2)
        report = city.file(Task.objects.get(), 2)
    with at(2026, 3, 2):
        left = {kind: [item.name for item in items] for kind, _name, items in outstanding(city.lin).told}
        assert left["post"] == ["Head, Finance", "Head, Transport"]
        assert left["task"] == left["contact"] == ["Harbour"]
        assert len(left["right"]) == 3
        before = AuditRecord.objects.filter(part_of=None).count()
        sheet = hand_over(city.lin, to=city.wang, by=None, on=DAY, why="Promotion.", close_account=True)
    assert AuditRecord.objects.filter(part_of=None).count() == before + 1
    terms = Membership.objects.filter(person=city.wang).order_by("pk")
    assert [(one.post, one.kind, one.started_on, one.ended_on) for one in terms] == [
        (city.head, "holder", DAY, None),
        (deputy, "deputy", DAY, date(2026, 12, 31)),
    ]
    assert {one.ended_on for one in Membership.objects.filter(person=city.lin)} == {date(2026, 2, 28)}
    task = Task.objects.get()
    assert (task.accountable, task.contact) == (city.head, "Wang Bo 555-2")
    assert not Grant.objects.filter(user=city.officer).exists()
    assert [
        grant.user
        for model in (Grant, PlanGrant, RegisterGrant)
        for grant in model.objects.filter(user=city.wang.user)
    ] == [city.wang.user] * 3
    assert not fresh(city.officer).is_active
    new = fresh(city.wang.user)
    assert may(new, "delivery.file_report", task.responsibilities.get(role="lead"))
    assert (report.filed_by, Report.objects.get().filed_by) == (city.officer, city.officer)
    assert {item["kind"] for item in sheet.items} == {"post", "task", "contact", "right", "waiting"}
    # Handed back by another hand-over, once the account is open again.
    with at(2026, 3, 9):
        with pytest.raises(NoAccount):
            hand_over(city.wang, to=fresh(city.lin), by=None, on=date(2026, 3, 8))
        assert Membership.objects.filter(person=city.wang, ended_on=None).exists()
        with act("test.open", by=None) as this:
            user = fresh(city.officer)
            user.is_active = True
            this.save(user)
        hand_over(city.wang, to=fresh(city.lin), by=None, on=date(2026, 3, 8))
    assert Task.objects.get().contact == "Lin Mei 555-1"
    assert Grant.objects.filter(user=city.officer).count() == 1


def test_open_approvals_follow_the_roles(city):
    office = person("Qiu", city.supervisor)
    with at(2026, 1, 25):
        city.file(Task.objects.get())
        waiting = [item.detail for item in outstanding(office).groups["waiting"]]
        assert waiting == ["report to decide"]
        hand_over(office, to=city.wang, by=None, on=date(2026, 1, 25))
        new = fresh(city.wang.user)
        assert [one.task.title for one in home(new).supervision.reports] == ["Harbour"]
        assert home(fresh(city.supervisor)).supervision is None


def test_a_document_in_work_goes_over_where_the_new_one_could_not_decide(city):
    with act("test.documents", by=None) as this:
        this.create(Grant(user=city.officer, role=Role.PLAN_OFFICE, organization=city.finance))
        rows = [
            this.create(
                Document(
                    title=title, organization=unit, size=1, uploaded_at=clock.now(), uploaded_by=city.officer
                )
            )
            for title, unit in (("Near", city.finance), ("Far", city.transport), ("Done", city.transport))
        ]
        for row, state in zip(
            rows, (FindingState.OPEN, FindingState.OPEN, FindingState.REJECTED), strict=True
        ):
            this.create(Finding(document=row, label="task", state=state, start=0, end=1))
    near, far, done = rows
    with at(2026, 3, 2):
        hand_over(city.lin, to=city.wang, by=None, on=DAY)
    new = fresh(city.wang.user)
    assert set(allowed(new, "documents.confirm", Document.objects.all())) == {near, far}
    assert [fresh(row).uploaded_by for row in rows] == [city.officer, new, city.officer]
    assert done in rows


def test_a_hand_over_to_a_post_that_nobody_holds_is_meant_or_refused(city):
    with at(2026, 3, 2):
        with pytest.raises(NobodyTakesOver, match="Head, Finance"):
            hand_over(city.lin, to=None, by=None, on=DAY)
        assert Membership.objects.get().ended_on is None
        assert list(vacant_posts(None, DAY)) == []
        sheet = hand_over(city.lin, to=None, by=None, on=DAY, vacant=True)
        assert (sheet.coming, city.head.holder_on(DAY)) == (None, None)
        # The task keeps its post, and the queue shows that nobody holds it; roles wait for the next one.
        task = Task.objects.get()
        assert (task.accountable, task.contact) == (city.head, "Lin Mei 555-1")
        assert [(post, post.tasks) for post in vacant_posts(city.supervisor, DAY)] == [(city.head, 1)]
        assert home(city.supervisor).supervision.vacant == [city.head]
        assert Grant.objects.filter(user=city.officer).count() == 1
        start_term(city.wang, city.head, started_on=date(2026, 3, 2), by=None)
        assert list(vacant_posts(None, date(2026, 3, 2))) == []


def test_what_does_not_fit_is_refused_before_anything_is_written(city):
    nobody = person("Nobody")
    far = builders.user("far", Role.ADMINISTRATOR, organization=city.transport)
    with at(2026, 3, 2):
        for to, on in ((city.lin, DAY), (city.wang, date(2026, 3, 3))):
            with pytest.raises(Invalid):
                hand_over(city.lin, to=to, by=None, on=on)
        with pytest.raises(NoAccount):
            hand_over(city.lin, to=nobody, by=None, on=DAY)
        with pytest.raises(NotAllowed):
            hand_over(city.lin, to=city.wang, by=far, on=DAY)
        with pytest.raises(TermBeginsLater):
            hand_over(city.lin, to=city.wang, by=None, on=date(2020, 1, 1))
        hand_over(city.lin, to=nobody, by=None, on=DAY, rights=False)
    assert HandOver.objects.count() == 1
    chief = person("Chief", builders.user("chief", Role.ADMINISTRATOR))
    with at(2026, 3, 2), pytest.raises(LastAdministrator):
        hand_over(chief, to=None, by=None, on=DAY, vacant=True, close_account=True)


def test_the_pages_show_first_and_print_then(city):
    admin = builders.user("admin", Role.ADMINISTRATOR)
    client = Client()
    with at(2026, 3, 2):
        client.force_login(admin)
        address = reverse("person_hand_over", args=[city.lin.pk])
        page = client.get(address).content.decode()
        assert "Tasks of these posts (they stay with the post)" in page
        assert "Harbour" in page
        refused = client.post(address, {"on": "2026-03-01"})
        assert (refused.status_code, "Nobody would hold" in refused.content.decode()) == (422, True)
        done = client.post(address, {"on": "2026-03-01", "to": city.wang.pk, "rights": "on"})
        sheet = client.get(done.url).content.decode()
        assert "Hand-over sheet" in sheet
        assert "Witness" in sheet
        assert done.url in client.get(reverse("person", args=[city.wang.pk])).content.decode()
        client.force_login(fresh(city.wang.user))
        assert client.get(done.url).status_code == 200
        client.force_login(city.other_officer)
        assert client.get(done.url).status_code == 404


def test_colleagues_are_offered_first(city):
    """By name Aaron would come before; Wang sits in the same unit as who leaves."""
    person("Aaron Zhu")
    deputy = create_post(city.finance, "Deputy head", by=None)
    start_term(city.wang, deputy, started_on=date(2020, 1, 1), by=None)
    offered = PersonHandOverForm(person=city.lin, closes=False).fields["to"].queryset
    assert offered.first() == city.wang
    assert city.lin not in offered


def test_an_own_role_goes_over_as_it_is_even_when_retired(city):
    clerk = make_role("clerk", Role.UNIT_OFFICER, by=None, name_en="Clerk", withheld=["register.sign_off"])
    give_grant(city.officer, "clerk", by=None, organization=city.finance)
    give_register_grant(city.register, city.officer, "clerk", by=None)
    retire_role(clerk, by=None, seen=clerk.version)
    assert [item.name for item in outstanding(city.lin).groups["right"]].count("Clerk") == 2
    hand_over(city.lin, to=city.wang, by=None, on=DAY)
    new = city.wang.user
    assert sorted(one.role_key for one in new.grants.all()) == ["clerk", "unit_officer"]
    assert new.register_grants.get().own_role == clerk
    assert not city.officer.grants.exists()
