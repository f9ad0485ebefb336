"""Persons, posts and who holds them. Responsibility belongs to the post; the person follows from the day."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models.organization import Organization


@versioned(leave_out=("phone",))
class Person(Versioned):
    """Somebody in the directory, with or without a login."""

    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    def __str__(self) -> str:
        return self.name


@versioned()
class Post(Versioned):
    """A post in an organization; `in_charge_of` is a leader's portfolio (分管)."""

    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.PROTECT, related_name="posts"
    )
    title = models.CharField(_("title"), max_length=120)
    is_head = models.BooleanField(_("head of the organization"), default=False)
    is_leader = models.BooleanField(_("leader who can be in charge of tasks"), default=False)
    official_order = models.PositiveIntegerField(_("official order"), default=0)
    in_charge_of = models.ManyToManyField(
        Organization,
        through="Portfolio",
        verbose_name=_("in charge of"),
        blank=True,
        related_name="leaders_in_charge",
    )

    class Meta:
        ordering = ("organization__level", "organization__official_order", "official_order", "pk")
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [models.UniqueConstraint(fields=["organization", "title"], name="post_title_unique")]

    def __str__(self) -> str:
        """As people say it: “Mayor, City Government”, 市政府市长; the title alone where it names the organization."""
        organization = str(self.organization)
        if organization in self.title:
            return self.title
        return f"{self.title}, {organization}" if self.title.isascii() else f"{organization}{self.title}"

    def holder_on(self, day: date) -> Person | None:
        """The person who holds the post on `day`; an acting holder when there is no other; None when vacant."""
        held = [m for m in self.memberships.all() if m.holds_on(day) and m.kind != MembershipKind.DEPUTY]
        held.sort(key=lambda m: (m.kind == MembershipKind.ACTING, -m.started_on.toordinal()))
        return held[0].person if held else None


@versioned()
class Portfolio(Versioned):
    """A leader's post is in charge of an organization (分管)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="portfolio")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "organization"], name="portfolio_unique")]

    def __str__(self) -> str:
        return f"{self.post}: {self.organization}"


@versioned()
class Membership(Versioned):
    """A person holds a post from `started_on` to `ended_on`, both included."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="memberships"
    )
    post = models.ForeignKey(
        Post, verbose_name=_("post"), on_delete=models.PROTECT, related_name="memberships"
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=MembershipKind.choices, default=MembershipKind.HOLDER
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("-started_on", "pk")
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="membership_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.post}"

    def holds_on(self, day: date) -> bool:
        """Whether the post is held so on `day`."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)
