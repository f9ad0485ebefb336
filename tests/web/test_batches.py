"""What came onto a register at once is found from the register, and undone there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from throughline.accounts.choices import Role
from throughline.cli.import_ import parser, run
from throughline.documents.models import Document
from throughline.exchange.tasks import import_tasks
from throughline.history.act import act
from throughline.lib import clock
from throughline.plans.models import Edition, Plan
from throughline.register.models import RegisterGrant, Task

pytestmark = pytest.mark.django_db
TABLE = b"No.,Task,Target,Lead\n1,Build the wall,12 km,Water Bureau\n2,Plant trees,,Park Bureau\n"


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def register(city):
    return builders.register("plan", city)


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def links(page: str) -> set[str]:
    return {part.split('"')[0] for part in page.split('href="')[1:]}


def test_an_import_is_found_from_its_register_and_undone(city, register):
    client = logged_in(builders.user("office", Role.SUPERVISION_OFFICE, organization=city))
    made = import_tasks(TABLE, by=None, name="tasks.csv", register=register)
    place = reverse("register_batches", args=["plan"])
    assert place in links(client.get(reverse("register", args=["plan"])).content.decode())
    listed = client.get(place)
    batch = reverse("batch", args=[made.batch])
    assert batch in links(listed.content.decode())
    assert [(one.record.pk, one.tasks) for one in listed.context["batches"]] == [(made.batch, 2)]
    page = client.get(batch).content.decode()
    assert str(made.targets[0]) in page
    done = client.post(batch, {"reason": "Twice."})
    assert (done.status_code, done["Location"]) == (302, reverse("register", args=["plan"]))
    assert Task.objects.count() == 0
    assert client.get(place).context["batches"] == []


def test_a_confirmation_is_a_link_only_for_who_sees_its_document(city, register):
    with act("test.document", by=None) as this:
        paper = this.create(Document(title="Paper", organization=city, size=1, uploaded_at=clock.now()))
    task = builders.task(register)
    with act("documents.accept_findings", by=None, about=paper) as this:
        task.batch = this.record.pk
        this.save(task)
        batch = reverse("batch", args=[this.record.pk])
    guest = builders.user("guest")
    with act("test.grant", by=None) as this:
        this.create(RegisterGrant(user=guest, role=Role.PLAN_OFFICE, register=register))
    place = reverse("register_batches", args=["plan"])
    office = builders.user("office", Role.PLAN_OFFICE, organization=city)
    assert batch in links(logged_in(office).get(place).content.decode())
    page = logged_in(guest).get(place)
    assert len(page.context["batches"]) == 1
    assert batch not in links(page.content.decode())
    assert logged_in(guest).get(batch).status_code == 404


def test_the_command_says_where_an_import_is_undone(register, tmp_path, capsys):
    path = tmp_path / "tasks.csv"
    path.write_bytes(TABLE)
    assert run(parser().parse_args(["tasks", str(path), "--register", "plan"])) == 0
    batch = Task.objects.values_list("batch", flat=True).first()
    assert f"/batches/{batch}/" in capsys.readouterr().out


def test_a_plan_and_an_edition_link_only_to_what_the_reader_may_open(city):
    bureau = builders.organization("bureau", city, level=2)
    with act("test.plans", by=None) as this:
        whole = this.create(Plan(slug="whole", title="Whole", organization=city))
        paper = this.create(Document(title="Paper", organization=city, size=1, uploaded_at=clock.now()))
        part = this.create(Plan(slug="part", title="Part", organization=bureau, parent=whole))
        edition = this.create(Edition(plan=part, title="Text", document=paper))
    viewer = logged_in(builders.user("viewer", Role.VIEWER, organization=bureau))
    office = logged_in(builders.user("office", Role.PLAN_OFFICE, organization=city))
    for client, seen in ((viewer, False), (office, True)):
        page = links(client.get(reverse("plan", args=["part"])).content.decode())
        assert (reverse("plan", args=["whole"]) in page) is seen
        page = links(client.get(reverse("edition", args=[edition.pk])).content.decode())
        assert (reverse("document", args=[paper.pk]) in page) is seen
