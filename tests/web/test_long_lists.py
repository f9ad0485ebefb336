from __future__ import annotations

import re
from datetime import date
from html import escape, unescape
from importlib import import_module

import pytest
from django import forms

from tests import builders
from throughline.accounts.choices import Role
from throughline.history.act import act
from throughline.register.models import Entry, KeyArea
from throughline.web.forms import register as filters
from throughline.web.forms.fields import UnitField
from throughline.web.views import registers

pytestmark = pytest.mark.django_db


class Chosen(forms.Form):
    unit = UnitField(label="Unit", required=False, empty_label="<All>")


def test_a_long_choice_is_written_as_django_writes_a_short_one():
    units = [builders.organization(f"u{n}", name=f'Bureau "{n}" & <sons>') for n in range(3)]
    form = Chosen({"unit": str(units[1].pk)})
    ours = str(form["unit"])
    form.fields["unit"].widget.__class__ = forms.Select
    theirs = str(form["unit"])

    def plain(text):
        return re.sub(r">\s+<", "><", text).replace("&quot;", '"').replace("&#x27;", "'").strip()

    assert plain(ours) == plain(theirs)
    assert ours.count("selected") == 1


def test_a_list_that_is_longer_than_anybody_counts_says_so(client, monkeypatch):
    city = builders.organization("city", level=1)
    register = builders.register("works", organization=city)
    for _ in range(3):
        builders.task(register, city)
    client.force_login(builders.user("office", Role.SUPERVISION_OFFICE, organization=city))
    assert "3 tasks" in client.get("/registers/works/").content.decode()
    monkeypatch.setattr(registers, "COUNTED", 2)
    monkeypatch.setattr(registers, "SHORT", 2)
    page = client.get("/registers/works/").content.decode()
    assert "more than 2 tasks" in page
    assert page.count("/tasks/") >= 3


@pytest.mark.parametrize("query", ["", "?sort=due&down=on", "?group=organization", "?due_to=2026-06-30"])
def test_a_long_list_of_which_few_are_found_is_the_same_list(client, monkeypatch, query):
    city = builders.organization("city", level=1)
    register = builders.register("works", organization=city)
    units = [builders.organization(code, parent=city) for code in ("water", "roads")]
    for month in (9, 3, 6):
        builders.task(register, units[month % 2], due_on=date(2026, month, 1))
    builders.task(register, state="cancelled")
    client.force_login(builders.user("office", Role.SUPERVISION_OFFICE, organization=city))
    short = client.get(f"/registers/works/{query}").content.decode()
    monkeypatch.setattr(registers, "COUNTED", 3)
    monkeypatch.setattr(registers, "SHORT", 2)
    looking_again = import_module("throughline.register.queries.rows")
    monkeypatch.setattr(looking_again, "entries", None)
    nonce = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')
    assert nonce.sub("", client.get(f"/registers/works/{query}").content.decode()) == nonce.sub("", short)


def _offered(page: str) -> dict[str, list[tuple[str, str, str]]]:
    """Of both choices of units: each option's value, whether it is the chosen one, and its words."""
    selects = re.findall(r'<select name="(organization|lead)"[^>]*>(.*?)</select>', page)
    option = re.compile(r'<option value="(\w*)"( selected)?>\s*([^<]*)')
    return {
        name: [(key, bool(chosen), text) for key, chosen, text in option.findall(options)]
        for name, options in selects
    }


def test_units_are_offered_when_the_filter_is_opened_where_there_are_very_many(client, monkeypatch):
    city = builders.organization("city", level=1, name="City")
    water = builders.organization("water", parent=city, name="Water Bureau")
    register = builders.register("works", organization=city)
    builders.task(register, water)
    client.force_login(builders.user("office", Role.SUPERVISION_OFFICE, organization=city))
    asked = f"/registers/works/?organization={water.pk}&lead=none"
    every, nobody = ("", False, "All"), ("none", True, "None")
    units = [(str(city.pk), False, "City"), (str(water.pk), True, "Water Bureau")]
    plain = [(key, False, name) for key, _chosen, name in units]
    everything = {"organization": [every, *units], "lead": [every, nobody, *plain]}

    few = client.get(asked).content.decode()
    assert _offered(few) == everything
    assert "all_units" not in few

    monkeypatch.setattr(filters, "MANY", 1)
    many = client.get(asked).content.decode()
    assert _offered(many) == {"organization": [every, units[1]], "lead": [every, nobody]}
    address = unescape(re.search(r'id="unit-choices" hx-get="([^"]*)" hx-trigger="intersect once"', many)[1])
    assert f'href="{escape(address)}"' in many  # without script
    opened = client.get(f"/registers/works/{address}", headers={"hx-request": "true"}).content.decode()
    assert _offered(opened) == everything
    assert "<html" not in opened
    assert "hx-get" not in opened
    plainly = client.get(f"/registers/works/{address}").content.decode()
    assert _offered(plainly) == everything
    assert 'class="collapse show" id="more-filters"' in plainly
    assert 'class="collapse" id="more-filters"' in client.get("/registers/works/").content.decode()
    for odd in ("x", "9" * 30, "-1"):
        assert _offered(client.get(f"/tasks/?organization={odd}").content.decode())["organization"] == [every]


def test_key_areas_of_all_registers_are_offered_with_the_units(client, monkeypatch):
    city = builders.organization("city", level=1)
    water = builders.organization("water", parent=city)
    works, roads = (builders.register(slug, organization=city) for slug in ("works", "roads"))
    area, other, unseen = (
        _area(*given) for given in ((works, "Rivers"), (roads, "Bridges"), (roads, "Alps"))
    )
    for register, lead, under in ((works, water, area), (roads, water, other), (roads, city, unseen)):
        Entry.objects.filter(task=builders.task(register, lead)).update(area=under)
    client.force_login(builders.user("officer", Role.UNIT_OFFICER, organization=water))

    def areas(address):
        options = re.search(
            r'<select name="area".*?</select>', client.get(address).content.decode(), re.DOTALL
        )
        return re.findall(r'<option value="(\d+)"( selected)?>', options[0])

    assert areas(f"/tasks/?area={other.pk}") == [(str(area.pk), ""), (str(other.pk), " selected")]
    monkeypatch.setattr(filters, "MANY", 1)
    assert areas("/tasks/") == areas(f"/tasks/?area={unseen.pk}") == areas("/tasks/?area=x") == []
    assert areas(f"/tasks/?area={other.pk}") == [(str(other.pk), " selected")]
    assert areas(f"/tasks/?area={other.pk}&all_units=1") == [(str(area.pk), ""), (str(other.pk), " selected")]
    found = client.get(f"/tasks/?area={other.pk}").content.decode()
    assert "1 task" in found


def _area(register, title):
    with act("test.area", by=None) as this:
        return this.create(KeyArea(register=register, title=title))
