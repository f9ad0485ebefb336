"""Finding somebody in the directory: who is responsible, and how to reach them."""

from __future__ import annotations

from dataclasses import dataclass, field

from throughline.lib.text import fold
from throughline.organizations.models import Organization, Person
from throughline.organizations.queries import PostOnDay, names_of, posts_on, tree

MOST = 60
MOST_WORDS = 8


@dataclass(frozen=True)
class Found:
    """What a search of the directory gives, each in official order; `more` says that a list was cut at MOST."""

    organizations: list[Organization] = field(default_factory=list)
    posts: list[PostOnDay] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    more: bool = False

    @property
    def total(self) -> int:
        """How many are shown."""
        return len(self.organizations) + len(self.posts) + len(self.persons)


def search(text: str) -> Found:
    """What stands today and holds every word of `text`, whatever script, width and case. Four queries.

    An organization is found by any of its names, a post by its title, its organization and whoever holds it; a
    person, with today's posts listed there already, only when without one.
    """
    words = [fold(word).casefold() for word in text.split()[:MOST_WORDS]]
    if not words:
        return Found()
    organizations = [one for one in tree() if _holds([*names_of(one), one.code], words)]
    places = posts_on()
    posts = [one for one in places if _holds(_post_names(one), words)]
    in_office = {person.pk for one in places for person in _people(one)}
    others = Person.objects.exclude(pk__in=in_office).order_by("name", "pk")
    persons = [one for one in others if _holds([one.name, one.phone], words)]
    lists = [organizations, posts, persons]
    return Found(*(one[:MOST] for one in lists), more=any(len(one) > MOST for one in lists))


def _holds(names: list[str], words: list[str]) -> bool:
    known = fold("\n".join(names)).casefold()
    return all(word in known for word in words)


def _people(one: PostOnDay) -> list[Person]:
    return [*([one.holder] if one.holder else []), *one.deputies]


def _post_names(one: PostOnDay) -> list[str]:
    people = _people(one)
    return [
        one.post.title,
        *names_of(one.post.organization),
        *(p.name for p in people),
        *(p.phone for p in people),
    ]
