"""Editions: a plan's text at a stage. Adoption happens elsewhere and is recorded here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.documents.models import Document
from throughline.history.act import Act, act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.plans.actions.text import write_clauses
from throughline.plans.choices import EditionStage
from throughline.plans.models import Edition, Plan

FIELDS = ("title", "stage", "document", "document_number", "adopted_on", "adopted_by")


def create_edition(plan: Plan, *, by: User | None, title: str = "", why: str = "", **fields: Any) -> Edition:
    """A further edition of `plan`, without text. Raises Invalid."""
    check(by, "plans.edit", plan)
    with unless_raced(), act("plans.create_edition", by=by, why=why, about=plan) as this:
        return _created(this, plan, {"title": title or plan.title, **fields})


def _created(this: Act, plan: Plan, fields: dict[str, Any]) -> Edition:
    Plan.objects.select_for_update().get(pk=plan.pk)
    last = plan.editions.order_by("-position").values_list("position", flat=True).first()
    edition = Edition(plan=plan, position=(last or 0) + 1)
    assign(edition, fields, FIELDS)
    clean(edition)
    return this.create(edition)


def edit_edition(edition: Edition, *, by: User | None, seen: int, why: str = "", **changes: Any) -> Edition:
    """Change what an edition says of itself. Its document stays once its clauses are made (Invalid)."""
    check(by, "plans.edit", edition.plan)
    before = edition.document_id
    assign(edition, changes, FIELDS)
    clean(edition)
    if edition.document_id != before and edition.wordings.exists():
        raise Invalid("document", _("The edition's text was made from its document. Make a further edition."))
    with act("plans.edit_edition", by=by, why=why, about=edition) as this:
        this.save(edition, seen=seen)
    return edition


def record_adoption(
    edition: Edition,
    *,
    by: User | None,
    seen: int,
    adopted_on: Any,
    adopted_by: str,
    document_number: str = "",
    stage: str = EditionStage.ISSUED,
    why: str = "",
) -> Edition:
    """Record who adopted the edition, when and under which number. Raises Invalid."""
    check(by, "plans.edit", edition.plan)
    said = {"adopted_on": adopted_on, "adopted_by": adopted_by, "stage": stage}
    assign(edition, {**said, "document_number": document_number or edition.document_number}, FIELDS)
    clean(edition)
    if edition.adopted_on is None or not edition.adopted_by:
        raise Invalid("adopted_on", _("Say on which day the edition was adopted, and by whom."))
    with act("plans.record_adoption", by=by, why=why, about=edition) as this:
        this.save(edition, seen=seen)
    return edition


def make_edition_from_document(
    plan: Plan, document: Document, *, by: User | None, title: str = "", why: str = "", **fields: Any
) -> Edition:
    """A further edition whose clauses are the document's outline, each with its passage.

    Raises DocumentHasNoOutline, Invalid.
    """
    check(by, "plans.edit", plan)
    check(by, "documents.view", document)
    said = {"title": title or document.title, "document": document, "document_number": document.number}
    with unless_raced(), act("plans.make_edition", by=by, why=why, about=plan) as this:
        edition = _created(this, plan, {**said, **fields})
        write_clauses(this, edition)
    return edition
