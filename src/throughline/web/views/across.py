"""Pages across plans: everything of one key area, one organization, one leader; each task once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from throughline.accounts.permissions import allowed
from throughline.desk.queries.across import NEXT_DAYS, Across, of_area, of_organization, of_post
from throughline.lib import clock
from throughline.organizations.models import Organization, Post
from throughline.register.choices import Colour
from throughline.register.models import KeyArea, Register
from throughline.web.views.frame import found


@require_GET
def area_across(request: HttpRequest, key: int) -> HttpResponse:
    """A key area wherever a register has it under this title."""
    area = found(None, "", KeyArea.objects.select_related("register"), pk=key)
    found(request.user, "register.view", Register.objects.all(), pk=area.register_id)
    back = f"{reverse('register', args=[area.register.slug])}?area={area.pk}"
    told = of_area(area, request.user, clock.today())
    return _page(request, told, heading=area.title, above=area.register.title, back=back)


@require_GET
def organization_across(request: HttpRequest, code: str) -> HttpResponse:
    """What an organization and those below it answer for."""
    unit = found(request.user, "organizations.view", Organization.objects.all(), code=code)
    back = reverse("organization", args=[code])
    told = of_organization(unit, request.user, clock.today())
    return _page(request, told, heading=unit.name, above=unit.name, back=back)


@require_GET
def post_across(request: HttpRequest, key: int) -> HttpResponse:
    """What a leader is in charge of, or accountable for."""
    post = found(None, "", Post.objects.select_related("organization"), pk=key)
    found(request.user, "organizations.view", Organization.objects.all(), pk=post.organization_id)
    holder = post.holder_on(clock.today())
    heading = f"{holder.name} · {post.title}" if holder else str(post)
    told = of_post(post, request.user, clock.today())
    return _page(request, told, heading=heading, above=str(post), back=reverse("post", args=[key]))


def _page(request: HttpRequest, told: Across, **place: Any) -> HttpResponse:
    seen = allowed(request.user, "register.view", Register.objects.all())
    context = {
        **place,
        "told": told,
        "ratings": [(colour, told.total.colours[colour]) for colour in reversed(Colour.values)],
        "openable": set(seen.values_list("pk", flat=True)),
        "next_days": NEXT_DAYS,
        "today": clock.today(),
        "section": "overview",
    }
    return render(request, "web/across.html", context)
