"""Everything of one key area, organization or leader across plans and registers, each task once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.delivery.scene import YEAR, at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import ask_extension
from throughline.desk.queries.across import of_area, of_organization, of_post
from throughline.history.act import act
from throughline.indicators.models import Indicator, Target
from throughline.organizations.models import Post
from throughline.register.actions import add_area, show_on
from throughline.register.actions.projects import create_project, link_task
from throughline.register.choices import RegisterKind
from throughline.register.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(YEAR, 11, 20)


@pytest.fixture
def city():
    return scene()


@pytest.fixture
def mayor(city):
    with act("test.post", by=None) as this:
        return this.create(Post(organization=city.city, title="Mayor", is_leader=True))


@pytest.fixture
def second(city):
    """Last year's list, with the same key area; and one of instructions."""
    with at(YEAR, 1, 1):
        return builders.register("leaders", city.city, kind=RegisterKind.INSTRUCTIONS)


def placed(city, register, area):
    with at(YEAR, 1, 1):
        task = builders.task(register, city.finance)
    entry = Entry.objects.get(task=task, register=register)
    with act("test.place", by=None) as this:
        entry.area = area
        this.save(entry)
    return task


def test_a_key_area_of_two_registers(city, second, mayor):
    here = add_area(city.register, by=None, title="Roads", leader=mayor)
    there = add_area(second, by=None, title="Roads")
    add_area(second, by=None, title="Water")
    both, one, other = (
        placed(city, city.register, here),
        placed(city, second, there),
        placed(city, second, None),
    )
    show_on(both, second, by=None, area=there, number="7")
    found = of_area(there, city.supervisor, DAY)
    assert {matter.task for matter in found.matters} == {both, one}
    assert found.total.total == 2
    assert {row.slug: cell.total for row, cell in found.lists} == {"tasks": 1, "leaders": 2}
    assert found.shared == 1
    assert [place.number for m in found.matters if m.task == both for place in m.places][1] == "7"
    assert [area.register.slug for area in found.areas] == ["tasks", "leaders"]
    assert other not in [matter.task for matter in found.matters]
    # The leader is in charge by the area.
    assert [matter.task for matter in of_post(mayor, city.supervisor, DAY).matters] == [both]


def test_an_organization_with_what_lies_below_it(city, second):
    part = builders.organization("part", city.finance)
    task = city.task(due_on=date(YEAR, 12, 1))
    with at(YEAR, 1, 1):
        late = builders.task(second, part, due_on=date(YEAR, 3, 1))
    project = create_project(by=None, code="P-1", title="Bridge", organization=city.transport)
    link_task(project, task, by=None)
    with act("test.target", by=None) as this:
        indicator = this.create(Indicator(code="roads", name="Roads"))
        target = this.create(Target(indicator=indicator, organization=part, text="more"))
    with at(YEAR, 11, 1):
        ask_extension(task, by=city.officer, wanted_on=date(YEAR + 1, 3, 1), reason="Rain.")
    found = of_organization(city.finance, city.supervisor, DAY)
    assert found.total.total == 2
    assert (found.late, found.next) == ([late], [task])
    assert found.projects == [project]
    assert found.targets == [target]
    assert [one.task for one in found.waiting] == [task]
    assert [one.task for one in found.instructions] == [late]
    assert of_organization(city.transport, city.supervisor, DAY).total.total == 1


def test_only_what_is_in_sight(city, second):
    city.task()
    stranger = builders.user("stranger")
    assert of_organization(city.finance, stranger, DAY).total.total == 0
    elsewhere = builders.user("", Role.VIEWER, organization=builders.organization("elsewhere"))
    found = of_organization(city.city, elsewhere, DAY)
    assert (found.matters, found.lists, found.waiting) == ([], [], [])


def test_one_task_and_fifty_cost_the_same_number_of_queries(city, second, mayor):
    area = add_area(city.register, by=None, title="Roads", leader=mayor)
    spent = []
    for more in (1, 1, 48):
        for _ in range(more):
            show_on(placed(city, city.register, area), second, by=None)
        with CaptureQueriesContext(connection) as captured:
            for found in (
                of_area(area, city.supervisor, DAY),
                of_organization(city.city, city.supervisor, DAY),
                of_post(mayor, city.supervisor, DAY),
            ):
                [(m.task.lead, [(p.register.plan, p.area) for p in m.places]) for m in found.matters]
        spent.append(len(captured))
    assert spent[1] == spent[2] < 40  # the first reads roles besides
