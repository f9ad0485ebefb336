"""What the names in a document mean in the directory: as a person said, as written, or made new when asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils.text import slugify

from throughline.history.act import Act
from throughline.lib.cleaning import clean
from throughline.lib.text import squeeze
from throughline.organizations.choices import OrganizationKind
from throughline.organizations.matching import Match, plain_key
from throughline.organizations.models import Organization, Post
from throughline.organizations.queries import directory_index

ORGANIZATION_ROLES = ("lead", "joint", "supporting", "supervising")
POST_ROLES = ("accountable", "leader")
LONGEST_NAME = 200

Entry = Mapping[str, Any]
Create = Collection[str] | bool


@dataclass(frozen=True)
class Lacking:
    """A name that the directory does not have; `place` is the finding's key or the row's number."""

    place: int
    role: str
    name: str


def name_of(entry: Entry) -> str:
    """The name as written, repaired where the reader could, as long as a name in the directory may be."""
    name = squeeze(str(entry.get("name") or entry.get("text") or ""))
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def full_name_of(entry: Entry) -> str:
    """What a short name stands for, as the document gave it; empty where it gave nothing."""
    full = entry.get("full")
    return name_of(full) if isinstance(full, Mapping) else ""


def _meant(match: Callable[[str], Match[Any]], entry: Entry) -> Match[Any]:
    """What the name means as written; where that is open, what it means in full."""
    found, full = match(name_of(entry)), full_name_of(entry)
    return found if found.exact or not full else match(full)


@dataclass
class Names:
    """What names mean, found once and kept: `organizations` and `posts` are what a person said, by written name."""

    organizations: dict[str, Organization | None] = field(default_factory=dict)
    posts: dict[str, Post | None] = field(default_factory=dict)
    created: list[Organization] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)

    @classmethod
    def known(
        cls,
        entries: Iterable[tuple[str, Entry]],
        *,
        organizations: Mapping[str, int] | None = None,
        posts: Mapping[str, int] | None = None,
    ) -> Names:
        """The meanings of `entries`, (role, entry) pairs; a bounded number of queries for any number of names."""
        index = directory_index()
        made = cls(_chosen(Organization, organizations), _chosen(Post, posts))
        keyed: dict[type, set[int]] = {Organization: set(), Post: set()}
        for role, entry in entries:
            name = name_of(entry)
            if role in POST_ROLES:
                if entry.get("post"):
                    keyed[Post].add(entry["post"])
                elif name not in made.posts:
                    made.posts[name] = _meant(index.match_post, entry).exact
            elif entry.get("organization"):
                keyed[Organization].add(entry["organization"])
            elif name not in made.organizations:
                made.organizations[name] = _meant(index.match_organization, entry).exact
        made._by_key = {model: model.objects.in_bulk(keys) for model, keys in keyed.items()}
        return made

    def __post_init__(self) -> None:
        self._by_key: dict[type, dict[int, Any]] = {Organization: {}, Post: {}}

    def organization(self, entry: Entry) -> Organization | None:
        """The organization that `entry` means."""
        return self._by_key[Organization].get(entry.get("organization")) or self.organizations.get(
            name_of(entry)
        )

    def post(self, entry: Entry) -> Post | None:
        """The post that `entry` means."""
        return self._by_key[Post].get(entry.get("post")) or self.posts.get(name_of(entry))

    def create(self, this: Act, wanted: Create, *, parent: Organization | None) -> None:
        """Make the organizations that are missing and `wanted` (True: all), below `parent`, within the act `this`."""
        missing = [name for name, found in self.organizations.items() if found is None and name]
        names = [name for name in missing if wanted is True or (wanted and name in wanted)]
        # Spellings that differ only in case, width or blanks are one organization.
        spellings: dict[str, str] = {}
        for name in names:
            spellings.setdefault(plain_key(name), name)
        rows = _new_organizations(list(spellings.values()), parent)
        this.create_many(rows)
        made = dict(zip(spellings, rows, strict=True))
        self.organizations.update({name: made[plain_key(name)] for name in names})
        self.created += rows


def _chosen(model: type[Any], keys: Mapping[str, int] | None) -> dict[str, Any]:
    found = model.objects.in_bulk(set((keys or {}).values()))
    return {squeeze(name): found[key] for name, key in (keys or {}).items() if key in found}


def _new_organizations(names: list[str], parent: Organization | None) -> list[Organization]:
    taken = set(Organization.objects.values_list("code", flat=True)) if names else set()
    last = (Organization.objects.aggregate(last=Max("official_order"))["last"] or 0) if names else 0
    return [_new(name, last + place, parent, taken) for place, name in enumerate(names, start=1)]


def _new(name: str, order: int, parent: Organization | None, taken: set[str]) -> Organization:
    base = slugify(name, allow_unicode=True)[:50].strip("-_") or "unit"
    code = next(c for c in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if c not in taken)
    taken.add(code)
    made = Organization(code=code, name=name, official_order=order)
    made.place_under(parent)
    made.level = parent.level + 1 if parent else 1
    made.kind = OrganizationKind.DEPARTMENT
    clean(made, leave_out=("trail",))
    return made


def suggestions(values: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Match[Any]]]:
    """For the findings' `values`: {"organizations": {name: Match}, "posts": {name: Match}}, each name once."""
    index = directory_index()
    found: dict[str, dict[str, Match[Any]]] = {"organizations": {}, "posts": {}}
    for role, entry in named(values):
        name = name_of(entry)
        kind, match = (
            ("posts", index.match_post) if role in POST_ROLES else ("organizations", index.match_organization)
        )
        if name not in found[kind]:
            found[kind][name] = _meant(match, entry)
    return found


def named(values: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Entry]]:
    """The (role, entry) pairs of findings' values."""
    for value in values:
        for role in (*ORGANIZATION_ROLES, *POST_ROLES):
            for entry in value.get(role) or ():
                yield role, entry
