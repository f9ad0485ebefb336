"""A scene that is kept is found as it was made, by those who ask for it alone."""

from __future__ import annotations

import pytest

from tests.web.whole import Whole
from throughline.accounts.models import User
from throughline.delivery.models import Evidence
from throughline.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("_again", [1, 2])
def test_what_a_test_changes_is_taken_back(whole_city: Whole, tmp_path, _again):
    register, water = whole_city.register, whole_city.water
    assert (register.title, water.name) == ("City tasks", "Water Bureau")
    (kept,) = Evidence.objects.all()
    assert kept.file.path.startswith(str(tmp_path))
    assert kept.file.read() == b"stone"
    kept.file.close()
    register.title = water.name = "Changed"
    Organization.objects.update(name="Changed")
    Evidence.objects.all().delete()
    for file in tmp_path.rglob("photo*"):
        file.unlink()


def test_who_does_not_ask_for_it_finds_nothing():
    assert not User.objects.exists()
    assert not Organization.objects.exists()


def test_it_is_there_again_for_the_next_who_asks(whole_city: Whole):
    assert User.objects.get(username="officer") == whole_city.users["officer"]
