"""A login. Who the person is stands in the directory (`organizations.Person`); what they may do, in grants."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned


@versioned(leave_out=("password", "last_login"))
class User(AbstractBaseUser, Versioned):
    """A login name with a display name, a language and a state."""

    username = models.CharField(_("user name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, blank=True, choices=settings.LANGUAGES)
    is_active = models.BooleanField(_("active"), default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    #: The acts that are being asked of the account, while their conditions are made (`accounts.permissions.asking`).
    asked: frozenset[str] = frozenset()

    objects = BaseUserManager["User"]()

    class Meta:
        ordering = ("username",)
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.username
