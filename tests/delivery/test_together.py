"""One decision about many tasks: what one decision needs, for all of them or for none."""

from __future__ import annotations

from datetime import date

import pytest

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import Approval, decide_tasks, report_complete
from throughline.delivery.derived import check_derived
from throughline.delivery.models import Adjustment
from throughline.delivery.queries.story import story_of
from throughline.delivery.refusals import NoneDone
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.history.verify import verify
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.organizations.actions.posts import create_post
from throughline.organizations.models import Post
from throughline.organizations.refusals import NotStanding
from throughline.register.actions import place_under
from throughline.register.models import Task

pytestmark = pytest.mark.django_db

APPROVED = {"why": "Reform of offices.", "approval": Approval(text="Executive meeting 12")}


@pytest.fixture
def city():
    return scene()


def fresh(tasks):
    return list(Task.objects.filter(pk__in=[task.pk for task in tasks]).order_by("pk"))


def states(tasks):
    return [task.state for task in fresh(tasks)]


def test_suspended_taken_up_again_and_cancelled_together(city):
    whole, part, other = tasks = [city.task(title=name) for name in ("whole", "part", "other")]
    place_under(part, whole, by=None, seen=part.version)
    for decision, state in (("suspend", "suspended"), ("resume", "open"), ("cancel", "cancelled")):
        with at(2026, 3, 1):
            seen = {task.pk: task.version for task in fresh(tasks)}
            done = decide_tasks(decision, tasks, by=city.supervisor, seen=seen, **APPROVED)
        assert [task.pk for task in done] == [task.pk for task in tasks]
        assert states(tasks) == [state] * 3, decision
        outer = AuditRecord.objects.filter(act="delivery.decide_tasks").latest("pk")
        assert AuditRecord.objects.filter(part_of=outer.pk).count() == 3
    assert Adjustment.objects.filter(approval="Executive meeting 12").count() == 9
    assert story_of(other, None)[0].act == "Task cancelled"
    assert list(check_derived()) == []
    assert not verify().problems


def test_one_that_can_not_be_decided_stops_all_and_each_is_told(city):
    tasks = [city.task(title=name) for name in ("waits", "rests", "fine")]
    with at(2026, 3, 1):
        report_complete(tasks[0], city.finance, by=city.officer, statement="Done.")
        decide_tasks("suspend", tasks[1:2], by=city.supervisor, **APPROVED)
        before = AuditRecord.objects.count()
        with pytest.raises(NoneDone) as caught:
            decide_tasks("suspend", tasks, by=city.supervisor, **APPROVED)
        assert set(caught.value.rows) == {tasks[0].pk, tasks[1].pk}
        assert "complete" in str(caught.value.rows[tasks[0].pk].refused)
        assert "suspended already" in str(caught.value.rows[tasks[1].pk].refused)
        # What is the same for all is told once.
        with pytest.raises(Invalid) as invalid:
            decide_tasks("cancel", tasks[1:], by=city.supervisor, why="Dropped.")
        assert invalid.value.field == "approver"
        with pytest.raises(ChangedMeanwhile):
            decide_tasks("cancel", tasks[1:], by=city.supervisor, seen={tasks[2].pk: 7}, **APPROVED)
    assert states(tasks) == ["complete", "suspended", "open"]
    assert AuditRecord.objects.count() == before


def test_whoever_may_not_decide_about_one_of_them_decides_about_none(city):
    elsewhere = builders.register("elsewhere", builders.organization("other", level=1))
    tasks = [city.task(), builders.task(elsewhere)]
    for by in (city.supervisor, city.officer, builders.user("viewer", Role.VIEWER)):
        with pytest.raises(NotAllowed):
            decide_tasks("cancel", tasks, by=by, **APPROVED)
    with pytest.raises(Invalid, match="at least one"):
        decide_tasks("cancel", [], by=city.supervisor, **APPROVED)
    assert states(tasks) == ["open", "open"]


def test_transferred_from_the_unit_that_leads_each_of_them_or_from_a_named_one(city):
    roads = builders.organization("roads", city.city)
    tasks = [city.task(), builders.task(city.register, city.transport)]
    with at(2026, 3, 1):
        decide_tasks("transfer", tasks, to=roads, by=city.supervisor, **APPROVED)
        assert [task.lead for task in fresh(tasks)] == [roads, roads]
        with pytest.raises(NoneDone) as caught:
            decide_tasks(
                "transfer", tasks, from_=city.transport, to=city.city, by=city.supervisor, **APPROVED
            )
        assert set(caught.value.rows) == {tasks[1].pk}
        with pytest.raises(Invalid) as invalid:
            decide_tasks("transfer", tasks, to=roads, by=city.supervisor, **APPROVED)
        assert invalid.value.field == "to"
    assert Adjustment.objects.filter(kind="transferred").count() == 2


def test_handed_over_to_another_post(city):
    post = create_post(city.finance, "Second head", by=None)
    tasks = [city.task(contact="Ms Lin"), city.task(contact="Mr Wu")]
    with at(2026, 3, 1):
        with pytest.raises(Invalid, match="why"):
            decide_tasks("hand_over", tasks, accountable=post, by=city.supervisor, why=" ")
        decide_tasks("hand_over", tasks, accountable=post, by=city.supervisor, why="New division of work.")
        assert [(one.accountable, one.contact) for one in fresh(tasks)] == [(post, "Ms Lin"), (post, "Mr Wu")]
        with act("test.gone", by=None) as this:
            unit = builders.organization("gone", city.city, ended_on=date(2026, 2, 1))
            gone = this.create(Post(organization=unit, title="Head"))
        with pytest.raises(NotStanding):
            decide_tasks("hand_over", tasks, accountable=gone, by=city.supervisor, why="x")
