from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from throughline.register.choices import CompletionKind, Lack, ResponsibilityRole, TaskState
from throughline.register.rules import arranged, collecting, is_overdue, lacks

WHOLE = {
    "lead_id": 1,
    "accountable_id": 2,
    "leader_id": 3,
    "standard": "Opened",
    "completion": CompletionKind.DATE,
    "due_on": date(2026, 6, 30),
    "review_rhythm": "",
    "requirement": "Quarterly",
}


def facts(**changes):
    return SimpleNamespace(**{**WHOLE, **changes})


def test_a_whole_task_lacks_nothing():
    assert lacks(facts()) == ()


def test_what_is_missing_is_listed_in_a_fixed_order():
    bare = facts(lead_id=None, accountable_id=None, leader_id=None, standard="", due_on=None, requirement="")
    assert lacks(bare) == ("lead", "accountable", "leader", "standard", "due", "requirement")


def test_an_ongoing_task_needs_a_rhythm_instead_of_a_date():
    ongoing = {"completion": CompletionKind.ONGOING, "due_on": None}
    assert lacks(facts(**ongoing)) == (Lack.RHYTHM,)
    assert lacks(facts(**ongoing, review_rhythm="quarter")) == ()


def test_the_first_lead_leads_and_further_leads_are_equals():
    listed = arranged([(5, "supporting"), (1, "lead"), (2, "lead"), (3, "supervising"), (4, "joint")])
    assert listed == [(1, "lead"), (2, "joint"), (4, "joint"), (5, "supporting"), (3, "supervising")]
    assert collecting(listed) == 1


def test_where_nobody_leads_the_first_of_the_equals_collects():
    assert collecting(arranged([(9, "supporting"), (7, "joint"), (8, "joint")])) == 7
    assert collecting([(9, "supporting")]) is None


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(ResponsibilityRole.values))))
def test_everybody_named_is_listed_once_and_at_most_one_leads(wanted):
    listed = arranged(wanted)
    assert sorted(key for key, _role in listed) == sorted({key for key, _role in wanted})
    assert [role for _key, role in listed].count("lead") == min(1, [r for _k, r in wanted].count("lead"))
    assert arranged(listed) == listed


def test_only_open_tasks_past_their_day_are_overdue():
    task = SimpleNamespace(due_on=date(2026, 6, 30), state=TaskState.OPEN)
    assert not is_overdue(task, date(2026, 6, 30))
    assert is_overdue(task, date(2026, 7, 1))
    task.state = TaskState.COMPLETE
    assert not is_overdue(task, date(2026, 7, 1))
