"""The demonstration city for a language and a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from throughline.city.acts import acts
from throughline.city.errors import CityDataError
from throughline.city.reads import (
    changes,
    measures,
    now,
    places,
    plan,
    reports,
    supervision,
    work_reports,
    works,
)
from throughline.city.reads.paces import paces
from throughline.city.records import City
from throughline.city.source import LANGUAGES, Source
from throughline.city.when import Calendar
from throughline.lib.dates import month_end

__all__ = ["City", "CityDataError", "load"]


def load(language: str, today: date) -> City:
    """The whole city, told in `en` or `zh` as it stands on `today`.

    Raises CityDataError (naming file and entry) when the files do not hold together, ValueError for a language in
    which the city is not told.
    """
    if language not in LANGUAGES:
        raise ValueError(f"The city is told in {' and '.join(LANGUAGES)}, not in {language!r}.")
    source = Source(Calendar(today, language))
    city = _told(source)
    return replace(city, acts=acts(source, city))


def _told(source: Source) -> City:
    pace = paces(source)
    tasks = plan.tasks(source, pace)
    codes = {task.code for task in tasks}
    areas = plan.areas(source)
    _check_posts(source)
    months = reports.months(source)
    told = reports.reports(source, tasks, pace)
    behaviours = reports.behaviours(source)
    lists = works.registers(source)
    others = works.works(source, lists)
    changed = changes.changes(source)
    right = {code: one.reached(tuple(map(month_end, months))) for code, one in pace.items() if one.points}
    return City(
        language=source.language,
        name=source.said("city", "city"),
        currency=source.said("city", "currency"),
        money_unit=source.said("city", "money", "unit"),
        money_of=source.said("city", "money", "of"),
        today=source.calendar.today,
        began=source.calendar.first_month,
        phrases=now.phrases(source),
        local_days=now.local_days(source),
        plan=plan.plan(source),
        registers=plan.registers(source),
        areas=areas,
        organizations=places.organizations(source),
        persons=places.persons(source),
        posts=places.posts(source),
        memberships=places.memberships(source),
        handovers=places.handovers(source),
        logins=places.logins(source),
        tasks=tasks,
        milestones=plan.milestones(source, {task.code: task.due_on for task in tasks}),
        instructions=measures.instructions(source, codes),
        indicators=measures.indicators(source, pace),
        projects=measures.projects(source, codes),
        behaviours=behaviours,
        months=months,
        reports=told,
        circulars=supervision.circulars(source),
        explanations=supervision.explanations(source, tasks),
        corrections=supervision.corrections(source, told, right),
        moves=supervision.moves(source, tasks),
        completions=supervision.completions(source, tasks),
        waiting=now.waiting(source, codes),
        work_registers=lists,
        works=others,
        work_reports=work_reports.reports(
            source, lists, others, works.paces(source, others), behaviours=behaviours, changes=changed
        ),
        bulletins=work_reports.bulletins(source, lists),
        remarks=works.remarks(source),
        year_end=works.year_end(source),
        changes=changed,
        landmarks=now.landmarks(source),
        acts=(),
    )


def _check_posts(source: Source) -> None:
    posts = [post.code for post in places.posts(source)]
    for shape in source.shape("tasks"):
        source.known("tasks", shape["code"], [shape["accountable"], shape["leader"]], posts)
