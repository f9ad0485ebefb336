"""The papers of the small city: a column set, a template, a sheet that was issued, a workbook that was mailed."""

from __future__ import annotations

from datetime import date

from throughline.accounts.models import User
from throughline.history.act import act
from throughline.lib import clock
from throughline.organizations.models import Organization
from throughline.papers.actions.column_sets import create_column_set
from throughline.papers.actions.issuing import attach_scan, issue_paper
from throughline.papers.actions.templates import add_template
from throughline.papers.choices import PaperKind
from throughline.papers.default_templates import default_template
from throughline.papers.models import ColumnSet, NumberSeries, Paper, Template
from throughline.register.choices import LetterState
from throughline.register.models import Letter, Mailing, Register


def column_set_of(users: dict[str, User], city: Organization) -> ColumnSet:
    return create_column_set(
        city,
        by=users["supervision"],
        name="Issued table",
        columns=[
            {"field": "serial", "heading": "No.", "width": 6},
            {"field": "task", "heading": "What is to be done", "width": 40},
            {"field": "due", "heading": "By when", "width": 14},
        ],
    )


def template_of(users: dict[str, User], city: Organization) -> Template:
    data = default_template(PaperKind.CIRCULAR)
    given = {"kind": PaperKind.CIRCULAR, "name": "Ours", "data": data, "file_name": "ours.docx"}
    return add_template(city, by=users["supervision"], **given)


def paper_of(users: dict[str, User], register: Register, unit: Organization, series: NumberSeries) -> Paper:
    """A sign-off sheet, with its scan."""
    paper = issue_paper(
        register.organization,
        by=users["supervision"],
        kind=PaperKind.SIGN_OFF,
        title="Sheet of Water",
        make=lambda number: f"PK {number}".encode(),
        ending="docx",
        as_of=date(2026, 3, 10),
        series=series,
        register=register,
        unit=unit,
    )
    attach_scan(paper, by=users["supervision"], data=b"\xff\xd8\xff scan", file_name="scan.jpg")
    return paper


def mailing_of(users: dict[str, User], register: Register, unit: Organization) -> Mailing:
    """A workbook that could not be sent."""
    with act("test.mailing", by=users["supervision"]) as this:
        made = this.create(
            Mailing(
                register=register,
                token="0" * 32,
                subject="Tasks of the city",
                text="Please fill in.",
                reply_to="office@city.example",
                asked_at=clock.now(),
                asked_by=users["supervision"],
            )
        )
        told = {"state": LetterState.REFUSED, "told": "550 no such mailbox"}
        this.create(Letter(mailing=made, organization=unit, address="water@city.example", rows=3, **told))
    return made
