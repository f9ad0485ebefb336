"""States of reports, ratings, completions and requests for a new date; outcomes and verdicts of the year's end."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    """filed → accepted or returned; a newer attempt for the same period replaces what it amends."""

    FILED = "filed", _("Filed")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")
    REPLACED = "replaced", _("Replaced by a newer one")


#: Reports that stand: a unit that has one for a period has answered.
ANSWERED = (ReportState.FILED, ReportState.ACCEPTED)


class RatingState(models.TextChoices):
    """proposed by rule → unit may explain → confirmed → circulated; a proposal that no longer holds lapses."""

    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    CIRCULATED = "circulated", _("Circulated")
    LAPSED = "lapsed", _("Lapsed")
    DISMISSED = "dismissed", _("Dismissed")


#: Ratings on which the supervision office still has to act; a task has at most one.
PENDING = (RatingState.PROPOSED, RatingState.CONFIRMED)


class ExtensionState(models.TextChoices):
    """The lead unit asks for a new date and may withdraw that; the supervision office grants or refuses it."""

    ASKED = "asked", _("Waiting for an answer")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AdjustmentKind(models.TextChoices):
    """How a task's standing was changed by a decision (任务调整)."""

    CANCELLED = "cancelled", _("Cancelled")
    MERGED = "merged", _("Merged")
    TRANSFERRED = "transferred", _("Transferred")
    SUSPENDED = "suspended", _("Suspended")
    RESUMED = "resumed", _("Taken up again")
    REOPENED = "reopened", _("Reopened")


#: From then on the task rests: nobody owes a report on it.
RESTING = (AdjustmentKind.CANCELLED, AdjustmentKind.MERGED, AdjustmentKind.SUSPENDED)
#: Until then it did.
WAKING = (AdjustmentKind.RESUMED, AdjustmentKind.REOPENED)


class CompletionState(models.TextChoices):
    """The unit reports, the supervision office judges."""

    REPORTED = "reported", _("Reported complete")
    CLOSED = "closed", _("Closed")
    SENT_BACK = "sent_back", _("Sent back")


class OutcomeKind(models.TextChoices):
    """What became of a task by the year's end (年终对账)."""

    DONE = "done", _("Done")
    NOT_DONE = "not_done", _("Not done")
    CARRIED_OVER = "carried_over", _("Carried over")
    CANCELLED = "cancelled", _("Cancelled")
    MERGED = "merged", _("Merged")


#: What is said or decided of a task; that it was cancelled or merged follows from its state.
DECIDABLE = (OutcomeKind.DONE, OutcomeKind.NOT_DONE, OutcomeKind.CARRIED_OVER)
#: To what it corrects them once the year is closed.
CORRECTABLE = (OutcomeKind.DONE, OutcomeKind.NOT_DONE)

#: How the office decides tasks of which it follows their units' word.
AS_SAID = "as_said"


class Verdict(models.TextChoices):
    """Whether a key area reached a stage goal."""

    REACHED = "reached", _("Reached")
    PARTLY = "partly", _("Partly reached")
    NOT_REACHED = "not_reached", _("Not reached")
