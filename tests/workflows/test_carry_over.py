"""Carrying over: the same task goes on next year, with its first date and its history; done twice, once."""

from __future__ import annotations

from datetime import date

import pytest

from tests import builders
from tests.delivery.scene import at
from tests.delivery.year import NEW_YEAR, year
from throughline.delivery.actions import (
    accept_report,
    close_register,
    confirm_rating,
    ensure_periods,
    file_report,
)
from throughline.delivery.models import DueDateChange, Period, Rating
from throughline.delivery.queries import owed
from throughline.delivery.queries.reconciliation import balance, listed, reckonings
from throughline.delivery.refusals import IsCarriedOver, NoneDone, NotOfThisRegister, PeriodIsClosed
from throughline.desk.queries import my_load
from throughline.history import past
from throughline.history.act import act
from throughline.history.verify import verify
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.organizations.models import Organization, Post
from throughline.register.actions import (
    add_area,
    create_next,
    edit_entry,
    give_register_grant,
    show_on,
    take_off,
)
from throughline.register.models import Entry, KeyArea, Register, RegisterGrant, Task
from throughline.register.queries import RegisterFilter, counts, registers, rows
from throughline.register.refusals import CarriedStays, RegisterIsClosed
from throughline.workflows import daily_tick
from throughline.workflows.carry_over import NotDecidedSo, RatingWaits, carry_over

pytestmark = pytest.mark.django_db

SPRING = date(2027, 4, 30)


def decided(of, *tasks):
    """Both open tasks are to be carried over into the spring."""
    with at(2026, 12, 20):
        of.decide(*(tasks or (of.late, of.open)), kind="carried_over", reason="Frost.", later_on=SPRING)
        return of.next()


def carried(of, **options):
    onto = decided(of)
    with at(2026, 12, 21):
        return onto, carry_over(of.register, onto, by=of.city.supervisor, **options)


def test_next_years_register_is_made_in_one_step_and_only_once():
    of = year(due_days=5, explanation_days=4)
    leader = builders.user()
    area = add_area(of.register, by=None, title="Water", number="1")
    give_register_grant(of.register, leader, "viewer", by=None)
    with at(2026, 12, 20):
        made, again = of.next(), of.next()
    assert made.pk == again.pk
    assert (made.follows, made.rhythm, made.due_days, made.explanation_days, made.rule_set_id) == (
        of.register,
        of.register.rhythm,
        5,
        4,
        of.register.rule_set_id,
    )
    assert list(KeyArea.objects.filter(register=made).values_list("title", "number")) == [("Water", "1")]
    assert RegisterGrant.objects.filter(register=made, user=leader, role="viewer").exists()
    assert made.closed_on is None
    assert area.register_id != made.pk
    with pytest.raises(Invalid) as refused:
        create_next(made, by=None, title="Before", starts_on=date(2026, 6, 1))
    assert refused.value.field == "starts_on"


def test_the_same_task_goes_on_with_its_first_date_its_reports_and_its_reason():
    of = year()
    with at(2026, 11, 5):
        accept_report(of.city.file(of.late, 10, progress=60), by=of.city.supervisor)
    with at(2026, 12, 1), act("test.post", by=None) as this:
        post = this.create(Post(organization=of.city.city, title="Mayor"))
    with at(2026, 12, 20):
        of.decide(of.late, kind="carried_over", reason="Frost.", later_on=SPRING, approved_by=post)
        onto = of.next()
        result = carry_over(of.register, onto, by=of.city.supervisor)
    (place,) = result.made
    task = Task.objects.get(pk=of.late.pk)
    assert (task.due_on, task.original_due_on, task.progress) == (SPRING, date(2026, 10, 31), 60)
    change = DueDateChange.objects.get(task=task)
    assert (change.earlier_on, change.later_on, change.reason, change.approved_by) == (
        date(2026, 10, 31),
        SPRING,
        "Frost.",
        post,
    )
    old = of.place(task)
    assert (old.is_home, old.carried_on, old.carried_to) == (False, date(2026, 12, 20), place)
    assert (place.is_home, place.carried_from, place.register) == (True, old, onto)
    assert task.reports.get().period.register == of.register
    assert verify().ok


