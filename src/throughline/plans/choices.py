"""Members of the plan family, stages of an edition, kinds of wordings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanKind(models.TextChoices):
    """Members of the plan family."""

    OUTLINE = "outline", _("Outline plan")
    SPECIAL = "special", _("Special plan")
    ACTION = "action", _("Action plan")
    WORK_REPORT = "work_report", _("Work report")
    REFORM = "reform", _("Reform list")
    OTHER = "other", _("Other")


class EditionStage(models.TextChoices):
    """How far a text has come."""

    CONSULTATION = "consultation", _("For comments")
    REVIEW = "review", _("For review")
    DRAFT = "draft", _("Draft")
    DELIBERATION = "deliberation", _("For deliberation")
    ISSUED = "issued", _("Issued")


class WordingKind(models.TextChoices):
    """What a wording is in its text."""

    HEADING = "heading", _("Heading")
    PARAGRAPH = "paragraph", _("Paragraph")
    ITEM = "item", _("Item")
    ROW = "row", _("Table row")


class Decomposition(models.TextChoices):
    """Whether a clause must become tasks."""

    UNDECIDED = "undecided", _("Not decided")
    NEEDED = "needed", _("To be decomposed")
    EXEMPT = "exempt", _("Exempt")


class LineageKind(models.TextChoices):
    """How one clause came from another."""

    SPLIT = "split", _("Split")
    MERGE = "merge", _("Merge")
    CONTINUES = "continues", _("Continues")


class AlignmentKind(models.TextChoices):
    """How a clause of ours carries out one of the plan above; or why none does."""

    FULL = "full", _("Carried out fully")
    PARTLY = "partly", _("Carried out partly")
    BEYOND = "beyond", _("Goes beyond")
    NOT_OURS = "not_ours", _("Not ours")
