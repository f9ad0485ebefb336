"""Who may report, decide, rate and circulate; and who sees a rating before it is circulated."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import EVERYTHING, NOTHING, at, condition
from throughline.delivery.models import Completion, Extension, Period, Rating, Report
from throughline.organizations.models import Organization
from throughline.organizations.reach import any_of, reach_of
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Entry, Milestone, Register, Responsibility, StageGoal, Task
from throughline.register.permissions import OFFICES, UNITS, registers_of, tasks_at_home

#: The units that report each period.
REPORTING = (ResponsibilityRole.LEAD, ResponsibilityRole.JOINT)


def _supervised(user: User) -> Q:
    """The registers that `user` supervises."""
    return registers_of(user, Role.SUPERVISION_OFFICE)


def _of_supervised_tasks(user: User) -> Q:
    """The rows (of a table with a `task`) of the tasks at home on the registers that `user` supervises."""
    return tasks_at_home(_supervised(user), "task")


def _own_responsibilities(user: User) -> Q:
    """The lead and joint responsibilities of the units that `user` speaks for."""
    reached = reach_of(user).over("organization", *UNITS)
    if reached is NOTHING:
        return NOTHING
    reporting = Q(role__in=REPORTING)
    return reporting if reached is EVERYTHING else reporting & reached


def _of_own_tasks(user: User) -> Q:
    """The rows (of a table with a `task`) of tasks on which the user's units report."""
    own = _own_responsibilities(user)
    return NOTHING if own is NOTHING else at("task", Responsibility.objects.filter(own).values("task"))


@condition("delivery.view_load", Organization, label=_("See what reporting costs units"))
def view_load(user: User) -> Q:
    """What reporting costs a unit is seen by whoever has a role over it."""
    return reach_of(user).over("", *Role.values)


@condition("delivery.file_report", Responsibility, label=_("File reports"))
def file_report(user: User) -> Q:
    """Units report on what they lead or answer for jointly."""
    return _own_responsibilities(user)


@condition("delivery.report_complete", Responsibility, label=_("Report tasks complete"))
def report_complete(user: User) -> Q:
    """As for reports; that it is the collecting unit is a rule of the act."""
    return _own_responsibilities(user)


def _led(user: User, path: str) -> Q:
    """The rows whose task (at `path`) one of the user's units collects for."""
    reached = reach_of(user).over(path, *UNITS)
    return Q(**{f"{path}__isnull": False}) if reached is EVERYTHING else reached


@condition("delivery.mark_milestone", Milestone, label=_("Mark milestones as done"))
def mark_milestone(user: User) -> Q:
    """The collecting unit says that a step of its task is done."""
    return _led(user, "task__lead")


@condition("delivery.ask_extension", Task, label=_("Ask for new dates"))
def ask_extension(user: User) -> Q:
    """The collecting unit asks for a new date."""
    return _led(user, "lead")


@condition("delivery.withdraw_extension", Extension, label=_("Take requests for new dates back"))
def withdraw_extension(user: User) -> Q:
    """The collecting unit takes its request back."""
    return _led(user, "task__lead")


@condition("delivery.decide_extension", Extension, label=_("Grant and refuse new dates"))
def decide_extension(user: User) -> Q:
    """The supervision office of the task's home register grants or refuses it."""
    return _of_supervised_tasks(user)


@condition("delivery.explain_rating", Rating, label=_("Explain proposed ratings"))
def explain_rating(user: User) -> Q:
    """Units explain ratings of the tasks on which they report."""
    return _of_own_tasks(user)


@condition("delivery.view_proposed", Rating, label=_("See ratings before they are circulated"))
def view_proposed(user: User) -> Q:
    """Who sees a rating before it is circulated: the supervision office and the units that report."""
    return any_of(_of_supervised_tasks(user), _of_own_tasks(user))


@condition("delivery.decide_report", Report, label=_("Accept and return reports"))
def decide_report(user: User) -> Q:
    """The supervision office of the task's home register decides."""
    return _of_supervised_tasks(user)


@condition("delivery.close_task", Completion, label=_("Judge completions and close tasks"))
def close_task(user: User) -> Q:
    """The supervision office of the task's home register judges completions."""
    return _of_supervised_tasks(user)


@condition("delivery.confirm_rating", Rating, label=_("Confirm and drop ratings"))
def confirm_rating(user: User) -> Q:
    """The supervision office of the task's home register confirms or drops."""
    return _of_supervised_tasks(user)


@condition("delivery.correct_rating", Rating, label=_("Correct circulated ratings"))
def correct_rating(user: User) -> Q:
    """The supervision office of the task's home register corrects."""
    return _of_supervised_tasks(user)


@condition("delivery.supervise", Register, label=_("Follow up who is silent and what is missing"))
def supervise(user: User) -> Q:
    """The register's supervision office has it on its desk, whatever else it may do there."""
    return _supervised(user)


@condition("delivery.circulate", Register, label=_("Circulate ratings"))
def circulate(user: User) -> Q:
    """The register's supervision office circulates."""
    return _supervised(user)


@condition("delivery.close_period", Period, label=_("Close and reopen periods"))
def close_period(user: User) -> Q:
    """The register's supervision office closes and reopens periods."""
    return _of_supervised(user, "register")


def _of_supervised(user: User, path: str) -> Q:
    """The rows whose register (at `path`) the user supervises."""
    registers = _supervised(user)
    if registers is EVERYTHING or registers is NOTHING:
        return registers
    return Q(**{f"{path}__in": Register.objects.filter(registers)})


@condition("delivery.claim_outcome", Entry, label=_("Say what became of tasks at the year's end"))
def claim_outcome(user: User) -> Q:
    """The collecting unit says what became of its task."""
    return _led(user, "task__lead")


@condition("delivery.decide_outcome", Entry, label=_("Decide what became of tasks at the year's end"))
def decide_outcome(user: User) -> Q:
    """The supervision office of the register decides what became of its tasks, also of those that went on."""
    return _of_supervised(user, "register")


@condition("delivery.judge_goal", StageGoal, label=_("Judge stage goals"))
def judge_goal(user: User) -> Q:
    """The supervision office of the register judges its stage goals."""
    return _of_supervised(user, "area__register")


@condition("delivery.close_register", Register, label=_("Reconcile, close and reopen registers"))
def close_register(user: User) -> Q:
    """The register's supervision office opens its reconciliation, closes the year and reopens it."""
    return _supervised(user)


@condition("delivery.archive", Register, label=_("Take registers away as archives"))
def archive(user: User) -> Q:
    """The register's offices and its auditors take it away as an archive, with what each of them may see."""
    return registers_of(user, *OFFICES, Role.AUDITOR)
