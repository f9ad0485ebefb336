"""Two tasks that look alike, and what somebody decided about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.register.choices import PairVerdict
from throughline.register.models.task import Task


@versioned()
class TaskPair(Versioned):
    """Two tasks that are not one matter: related, and shown with each other, or different. Neither is suggested again.

    `first` is the one with the smaller key, so that a pair stands once.
    """

    first = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="pairs_as_first")
    second = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="pairs_as_second")
    verdict = models.CharField(_("verdict"), max_length=10, choices=PairVerdict.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    judged_at = models.DateTimeField(_("judged at"))
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-judged_at", "-pk")
        verbose_name = _("pair of tasks")
        verbose_name_plural = _("pairs of tasks")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="taskpair_unique"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="taskpair_smaller_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ~ {self.second}"
