"""Somebody new takes a post: the person and the term are one act, so that neither stands without the other."""

from __future__ import annotations

from datetime import date
from typing import Any

from throughline.accounts.models import User
from throughline.history.act import act
from throughline.organizations.actions.persons import create_person
from throughline.organizations.actions.terms import hand_over, start_term
from throughline.organizations.models import Membership, Post


def hand_over_to_newcomer(
    post: Post, *, name: str, on: date, by: User | None, phone: str = "", why: str = ""
) -> Membership:
    """Enter a person and hand the post over to them. Raises as create_person and hand_over."""
    with act("organizations.hand_over_to_newcomer", by=by, why=why, about=post):
        return hand_over(post, to=create_person(name, by=by, phone=phone), on=on, by=by, why=why)


def start_term_of_newcomer(
    post: Post, *, name: str, by: User | None, phone: str = "", why: str = "", **term: Any
) -> Membership:
    """Enter a person and begin their term; `term` as for start_term. Raises as create_person and start_term."""
    with act("organizations.start_term_of_newcomer", by=by, why=why, about=post):
        return start_term(create_person(name, by=by, phone=phone), post, by=by, why=why, **term)
