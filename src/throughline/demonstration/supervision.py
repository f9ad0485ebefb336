"""What the supervision office does with the rule's proposals: hears the units, confirms, circulates, corrects."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from throughline.city.records import Act, Circular, DeadlineMove, Explanation
from throughline.delivery.actions import (
    accept_report,
    ask_extension,
    circulate,
    close_period,
    confirm_rating,
    grant_extension,
)
from throughline.delivery.actions import confirm_ratings as confirm_many
from throughline.delivery.actions import correct_rating as correct
from throughline.delivery.actions import explain_rating as explain
from throughline.delivery.choices import ExtensionState, RatingState
from throughline.delivery.models import Extension, Period, Rating
from throughline.delivery.rules import ADVERSE
from throughline.demonstration.reports import file_as_told
from throughline.demonstration.stage import Stage
from throughline.lib import clock
from throughline.register.models import Entry

ACCEPTS = "supervision2"


def explain_rating(stage: Stage, told: Act) -> None:
    """The unit says what led to the rating that the rule proposes, if it still does."""
    told_by = _explanation(stage, told)
    rating = Rating.objects.filter(task=stage.tasks[told.subject], state=RatingState.PROPOSED).first()
    if rating is not None:
        stage.do(explain, rating, by=told.by, explanation=told_by.text)


def _explanation(stage: Stage, told: Act) -> Explanation:
    place = (told.subject, told.month)
    return next(one for one in stage.city.explanations if (one.task, one.month) == place)


def confirm_ratings(stage: Stage, told: Act) -> None:
    """What may be confirmed is; one rating otherwise than proposed, for the unit's reasons."""
    for one in stage.city.explanations:
        if one.month == told.month and one.confirmed != one.proposed:
            _confirm_otherwise(stage, one, by=told.by)
    for kind in _rated(stage, told):
        _confirm(stage, kind, by=told.by)


def _rated(stage: Stage, told: Act) -> list[str]:
    """The registers whose ratings are circulated; the last month's of the instructions still wait today."""
    return ["plan"] if told.month == stage.city.months[-1] else ["plan", "instructions"]


def _confirm_otherwise(stage: Stage, one: Explanation, *, by: str) -> None:
    rating = Rating.objects.filter(task=stage.tasks[one.task], state=RatingState.PROPOSED).first()
    if rating is not None and rating.colour == one.proposed:
        reason = stage.city.phrases.heard
        stage.do(confirm_rating, rating, by=by, colour=one.confirmed, reason=reason)


def _confirm(stage: Stage, kind: str, *, by: str) -> None:
    with stage.timeline.moment():
        ready = [one for one in rated(stage, kind, RatingState.PROPOSED) if heard(one)]
    if ready:
        stage.do(confirm_many, ready, by=by)


def heard(rating: Rating) -> bool:
    """Whether the unit has explained a bad rating, or let the time for it pass."""
    until = rating.explain_by_on
    waits = until is not None and rating.explained_at is None and clock.today() <= until
    return rating.colour not in ADVERSE or not waits


def rated(stage: Stage, kind: str, state: str) -> QuerySet[Rating]:
    """The ratings in a state of what is at home on the register."""
    home = Entry.objects.filter(register=stage.register(kind), is_home=True)
    return Rating.objects.filter(task__in=home.values("task"), state=state).order_by("pk")


def circulate_ratings(stage: Stage, told: Act) -> None:
    """The circular of the month; then the month before it is closed, since all its reports are decided."""
    circular = next(one for one in stage.city.circulars if one.code == told.subject)
    for kind in _rated(stage, told):
        _confirm(stage, kind, by=told.by)
        ratings = list(rated(stage, kind, RatingState.CONFIRMED))
        if ratings:
            _circulate(stage, kind, circular, ratings, by=told.by)
        close_finished(stage, kind, circular.month, by=told.by)


def _circulate(stage: Stage, kind: str, circular: Circular, ratings: list[Rating], *, by: str) -> None:
    stage.do(
        circulate,
        stage.register(kind),
        by=by,
        number=str(circular.number),
        title=circular.title,
        ratings=ratings,
        remark=circular.remark,
    )


def close_finished(stage: Stage, kind: str, month: date, *, by: str) -> None:
    """The periods before the month are closed, since all their reports are decided."""
    before = Period.objects.filter(register=stage.register(kind), closed_at=None, ends_on__lt=month)
    for period in before.order_by("starts_on"):
        stage.do(close_period, period, by=by, seen=period.version)


def correct_rating(stage: Stage, told: Act) -> None:
    """The unit puts the wrong figure right; then the rating that came of it is corrected in sight."""
    wrong = next(one for one in stage.city.corrections if (one.task, one.month) == (told.subject, told.month))
    report = next(
        one
        for one in stage.city.reports
        if (one.task, one.month, one.joint) == (wrong.task, wrong.month, False)
    )
    officer = stage.officer(report.organization)
    amended = file_as_told(stage, report, by=officer, progress=wrong.right_percent)
    stage.do(accept_report, amended, by=ACCEPTS)
    circulated = Rating.objects.filter(
        task=stage.tasks[wrong.task], state=RatingState.CIRCULATED, colour=wrong.circulated
    )
    stage.do(correct, circulated.latest("on"), by=told.by, colour=wrong.correct, reason=wrong.reason)


def request_new_date(stage: Stage, told: Act) -> None:
    """The lead unit asks for a later due date, before the first one has passed."""
    move = _move(stage, told)
    row = stage.task(move.task)
    stage.do(ask_extension, row, by=told.by, wanted_on=move.new, reason=move.reason)


def move_deadline(stage: Stage, told: Act) -> None:
    """The new date is granted, with its reason; the first one stays in sight."""
    asked = Extension.objects.get(task=stage.tasks[told.subject], state=ExtensionState.ASKED)
    stage.do(grant_extension, asked, by=told.by)


def _move(stage: Stage, told: Act) -> DeadlineMove:
    return next(one for one in stage.city.moves if one.task == told.subject)
