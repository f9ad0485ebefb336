"""Deputies (AB角): while the holder of a post is away, the deputy may do what the holder may, on behalf of the post."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import may
from throughline.delivery.actions import accept_report, file_report
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.history.past import seen_at
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.organizations.actions.absences import record_absence, remove_absence
from throughline.organizations.actions.own_roles import make_role
from throughline.organizations.actions.posts import create_post
from throughline.organizations.actions.terms import start_term
from throughline.organizations.models import Absence, Person
from throughline.organizations.queries import stand_ins
from throughline.organizations.reach import on_behalf, reach_of
from throughline.register.actions import sign_off
from throughline.register.models import Responsibility

pytestmark = pytest.mark.django_db

AWAY = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 6)}


def person(name, user):
    with act("test.person", by=None) as this:
        return this.create(Person(name=name, user=user))


def again(user):
    """The account as the next request has it."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def city():
    made = scene()
    made.head = create_post(made.finance, "Head", by=None)
    made.a, made.b = person("A", made.officer), person("B", builders.user("b"))
    start_term(made.a, made.head, started_on=date(2020, 1, 1), by=None)
    start_term(
        made.b, made.head, kind="deputy", started_on=date(2026, 1, 1), ended_on=date(2026, 3, 4), by=None
    )
    made.harbour = made.task(title="Harbour", accountable=made.head)
    made.held = Responsibility.objects.get(task=made.harbour, organization=made.finance)
    return made


def test_the_deputy_may_what_the_holder_may_while_both_spans_run(city):
    record_absence(city.a, by=None, **AWAY)
    found = []
    for day in range(1, 8):
        with at(2026, 3, day):
            found += [day] if may(again(city.b.user), "register.sign_off", city.held) else []
            assert may(again(city.officer), "register.sign_off", city.held)
    # From the 2nd on the holder is away; after the 4th there is no deputy any more.
    assert found == [2, 3, 4]


def test_what_the_deputy_does_is_recorded_on_behalf_of_the_post(city):
    record_absence(city.a, by=None, **AWAY)
    with at(2026, 3, 3):
        deputy = again(city.b.user)
        sign_off(city.held, by=deputy)
        report = file_report(city.harbour, city.finance, city.period(3), by=deputy, progress=10)
    for name in ("register.sign_off", "delivery.file_report"):
        record = AuditRecord.objects.get(act=name)
        assert (record.by_name, record.for_key, record.for_name) == ("B", city.head.pk, "Head, Finance")
    assert report.filed_by == city.b.user
    with at(2026, 3, 3):
        # Whoever has the right themselves acts for themselves.
        own = builders.user("own", Role.UNIT_OFFICER, organization=city.finance)
        own_person = person("Own", own)
        start_term(own_person, city.head, kind="deputy", started_on=date(2026, 1, 1), by=None)
        file_report(city.harbour, city.finance, city.period(3), by=again(own), progress=11)
    assert AuditRecord.objects.filter(act="delivery.file_report").order_by("-pk")[0].for_key is None


def test_the_deputy_of_an_office_decides_for_it(city):
    office = create_post(city.city, "Supervisor", by=None)
    a, b = person("S", city.supervisor), person("T", builders.user("t"))
    start_term(a, office, started_on=date(2020, 1, 1), by=None)
    start_term(b, office, kind="deputy", started_on=date(2020, 1, 1), by=None)
    record_absence(a, by=None, **AWAY)
    with at(2026, 3, 3):
        report = city.file(city.harbour, 3)
        accept_report(report, by=again(b.user))
    assert AuditRecord.objects.get(act="delivery.accept_reports").for_key == office.pk


def test_the_deputy_may_not_what_is_withheld_from_the_holder(city):
    role = make_role("mute", Role.UNIT_OFFICER, by=None, name_en="Mute", withheld=["register.sign_off"])
    with act("test.own_role", by=None) as this:
        grant = city.officer.grants.get()
        grant.own_role = role
        this.save(grant)
    record_absence(city.a, by=None, **AWAY)
    with at(2026, 3, 3):
        deputy = again(city.b.user)
        assert not may(deputy, "register.sign_off", city.held)
        assert on_behalf(deputy, "register.sign_off", city.held) is None
        assert may(deputy, "delivery.file_report", city.held)
        assert on_behalf(deputy, "delivery.file_report", city.held) == city.head
        with pytest.raises(NotAllowed):
            sign_off(city.held, by=deputy)


def test_administration_and_the_past_are_not_stood_in_for(city):
    with act("test.admin", by=None) as this:
        grant = city.officer.grants.get()
        grant.role, grant.organization = Role.ADMINISTRATOR, None
        this.save(grant)
    record_absence(city.a, by=None, **AWAY)
    with at(2026, 3, 3):
        assert not may(again(city.b.user), "accounts.manage")
        with act("test.office", by=None) as this:
            grant.role = Role.CITY_LEADER
            this.save(grant)
        assert may(again(city.b.user), "register.view_task", city.harbour)
        with seen_at(clock.now()):
            assert not may(again(city.b.user), "register.view_task", city.harbour)


def test_people_record_their_own_absence(city):
    made = record_absence(city.a, by=again(city.officer), **AWAY)
    with pytest.raises(NotAllowed):
        record_absence(city.b, by=again(city.officer), **AWAY)
    for days in (
        {"starts_on": date(2026, 3, 6)},
        {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 2)},
    ):
        with pytest.raises(Invalid, match="already"):
            record_absence(city.a, by=None, **days)
    with pytest.raises(Invalid, match="before the first"):
        record_absence(city.b, by=None, starts_on=date(2026, 3, 6), ends_on=date(2026, 3, 2))
    remove_absence(made, by=again(city.officer))
    assert not Absence.objects.exists()


def test_pages_say_who_stands_in(city):
    record_absence(city.a, by=None, **AWAY)
    client = Client()
    with at(2026, 3, 3):
        assert [one.name for one in stand_ins([city.head])[city.head.pk].deputies] == ["B"]
        client.force_login(city.b.user)
        assert "You stand in for A (Head, Finance)" in client.get("/").content.decode()
        for path in (reverse("task", args=[city.harbour.pk]), reverse("post", args=[city.head.pk])):
            assert "away until 6 Mar 2026" in client.get(path).content.decode()
        client.force_login(city.officer)
        page = reverse("person", args=[city.a.pk])
        assert reverse("absence_new", args=[city.a.pk]) in client.get(page).content.decode()
        refused = client.post(reverse("absence_new", args=[city.a.pk]), {"starts_on": "2026-03-06"})
        assert refused.status_code == 422
        client.post(reverse("absence_remove", args=[Absence.objects.get().pk]))
        client.post(reverse("absence_new", args=[city.a.pk]), {"starts_on": "2026-03-06"})
        assert Absence.objects.get().starts_on == date(2026, 3, 6)
        strange = reverse("absence_remove", args=[Absence.objects.get().pk])
        client.force_login(city.other_officer)
        assert client.post(strange).status_code == 404


def test_asking_who_stands_in_costs_one_query_where_nobody_does(city):
    user = again(city.other_officer)
    with CaptureQueriesContext(connection) as asked:
        reach_of(user)
    assert len(asked) == 2