def test_carried_over_twice_is_carried_over_once_and_says_so():
    of = year()
    onto, first = carried(of)
    assert (len(first.made), first.already) == (2, [])
    with at(2026, 12, 22):
        second = carry_over(of.register, onto, by=of.city.supervisor)
        named = carry_over(of.register, onto, by=of.city.supervisor, entries=[of.place(of.late)])
    assert second.made == named.made == []
    assert len(second.already) == 2
    assert len(named.already) == 1
    assert Entry.objects.filter(register=onto).count() == 2
    assert DueDateChange.objects.count() == 2
    assert Task.objects.count() == 3
    assert verify().ok


def test_what_was_carried_over_has_its_outcome_and_counts_once_overall():
    of = year()
    onto, _result = carried(of)
    with at(2026, 12, 22):
        with pytest.raises(IsCarriedOver):
            of.decide(of.late, kind="done", reason="Seen.")
        old, new, every = counts(of.register, None), counts(onto, None), counts(None, None)
        numbers = {one.slug: one.task_count for one in registers(None)}
    assert (old.total, old.carried, old.overdue, new.total, new.carried) == (3, 2, 0, 2, 0)
    assert every.total == 3
    assert numbers == {"tasks": 3, "tasks-2027": 2}
    with at(2027, 6, 1):  # the spring has passed: overdue where it is at home, not on the year before
        assert counts(of.register, None).overdue == 0
        assert counts(onto, None).overdue == counts(None, None).overdue == 2
        late = rows(of.register, None, RegisterFilter(overdue=True)).rows
    assert late == []


def test_the_row_of_the_year_before_tells_where_the_task_went():
    of = year()
    onto, result = carried(of)
    with at(2026, 12, 22):
        found = {row.task.pk: row.entry for row in rows(of.register, None).rows}
        reckoned = {row.entry.task_id: row for row in reckonings(list(listed(of.register, None)))}
    place = next(one for one in result.made if one.task_id == of.late.pk)
    assert (found[of.late.pk].carried_on, found[of.late.pk].carried_to) == (
        date(2026, 12, 21),
        (place.number, onto),
    )
    assert found[of.done.pk].carried_on is None
    assert reckoned[of.late.pk].successor == place
    assert balance(of.register, None).counts["carried_over"] == 2


def test_only_what_was_decided_so_is_carried_over_all_or_none():
    of = year()
    onto = decided(of, of.late)
    with at(2026, 12, 21):
        with pytest.raises(NotDecidedSo):
            carry_over(of.register, onto, by=None, entries=[of.place(of.open)])
        with pytest.raises(NoneDone) as refused:
            carry_over(of.register, onto, by=None, entries=[of.place(of.late), of.place(of.open)])
        assert list(refused.value.rows) == [of.place(of.open).pk]
        assert not Entry.objects.filter(register=onto).exists()


def test_it_goes_to_the_register_that_follows_by_whoever_may_and_while_both_are_open():
    of = year()
    onto = decided(of)
    other = builders.register("other", of.city.city)
    with at(2026, 12, 21):
        with pytest.raises(Invalid):
            carry_over(of.register, other, by=None)
        with pytest.raises(NotAllowed):
            carry_over(of.register, onto, by=of.city.officer)
        foreign = builders.task(other, of.city.finance)
        with pytest.raises(NotAllowed):
            carry_over(of.register, onto, by=None, entries=list(foreign.entries.all()))
    Register.objects.filter(pk=onto.pk).update(closed_on=date(2026, 12, 1))
    with at(2026, 12, 21), pytest.raises(RegisterIsClosed):
        carry_over(of.register, onto, by=None)


def test_areas_are_found_by_name_and_made_where_they_lack_and_a_place_that_was_there_is_used():
    of = year()
    with at(2026, 12, 1):
        water, roads = (add_area(of.register, by=None, title=title) for title in ("Water", "Roads"))
        for task, area in ((of.open, water), (of.late, roads)):
            place = of.place(task)
            edit_entry(place, by=None, seen=place.version, area=area)
    onto = decided(of)
    KeyArea.objects.filter(register=onto, title="Roads").delete()
    with at(2026, 12, 21):
        guest = show_on(of.open, onto, by=None, number="7")
        carry_over(of.register, onto, by=None)
    guest.refresh_from_db()
    assert (guest.is_home, guest.number, guest.carried_from) == (True, "7", of.place(of.open))
    made = Entry.objects.get(register=onto, task=of.late)
    assert (made.area.title, made.area.register_id) == ("Roads", onto.pk)


