"""What needs whom today; the number of queries does not grow with the rows."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.delivery.actions import (
    accept_report,
    ask_extension,
    circulate,
    close_register,
    confirm_ratings,
    decide_outcomes,
    dismiss_rating,
    ensure_periods,
    explain_rating,
    refuse_extension,
    report_complete,
    return_report,
)
from throughline.delivery.models import Rating
from throughline.desk.queries import (
    board,
    home,
    leader_desk,
    my_load,
    reds,
    silent_units,
    supervision_desk,
    unit_desk,
)
from throughline.documents.models import Document, Finding
from throughline.history.act import act
from throughline.organizations.models import Grant, Membership, Person, Portfolio, Post
from throughline.plans.models import Clause, Edition, Plan, Wording
from throughline.register.actions import add_milestone
from throughline.register.models import Task
from throughline.workflows import daily_tick

pytestmark = pytest.mark.django_db


def test_a_unit_officer_sees_what_is_owed_and_by_when():
    city = scene()
    reported, returned, late = (city.task(due_on=date(2026, month, 10)) for month in (2, 12, 12))
    ensure_periods(city.register, date(2026, 2, 1))
    with at(2026, 1, 26):
        city.file(reported)
        return_report(city.file(returned), by=city.supervisor, reason="Which talks?")
        daily_tick.run()
    with at(2026, 1, 30):
        daily_tick.run()
        desk = home(city.officer).unit
        assert {one.task for one in desk.reports} == {returned, late}
        assert [(one.task, one.returned.reason) for one in desk.returned] == [(returned, "Which talks?")]
        assert {one.task for one in desk.to_explain} == {returned, late}
        assert desk.due == [reported]
        assert {row.task for row in desk.unsigned} == {reported, returned, late}
        assert desk.sheets == [(city.register, city.finance)]
        explain_rating(desk.to_explain[0], by=city.officer, explanation="Ill.")
        assert len(home(city.officer).unit.to_explain) == 1
        other = home(city.other_officer)
        assert {one.organization for one in other.unit.reports} == {city.transport}
        assert other.unit.due == []
    assert (other.supervision, other.plan_office, other.leader) == (None, None, None)


def test_a_task_at_100_percent_asks_to_be_reported_complete():
    city = scene()
    full, half = (city.task(due_on=date(2026, 2, 10)) for _ in range(2))
    ensure_periods(city.register, date(2026, 2, 1))
    with at(2026, 1, 26):
        accept_report(city.file(full, progress=100), by=city.supervisor)
        accept_report(city.file(half, progress=99), by=city.supervisor)
    with at(2026, 1, 30):
        desk = home(city.officer).unit
        assert (desk.reached, desk.due) == ([full], [half])
        assert home(city.supervisor).supervision.reached == [full]
        report_complete(full, city.finance, by=city.officer, statement="Done.")
        assert home(city.officer).unit.reached == home(city.supervisor).supervision.reached == []


def test_the_supervision_office_sees_what_waits_for_it():
    city = scene()
    filed, done, silent = (city.task() for _ in range(3))
    ensure_periods(city.register, date(2026, 2, 1))
    with at(2026, 1, 26):
        daily_tick.run()
        report = city.file(filed)
        completion = report_complete(done, city.finance, by=city.officer, statement="Done.")
    with at(2026, 2, 2):
        daily_tick.run()
        desk = home(city.supervisor).supervision
        assert (desk.reports, desk.reports_count) == ([report], 1)
        assert desk.completions == [completion]
        # `done` was reported complete in time, `filed` answered by its lead: only `silent` is rated.
        assert [r.task for r in desk.waiting] == [silent]
        assert desk.to_confirm == []
        explain_rating(desk.waiting[0], by=city.officer, explanation="Ill.")
        desk = supervision_desk(city.supervisor, date(2026, 2, 2))
        assert [r.task for r in desk.explained] == [r.task for r in desk.to_confirm] == [silent]
        assert [(s.organization, s.tasks) for s in desk.silent] == [(city.transport, 2), (city.finance, 1)]
        assert desk.silent[0].since == date(2026, 1, 28)
        assert [p.starts_on for p in desk.open_periods] == [date(2026, 1, 1)]
        assert desk.lacking.incomplete == 3
        confirm_ratings(desk.to_confirm, by=city.supervisor)
        assert [r.task for r in supervision_desk(city.supervisor, date(2026, 2, 2)).to_circulate] == [silent]
    late = city.task(due_on=date(2026, 1, 31))
    with at(2026, 2, 3):
        daily_tick.run()
    with at(2026, 2, 9):
        assert [r.task for r in home(city.supervisor).supervision.to_confirm] == [late]


def test_another_citys_office_sees_nothing_of_it():
    city = scene()
    city.task()
    elsewhere = builders.organization("elsewhere")
    builders.register("theirs", elsewhere)
    theirs = builders.user("theirs", Role.SUPERVISION_OFFICE, organization=elsewhere)
    ensure_periods(city.register, date(2026, 2, 1))
    with at(2026, 2, 2):
        desk = home(theirs).supervision
        assert silent_units(theirs, date(2026, 2, 2)) == []
    assert (desk.reports, desk.waiting, desk.open_periods, desk.lacking.total) == ([], [], [], 0)


def _document(city, name="plan.docx"):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with act("test.document", by=None) as this:
        document = this.create(
            Document(title=name, file=name, file_name=name, sha256="0" * 64, size=1, kind="docx",
                     organization=city.city, uploaded_at=now)
        )  # fmt: skip
        this.create(Finding(document=document, start=0, end=1, label="commitment"))
        this.create(Finding(document=document, start=1, end=2, label="fact", state="rejected"))
    return document


def _plan(city, decompositions):
    with act("test.plan", by=None) as this:
        plan = this.create(Plan(slug=f"plan-{Plan.objects.count()}", title="Plan", organization=city.city))
        edition = this.create(Edition(plan=plan, title="Issued"))
        clauses = [this.create(Clause(plan=plan, decomposition=kind)) for kind in decompositions]
        for place, clause in enumerate(clauses, 1):
            this.create(
                Wording(
                    edition=edition, clause=clause, position=place, number=str(place), text=f"Text {place}"
                )
            )
    return clauses


def test_the_plan_office_sees_open_findings_and_uncovered_clauses():
    city = scene()
    office = builders.user("planner", Role.PLAN_OFFICE, organization=city.city)
    document = _document(city)
    covered, bare, _undecided, _exempt = _plan(city, ["needed", "needed", "undecided", "exempt"])
    city.task(clause=covered)
    desk = home(office).plan_office
    assert [(d, d.open_count) for d in desk.documents] == [(document, 1)]
    assert [(c, c.number, c.text) for c in desk.clauses] == [(bare, "2", "Text 2")]
    (coverage,) = desk.coverage
    assert (coverage.needed, coverage.uncovered, coverage.undecided) == (2, 1, 1)


def _leader(city):
    leader = builders.user("vice-mayor", Role.CITY_LEADER, organization=city.city)
    with act("test.leader", by=None) as this:
        post = this.create(Post(organization=city.city, title="Vice mayor", is_leader=True))
        person = this.create(Person(name="Ada", user=leader))
        this.create(Membership(person=person, post=post, started_on=date(2026, 1, 1)))
        this.create(Portfolio(post=post, organization=city.transport))
    return leader, post


def _reds(city, tasks, number="1", day=7):
    with at(2026, 4, day):
        daily_tick.run()
    with at(2026, 4, 20):
        ratings = confirm_ratings(Rating.objects.filter(task__in=tasks, state="proposed"), by=city.supervisor)
        return circulate(city.register, by=city.supervisor, number=number, title="April", ratings=ratings)


def test_what_a_closed_year_left_undone_no_longer_needs_the_leader():
    city = scene()
    leader, post = _leader(city)
    lost = city.task(due_on=date(2026, 3, 31), leader=post)
    _reds(city, [lost])
    with at(2026, 12, 20):
        decide_outcomes(lost.entries.all(), by=city.supervisor, kind="not_done", reason="Rain.")
    with at(2026, 12, 31):
        assert [e.task for e in home(leader).leader.reds] == [lost]
        for report in Rating.objects.filter(state__in=("proposed", "confirmed")):
            dismiss_rating(report, by=city.supervisor, reason="The year ends.")
        register = close_register(city.register, by=city.supervisor, seen=city.register.version)
    with at(2027, 1, 10):
        desk = home(leader).leader
        assert (desk.reds, [p.troubled for p in desk.portfolios]) == ([], [[]])
        assert desk.portfolios[0].counts.total == 0
        assert board(leader, register=register).total.colours["red"] == 1
        assert [e.task for e in reds(leader, register=register)] == [lost]


def test_a_leader_sees_what_is_red_and_since_when_and_the_own_portfolio():
    city = scene()
    leader, post = _leader(city)
    mine, other = city.task(due_on=date(2026, 3, 31), leader=post), city.task(due_on=date(2026, 3, 31))
    circular = _reds(city, [mine, other])
    with at(2026, 4, 22):
        found = home(leader)
        desk = found.leader
        assert [(e.task, e.task.rating_since) for e in desk.reds] == [
            (mine, date(2026, 4, 7)),
            (other, date(2026, 4, 7)),
        ]
        assert {(c.kind, c.task, c.before, c.after) for c in desk.changes} == {
            ("rating", mine, "", "red"),
            ("rating", other, "", "red"),
        }
        (portfolio,) = desk.portfolios
        assert (portfolio.post, portfolio.counts.total) == (post, 1)
        assert [e.task for e in portfolio.troubled] == [mine]
        assert [(unit, cell.total) for unit, cell in portfolio.units] == [
            (city.finance, 1),
            (city.transport, 0),
        ]
        assert found.circulars == [circular]
    with at(2026, 5, 10):
        assert leader_desk(leader, date(2026, 5, 10)).changes == []


def test_a_secretary_sees_the_portfolio_of_the_leader_they_act_for():
    city = scene()
    _leader_user, post = _leader(city)
    secretary = builders.user("secretary")
    with act("test.grant", by=None) as this:
        this.create(Grant(user=secretary, role=Role.SECRETARY, organization=city.city, acts_for=post))
    task = city.task(leader=post)
    (portfolio,) = home(secretary).leader.portfolios
    assert (portfolio.post, portfolio.counts.total) == (post, 1)
    assert task.pk


def test_proposals_are_not_shown_to_leaders():
    city = scene()
    leader, post = _leader(city)
    city.task(due_on=date(2026, 3, 31), leader=post)
    with at(2026, 4, 7):
        daily_tick.run()
        desk = home(leader).leader
    assert (desk.reds, desk.changes, desk.portfolios[0].troubled) == ([], [], [])


def test_a_viewer_and_an_auditor_see_the_circulars():
    city = scene()
    task = city.task(due_on=date(2026, 3, 31))
    circular = _reds(city, [task])
    for role in (Role.VIEWER, Role.AUDITOR):
        reader = builders.user(role, role, organization=city.city)
        with at(2026, 4, 22):
            found = home(reader)
        assert found.circulars == [circular]
        assert (found.unit, found.supervision, found.plan_office, found.leader) == (None,) * 4


def test_the_monthly_load_of_a_unit():
    city = scene()
    tasks = [city.task() for _ in range(3)]
    ensure_periods(city.register, date(2026, 4, 1))
    with at(2026, 1, 27):
        for task in tasks[:2]:
            city.file(task)
    with at(2026, 2, 10):
        city.file(tasks[2])
    with at(2026, 3, 5):
        load = my_load(city.finance, day=date(2026, 3, 5), months=3)
    assert [(m.month.month, m.tasks, m.due, m.in_time, m.late, m.missing, m.open) for m in load] == [
        (1, 3, 3, 2, 1, 0, 0),
        (2, 3, 3, 0, 0, 3, 0),
        (3, 3, 3, 0, 0, 0, 3),
    ]
    quiet = my_load(builders.organization("quiet", city.city), day=date(2026, 3, 5), months=2)
    assert [m.due for m in quiet] == [0, 0]


def _busy(city, count, leader):
    """`count` tasks with everything that a desk can show of them."""
    number = Task.objects.count()
    tasks = [
        city.task(due_on=date(2026, 3, 31), leader=leader, title=f"Task {number + n}")
        for n in range(4 * count)
    ]
    with at(2026, 1, 27):
        for task in tasks[:count]:
            city.file(task)
        for task in tasks[count : 2 * count]:
            return_report(city.file(task), by=city.supervisor, reason="Why?")
        for task in tasks[2 * count : 3 * count]:
            accept_report(city.file(task), by=city.supervisor)
            report_complete(task, city.finance, by=city.officer, statement="Done.")
    for n in range(count):
        _document(city, f"{number}-{n}.docx")
    _plan(city, ["needed"] * count)
    _reds(city, tasks[3 * count :], str(number), day=7 + count)


def test_the_number_of_queries_of_a_desk_does_not_grow_with_the_rows():
    city = scene()
    planner = builders.user("planner", Role.PLAN_OFFICE, organization=city.city)
    leader, post = _leader(city)
    ensure_periods(city.register, date(2026, 4, 1))
    users = [city.officer, city.supervisor, planner, leader]
    counts = {user: [] for user in users}
    for more in (1, 6):
        _busy(city, more, post)
        for user in users:
            again = User.objects.get(pk=user.pk)
            with at(2026, 4, 22), CaptureQueriesContext(connection) as queries:
                home(again)
            counts[user].append(len(queries))
        daily = unit_desk(city.officer, date(2026, 4, 22))
    assert len(daily.reports) > 6
    for user, (one, many) in counts.items():
        assert one == many < 60, user


def test_what_may_still_be_explained_is_not_counted_as_to_decide():
    city = scene()
    first, second = city.task(), city.task()
    ensure_periods(city.register, date(2026, 2, 1))
    with at(2026, 1, 29):
        daily_tick.run()
        desk = home(city.supervisor).supervision
        assert (desk.to_confirm, desk.to_confirm_count) == ([], 0)
        assert [r.task for r in desk.waiting] == [first, second]
        explain_rating(desk.waiting[0], by=city.officer, explanation="Ill.")
        desk = home(city.supervisor).supervision
        assert ([r.task for r in desk.to_confirm], desk.to_confirm_count) == ([first], 1)
        confirm_ratings(desk.to_confirm, by=city.supervisor)
        desk = home(city.supervisor).supervision
        assert ([r.task for r in desk.to_circulate], desk.to_circulate_count) == ([first], 1)


def test_new_dates_asked_for_and_returned_reports_stand_on_both_desks():
    city = scene()
    task = city.task(due_on=date(2026, 2, 1))
    ensure_periods(city.register, date(2026, 2, 1))
    with at(2026, 1, 27):
        add_milestone(task, by=city.supervisor, title="Tender", due_on=date(2026, 1, 20))
        wish = ask_extension(task, by=city.officer, wanted_on=date(2026, 3, 1), reason="Rain.")
        report = return_report(city.file(task), by=city.supervisor, reason="Which talks?")
    with at(2026, 1, 28):
        office, unit = home(city.supervisor).supervision, home(city.officer).unit
        assert (office.extensions, office.extensions_count, office.returned) == ([wish], 1, [report])
        assert (unit.extensions, [step.title for step in unit.steps]) == ([wish], ["Tender"])
        other = home(city.other_officer).unit
        assert (other.extensions, other.steps) == ([], [])
        refuse_extension(wish, by=city.supervisor, answer="No.")
        city.file(task)
        office = home(city.supervisor).supervision
        assert (office.extensions, office.extensions_count, office.returned) == ([], 0, [])
        assert home(city.officer).unit.extensions == []


def test_an_empty_installation_tells_its_administrator_what_comes_first():
    admin = builders.user("admin", Role.ADMINISTRATOR)
    first = home(admin).setting_up
    assert (first.directory, first.accounts, first.calendar) == (False, False, False)
    city = scene()
    assert home(admin).setting_up is None
    assert home(city.supervisor).setting_up is None
