"""Posts and portfolios."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from throughline.accounts.models import User
from throughline.history.act import Act, act
from throughline.history.models import VersionRow
from throughline.lib import clock
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.organizations.models import Organization, Portfolio, Post
from throughline.organizations.permissions import check_keeps
from throughline.organizations.refusals import InUse, NotStanding, TitleTaken

EDITED = ("title", "is_head", "is_leader", "official_order")


def create_post(
    organization: Organization,
    title: str,
    *,
    by: User | None,
    in_charge_of: Iterable[Organization] = (),
    why: str = "",
    **fields: Any,
) -> Post:
    """A new post, last in its organization unless `official_order` says otherwise; a leader's with its portfolio.

    `fields` as in EDITED. Raises NotAllowed, TitleTaken, NotStanding, Invalid.
    """
    check_keeps(by, organization)
    made = Post(organization=organization)
    assign(made, {"title": title, **fields}, EDITED)
    taken = TitleTaken(organization=organization, title=title)
    with unless_raced(taken), act("organizations.create_post", by=by, why=why) as this:
        if organization.ended_on is not None and organization.ended_on <= clock.today():
            raise NotStanding(organization=organization, day=organization.ended_on)
        if "official_order" not in fields:
            made.official_order = (organization.posts.aggregate(last=Max("official_order"))["last"] or 0) + 1
        _clean(made)
        this.create(made)
        this.about(made)
        _set_portfolio(this, made, in_charge_of)
    return made


def edit_post(post: Post, *, by: User | None, seen: int, why: str = "", **changes: Any) -> Post:
    """Change what EDITED names. Raises NotAllowed, ChangedMeanwhile, TitleTaken, Invalid."""
    check_keeps(by, post.organization)
    assign(post, changes, EDITED)
    taken = TitleTaken(organization=post.organization, title=post.title)
    with unless_raced(taken), act("organizations.edit_post", by=by, why=why, about=post) as this:
        _clean(post)
        this.save(post, seen=seen)
    return post


def set_portfolio(
    post: Post, organizations: Iterable[Organization], *, by: User | None, why: str = ""
) -> Post:
    """Say which organizations the leader's post is in charge of (分管), replacing what was said before.

    Raises NotAllowed.
    """
    check_keeps(by, post.organization)
    with act("organizations.set_portfolio", by=by, why=why, about=post) as this:
        _set_portfolio(this, post, organizations)
    return post


def delete_post(post: Post, *, by: User | None, why: str = "") -> None:
    """Delete a post to which nothing but its portfolio refers. Raises NotAllowed, InUse, ChangedMeanwhile."""
    check_keeps(by, post.organization)
    with act("organizations.delete_post", by=by, why=why, about=post) as this:
        _lock(post)
        if _is_used(post):
            raise InUse
        this.delete(post)


def _is_used(post: Post) -> bool:
    """Whether any live table refers to the post, later stages' included."""
    for relation in Post._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if (
            not relation.auto_created
            or relation.concrete
            or model is Portfolio
            or issubclass(model, VersionRow)
        ):
            continue
        if model._base_manager.filter(**{relation.field.name: post}).exists():
            return True
    return False


def _lock(post: Post) -> None:
    Post.objects.select_for_update().get(pk=post.pk)


def _set_portfolio(this: Act, post: Post, organizations: Iterable[Organization]) -> None:
    _lock(post)
    wanted = {organization.pk: organization for organization in organizations}
    for entry in Portfolio.objects.filter(post=post):
        if wanted.pop(entry.organization_id, None) is None:
            this.delete(entry)
    for organization in wanted.values():
        this.create(Portfolio(post=post, organization=organization))


def _clean(post: Post) -> None:
    clean(post)
    same = Post.objects.filter(organization=post.organization, title=post.title).exclude(pk=post.pk)
    if same.exists():
        raise TitleTaken(organization=post.organization, title=post.title)
