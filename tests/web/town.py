"""A small city for the tests of pages: five organizations, three posts, and an account per role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.test import Client

from tests import builders
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.organizations.actions.persons import create_person
from throughline.organizations.actions.posts import create_post
from throughline.organizations.actions.terms import start_term
from throughline.organizations.models import Organization, Person, Post

HTMX = {"HTTP_HX_REQUEST": "true"}


@dataclass
class Town:
    """City, Water and Finance below it, East County with a town; a mayor and two heads."""

    units: dict[str, Organization] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """A browser in which `name` is logged in."""
        client = Client()
        client.force_login(self.users[name])
        return client


def town() -> Town:
    made = Town()
    units = made.units
    units["city"] = builders.organization("city", name="City Government", level=1, official_order=1)
    for order, (code, name) in enumerate(
        [("water", "Water Bureau"), ("fin", "Finance Bureau"), ("east", "East County")], 2
    ):
        units[code] = builders.organization(code, units["city"], name=name, level=2, official_order=order)
    units["town"] = builders.organization(
        "town", units["east"], name="Harbour Town", level=3, official_order=5
    )
    for code, title, name in [
        ("city", "Mayor", "Lu Zhiyuan"),
        ("water", "Director", "Qian Xiaolan"),
        ("fin", "Chief", "Sun Li"),
    ]:
        post = create_post(units[code], title, by=None, is_head=True, is_leader=code == "city")
        person = create_person(name, by=None, phone=f"0570-88{len(made.posts)}0")
        start_term(person, post, started_on=date(2024, 1, 15), by=None)
        made.posts[code], made.persons[code] = post, person
    made.users = {
        "administrator": builders.user("administrator", Role.ADMINISTRATOR),
        "auditor": builders.user("auditor", Role.AUDITOR),
        "viewer": builders.user("viewer", Role.VIEWER),
        "officer": builders.user("officer", Role.UNIT_OFFICER, organization=units["water"]),
        "county": builders.user("county", Role.ADMINISTRATOR, organization=units["east"]),
    }
    return made
