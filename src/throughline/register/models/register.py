"""A register: a numbered list of tasks with its rhythm, its rating rules and its key areas."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.accounts.choices import Disclosure, Role
from throughline.accounts.models import GivenRole, role_name
from throughline.calendars.models import Calendar
from throughline.history.models import Versioned, versioned
from throughline.lib.text import shortened
from throughline.organizations.models import Organization, Post
from throughline.plans.models import Plan
from throughline.register.choices import RegisterKind, Rhythm


@versioned()
class RuleSet(Versioned):
    """How ratings are proposed: ordered rules, the first that matches wins.

    `rules` is a list of {"name", "all": [{"fact", "op", "value"}…], "colour", "why"} over the facts that
    `delivery.rules` names; `meanings` says per colour what it means here (blue is "near due" here, "complete" there).
    """

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    rules = models.JSONField(_("rules"), default=list)
    meanings = models.JSONField(_("meanings of the colours"), default=dict)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")

    def __str__(self) -> str:
        return self.title


@versioned()
class Register(Versioned):
    """A numbered list of tasks, kept by `organization`'s supervision office.

    Reports are due `due_days` calendar days after a period's end (negative: before it), moved to a working day;
    units have `explanation_days` working days to explain a proposed rating. `follows` is the register of the year
    before, from which unfinished tasks are carried over.
    """

    slug = models.SlugField(_("short name"), max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=RegisterKind.choices, default=RegisterKind.PLAN)
    organization = models.ForeignKey(
        Organization, verbose_name=_("kept by"), on_delete=models.PROTECT, related_name="registers"
    )
    plan = models.ForeignKey(
        Plan,
        verbose_name=_("plan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registers",
    )
    rhythm = models.CharField(
        _("reporting rhythm"), max_length=10, choices=Rhythm.choices, default=Rhythm.MONTH
    )
    due_days = models.SmallIntegerField(_("reports due (days after the period's end)"), default=-3)
    explanation_days = models.PositiveSmallIntegerField(_("working days to explain a rating"), default=3)
    rule_set = models.ForeignKey(
        RuleSet,
        verbose_name=_("rating rules"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registers",
    )
    calendar = models.ForeignKey(
        Calendar,
        verbose_name=_("calendar"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registers",
    )
    follows = models.OneToOneField(
        "self",
        verbose_name=_("goes on from"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="followed_by",
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    disclosure = models.CharField(
        _("disclosure"), max_length=10, choices=Disclosure.choices, default=Disclosure.INTERNAL
    )
    official_order = models.PositiveIntegerField(_("official order"), default=0)

    class Meta:
        ordering = ("official_order", "pk")
        verbose_name = _("register")
        verbose_name_plural = _("registers")

    def __str__(self) -> str:
        return self.title


@versioned()
class RegisterGrant(GivenRole):
    """`user` has `role` for one register and its tasks."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="register_grants"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="grants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "register"],
                condition=models.Q(own_role=None),
                name="registergrant_unique",
            ),
            models.UniqueConstraint(fields=["user", "own_role", "register"], name="registergrant_own_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {role_name(self)}, {self.register}"


@versioned()
class KeyArea(Versioned):
    """A heading of a register with its leader and stage goals."""

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="areas")
    number = models.CharField(_("number"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=200)
    position = models.PositiveIntegerField(_("order"), default=0)
    leader = models.ForeignKey(
        Post,
        verbose_name=_("leader in charge"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="key_areas",
    )

    class Meta:
        ordering = ("register", "position", "pk")
        verbose_name = _("key area")
        verbose_name_plural = _("key areas")
        constraints = [models.UniqueConstraint(fields=["register", "title"], name="keyarea_title_unique")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


@versioned()
class StageGoal(Versioned):
    """What a key area is to have reached by a day."""

    area = models.ForeignKey(KeyArea, on_delete=models.CASCADE, related_name="stage_goals")
    due_on = models.DateField(_("by"))
    text = models.TextField(_("goal"))

    class Meta:
        ordering = ("area", "due_on")
        verbose_name = _("stage goal")
        verbose_name_plural = _("stage goals")

    def __str__(self) -> str:
        return shortened(self.text, 80)
