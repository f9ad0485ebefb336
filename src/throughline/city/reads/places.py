"""Organizations, people, posts and accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from throughline.city.errors import CityDataError
from throughline.city.records import HandOver, Login, Membership, Organization, Person, Post
from throughline.city.source import Source
from throughline.city.when import workday

_ORDER = {"leader": 0, "head": 100, "officer": 200, "staff": 300}


def organizations(source: Source) -> tuple[Organization, ...]:
    """All of them, in the official order."""
    shapes = source.shape("organizations")
    codes = [shape["code"] for shape in shapes]
    source.same_keys("organizations", codes, source.text("organizations"))
    for shape in shapes:
        source.known("organizations", shape["code"], [shape["parent"]], codes)
    return tuple(sorted((_organization(source, shape) for shape in shapes), key=lambda unit: unit.order))


def _organization(source: Source, shape: dict[str, Any]) -> Organization:
    code = shape["code"]
    text = source.said("organizations", code)
    dates = [source.day_or_none("organizations", code, shape.get(key)) for key in ("from", "to")]
    kept = {key: shape[key] for key in ("kind", "level", "order", "parent", "peer_group")}
    return Organization(
        code=code,
        name=text["name"],
        short=text["short"],
        aliases=tuple(text["aliases"]),
        since=dates[0],
        to=dates[1],
        **kept,
    )


def persons(source: Source) -> tuple[Person, ...]:
    """Everybody named."""
    named = source.text("people")["persons"]
    people = tuple(Person(code=code, name=name) for code, name in named.items())
    if len({person.name for person in people}) != len(people):
        raise CityDataError(f"{source.language}/people.yaml", "persons", "two people have one name")
    return people


def posts(source: Source) -> tuple[Post, ...]:
    """Leaders', heads', officers' and other posts."""
    shape = source.shape("people")
    leaders = [
        _post(source, each["post"], each["organization"], ("leader", each["order"]), each["portfolio"])
        for each in shape["leaders"]
    ]
    heads = [_post(source, f"head-{unit}", unit, ("head", n)) for n, unit in enumerate(shape["heads"], 1)]
    officers = [
        _post(source, f"officer-{unit}", unit, ("officer", n)) for n, unit in enumerate(shape["officers"], 1)
    ]
    staff = [
        _post(source, each["post"], each["organization"], ("staff", n))
        for n, each in enumerate(shape["staff"], 1)
    ]
    return tuple(leaders + heads + officers + staff)


def _post(
    source: Source, code: str, unit: str, place: tuple[str, int], portfolio: Sequence[str] = ()
) -> Post:
    kind, order = place
    source.known("people", code, [unit, *portfolio], source.text("organizations"))
    title = source.said("people", "posts", "officer" if kind == "officer" else code)
    return Post(
        code=code,
        title=title,
        organization=unit,
        kind=kind,
        order=_ORDER[kind] + order,
        portfolio=tuple(portfolio),
    )


def handovers(source: Source) -> tuple[HandOver, ...]:
    """The posts that change hands within the year."""
    return tuple(
        HandOver(
            post=each["post"],
            leaves=each["leaves"],
            takes_over=each["takes_over"],
            on=workday(source.day("people", each["post"], each["on"])),
            reason=source.said("changes", "hand_overs", each["post"]) if each.get("whole") else "",
        )
        for each in source.shape("people")["handovers"]
    )


def memberships(source: Source) -> tuple[Membership, ...]:
    """Who holds which post when, hand-overs included."""
    changes = {change.post: change for change in handovers(source)}
    held: list[Membership] = []
    for post, person, since in _first_holders(source):
        source.known("people", post, [person], source.text("people")["persons"])
        change = changes.get(post)
        held.append(Membership(person, post, since, change.on - timedelta(days=1) if change else None))
        if change:
            if change.leaves != person:
                raise CityDataError("shape/people.yaml", post, f"{change.leaves} does not hold it")
            held.append(Membership(change.takes_over, post, change.on, None))
    return tuple(held)


def _first_holders(source: Source) -> Iterator[tuple[str, str, date]]:
    shape = source.shape("people")
    since = source.day("people", "since", shape["since"])
    for each in shape["holders"]:
        yield each["post"], each["person"], source.day("people", each["post"], each["from"])
    for kind in ("heads", "officers"):
        for unit, person in shape[kind].items():
            yield f"{kind[:-1]}-{unit}", person, since
    for each in shape["staff"]:
        yield each["post"], each["person"], since


def logins(source: Source) -> tuple[Login, ...]:
    """The accounts."""
    people = source.text("people")
    accounts = []
    for each in source.shape("people")["logins"]:
        name = each["username"]
        source.known("people", name, [each["person"]], people["persons"])
        source.known("people", name, [each["organization"]], source.text("organizations"))
        source.known("people", name, [each.get("acts_for")], people["posts"])
        accounts.append(Login(**({"acts_for": None, "listed": False, "later": False} | each)))
    return tuple(accounts)
