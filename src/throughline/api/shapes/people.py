"""Hand-overs and absences."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema

from throughline.api.shapes.directory import PersonOut


class HandOverItemOut(Schema):
    """One thing that hangs on a person; `kind` is post, task, contact, right, document or waiting."""

    kind: str
    name: str
    detail: str


class HandOverOut(Schema):
    """What `leaving` handed over, as it read then; `coming` is null while nobody took over."""

    id: int
    leaving: PersonOut
    coming: PersonOut | None
    on: date
    reason: str
    handed_at: datetime
    items: list[HandOverItemOut]


class AbsenceOut(Schema):
    """Days on which somebody is away, both included; without an end until it is known."""

    id: int
    starts_on: date
    ends_on: date | None
    note: str
