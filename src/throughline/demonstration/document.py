"""The plan's document: uploaded, read, what the reader did not get right corrected, confirmed into the register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from throughline.city.records import Act, Indicator, Task
from throughline.demonstration.register import open_plain_register
from throughline.demonstration.stage import Stage
from throughline.documents.actions import edit_finding, reject_many
from throughline.documents.choices import FindingLabel
from throughline.documents.models import Document, Finding
from throughline.indicators.actions import create_indicator
from throughline.organizations.queries import DirectoryIndex, directory_index
from throughline.plans.actions import create_plan, exempt, make_edition_from_document
from throughline.plans.actions import record_adoption as record
from throughline.plans.choices import PlanKind, WordingKind
from throughline.workflows.accept_findings import accept
from throughline.workflows.naming import name_of
from throughline.workflows.receive_document import receive

ORGANIZATIONS = ("lead", "joint", "supporting")
POSTS = ("accountable", "leader")
WORDINGS = {"clean": "title", "aim": "aim", "standard": "standard", "requirement": "requirement"}


def upload_plan(stage: Stage, told: Act) -> None:
    """The document arrives; the plan, its edition with all clauses, and the indicators that it names are made."""
    plan = stage.city.plan
    document = stage.do(
        receive,
        plan.text.encode(),
        plan.file,
        by=told.by,
        title=plan.title,
        dated_on=plan.issued_on,
        organization=stage.root,
        disclosure=plan.disclosure,
        number=plan.number,
    )
    stage.plan = stage.do(
        create_plan,
        by=told.by,
        title=plan.title,
        organization=stage.root,
        slug=slugify(plan.short, allow_unicode=True),
        kind=PlanKind.ACTION,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        disclosure=plan.disclosure,
    )
    stage.edition = stage.do(make_edition_from_document, stage.plan, document, by=told.by)
    for order, indicator in enumerate(stage.city.indicators, 1):
        _indicator(stage, indicator, order, by=told.by)


def _indicator(stage: Stage, indicator: Indicator, order: int, *, by: str) -> None:
    source = stage.organizations[indicator.source]
    stage.indicators[indicator.code] = stage.do(
        create_indicator,
        by=by,
        name=indicator.name,
        code=indicator.code,
        unit=indicator.unit,
        decimals=indicator.digits,
        direction=indicator.direction,
        binding=indicator.nature,
        source=source.name,
        organization=source,
        official_order=order,
    )


def accept_findings(stage: Stage, told: Act) -> None:
    """The annex's rows become tasks, the sentences of the measures mark their clauses, the rest is set aside."""
    document = stage.edition.document
    open_plain_register(stage, "plan", by=told.by)
    rows, sentences, others = _sorted_out(document)
    index = directory_index()
    corrected = [
        _correct(stage, row, _changes(stage, row, task, index), by=told.by)
        for row, task in zip(rows, stage.city.tasks, strict=True)
    ]
    made = stage.do(accept, document, corrected, by=told.by, register=stage.register("plan"))
    stage.tasks |= {task.code: row.pk for task, row in zip(stage.city.tasks, made.tasks, strict=True)}
    said = [_correct(stage, one, _as_commitment(one), by=told.by) for one in sentences]
    stage.do(accept, document, said, by=told.by, edition=stage.edition)
    stage.do(reject_many, others, by=told.by, why=stage.city.phrases.not_tasks)
    _exempt_the_rest(stage, by=told.by)


def _exempt_the_rest(stage: Stage, *, by: str) -> None:
    """What is neither a heading nor a measure needs no task; the reason is kept."""
    phrases = stage.city.phrases
    reasons = {WordingKind.PARAGRAPH: phrases.not_tasks, WordingKind.ROW: phrases.annex}
    for wording in stage.edition.wordings.filter(kind__in=reasons).select_related("clause__plan"):
        reason = reasons[WordingKind(wording.kind)]
        stage.do(exempt, wording.clause, reason, by=by, seen=wording.clause.version)


