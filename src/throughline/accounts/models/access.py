"""Ways in: one-time links made by an administrator, tokens for programs, and the memory of failed log-ins."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models.user import User


def fingerprint(secret: str) -> str:
    """What is kept of a secret: SHA-256, hex. The secrets are long random strings, so no salt is needed."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


class OneTimeLink(models.Model):
    """An invitation or password reset: valid until `expires_at`, once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_links")
    secret = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"


class ApiToken(models.Model):
    """A program's key to /api/v1/, with the rights of its user; shown once, kept as a fingerprint."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    secret = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class LoginFailure(models.Model):
    """A failed log-in, by fingerprints of user name and address; forgotten after a day."""

    username = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
