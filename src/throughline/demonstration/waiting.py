"""What is still to be done today: the last working day leaves something on everybody's desk."""

from __future__ import annotations

from throughline.city.records import Act, SentBack
from throughline.delivery.actions import ask_extension, explain_rating, return_report
from throughline.delivery.choices import RatingState, ReportState
from throughline.delivery.models import Rating
from throughline.delivery.models import Report as ReportRow
from throughline.demonstration.document import receive_paper
from throughline.demonstration.stage import Stage

RETURNS, RECEIVES = "supervision2", "plan2"


def is_left(stage: Stage, told: Act) -> bool:
    """Whether nobody has come to this act yet: last month's reports that come back, or still wait."""
    waiting = stage.city.waiting
    left = {*waiting.undecided, *(one.task for one in waiting.returned)}
    last = stage.city.months[-1]
    return told.kind == "accept_report" and told.month == last and told.subject in left


def leave_work(stage: Stage) -> None:
    """Some reports come back with a reason, a rating is explained, a new date asked for, and a document arrives."""
    for one in stage.city.waiting.returned:
        _return(stage, one)
    for code, text in stage.city.waiting.explained:
        _explain(stage, code, text)
    for wish in stage.city.waiting.asked:
        unit = stage.city.task(wish.task).lead
        row = stage.task(wish.task)
        stage.do(ask_extension, row, by=stage.officer(unit), wanted_on=wish.wanted_on, reason=wish.reason)
    receive_paper(stage, by=RECEIVES)


def leave_silence(stage: Stage) -> None:
    """Some reports come back earlier, and their units will not file them again in time."""
    for one in stage.city.waiting.returned:
        if one.silent:
            _return(stage, one)


def _return(stage: Stage, one: SentBack) -> None:
    """What has been filed by now comes back."""
    filed = ReportRow.objects.filter(
        task=stage.tasks[one.task], period__starts_on=stage.city.months[-1], state=ReportState.FILED
    ).first()
    if filed is not None:
        stage.do(return_report, filed, by=RETURNS, reason=one.reason)


def _explain(stage: Stage, code: str, text: str) -> None:
    """The unit has written to a proposal, and the supervision office has not read it yet."""
    proposed = Rating.objects.filter(task=stage.instructions.get(code), state=RatingState.PROPOSED).first()
    if proposed is not None:
        lead = next(one.lead for one in stage.city.instructions if one.code == code)
        stage.do(explain_rating, proposed, by=stage.officer(lead), explanation=text)
