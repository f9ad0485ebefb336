from __future__ import annotations

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.permissions import EVERYTHING
from throughline.organizations.reach import reach_of

pytestmark = pytest.mark.django_db


def test_a_role_at_the_one_top_is_over_all_that_has_an_organization():
    top = builders.organization("top", level=1)
    unit = builders.organization("unit", parent=top)
    office = reach_of(builders.user("office", Role.SUPERVISION_OFFICE, organization=top))
    assert office.over("organization", Role.SUPERVISION_OFFICE, always=True) is EVERYTHING
    assert office.over("organization", Role.SUPERVISION_OFFICE) is not EVERYTHING
    assert office.over("organization", Role.VIEWER, always=True) is not EVERYTHING
    assert not office.everywhere
    below = reach_of(builders.user("below", Role.SUPERVISION_OFFICE, organization=unit))
    assert below.over("organization", Role.SUPERVISION_OFFICE, always=True) is not EVERYTHING


def test_beside_another_top_it_is_not():
    top = builders.organization("top", level=1)
    builders.organization("other", level=1)
    office = reach_of(builders.user("office", Role.SUPERVISION_OFFICE, organization=top))
    assert office.over("organization", Role.SUPERVISION_OFFICE, always=True) is not EVERYTHING
