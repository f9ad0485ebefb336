"""States of documents and findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadingState(models.TextChoices):
    """How far the reader has come with a document."""

    WAITING = "waiting", _("Waiting to be read")
    READ = "read", _("Read")
    FAILED = "failed", _("Could not be read")


class FindingState(models.TextChoices):
    """What a person decided about a finding."""

    OPEN = "open", _("To be decided")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    MERGED = "merged", _("Merged into another")
    SPLIT = "split", _("Split into others")


class FindingLabel(models.TextChoices):
    """What the reader takes a passage for."""

    COMMITMENT = "commitment", _("Commitment")
    FACT = "fact", _("Fact")
    OPINION = "opinion", _("Opinion")
