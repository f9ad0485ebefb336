"""The directory: the tree of organizations with who heads them today, and the search for whoever is responsible."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from throughline.accounts.permissions import allowed, check, may
from throughline.lib import clock
from throughline.organizations.actions.organizations import reorder_organizations
from throughline.organizations.models import Organization, Person
from throughline.organizations.queries import PostOnDay, leaders_in_charge, posts_on, tree
from throughline.organizations.search import search
from throughline.web.views.frame import found

#: A larger tree opens branch by branch.
SHOWN_AT_ONCE = 200
#: What a folded tree shows: its roots and the parts of these.
DEEPEST_UNFOLDED = 1


@dataclass(frozen=True)
class Branch:
    """An organization as the tree shows it; `folded` is how many of its parts wait to be opened."""

    organization: Organization
    head: PostOnDay | None
    leader: Person | str
    folded: int = 0


def _branches(*, under: Organization | None = None) -> list[Branch]:
    """The tree, or what is right below one organization, in official order."""
    everything = tree()
    parts: dict[int, int] = {}
    for one in everything:
        if one.parent_id:
            parts[one.parent_id] = parts.get(one.parent_id, 0) + 1
    places = posts_on()
    heads = {one.post.organization_id: one for one in reversed(places) if one.post.is_head}
    holders = {one.post.pk: one.holder for one in places}
    leaders = {key: holders.get(post.pk) or post.title for key, post in leaders_in_charge().items()}
    shown = everything
    if under is not None:
        shown = [one for one in everything if one.parent_id == under.pk]
    elif len(everything) > SHOWN_AT_ONCE:
        shown = [one for one in everything if one.depth <= DEEPEST_UNFOLDED]
    keys = {one.parent_id for one in shown}
    return [
        Branch(one, heads.get(one.pk), leaders.get(one.pk, ""), 0 if one.pk in keys else parts.get(one.pk, 0))
        for one in shown
    ]


@require_GET
def directory_page(request: HttpRequest) -> HttpResponse:
    """The tree; with `text` what matches it, with `ended` what is no more. Answers htmx with the list alone."""
    text = request.GET.get("text", "").strip()[:200]
    context = {"text": text, "section": "directory"}
    if request.htmx and request.GET.get("under"):
        unit = found(
            request.user, "organizations.view", Organization.objects.all(), code=request.GET["under"]
        )
        rows = [Branch(unit, *_top(unit)), *_branches(under=unit)]
        return render(request, "web/parts/directory_rows.html", {"branches": rows})
    if text:
        context["found"] = search(text)
    elif request.GET.get("ended"):
        context["ended"] = Organization.objects.filter(ended_on__lte=clock.today()).official()
    else:
        context["branches"] = _branches()
    if request.htmx:
        return render(request, "web/parts/directory_list.html", context)
    context["may_manage"] = may(request.user, "organizations.manage")
    roots = Organization.objects.filter(parent=None).standing_on(clock.today())
    context["may_order"] = may(request.user, "accounts.manage") and roots.count() > 1
    return render(request, "web/directory.html", context)


def _top(unit: Organization) -> tuple[PostOnDay | None, Person | str]:
    """Head and leader in charge of one organization."""
    head = next((one for one in posts_on(organization=unit) if one.post.is_head), None)
    leader = leaders_in_charge().get(unit.pk)
    return head, (leader.holder_on(clock.today()) or leader.title) if leader else ""


@require_http_methods(["GET", "POST"])
def directory_order(request: HttpRequest, code: str = "") -> HttpResponse:
    """The official order of the parts of an organization (of the roots without `code`), moved step by step."""
    check(request.user, "organizations.manage")
    manage = "organizations.manage"
    parent = found(request.user, manage, Organization.objects.all(), code=code) if code else None
    if parent is None:
        check(request.user, "accounts.manage")
    rows = Organization.objects.filter(parent=parent).standing_on(clock.today()).official()
    parts = list(allowed(request.user, manage, rows))
    if request.method == "POST":
        _shift(request, parts)
        if not request.htmx:
            return redirect(request.path)
        parts = list(allowed(request.user, manage, rows.all()))
    context = {"parent": parent, "parts": parts, "moved": request.POST.get("key", ""), "section": "directory"}
    template = "web/parts/directory_order.html" if request.htmx else "web/directory_order.html"
    return render(request, template, context)


def _shift(request: HttpRequest, parts: list[Organization]) -> None:
    """Change places with the neighbour above or below, of the same level."""
    places = {str(one.pk): place for place, one in enumerate(parts)}
    place = places.get(request.POST.get("key", ""))
    if place is None:
        return
    other = place + (1 if request.POST.get("act") == "down" else -1)
    if 0 <= other < len(parts) and parts[other].level == parts[place].level:
        parts[place], parts[other] = parts[other], parts[place]
        same = [one for one in parts if one.level == parts[place].level]
        reorder_organizations(same, by=request.user)
