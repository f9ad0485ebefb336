"""The year's end: what became of each task on a register, and whether the key areas reached their stage goals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.delivery.choices import DECIDABLE, OutcomeKind, Verdict
from throughline.documents.models import Document
from throughline.history.models import Versioned, versioned
from throughline.organizations.models import Post
from throughline.register.models import Entry, Register, StageGoal

_DECIDABLE = [(kind.value, kind.label) for kind in DECIDABLE]


@versioned()
class Reconciliation(Versioned):
    """A register's year's end has been opened: the units say their word by a day, then the office decides."""

    register = models.OneToOneField(Register, on_delete=models.CASCADE, related_name="reconciliation")
    words_by_on = models.DateField(_("word of the units until"))
    opened_on = models.DateField(_("opened on"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")

    def __str__(self) -> str:
        return str(self.register)


@versioned()
class Outcome(Versioned):
    """What became of a task by the year's end, on the register where it was at home (年终对账).

    The lead unit says its word first (`claim…`); `kind` is what the supervision office decided, empty before. `reason`
    says what shows that it is done, or why it is not; `follow_up` what becomes of what is not done. `due_on` is the
    due date as it stood when it was decided, `later_on` the new one of what is carried over (empty: it keeps its
    date), `approved_by` the post that approved it (empty: the office itself).
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="outcome")
    claim = models.CharField(_("word of the unit"), max_length=12, choices=_DECIDABLE, blank=True)
    claim_reason = models.TextField(_("what shows it, or why not"), blank=True)
    claim_later_on = models.DateField(_("new date asked for"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(_("outcome"), max_length=12, choices=_DECIDABLE, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    follow_up = models.TextField(_("what becomes of it"), blank=True)
    document = models.ForeignKey(
        Document,
        verbose_name=_("document that shows it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outcomes",
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    later_on = models.DateField(_("new due date"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Post,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outcomes_approved",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("entry",)
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    def __str__(self) -> str:
        return str(OutcomeKind(self.kind).label) if self.kind else "–"

    @property
    def differs(self) -> bool:
        """Whether unit and office say different things."""
        return bool(self.claim and self.kind and self.claim != self.kind)


@versioned()
class GoalJudgement(Versioned):
    """Whether a stage goal was reached. Append-only: the latest counts, the earlier ones stay in sight."""

    goal = models.ForeignKey(StageGoal, on_delete=models.CASCADE, related_name="judgements")
    verdict = models.CharField(_("judgement"), max_length=12, choices=Verdict.choices)
    statement = models.TextField(_("what shows it"))
    document = models.ForeignKey(
        Document,
        verbose_name=_("document that shows it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="goal_judgements",
    )
    judged_on = models.DateField(_("judged on"))
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("judgement of a stage goal")
        verbose_name_plural = _("judgements of stage goals")

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.goal}"
