"""What the supervision office does each month with the ratings of the registers beside the plan's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from throughline.city.records import Act, Bulletin
from throughline.delivery.actions import circulate, confirm_ratings, explain_rating
from throughline.delivery.choices import RatingState
from throughline.delivery.models import Rating
from throughline.delivery.rules import ADVERSE
from throughline.demonstration.stage import Stage
from throughline.demonstration.supervision import close_finished, heard, rated
from throughline.register.models import Task

#: Of three units with a bad proposal one says nothing.
_SILENT_EVERY = 3
#: More units than this are not named one by one.
_NAMED = 4


def explain_works(stage: Stage, told: Act) -> None:
    """The units say what led to a bad proposal."""
    codes = {stage.tasks[work.code]: work for work in stage.city.works if work.code in stage.tasks}
    for rating in rated(stage, told.subject, RatingState.PROPOSED).select_related("task__lead"):
        work = codes.get(rating.task_id)
        fresh = rating.colour in ADVERSE and rating.explained_at is None
        if work and fresh and work.number % _SILENT_EVERY and heard_until(rating):
            officer = stage.officer(rating.task.lead.code)
            stage.do(explain_rating, rating, by=officer, explanation=work.explanation)


def heard_until(rating: Rating) -> bool:
    """Whether the unit may be heard at all."""
    return rating.explain_by_on is not None


def confirm_works(stage: Stage, told: Act) -> None:
    """What may be confirmed is."""
    with stage.timeline.moment():
        ready = [one for one in rated(stage, told.subject, RatingState.PROPOSED) if heard(one)]
    if ready:
        stage.do(confirm_ratings, ready, by=told.by)


def circulate_works(stage: Stage, told: Act) -> None:
    """The circular of the month, if there is anything to tell; then the months before it are closed."""
    confirm_works(stage, told)
    bulletin = _bulletin(stage, told)
    ratings = list(rated(stage, told.subject, RatingState.CONFIRMED).select_related("task__lead"))
    if ratings:
        stage.do(
            circulate,
            stage.registers[told.subject],
            by=told.by,
            number=str(bulletin.number),
            title=bulletin.title,
            ratings=ratings,
            remark=remark_on(stage, told.subject, ratings),
        )
    close_finished(stage, told.subject, bulletin.month, by=told.by)


def _bulletin(stage: Stage, told: Act) -> Bulletin:
    place = (told.subject, told.month)
    return next(one for one in stage.city.bulletins if (one.register, one.month) == place)


def remark_on(stage: Stage, key: str, ratings: Iterable[Rating]) -> str:
    """How many tasks show which colour, with those of this circular, and which units have to catch up."""
    home = Task.objects.filter(entries__register=stage.registers[key], entries__is_home=True)
    colours = dict(home.values_list("pk", "rating")) | {one.task_id: one.colour for one in ratings}
    counts = Counter(colours.values())
    bad = list(
        dict.fromkeys(
            one.task.lead.short_name or one.task.lead.name for one in ratings if one.colour in ADVERSE
        )
    )
    said, joint = stage.city.remarks, "、" if stage.city.language == "zh" else ", "
    who = said.adverse.format(units=joint.join(bad[:_NAMED])) if bad else said.fine
    return said.counts.format(total=len(colours), who=who, **_shown(counts))


def _shown(counts: Counter[str]) -> dict[str, int]:
    return {colour: counts[colour] for colour in ("green", "blue", "yellow", "red")}
