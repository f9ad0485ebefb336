"""Organizations, posts and persons."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

from throughline.organizations.choices import MembershipKind, OrganizationKind, SuccessionKind


class OrganizationOut(Schema):
    """An organization in brief; `parent` is the key of the one that it is part of."""

    id: int
    code: str
    name: str
    short_name: str
    kind: OrganizationKind
    level: int
    parent: int | None = Field(alias="parent_id")


class PersonOut(Schema):
    """A person of the directory."""

    id: int
    name: str
    phone: str


class PostBrief(Schema):
    """A post, and who holds it today."""

    id: int
    title: str
    organization: str = Field(alias="organization.name")


class PostOut(Schema):
    """A post with who holds it today; `acting` when the holder stands in."""

    id: int = Field(alias="post.pk")
    title: str = Field(alias="post.title")
    organization: str = Field(alias="post.organization.name")
    is_head: bool = Field(alias="post.is_head")
    is_leader: bool = Field(alias="post.is_leader")
    holder: PersonOut | None
    acting: bool
    deputies: list[PersonOut]


class TermOut(Schema):
    """Who held or holds a post, both days included; `version` is sent back as `seen` to end it."""

    id: int
    version: int
    person: PersonOut
    kind: MembershipKind
    started_on: date
    ended_on: date | None


class PostTermOut(Schema):
    """A post that a person held or holds."""

    post: PostBrief
    kind: MembershipKind
    started_on: date
    ended_on: date | None


class TaskBrief(Schema):
    """A task in brief; `rating` is the last circulated one."""

    id: int
    title: str
    state: str
    due_on: date | None
    rating: str
    rating_since: date | None


class AnswerOut(Schema):
    """A task for which an organization answers, and in which role."""

    id: int
    role: str
    task: TaskBrief


class SuccessionOut(Schema):
    """An organization carries on, from the day `on`, what another one did; `code` is the other's."""

    kind: SuccessionKind
    on: date
    code: str
    reason: str
    approval: str
    document_number: str


class LaterOut(SuccessionOut):
    """Who carries on."""

    code: str = Field(alias="later.code")


class EarlierOut(SuccessionOut):
    """Whose work is carried on."""

    code: str = Field(alias="earlier.code")


class OrganizationDetailOut(OrganizationOut):
    """An organization with its posts, its parts and the tasks in sight for which it answers (at most 200)."""

    version: int
    other_names: list[str] = Field(alias="aliases")
    peer_group: str
    office_mail: str
    started_on: date | None
    ends_on: date | None
    ended_on: date | None
    leader_in_charge: PostBrief | None
    posts: list[PostOut]
    parts: list[OrganizationOut]
    tasks: list[AnswerOut]
    became: list[LaterOut]
    took_over: list[EarlierOut]


class PostDetailOut(PostBrief):
    """A post with its terms of office, its portfolio and the tasks in sight for which it answers (at most 200)."""

    is_head: bool
    is_leader: bool
    terms: list[TermOut] = Field(alias="memberships")
    in_charge_of: list[OrganizationOut]
    tasks: list[TaskBrief]


class PersonDetailOut(PersonOut):
    """A person with the posts that they held and hold."""

    terms: list[PostTermOut] = Field(alias="memberships")


class FoundOut(Schema):
    """What a search of the directory gives; `more` says that a list was cut."""

    organizations: list[OrganizationOut]
    posts: list[PostOut]
    persons: list[PersonOut]
    more: bool


class MonthLoadOut(Schema):
    """How many reports were due from a unit in a month, and how they came."""

    month: date
    tasks: int
    due: int
    in_time: int
    late: int
    missing: int
    open: int
