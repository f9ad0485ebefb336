"""The directory as it stands on a day, in a bounded number of queries; and what a written name means in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet

from throughline.accounts.models import User
from throughline.history.presence import any_at
from throughline.lib import clock
from throughline.organizations.choices import MembershipKind
from throughline.organizations.matching import Match, NameIndex, is_chinese, place_of, without_bodies
from throughline.organizations.models import (
    Absence,
    Membership,
    Organization,
    Person,
    Portfolio,
    Post,
    Succession,
)


def tree(day: date | None = None) -> list[Organization]:
    """The organizations standing on `day` (default today), each followed by its parts, in official order. One query.

    How far to indent is the organization's `depth`.
    """
    standing = list(Organization.objects.standing_on(day or clock.today()).official())
    below: dict[int | None, list[Organization]] = defaultdict(list)
    keys = {organization.pk for organization in standing}
    for organization in standing:
        below[organization.parent_id if organization.parent_id in keys else None].append(organization)
    return list(_walk(below))


def _walk(below: dict[int | None, list[Organization]]) -> Iterator[Organization]:
    waiting = below[None][::-1]
    while waiting:
        organization = waiting.pop()
        yield organization
        waiting += below[organization.pk][::-1]


def standing_successor(organization: Organization, day: date | None = None) -> Organization | None:
    """Who carries on what an organization did that has ended by `day` (default today); of several, the first.

    An organization that ended without successors has none.
    """
    day, seen, waiting = day or clock.today(), {organization.pk}, [organization.pk]
    while waiting:
        rows = Succession.objects.filter(earlier__in=waiting).select_related("later")
        later = [row.later for row in rows if row.later_id not in seen]
        for one in later:
            if one.ended_on is None or one.ended_on > day:
                return one
        waiting = [one.pk for one in later]
        seen.update(waiting)
    return None


def terms_on(day: date) -> QuerySet[Membership]:
    """The terms that hold on `day`, with their persons; holders before acting ones, the latest first."""
    held = Membership.objects.filter(started_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gte=day))
    return held.select_related("person").order_by("-started_on", "pk")


def holders_on(day: date, posts: Collection[int] | None = None) -> dict[int, Person]:
    """Who holds each post (by its key) on `day`: its holder, or who is acting. Vacant ones are left out. One query."""
    terms = terms_on(day).exclude(kind=MembershipKind.DEPUTY)
    if posts is not None:
        terms = terms.filter(post__in=posts)
    found: dict[int, Person] = {}
    for term in sorted(terms, key=lambda term: term.kind == MembershipKind.ACTING):
        found.setdefault(term.post_id, term.person)
    return found


@dataclass(frozen=True)
class PostOnDay:
    """A post with who holds it on a day: nobody (vacant), its holder or somebody acting; and the deputies."""

    post: Post
    holder: Person | None = None
    acting: bool = False
    deputies: list[Person] = field(default_factory=list)


def posts_on(day: date | None = None, *, organization: Organization | None = None) -> list[PostOnDay]:
    """All posts, or those of one organization, in official order with who holds them on `day`. Two queries."""
    posts = Post.objects.select_related("organization")
    if organization is not None:
        posts = posts.filter(organization=organization)
    terms: dict[int, list[Membership]] = defaultdict(list)
    for term in terms_on(day or clock.today()).filter(post__in=posts.order_by()):
        terms[term.post_id].append(term)
    return [_post_on_day(post, terms[post.pk]) for post in posts]


def _post_on_day(post: Post, terms: list[Membership]) -> PostOnDay:
    holders = [term for term in terms if term.kind != MembershipKind.DEPUTY]
    holders.sort(key=lambda term: term.kind == MembershipKind.ACTING)
    deputies = [term.person for term in terms if term.kind == MembershipKind.DEPUTY]
    if not holders:
        return PostOnDay(post, deputies=deputies)
    return PostOnDay(post, holders[0].person, holders[0].kind == MembershipKind.ACTING, deputies)


@dataclass(frozen=True)
class StandIn:
    """The holder of a post is away; `deputies` stand in for the time of the absence, nobody when there are none."""

    absence: Absence
    deputies: list[Person]


def stand_ins(posts: Iterable[Post | None], day: date | None = None) -> dict[int, StandIn]:
    """Per post (by key) whose holder is away on `day`, who stands in. Who holds posts or held them is best fetched with
    them; then it takes three queries at most, one where nobody was ever away.
    """
    day = day or clock.today()
    known = [post for post in posts if post is not None]
    if not any_at(Absence, "person", {term.person_id for post in known for term in post.memberships.all()}):
        return {}
    keys = {post.pk for post in known}
    held = terms_on(day).filter(post__in=keys).exclude(kind=MembershipKind.DEPUTY)
    away = Absence.objects.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))
    rows = away.filter(person__memberships__in=held.order_by()).select_related("person")
    found = {
        post: row
        for row, post in (
            (row, row.post_key) for row in rows.annotate(post_key=F("person__memberships__post"))
        )
        if post in keys
    }
    if not found:
        return {}
    deputies: dict[int, list[Person]] = defaultdict(list)
    for term in terms_on(day).filter(post__in=found, kind=MembershipKind.DEPUTY):
        deputies[term.post_id].append(term.person)
    return {post: StandIn(row, deputies[post]) for post, row in found.items()}


def posts_of(user: User, day: date | None = None) -> list[Post]:
    """The posts that the account's person holds on `day`, deputies' included, in official order. One query."""
    terms = terms_on(day or clock.today()).filter(person__user=user)
    return list(
        Post.objects.filter(memberships__in=terms.order_by()).select_related("organization").distinct()
    )


def leaders() -> QuerySet[Post]:
    """The posts of leaders who can be in charge of tasks, in official order."""
    return Post.objects.filter(is_leader=True).select_related("organization")


def leaders_in_charge() -> dict[int, Post]:
    """Per organization (by its key) the leader in charge of it (分管), the first in official order. One query."""
    entries = Portfolio.objects.select_related("post__organization").order_by(
        "post__organization__level", "post__organization__official_order", "post__official_order", "post"
    )
    found: dict[int, Post] = {}
    for entry in entries:
        found.setdefault(entry.organization_id, entry.post)
    return found


@dataclass(frozen=True)
class DirectoryIndex:
    """The directory of a day, to be asked what written names mean. Keep it for one task, not longer."""

    organizations: NameIndex[Organization]
    posts: NameIndex[Post]

    def match_organization(self, name: str) -> Match[Organization]:
        """The organization meant by a name, short name, alias or the like: 市教育局, Department of Education."""
        return self.organizations.match(name)

    def match_post(self, name: str) -> Match[Post]:
        """The post meant by organization and title, by a title that only one has, or by the name of its holder."""
        return self.posts.match(name)


def directory_index(day: date | None = None) -> DirectoryIndex:
    """Read the directory of `day` (default today) for matching. Three queries."""
    day = day or clock.today()
    standing = list(Organization.objects.standing_on(day).official())
    places = frozenset[str]().union(*(place_of(one.name) for one in standing if one.parent_id is None))
    posts = Post.objects.filter(organization__in=[one.pk for one in standing]).select_related("organization")
    holders = holders_on(day)
    return DirectoryIndex(
        NameIndex(((one, names_of(one)) for one in standing), places),
        NameIndex(((post, _post_names(post, holders.get(post.pk))) for post in posts), places),
    )


def match_organization(name: str) -> Match[Organization]:
    """One name in today's directory; for several make one `directory_index`."""
    return directory_index().match_organization(name)


def match_post(name: str) -> Match[Post]:
    """One post in today's directory; for several make one `directory_index`."""
    return directory_index().match_post(name)


def names_of(organization: Organization) -> list[str]:
    """All names an organization goes by."""
    return [name for name in (organization.name, organization.short_name, *organization.aliases) if name]


def _post_names(post: Post, holder: Person | None) -> Iterator[str]:
    yield post.title
    titles = [post.title, *(("主要负责人", "负责人", "head") if post.is_head else ())]
    for title in titles:
        yield from _with_organization(title, names_of(post.organization))
    if holder is not None:
        yield holder.name
        yield f"{post.title} {holder.name}"
        yield f"{holder.name} {post.title}"
        yield f"{post.organization} {post.title} {holder.name}"


def _with_organization(title: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if not is_chinese(name):
            yield f"{title} of {name}"
            yield f"{title} of {without_bodies(name)}"
            continue
        yield name + title
        if name[-1] == title[:1]:  # 市教育局 and 局长 are said as 市教育局长
            yield name + title[1:]
