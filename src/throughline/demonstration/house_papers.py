"""What leaves the house on paper: its own columns and template, numbers, issued papers and their scans."""

from __future__ import annotations

from throughline.city.records import Act
from throughline.delivery.models import Circular
from throughline.demonstration.stage import Stage
from throughline.exchange.paper_files import issue_circular as issue
from throughline.exchange.paper_files import issue_from_register
from throughline.papers.actions import numbers
from throughline.papers.actions.column_sets import create_column_set
from throughline.papers.actions.issuing import attach_scan as attach
from throughline.papers.actions.templates import add_template
from throughline.papers.choices import PaperKind
from throughline.papers.default_templates import default_template
from throughline.papers.models import ColumnSet, Number, NumberSeries, Paper


def set_up_numbers(stage: Stage, told: Act) -> None:
    """The administrator sets the series up."""
    papers = stage.city.changes.papers
    stage.do(numbers.create_series, stage.root, by=told.by, name=papers.series, pattern=papers.pattern)


def set_up_papers(stage: Stage, told: Act) -> None:
    """The office makes its columns, and keeps its template of a circular."""
    papers = stage.city.changes.papers
    stage.do(
        create_column_set,
        stage.root,
        by=told.by,
        name=papers.columns_name,
        columns=[{"field": field, "width": width} for field, width in papers.columns],
        joined=papers.joined,
        dates=papers.dates,
    )
    stage.do(
        add_template,
        stage.root,
        by=told.by,
        kind=PaperKind.CIRCULAR,
        name=papers.template,
        data=default_template(PaperKind.CIRCULAR),
        file_name=f"{papers.template}.docx",
    )


def _series(stage: Stage) -> NumberSeries:
    return NumberSeries.objects.get(organization=stage.root, name=stage.city.changes.papers.series)


def take_number(stage: Stage, told: Act) -> None:
    """For a letter that is written elsewhere."""
    stage.do(numbers.take_number, _series(stage), by=told.by, subject=stage.city.changes.papers.letter)


def void_number(stage: Stage, told: Act) -> None:
    """The letter was not sent, and the register of numbers says so."""
    papers = stage.city.changes.papers
    number = Number.objects.get(series=_series(stage), subject=papers.letter)
    stage.do(numbers.void_number, number, by=told.by, reason=papers.voided)


def issue_breakdown(stage: Stage, told: Act) -> None:
    """The list of the year by unit, in the city's own columns."""
    papers = stage.city.changes.papers
    stage.do(
        issue_from_register,
        stage.registers[told.subject],
        by=told.by,
        kind=PaperKind.BREAKDOWN,
        title=papers.breakdown,
        column_set=ColumnSet.objects.get(organization=stage.root, name=papers.columns_name),
        series=_series(stage),
    )


def issue_circular(stage: Stage, told: Act) -> None:
    """A circular of the plan, as the document that goes to all units."""
    one = next(each for each in stage.city.circulars if each.code == told.subject)
    circular = Circular.objects.get(register=stage.register("plan"), number=str(one.number))
    stage.do(issue, circular, by=told.by, title=circular.title, series=_series(stage))


def attach_scan(stage: Stage, told: Act) -> None:
    """What was issued comes back stamped."""
    papers = stage.city.changes.papers
    kind = PaperKind.CIRCULAR if told.subject == papers.circular else PaperKind.BREAKDOWN
    paper = Paper.objects.filter(kind=kind).latest("pk")
    stage.do(attach, paper, by=told.by, data=papers.scan, file_name=papers.scan_name)
