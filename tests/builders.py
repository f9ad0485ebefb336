"""Plain builders of test objects, through the same acts as the product."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from throughline.accounts.models import User
from throughline.history.act import act
from throughline.organizations.models import Grant, Organization
from throughline.register.choices import ResponsibilityRole
from throughline.register.models import Entry, Register, Responsibility, Task

PASSWORD = "correct horse battery"

_numbers = count(1)


def organization(code: str = "", parent: Organization | None = None, **fields: Any) -> Organization:
    code = code or f"unit-{next(_numbers)}"
    made = Organization(code=code, name=fields.pop("name", code.title()), **fields)
    made.place_under(parent)
    with act("test.organization", by=None) as this:
        return this.create(made)


def user(username: str = "", *roles: str, organization: Organization | None = None, **fields: Any) -> User:
    username = username or f"user-{next(_numbers)}"
    made = User(username=username, name=fields.pop("name", username.title()), **fields)
    made.set_password(PASSWORD)
    with act("test.user", by=None) as this:
        this.create(made)
        for role in roles:
            this.create(Grant(user=made, role=role, organization=organization))
    return made


def register(slug: str = "", organization: Organization | None = None, **fields: Any) -> Register:
    slug = slug or f"register-{next(_numbers)}"
    kept_by = organization or globals()["organization"]()
    with act("test.register", by=None) as this:
        return this.create(
            Register(slug=slug, title=fields.pop("title", slug.title()), organization=kept_by, **fields)
        )


def task(on: Register, lead: Organization | None = None, **fields: Any) -> Task:
    """A task with its home entry on the register `on` and, when given, its lead."""
    number = next(_numbers)
    fields.setdefault("due_on", date(2026, 12, 31))
    with act("test.task", by=None) as this:
        made = this.create(Task(title=fields.pop("title", f"Task {number}"), lead=lead, **fields))
        this.create(Entry(register=on, task=made, number=str(number), position=number))
        if lead:
            this.create(Responsibility(task=made, organization=lead, role=ResponsibilityRole.LEAD))
    return made
