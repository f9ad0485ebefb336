"""States of reports, ratings and completions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    FILED = "filed", _("Filed")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class RatingState(models.TextChoices):
    """proposed by rule → unit may explain → confirmed → circulated; a proposal that no longer holds lapses."""

    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    CIRCULATED = "circulated", _("Circulated")
    LAPSED = "lapsed", _("Lapsed")
    DISMISSED = "dismissed", _("Dismissed")


class CompletionState(models.TextChoices):
    REPORTED = "reported", _("Reported complete")
    CLOSED = "closed", _("Closed")
    SENT_BACK = "sent_back", _("Sent back")
