"""The directory as a workbook, which is also the template for its import; and the links of new accounts as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from throughline.accounts.models import User
from throughline.accounts.permissions import check, may
from throughline.exchange.directory import cells
from throughline.exchange.directory.columns import ACCOUNTS, ORGANIZATIONS, POSTS, Part
from throughline.formats.sheets import Column, Kind, Sheet, workbook
from throughline.lib import clock
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models import Grant, Membership, Organization, Post
from throughline.organizations.queries import tree

#: Rows below the directory's own that offer the same choices.
ROOM = 1000

_KINDS: dict[cells.Parse, Kind] = {cells.day: "date", cells.whole: "integer"}


@dataclass(frozen=True)
class NewLink:
    """A new account's one-time link; the secret is told this once."""

    username: str
    name: str
    secret: str
    expires_at: datetime


def directory_workbook(*, by: User | None) -> bytes:
    """What stands in the directory today, ready to be edited and imported again; only headings when it is empty.

    The sheet of accounts is filled for those who keep accounts. Raises NotAllowed.
    """
    check(by, "organizations.view")
    standing = tree()
    accounts = list(_accounts()) if may(by, "accounts.manage") else []
    return workbook(
        [
            _sheet(
                ORGANIZATIONS,
                _organization_rows(standing),
                _("One row for each organization. A parent is named by its code or name."),
            ),
            _sheet(
                POSTS,
                _post_rows(),
                _(
                    "One row for each post, or for each person holding it. Without a person the post is vacant."
                ),
            ),
            _sheet(
                ACCOUNTS,
                accounts,
                _("One row for each role of an account. New accounts get a one-time link each."),
            ),
        ]
    )


def links_workbook(links: Sequence[NewLink], address: Callable[[str], str]) -> bytes:
    """The new accounts with their links, to be handed out; `address` makes a secret into an address."""
    columns = [
        Column(pgettext("workbook of links", "User name"), 20),
        Column(pgettext("workbook of links", "Name"), 20),
        Column(pgettext("workbook of links", "Link"), 80),
        Column(pgettext("workbook of links", "Valid until"), 18, "datetime"),
    ]
    rows = [
        (link.username, link.name, address(link.secret), timezone.localtime(link.expires_at))
        for link in links
    ]
    return workbook(
        [
            Sheet(
                pgettext("workbook of links", "Links"),
                columns,
                rows,
                _("Each link works once. Hand it to its person only."),
            )
        ]
    )


def _sheet(part: Part, rows: Sequence[dict[str, Any]], note: str) -> Sheet:
    columns = [
        Column(str(one.title), one.width, _KINDS.get(one.parse, "text"), choices=cells.offers(one.parse))
        for one in part.fields
    ]
    values = [[row.get(one.name) for one in part.fields] for row in rows]
    hint = _("An empty cell changes nothing.")
    return Sheet(str(part.title), columns, values, f"{note} {hint}", room=ROOM)


def _organization_rows(standing: Sequence[Organization]) -> list[dict[str, Any]]:
    codes = {one.pk: one.code for one in standing}
    return [
        {
            **{
                name: getattr(one, name) for name in ("code", "name", "short_name", "level", "official_order")
            },
            **{name: getattr(one, name) for name in ("peer_group", "office_mail", "started_on", "ends_on")},
            "ended_on": one.ended_on,
            "aliases": _listed(one.aliases),
            "kind": one.get_kind_display(),
            "parent": codes.get(one.parent_id, ""),
        }
        for one in standing
    ]


def _post_rows() -> list[dict[str, Any]]:
    today = clock.today()
    terms = Membership.objects.select_related("person__user").order_by("started_on", "pk")
    held = terms.filter(Q(ended_on=None) | Q(ended_on__gte=today))
    posts = Post.objects.filter(organization__in=Organization.objects.standing_on(today)).select_related(
        "organization"
    )
    rows = []
    for post in posts.prefetch_related("portfolio__organization", Prefetch("memberships", held)):
        rows += [_post_row(post) | _term_row(term) for term in post.memberships.all()] or [_post_row(post)]
    return rows


def _post_row(post: Post) -> dict[str, Any]:
    return {
        "organization": post.organization.code,
        "title": post.title,
        "is_head": pgettext("cell", "Yes") if post.is_head else "",
        "is_leader": pgettext("cell", "Yes") if post.is_leader else "",
        "official_order": post.official_order,
        "in_charge_of": _listed(entry.organization.code for entry in post.portfolio.all()),
    }


def _term_row(term: Membership) -> dict[str, Any]:
    return {
        "person": term.person.name,
        "phone": term.person.phone,
        "kind": "" if term.kind == MembershipKind.HOLDER else term.get_kind_display(),
        "started_on": term.started_on,
        "ended_on": term.ended_on,
        "username": term.person.user.username if term.person.user else "",
    }


def _accounts() -> Iterator[dict[str, Any]]:
    grants = Grant.objects.select_related("organization", "acts_for__organization", "own_role")
    languages = dict(settings.LANGUAGES)
    for user in User.objects.prefetch_related(Prefetch("grants", grants)):
        account = {
            "username": user.username,
            "name": user.name,
            "language": languages.get(user.language, ""),
            "is_active": pgettext("cell", "Yes") if user.is_active else pgettext("cell", "No"),
        }
        yield from [account | _grant_row(grant) for grant in user.grants.all()] or [account]


def _grant_row(grant: Grant) -> dict[str, Any]:
    return {
        "role": grant.role_name,
        "organization": grant.organization.code if grant.organization else "",
        "acts_for": f"{grant.acts_for.organization} {grant.acts_for.title}" if grant.acts_for else "",
    }


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names)
