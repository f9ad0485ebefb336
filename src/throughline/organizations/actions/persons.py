"""Persons of the directory."""

from __future__ import annotations

from typing import Any

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.organizations.models import Person
from throughline.organizations.refusals import AccountTaken


def create_person(
    name: str, *, by: User | None, phone: str = "", user: User | None = None, why: str = ""
) -> Person:
    """Somebody new in the directory, with their account if they have one. Raises NotAllowed, AccountTaken, Invalid."""
    check(by, "organizations.manage")
    made = Person(name=name, phone=phone, user=user)
    clean(made)
    with unless_raced(_taken(made)), act("organizations.create_person", by=by, why=why) as this:
        _check_account(by, made)
        this.create(made)
        this.about(made)
    return made


def edit_person(person: Person, *, by: User | None, seen: int, why: str = "", **changes: Any) -> Person:
    """Change name, phone or user (None takes the account away from the person, not from the world).

    Raises NotAllowed, ChangedMeanwhile, AccountTaken, Invalid.
    """
    check(by, "organizations.manage_person", person)
    before = person.user_id
    assign(person, changes, ("name", "phone", "user"))
    clean(person)
    with unless_raced(_taken(person)), act("organizations.edit_person", by=by, why=why, about=person) as this:
        if person.user_id != before:
            check(by, "accounts.manage")
            _check_account(by, person)
        this.save(person, seen=seen)
    return person


def _taken(person: Person) -> AccountTaken:
    return AccountTaken(username=person.user.username if person.user else "", person="…")


def _check_account(by: User | None, person: Person) -> None:
    if person.user is None:
        return
    check(by, "accounts.manage", person.user)
    other = Person.objects.filter(user=person.user).exclude(pk=person.pk).first()
    if other is not None:
        raise AccountTaken(username=person.user.username, person=other)
