"""Posts that nobody holds and that answer for open tasks."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models import Membership, Post
from throughline.register.models import Task
from throughline.register.rules import LIVE_STATES


def vacant_posts(user: User | None, day: date) -> QuerySet[Post]:
    """The posts without holder or acting holder on `day` for which open tasks in sight of `user` wait, each with
    `tasks`, their number; the most first.
    """
    seen = allowed(user, "register.view_task", Task.objects.filter(state__in=LIVE_STATES)).order_by()
    held = Membership.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)
    holding = held.filter(post=OuterRef("pk")).exclude(kind=MembershipKind.DEPUTY)
    own = Count("accountable_for", filter=Q(accountable_for__in=seen.values("pk")), distinct=True)
    led = Count("tasks_in_charge", filter=Q(tasks_in_charge__in=seen.values("pk")), distinct=True)
    rows = Post.objects.filter(~Exists(holding)).annotate(tasks=own + led).filter(tasks__gt=0)
    return rows.select_related("organization").order_by("-tasks", "pk")
