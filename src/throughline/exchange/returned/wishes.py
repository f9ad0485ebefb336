"""What a cell that comes back asks for: a text becomes values of a task, of its place, of who answers for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from throughline.exchange import task_cells
from throughline.exchange.returned import values
from throughline.exchange.returned.told import NewRow
from throughline.lib import clock
from throughline.lib.text import fold, squeeze
from throughline.organizations.models import Organization, Post
from throughline.organizations.queries import directory_index, holders_on
from throughline.register.choices import CompletionKind, ResponsibilityRole
from throughline.register.models import Entry, KeyArea, Register, Task
from throughline.register.queries import Row

#: Columns of units: those of one role, and all that do not lead.
UNITS = ("lead", "joint", "supporting", "others")
WORDS = {
    "task": "title",
    "aim": "aim",
    "standard": "standard",
    "requirement": "requirement",
    "contact": "contact",
}
POSTS = ("accountable", "leader")
LONGEST_CELL = 32_766
OTHER_ROLES = (ResponsibilityRole.JOINT, ResponsibilityRole.SUPPORTING, ResponsibilityRole.SUPERVISING)
_ROLE = re.compile(r"^(.*?)\s*[（(]([^（()）]*)[)）]$")
_PARTED = " 、，,;；\n/／|｜"

Answering = list[tuple[Organization, str]]


class Unreadable(ValueError):
    """The cell can't be taken over; the message says how to mend it."""


@dataclass
class Wish:
    """What is asked for a task. `leads` and `others` are None where nobody changes them, `parts` are others of a single
    role; `moved_on` moves its date.
    """

    task: dict[str, Any] = field(default_factory=dict)
    entry: dict[str, Any] = field(default_factory=dict)
    leads: list[Organization] | None = None
    others: Answering | None = None
    parts: dict[str, list[Organization]] = field(default_factory=dict)
    moved_on: date | None = None

    def answering(self, row: Row | None) -> Answering | None:
        """Who is to answer, in which role; None where nothing changes."""
        if self.leads is None and self.others is None and not self.parts:
            return None
        held = row.responsibilities if row else []
        leads = self.leads
        if leads is None:
            leads = [one.organization for one in held if one.role == ResponsibilityRole.LEAD]
        others = self.others
        if others is None:
            others = [(one.organization, one.role) for one in held if one.role != ResponsibilityRole.LEAD]
        for part, units in self.parts.items():
            others = [(unit, role) for unit, role in others if role != part and unit not in units]
            others += [(unit, part) for unit in units]
        return [(unit, str(ResponsibilityRole.LEAD)) for unit in leads] + others


class Wishing:
    """Turns cells into wishes; reads the directory and the register's areas once, when they are first needed."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def take(self, wish: Wish, row: Row | None, column: str, value: str) -> None:
        """Put what `value` in `column` asks for into `wish`; `row` is the task as it stands, None for a new one.

        Raises Unreadable.
        """
        if len(value) > LONGEST_CELL:
            raise Unreadable(_("The text is longer than a cell holds. Edit it on the task's page."))
        if column in WORDS:
            wish.task[WORDS[column]] = _worded(WORDS[column], value)
        elif column == "number":
            wish.entry["number"] = _fitting(Entry, "number", value)
        elif column == "area":
            wish.entry["area"] = self._area(value)
        elif column == "due":
            _due(wish, row, value)
        elif column == "starts":
            _starts(wish, row, value)
        elif column in POSTS:
            wish.task[column] = self._post(value)
        elif column in UNITS:
            self._answer(wish, row, column, value)

    def _answer(self, wish: Wish, row: Row | None, column: str, value: str) -> None:
        if column == "others":
            wish.others = self._units(row, value, ResponsibilityRole.SUPPORTING)
            return
        units = [unit for unit, _role in self._units(row, value, column)]
        if column == ResponsibilityRole.LEAD:
            wish.leads = units
        else:
            wish.parts[column] = units

    @cached_property
    def _index(self) -> Any:
        return directory_index()

    @cached_property
    def _areas(self) -> dict[str, KeyArea]:
        areas = list(self.register.areas.all())
        by_title = {squeeze(area.title): area for area in areas}
        return by_title | {squeeze(str(area)): area for area in areas}

    @cached_property
    def _posts(self) -> dict[str, Post]:
        posts = {post.pk: post for post in Post.objects.select_related("organization")}
        named = {str(post): post for post in posts.values()}
        holders = holders_on(clock.today(), posts)
        return named | {f"{posts[key]} {person}": posts[key] for key, person in holders.items()}

    def _area(self, value: str) -> KeyArea | None:
        if not value:
            return None
        found = self._areas.get(squeeze(value))
        if found is None:
            said = _(
                "The register has no key area “%(name)s”. Add it there first, or choose one of: %(known)s"
            )
            known = ", ".join(dict.fromkeys(str(area) for area in self._areas.values()))
            raise Unreadable(said % {"name": value[:60], "known": known[:300] or "–"})
        return found

    def _post(self, value: str) -> Post | None:
        if not value:
            return None
        found = self._posts.get(squeeze(value))
        match = None if found else self._index.match_post(value)
        if found is None and match is not None:
            found = match.exact
        if found is None:
            raise Unreadable(_not_in_directory(value, match.near if match else []))
        return found

    def _units(self, row: Row | None, value: str, usual: str) -> Answering:
        """The organizations that the cell names; who answers already keeps the role unless another stands behind."""
        held = {squeeze(one.organization.name): one for one in (row.responsibilities if row else [])}
        rest, found = self._held(squeeze_lines(value), held)
        leads = usual == ResponsibilityRole.LEAD
        for name in task_cells.names(rest, known=self._is_known):
            bare, role = (name, "") if leads else _with_role(name)
            unit, kept = self._unit(bare, held)
            found.append((unit, role or (kept if kept in OTHER_ROLES and not leads else usual)))
        order = {squeeze_lines(unit.name): fold_place(value, unit.name) for unit, _role in found}
        return sorted(
            ((unit, str(usual) if leads else str(role)) for unit, role in found),
            key=lambda pair: order[squeeze_lines(pair[0].name)],
        )

    def _held(self, rest: str, held: dict[str, Any]) -> tuple[str, Answering]:
        """The names that answer already, taken out of the text first: their own commas part nothing."""
        found: Answering = []
        for name, one in sorted(held.items(), key=lambda pair: -len(pair[0])):
            place = rest.find(name)
            before, after = rest[:place], rest[place + len(name) :]
            apart = (not before or before[-1] in _PARTED) and (not after or after[0] in _PARTED)
            if place >= 0 and apart:
                role = one.role if one.role in OTHER_ROLES else ResponsibilityRole.SUPPORTING
                found.append((one.organization, role))
                rest = f"{before.rstrip(_PARTED)};{after.lstrip(_PARTED)}"
        return rest.strip(_PARTED), found

    def _unit(self, name: str, held: dict[str, Any]) -> tuple[Organization, str]:
        if name in held:
            return held[name].organization, held[name].role
        match = self._index.match_organization(name)
        if match.exact is None:
            raise Unreadable(_not_in_directory(name, match.near))
        same = next((one for one in held.values() if one.organization == match.exact), None)
        return match.exact, same.role if same else ""

    def _is_known(self, name: str) -> bool:
        return self._index.match_organization(_with_role(name)[0]).exact is not None


def unreadable(wishing: Wishing, row: NewRow) -> list[tuple[str, str]]:
    """(column, what to do) of the cells of a new row that can't be read."""
    found = []
    for column, value in row.cells.items():
        try:
            if value:
                wishing.take(Wish(), None, column, value)
        except Unreadable as error:
            found.append((column, str(error)))
    return found


