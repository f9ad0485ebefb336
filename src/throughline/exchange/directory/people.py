"""Rows of posts, and of the persons who hold them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.exchange.directory.columns import Line
from throughline.exchange.directory.run import CHANGED, CREATED, Outcome, Run, differing
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.organizations.actions.persons import create_person, edit_person
from throughline.organizations.actions.posts import EDITED, create_post, edit_post, set_portfolio
from throughline.organizations.actions.terms import edit_term, hand_over, start_term
from throughline.organizations.choices import MembershipKind
from throughline.organizations.matching import plain_key
from throughline.organizations.models import Membership, Person, Post


def take_post(run: Run, line: Line, outcome: Outcome) -> None:
    """The post with its portfolio; several rows may name the same one, with one person each."""
    values = line.values
    organization = run.known.organization("organization", values["organization"])
    fields = {name: values[name] for name in EDITED if name in values}
    key = organization.pk, plain_key(values["title"])
    post = run.known.posts.get(key)
    if post is None:
        post = run.known.posts[key] = create_post(organization, by=run.by, **fields)
        outcome.note(CREATED)
    elif differs := differing(post, {name: value for name, value in fields.items() if name != "title"}):
        edit_post(post, by=run.by, seen=post.version, **differs)
        outcome.note(CHANGED, *differs)
    if "in_charge_of" in values:
        wanted = [run.known.organization("in_charge_of", name) for name in values["in_charge_of"]]
        if {one.pk for one in wanted} != set(post.portfolio.values_list("organization", flat=True)):
            set_portfolio(post, wanted, by=run.by)
            outcome.note(CHANGED, "in_charge_of")


def take_term(run: Run, line: Line, outcome: Outcome) -> None:
    """Who holds the post: a new term, a correction of one, or a hand-over from whoever holds it on its first day."""
    values = line.values
    if "person" not in values:
        return
    organization = run.known.organization("organization", values["organization"])
    post = run.known.posts[organization.pk, plain_key(values["title"])]
    user = run.known.user("username", values["username"]) if "username" in values else None
    person = _person(run, values, user, post, outcome)
    days = {name: values[name] for name in ("started_on", "ended_on") if name in values}
    kind = values.get("kind", MembershipKind.HOLDER)
    term = _term(run, post, person, kind, values.get("started_on"))
    if term is None:
        _begin(run, post, person, kind, days)
        outcome.note(CHANGED, "person")
    elif differs := differing(term, days):
        edit_term(term, by=run.by, seen=term.version, **differs)
        outcome.note(CHANGED, *differs)
    run.known.terms[post.pk] = list(Membership.objects.filter(post=post).order_by("started_on", "pk"))


def _term(run: Run, post: Post, person: Person, kind: str, started_on: date | None) -> Membership | None:
    """The person's term that the row speaks of: the one that begins so, or holds on that day; else today's or later."""
    terms = [one for one in run.known.terms[post.pk] if one.person_id == person.pk and one.kind == kind]
    if started_on is not None:
        begun = [one for one in terms if one.started_on == started_on]
        return next(iter(begun), None) or next((one for one in terms if one.holds_on(started_on)), None)
    return next((one for one in terms if one.ended_on is None or one.ended_on >= clock.today()), None)


def _begin(run: Run, post: Post, person: Person, kind: str, days: dict[str, date]) -> None:
    start = days.get("started_on") or clock.today()
    before = [
        one for one in run.known.terms[post.pk] if one.kind == MembershipKind.HOLDER and one.holds_on(start)
    ]
    if kind == MembershipKind.HOLDER and before and before[0].started_on < start:
        term = hand_over(post, to=person, on=start, by=run.by)
        if "ended_on" in days and term.ended_on != days["ended_on"]:
            edit_term(term, by=run.by, seen=term.version, ended_on=days["ended_on"])
        return
    start_term(person, post, started_on=start, kind=kind, ended_on=days.get("ended_on"), by=run.by)


def _person(run: Run, values: dict[str, Any], user: User | None, post: Post, outcome: Outcome) -> Person:
    name, phone = values["person"], values.get("phone", "")
    found = _found(run, name, phone, user, post)
    if found is None:
        found = create_person(name, phone=phone, user=user, by=run.by)
        run.known.persons[name].append(found)
        outcome.note(CHANGED, "person")
        return found
    wanted = ({"phone": phone} if phone else {}) | (
        {"user": user} if user and found.user_id != user.pk else {}
    )
    differs = differing(found, wanted)
    if differs:
        edit_person(found, by=run.by, seen=found.version, **differs)
        outcome.note(CHANGED, *("username" if change == "user" else change for change in differs))
    return found


def _found(run: Run, name: str, phone: str, user: User | None, post: Post) -> Person | None:
    """Who is meant: the account's person, one who held the post, else the only one of the name who may be meant.

    Another telephone makes another person. Raises Invalid when several may be meant.
    """
    of_name = run.known.persons.get(name, [])
    if user is not None:
        own = next(
            (one for people in run.known.persons.values() for one in people if one.user_id == user.pk), None
        )
        if own is not None and own.name != name:
            raise Invalid(
                "username", _("The account belongs to %(person)s. Correct one of the two names."), person=own
            )
        if own is not None:
            return own
        of_name = [one for one in of_name if one.user_id is None]
    held = {term.person_id for term in run.known.terms[post.pk]}
    here = [one for one in of_name if one.pk in held]
    found = here or [one for one in of_name if not phone or not one.phone or one.phone == phone]
    if len(found) > 1:
        raise Invalid(
            "person", _("Several persons are called so. Give the user name or telephone of the one meant.")
        )
    return found[0] if found else None
