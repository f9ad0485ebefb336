"""Where the story is played: the city's records, the time, and the rows that have come to be, by the records' codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from throughline.accounts.models import User
from throughline.calendars.models import Calendar
from throughline.calendars.working import WorkingDays
from throughline.city.records import City
from throughline.city.when import Calendar as CityCalendar
from throughline.delivery.models import Period
from throughline.demonstration.timeline import Timeline
from throughline.indicators.models import Indicator
from throughline.organizations.models import Organization, Person, Post
from throughline.plans.models import Edition, Plan
from throughline.register.models import Project, Register, RuleSet, Task

T = TypeVar("T")

#: The user's language for a city told in one.
LANGUAGES = {"en": "en", "zh": "zh-hans"}


@dataclass
class Stage:
    """Rows by code; `tasks` and `instructions` hold keys, since their rows change under other people's hands.

    `day` is the one that is played; `above` the edition of the plan above ours.
    """

    city: City
    timeline: Timeline
    working: WorkingDays
    users: dict[str, User] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    rule_sets: dict[str, RuleSet] = field(default_factory=dict)
    registers: dict[str, Register] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    instructions: dict[str, int] = field(default_factory=dict)
    calendar: Calendar | None = None
    plan: Plan | None = None
    edition: Edition | None = None
    above: Edition | None = None
    day: date = date.min

    def do(self, action: Callable[..., T], *args: Any, by: str | None, **values: Any) -> T:
        """Let the user `by` (None: the system) do it at the next moment."""
        with self.timeline.moment():
            return action(*args, by=self.users[by] if by else None, **values)

    @property
    def language(self) -> str:
        """The language of users' pages."""
        return LANGUAGES[self.city.language]

    @property
    def root(self) -> Organization:
        """The city itself."""
        return self.organizations[self.city.organizations[0].code]

    def task(self, code: str) -> Task:
        """The task of the plan as it is now."""
        return Task.objects.get(pk=self.tasks[code])

    def instruction(self, code: str) -> Task:
        """The instruction's task as it is now."""
        return Task.objects.get(pk=self.instructions[code])

    def register(self, kind: str) -> Register:
        """The register of that kind ("plan", "instructions")."""
        return self.registers[kind]

    def period(self, kind: str, month: date) -> Period:
        """A month of a register."""
        return Period.objects.get(register=self.registers[kind], starts_on=month)

    def officer(self, unit: str) -> str:
        """Who signs in for a unit on the day that is played."""
        return self.city.officer(unit, self.day)

    def contact(self, unit: str) -> str:
        """Whom one calls about a unit's task: its officer."""
        return self.users[self.officer(unit)].name

    def month_name(self, day: date) -> str:
        """The month in the city's words."""
        return CityCalendar(self.city.today, self.city.language).month_name(day)
