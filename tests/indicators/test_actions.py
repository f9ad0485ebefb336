from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.permissions import may
from throughline.history.act import act
from throughline.indicators import actions, queries
from throughline.indicators.models import Indicator, Observation, Target
from throughline.indicators.refusals import TargetInUse
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.register import actions as register

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def office(city):
    return builders.user("office", Role.PLAN_OFFICE, organization=city)


@pytest.fixture
def indicator(city, office):
    return actions.create_indicator(by=office, name="绿化覆盖率", unit="%", organization=city)


def test_an_indicator_has_a_code_of_its_own(indicator, office):
    second = actions.create_indicator(by=office, name="绿化覆盖率")
    assert (indicator.code, second.code) == ("绿化覆盖率", "绿化覆盖率-2")
    with pytest.raises(Invalid):
        actions.edit_indicator(second, by=office, seen=second.version, code=indicator.code)


def test_a_target_with_its_steps(indicator, office):
    target = actions.create_target(
        indicator,
        by=office,
        value="45.5",
        base_value=40,
        base_on=date(2025, 12, 31),
        due_on=date(2027, 12, 31),
        steps=[("year", date(2026, 12, 31), Decimal(42))],
    )
    assert str(target) == "绿化覆盖率 ≥ 45.5 %"
    step = target.steps.get()
    steps = [("quarter", date(2026, 6, 30), 41), ("year", date(2026, 12, 31), "42.5")]
    actions.set_steps(target, steps, by=office, seen=target.version)
    assert [s.value for s in target.steps.all()] == [41, Decimal("42.5")]
    assert target.steps.get(ends_on=date(2026, 12, 31)).pk == step.pk
    with pytest.raises(Invalid):
        actions.set_steps(target, steps + steps, by=office, seen=target.version)


@pytest.mark.parametrize(
    "fields",
    [
        {"operator": "="},
        {"operator": "~", "value": 1},
        {"operator": "range", "value": 5, "high": 4},
        {"value": "many"},
        {"value": 1, "base_on": date(2027, 1, 1), "due_on": date(2026, 1, 1)},
    ],
)
def test_a_target_that_cannot_be_is_refused(indicator, office, fields):
    with pytest.raises(Invalid):
        actions.create_target(indicator, by=office, **fields)
    assert not Target.objects.exists()


def test_a_target_in_words(indicator, office):
    target = actions.create_target(indicator, by=office, operator="=", text="within a reasonable range")
    assert str(target) == "绿化覆盖率: within a reasonable range"


def test_a_target_that_is_reported_on_stays(indicator, office, city):
    target = actions.create_target(indicator, by=office, value=1)
    task = register.create_task(builders.register(organization=city), by=None, title="T", target=target)
    with pytest.raises(TargetInUse):
        actions.remove_target(target, by=office)
    task.refresh_from_db()
    register.edit_task(task, by=None, seen=task.version, target=None)
    actions.remove_target(target, by=office)
    assert not Target.objects.exists()


def observe(indicator, city, office, month, value, **fields):
    days = {"starts_on": date(2026, month, 1), "ends_on": date(2026, month, 28)}
    return actions.add_observation(
        indicator, city, by=office, period_kind="month", value=value, **days, **fields
    )


def test_a_revision_is_a_further_row_that_counts(indicator, city, office):
    observe(indicator, city, office, 1, "40.1")
    observe(indicator, city, office, 2, "40.4")
    observe(indicator, city, office, 1, "40.2", state="revised")
    assert Observation.objects.count() == 3
    assert [row.value for row in queries.series(indicator, city)] == [Decimal("40.2"), Decimal("40.4")]
    assert queries.latest_value(indicator, city, date(2026, 2, 1)).value == Decimal("40.2")
    assert queries.latest_value(indicator, city, date(2026, 1, 1)) is None
    latest = queries.latest_values([indicator], date(2026, 12, 31))
    assert latest[indicator.pk, city.pk].value == Decimal("40.4")
    with pytest.raises(Invalid):
        actions.add_observation(
            indicator,
            city,
            by=office,
            period_kind="month",
            value=1,
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 1, 1),
        )


def test_indicators_are_found_by_name_and_unit_or_made(indicator):
    with act("test.named", by=None) as this:
        found = actions.named_indicators(
            this, [("绿化覆盖率", "%"), ("绿化覆盖率", ""), ("绿化覆盖率", "平方米"), ("新", "")]
        )
    assert found["绿化覆盖率", "%"] == found["绿化覆盖率", ""] == indicator
    assert found["绿化覆盖率", "平方米"].code == "绿化覆盖率-2"
    assert Indicator.objects.count() == 3


def test_who_edits_indicators(indicator, city):
    far = builders.user("far", Role.PLAN_OFFICE, organization=builders.organization("far", level=1))
    officer = builders.user("officer", Role.UNIT_OFFICER, organization=city)
    assert may(officer, "indicators.view", indicator)
    assert not may(officer, "indicators.edit")
    assert not may(far, "indicators.edit", indicator)
    with pytest.raises(NotAllowed):
        actions.create_target(indicator, by=far, value=1)