def _sorted_out(document: Document) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """The findings of the annex's rows, of the measures, and all others."""
    kinds = [node["kind"] for node in document.outline]
    rows, sentences, others = [], [], []
    for finding in document.findings.order_by("start", "pk"):
        clause = finding.proposal["clause"]
        if finding.proposal["table_row"] is not None:
            rows.append(finding)
        elif clause is not None and kinds[clause] == WordingKind.ITEM:
            sentences.append(finding)
        else:
            others.append(finding)
    return rows, sentences, others


def _correct(stage: Stage, finding: Finding, changes: dict[str, Any], *, by: str) -> Finding:
    if not changes:
        return finding
    return stage.do(edit_finding, finding, by=by, seen=finding.version, **changes)


def _as_commitment(finding: Finding) -> dict[str, Any]:
    """A measure's sentence: its figures stand in the annex with their indicators, so they are not counted twice."""
    changes: dict[str, Any] = {}
    if finding.label != FindingLabel.COMMITMENT:
        changes["label"] = FindingLabel.COMMITMENT
    if finding.proposal["targets"]:
        changes["targets"] = []
    return changes


def _changes(stage: Stage, finding: Finding, task: Task, index: DirectoryIndex) -> dict[str, Any]:
    """What a person who knows the plan would change on the card of a row."""
    read = finding.proposal
    named = {role: _units(stage, task, role, read[role], index) for role in ORGANIZATIONS}
    named |= {role: _holders(stage, task, role, read[role], index) for role in POSTS}
    changes: dict[str, Any] = {role: told for role, told in named.items() if told is not None}
    wanted: dict[str, Any] = {name: getattr(task, said) for name, said in WORDINGS.items()}
    wanted["label"] = FindingLabel.COMMITMENT
    wanted["topic"] = next(area.column for area in stage.city.areas if area.code == task.area)
    wanted["deadline"] = task.due_on.isoformat() if task.due_on else None
    if bool(read["recurrence"]) != bool(task.review):
        wanted["recurrence"] = "quarterly" if task.review else None
    changes |= {name: value for name, value in wanted.items() if read[name] != value}
    targets = [_target(stage, one) for one in stage.city.indicators if one.task == task.code]
    return changes | ({"targets": targets} if targets or read["targets"] else {})


def _units(
    stage: Stage, task: Task, role: str, read: Iterable[dict[str, Any]], index: DirectoryIndex
) -> list[dict[str, Any]] | None:
    """The units in the role, when the reader did not find just these."""
    told = getattr(task, role)
    wanted = [stage.organizations[code] for code in ([told] if isinstance(told, str) else told)]
    found = [index.match_organization(name_of(entry)).exact for entry in read]
    return None if found == wanted else [{"text": str(one), "organization": one.pk} for one in wanted]


def _holders(
    stage: Stage, task: Task, role: str, read: Iterable[dict[str, Any]], index: DirectoryIndex
) -> list[dict[str, Any]] | None:
    """The post in the role, when the reader did not find just that."""
    code = getattr(task, role)
    wanted = [stage.posts[code]] if code else []
    found = [index.match_post(name_of(entry)).exact for entry in read]
    return None if found == wanted else [{"text": one.title, "post": one.pk} for one in wanted]


def _target(stage: Stage, indicator: Indicator) -> dict[str, Any]:
    last = indicator.years[-1]
    operator = ">=" if indicator.direction == "higher" else "<="
    return {
        "indicator": indicator.name,
        "op": operator if last.high is None else "range",
        "value": float(last.value) if last.high is None else [float(last.value), float(last.high)],
        "unit": indicator.unit,
        "base": float(indicator.base_value),
        "deadline": stage.city.plan.ends_on.isoformat(),
    }


def record_adoption(stage: Stage, told: Act) -> None:
    """Who adopted the plan, and when."""
    plan = stage.city.plan
    stage.edition = stage.do(
        record,
        stage.edition,
        by=told.by,
        seen=stage.edition.version,
        adopted_on=plan.adopted_on,
        adopted_by=plan.adopted_by,
        document_number=plan.number,
    )


def receive_paper(stage: Stage, *, by: str) -> None:
    """A document that nobody has confirmed yet."""
    paper = stage.city.waiting.paper
    stage.do(
        receive,
        paper.text.encode(),
        paper.file,
        by=by,
        title=paper.title,
        organization=stage.root,
        number=paper.number,
    )
