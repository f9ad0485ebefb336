"""Ratings become public by a circular; what was circulated is never taken back, a mistake is corrected in sight."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.actions.ratings import locked_ratings
from throughline.delivery.choices import RatingState
from throughline.delivery.derived import refresh
from throughline.delivery.models import Circular, Rating
from throughline.delivery.refusals import (
    AlreadyCorrected,
    NotOfThisRegister,
    NumberIsTaken,
)
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.register.choices import Colour
from throughline.register.models import Entry, Register


def circulate(
    register: Register,
    *,
    by: User | None,
    number: str,
    title: str,
    ratings: Iterable[Rating],
    issued_on: date | None = None,
    remark: str = "",
    why: str = "",
) -> Circular:
    """Circulate confirmed ratings of tasks at home on `register` under a number; they count from now on.

    `remark` is the office's own text, told with them. Without any rating the circular tells how the tasks stand: an
    office issues one each month, also when no colour changed.

    Raises NotInThisState, NotOfThisRegister, NumberIsTaken, Invalid.
    """
    check(by, "delivery.circulate", register)
    made = Circular(
        register=register,
        number=number,
        title=title,
        issued_on=issued_on or clock.today(),
        remark=remark,
        issued_by=by,
    )
    clean(made)
    bounded("remark", made.remark)
    _free(made)
    keys = sorted({rating.pk for rating in ratings})
    with (
        unless_raced(NumberIsTaken(number=made.number)),
        act("delivery.circulate", by=by, why=why, about=register) as this,
    ):
        rows = locked_ratings(keys, RatingState.CONFIRMED)
        _of_register(rows, register)
        this.create(made)
        now = clock.now()
        for row in rows:
            row.state, row.circular, row.circulated_at = RatingState.CIRCULATED, made, now
        this.save_many(rows)
        refresh(this, (row.task_id for row in rows))
    return made


def _free(circular: Circular) -> None:
    if Circular.objects.filter(register=circular.register, number=circular.number).exists():
        raise NumberIsTaken(number=circular.number)
    if circular.issued_on > clock.today():
        raise Invalid("issued_on", _("A circular is recorded on or after the day of its issue."))


def _of_register(rows: list[Rating], register: Register) -> None:
    tasks = {row.task_id for row in rows}
    if Entry.objects.filter(register=register, is_home=True, task__in=tasks).count() != len(tasks):
        raise NotOfThisRegister


def correct_rating(rating: Rating, *, by: User | None, colour: str, reason: str) -> Rating:
    """Put a circulated rating right: a new row that names it, with a reason. The old one stays in sight.

    Raises NotInThisState, AlreadyCorrected, Invalid.
    """
    check(by, "delivery.correct_rating", rating)
    if not colour or colour not in Colour.values or colour == rating.colour:
        raise Invalid("colour", _("Choose the colour that it should have been."))
    if not reason.strip():
        raise Invalid("reason", _("Say what was wrong; the correction is shown with its reason."))
    with unless_raced(), act("delivery.correct_rating", by=by, why=reason.strip(), about=rating.task) as this:
        row = locked_ratings([rating.pk], RatingState.CIRCULATED)[0]
        correction = Rating.objects.filter(corrects=row).first()
        if correction is not None:
            raise AlreadyCorrected(day=correction.circulated_at)
        made = this.create(_correction(row, colour, reason.strip(), by))
        refresh(this, [row.task_id])
    return made


def _correction(row: Rating, colour: str, reason: str, by: User | None) -> Rating:
    now = clock.now()
    return Rating(
        task=row.task,
        on=row.on,
        since=row.since,
        colour=colour,
        proposed_colour=row.proposed_colour,
        rule=row.rule,
        why=row.why,
        facts=row.facts,
        state=RatingState.CIRCULATED,
        explanation=row.explanation,
        explained_at=row.explained_at,
        explained_by=row.explained_by,
        confirmed_at=now,
        confirmed_by=by,
        reason=reason,
        circulated_at=now,
        corrects=row,
    )
