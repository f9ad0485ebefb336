"""Kinds of registers, roles of responsibility, states of tasks and projects, colours of ratings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RegisterKind(models.TextChoices):
    """What a register lists."""

    PLAN = "plan", _("Tasks of a plan")
    INSTRUCTIONS = "instructions", _("Leader's instructions")
    MEETING = "meeting", _("Meeting decisions")
    ASSIGNED = "assigned", _("Assigned from above")


class Rhythm(models.TextChoices):
    """How often units report, or an ongoing task is reviewed."""

    MONTH = "month", _("Monthly")
    TWO_MONTHS = "two_months", _("Every two months")
    QUARTER = "quarter", _("Quarterly")
    HALF = "half", _("Half-yearly")
    YEAR = "year", _("Yearly")


class ResponsibilityRole(models.TextChoices):
    """How an organization answers for a task."""

    LEAD = "lead", _("Lead")
    JOINT = "joint", _("Joint")
    SUPPORTING = "supporting", _("Supporting")
    SUPERVISING = "supervising", _("Supervising")


class CompletionKind(models.TextChoices):
    """Whether a task ends on a day or goes on."""

    DATE = "date", _("By a date")
    ONGOING = "ongoing", _("Ongoing")


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", _("Under way")
    COMPLETE = "complete", _("Reported complete")
    CLOSED = "closed", _("Closed")
    SUSPENDED = "suspended", _("Suspended")
    CANCELLED = "cancelled", _("Cancelled")
    MERGED = "merged", _("Merged")
    NOT_DONE = "not_done", _("Not done by the year's end")


class Colour(models.TextChoices):
    """The lamps; what each means here is said by the register's rule set."""

    NONE = "", _("Not rated")
    GREEN = "green", _("Green")
    BLUE = "blue", _("Blue")
    YELLOW = "yellow", _("Yellow")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Red")


class ProjectNature(models.TextChoices):
    """Whether a project is new."""

    NEW = "new", _("New")
    CONTINUED = "continued", _("Under construction")
    PLANNED = "planned", _("In preparation")


class ProjectState(models.TextChoices):
    """The stages of building, in their order."""

    PREPARATION = "preparation", _("Preparation")
    STARTED = "started", _("Started")
    STRUCTURE = "structure", _("Main structure")
    INSTALLATION = "installation", _("Installation")
    TRIAL = "trial", _("Trial operation")
    ACCEPTED = "accepted", _("Accepted")
    IN_USE = "in_use", _("In use")
    STOPPED = "stopped", _("Stopped")


class Lack(models.TextChoices):
    """What a task may still lack; nothing blocks for it."""

    LEAD = "lead", _("Lead unit")
    ACCOUNTABLE = "accountable", _("Accountable post")
    LEADER = "leader", _("Leader in charge")
    STANDARD = "standard", _("Work standard")
    DUE = "due", _("Due date")
    RHYTHM = "rhythm", _("Review rhythm")
    REQUIREMENT = "requirement", _("Assessment requirement")


class PairVerdict(models.TextChoices):
    """What somebody decided of two tasks that look alike and are not one matter; one matter is merged."""

    RELATED = "related", _("Related")
    DIFFERENT = "different", _("Different matters")


class LetterState(models.TextChoices):
    """Where a letter stands; whether one that was begun reached the mail server can't be known afterwards."""

    WAITING = "waiting", pgettext_lazy("a letter", "Waiting")
    SENDING = "sending", pgettext_lazy("a letter", "Being sent")
    SENT = "sent", pgettext_lazy("a letter", "Sent")
    REFUSED = "refused", pgettext_lazy("a letter", "Not sent")
    PERHAPS = "perhaps", pgettext_lazy("a letter", "Perhaps sent")
