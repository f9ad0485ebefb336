"""The directory as it stands while rows are taken over, read at once; and what names in cells mean in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.accounts.names import login_name
from throughline.lib.refusal import Invalid
from throughline.organizations.matching import Match, NameIndex, place_of, plain_key
from throughline.organizations.models import Grant, Membership, Organization, Person, Post
from throughline.organizations.queries import directory_index, names_of


class Known:
    """Everything the rows may refer to. Read anew when an act changed rows besides the one it was about."""

    def __init__(self) -> None:
        self.reload()

    def reload(self) -> None:
        """Read it from the database: six queries."""
        self.organizations = {one.pk: one for one in Organization.objects.official()}
        self._codes: dict[str, int] = {}
        self._names: dict[str, set[int]] = defaultdict(set)
        for one in self.organizations.values():
            self._name(one)
        self.posts = {(post.organization_id, plain_key(post.title)): post for post in self._posts()}
        self.users = {user.username: user for user in User.objects.all()}
        self.persons: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.order_by("pk"):
            self.persons[person.name].append(person)
        self.terms: dict[int, list[Membership]] = defaultdict(list)
        for term in Membership.objects.order_by("started_on", "pk"):
            self.terms[term.post_id].append(term)
        self.grants = {self.grant_key(one) for one in Grant.objects.all()}
        self._index: NameIndex[int] | None = None
        self._posts_index: Any = None

    def _posts(self) -> Iterable[Post]:
        for post in Post.objects.prefetch_related("portfolio"):
            post.organization = self.organizations[post.organization_id]
            yield post

    @staticmethod
    def grant_key(grant: Grant) -> tuple[int, str, int | None, int | None, int | None]:
        """What makes two grants the same."""
        return (
            grant.user_id,
            str(grant.role),
            grant.own_role_id,
            grant.organization_id,
            grant.acts_for_id,
        )

    def add_organization(self, organization: Organization) -> None:
        """A new or renamed one can be referred to from now on."""
        self.organizations[organization.pk] = organization
        self._name(organization)
        self._index = None

    def _name(self, organization: Organization) -> None:
        self._codes[organization.code] = organization.pk
        for name in names_of(organization):
            self._names[plain_key(name)].add(organization.pk)

    def organization_of(self, values: dict[str, Any], parent: Organization | None) -> Organization | None:
        """The organization that a row is about, by its code, else its whole name. Raises Invalid when several are."""
        if "code" in values:
            return self.organizations.get(self._codes.get(values["code"], 0))
        key = plain_key(values["name"])
        called = [self.organizations[one] for one in sorted(self._names.get(key, ()))]
        found = [one for one in called if plain_key(one.name) == key]
        if len(found) > 1 and parent is not None:
            found = [one for one in found if one.parent_id == parent.pk]
        if len(found) > 1:
            raise Invalid("name", _("Several organizations are called so. Give the code."))
        return found[0] if found else None

    def organization(self, field: str, written: str) -> Organization:
        """The organization that a cell names, by code or by any of its names. Raises Invalid with the nearest."""
        called = self._names.get(plain_key(written), set())
        if written in self._codes or len(called) == 1:
            return self.organizations[self._codes[written] if written in self._codes else next(iter(called))]
        match = self._meant().match(written)
        if match.exact is None:
            raise _unknown(field, written, [str(self.organizations[key]) for key, _score in match.near])
        return self.organizations[match.exact]

    def _meant(self) -> NameIndex[int]:
        """Made only when a name is not written as it is kept."""
        if self._index is None:
            roots = [one for one in self.organizations.values() if one.parent_id is None]
            places = frozenset[str]().union(*(place_of(root.name) for root in roots))
            self._index = NameIndex(((key, names_of(one)) for key, one in self.organizations.items()), places)
        return self._index

    def post(self, field: str, written: str) -> Post:
        """The post that a cell names, by organization and title or by its holder. Raises Invalid with the nearest."""
        if self._posts_index is None:
            self._posts_index = directory_index()
        match: Match[Post] = self._posts_index.match_post(written)
        if match.exact is None:
            raise _unknown(field, written, [str(post) for post, _score in match.near])
        return match.exact

    def user(self, field: str, written: str) -> User:
        """The account of a user name. Raises Invalid."""
        found = self.users.get(login_name(written))
        if found is None:
            raise Invalid(
                field,
                _(
                    "There is no account “%(name)s”. Add it to the sheet of accounts, or correct the user name."
                ),
                name=written,
            )
        return found


def _unknown(field: str, written: str, nearest: list[str]) -> Invalid:
    if not nearest:
        return Invalid(
            field,
            _("“%(name)s” is not in the directory. Add a row for it, or correct the name."),
            name=written,
        )
    return Invalid(
        field,
        _("“%(name)s” is not in the directory. Write one of: %(nearest)s; or add a row for it."),
        name=written,
        nearest=", ".join(nearest),
    )
