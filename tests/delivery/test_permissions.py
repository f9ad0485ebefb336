"""Who may do what: every role, held where it reaches and where it does not."""

from datetime import date

import pytest

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.accounts.permissions import allowed, may
from throughline.delivery.actions import ask_extension, ensure_periods, report_complete
from throughline.delivery.models import Rating, Report
from throughline.history.act import act
from throughline.plans.models import Plan, PlanGrant
from throughline.register.actions import add_milestone
from throughline.register.models import RegisterGrant, Responsibility

pytestmark = pytest.mark.django_db

UNIT = {
    "delivery.file_report",
    "delivery.report_complete",
    "delivery.explain_rating",
    "delivery.view_proposed",
    "delivery.mark_milestone",
    "delivery.ask_extension",
}
OFFICE = {
    "delivery.view_proposed",
    "delivery.decide_report",
    "delivery.close_task",
    "delivery.confirm_rating",
    "delivery.correct_rating",
    "delivery.circulate",
    "delivery.close_period",
    "delivery.decide_extension",
}
MAY = {Role.SUPERVISION_OFFICE: OFFICE, Role.UNIT_OFFICER: UNIT, Role.UNIT_LEADER: UNIT}
ACTS = UNIT | OFFICE


@pytest.fixture
def city():
    return scene()


@pytest.fixture
def objects(city):
    """One object for each act."""
    task = city.task()
    with at(2026, 1, 20):
        report = city.file(task)
        extension = ask_extension(task, by=city.officer, wanted_on=date(2027, 1, 31), reason="Rain.")
        milestone = add_milestone(task, by=city.supervisor, title="Tender", due_on=date(2026, 2, 1))
        completion = report_complete(task, city.finance, by=city.officer, statement="Done.")
    with act("test.rating", by=None) as this:
        rating = this.create(Rating(task=task, on=date(2026, 1, 20), since=date(2026, 1, 20), colour="red"))
    responsibility = Responsibility.objects.get(task=task, role="lead")
    by_act = dict.fromkeys(ACTS, rating)
    return by_act | {
        "delivery.file_report": responsibility,
        "delivery.report_complete": responsibility,
        "delivery.decide_report": report,
        "delivery.close_task": completion,
        "delivery.circulate": city.register,
        "delivery.mark_milestone": milestone,
        "delivery.ask_extension": task,
        "delivery.decide_extension": extension,
        "delivery.close_period": ensure_periods(city.register, date(2026, 12, 1))[-1],
    }


def acts_of(user, objects):
    return {name for name, row in objects.items() if may(user, name, row)}


@pytest.mark.parametrize("role", Role.values)
def test_each_role_within_its_reach(city, objects, role):
    held_over = city.finance if role in (Role.UNIT_OFFICER, Role.UNIT_LEADER) else city.city
    user = builders.user("someone", role, organization=held_over)
    assert acts_of(user, objects) == MAY.get(role, set())


@pytest.mark.parametrize("role", Role.values)
def test_each_role_held_everywhere(objects, role):
    assert acts_of(builders.user("someone", role), objects) == MAY.get(role, set())


@pytest.mark.parametrize("role", Role.values)
def test_each_role_beyond_its_reach(objects, role):
    elsewhere = builders.organization("elsewhere")
    assert acts_of(builders.user("someone", role, organization=elsewhere), objects) == set()


def test_a_grant_for_the_register_or_its_plan_reaches_as_far(city, objects):
    of_register, of_plan = builders.user("of-register"), builders.user("of-plan")
    with act("test.grants", by=None) as this:
        plan = this.create(Plan(slug="plan", title="Plan", organization=city.city))
        city.register.plan = plan
        this.save(city.register)
        this.create(RegisterGrant(user=of_register, role=Role.SUPERVISION_OFFICE, register=city.register))
        this.create(PlanGrant(user=of_plan, role=Role.SUPERVISION_OFFICE, plan=plan))
    assert acts_of(of_register, objects) == acts_of(of_plan, objects) == OFFICE


def test_supporting_units_do_not_report(city, objects):
    supporting = builders.organization("supporting", city.city)
    user = builders.user("supporter", Role.UNIT_OFFICER, organization=supporting)
    with act("test.supporting", by=None) as this:
        row = this.create(
            Responsibility(
                task=Report.objects.get().task, organization=supporting, role="supporting", position=2
            )
        )
    assert acts_of(user, {**objects, "delivery.file_report": row, "delivery.report_complete": row}) == set()


def test_the_system_may_and_nobody_may_not(objects):
    gone = builders.user("gone", Role.SUPERVISION_OFFICE, is_active=False)
    assert acts_of(None, objects) == ACTS
    assert acts_of(gone, objects) == set()
    for name, row in objects.items():
        assert not allowed(gone, name, type(row).objects.all()).exists()
