"""The pages on which an organization is merged, split or dissolved."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.api.scene import Api
from tests.web.whole import Whole, text
from throughline.lib import clock
from throughline.organizations.models import Organization, Succession
from throughline.workflows.heritage import heritage

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


@pytest.fixture
def client(city) -> Client:
    client = Client()
    client.force_login(city.users["administrator"])
    return client


def test_first_shown_then_filled_in_then_done(city, client):
    unit = Organization.objects.get(pk=city.water.pk)
    east, west = (
        builders.organization(code, unit.parent, name=code.title()) for code in ("newland", "oldland")
    )
    address = reverse("organization_reorganize", args=[unit.code])
    left = heritage(unit)
    assert len(left.held) > 2
    page = text(client.get(address))
    assert all(row.task.title in page for row in left.held)
    form = {
        "kind": "split",
        "later": [east.pk, west.pk],
        "effective_on": clock.today().isoformat(),
        "why": "Reform of offices.",
        "approval_text": "Commission",
        "document_number": "2026-3",
        "row_version": unit.version,
    }
    table = text(client.post(address, form))
    assert table.count('name="task-') == len(left.held)
    unfilled = client.post(address, {**form, "step": "2"})
    assert (unfilled.status_code, Succession.objects.count()) == (422, 0)
    chosen = {f"task-{row.pk}": (east, west)[n % 2].pk for n, row in enumerate(left.held)}
    chosen |= {f"part-{part.pk}": east.pk for part in left.parts}
    stale = client.post(address, {**form, **chosen, "step": "2", "row_version": 99})
    assert (stale.status_code, "Somebody changed this meanwhile" in text(stale)) == (422, True)
    done = client.post(address, {**form, **chosen, "step": "2"})
    assert done.url == reverse("organization", args=[unit.code])
    old = text(client.get(done.url))
    assert "Split into" in old
    assert reverse("organization", args=["oldland"]) in old
    assert "2026-3" in old
    new = text(client.get(reverse("organization", args=["newland"])))
    assert "Took over from" in new
    assert left.held[0].task.title in new
    assert heritage(unit).held == []


def test_an_organization_with_open_tasks_does_not_simply_end(city, client):
    address = reverse("organization_end", args=[city.water.code])
    unit = Organization.objects.get(pk=city.water.pk)
    given = {"ended_on": clock.today().isoformat(), "row_version": unit.version}
    refused = client.post(address, given)
    assert (refused.status_code, "Merge, split or dissolve it" in text(refused)) == (422, True)


def test_over_the_api(city):
    unit = Organization.objects.get(pk=city.water.pk)
    east = builders.organization("newland", unit.parent, name="Newland")
    api = Api(city.users["administrator"])
    sent = {
        "seen": unit.version,
        "kind": "merged",
        "later": ["newland"],
        "on": clock.today().isoformat(),
        "why": "Reform.",
        "approval": "Commission",
    }
    refused = api.post(f"/organizations/{unit.code}/reorganize", {**sent, "rest": "finance"})
    assert refused.status_code == 422
    said = api.post(f"/organizations/{unit.code}/reorganize", sent).json()
    assert [(one["code"], one["kind"]) for one in said["became"]] == [("newland", "merged")]
    assert said["tasks"] == []
    assert api.get("/organizations/newland").json()["took_over"][0]["code"] == unit.code
    assert Succession.objects.get().later == east
