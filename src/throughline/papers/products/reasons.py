"""Why tasks have the colour they have, as it was circulated last."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from throughline.delivery.choices import RatingState
from throughline.delivery.models import Rating
from throughline.lib.pieces import pieces
from throughline.lib.written import written_day
from throughline.papers.products.sentences import closed


def last_told(keys: Iterable[int]) -> dict[int, Rating]:
    """The rating that was circulated last, by task."""
    rows = Rating.objects.filter(state=RatingState.CIRCULATED).order_by("circulated_at", "pk")
    return {row.task_id: row for some in pieces(keys) for row in rows.filter(task__in=some)}


def reason(rating: Rating, *, fresh: bool) -> str:
    """As the rule put it on its day, which is named where an earlier circular told it."""
    sentence = closed(rating.sentence)
    told = {"day": written_day(rating.on), "reason": sentence}
    return sentence if fresh or not sentence else _("As of %(day)s: %(reason)s") % told
