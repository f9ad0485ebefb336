"""Builds the demonstration city: three years' acts, each by whom it belongs to, at the time at which it was done.

The daily tick runs in the night before each day on which ratings are looked at, and catches up with the days before, so
that ratings are proposed on the days on which the rules' view changes. Offices are closed on their calendar's
holidays: an act told for such a day is done on the next working day, and one that would then lie after today is
still to come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.db import transaction
from django.utils import timezone, translation

from throughline.accounts.choices import Role
from throughline.calendars.working import Day, WorkingDays
from throughline.city.load import load
from throughline.city.reads.now import NOW
from throughline.city.records import Act
from throughline.demonstration import (
    above,
    bulletins,
    changes,
    completions,
    directory,
    document,
    house_papers,
    instructions,
    observations,
    projects,
    register,
    reports,
    supervision,
    works,
    year_end,
)
from throughline.demonstration.directory import COUNTRIES, PASSWORD
from throughline.demonstration.stage import Stage
from throughline.demonstration.timeline import Timeline
from throughline.demonstration.waiting import is_left, leave_silence, leave_work
from throughline.history.sealer import seal
from throughline.lib import clock
from throughline.lib.dates import ONE_DAY, days_between
from throughline.workflows import daily_tick

Progress = Callable[[int, int, str], None]

#: What is done for each kind of act. Ratings are proposed by the nightly tick, so that needs nothing of its own.
PLAYED: dict[str, Callable[[Stage, Act], None]] = {
    "build_directory": directory.build_directory,
    "hand_over": changes.hand_over,
    "record_absence": changes.record_absence,
    "reorganize": changes.reorganize,
    "decide_standing": changes.decide_standing,
    "judge_pair": changes.judge_pair,
    "enter_plan_above": above.enter_plan_above,
    "align_plans": above.align_plans,
    "set_goals": year_end.set_goals,
    "judge_goals": year_end.judge_goals,
    "ask_archive": year_end.ask_for_archive,
    "set_up_numbers": house_papers.set_up_numbers,
    "set_up_papers": house_papers.set_up_papers,
    "take_number": house_papers.take_number,
    "void_number": house_papers.void_number,
    "issue_breakdown": house_papers.issue_breakdown,
    "issue_circular": house_papers.issue_circular,
    "attach_scan": house_papers.attach_scan,
    "upload_plan": document.upload_plan,
    "open_register": works.open_register,
    "open_works": works.open_works,
    "add_work": works.add_work,
    "sign_works": works.sign_works,
    "reach_work_step": works.reach_step,
    "file_work_report": works.file_work_report,
    "return_work_report": works.return_work_report,
    "refile_work_report": works.refile_work_report,
    "ask_work_date": works.ask_work_date,
    "decide_work_date": works.decide_work_date,
    "report_work_complete": works.complete_work,
    "send_work_back": works.send_work_back,
    "close_work": works.close_work,
    "ask_outcomes": year_end.ask_outcomes,
    "claim_outcomes": year_end.claim_outcomes,
    "decide_outcomes": year_end.decide_outcomes,
    "carry_over": year_end.carry_over,
    "close_works": year_end.close_works,
    "explain_works": bulletins.explain_works,
    "confirm_works": bulletins.confirm_works,
    "circulate_works": bulletins.circulate_works,
    "accept_findings": document.accept_findings,
    "record_adoption": document.record_adoption,
    "issue_register": works.issue_plan,
    "sign_off": register.sign_off,
    "reach_milestone": register.reach_milestone,
    "record_observation": observations.record_observation,
    "revise_observation": observations.revise_observation,
    "record_investment": projects.record_investment,
    "reach_stage": projects.reach_stage,
    "file_report": reports.file_report,
    "return_report": reports.return_report,
    "refile_report": reports.refile_report,
    "add_instruction": instructions.add_instruction,
    "reply_instruction": instructions.reply_instruction,
    "close_instruction": instructions.close_instruction,
    "explain_rating": supervision.explain_rating,
    "confirm_ratings": supervision.confirm_ratings,
    "circulate": supervision.circulate_ratings,
    "correct_rating": supervision.correct_rating,
    "request_new_date": supervision.request_new_date,
    "move_deadline": supervision.move_deadline,
    "report_complete": completions.report_complete,
    "send_back": completions.send_back,
    "close_task": completions.close_task,
}
#: The points of its life up to which the city can be built, in their order.
STAGES = ("directory", "first-register", "first-month", "plan", "year-closed", NOW)
#: What looks at ratings, or is told with them: in the night before, the tick makes up for all days until then.
RATED_BEFORE = frozenset(
    {
        *("propose_ratings", "explain_rating", "confirm_ratings", "circulate", "correct_rating"),
        *("explain_works", "confirm_works", "circulate_works", "close_instruction"),
        *("ask_outcomes", "claim_outcomes", "decide_outcomes", "carry_over", "close_works"),
    }
)
#: What is done in one go for acts that follow one another.
PLAYED_TOGETHER: dict[str, Callable[[Stage, Sequence[Act]], None]] = {
    "accept_report": reports.accept_many,
    "accept_work_report": works.accept_works,
}


@dataclass(frozen=True)
class Built:
    """Who may look around: (user name, role, person's name) of the logins that are shown, and their password.

    `until` is the moment up to which the city was played.
    """

    logins: list[tuple[str, str, str]]
    password: str
    until: datetime


def build(
    language: str, *, today: date | None = None, upto: str = NOW, progress: Progress | None = None
) -> Built:
    """Play the city's years up to `today` (default: this very moment), told in `en` or `zh`, all of it or nothing.

    For an installation without accounts. `upto` is one of STAGES: the city is then played to the evening of that
    day and no further. `progress` is called with acts done, acts in all, and the month in words. Raises ValueError
    for another language, KeyError for another stage.
    """
    now = clock.now()
    day = today or clock.today()
    stage = _stage(language, day, now if day == clock.today() else _evening(day))
    last = {one.name: one.on for one in stage.city.landmarks}[upto]
    if upto != NOW:
        last = stage.working.next(last)
        stage.timeline = Timeline(timezone.get_default_timezone(), _evening(last))
    with translation.override(stage.language):
        with transaction.atomic():
            _play(stage, last, progress)
        with clock.travel(stage.timeline.until if upto != NOW else None):
            seal()
        return Built(_logins(stage), PASSWORD, stage.timeline.until)


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(18), timezone.get_default_timezone())


def _stage(language: str, today: date, until: datetime) -> Stage:
    city = load(language, today)
    off = {day: Day(works=False, name=city.phrases.local_day, is_local=True) for day in city.local_days}
    working = WorkingDays(COUNTRIES[language], off)
    return Stage(city, Timeline(timezone.get_default_timezone(), until), working)


def _play(stage: Stage, today: date, progress: Progress | None) -> None:
    """Play the acts up to `today`, with the nights between them; what waits is left only where that is the last day."""
    opens = stage.city.began
    acts = _by_day(stage, today)
    leaving = _leaving(stage) if today == stage.city.today else {}
    nights = _nights(stage) | leaving.keys()
    done, total = 0, sum(map(len, acts.values()))
    for day in days_between(min(acts), today):
        if day >= opens and (day in nights or day == today or day.day == 1):
            with stage.timeline.night(day):
                daily_tick.run()
        _play_day(stage, day, acts[day], leave=leaving.get(day))
        done += len(acts[day])
        if progress and (day.day == 1 or day == today):
            progress(done, total, stage.month_name(day))


def _nights(stage: Stage) -> set[date]:
    """The nights in which the tick runs, beside those before the first of a month."""
    told = (one.on for one in stage.city.acts if one.kind in RATED_BEFORE)
    return set(map(stage.working.next, told))


def _leaving(stage: Stage) -> dict[date, Callable[[Stage], None]]:
    """On which days something is left for today: the last working day, and so long before it that silence counts."""
    last = stage.working.previous(stage.city.today - ONE_DAY)
    again = max(register.explain_working_days for register in stage.city.registers)
    return {stage.working.due_after(last, -again - 1): leave_silence, last: leave_work}


def _by_day(stage: Stage, today: date) -> dict[date, list[Act]]:
    """The acts by the working day on which they are done, in their order."""
    found: dict[date, list[Act]] = defaultdict(list)
    for told in stage.city.acts:
        day = stage.working.next(told.on)
        played = told.kind in PLAYED or told.kind in PLAYED_TOGETHER
        if played and day <= today and not is_left(stage, told):
            found[day].append(told)
    return found


def _play_day(stage: Stage, day: date, acts: Sequence[Act], *, leave: Callable[[Stage], None] | None) -> None:
    stage.day = day
    groups = list(_together(acts))
    stage.timeline.begin(day, len(groups) + (leave is not None))
    for group in groups:
        stage.timeline.turn()
        kind = group[0].kind
        if kind in PLAYED_TOGETHER:
            PLAYED_TOGETHER[kind](stage, group)
        else:
            PLAYED[kind](stage, group[0])
    if leave is not None:
        stage.timeline.turn()
        leave(stage)


def _together(acts: Sequence[Act]) -> Iterator[list[Act]]:
    """One act after the other, but for those that are done in one go."""
    for kind, group in groupby(acts, key=lambda told: told.kind):
        if kind in PLAYED_TOGETHER:
            yield list(group)
        else:
            yield from ([told] for told in group)


def _logins(stage: Stage) -> list[tuple[str, str, str]]:
    shown = [login for login in stage.city.logins if login.listed]
    return [(one.username, str(Role(one.role).label), stage.users[one.username].name) for one in shown]
