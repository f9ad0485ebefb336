"""The order of acts on the registers beside the plan's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from throughline.city.records import Act, City, Work
from throughline.city.source import Source
from throughline.city.when import workday

#: What is done before a year is closed.
ENDING = ("ask_outcomes", "claim_outcomes", "decide_outcomes", "carry_over")
#: Makes an act of day, kind and subject, with the username of whom it belongs to.
Tell = Callable[..., Act]


def work_acts(source: Source, city: City, tell: Tell) -> Iterator[Act]:
    """All of them, in no order. What would fall after a register's closing is not done."""
    yield from _opened(source, city, tell)
    for work in city.works:
        yield from _of_work(city, work, tell)
    for report in city.work_reports:
        about = {"organization": report.organization, "month": report.month}
        yield tell(report.filed_on, "file_work_report", report.task, **about)
        if report.returned:
            yield tell(report.returned.on, "return_work_report", report.task, **about)
            yield tell(report.returned.refiled_on, "refile_work_report", report.task, **about)
        yield tell(report.accepted_on, "accept_work_report", report.task, **about)
    for one in city.bulletins:
        yield tell(one.explained_on, "explain_works", one.register, month=one.month)
        yield tell(one.confirmed_on, "confirm_works", one.register, month=one.month)
        yield tell(one.on, "circulate_works", one.register, month=one.month)


def _opened(source: Source, city: City, tell: Tell) -> Iterator[Act]:
    for register in city.work_registers:
        yield tell(register.opens_on, "open_works", register.key)
        if register.closes_on:
            yield tell(workday(register.closes_on), "close_works", register.key)
            end = city.year_end
            days = (end.asked_on, end.claimed_on, end.decided_on, end.carried_on)
            for day, kind in zip(days, ENDING, strict=True):
                yield tell(day, kind, register.key)
        yield from _signed(source, city, register.key, tell)


def _signed(source: Source, city: City, key: str, tell: Tell) -> Iterator[Act]:
    """Each unit signs for what is new, some days after it was entered; for the next year's nobody does yet."""
    told = source.shape("works")["signed"]
    officers = {login.organization for login in city.logins if login.role == "unit_officer"}
    mine = [work for work in city.works if work.register == key and key != "next"]
    days: set[tuple[date, str]] = set()
    for work in mine:
        for unit in {work.lead, *work.supporting} & officers:
            days.add((workday(work.added_on + timedelta(days=told["later"].get(unit, told["after"]))), unit))
    for day, unit in sorted(days):
        yield tell(day, "sign_works", key, organization=unit)


def _of_work(city: City, work: Work, tell: Tell) -> Iterator[Act]:
    yield tell(work.added_on, "add_work", work.code)

    def unit(on: date) -> dict[str, str]:
        return {"organization": city.changes.lead(work.code, work.lead, on)}

    for position, step in enumerate(work.steps, 1):
        if step.done_on:
            on = max(step.done_on, work.added_on)
            yield tell(on, "reach_work_step", work.code, position=position, **unit(on))
    wish, done = work.wish, work.completion
    if wish:
        yield tell(wish.asked_on, "ask_work_date", work.code, **unit(wish.asked_on))
        decided = wish.granted_on or wish.refused_on
        if decided:
            yield tell(decided, "decide_work_date", work.code)
    if done:
        yield tell(done.on, "report_work_complete", work.code, position=1, **unit(done.on))
        if done.sent_back_on and done.again_on:
            yield tell(done.sent_back_on, "send_work_back", work.code)
            yield tell(done.again_on, "report_work_complete", work.code, position=2, **unit(done.again_on))
        yield tell(done.closed_on, "close_work", work.code)
