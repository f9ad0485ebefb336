"""A register's workbooks sent to units by mail: one mailing, and in it one letter for each unit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.organizations.models import Organization
from throughline.register.choices import LetterState
from throughline.register.models.register import Register


@versioned()
class Mailing(Versioned):
    """What was sent with the workbooks, by whom, and of which rows they are.

    `token` is given out with the page, so that a form that is sent twice makes one mailing. `wanted` is the filter of
    the rows (`RegisterFilter`, as JSON), `job` the key of the job that sends or sent it last.
    """

    register = models.ForeignKey(
        Register, verbose_name=_("register"), on_delete=models.CASCADE, related_name="mailings"
    )
    token = models.CharField(max_length=32, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    reply_to = models.EmailField(_("answers go to"))
    wanted = models.JSONField(_("filter"), default=dict)
    job = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")

    def __str__(self) -> str:
        return self.subject


@versioned()
class Letter(Versioned):
    """The message to one unit, with its workbook of so many `rows`.

    It is marked as being sent before the mail server is told of it, and as sent after the server took it: one that is
    found marked as being sent by nobody was perhaps sent. `told` says in words why it was not.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="letters")
    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.PROTECT, related_name="letters"
    )
    address = models.EmailField(_("mail address"))
    rows = models.PositiveIntegerField(_("rows"))
    state = models.CharField(
        _("state"), max_length=8, choices=LetterState.choices, default=LetterState.WAITING
    )
    told = models.CharField(_("what was told"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(fields=["mailing", "organization"], name="letter_once_a_mailing")
        ]

    def __str__(self) -> str:
        return f"{self.organization}, {self.address}"
