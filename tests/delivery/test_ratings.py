"""Proposed, explained, confirmed, circulated, corrected."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import translation

from tests import builders
from tests.delivery.scene import at, scene
from throughline.accounts.choices import Role
from throughline.accounts.permissions import may
from throughline.delivery.actions import (
    circulate,
    close_task,
    confirm_rating,
    confirm_ratings,
    correct_rating,
    dismiss_rating,
    explain_rating,
    install_presets,
    move_due_date,
    report_complete,
    save_rule_set,
    send_back,
)
from throughline.delivery.derived import check_derived
from throughline.delivery.models import Circular, Completion, DueDateChange, Rating
from throughline.delivery.queries import circulars, delivered, ratings_of, visible_ratings
from throughline.delivery.refusals import (
    AlreadyCorrected,
    NoneDone,
    NothingToJudge,
    NotInThisState,
    NotOfThisRegister,
    NotReporting,
    NotTheLead,
    NumberIsTaken,
    TaskIsNotOpen,
    UnitMayStillExplain,
)
from throughline.history.act import act
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.register.choices import TaskState
from throughline.register.models import RuleSet
from throughline.workflows import daily_tick

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def proposed(city, task, *day):
    """The rating that the tick proposes for a silent task on that day."""
    with at(*day):
        daily_tick.run()
    return Rating.objects.get(task=task, state="proposed")


def circulated(city, rating, number, *day, colour="", reason=""):
    with at(*day):
        confirm_rating(rating, by=city.supervisor, colour=colour, reason=reason)
        return circulate(city.register, by=city.supervisor, number=number, title="Circular", ratings=[rating])


def test_a_red_goes_from_the_rule_through_the_unit_to_the_circular():
    city = scene()
    task = city.task()
    city.period(1)
    with at(2026, 1, 5):
        daily_tick.run()
    rating = proposed(city, task, 2026, 2, 3)
    assert (rating.colour, rating.rule, rating.since) == ("yellow", "silent-1-month", date(2026, 1, 29))
    # Proposed on 3 February, when the server ran again: three working days are Wednesday to Friday.
    assert rating.explain_by_on == date(2026, 2, 6)
    assert fresh(task).rating == ""
    with at(2026, 2, 5):
        with pytest.raises(UnitMayStillExplain):
            confirm_rating(rating, by=city.supervisor)
        explain_rating(rating, by=city.officer, explanation="The officer was ill.")
        confirm_rating(rating, by=city.supervisor)
    assert fresh(task).rating == ""
    with at(2026, 2, 9):
        circular = circulate(
            city.register, by=city.supervisor, number="2026-1", title="January", ratings=[rating]
        )
    task, rating = fresh(task), fresh(rating)
    assert (task.rating, task.rating_since) == ("yellow", date(2026, 1, 29))
    assert (rating.state, rating.circular) == ("circulated", circular)
    assert rating.explanation == "The officer was ill."
    assert list(check_derived()) == []


def test_a_rating_says_why_in_both_languages():
    city = scene()
    rating = proposed(city, city.task(due_on=date(2026, 3, 31)), 2026, 4, 10)
    assert rating.sentence == "Days past the due date: 10; progress: 0%."
    with translation.override("zh-hans"):
        assert rating.sentence.startswith("已逾期10天")
    assert rating.facts["days_overdue"] == 10


def test_after_the_time_for_it_a_rating_is_confirmed_without_an_explanation():
    city = scene()
    rating = proposed(city, city.task(due_on=date(2026, 3, 31)), 2026, 4, 7)
    with at(2026, 4, 10), pytest.raises(UnitMayStillExplain):
        confirm_rating(rating, by=city.supervisor)
    with at(2026, 4, 11):
        assert confirm_rating(rating, by=city.supervisor).state == "confirmed"


def test_another_colour_needs_a_reason():
    city = scene()
    rating = proposed(city, city.task(due_on=date(2026, 3, 31)), 2026, 4, 7)
    with at(2026, 4, 20):
        with pytest.raises(Invalid):
            confirm_rating(rating, by=city.supervisor, colour="yellow")
        with pytest.raises(Invalid):
            confirm_rating(rating, by=city.supervisor, colour="pink", reason="x")
        done = confirm_rating(rating, by=city.supervisor, colour="yellow", reason="Flood.")
    assert (done.colour, done.proposed_colour, done.reason) == ("yellow", "red", "Flood.")


def test_a_good_rating_does_not_wait_for_the_unit():
    city = scene()
    rating = proposed(city, city.task(due_on=date(2026, 3, 31)), 2026, 4, 7)
    with at(2026, 4, 7):
        done = confirm_rating(
            rating, by=city.supervisor, colour="green", reason="Done, the paper is on its way."
        )
    assert done.state == "confirmed"


def test_many_are_confirmed_at_once_all_or_none():
    city = scene()
    first, second = city.task(due_on=date(2026, 3, 31)), city.task(due_on=date(2026, 3, 31))
    with at(2026, 4, 7):
        daily_tick.run()
    ratings = list(Rating.objects.order_by("pk"))
    with at(2026, 4, 20):
        dismiss_rating(ratings[1], by=city.supervisor, reason="Suspended by the mayor.")
        with pytest.raises(NoneDone) as told:
            confirm_ratings(ratings, by=city.supervisor)
        assert {key: type(why.refused) for key, why in told.value.rows.items()} == {
            ratings[1].pk: NotInThisState
        }
        assert fresh(ratings[0]).state == "proposed"
        confirm_ratings(ratings[:1], by=city.supervisor)
    assert {r.task_id for r in Rating.objects.filter(state="confirmed")} == {first.pk}
    assert second.pk


def test_who_sees_a_rating_before_it_is_circulated():
    city = scene()
    task = city.task()
    supporting = builders.organization("supporting", city.city)
    leader = builders.user("mayor", Role.CITY_LEADER, organization=city.city)
    viewer = builders.user("viewer", Role.VIEWER, organization=city.city)
    elsewhere = builders.user("elsewhere", Role.SUPERVISION_OFFICE, organization=supporting)
    city.period(1)
    rating = proposed(city, task, 2026, 2, 3)
    insiders = (city.supervisor, city.officer, city.other_officer)
    for user in insiders:
        assert list(visible_ratings(user)) == [rating]
        assert delivered(task, user).pending == rating
    for user in (leader, viewer, elsewhere):
        assert list(visible_ratings(user)) == []
        assert not may(user, "delivery.view_proposed", rating)
    circulated(city, rating, "1", 2026, 2, 20)
    for user in (*insiders, leader, viewer):
        assert [r.pk for r in visible_ratings(user)] == [rating.pk]
    assert list(visible_ratings(elsewhere)) == []


def test_who_may_not_rate():
    city = scene()
    rating = proposed(city, city.task(due_on=date(2026, 3, 31)), 2026, 4, 7)
    with at(2026, 4, 20):
        for attempt in (
            lambda: confirm_rating(rating, by=city.officer),
            lambda: dismiss_rating(rating, by=city.officer, reason="No."),
            lambda: explain_rating(rating, by=city.supervisor, explanation="So."),
            lambda: circulate(city.register, by=city.officer, number="1", title="T", ratings=[rating]),
            lambda: correct_rating(rating, by=city.officer, colour="green", reason="No."),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_what_was_circulated_is_never_erased():
    city = scene()
    task = city.task(due_on=date(2026, 3, 31))
    rating = proposed(city, task, 2026, 4, 7)
    circulated(city, rating, "1", 2026, 4, 20)
    with at(2026, 4, 21):
        for attempt in (
            lambda: dismiss_rating(rating, by=city.supervisor, reason="Oops."),
            lambda: confirm_rating(rating, by=city.supervisor, colour="green", reason="Oops."),
            lambda: explain_rating(rating, by=city.officer, explanation="Too late."),
        ):
            with pytest.raises(NotInThisState):
                attempt()
        with pytest.raises(ProtectedError), transaction.atomic(), act("test.delete", by=None) as this:
            this.delete(fresh(task))
    assert fresh(rating).colour == "red"


def test_a_correction_stands_beside_what_it_corrects():
    city = scene()
    task = city.task(due_on=date(2026, 3, 31))
    rating = proposed(city, task, 2026, 4, 7)
    circular = circulated(city, rating, "1", 2026, 4, 20)
    with at(2026, 4, 22):
        with pytest.raises(Invalid):
            correct_rating(rating, by=city.supervisor, colour="yellow", reason=" ")
        with pytest.raises(Invalid):
            correct_rating(rating, by=city.supervisor, colour="red", reason="Same.")
        correction = correct_rating(rating, by=city.supervisor, colour="yellow", reason="Moved in March.")
        with pytest.raises(AlreadyCorrected, match="correction of 22 Apr 2026"):
            correct_rating(rating, by=city.supervisor, colour="green", reason="Again.")
    task = fresh(task)
    assert (task.rating, fresh(rating).colour, fresh(rating).corrected_by) == ("yellow", "red", correction)
    shown = delivered(task, city.officer).circulated
    assert [r.pk for r in shown] == [correction.pk, rating.pk]
    assert [r.colour for r in ratings_of(circular, city.officer)] == ["red"]
    # The rule still says red, but on this view of it the office has decided.
    with at(2026, 4, 23):
        assert daily_tick.run().proposed == 0
        correct_rating(correction, by=city.supervisor, colour="green", reason="Closed in March.")
    assert fresh(task).rating == "green"
    assert list(check_derived()) == []


def test_circulars():
    city = scene()
    task = city.task(due_on=date(2026, 3, 31))
    rating = proposed(city, task, 2026, 4, 7)
    other = builders.register("other", city.city)
    with at(2026, 4, 20):
        with pytest.raises(NotInThisState):
            circulate(city.register, by=city.supervisor, number="1", title="T", ratings=[rating])
        confirm_rating(rating, by=city.supervisor)
        with pytest.raises(NotOfThisRegister):
            circulate(other, by=city.supervisor, number="1", title="T", ratings=[rating])
        with pytest.raises(Invalid):
            circulate(
                city.register,
                by=city.supervisor,
                number="1",
                title="T",
                ratings=[rating],
                issued_on=date(2027, 1, 1),
            )
        circulate(city.register, by=city.supervisor, number="1", title="T", ratings=[rating])
        with pytest.raises(NumberIsTaken):
            circulate(city.register, by=city.supervisor, number="1", title="T", ratings=[rating])
    assert Circular.objects.count() == 1
    assert list(circulars(city.officer)) == list(Circular.objects.all())
    assert list(circulars(builders.user("nobody"))) == []


def test_a_dismissed_view_is_not_proposed_again_until_it_changes():
    city = scene()
    task = city.task(due_on=date(2026, 3, 31))
    rating = proposed(city, task, 2026, 4, 7)
    with at(2026, 4, 8):
        dismiss_rating(rating, by=city.supervisor, reason="Waiting for the province.")
        assert daily_tick.run().proposed == 0
    with at(2026, 4, 9):
        moved = move_due_date(
            fresh(task), date(2026, 4, 15), by=city.supervisor, reason="By the province.", seen=1
        )
        daily_tick.run()
        assert moved.earlier_on == date(2026, 3, 31)
    again = proposed(city, task, 2026, 4, 20)
    assert (again.pk != rating.pk, again.since) == (True, date(2026, 4, 16))


# --- completion and moved dates ---------------------------------------------------------------------------------------


def test_a_task_is_reported_complete_sent_back_and_closed():
    city = scene()
    task = city.task()
    with at(2026, 6, 1):
        with pytest.raises(NotTheLead):
            report_complete(task, city.transport, by=city.other_officer, statement="Done.")
        with pytest.raises(NotReporting):
            report_complete(task, city.city, by=None, statement="Done.")
        with pytest.raises(NotAllowed):
            report_complete(task, city.finance, by=city.other_officer, statement="Done.")
        first = report_complete(task, city.finance, by=city.officer, statement="All done.")
        assert fresh(task).state == TaskState.COMPLETE
        with pytest.raises(TaskIsNotOpen):
            report_complete(task, city.finance, by=city.officer, statement="All done.")
        with pytest.raises(TaskIsNotOpen):
            city.file(task, 6)
        with pytest.raises(Invalid):
            send_back(first, by=city.supervisor, reason="")
        with pytest.raises(NotAllowed):
            close_task(first, by=city.officer)
        send_back(first, by=city.supervisor, reason="The minutes are missing.")
        assert fresh(task).state == TaskState.OPEN
        with pytest.raises(NothingToJudge):
            close_task(first, by=city.supervisor)
    with at(2026, 6, 8):
        second = report_complete(
            task, city.finance, by=city.officer, statement="With minutes.", completed_on=date(2026, 6, 5)
        )
        closed = close_task(second, by=city.supervisor)
    assert (closed.state, closed.progress) == (TaskState.CLOSED, 100)
    assert [c.state for c in Completion.objects.order_by("pk")] == ["sent_back", "closed"]
    assert list(check_derived()) == []


def test_two_people_judging_the_same_completion_the_second_is_told():
    city = scene()
    task = city.task()
    with at(2026, 6, 1):
        made = report_complete(task, city.finance, by=city.officer, statement="Done.")
        close_task(made, by=city.supervisor)
        with pytest.raises(NothingToJudge):
            send_back(made, by=city.supervisor, reason="No.")
    assert fresh(task).state == TaskState.CLOSED


@pytest.mark.parametrize(
    "fields",
    [
        {"statement": " "},
        {"statement": "x", "completed_on": date(2026, 6, 2)},
        {"statement": "x", "completed_on": date(2025, 12, 31)},
    ],
)
def test_a_completion_that_can_not_be(fields):
    city = scene()
    with at(2026, 6, 1), pytest.raises(Invalid):
        report_complete(city.task(), city.finance, by=city.officer, **fields)


def test_a_moved_date_keeps_the_original_and_its_reason():
    city = scene()
    task = city.task(due_on=date(2026, 6, 30), due_text="by the end of June")
    with at(2026, 6, 1):
        move_due_date(task, date(2026, 9, 30), by=city.supervisor, reason="Land.", seen=1)
        move_due_date(fresh(task), date(2026, 12, 31), by=city.supervisor, reason="Rain.", seen=2)
        with pytest.raises(ChangedMeanwhile):
            move_due_date(task, date(2027, 1, 31), by=city.supervisor, reason="Snow.", seen=1)
    task = fresh(task)
    assert (task.original_due_on, task.due_on, task.due_text) == (date(2026, 6, 30), date(2026, 12, 31), "")
    moves = DueDateChange.objects.order_by("pk")
    assert [(m.earlier_on, m.later_on, m.reason) for m in moves] == [
        (date(2026, 6, 30), date(2026, 9, 30), "Land."),
        (date(2026, 9, 30), date(2026, 12, 31), "Rain."),
    ]


@pytest.mark.parametrize(
    ("later_on", "reason"),
    [
        (date(2026, 9, 30), ""),
        (date(2026, 12, 31), "Same."),
        (date(2025, 12, 31), "Before its start."),
        ("soon", "No date."),
        (None, "None."),
    ],
)
def test_a_date_that_can_not_be_moved_so(later_on, reason):
    city = scene()
    task = city.task()
    with at(2026, 6, 1), pytest.raises(Invalid):
        move_due_date(task, later_on, by=city.supervisor, reason=reason, seen=1)
    assert not DueDateChange.objects.exists()
    assert fresh(task).due_on == date(2026, 12, 31)


def test_a_unit_does_not_move_its_own_date():
    city = scene()
    with at(2026, 6, 1), pytest.raises(NotAllowed):
        move_due_date(city.task(), date(2027, 1, 31), by=city.officer, reason="Please.", seen=1)


# --- rule sets --------------------------------------------------------------------------------------------------------


def test_presets_are_installed_once_and_keep_what_was_changed():
    administrator = builders.user("administrator", Role.ADMINISTRATOR)
    made = install_presets(by=administrator, language="zh-hans")
    assert len(made) == 4
    assert all("\u4e00" <= rule_set.title[0] <= "\u9fff" for rule_set in made)
    save_rule_set(made[0], by=administrator, seen=1, title="Ours")
    assert install_presets(by=administrator, language="en")[0].title == "Ours"
    assert RuleSet.objects.count() == 4


def test_a_rule_set_with_a_fault_is_not_saved():
    administrator = builders.user("administrator", Role.ADMINISTRATOR)
    rule_set = install_presets(by=administrator, language="en")[0]
    rules = [{**rule_set.rules[0], "all": [{"fact": "mood", "op": "=", "value": 1}]}]
    with pytest.raises(Invalid) as refused:
        save_rule_set(rule_set, by=administrator, seen=1, rules=rules)
    assert "mood" in str(refused.value)
    assert fresh(rule_set).version == 1
    with pytest.raises(NotAllowed):
        save_rule_set(fresh(rule_set), by=builders.user("someone"), seen=1, title="Mine")
