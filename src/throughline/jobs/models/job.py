"""A job: what to do, for whom, and how it ended. Its progress stands in a file beside the database."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """A named piece of long work with JSON arguments. A worker that dies loses its lease, and the job is taken up.

    `language` is the one in which it was asked for, and in which it answers; "" is that of the installation.
    """

    kind = models.CharField(_("kind"), max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.WAITING)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["state", "lease_until"], name="job_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
