"""Column sets: made and changed by the office whose tables they are, each column checked."""

from __future__ import annotations

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.papers.actions.column_sets import create_column_set, edit_column_set, remove_column_set
from throughline.papers.models import ColumnSet
from throughline.papers.queries import column_set_named, column_sets_for
from throughline.papers.refusals import ColumnSetNameTaken

pytestmark = pytest.mark.django_db

TASK = {"field": "task", "heading": "What is to be done", "width": 40}


@pytest.fixture
def city():
    return builders.organization("city", level=1, name="City")


def test_a_set_keeps_its_columns_in_order_with_usual_headings_where_none_is_given(city):
    made = create_column_set(
        city, by=None, name=" Issued ", columns=[TASK, {"field": "blank"}, {"field": "lead", "width": ""}]
    )
    assert made.name == "Issued"
    assert made.columns == [
        {"field": "task", "heading": "What is to be done", "width": 40.0},
        {"field": "blank", "heading": "", "width": 16.0},
        {"field": "lead", "heading": "Lead unit", "width": 16.0},
    ]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ([], "at least one column"),
        (None, "at least one column"),
        ("task", "at least one column"),
        ([{"field": "task"}] * 31, "at most 30"),
        ([TASK, {"field": "salary"}], "Column 2: choose from the list"),
        ([TASK, "task"], "Column 2: choose from the list"),
        ([{**TASK, "width": 1}], "between 2 and 120"),
        ([{**TASK, "width": "wide"}], "between 2 and 120"),
        ([{**TASK, "width": float("nan")}], "between 2 and 120"),
        ([{**TASK, "heading": "long " * 20}], "at most 60 characters"),
        ([TASK, TASK], "“Task” is chosen for two columns"),
    ],
)
def test_what_is_no_column_is_told_with_its_number(city, columns, told):
    with pytest.raises(Invalid, match=told):
        create_column_set(city, by=None, name="Issued", columns=columns)
    assert not ColumnSet.objects.exists()


def test_a_name_is_used_once_by_an_organization(city):
    made = create_column_set(city, by=None, name="Issued", columns=[TASK])
    with pytest.raises(ColumnSetNameTaken, match="“City” has a column set called “Issued”"):
        create_column_set(city, by=None, name="Issued", columns=[TASK])
    county = builders.organization("county", city)
    create_column_set(county, by=None, name="Issued", columns=[TASK])
    other = create_column_set(city, by=None, name="Other", columns=[TASK])
    with pytest.raises(ColumnSetNameTaken):
        edit_column_set(other, by=None, seen=other.version, name=made.name)


def test_an_edit_needs_the_version_that_was_seen(city):
    made = create_column_set(city, by=None, name="Issued", columns=[TASK])
    edit_column_set(made, by=None, seen=1, dates="month")
    with pytest.raises(ChangedMeanwhile):
        edit_column_set(made, by=None, seen=1, dates="iso")
    remove_column_set(made, by=None)
    assert not ColumnSet.objects.exists()


def test_a_table_is_issued_in_the_sets_of_its_keeper_and_of_the_bodies_above_it(city):
    bureau = builders.organization("bureau", city)
    elsewhere = builders.organization("elsewhere", level=1)
    for unit in (city, bureau, elsewhere):
        create_column_set(unit, by=None, name=f"Of {unit.code}", columns=[TASK])
    assert [one.name for one in column_sets_for(bureau)] == ["Of city", "Of bureau"]
    assert [one.name for one in column_sets_for(city)] == ["Of city"]
    assert column_set_named("Of bureau").organization == bureau
    with pytest.raises(Invalid, match="There are: Of bureau, Of city, Of elsewhere"):
        column_set_named("Nobody's")


def test_an_office_elsewhere_changes_nothing_here(city):
    made = create_column_set(city, by=None, name="Issued", columns=[TASK])
    elsewhere = builders.organization("elsewhere", level=1)
    office = builders.user("office", Role.SUPERVISION_OFFICE, organization=elsewhere)
    with pytest.raises(NotAllowed):
        create_column_set(city, by=office, name="Mine", columns=[TASK])
    with pytest.raises(NotAllowed):
        edit_column_set(made, by=office, seen=1, name="Mine")
    with pytest.raises(NotAllowed):
        remove_column_set(made, by=office)
