"""Findings: edited, rejected, opened again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.documents.choices import FindingLabel, FindingState
from throughline.documents.contents import checked
from throughline.documents.models import Document, Finding
from throughline.documents.refusals import FindingDecided, NothingToReject, NotOneDocument
from throughline.history.act import act
from throughline.lib import clock


def edit_finding(finding: Finding, *, by: User | None, seen: int, why: str = "", **content: Any) -> Finding:
    """Replace parts of what counts as the finding: `content` as `documents.contents` describes it.

    What equals the reader's proposal is not kept twice. Raises Invalid, FindingDecided, ChangedMeanwhile.
    """
    check(by, "documents.confirm", finding.document)
    still_open(finding)
    said = {**finding.content, **checked(content)}
    finding.content = {name: value for name, value in said.items() if finding.proposal.get(name) != value}
    finding.label = finding.value["label"]
    with act("documents.edit_finding", by=by, why=why, about=finding.document) as this:
        this.save(finding, seen=seen)
    return finding


def reject(finding: Finding, *, by: User | None, seen: int, why: str = "") -> Finding:
    """Say that nothing follows from the finding; it stays counted. Raises FindingDecided, ChangedMeanwhile."""
    check(by, "documents.confirm", finding.document)
    still_open(finding)
    decide(finding, FindingState.REJECTED, by)
    with act("documents.reject_finding", by=by, why=why, about=finding.document) as this:
        this.save(finding, seen=seen)
    return finding


def reject_many(findings: Iterable[Finding], *, by: User | None, why: str = "") -> list[Finding]:
    """Reject many findings of one document in one act, whose record is the batch by which it is taken back.

    Raises FindingDecided, NotOneDocument.
    """
    keys = [finding.pk for finding in findings]
    with act("documents.reject_findings", by=by, why=why) as this:
        rows = held(keys)
        if rows:
            check(by, "documents.confirm", rows[0].document)
            this.about(rows[0].document)
        for row in rows:
            decide(row, FindingState.REJECTED, by)
            row.batch = this.record.pk
        this.save_many(rows)
    return rows


def reject_rest(document: Document, *, by: User | None, above: float, why: str = "") -> list[Finding]:
    """Reject what is open and no commitment, as far as the reader is at least `above` sure. Raises NothingToReject."""
    check(by, "documents.confirm", document)
    rows = document.findings.filter(state=FindingState.OPEN, confidence__gte=above)
    rest = list(rows.exclude(label=FindingLabel.COMMITMENT))
    if not rest:
        raise NothingToReject
    return reject_many(rest, by=by, why=why)


def reopen(finding: Finding, *, by: User | None, seen: int, why: str = "") -> Finding:
    """Take back a rejection. What was accepted is taken back as a whole, with what came of it.

    Raises FindingDecided when it is not a rejected one.
    """
    check(by, "documents.confirm", finding.document)
    if finding.state != FindingState.REJECTED:
        raise FindingDecided(state=finding.get_state_display())
    finding.state, finding.batch = FindingState.OPEN, None
    finding.decided_at, finding.decided_by = None, None
    with act("documents.reopen_finding", by=by, why=why, about=finding.document) as this:
        this.save(finding, seen=seen)
    return finding


def still_open(finding: Finding) -> None:
    """Raise FindingDecided when somebody has decided about it."""
    if finding.state != FindingState.OPEN:
        raise FindingDecided(state=finding.get_state_display())


def decide(finding: Finding, state: str, by: User | None) -> None:
    """Set the decision, without saving."""
    finding.state, finding.decided_at, finding.decided_by = state, clock.now(), by


def held(keys: Iterable[int]) -> list[Finding]:
    """Open findings of one document, locked until the act ends, by position.

    Raises FindingDecided, NotOneDocument.
    """
    wanted = set(keys)
    rows = list(Finding.objects.select_for_update().filter(pk__in=wanted).order_by("start", "pk"))
    documents = {row.document_id for row in rows}
    if len(rows) != len(wanted) or len(documents) > 1:
        raise NotOneDocument
    for row in rows:
        still_open(row)
    if rows:
        document = Document.objects.get(pk=rows[0].document_id)
        for row in rows:
            row.document = document
    return rows
