"""The order of acts by which things change hands, goals are judged, and papers leave the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from throughline.city.records import Act, City
from throughline.city.when import workday
from throughline.city.work_acts import Tell

#: So many days after a task came to a unit, it signs.
_SIGNED_AFTER = 4


def change_acts(city: City, tell: Tell) -> Iterator[Act]:
    """All of them, in no order."""
    told = city.changes
    for number, away in enumerate(told.absences, 1):
        yield tell(away.starts_on, "record_absence", away.post, position=number)
    for ended in told.reorganizations:
        yield tell(ended.on, "reorganize", ended.unit)
    for decision in told.decisions:
        yield tell(decision.on, "decide_standing", decision.code)
    yield from _signed(city, tell)
    for pair in told.pairs:
        yield tell(pair.on, "judge_pair", pair.code)
    yield tell(told.above.entered_on, "enter_plan_above", told.above.code)
    yield tell(told.above.aligned_on, "align_plans", told.above.code)
    for register in city.work_registers:
        if any(goal.register == register.key for goal in told.goals):
            yield tell(register.opens_on, "set_goals", register.key)
    for key in dict.fromkeys(verdict.register for verdict in told.verdicts):
        yield tell(told.judged_on, "judge_goals", key)
    yield tell(told.archived_on, "ask_archive", told.archived)
    yield from _papers(city, tell)


def _signed(city: City, tell: Tell) -> Iterator[Act]:
    """Who takes a task over signs for it."""
    officers = {login.organization for login in city.logins if login.role == "unit_officer"}
    taken: set[tuple[date, str, str]] = set()
    for work in city.works:
        units = {work.lead, *work.supporting}
        for ended in city.changes.reorganizations:
            if ended.unit in units and work.added_on < ended.on and work.register != "next":
                taken.add((ended.on, work.register, ended.successor(work.code)))
        for one in city.changes.decisions:
            if one.task == work.code and one.to:
                taken.add((one.on, work.register, one.to))
    for on, register, unit in sorted(taken):
        if unit in officers:
            day = workday(on + timedelta(days=_SIGNED_AFTER))
            yield tell(day, "sign_works", register, organization=unit)


def _papers(city: City, tell: Tell) -> Iterator[Act]:
    papers = city.changes.papers
    yield tell(papers.set_up_on, "set_up_numbers")
    yield tell(papers.set_up_on, "set_up_papers")
    yield tell(papers.taken_on, "take_number")
    yield tell(papers.voided_on, "void_number")
    yield tell(papers.breakdown_on, "issue_breakdown", papers.register)
    yield tell(papers.breakdown_stamped_on, "attach_scan", papers.register)
    yield tell(papers.circular_on, "issue_circular", papers.circular)
    yield tell(papers.circular_stamped_on, "attach_scan", papers.circular)
