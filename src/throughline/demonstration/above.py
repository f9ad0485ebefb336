"""The province's plan: entered with its clauses, and compared with ours clause by clause."""

from __future__ import annotations

from django.utils.text import slugify

from throughline.city.records import Act
from throughline.demonstration.register import measures
from throughline.demonstration.stage import Stage
from throughline.documents.actions import reject_many
from throughline.documents.choices import FindingState
from throughline.plans.actions import create_plan, edit_plan, make_edition_from_document, mark_decomposition
from throughline.plans.actions import record_adoption as record
from throughline.plans.actions.alignments import align, call_not_ours
from throughline.plans.choices import Decomposition, PlanKind
from throughline.plans.models import Edition, Plan
from throughline.workflows.receive_document import receive


def enter_plan_above(stage: Stage, told: Act) -> None:
    """Its document arrives and becomes a plan; ours carries it out. Nothing in it is to be done here by itself."""
    above = stage.city.changes.above
    document = stage.do(
        receive,
        above.text.encode(),
        above.file,
        by=told.by,
        title=above.title,
        dated_on=above.issued_on,
        organization=stage.root,
        disclosure=stage.city.plan.disclosure,
        number=above.number,
    )
    plan = stage.do(
        create_plan,
        by=told.by,
        title=above.title,
        organization=stage.root,
        slug=slugify(above.short, allow_unicode=True),
        kind=PlanKind.OUTLINE,
        starts_on=above.starts_on,
        ends_on=above.ends_on,
        disclosure=stage.city.plan.disclosure,
    )
    edition = stage.do(make_edition_from_document, plan, document, by=told.by)
    stage.above = _adopted(stage, edition, by=told.by)
    open_ = document.findings.filter(state=FindingState.OPEN)
    stage.do(reject_many, list(open_), by=told.by, why=above.set_aside)
    for clause in measures(stage.above).values():
        stage.do(mark_decomposition, clause, Decomposition.NEEDED, by=told.by, seen=clause.version)
    ours = Plan.objects.get(pk=stage.plan.pk)
    stage.plan = stage.do(edit_plan, ours, by=told.by, seen=ours.version, parent=plan)


def _adopted(stage: Stage, edition: Edition, *, by: str) -> Edition:
    above = stage.city.changes.above
    return stage.do(
        record,
        edition,
        by=by,
        seen=edition.version,
        adopted_on=above.issued_on,
        adopted_by=above.adopted_by,
        document_number=above.number,
    )


def align_plans(stage: Stage, told: Act) -> None:
    """Each measure of the province beside ours, or called not ours; what is neither is a gap."""
    above = stage.city.changes.above
    theirs, ours = measures(stage.above), measures(stage.edition)
    pairs = [(theirs[one].pk, ours[other].pk, kind) for one, other, kind in above.aligned]
    stage.do(align, stage.plan, pairs, by=told.by, note=above.note)
    refused = [theirs[number].pk for number in above.not_ours]
    stage.do(call_not_ours, stage.plan, refused, by=told.by, reason=above.reason)
