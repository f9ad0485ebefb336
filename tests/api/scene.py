"""One city with an object of every kind, for the tests of the API; and clients that call it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client

from tests import builders
from throughline.accounts.actions.tokens import make_token
from throughline.accounts.choices import Role
from throughline.accounts.models import OwnRole, User
from throughline.delivery.models import (
    Circular,
    Completion,
    DueDateChange,
    Evidence,
    Extension,
    Period,
    Rating,
    Report,
)
from throughline.documents.models import Document, Finding, Passage
from throughline.history.act import Act, act
from throughline.indicators.models import Indicator, Observation, Target, TargetValue
from throughline.organizations.models import (
    Absence,
    HandOver,
    Membership,
    Organization,
    Person,
    Portfolio,
    Post,
)
from throughline.papers.models import Number, NumberSeries, Paper, Scan, Template
from throughline.plans.models import Clause, Edition, Plan, Wording
from throughline.register.models import (
    Entry,
    KeyArea,
    Milestone,
    Project,
    ProjectMonth,
    ProjectStage,
    ProjectTask,
    Register,
    Responsibility,
    RuleSet,
    StageGoal,
    Task,
)

TODAY = date(2026, 2, 10)
NOON = datetime(2026, 2, 10, 4, tzinfo=UTC)
#: When everything came onto the register.
START = datetime(2026, 1, 1, 4, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
WORDING = "Bring the share of green power to 40 % by 2027."


@dataclass
class City:
    """The objects by what they are; `users` by role."""

    city: Organization
    finance: Organization
    transport: Organization
    users: dict[str, User] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None

    def fill(self, address: str) -> str:
        """An address of the description with this city's keys in it."""
        known = {
            "{slug}": self.register.slug,
            "{code}": self.finance.code,
            "{kind}": "csv" if "export" in address else "pdf" if "leader-page" in address else "task",
            "{key}": str(self.keys(address)),
        }
        if "/plans/" in address:
            known["{slug}"] = self.plan.slug
        if "/indicators/" in address:
            known["{code}"] = self.indicator.code
        if "/roles/" in address:
            known["{slug}"] = "clerk"
        if "/grants/" in address:
            known["{kind}"] = "organization"
        if "/projects/" in address:
            known["{code}"] = self.project.code
        for name, value in known.items():
            address = address.replace(name, value)
        days = f"?before={START:%Y-%m-%d}&after={TODAY}"
        return address + days if address.endswith(("/comparison", "/compare/")) else address

    def keys(self, address: str) -> int:
        """The key that the address means by {key}."""
        named = {
            "/responsibilities/": "responsibility",
            "/reports/": "report",
            "/evidence/": "evidence",
            "/completions/": "completion",
            "/extensions/": "extension",
            "/milestones/": "milestone",
            "/ratings/": "rating",
            "/circulars/": "circular",
            "/editions/": "edition",
            "/clauses/": "clause",
            "/documents/": "document",
            "/papers/scans/": "scan",
            "/papers/templates/": "template",
            "/papers/numbers/": "series",
            "/papers/": "paper",
            "/scans/": "scan",
            "/templates/": "template",
            "/number-series/": "series",
            "/numbers/": "number",
            "/posts/": "post",
            "/persons/": "person",
            "/absences/": "absence",
            "/hand-overs/": "sheet",
            "/areas/": "area",
            "/terms/": "term",
        }
        found = next((name for part, name in named.items() if part in address), "task")
        return self.rows[found].pk


def city() -> City:
    """The city on its first day, with accounts for every role over the city or the finance bureau."""
    top = builders.organization("city", name="City", level=1)
    made = City(
        top,
        builders.organization("finance", top, official_order=1, short_name="Fin"),
        builders.organization("transport", top, official_order=2),
    )
    for role in Role:
        unit = made.finance if role in (Role.UNIT_OFFICER, Role.UNIT_LEADER) else top
        made.users[role] = builders.user(str(role).replace("_", "-"), role, organization=unit)
    made.users["stranger"] = builders.user("stranger")
    with act("test.city", by=None) as this:
        _people(this, made)
        _plan(this, made)
        _register(this, made)
        _delivery(this, made)
        _project(this, made)
        _papers(this, made)
    return made


def _people(this: Act, made: City) -> None:
    post = this.create(Post(organization=made.finance, title="Director", is_head=True))
    leader = this.create(Post(organization=made.city, title="Mayor", is_leader=True))
    person = this.create(Person(name="Lin Wen", phone="0570-1", user=made.users[Role.CITY_LEADER]))
    made.rows["term"] = this.create(Membership(person=person, post=post, started_on=FIRST))
    this.create(Membership(person=person, post=leader, started_on=FIRST))
    this.create(Portfolio(post=leader, organization=made.finance))
    made.rows |= {"post": post, "leader": leader, "person": person}
    clerk = OwnRole(slug="clerk", base="supervision_office", name_en="Clerk", withheld=["delivery.circulate"])
    made.rows["clerk"] = this.create(clerk)
    made.rows["absence"] = this.create(Absence(person=person, starts_on=FIRST, ends_on=LAST))
    sheet = HandOver(leaving=person, on=FIRST, handed_at=NOON, items=[])
    made.rows["sheet"] = this.create(sheet)


