"""Who holds a post from when to when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.history.act import Act, act
from throughline.lib.cleaning import assign, clean
from throughline.lib.refusal import Invalid
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models import Membership, Organization, Person, Post
from throughline.organizations.permissions import check_keeps
from throughline.organizations.refusals import NobodyHolds, NotStanding, OverlappingTerms, TermBeginsLater

ONE_DAY = timedelta(days=1)
EDITED = ("kind", "started_on", "ended_on")


def start_term(
    person: Person,
    post: Post,
    *,
    started_on: date,
    by: User | None,
    kind: str = MembershipKind.HOLDER,
    ended_on: date | None = None,
    why: str = "",
) -> Membership:
    """The person holds the post from `started_on` to `ended_on`, both included; as holder, acting or deputy.

    One holder and one acting holder at a time; deputies as many as there are. Raises NotAllowed,
    OverlappingTerms, NotStanding, Invalid.
    """
    check_keeps(by, post.organization)
    made = Membership(person=person, post=post, kind=kind, started_on=started_on, ended_on=ended_on)
    with act("organizations.start_term", by=by, why=why, about=post) as this:
        made.post = _lock(post)
        _clean(made)
        this.create(made)
    return made


def edit_term(
    membership: Membership, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> Membership:
    """Correct the kind or the days of a term. Raises as start_term, and ChangedMeanwhile."""
    check_keeps(by, membership.post.organization)
    assign(membership, changes, EDITED)
    with act("organizations.edit_term", by=by, why=why, about=membership.post) as this:
        membership.post = _lock(membership.post)
        _clean(membership)
        this.save(membership, seen=seen)
    return membership


def end_term(
    membership: Membership, *, ended_on: date, by: User | None, seen: int, why: str = ""
) -> Membership:
    """Set the last day of a term. Raises NotAllowed, OverlappingTerms, ChangedMeanwhile, Invalid."""
    return edit_term(membership, by=by, seen=seen, why=why, ended_on=ended_on)


def remove_term(membership: Membership, *, by: User | None, why: str = "") -> None:
    """Delete a term that was entered by mistake; history keeps it. Raises NotAllowed, ChangedMeanwhile."""
    check_keeps(by, membership.post.organization)
    with act("organizations.remove_term", by=by, why=why, about=membership.post) as this:
        this.delete(membership)


def hand_over(post: Post, *, to: Person, on: date, by: User | None, why: str = "") -> Membership:
    """From the day `on` the post is held by `to`; the holder before had it until the day before. One act.

    Raises NotAllowed, NobodyHolds, TermBeginsLater (the holder began on `on`), OverlappingTerms, Invalid.
    """
    check_keeps(by, post.organization)
    with act("organizations.hand_over", by=by, why=why, about=post) as this:
        post = _lock(post)
        leaving = _holder_term(post, on)
        if leaving.started_on >= on:
            raise TermBeginsLater(person=leaving.person, start=leaving.started_on)
        until, leaving.ended_on = leaving.ended_on, on - ONE_DAY
        this.save(leaving)
        coming = Membership(person=to, post=post, kind=MembershipKind.HOLDER, started_on=on, ended_on=until)
        _clean(coming)
        return this.create(coming)


def end_terms_of(this: Act, organization: Organization, day: date) -> None:
    """End the open terms in an organization's posts on the day before `day`, within the caller's act."""
    list(organization.posts.select_for_update().order_by("pk").values_list("pk"))
    open_terms = Membership.objects.filter(post__organization=organization).filter(
        Q(ended_on=None) | Q(ended_on__gte=day)
    )
    for membership in open_terms.select_for_update(of=("self",)).select_related("person"):
        if membership.started_on >= day:
            raise TermBeginsLater(person=membership.person, start=membership.started_on)
        membership.ended_on = day - ONE_DAY
        this.save(membership)


def _lock(post: Post) -> Post:
    """The post and its organization as they stand now; terms of a post change one after the other."""
    return Post.objects.select_related("organization").select_for_update(of=("self",)).get(pk=post.pk)


def _holder_term(post: Post, day: date) -> Membership:
    terms = _during(Membership.objects.filter(post=post, kind=MembershipKind.HOLDER), day, day)
    found = terms.select_related("person").first()
    if found is None:
        raise NobodyHolds(post=post, day=day)
    return found


def _during(terms: Any, start: date, end: date | None) -> Any:
    """Those terms that share a day with the span."""
    met = terms.filter(Q(ended_on=None) | Q(ended_on__gte=start))
    return met if end is None else met.filter(started_on__lte=end)


def _clean(membership: Membership) -> None:
    clean(membership)
    start, end = membership.started_on, membership.ended_on
    if end is not None and end < start:
        raise Invalid("ended_on", _("The last day lies before the first. Check both days."))
    ended = membership.post.organization.ended_on
    if ended is not None and (end is None or end >= ended):
        raise NotStanding(organization=membership.post.organization, day=ended)
    same = Membership.objects.filter(post=membership.post, kind=membership.kind).exclude(pk=membership.pk)
    if membership.kind == MembershipKind.DEPUTY:
        same = same.filter(person=membership.person)
    other = _during(same, start, end).select_related("person").first()
    if other is not None:
        raise OverlappingTerms(
            person=other.person, post=membership.post, start=other.started_on, end=other.ended_on or "…"
        )
