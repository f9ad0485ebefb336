"""What a column of a paper may show, and how lists and days are written in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ColumnField(models.TextChoices):
    """What a column shows. `exchange.own_columns` says how each is got from a row of a register."""

    SERIAL = "serial", _("Running number")
    NUMBER = "number", _("No.")
    AREA = "area", _("Key area")
    TASK = "task", _("Task")
    AIM = "aim", _("Aim")
    STANDARD = "standard", _("Work standard")
    DUE = "due", _("Completion time")
    ORIGINAL_DUE = "original_due", _("Original due date")
    STARTS = "starts", _("Starts on")
    LEAD = "lead", _("Lead unit")
    JOINT = "joint", _("Joint units")
    SUPPORTING = "supporting", _("Supporting units")
    OTHERS = "others", _("Joint and supporting")
    UNITS = "units", _("All units, the lead first")
    ACCOUNTABLE = "accountable", _("Accountable")
    LEADER = "leader", _("Leader in charge")
    REQUIREMENT = "requirement", _("Assessment requirement")
    CONTACT = "contact", _("Contact")
    PROGRESS = "progress", _("Progress (%)")
    STATE = "state", _("State")
    RATING = "rating", _("Rating")
    RATING_SINCE = "rating_since", _("Rated so since")
    REPORTED = "reported", _("Last report")
    LACKS = "lacks", _("Still lacking")
    BLANK = "blank", _("Left empty, to be written in by hand")


class Joined(models.TextChoices):
    """What stands between several units of one cell."""

    COMMA = "comma", _("a comma")
    LINE = "line", _("a line each")
    SLASH = "slash", _("a stroke /")


class Dates(models.TextChoices):
    """How days are written."""

    ISO = "iso", _("2026-06-30")
    FULL = "full", _("30 Jun 2026")
    MONTH = "month", _("Jun 2026")
    BY_MONTH = "by_month", _("by the end of Jun 2026")
    TEXT = "text", _("in the words of the document, where they were kept")


class PaperKind(models.TextChoices):
    """What is issued."""

    BREAKDOWN = "breakdown", _("Task breakdown table")
    SIGN_OFF = "sign_off", _("Sign-off sheet")
    PAGE = "page", _("One page for a leader")
    CIRCULAR = "circular", _("Circular")