def _plan(this: Act, made: City) -> None:
    document = Document(
        title="Plan",
        organization=made.city,
        file_name="plan.txt",
        kind="txt",
        text=WORDING,
        sha256="0" * 64,
        size=len(WORDING),
        state="read",
        uploaded_at=NOON,
    )
    document.file.save("plan.txt", ContentFile(WORDING.encode()), save=False)
    this.create(document)
    passage = this.create(Passage(document=document, start=0, end=len(WORDING), text=WORDING))
    finding = this.create(
        Finding(
            document=document,
            start=0,
            end=10,
            label="commitment",
            confidence=0.9,
            proposal={"text": WORDING[:10]},
        )
    )
    plan = this.create(Plan(slug="plan", title="Plan", organization=made.city))
    edition = this.create(Edition(plan=plan, title="Draft", document=document))
    clause = this.create(Clause(plan=plan, decomposition="needed"))
    this.create(
        Wording(edition=edition, clause=clause, position=1, number="1", text=WORDING, passage=passage)
    )
    indicator = this.create(Indicator(code="green", name="Green power", unit="%", organization=made.city))
    target = this.create(
        Target(
            indicator=indicator, clause=clause, passage=passage, value=Decimal(40), due_on=date(2027, 12, 31)
        )
    )
    this.create(TargetValue(target=target, ends_on=date(2026, 12, 31), value=30))
    months = {"organization": made.city, "period_kind": "month", "starts_on": FIRST, "ends_on": LAST}
    this.create(Observation(indicator=indicator, value="21.5", observed_at=NOON, **months))
    made.rows |= {"document": document, "passage": passage, "finding": finding, "plan": plan}
    made.rows |= {"edition": edition, "clause": clause, "indicator": indicator, "target": target}


def _register(this: Act, made: City) -> None:
    rules = this.create(RuleSet(slug="rules", title="Rules", rules=[], meanings={"red": "behind"}))
    register = this.create(
        Register(
            slug="tasks",
            title="Tasks",
            organization=made.city,
            plan=made.plan,
            rule_set=rules,
            starts_on=FIRST,
        )
    )
    area = this.create(KeyArea(register=register, number="1", title="Energy", leader=made.leader))
    this.create(StageGoal(area=area, due_on=date(2026, 6, 30), text="Half of it"))
    made.rows |= {"rules": rules, "register": register, "area": area}
    made.rows["task"] = task = more_tasks(this, made, 1)[0]
    made.rows["responsibility"] = task.responsibilities.get(role="lead")
    made.rows["milestone"] = this.create(
        Milestone(task=task, title="Tender", due_on=date(2026, 3, 31), progress=25)
    )


def more_tasks(this: Act, made: City, number: int) -> list[Task]:
    """Tasks led by finance, with transport as an equal."""
    found = []
    for place in range(number):
        task = this.create(
            Task(
                title=f"Task {place}",
                lead=made.finance,
                starts_on=FIRST,
                due_on=date(2026, 12, 31),
                original_due_on=date(2026, 12, 31),
                clause=made.clause,
                target=made.target,
                passage=made.passage,
                accountable=made.post,
                leader=made.leader,
                rating="red",
                rating_since=LAST,
                progress=20,
            )
        )
        this.create(
            Entry(register=made.register, task=task, area=made.area, number=str(place), position=place)
        )
        this.create(Responsibility(task=task, organization=made.finance, role="lead"))
        this.create(Responsibility(task=task, organization=made.transport, role="joint", position=1))
        found.append(task)
    return found


