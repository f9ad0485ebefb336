from __future__ import annotations

import re

import pytest
from django import forms

from tests import builders
from throughline.accounts.choices import Role
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
    page = client.get("/registers/works/").content.decode()
    assert "more than 2 tasks" in page
    assert page.count("/tasks/") >= 3
