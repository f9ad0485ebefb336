"""One object of every kind, and accounts that hold one role so far and no further: what rights are tried on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests import builders
from throughline.accounts.choices import Disclosure
from throughline.accounts.models import OwnRole, User
from throughline.accounts.permissions import CONDITIONS
from throughline.calendars.models import Calendar
from throughline.delivery.models import Completion, Extension, Period, Rating, Report
from throughline.documents.models import Document
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.indicators.models import Indicator, Target
from throughline.organizations.models import Grant, HandOver, Membership, Person, Post
from throughline.papers.models import ColumnSet, NumberSeries, Paper, Template
from throughline.plans.models import Clause, Plan, PlanGrant
from throughline.register.choices import RegisterKind
from throughline.register.models import (
    KeyArea,
    Milestone,
    Project,
    ProjectTask,
    RegisterGrant,
    Responsibility,
    RuleSet,
    StageGoal,
)
from throughline.vocabulary.models import Word

DAY, MOMENT = date(2026, 1, 20), datetime(2026, 1, 20, tzinfo=UTC)


class World:
    """A city with one object of every kind, each made by the city or its bureau; and another city."""

    def __init__(self, disclosure: str = Disclosure.INTERNAL) -> None:
        self.city = builders.organization("city", level=1)
        self.bureau = builders.organization("bureau", self.city, level=2)
        self.other = builders.organization("other", level=1)
        self.register = builders.register(
            "register", self.city, kind=RegisterKind.INSTRUCTIONS, disclosure=disclosure
        )
        self.task = builders.task(self.register, self.bureau, disclosure=disclosure)
        self.account = builders.user("somebody")
        with act("test.world", by=None) as this:
            self.plan = this.create(
                Plan(slug="plan", title="Plan", organization=self.city, disclosure=disclosure)
            )
            self.register.plan = self.plan
            this.save(self.register)
            self._make(this, disclosure)
            self.other_plan = this.create(Plan(slug="other", title="Other", organization=self.other))
        self.other_register = builders.register("other", self.other, kind=RegisterKind.INSTRUCTIONS)

    def _make(self, this: Any, disclosure: str) -> None:
        self.document = this.create(
            Document(
                title="Document", organization=self.city, disclosure=disclosure, size=1, uploaded_at=MOMENT
            )
        )
        self.indicator = this.create(Indicator(code="jobs", name="Jobs", organization=self.city))
        clause = this.create(Clause(plan=self.plan))
        this.create(Target(indicator=self.indicator, clause=clause, text="more"))
        self.rules = this.create(RuleSet(slug="rules", title="Rules"))
        self.word = this.create(Word(key="task", language="zh-hans", one="事项", many="事项"))
        self.own_role = this.create(OwnRole(slug="clerk", base="supervision_office", name_en="Clerk"))
        self.calendar = this.create(Calendar(slug="calendar", name="Calendar", country="CN"))
        self.person = this.create(Person(name="Somebody"))
        post = this.create(Post(organization=self.bureau, title="Head"))
        this.create(Membership(person=self.person, post=post, started_on=DAY))
        self.hand_over = this.create(HandOver(leaving=self.person, on=DAY, handed_at=MOMENT))
        self.project = this.create(
            Project(code="project", title="Project", organization=self.bureau, disclosure=disclosure)
        )
        this.create(ProjectTask(project=self.project, task=self.task))
        self.column_set = this.create(ColumnSet(organization=self.city, name="Columns"))
        self.template = this.create(
            Template(organization=self.city, kind="circular", name="Ours", size=1, uploaded_at=MOMENT)
        )
        self.series = this.create(NumberSeries(organization=self.city, name="Ours", pattern="No. {n}"))
        about = {"organization": self.city, "register": self.register, "unit": self.bureau, "title": "Issued"}
        self.paper = this.create(
            Paper(kind="sign_off", issued_on=DAY, as_of=DAY, size=1, issued_at=MOMENT, **about)
        )
        self._deliver(this)

    def _deliver(self, this: Any) -> None:
        own = {"task": self.task, "organization": self.bureau}
        self.period = this.create(Period(register=self.register, starts_on=DAY, ends_on=DAY, due_on=DAY))
        self.report = this.create(Report(**own, period=self.period, filed_at=MOMENT, filed_on=DAY))
        area = this.create(KeyArea(register=self.register, title="Area"))
        self.goal = this.create(StageGoal(area=area, due_on=DAY, text="Water."))
        self.milestone = this.create(Milestone(task=self.task, title="Tender", due_on=DAY))
        self.extension = this.create(
            Extension(**own, wanted_on=DAY, reason="Rain.", asked_on=DAY, asked_at=MOMENT)
        )
        self.rating = this.create(Rating(task=self.task, on=DAY, since=DAY, colour="red"))
        self.completion = this.create(
            Completion(**own, completed_on=DAY, statement="Done.", reported_at=MOMENT)
        )

    def rows(self) -> dict[str, Any]:
        """The object on which each act is tried; None for acts on nothing."""
        responsibility = Responsibility.objects.get(task=self.task)
        by_model = {
            type(row): row
            for row in (
                *(
                    self.account,
                    self.own_role,
                    self.bureau,
                    self.person,
                    self.word,
                    self.calendar,
                    self.document,
                ),
                *(self.plan, self.indicator, self.register, self.task, responsibility, self.rules),
                *(self.project, self.milestone, self.extension, self.column_set, self.hand_over),
                *(self.goal, self.task.entries.get()),
                *(self.template, self.series, self.paper),
                *(self.rating, self.report, self.completion, self.period, AuditRecord.objects.earliest("pk")),
            )
        }
        rows = {name: by_model[model] if model else None for name, (_q, model) in CONDITIONS.items()}
        return (
            rows
            | {"plans.create": self.city, "register.create": self.city, "papers.arrange": self.city}
            | dict.fromkeys(("papers.set_up_series", "papers.issue"), self.city)
        )

    def holder(self, role: str, reach: str, own_role: OwnRole | None = None) -> User:
        """An account that holds the role so far and no further; beyond the city with grants there, too."""
        user = builders.user()
        given = {"user": user, "role": role, "own_role": own_role}
        within = {"everywhere": None, "city": self.city, "bureau": self.bureau, "other city": self.other}
        with act("test.grants", by=None) as this:
            if reach in within:
                this.create(Grant(**given, organization=within[reach]))
            if reach in ("for the plan", "other city"):
                plan = self.plan if reach == "for the plan" else self.other_plan
                this.create(PlanGrant(**given, plan=plan))
            if reach in ("for the register", "other city"):
                register = self.register if reach == "for the register" else self.other_register
                this.create(RegisterGrant(**given, register=register))
        return user
