"""Organizations merge, split and dissolve with open tasks: nothing is orphaned, all of it can be traced."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.delivery.actions import (
    Approval,
    accept_report,
    cancel_task,
    reopen_task,
    report_complete,
    transfer_task,
)
from throughline.delivery.derived import check_derived
from throughline.delivery.models import Adjustment
from throughline.delivery.queries.story import story_of
from throughline.history.act import act
from throughline.history.queries import history_of
from throughline.history.verify import verify
from throughline.indicators.models import Indicator, Target
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.organizations.actions.grants import give_grant
from throughline.organizations.actions.own_roles import make_role
from throughline.organizations.actions.posts import create_post, set_portfolio
from throughline.organizations.models import (
    Grant,
    Membership,
    Organization,
    Person,
    Portfolio,
    Post,
    Succession,
)
from throughline.organizations.queries import match_organization, standing_successor
from throughline.organizations.refusals import NotStanding
from throughline.register.actions import create_task, set_responsibilities
from throughline.register.models import KeyArea, Project, Register, Responsibility, Task
from throughline.register.orphans import check_orphans
from throughline.register.queries import RegisterFilter, rows
from throughline.register.rules import LIVE_STATES
from throughline.workflows.heritage import heritage
from throughline.workflows.reorganize import (
    NotAllAssigned,
    StillAnswers,
    StillKeeps,
    end_organization,
    reorganize,
)

pytestmark = pytest.mark.django_db

MEETING = Approval(text="Commission for offices", document_number="2026-3")
DAY = date(2026, 3, 1)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def orphans():
    """Open tasks for which an organization answers that is no more."""
    ended = Responsibility.objects.filter(organization__ended_on__isnull=False, task__state__in=LIVE_STATES)
    led = Task.objects.filter(lead__ended_on__isnull=False, state__in=LIVE_STATES)
    named = Task.objects.filter(accountable__organization__ended_on__isnull=False, state__in=LIVE_STATES)
    return [*ended, *led, *named]


def ended(unit, kind, later, **more):
    given = {"by": None, "on": DAY, "why": "Reform of offices.", "approval": MEETING} | more
    return reorganize(unit, kind, later, seen=fresh(unit).version, **given)


def test_a_merger_takes_all_that_is_open_and_leaves_what_is_done():
    city = scene()
    head = create_post(city.finance, "Head", by=None, is_head=True)
    new_head = create_post(city.transport, "Head", by=None, is_head=True)
    mayor = create_post(city.city, "Mayor", by=None, is_leader=True)
    set_portfolio(mayor, [city.finance], by=None)
    section = builders.organization("budget", city.finance)
    running = city.task(accountable=head, contact="Ms Lin", title="running")
    done = city.task(title="done")
    foreign = builders.task(city.register, city.city, accountable=head, title="foreign")
    kept = builders.register("own", city.finance)
    with act("test.project", by=None) as this:
        project = this.create(Project(code="p", title="P", organization=city.finance))
        this.create(Responsibility(task=foreign, organization=city.finance, role="supporting", position=2))
    with at(2026, 1, 25):
        report = accept_report(city.file(running, progress=20), by=city.supervisor)
        filed = city.file(done)
    with act("test.closed", by=None) as this:
        done = fresh(done)
        done.state, done.progress = "closed", 100
        this.save(done)
    with at(2026, 3, 2):
        left = heritage(city.finance)
        assert {row.task.title for row in left.held} == {"running", "foreign"}
        assert (left.parts, left.registers, left.projects, left.reports) == ([section], [kept], [project], 1)
        (made,) = ended(city.finance, "merged", [city.transport], take_accounts=True)
    assert (made.earlier, made.later, made.kind, made.on) == (city.finance, city.transport, "merged", DAY)
    gone, running = fresh(city.finance), fresh(running)
    assert gone.ended_on == DAY
    assert orphans() == []
    # Transport was an equal before, and leads now.
    assert (running.lead, running.accountable, running.contact) == (city.transport, new_head, "Ms Lin")
    assert list(running.responsibilities.values_list("organization__code", "role")) == [("transport", "lead")]
    moved = Adjustment.objects.get(task=running)
    assert (moved.from_organization, moved.to_organization, moved.document_number) == (
        city.finance,
        city.transport,
        "2026-3",
    )
    assert fresh(foreign).accountable == new_head
    assert fresh(done).lead == city.finance
    assert (fresh(report).organization, fresh(filed).organization) == (city.finance, city.finance)
    assert fresh(section).parent == city.transport
    assert (fresh(kept).organization, fresh(project).organization) == (city.transport, city.transport)
    assert list(Portfolio.objects.values_list("post", "organization")) == [(mayor.pk, city.transport.pk)]
    assert Grant.objects.filter(user=city.officer, organization=city.transport).count() == 1
    assert match_organization("Finance").exact == city.transport
    assert standing_successor(gone) == city.transport
    assert any(line.act == "Task transferred to another unit" for line in story_of(running, None))
    with at(2026, 3, 5):
        found = rows(city.register, None, RegisterFilter(organization=city.transport.pk)).rows
        assert {"running", "foreign"} <= {row.task.title for row in found}
    assert list(check_derived()) == []
    assert not verify().problems


def test_own_roles_go_over_beside_the_built_in_ones():
    city = scene()
    make_role("mute", Role.UNIT_OFFICER, by=None, name_en="Mute", withheld=["register.sign_off"])
    give_grant(city.officer, "mute", by=None, organization=city.finance)
    with at(2026, 3, 2):
        ended(city.finance, "merged", [city.transport], take_accounts=True)
    given = Grant.objects.filter(user=city.officer, organization=city.transport)
    assert sorted(one.role_key for one in given) == ["mute", "unit_officer"]


def test_a_split_gives_every_open_task_to_one_of_the_successors():
    city = scene()
    east, west = (builders.organization(code, city.city) for code in ("east", "west"))
    one, two, three = (builders.task(city.register, city.finance) for _ in range(3))
    key = {row.task_id: row.pk for row in heritage(city.finance).held}
    with at(2026, 3, 2):
        with pytest.raises(NotAllAssigned) as caught:
            ended(city.finance, "split", [east, west], tasks={key[one.pk]: east, key[two.pk]: city.transport})
        assert caught.value.params["count"] == 2
        assert fresh(city.finance).ended_on is None
        assert Adjustment.objects.count() == 0
        with pytest.raises(Invalid) as caught:
            ended(city.finance, "split", [east])
        assert caught.value.field == "later"
        to = {key[one.pk]: east, key[two.pk]: west, key[three.pk]: west}
        made = ended(city.finance, "split", [east, west], tasks=to, rest=west)
    assert {row.later for row in made} == {east, west}
    assert [fresh(task).lead for task in (one, two, three)] == [east, west, west]
    assert orphans() == []
    with at(2026, 3, 3), pytest.raises(NotStanding):
        ended(city.finance, "merged", [west])


def test_who_completes_or_rests_is_handed_on_too():
    city = scene()
    waiting = builders.task(city.register, city.finance)
    with at(2026, 3, 1):
        completion = report_complete(waiting, city.finance, by=city.officer, statement="Done.")
        ended(city.finance, "dissolved", [city.transport], tasks={_key(waiting): city.transport})
    waiting = fresh(waiting)
    assert (waiting.state, waiting.lead, completion.organization) == (
        "complete",
        city.transport,
        city.finance,
    )


def _key(task):
    return task.responsibilities.get(role="lead").pk


def test_what_does_not_fit_is_refused_before_anything_is_written():
    city = scene()
    task = builders.task(city.register, city.finance)
    section = builders.organization("budget", city.finance)
    keeper = builders.user("keeper", Role.ADMINISTRATOR, organization=city.finance)
    for more, field in (
        ({"later": [section]}, "later"),
        ({"later": [city.finance]}, "later"),
        ({"on": date(2030, 1, 1)}, "on"),
        ({"kind": "sold"}, "kind"),
        ({"rest": city.city}, "rest"),
        ({"why": " "}, "why"),
        ({"by": builders.user("all", Role.ADMINISTRATOR), "approval": Approval()}, "approver"),
    ):
        wanted = {"kind": "merged", "later": [city.transport]} | more
        with at(2026, 3, 2), pytest.raises(Invalid) as caught:
            ended(city.finance, wanted.pop("kind"), wanted.pop("later"), **wanted)
        assert caught.value.field == field
    with at(2026, 3, 2):
        with pytest.raises(NotAllowed):
            ended(city.finance, "merged", [city.transport], by=keeper)
        with pytest.raises(ChangedMeanwhile):
            reorganize(
                city.finance,
                "merged",
                [city.transport],
                by=None,
                seen=7,
                on=DAY,
                why="x",
                approval=MEETING,
            )
    assert (fresh(task).lead, fresh(city.finance).ended_on, Succession.objects.count()) == (
        city.finance,
        None,
        0,
    )


def test_an_organization_with_open_tasks_does_not_simply_end_and_one_that_ended_takes_nothing_on():
    city = scene()
    task = builders.task(city.register, city.finance)
    with at(2026, 3, 2):
        with pytest.raises(StillAnswers, match="1 tasks"):
            end_organization(city.finance, ended_on=DAY, by=None, seen=1)
        ended(city.finance, "merged", [city.transport])
        gone = fresh(city.finance)
        with pytest.raises(Invalid, match="successor"):
            create_task(city.register, by=None, title="New", responsibilities=[(gone, "lead")])
        task = fresh(task)
        with pytest.raises(Invalid, match="successor"):
            set_responsibilities(task, [(gone, "lead")], by=None, seen=task.version)
        task = fresh(task)
        with pytest.raises(NotStanding):
            transfer_task(
                task, from_=city.transport, to=gone, by=None, seen=task.version, why="x", approval=MEETING
            )
        free = builders.organization("free", city.city)
        end_organization(free, ended_on=DAY, by=None, seen=1)
        assert fresh(free).ended_on == DAY
    assert Task.objects.filter(title="New").count() == 0


def test_a_task_reopened_after_its_unit_ended_goes_to_the_successor():
    city = scene()
    task, other = builders.task(city.register, city.finance), builders.task(city.register, city.transport)
    with at(2026, 2, 1):
        for one in (task, other):
            cancel_task(one, by=None, seen=1, why="Dropped.")
    with at(2026, 3, 2):
        ended(city.finance, "merged", [city.transport])
        later = builders.organization("later", city.city)
        ended(city.transport, "merged", [later])
        end_organization(city.city, ended_on=None, by=None, seen=fresh(city.city).version)
        task = fresh(task)
        reopen_task(task, by=None, seen=task.version, why="Needed.")
    assert (task.state, task.lead) == ("open", later)
    assert orphans() == []


def _several(number):
    return st.lists(st.integers(0, 5), min_size=number, max_size=number)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parents=_several(6),
    units=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(["open", "closed"]))),
    steps=st.lists(
        st.tuples(st.sampled_from(["merged", "split", "dissolved"]), st.integers(0, 5), _several(3)),
        max_size=4,
    ),
)
def test_nothing_is_orphaned_whatever_is_reorganized(parents, units, steps):
    with transaction.atomic(), at(2026, 3, 2):
        city = builders.organization("top", level=1)
        made = []
        for place in parents:
            above = made[place] if place < len(made) else city
            made.append(builders.organization("", fresh(above)))
        register = builders.register(organization=city)
        tasks = [_task(register, fresh(made[a]), fresh(made[b]), state) for a, b, state in units]
        measures = [_measured(register, unit) for unit in made[:3]]
        before = {task.pk: task.lead_id for task in tasks}
        for kind, which, to in steps:
            _try(made[which], kind, [made[place] for place in to])
            assert orphans() == []
            assert [problem.message for problem in check_orphans()] == []
            assert not list(Organization.objects.filter(parent__ended_on__isnull=False, ended_on=None))
        assert Task.objects.filter(pk__in=before, lead=None).count() == 0
        for task in Task.objects.filter(pk__in=before):
            _traced(task, before[task.pk])
        for unit, rows in zip(made, measures, strict=False):
            assert all(_followed(unit, fresh(row)) for row in rows)
        transaction.set_rollback(True)


def _measured(register, unit):
    """What else hangs on a unit: an indicator that it keeps, a target that it is to reach."""
    with act("test.measured", by=None) as this:
        post = this.create(Post(organization=unit, title="Head", is_head=True, is_leader=True))
        this.create(KeyArea(register=register, title=f"Area {unit.pk}", leader=post))
        indicator = this.create(Indicator(code=f"i-{unit.pk}", name="Jobs", organization=unit))
        return indicator, this.create(Target(indicator=indicator, organization=unit, text="more"))


def _followed(first, row):
    """From the first organization its successors lead to the one of today, and each version names the act."""
    met, found = {first.pk}, set()
    while found != met:
        found = set(met)
        met |= set(Succession.objects.filter(earlier__in=met).values_list("later", flat=True))
    moved = [line.act for line in history_of(row)[:-1]]
    return row.organization_id in met and set(moved) <= {"Organization merged, split or dissolved"}


def _task(register, lead, other, state):
    task = builders.task(register, lead, state=state)
    if other != lead:
        with act("test.other", by=None) as this:
            this.create(Responsibility(task=task, organization=other, role="joint", position=1))
    return task


def _try(unit, kind, later):
    """A reorganization as somebody fills the table in; one that makes no sense is refused and writes nothing."""
    unit, later = fresh(unit), [fresh(one) for one in dict.fromkeys(later)]
    left = heritage(unit)
    tasks = {row.pk: later[place % len(later)] for place, row in enumerate(left.held)}
    parts = {part.pk: later[place % len(later)] for place, part in enumerate(left.parts)}
    count = (Adjustment.objects.count(), Succession.objects.count())
    try:
        ended(unit, kind, later, tasks=tasks, parts=parts, on=clock.today())
    except (Invalid, NotStanding):
        assert (Adjustment.objects.count(), Succession.objects.count()) == count


def _traced(task, lead):
    """From the lead of today the decisions lead back to the first one."""
    for one in Adjustment.objects.filter(task=task, role="lead").order_by("pk"):
        assert one.from_organization_id == lead
        lead = one.to_organization_id
    assert (task.lead_id == lead) or task.state == "closed"


def test_key_areas_indicators_and_targets_go_over_and_what_is_over_stays():
    city = scene()
    east, west = (builders.organization(code, city.city) for code in ("east", "west"))
    with act("test.measures", by=None) as this:
        post = this.create(Post(organization=city.finance, title="Vice mayor", is_leader=True))
        head = this.create(Post(organization=west, title="Head", is_head=True, is_leader=True))
        past = builders.register("past", city.city, closed_on=date(2025, 12, 31))
        area, over = (
            this.create(KeyArea(register=on, title="Energy", leader=post)) for on in (city.register, past)
        )
        indicator = this.create(Indicator(code="green", name="Green power", organization=city.finance))
        aims = {"indicator": indicator, "organization": city.finance, "text": "more"}
        reported, missed, other = (
            this.create(Target(due_on=day, **aims)) for day in (date(2027, 1, 1), date(2025, 1, 1), None)
        )
    task = builders.task(city.register, city.finance, target=reported)
    with at(2026, 3, 2):
        left = heritage(city.finance)
        assert (left.areas, left.indicators, left.targets) == ([area], [indicator], [reported, other])
        ended(city.finance, "split", [west, east], tasks={_key(task): east}, rest=west)
        assert [problem.message for problem in check_orphans()] == []
    assert [fresh(row).organization for row in (indicator, reported, missed, other)] == [
        west,
        east,
        city.finance,
        west,
    ]
    assert (fresh(area).leader, fresh(over).leader) == (head, post)
    line = history_of(reported)[0]
    assert (line.act, line.record.why) == ("Organization merged, split or dissolved", "Reform of offices.")
    assert not verify().problems


def test_what_still_names_an_ended_unit_is_found_with_a_sentence():
    city = scene()
    task = city.task()
    with act("test.measures", by=None) as this:
        post = this.create(Post(organization=city.finance, title="Chief", is_head=True))
        builders.task(city.register, city.transport, accountable=post)
        this.create(KeyArea(register=city.register, title="Energy", leader=post))
        indicator = this.create(Indicator(code="green", name="Green power", organization=city.finance))
        this.create(Target(indicator=indicator, organization=city.finance, text="more"))
        person = this.create(Person(name="Lin"))
        this.create(Membership(person=person, post=post, started_on=date(2026, 1, 1)))
    with at(2026, 3, 2):
        free = city.transport
        with act("test.left", by=None) as this:
            unit = fresh(city.finance)
            this.create(Indicator(code="jobs", name="Jobs", organization=free))
            unit.ended_on = DAY
            this.save(unit)
        found = {problem.model: problem for problem in check_orphans()}
        assert set(found) == {
            "register.Task",
            "register.KeyArea",
            "indicators.Indicator",
            "indicators.Target",
            "organizations.Membership",
        }
        messages = [problem.message for problem in verify().problems if problem.kind == "orphan"]
        assert len(messages) == 6
        assert messages[0] == (
            f"Task {task.pk}: “Finance” answers for it, but ended on 1 Mar 2026. Transfer the task to the successor."
        )
        with pytest.raises(StillAnswers):
            end_organization(free, ended_on=DAY, by=None, seen=1)
        builders.register("own", builders.organization("keeper", city.city))
        keeper = Organization.objects.get(code="keeper")
        with act("test.kept", by=None) as this:
            this.create(Indicator(code="kept", name="Kept", organization=keeper))
        with pytest.raises(StillKeeps, match="1 open"):
            end_organization(keeper, ended_on=DAY, by=None, seen=1)


def test_registers_of_the_past_stay_where_they_were():
    city = scene()
    closed = builders.register("closed", city.finance, closed_on=date(2025, 12, 31))
    with at(2026, 3, 2):
        ended(city.finance, "merged", [city.transport])
    assert Register.objects.get(pk=closed.pk).organization == city.finance
