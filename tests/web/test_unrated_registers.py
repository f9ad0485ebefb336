"""A register is rated from its first day; where one is not, its page and the supervision office's home say so."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from throughline.accounts.choices import Role
from throughline.calendars.actions import create_calendar
from throughline.delivery.actions import install_presets
from throughline.delivery.queries.usual import calendar_of, usual_calendar, usual_rule_set
from throughline.documents.models import Document
from throughline.exchange.tasks import import_tasks
from throughline.history.act import act
from throughline.lib import clock
from throughline.register.actions.registers import edit_register
from throughline.register.models import Register, RuleSet
from throughline.workflows.destination import open_destination

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def office(city):
    return builders.user("office", Role.SUPERVISION_OFFICE, organization=city)


@pytest.fixture
def client(office):
    made = Client()
    made.force_login(office)
    return made


def form(city, **fields):
    plain = {"title": "Plan 2026", "kind": "plan", "rhythm": "month", "due_days": "-3"}
    plain |= {"explanation_days": "3", "disclosure": "internal", "organization": str(city.pk)}
    return plain | fields


def test_the_form_of_a_new_register_proposes_the_usual_rules_and_calendar(client, city):
    install_presets(by=None, language="en")
    calendar = create_calendar("city", "City days", by=None)
    fields = client.get(reverse("register_new")).context["form"]
    assert fields["rule_set"].value() == RuleSet.objects.get(slug="points_behind").pk
    assert fields["calendar"].value() == calendar.pk
    # What most registers here have is usual.
    other = RuleSet.objects.get(slug="periods_missed")
    builders.register("one", city, rule_set=other)
    assert usual_rule_set() == other


def test_without_any_rule_set_the_standard_one_comes_with_the_register(client, city):
    assert client.post(reverse("register_new"), form(city)).status_code == 302
    register = Register.objects.get()
    assert register.rule_set.slug == "points_behind"
    assert RuleSet.objects.count() == 1


def test_who_chooses_no_rules_gets_none_and_is_told_on_every_page_that_matters(client, city, office):
    install_presets(by=None, language="en")
    client.post(reverse("register_new"), form(city, rule_set="", calendar=""))
    register = Register.objects.get()
    assert register.rule_set is None
    place = reverse("register_edit", args=[register.slug]) + "#id_rule_set"
    page = client.get(reverse("register", args=[register.slug])).content.decode()
    assert "its tasks are never rated" in page
    assert place in page
    home = client.get(reverse("home")).content.decode()
    assert "1 register is never rated" in home
    assert place in home
    told = client.get("/api/v1/today").json()["supervision"]["unruled"]
    assert told == [{"slug": register.slug, "title": "Plan 2026"}]
    _choose(register, office)
    assert "never rated" not in client.get(reverse("register", args=[register.slug])).content.decode()
    assert "never rated" not in client.get(reverse("home")).content.decode()


def _choose(register, office):
    edit_register(register, by=office, seen=register.version, rule_set=RuleSet.objects.first())


def test_who_may_not_change_it_is_told_without_a_way_that_leads_nowhere(city):
    register = builders.register("plan", city)
    client = Client()
    client.force_login(builders.user("viewer", Role.VIEWER, organization=city))
    page = client.get(reverse("register", args=["plan"])).content.decode()
    assert "its tasks are never rated" in page
    assert reverse("register_edit", args=[register.slug]) not in page
    assert "calendar" not in re.sub(r"<[^>]*>", " ", page)
    assert reverse("calendars") not in page


def test_a_register_without_a_calendar_says_which_days_it_counts(client, city):
    builders.register("plan", city)
    path = reverse("register", args=["plan"])
    assert "China's working days" in client.get(path).content.decode()
    create_calendar("city", "City days", by=None)
    assert "counted by “City days”" in client.get(path).content.decode()
    assert calendar_of(Register.objects.get()).name == "City days"


def test_a_closed_register_wants_no_rules(client, city):
    builders.register("old", city, closed_on=clock.today())
    assert "never rated" not in client.get(reverse("register", args=["old"])).content.decode()
    assert "never rated" not in client.get(reverse("home")).content.decode()


def test_a_calendar_is_proposed_by_the_language_until_one_is_used(city):
    chinese = create_calendar("cn", "China", by=None)
    french = create_calendar("fr", "France", country="FR", by=None)
    assert (usual_calendar("zh-hans"), usual_calendar("en")) == (chinese, french)
    builders.register("one", city, calendar=chinese)
    assert usual_calendar("en") == chinese


def test_a_document_opens_a_register_that_is_rated(client, city, office):
    calendar = create_calendar("city", "City days", by=None)
    with act("test.document", by=None) as this:
        document = this.create(
            Document(title="Plan", organization=city, size=1, uploaded_at=clock.now(), text="x", state="read")
        )
    page = client.get(reverse("confirmation", args=[document.pk])).content.decode()
    assert "rated by “Points behind schedule (10 / 30)” and the calendar “City days”" in page
    made = open_destination(document, by=office, organization=city, register_title="Tasks").register
    assert (made.rule_set.slug, made.calendar) == ("points_behind", calendar)


def test_an_imported_table_makes_a_register_that_is_rated(city, office):
    table = b"No.,Task,Lead\n1,Build the wall,Water Bureau\n"
    made = import_tasks(table, by=office, name="tasks.csv")
    assert made.register.rule_set.slug == "points_behind"
    assert RuleSet.objects.count() == 1
    dry = import_tasks(table, by=office, name="more.csv", dry_run=True)
    assert dry.register.rule_set == made.register.rule_set
