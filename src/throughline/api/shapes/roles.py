"""Roles: built-in and own ones, and to whom they are given."""

from __future__ import annotations

from typing import Literal

from ninja import Schema


class RoleOut(Schema):
    """A role by its short name. An own one may do what its `base` may, less what it withholds.

    `name` is in the reader's language; `acts` are by name, as at /acts. A built-in role has version 0 and itself as
    its base.
    """

    slug: str
    base: str
    name: str
    name_en: str
    name_zh: str
    is_own: bool
    is_retired: bool
    version: int
    acts: list[str]
    withheld: list[str]


class ActOut(Schema):
    """Something that somebody may do: its name and what it is called. `withholdable_from` are built-in roles."""

    act: str
    label: str
    withholdable_from: list[str]


class RoleGrantOut(Schema):
    """A role given to an account: over an organization (everywhere when it is null), for a plan or for a register."""

    kind: Literal["organization", "plan", "register"]
    id: int
    role: str
    name: str
    username: str
    organization: str | None
    plan: str | None
    register_slug: str | None
