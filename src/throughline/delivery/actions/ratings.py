"""What follows a proposed rating: the unit explains, the supervision office confirms or dismisses it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check
from throughline.delivery.choices import PENDING, RatingState
from throughline.delivery.models import Rating
from throughline.delivery.refusals import NotInThisState, UnitMayStillExplain, Why, refuse
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean
from throughline.lib.refusal import Invalid, NotAllowed, Refused
from throughline.organizations.reach import on_behalf
from throughline.register.choices import Colour


def explain_rating(rating: Rating, *, by: User | None, explanation: str, for_: Any = None) -> Rating:
    """The unit explains a proposed rating, also after the time for it, as long as nobody confirmed it.

    Raises NotInThisState, Invalid.
    """
    check(by, "delivery.explain_rating", rating)
    for_ = for_ or on_behalf(by, "delivery.explain_rating", rating)
    with act("delivery.explain_rating", by=by, for_=for_, about=rating.task) as this:
        row = _locked(rating, RatingState.PROPOSED)
        row.explanation, row.explained_at, row.explained_by = explanation, clock.now(), by
        clean(row)
        if not row.explanation:
            raise Invalid("explanation", _("Write what led to this, and what the unit does about it."))
        bounded("explanation", row.explanation)
        this.save(row)
    return row


def confirm_rating(rating: Rating, *, by: User | None, colour: str = "", reason: str = "") -> Rating:
    """Confirm a proposed rating, as it is or as another `colour` with a reason. It is not public before a circular.

    Raises NotInThisState, UnitMayStillExplain (a bad rating, before the unit was heard), Invalid.
    """
    return _confirm([rating], colour=colour, reason=reason.strip(), by=by)[0]


def confirm_ratings(ratings: Iterable[Rating], *, by: User | None) -> list[Rating]:
    """Confirm many as proposed; all or none. Of many, NoneDone names those that can't be confirmed."""
    return _confirm(list(ratings), colour="", reason="", by=by)


def _confirm(ratings: list[Rating], *, colour: str, reason: str, by: User | None) -> list[Rating]:
    keys = _may_confirm(ratings, by)
    if colour and colour not in Colour.values:
        raise Invalid("colour", _("This is not a rating. Choose one of the colours."))
    for_ = on_behalf(by, "delivery.confirm_rating", ratings[0])
    with act("delivery.confirm_ratings", by=by, for_=for_, why=reason) as this:
        rows = _locked_many(keys)
        if len(rows) == 1:
            this.about(rows[0].task)
        for row in rows:
            row.colour = colour or row.proposed_colour
        against = ((row, _against(row)) for row in rows)
        refuse(rows, {row.pk: Why(str(row.task), why) for row, why in against if why is not None})
        for row in rows:
            if row.colour != row.proposed_colour and not reason:
                raise Invalid("reason", _("Say why the rating differs from the rule's; the reason is kept."))
            row.state, row.reason = RatingState.CONFIRMED, reason
            row.confirmed_at, row.confirmed_by = clock.now(), by
        this.save_many(rows)
    return rows


def _may_confirm(ratings: list[Rating], by: User | None) -> list[int]:
    keys = sorted({rating.pk for rating in ratings})
    if not keys:
        raise Invalid("ratings", _("Choose at least one rating."))
    if allowed(by, "delivery.confirm_rating", Rating.objects.filter(pk__in=keys)).count() != len(keys):
        raise NotAllowed
    return keys


def _against(rating: Rating) -> Refused | None:
    """What speaks against confirming it: it has moved on, or the unit was not heard before a bad rating."""
    if rating.state != RatingState.PROPOSED:
        return NotInThisState(task=rating.task, state=rating.get_state_display())
    if rating.is_adverse and rating.may_be_explained_on(clock.today()):
        return UnitMayStillExplain(task=rating.task, day=rating.explain_by_on)
    return None


def dismiss_rating(rating: Rating, *, by: User | None, reason: str) -> Rating:
    """Drop a proposed or confirmed rating for a reason. The rule proposes it again only when its view changes."""
    check(by, "delivery.confirm_rating", rating)
    if not reason.strip():
        raise Invalid("reason", _("Say why the rating is dropped; the reason is kept."))
    with act("delivery.dismiss_rating", by=by, why=reason.strip(), about=rating.task) as this:
        row = _locked(rating, *PENDING)
        row.state, row.reason = RatingState.DISMISSED, reason.strip()
        row.confirmed_at, row.confirmed_by = clock.now(), by
        this.save(row)
    return row


def _locked(rating: Rating, *states: str) -> Rating:
    return locked_ratings([rating.pk], *states)[0]


def locked_ratings(keys: list[int], *states: str) -> list[Rating]:
    """The ratings, held until the act ends. Raises NotInThisState when one is in none of `states`."""
    rows = _locked_many(keys)
    for row in rows:
        if row.state not in states:
            raise NotInThisState(task=row.task, state=row.get_state_display())
    return rows


def _locked_many(keys: list[int]) -> list[Rating]:
    found = Rating.objects.select_for_update(of=("self",)).select_related("task")
    return list(found.filter(pk__in=keys).order_by("pk"))