def squeeze_lines(value: str) -> str:
    """The value without blanks that say nothing, its lines kept apart."""
    return "\n".join(squeeze(line) for line in value.split("\n"))


def fold_place(value: str, name: str) -> int:
    """Where a name stands in a cell; names that are written in another way come last."""
    place = value.find(name)
    return place if place >= 0 else len(value)


def _with_role(name: str) -> tuple[str, str]:
    """A name with its role in brackets behind it, in the words of the program's languages: 水务局（联合）."""
    found = _ROLE.match(name)
    if found:
        for role in OTHER_ROLES:
            if fold(found[2]).strip().lower() in (role.value, str(role.label).lower()):
                return found[1], role
    return name, ""


def _not_in_directory(name: str, near: list[tuple[Any, float]]) -> str:
    known = ", ".join(str(thing) for thing, _likeness in near[:3])
    if known:
        said = _("“%(name)s” is not in the directory. Meant is perhaps: %(known)s")
        return said % {"name": name[:60], "known": known}
    return _("“%(name)s” is not in the directory. Write the name as it stands there.") % {"name": name[:60]}


def _fitting(model: Any, name: str, value: str) -> str:
    most = model._meta.get_field(name).max_length
    if most and len(value) > most:
        said = _("At most %(most)s characters fit here; these are %(length)s. Shorten it.")
        raise Unreadable(said % {"most": most, "length": len(value)})
    return value


def _worded(name: str, value: str) -> str:
    if name == "title" and not value:
        raise Unreadable(_("A task needs its wording. To drop a task, cancel it on its page."))
    return _fitting(Task, name, value)


def _starts(wish: Wish, row: Row | None, value: str) -> None:
    day, due_on = values.as_day(value), row.task.due_on if row else None
    if value and day is None:
        said = _("“%(value)s” names no day. Write it as 2026-06-30.")
        raise Unreadable(said % {"value": value[:40]})
    if day and due_on and day > due_on:
        raise Unreadable(_("The task is due on %(day)s; it can't begin after.") % {"day": due_on.isoformat()})
    wish.task["starts_on"] = day


def _due(wish: Wish, row: Row | None, value: str) -> None:
    """A due date that stands is moved; one that is new is set; words are the completion time in words."""
    task = row.task if row else None
    day = values.as_day(value)
    if day is not None:
        if task and task.starts_on and day < task.starts_on:
            said = _("The task begins on %(day)s; it can't be due before.")
            raise Unreadable(said % {"day": task.starts_on.isoformat()})
        if task and task.due_on is not None:
            if task.completion == CompletionKind.ONGOING:
                raise Unreadable(_("An ongoing task has no due date. Edit the task and give it one."))
            wish.moved_on = day if day != task.due_on else None
            return
        wish.task |= {"due_on": day, "due_text": "", "completion": CompletionKind.DATE}
        return
    if task and task.due_on is not None:
        raise Unreadable(
            _("The due date can't be taken away or put in words here. Write a day, such as 2026-06-30.")
        )
    try:
        read = task_cells.completion(value, clock.today())
    except task_cells.BadCell as error:
        raise Unreadable(str(error)) from error
    wish.task |= read or {"due_text": ""}
