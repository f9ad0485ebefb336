"""Tasks, their places on registers, who answers for them, and their dated steps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure
from throughline.documents.models import Passage
from throughline.history.models import Versioned, versioned
from throughline.indicators.models import Target
from throughline.lib.fields import ExactDecimalField
from throughline.lib.text import shortened
from throughline.lib.tree import TreeNode
from throughline.organizations.models import Organization, Post
from throughline.plans.models import Clause
from throughline.register.choices import Colour, CompletionKind, ResponsibilityRole, Rhythm, TaskState
from throughline.register.models.register import KeyArea, Register


@versioned(found_by=(("parent",), ("merged_into",)))
class Task(TreeNode, Versioned):
    """What is to be done. Missing fields block nothing; `register.rules.lacks` lists them.

    A merged task points at the one that stands for it now (`merged_into`), never at one that was merged itself.

    Derived columns (written by `delivery` and `register.actions` in the act that changes their cause, compared by
    `verify`): `lead` (first listed lead unit), `progress`, `unit_colour`, `rating`, `rating_since`, `reported_on`.
    `progress` is percent, 0 to 100.
    """

    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    title = models.CharField(_("task"), max_length=500)
    aim = models.TextField(_("aim"), blank=True)
    standard = models.TextField(_("work standard"), blank=True)
    requirement = models.TextField(_("assessment requirement"), blank=True)
    completion = models.CharField(
        _("completion"), max_length=8, choices=CompletionKind.choices, default=CompletionKind.DATE
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True, db_index=True)
    original_due_on = models.DateField(_("original due date"), null=True, blank=True)
    due_text = models.CharField(_("completion time in words"), max_length=120, blank=True)
    review_rhythm = models.CharField(_("review rhythm"), max_length=10, choices=Rhythm.choices, blank=True)
    weight = ExactDecimalField(_("weight"), null=True, blank=True)
    accountable = models.ForeignKey(
        Post,
        verbose_name=_("accountable"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accountable_for",
    )
    leader = models.ForeignKey(
        Post,
        verbose_name=_("leader in charge"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks_in_charge",
    )
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    clause = models.ForeignKey(
        Clause,
        verbose_name=_("clause"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
    )
    passage = models.ForeignKey(
        Passage, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    target = models.ForeignKey(
        Target,
        verbose_name=_("target whose value is reported"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
    )
    state = models.CharField(_("state"), max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged_tasks",
    )
    disclosure = models.CharField(
        _("disclosure"), max_length=10, choices=Disclosure.choices, default=Disclosure.INTERNAL
    )
    batch = models.BigIntegerField(null=True, blank=True, db_index=True, editable=False)

    lead = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="led_tasks",
    )
    progress = ExactDecimalField(_("progress"), null=True, blank=True, editable=False)
    unit_colour = models.CharField(max_length=6, choices=Colour.choices, blank=True, editable=False)
    reported_on = models.DateField(null=True, blank=True, editable=False)
    rating = models.CharField(max_length=6, choices=Colour.choices, blank=True, editable=False)
    rating_since = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["lead", "rating"], name="task_lead_rating"),
            models.Index(fields=["disclosure"], name="task_disclosure"),
            models.Index(fields=["rating", "rating_since", "id"], name="task_rating_since"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state=TaskState.OPEN, progress__gte=100),
                name="task_reached",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(starts_on=None) | Q(due_on__gte=F("starts_on")),
                name="task_due_after_start",
            ),
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=0), name="task_weight_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(progress=None) | Q(progress__gte=0, progress__lte=100),
                name="task_progress_percent",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.MERGED, merged_into__isnull=False)
                | (~Q(state=TaskState.MERGED) & Q(merged_into=None)),
                name="task_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return shortened(self.title, 120)


@versioned(found_by=(("task",), ("register", "position", "id"), ("position", "id"), ("area",)))
class Entry(Versioned):
    """A task's place on a register: number, area, order. One entry is its home, whose rhythm and rules apply.

    A task that is carried over gets its home on the next year's register: the new place names the old one
    (`carried_from`), which stays where it was and tells since when the task goes on elsewhere (`carried_on`).
    """

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="entries")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="entries")
    area = models.ForeignKey(
        KeyArea,
        verbose_name=_("key area"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
        db_index=False,  # the order within an area begins with it
    )
    number = models.CharField(_("number"), max_length=40, blank=True)
    position = models.PositiveIntegerField(_("order"), default=0)
    is_home = models.BooleanField(_("home register"), default=True)
    carried_on = models.DateField(_("carried over on"), null=True, blank=True, editable=False)
    carried_from = models.OneToOneField(
        "self",
        verbose_name=_("carried over from"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="carried_to",
    )

    class Meta:
        ordering = ("register", "position", "pk")
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["register", "position", "id"], name="entry_register_order"),
            models.Index(fields=["position", "id"], condition=Q(is_home=True), name="entry_home_order"),
            models.Index(fields=["area", "position", "id"], name="entry_area_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["register", "task"], name="entry_once_per_register"),
            models.UniqueConstraint(fields=["task"], condition=Q(is_home=True), name="entry_one_home"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.task}".strip()


@versioned(found_by=(("task",), ("organization",)))
class Responsibility(Versioned):
    """An organization answers for a task in a role; the first listed lead collects. Signing off (签收) is recorded."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="responsibilities")
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="responsibilities",
    )
    role = models.CharField(
        _("role"), max_length=12, choices=ResponsibilityRole.choices, default=ResponsibilityRole.LEAD
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    signed_at = models.DateTimeField(_("signed off at"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("task", "position", "pk")
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        indexes = [models.Index(fields=["organization", "role", "task"], name="responsibility_unit")]
        constraints = [
            models.UniqueConstraint(fields=["task", "organization"], name="responsibility_once"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(role="lead"), name="responsibility_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.organization}"


@versioned(found_by=(("task",),))
class Milestone(Versioned):
    """A dated step of a task; `progress` is the percent of the task that should be done by then.

    `marked_at` and `marked_by` tell that the lead unit itself said it was done; they are empty where the office did.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=300)
    due_on = models.DateField(_("due on"))
    progress = ExactDecimalField(
        _("planned progress (%)"),
        null=True,
        blank=True,
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_note = models.CharField(_("what shows it"), max_length=500, blank=True)
    marked_at = models.DateTimeField(_("marked at"), null=True, blank=True, editable=False)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ("task", "due_on", "pk")
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(
                condition=Q(progress=None) | Q(progress__gte=0, progress__lte=100),
                name="milestone_progress_percent",
            )
        ]

    def __str__(self) -> str:
        return self.title