def _delivery(this: Act, made: City) -> None:
    january = this.create(
        Period(register=made.register, starts_on=FIRST, ends_on=LAST, due_on=date(2026, 1, 28))
    )
    february = this.create(
        Period(
            register=made.register,
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 2, 28),
            due_on=date(2026, 2, 27),
        )
    )
    made.rows |= {"january": january, "february": february}
    made.rows["report"] = report = one_report(this, made, made.task)
    content = ContentFile(b"a picture", "shot.png")
    evidence = Evidence(report=report, file_name="shot.png", media_type="image/png", sha256="1" * 64, size=9)
    evidence.file.save("evidence/shot.png", content, save=False)
    made.rows["evidence"] = this.create(evidence)
    circular = this.create(Circular(register=made.register, number="1", title="January", issued_on=LAST))
    circulated = {"state": "circulated", "circular": circular, "circulated_at": NOON}
    rated = {"task": made.task, "on": LAST, "since": LAST, "colour": "red", "proposed_colour": "red"}
    why = {"rule": "behind", "why": {"en": "%(behind)s points behind"}, "facts": {"behind": 12}}
    made.rows["circulated"] = this.create(Rating(**rated, **why, **circulated))
    made.rows["rating"] = this.create(
        Rating(**(rated | {"on": TODAY, "since": TODAY}), **why, state="proposed", explain_by_on=TODAY)
    )
    made.rows["circular"] = circular
    told = {"organization": made.finance, "completed_on": TODAY, "statement": "Built."}
    made.rows["completion"] = this.create(Completion(task=made.task, reported_at=NOON, **told))
    asked = {"asked_on": TODAY, "asked_at": NOON, "wanted_on": date(2027, 3, 31), "reason": "Rain"}
    made.rows["extension"] = this.create(Extension(task=made.task, organization=made.finance, **asked))
    moved = {"earlier_on": LAST, "later_on": date(2026, 12, 31), "reason": "Rain", "changed_at": NOON}
    this.create(DueDateChange(task=made.task, **moved))


def one_report(this: Act, made: City, task: Task) -> Report:
    """A filed report of January by finance."""
    filed = {"filed_at": NOON, "filed_on": TODAY, "progress": 20, "value": 22, "done": "Panels ordered."}
    return this.create(Report(task=task, organization=made.finance, period=made.january, leads=True, **filed))


def _project(this: Act, made: City) -> None:
    project = this.create(Project(code="P-1", title="Solar park", organization=made.finance))
    this.create(ProjectTask(project=project, task=made.task))
    this.create(ProjectStage(project=project, title="Ground", due_on=LAST))
    this.create(ProjectMonth(project=project, month_on=FIRST, planned=10, actual="9.5"))
    made.rows["project"] = project


def _papers(this: Act, made: City) -> None:
    """A series with a number taken from it, a template, and a sheet that was issued, with its scan."""
    series = this.create(NumberSeries(organization=made.city, name="Ours", pattern="[{year}] No. {n}"))
    number = this.create(one_number(series, 1))
    kept = {"organization": made.city, "sha256": "2" * 64, "size": 9}
    template = Template(kind="sign_off", name="Ours", file_name="ours.docx", uploaded_at=NOON, **kept)
    template.file.save("templates/ours.docx", ContentFile(b"PK a file"), save=False)
    made.rows |= {"series": series, "number": number, "template": this.create(template)}
    made.rows["paper"] = paper = this.create(one_paper(made, number=number, number_text=number.text))
    scan = Scan(paper=paper, file_name="scan.pdf", media_type="application/pdf", attached_at=NOON, size=9)
    scan.file.save("scans/scan.pdf", ContentFile(b"%PDF scan"), save=False)
    made.rows["scan"] = this.create(scan)


def one_number(series: NumberSeries, value: int) -> Number:
    """A number of this year."""
    return Number(
        series=series, year=2026, value=value, text=f"[2026] No. {value}", subject="Sheet", taken_at=NOON
    )


def one_paper(made: City, **more: Any) -> Paper:
    """A sign-off sheet of finance."""
    paper = Paper(
        kind="sign_off",
        title="Sheet",
        organization=made.city,
        register=made.register,
        unit=made.finance,
        issued_on=TODAY,
        as_of=TODAY,
        issued_at=NOON,
        file_name="sheet.docx",
        media_type="application/octet-stream",
        sha256="3" * 64,
        size=9,
        **more,
    )
    paper.file.save("papers/sheet.docx", ContentFile(b"PK a sheet"), save=False)
    return paper


def content(answer: HttpResponse) -> bytes:
    """All of an answer; a file that it streams is read to its end, and closed by that."""
    return b"".join(answer) if answer.streaming else answer.content


class Api:
    """A program that calls with a person's token."""

    def __init__(self, user: User | None = None, **headers: str) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.headers = dict(headers)
        if user is not None:
            _token, secret = make_token(user, "test", by=user)
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, address: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1{address}", query, headers=self.headers)

    def send(self, method: str, address: str, body: Any = None) -> HttpResponse:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.generic(
            method, f"/api/v1{address}", content, "application/json", headers=self.headers
        )

    def post(self, address: str, body: Any = None) -> HttpResponse:
        return self.send("POST", address, {} if body is None else body)

    def patch(self, address: str, body: Any) -> HttpResponse:
        return self.send("PATCH", address, body)

    def upload(self, address: str, name: str, content: bytes, **told: str) -> HttpResponse:
        file = ContentFile(content, name)
        return self.client.post(f"/api/v1{address}", {"file": file, **told}, headers=self.headers)
