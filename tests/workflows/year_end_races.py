"""Run by test_year_end_races in a process of its own: the year's end from several sides at the same moment."""

from __future__ import annotations

from datetime import timedelta

from tests import builders
from tests.racing import together, write
from throughline.delivery.actions import claim_outcomes, close_register, decide_outcomes
from throughline.delivery.models import DueDateChange, Outcome
from throughline.lib import clock
from throughline.register.actions import create_next
from throughline.register.models import Entry, Register
from throughline.workflows.carry_over import carry_over

ROUNDS = 4
TASKS = 12


def decided() -> Register:
    """A register whose tasks are all decided to be carried over."""
    unit = builders.organization()
    register = builders.register(organization=unit, starts_on=clock.today() - timedelta(days=200))
    for _ in range(TASKS):
        builders.task(register, unit, due_on=clock.today() - timedelta(days=3))
    later = clock.today() + timedelta(days=90)
    entries = list(register.entries.all())
    decide_outcomes(entries, by=None, kind="carried_over", reason="Frost.", later_on=later)
    return register


def following(register: Register) -> Register:
    start = clock.today() + timedelta(days=1)
    return create_next(register, by=None, title=f"{register.title} next", starts_on=start)


def carried_over_by_three():
    register = decided()
    onto = following(register)
    done = together(*(lambda: carry_over(register, onto, by=None) for _ in range(3)))
    assert Entry.objects.filter(register=onto, is_home=True).count() == TASKS
    assert Entry.objects.filter(register=register, carried_on__isnull=False, is_home=False).count() == TASKS
    moved = DueDateChange.objects.filter(task__entries__register=onto)
    assert moved.count() == TASKS
    return done


def made_twice():
    register = builders.register(starts_on=clock.today() - timedelta(days=200))
    done = together(*(lambda: following(register) for _ in range(3)))
    assert Register.objects.filter(follows=register).count() == 1
    return done


def closed_while_carried_over():
    register = decided()
    onto = following(register)
    done = together(
        lambda: carry_over(register, onto, by=None),
        lambda: close_register(register, by=None, seen=register.version),
    )
    assert Entry.objects.filter(register=onto).count() == TASKS
    return done


def said_and_decided():
    register = decided()
    entry = register.entries.first()
    done = together(
        lambda: claim_outcomes([entry], by=None, claim="done", reason="It is."),
        lambda: decide_outcomes([entry], by=None, kind="not_done", reason="It is not."),
    )
    outcome = Outcome.objects.get(entry=entry)
    assert (outcome.claim, outcome.kind, outcome.version) == ("done", "not_done", 3)
    return done


def decided_by_two_who_saw_the_same():
    register = decided()
    entry = register.entries.first()
    return together(
        *(
            lambda k=kind: decide_outcomes([entry], by=None, kind=k, reason="So.", seen={entry.pk: 1})
            for kind in ("done", "not_done")
        )
    )


RACES = (
    carried_over_by_three,
    made_twice,
    closed_while_carried_over,
    said_and_decided,
    decided_by_two_who_saw_the_same,
)

if __name__ == "__main__":
    write(RACES, rounds=ROUNDS)
