"""The arithmetic of ratings: what a day sees, which rule matches, and why."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.delivery.rules import (
    FACTS,
    UNRATED,
    Account,
    Matter,
    Span,
    Standing,
    Step,
    evaluate,
    facts_of,
    severity,
    standing,
    told,
    validate,
)
from throughline.delivery.rules.presets import presets

MONTHS = [
    Span(
        month,
        date(2026, month, 1),
        date(2026, month + 1, 1) - timedelta(days=1),
        date(2026, month + 1, 1) - timedelta(days=4),
    )
    for month in range(1, 12)
]
WHOLE_YEAR = Matter(1, starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31), periods=tuple(MONTHS))


def account(month, progress=None, *, filed=None, decided=None, outcome="accepted", **fields):
    filed = filed or date(2026, month, 26)
    return Account(
        period=month,
        ends_on=MONTHS[month - 1].ends_on,
        attempt=fields.pop("attempt", 1),
        organization=fields.pop("organization", 1),
        leads=fields.pop("leads", True),
        filed_on=filed,
        outcome=outcome,
        decided_on=None if outcome == "filed" else decided or filed,
        progress=None if progress is None else Decimal(progress),
        **fields,
    )


def seen(on, *accounts, **fields):
    return facts_of(replace(WHOLE_YEAR, accounts=accounts, **fields), on)


# --- what a day sees --------------------------------------------------------------------------------------------------


def test_before_anything_was_due_nothing_is_known():
    facts = seen(date(2026, 1, 20))
    assert (facts.behind_points, facts.periods_missed, facts.reported) == (None, 0, False)
    assert evaluate(presets()[0]["rules"], facts) == UNRATED


def test_a_report_is_measured_against_the_end_of_its_period():
    facts = seen(date(2026, 2, 20), account(1, 8))
    assert facts.measured_on == date(2026, 1, 31)
    assert facts.behind_points == Decimal("0.24")
    assert facts.periods_missed == 0


def test_what_is_filed_but_not_decided_holds_nobody_back():
    facts = seen(date(2026, 2, 27), account(1, 8), account(2, 16, filed=date(2026, 2, 25), outcome="filed"))
    assert (facts.progress, facts.measured_on, facts.periods_missed) == (8, date(2026, 1, 31), 0)


def test_who_is_silent_falls_behind():
    facts = seen(date(2026, 4, 29), account(1, 8))
    assert (facts.periods_missed, facts.months_missed, facts.quarter_missed) == (3, 3, True)
    assert facts.measured_on == date(2026, 4, 29)
    assert facts.behind_points > 20


def test_a_returned_report_does_not_answer_from_the_day_of_its_return():
    back = account(1, 8, outcome="returned", decided=date(2026, 2, 10))
    assert seen(date(2026, 2, 9), back).periods_missed == 0
    assert seen(date(2026, 2, 10), back).periods_missed == 1


def test_an_answer_for_a_later_period_ends_the_silence():
    facts = seen(date(2026, 3, 10), account(3, 20, filed=date(2026, 3, 5)))
    assert facts.periods_missed == 0


def test_a_report_is_seen_from_the_day_it_came():
    late = account(1, 8, filed=date(2026, 2, 20), decided=date(2026, 2, 22))
    assert seen(date(2026, 2, 19), late).periods_missed == 1
    assert seen(date(2026, 2, 20), late).periods_missed == 0
    assert not seen(date(2026, 2, 21), late).reported
    assert seen(date(2026, 2, 22), late).reported


def test_an_amended_report_counted_until_its_amendment_was_accepted():
    first = account(1, 50, outcome="replaced", decided=date(2026, 1, 27))
    second = account(1, 5, attempt=2, filed=date(2026, 2, 1), decided=date(2026, 2, 3))
    assert seen(date(2026, 2, 2), first, second).progress == 50
    assert seen(date(2026, 2, 3), first, second).progress == 5


def test_joint_units_are_counted_apart():
    facts = seen(date(2026, 2, 10), account(1, 8), account(1, 3, organization=2, leads=False), joint=(2, 3))
    assert (facts.joint_missed, facts.periods_missed) == (1, 0)


def test_the_clock_of_a_completed_task_stops():
    overdue = seen(date(2027, 2, 1))
    in_time = seen(date(2027, 2, 1), state="complete", completed_on=date(2026, 12, 20))
    late = seen(date(2027, 2, 1), state="complete", completed_on=date(2027, 1, 10))
    assert [facts.days_overdue for facts in (overdue, in_time, late)] == [32, 0, 10]


def test_no_report_is_missed_after_the_completion():
    facts = seen(date(2026, 3, 10), state="complete", completed_on=date(2026, 2, 20))
    assert facts.periods_missed == 1
    assert seen(date(2026, 3, 10), state="open", completed_on=date(2026, 2, 20)).periods_missed == 2


def test_milestones_are_overdue_until_done():
    steps = (Step(date(2026, 1, 10)), Step(date(2026, 1, 15), done_on=date(2026, 2, 1)))
    facts = seen(date(2026, 1, 20), milestones=steps)
    assert (facts.milestones_overdue, facts.milestone_days_overdue) == (2, 10)
    assert seen(date(2026, 2, 1), milestones=steps).milestones_overdue == 1


def test_facts_are_kept_as_plain_values():
    plain = seen(date(2026, 2, 20), account(1, "8.50")).plain()
    assert plain["progress"] == "8.5"
    assert plain["measured_on"] == "2026-01-31"
    assert "value" not in plain


def test_every_fact_that_a_rule_may_name_is_there():
    facts = facts_of(WHOLE_YEAR, date(2026, 5, 1))
    assert all(hasattr(facts, name) for name in FACTS)


def test_without_a_first_day_the_way_begins_where_the_task_was_entered():
    """A list that names due dates alone is held against the time that went by, too."""
    entered = {"starts_on": None, "entered_on": date(2026, 1, 1), "due_on": date(2026, 12, 31)}
    slow = account(6, 20)
    found = seen(date(2026, 7, 20), slow, **entered)
    assert 25 < found.behind_points < 35
    assert seen(date(2026, 7, 20), slow, **entered | {"entered_on": None}).behind_points is None
    named = entered | {"starts_on": date(2026, 6, 1)}
    assert seen(date(2026, 7, 20), slow, **named).behind_points < 0, "a first day goes before"


# --- rules ------------------------------------------------------------------------------------------------------------

RULE = {
    "name": "a",
    "all": [{"fact": "behind_points", "op": ">", "value": 30}],
    "colour": "red",
    "why": "Behind.",
}


def test_the_first_match_wins():
    second = {**RULE, "name": "b", "colour": "yellow"}
    assert evaluate([RULE, second], {"behind_points": Decimal(31)}).rule == "a"
    assert evaluate([second, RULE], {"behind_points": Decimal(31)}).rule == "b"


def test_what_is_not_known_matches_nothing():
    for op in ("=", "!=", "<", "<=", ">", ">="):
        rule = {**RULE, "all": [{"fact": "behind_points", "op": op, "value": 30}]}
        assert evaluate([rule], {"behind_points": None}) == UNRATED


@pytest.mark.parametrize(
    ("op", "wanted", "actual", "holds"),
    [
        ("=", True, True, True),
        ("!=", True, False, True),
        ("=", 3, 3, True),
        ("=", "3", 3, True),
        ("=", "open", "open", True),
        (">", "x", 3, False),
        (">=", 3, Decimal("3.00"), True),
        ("<", 3, 3, False),
        ("=", True, 1, False),
    ],
)
def test_conditions(op, wanted, actual, holds):
    rule = {**RULE, "all": [{"fact": "f", "op": op, "value": wanted}]}
    assert (evaluate([rule], {"f": actual}) != UNRATED) is holds


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset["slug"])
def test_the_presets_are_sound_and_said_in_both_languages(preset):
    assert validate(preset["rules"], preset["meanings"]) == []
    texts = [
        preset["title"],
        preset["note"],
        *preset["meanings"].values(),
        *(r["why"] for r in preset["rules"]),
    ]
    assert all(set(text) == {"en", "zh-hans"} and all(text.values()) for text in texts)


@pytest.mark.parametrize(
    ("slug", "facts", "colour"),
    [
        ("points_behind", {"behind_points": Decimal("9.99")}, "green"),
        ("points_behind", {"behind_points": Decimal(10)}, "yellow"),
        ("points_behind", {"behind_points": Decimal(30)}, "yellow"),
        ("points_behind", {"behind_points": Decimal("30.01")}, "red"),
        ("points_behind", {"months_missed": 2, "behind_points": Decimal(0)}, "red"),
        ("periods_missed", {"periods_missed": 1, "months_missed": 1}, "yellow"),
        ("periods_missed", {"periods_missed": 3, "quarter_missed": True}, "red"),
        ("periods_missed", {"reported": True}, "green"),
        ("near_due", {"days_to_due": 15, "behind_points": Decimal(0)}, "blue"),
        ("near_due", {"days_to_due": 16, "reported": True}, "green"),
        ("near_due", {"days_to_due": 3, "behind_points": Decimal(20)}, "yellow"),
        ("near_due", {"days_overdue": 1, "behind_points": Decimal(0)}, "red"),
        ("ratio", {"ratio": Decimal(95)}, "green"),
        ("ratio", {"ratio": Decimal("94.99")}, "yellow"),
        ("ratio", {"ratio": Decimal("84.99")}, "red"),
    ],
)
def test_the_presets_thresholds(slug, facts, colour):
    rules = next(preset["rules"] for preset in presets() if preset["slug"] == slug)
    assert evaluate(rules, facts).colour == colour


@st.composite
def worse(draw):
    """The facts of a task, and those of one that is worse in every respect."""
    months = draw(st.integers(0, 6))
    more_months = months + draw(st.integers(0, 6))
    behind = Decimal(draw(st.integers(-50, 100)))
    more_behind = behind + draw(st.integers(0, 50))
    overdue = draw(st.integers(0, 30))
    more_overdue = overdue + draw(st.integers(0, 60))
    to_due = draw(st.integers(0, 60))
    steps = draw(st.integers(0, 3))
    more_steps = steps + draw(st.integers(0, 3))
    common = {"completed": False, "reported": True}

    def facts(months, behind, overdue, to_due, steps):
        return common | {
            "months_missed": months,
            "periods_missed": months,
            "quarter_missed": months >= 3,
            "behind_points": behind,
            "progress": Decimal(50),
            "ratio": Decimal(100) - behind,
            "days_overdue": overdue,
            "days_to_due": None if overdue else to_due,
            "milestones_overdue": steps,
            "milestone_days_overdue": steps * 40,
        }

    later = max(0, to_due - draw(st.integers(0, 60)))
    return (
        facts(months, behind, overdue, to_due, steps),
        facts(more_months, more_behind, more_overdue, later, more_steps),
    )


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset["slug"])
@given(pair=worse())
def test_worse_never_gets_a_better_colour(preset, pair):
    better, poorer = (evaluate(preset["rules"], facts) for facts in pair)
    assert severity(better.colour) <= severity(poorer.colour)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset["slug"])
@given(pair=worse())
def test_every_colour_is_explained(preset, pair):
    for facts in pair:
        verdict = evaluate(preset["rules"], facts)
        assert verdict.colour in preset["meanings"]
        for language in ("en", "zh-hans"):
            sentence = told(verdict.why, facts, language)
            assert sentence
            assert ")s" not in sentence


@given(st.dates(date(2026, 1, 1), date(2027, 6, 30)), st.lists(st.integers(1, 11), max_size=6, unique=True))
def test_a_real_tasks_facts_always_give_a_verdict_or_none(day, months):
    facts = seen(day, *(account(month, 10 * month % 100) for month in months))
    for preset in presets():
        verdict = evaluate(preset["rules"], facts)
        assert verdict == UNRATED or verdict.rule in {rule["name"] for rule in preset["rules"]}


def test_a_sentence_is_told_in_the_readers_language():
    why = {"en": "%(progress)s%% done", "zh-hans": "完成%(progress)s%%"}
    assert told(why, {"progress": "5"}, "zh-hans") == "完成5%"
    assert told(why, {"progress": "5"}, "fr") == "5% done"
    assert told("100% sure", {}, "en") == "100% sure"
    assert told("%(ratio)s", {}, "en") == "–"


# --- rules written by hand --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({}, "list with at least one rule"),
        ([], "list with at least one rule"),
        (["red"], "not a rule"),
        ([{**RULE, "color": "red"}], "color"),
        ([{**RULE, "name": " "}], "name"),
        ([{**RULE, "colour": "pink"}], "colours"),
        ([{**RULE, "all": None}], "list of conditions"),
        ([{**RULE, "all": [{"fact": "behind_points"}]}], "exactly a fact"),
        ([{**RULE, "all": [{"fact": "mood", "op": "=", "value": 1}]}], "no fact “mood”"),
        ([{**RULE, "all": [{"fact": "ratio", "op": "~", "value": 1}]}], "does not compare"),
        ([{**RULE, "all": [{"fact": "ratio", "op": ">", "value": "much"}]}], "number"),
        ([{**RULE, "all": [{"fact": "ratio", "op": ">", "value": True}]}], "number"),
        ([{**RULE, "all": [{"fact": "completed", "op": ">", "value": True}]}], "no order"),
        ([{**RULE, "all": [{"fact": "completed", "op": "=", "value": 1}]}], "true or false"),
        ([{**RULE, "all": [{"fact": "state", "op": "=", "value": "done"}]}], "one of"),
        ([{**RULE, "why": ""}], "say in “why”"),
        ([{**RULE, "why": {}}], "say in “why”"),
        ([{**RULE, "why": "30% behind"}], "can't be filled in"),
        ([{**RULE, "why": "%(mood)s"}], "can't be filled in"),
        ([RULE, RULE], "Two rules"),
        ([{**RULE, "all": []}, {**RULE, "name": "b"}], "always matches"),
    ],
)
def test_what_is_wrong_is_named(rules, says):
    faults = validate(rules)
    assert faults
    assert any(says in fault for fault in faults)


def test_each_colour_needs_a_meaning():
    assert validate([RULE], {"red": "Bad."}) == []
    (fault,) = validate([RULE], {"green": "Good."})
    assert "Red" in fault


# --- what stands ------------------------------------------------------------------------------------------------------

DAYS = [date(2026, month, 1) for month in range(1, 6)]


def test_while_the_colour_stays_so_does_its_first_day():
    assert standing([]) == ("", None)
    run = [Standing(1, "green", DAYS[0]), Standing(2, "red", DAYS[1]), Standing(3, "red", DAYS[2])]
    assert standing(run) == ("red", DAYS[1])


def test_a_correction_takes_the_place_of_what_it_corrects():
    run = [Standing(1, "green", DAYS[0]), Standing(2, "red", DAYS[1])]
    assert standing([*run, Standing(3, "green", DAYS[1], corrects=2)]) == ("green", DAYS[0])
    later = [*run, Standing(3, "yellow", DAYS[2]), Standing(4, "yellow", DAYS[1], corrects=2)]
    assert standing(later) == ("yellow", DAYS[1])
    twice = [*run, Standing(3, "yellow", DAYS[1], corrects=2), Standing(4, "orange", DAYS[1], corrects=3)]
    assert standing(twice) == ("orange", DAYS[1])
