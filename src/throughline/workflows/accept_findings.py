"""A person confirms findings: clauses are marked, targets and tasks hang on them, each citing its passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.documents.actions.findings import decide, held
from throughline.documents.actions.passages import passages_at
from throughline.documents.choices import FindingLabel, FindingState
from throughline.documents.models import Document, Finding, Passage
from throughline.history.act import Act, act
from throughline.indicators.models import Target
from throughline.lib.cleaning import unless_raced
from throughline.lib.refusal import ChangedMeanwhile, Invalid, Refused
from throughline.organizations.models import Organization, Post
from throughline.plans.actions.clauses import mark_needed
from throughline.plans.actions.text import wording_by_node, write_clauses
from throughline.plans.models import Clause, Edition
from throughline.register.actions.guards import locked
from throughline.register.actions.tasks import plant
from throughline.register.models import Register, Task
from throughline.workflows.drafting import areas_for, draft_task, write_targets
from throughline.workflows.naming import Create, Lacking, Names, named


class EditionOfAnotherDocument(Refused):
    """The edition's clauses come from a document other than the one whose findings are accepted."""

    status = 422
    message = _(
        "The edition “%(edition)s” is the text of another document. Choose the edition of this document."
    )


@dataclass
class Accepted:
    """What one confirmation made. `batch` is the key by which it is taken back as a whole."""

    batch: int
    findings: list[Finding]
    tasks: list[Task] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    created: list[Organization] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)


def accept(
    document: Document,
    findings: Iterable[Finding] | None = None,
    *,
    by: User | None,
    edition: Edition | None = None,
    register: Register | None = None,
    above: float | None = None,
    seen: Mapping[int, int] | None = None,
    organizations: Mapping[str, int] | None = None,
    posts: Mapping[str, int] | None = None,
    create: Create = (),
    for_: Post | None = None,
    why: str = "",
) -> Accepted:
    """Accept `findings`, or all open commitments with a confidence of at least `above`, in one act.

    Commitments mark their clause in `edition` (whose clauses are made when it has none) and become tasks on
    `register`; other findings are only kept as accepted. What written names mean is said by `organizations` and
    `posts` (name → key), by keys in the findings' entries, else by the directory; organizations in `create` (True:
    all) are made below the one that keeps the register, the rest is listed as lacking. `seen` gives versions by key.
    Raises FindingDecided, NotOneDocument, ChangedMeanwhile, EditionOfAnotherDocument, Invalid.
    """
    check(by, "documents.confirm", document)
    _may(by, edition, register)
    keys = _chosen(document, findings, above)
    with unless_raced(), act("documents.accept_findings", by=by, for_=for_, why=why, about=document) as this:
        rows = _held(document, keys, seen)
        if register is not None:
            locked(register)
        names = Names.known(named(row.value for row in rows), organizations=organizations, posts=posts)
        names.create(
            this, create, parent=register.organization if register else edition and edition.plan.organization
        )
        clauses = _clauses(this, edition, rows, by=by)
        passages = passages_at(this, document, [(row.start, row.end) for row in rows])
        made = _Making(this, document, register, names, clauses, passages)
        tasks, targets = made.all([row for row in rows if row.label == FindingLabel.COMMITMENT])
        for row in rows:
            decide(row, FindingState.ACCEPTED, by)
            row.batch = this.record.pk
        this.save_many(rows)
    return Accepted(this.record.pk, rows, tasks, targets, names.created, names.lacking)


def _may(by: User | None, edition: Edition | None, register: Register | None) -> None:
    if edition is None and register is None:
        raise Invalid(
            "register", _("Choose the edition whose clauses are meant, the register for the tasks, or both.")
        )
    if edition is not None:
        check(by, "plans.edit", edition.plan)
    if register is not None:
        check(by, "register.import_tasks", register)


def _chosen(document: Document, findings: Iterable[Finding] | None, above: float | None) -> list[int]:
    if findings is not None:
        return [finding.pk for finding in findings]
    if above is None:
        raise Invalid("above", _("Choose findings, or a confidence above which all are accepted."))
    waiting = document.findings.filter(state=FindingState.OPEN, label=FindingLabel.COMMITMENT)
    return list(waiting.filter(confidence__gte=above).values_list("pk", flat=True))


def _held(document: Document, keys: Sequence[int], seen: Mapping[int, int] | None) -> list[Finding]:
    if not keys:
        raise Invalid("findings", _("There is nothing to accept. Choose findings, or a lower confidence."))
    rows = held(keys)
    if rows[0].document_id != document.pk:
        raise Invalid("findings", _("The findings belong to another document. Reload and choose again."))
    if seen and any(row.version != seen.get(row.pk, row.version) for row in rows):
        raise ChangedMeanwhile
    for row in rows:
        row.document = document
    return rows


def _clauses(
    this: Act, edition: Edition | None, rows: Sequence[Finding], *, by: User | None
) -> dict[int, Clause]:
    """The clause of each finding (by its key), marked as to be decomposed; made first when the edition has none."""
    if edition is None:
        return {}
    # Two people who confirm at the same moment make the clauses once.
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    document = rows[0].document
    if edition.document_id is None:
        edition.document = document
        this.save(edition)
    if edition.document_id != document.pk:
        raise EditionOfAnotherDocument(edition=edition.title)
    if not edition.wordings.exists():
        edition.document = document
        # An act of its own: what is confirmed later hangs on these clauses, so they outlive this confirmation.
        with act("plans.write_clauses", by=by, about=edition) as text:
            write_clauses(text, edition)
    wordings = wording_by_node(edition, document)
    starts = [node["start"] for node in document.outline]
    found: dict[int, Clause] = {}
    for row in rows:
        node = row.value.get("clause")
        wording = wordings.get(node if isinstance(node, int) else bisect_right(starts, row.start) - 1)
        if wording is not None and row.label == FindingLabel.COMMITMENT:
            found[row.pk] = wording.clause
    mark_needed(this, {clause.pk for clause in found.values()})
    return found


@dataclass
class _Making:
    """Targets and tasks of one confirmation."""

    this: Act
    document: Document
    register: Register | None
    names: Names
    clauses: dict[int, Clause]
    passages: dict[tuple[int, int], Passage]

    def all(self, rows: Sequence[Finding]) -> tuple[list[Task], list[Target]]:
        batch = self.this.record.pk
        targets = write_targets(self.this, rows, self.names, self.clauses, self.passages, batch=batch)
        made = [target for row in rows for target in targets[row.pk]]
        if self.register is None:
            return [], made
        areas = areas_for(self.this, self.register, [str(row.value.get("topic") or "") for row in rows])
        drafts = [
            draft_task(
                row,
                self.names,
                area=areas.get(str(row.value.get("topic") or "")),
                clause=self.clauses.get(row.pk),
                passage=self.passages[row.start, row.end],
                target=next(iter(targets[row.pk]), None),
                disclosure=self.document.disclosure,
            )
            for row in rows
        ]
        return plant(self.this, self.register, drafts, batch=batch), made
