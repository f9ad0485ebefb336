"""The registers beside the plan's: what is told of them holds together on any day, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import groupby, pairwise

import pytest

from tests.city.test_load import DAYS, LANGUAGES, TODAY
from tests.city.told import load
from throughline.city.load import City
from throughline.city.pace import HUNDRED
from throughline.city.when import Calendar
from throughline.lib.dates import add_months

EARLIEST, MOST = 14, 18


@pytest.fixture(params=LANGUAGES)
def city(request) -> City:
    return load(request.param, TODAY)


def test_a_hundred_and_fifty_tasks_on_seven_registers(city):
    registers = [*city.registers, *city.work_registers]
    assert len(registers) == 7
    assert {one.kind for one in registers} == {"plan", "instructions", "meeting", "assigned"}
    assert len(city.tasks) + len(city.works) + len(city.instructions) >= 150
    assert {one.register for one in city.works} == {one.key for one in city.work_registers}
    assert sum(len(one.shows) for one in city.work_registers) >= 15
    several = Counter(task for one in city.work_registers for task, _area in one.shows)
    assert several.keys() <= {task.code for task in city.tasks}


@pytest.mark.parametrize("today", DAYS)
def test_three_years_one_closed_one_running_one_to_come(today):
    city = load("en", today)
    by_key = {one.key: one for one in city.work_registers}
    assert max(work.added_on for work in city.works) <= today
    closes = by_key["closed"].closes_on
    assert closes <= today
    assert by_key["running"].opens_on <= today
    assert by_key["next"].opens_on <= today
    year = Calendar(today, "en").work_year
    for key, wanted in (("closed", year - 1), ("running", year), ("next", year + 1)):
        assert str(wanted) in by_key[key].title
        assert {work.due_on.year for work in city.works if work.register == key and work.due_on} == {wanted}
    done = sorted(
        work.completion.closed_on for work in city.works if work.register == "closed" and work.completion
    )
    assert sum(day < closes for day in done) >= 25
    # What was carried over is done in the running year.
    assert sum(day > closes for day in done) >= 3


@pytest.mark.parametrize("today", DAYS)
def test_reports_go_back_as_far_as_they_can(today):
    city = load("en", today)
    months = sorted({report.month for report in (*city.work_reports, *city.reports)})
    assert months == [add_months(city.began, n) for n in range(len(months))]
    assert EARLIEST <= len(months) <= MOST
    assert add_months(months[-1], 1) == today.replace(day=1)


def test_eighteen_months_from_summer_on():
    for month in range(7, 13):
        assert len({one.month for one in load("en", date(2031, month, 15)).work_reports} | {
            one.month for one in load("en", date(2031, month, 15)).reports
        }) == MOST  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("today", DAYS)
def test_reports_of_the_works_go_forward_and_fit_their_figures(language, today):
    city = load(language, today)
    for code, group in groupby(city.work_reports, key=lambda report: report.task):
        told = list(group)
        work = city.work(code)
        assert [one.percent for one in told] == sorted(one.percent for one in told)
        assert [one.count for one in told] == sorted(one.count for one in told)
        assert all(0 <= one.count <= work.quantity for one in told)
        assert all(one.done and "{" not in one.done + one.problem + one.help for one in told)
        assert all(before.done != after.done for before, after in pairwise(told))
        assert all(one.filed_on <= one.accepted_on for one in told)
        assert all((one.percent == HUNDRED) <= bool(one.evidence) for one in told)
        if work.completion and told[-1].percent == HUNDRED:
            assert told[-1].accepted_on <= work.completion.on, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_works_say_the_same(language):
    owners: dict[str, set[str]] = {}
    for report in load(language, TODAY).work_reports:
        owners.setdefault(re.sub(r"[\d,.]+", "#", report.done), set()).add(report.task)
    assert [text for text, tasks in owners.items() if len(tasks) > 1] == []


def test_both_languages_tell_the_same_of_the_works():
    en, zh = load("en", TODAY), load("zh", TODAY)
    plain = [
        [
            (r.task, r.month, r.percent, r.count, bool(r.problem), bool(r.help), bool(r.returned))
            for r in c.work_reports
        ]
        for c in (en, zh)
    ]
    assert plain[0] == plain[1]
    facts = [
        [(w.code, w.lead, w.due_on, len(w.steps), bool(w.completion)) for w in c.works] for c in (en, zh)
    ]
    assert facts[0] == facts[1]
    assert {work.title for work in en.works}.isdisjoint(work.title for work in zh.works)


@pytest.mark.parametrize("today", DAYS)
def test_the_points_of_the_citys_life_are_in_order_and_passed(today):
    marks = load("en", today).landmarks
    assert [one.on for one in marks] == sorted(one.on for one in marks)
    assert marks[-1].on == today
    assert len({one.name for one in marks}) == len(marks)
