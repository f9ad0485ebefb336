"""Lists of registers, projects, and of what one organization answers for."""

from __future__ import annotations

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.lib.tree import within
from throughline.organizations.models import Organization, Post
from throughline.register.choices import Colour
from throughline.register.models import Project, Register, Responsibility, Task
from throughline.register.queries.filters import STANDING, places
from throughline.register.rules import LIVE_STATES, ROLE_ORDER


def registers(user: User | None) -> QuerySet[Register]:
    """The registers that `user` may see, in official order, each with `task_count` and `red_count`.

    They count what the register's own list shows the user.
    """
    counted = places(user).filter(STANDING, register=OuterRef("pk")).order_by().values("register")
    reds = counted.filter(task__rating=Colour.RED)
    found = Register.objects.select_related("organization", "plan", "rule_set", "calendar")
    return allowed(user, "register.view", found).annotate(
        task_count=Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0),
        red_count=Coalesce(Subquery(reds.annotate(n=Count("pk")).values("n")), 0),
    )


def projects(
    user: User | None, *, text: str = "", organization: Organization | None = None
) -> QuerySet[Project]:
    """The projects that `user` may see, in official order; `text` is looked for word by word."""
    found = allowed(user, "projects.view", Project.objects.select_related("organization"))
    for word in text.split()[:8]:
        named = Q(title__icontains=word) | Q(code__icontains=word) | Q(site__icontains=word)
        found = found.filter(named | Q(category__icontains=word) | Q(organization__name__icontains=word))
    return found.filter(within(organization, "organization")) if organization else found


def tasks_of(organization: Organization, user: User | None, *, live: bool = True) -> QuerySet[Responsibility]:
    """For what `organization` itself answers, lead first, by due date; only what is to be delivered when `live`."""
    held = Responsibility.objects.filter(organization=organization)
    found = allowed(user, "register.view_task", held, path="task", each=True)
    found = found.select_related("task__lead", "task__leader")
    if live:
        found = found.filter(task__state__in=LIVE_STATES)
    rank = Case(*(When(role=role, then=Value(place)) for place, role in enumerate(ROLE_ORDER)))
    return found.order_by(rank, "task__due_on", "task_id")


def tasks_of_post(post: Post, user: User | None, *, live: bool = True) -> QuerySet[Task]:
    """The tasks for which `post` is accountable or in charge, by due date; what is to be delivered when `live`."""
    seen = allowed(user, "register.view_task", Task.objects.select_related("lead"))
    if live:
        seen = seen.filter(state__in=LIVE_STATES)
    return seen.filter(Q(accountable=post) | Q(leader=post)).order_by("due_on", "pk")


def unsigned(user: User) -> QuerySet[Responsibility]:
    """What the units of `user` have not yet signed off."""
    found = Responsibility.objects.filter(signed_at=None, task__state__in=LIVE_STATES)
    return allowed(user, "register.sign_off", found.select_related("task", "organization")).order_by("pk")
