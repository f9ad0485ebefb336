"""The audit record: who did what, when and why; and the names of the fields that a version's digest covers."""

from __future__ import annotations

from django.db import models


class FieldSet(models.Model):
    """The fields of a model as they were named when digests were made; a later column changes no old digest."""

    model = models.CharField(max_length=100)
    names = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "names"], name="fieldset_unique")]

    def __str__(self) -> str:
        return f"{self.model}: {self.names}"


class AuditRecord(models.Model):
    """One act. Actors are kept by id and name without a foreign key, so that history outlives accounts.

    `rows` and `rows_digest` bind the version rows the act wrote; `digest` is an HMAC over the whole record, made
    at birth; `sequence` and `chain` are given by the sealer.
    """

    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=80, db_index=True)
    by_key = models.BigIntegerField(null=True, db_index=True)
    by_name = models.CharField(max_length=200, blank=True)
    for_key = models.BigIntegerField(null=True)
    for_name = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True)
    subject_model = models.CharField(max_length=100, blank=True)
    subject_key = models.BigIntegerField(null=True)
    subject_name = models.CharField(max_length=300, blank=True)
    part_of = models.BigIntegerField(null=True, db_index=True)
    rows = models.PositiveIntegerField(default=0)
    rows_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    sequence = models.BigIntegerField(null=True, unique=True)
    chain = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_model", "subject_key"], name="auditrecord_subject"),
            models.Index(fields=["sequence"], name="auditrecord_unsealed", condition=models.Q(sequence=None)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.subject_name}"
