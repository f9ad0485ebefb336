"""Kinds of registers, roles of responsibility, states of tasks and projects, colours of ratings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterKind(models.TextChoices):
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
    LEAD = "lead", _("Lead")
    JOINT = "joint", _("Joint")
    SUPPORTING = "supporting", _("Supporting")
    SUPERVISING = "supervising", _("Supervising")


class CompletionKind(models.TextChoices):
    DATE = "date", _("By a date")
    ONGOING = "ongoing", _("Ongoing")


class TaskState(models.TextChoices):
    OPEN = "open", _("Under way")
    COMPLETE = "complete", _("Reported complete")
    CLOSED = "closed", _("Closed")
    SUSPENDED = "suspended", _("Suspended")
    CANCELLED = "cancelled", _("Cancelled")


class Colour(models.TextChoices):
    """The lamps; what each means here is said by the register's rule set."""

    NONE = "", _("Not rated")
    GREEN = "green", _("Green")
    BLUE = "blue", _("Blue")
    YELLOW = "yellow", _("Yellow")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Red")


class ProjectNature(models.TextChoices):
    NEW = "new", _("New")
    CONTINUED = "continued", _("Under construction")
    PLANNED = "planned", _("In preparation")


class ProjectState(models.TextChoices):
    PREPARATION = "preparation", _("Preparation")
    STARTED = "started", _("Started")
    STRUCTURE = "structure", _("Main structure")
    INSTALLATION = "installation", _("Installation")
    TRIAL = "trial", _("Trial operation")
    ACCEPTED = "accepted", _("Accepted")
    IN_USE = "in_use", _("In use")
    STOPPED = "stopped", _("Stopped")
