"""Stage goals are judged at the year's end, or on their day; a further judgement stands beside the first."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check, may
from throughline.delivery.choices import Verdict
from throughline.delivery.models import GoalJudgement
from throughline.documents.models import Document
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.register.models import StageGoal


def judge_goal(
    goal: StageGoal,
    *,
    by: User | None,
    verdict: str,
    statement: str,
    judged_on: date | None = None,
    document: Document | None = None,
) -> GoalJudgement:
    """Whether the goal was reached, with what shows it. The latest judgement counts, earlier ones stay in sight.

    It may be corrected after the year was closed: the correction is a judgement of its own. Raises Invalid.
    """
    check(by, "delivery.judge_goal", goal)
    if document is not None and not may(by, "documents.view", document):
        raise NotAllowed
    made = GoalJudgement(
        goal=goal,
        verdict=verdict,
        statement=statement,
        document=document,
        judged_on=judged_on or clock.today(),
        judged_at=clock.now(),
        judged_by=by,
    )
    if verdict not in Verdict.values:
        raise Invalid("verdict", _("Choose whether the goal was reached."))
    clean(made)
    bounded("statement", made.statement)
    if made.judged_on > clock.today():
        raise Invalid("judged_on", _("This day has not come yet. Give the day of the judgement."))
    with act("delivery.judge_goal", by=by, why=made.statement, about=goal) as this:
        return this.create(made)