def test_a_confirmed_rating_is_circulated_in_the_year_in_which_it_was_earned():
    of = year(rules="near_due", explanation_days=0)
    with at(2026, 12, 10):
        daily_tick.run()
        rating = Rating.objects.filter(task=of.late, state="proposed").get()
    with at(2026, 12, 15):
        confirm_rating(rating, by=of.city.supervisor)
    onto = decided(of, of.late)
    with at(2026, 12, 21), pytest.raises(RatingWaits):
        carry_over(of.register, onto, by=None)


def test_nothing_is_owed_twice_and_decembers_report_still_goes_to_december():
    of = year()
    with at(2026, 12, 20):
        december = of.city.period(12)
    onto, _result = carried(of)
    with at(2027, 1, 4):
        found = [one for one in owed(user=of.city.officer) if one.task.pk == of.late.pk]
        assert [one.period for one in found] == [december]
        report = file_report(of.late, of.city.finance, december, by=of.city.officer, progress=70)
        accept_report(report, by=of.city.supervisor)
    with at(2027, 1, 30):
        ensure_periods(onto, date(2027, 1, 30))
        january = Period.objects.get(register=onto)
        found = [one for one in owed(user=of.city.officer) if one.task.pk == of.late.pk]
        assert [(one.period, one.earlier, one.entry.register) for one in found] == [(january, [], onto)]
        ensure_periods(of.register, date(2027, 1, 30))
        later = Period.objects.get(register=of.register, starts_on=date(2027, 1, 1))
        with pytest.raises(NotOfThisRegister):
            file_report(of.late, of.city.finance, later, by=of.city.officer, progress=75)
        file_report(of.late, of.city.finance, january, by=of.city.officer, progress=75)
        assert not [one for one in owed(user=of.city.officer) if one.task.pk == of.late.pk]


def test_the_year_that_was_keeps_its_load():
    of = year()
    with at(2026, 12, 20):
        of.city.period(12)
    unit = Organization.objects.get(pk=of.city.finance.pk)
    before = [one.due for one in my_load(unit, day=date(2026, 12, 31), months=3)]
    carried(of)
    with at(2027, 1, 10):
        assert [one.due for one in my_load(unit, day=date(2026, 12, 31), months=3)] == before


def test_ratings_of_the_new_year_are_by_the_new_register_and_the_old_one_proposes_nothing_more():
    of = year(rules="near_due")
    onto, _result = carried(of)
    with at(2027, 1, 2):
        daily_tick.run()
        assert not Rating.objects.filter(task__in=[of.late, of.open], on__gt=date(2026, 12, 31)).exists()
    with at(2027, 5, 10):
        daily_tick.run()
    proposed = Rating.objects.filter(task__in=[of.late, of.open], state="proposed")
    assert proposed.count() == 2
    assert onto.rule_set_id == of.register.rule_set_id


def test_the_old_place_stays_and_the_old_year_is_seen_as_it_was():
    of = year()
    carried(of)
    with at(2026, 12, 22), pytest.raises(CarriedStays):
        take_off(of.place(of.late), by=None)
    with at(2027, 1, 5), past.seen_on(date(2026, 12, 20)):
        place = Entry.objects.get(task=of.late)
        assert (place.is_home, place.carried_on, place.task.due_on) == (True, None, date(2026, 10, 31))


def test_the_year_is_closed_while_the_next_one_runs():
    of = year()
    with at(2026, 12, 20):
        of.decide(of.done, kind="")
    onto, _result = carried(of)
    with at(2027, 1, 8):
        ensure_periods(onto, NEW_YEAR)
        close_register(of.register, by=of.city.supervisor, seen=of.register.version)
        january = Period.objects.get(register=onto)
        assert january.closed_at is None
        late = Task.objects.get(pk=of.late.pk)
        assert late.state == "open"
        old = Period.objects.filter(register=of.register).first()
        if old is not None:
            with pytest.raises(PeriodIsClosed):
                file_report(late, of.city.finance, old, by=of.city.officer, progress=80)
        file_report(late, of.city.finance, january, by=of.city.officer, progress=80)
    assert verify().ok
