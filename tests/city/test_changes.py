"""What changes hands in the city holds together on any day, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.city.test_load import DAYS, LANGUAGES, TODAY
from tests.city.told import load

DAY = timedelta(days=1)


@pytest.mark.parametrize("today", DAYS)
def test_whatever_the_day_everything_that_changes_hands_has_done_so(today):
    city = load("en", today)
    told = city.changes
    assert {one.kind for one in told.reorganizations} == {"dissolved", "merged"}
    whats = {one.what for one in told.decisions}
    assert whats == {"transferred", "suspended", "resumed", "cancelled", "merged"}
    days = [one.on for one in (*told.reorganizations, *told.decisions, *told.pairs)]
    days += [one.on for one in city.handovers] + [one.starts_on for one in told.absences]
    days += [told.above.aligned_on, told.archived_on, told.papers.circular_stamped_on]
    assert max(days) <= today
    assert all(one.reason for one in (*told.reorganizations, *told.decisions, *told.pairs))
    for one in told.decisions:
        work = city.work(one.task)
        assert work.added_on < one.on, one.code
        assert not one.until or one.until > one.on
        assert work.due_on > one.on, one.code
    for one in told.reorganizations:
        mine = [work for work in city.works if one.unit in (work.lead, *work.supporting)]
        assert sum(work.added_on < one.on for work in mine) >= 2, one.unit
        assert any(work.lead == one.unit for work in mine), one.unit


@pytest.mark.parametrize("today", DAYS)
def test_who_took_a_task_over_reports_on_it(today):
    city = load("en", today)
    for work in city.works:
        for report in (one for one in city.work_reports if one.task == work.code):
            lead = city.changes.lead(work.code, work.lead, report.ends_on)
            assert report.organization == lead
            assert not city.changes.rests(work.code, report.filed_on), (work.code, report.month)
    ended = {one.unit: one.on for one in city.changes.reorganizations}
    for act in city.acts:
        assert act.on <= ended.get(act.organization, act.on), act
    stood = [one for one in city.changes.decisions if one.what in ("cancelled", "merged")]
    for one in stood:
        assert not [r for r in city.work_reports if r.task == one.task and r.filed_on >= one.on]


@pytest.mark.parametrize("today", DAYS)
def test_an_officer_signs_in_while_at_work_and_the_deputy_while_away(today):
    city = load("en", today)
    leaving = next(one for one in city.handovers if one.post == "officer-D10")
    assert city.officer("D10", leaving.on - DAY) != city.officer("D10", leaving.on)
    away = next(one for one in city.changes.absences if one.post.startswith("officer-"))
    unit = away.post.removeprefix("officer-")
    holder, deputy = city.officer(unit, away.starts_on - DAY), city.officer(unit, away.starts_on)
    assert holder != deputy
    after = next(one for one in city.handovers if one.post == away.post)
    assert (after.leaves, after.takes_over) == (away.person, away.deputy)
    assert {city.officer(unit, day) for day in (after.on - DAY, after.on, today)} == {deputy}
    by = {act.by for act in city.acts if act.organization == unit and act.on >= away.starts_on}
    assert holder not in by
    later = [one for one in city.changes.absences if one.starts_on <= today <= one.ends_on]
    assert later


def test_the_plan_above_leaves_gaps_and_what_is_not_ours():
    above = load("en", TODAY).changes.above
    named = {one for one, _ours, _kind in above.aligned} | set(above.not_ours)
    assert named < set(range(1, above.items + 1))
    assert {kind for _above, _ours, kind in above.aligned} == {"full", "partly", "beyond"}
    assert {ours for _above, ours, _kind in above.aligned} <= set(range(1, 28))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_are_whole(language):
    told = load(language, TODAY).changes
    measures = [int(one) for one in re.findall(r"^(\d+)\.", told.above.text, re.MULTILINE)]
    assert measures == list(range(1, told.above.items + 1))
    said = [told.above.title, told.above.text, told.papers.breakdown]
    said += [one.number + one.reason for one in (*told.reorganizations, *told.decisions)]
    said += [one.text for one in told.goals] + [one.statement for one in told.verdicts]
    assert not [text for text in said if "{" in text]
    assert "{year}" in told.papers.pattern
    assert "{n}" in told.papers.pattern
    assert told.papers.scan.startswith(b"\x89PNG")
    assert len(told.papers.scan) < 40_000
    assert {one.verdict for one in told.verdicts} == {"reached", "partly", "not_reached"}


def test_both_languages_tell_the_same_changes():
    en, zh = (load(language, TODAY).changes for language in LANGUAGES)
    for name in ("absences", "reorganizations", "decisions", "pairs", "goals", "verdicts"):
        assert len(getattr(en, name)) == len(getattr(zh, name))
    assert [(one.code, one.on, one.to, one.into) for one in en.decisions] == [
        (one.code, one.on, one.to, one.into) for one in zh.decisions
    ]
    assert en.above.aligned == zh.above.aligned
