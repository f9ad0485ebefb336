"""An edition's text becomes its clause tree: one clause with its wording and passage per node of the outline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from throughline.documents.actions.passages import passages_at
from throughline.documents.models import Document
from throughline.history.act import Act
from throughline.plans.choices import WordingKind
from throughline.plans.models import Clause, Edition, Wording
from throughline.plans.refusals import DocumentHasNoOutline, EditionHasText

Node = Mapping[str, Any]


def write_clauses(this: Act, edition: Edition) -> list[Wording]:
    """The wordings of `edition` made from its document's outline, in its order, within the act `this`.

    The caller has checked the right to it. Raises EditionHasText, DocumentHasNoOutline.
    """
    document = edition.document
    if document is None or not document.outline:
        raise DocumentHasNoOutline
    if edition.wordings.exists():
        raise EditionHasText
    nodes: Sequence[Node] = document.outline
    clauses = this.create_many([Clause(plan_id=edition.plan_id) for _node in nodes])
    passages = passages_at(this, document, [(node["start"], node["end"]) for node in nodes])
    made = [
        Wording(
            edition=edition,
            clause=clause,
            position=position,
            number=str(node.get("number") or "")[:40],
            kind=node["kind"] if node["kind"] in WordingKind.values else WordingKind.PARAGRAPH,
            text=node["text"] or document.text[node["start"] : node["end"]],
            passage=passages[node["start"], node["end"]],
        )
        for position, (node, clause) in enumerate(zip(nodes, clauses, strict=True), start=1)
    ]
    _plant(this, made, [node.get("parent") for node in nodes])
    return made


def _plant(this: Act, wordings: list[Wording], parents: list[int | None]) -> None:
    """Write the tree level by level, since a trail is made of the keys above it."""
    depths: list[int] = []
    for parent in parents:
        depths.append(0 if parent is None else depths[parent] + 1)
    by_depth = sorted(range(len(wordings)), key=lambda index: depths[index])
    for _depth, level in groupby(by_depth, key=lambda index: depths[index]):
        indices = list(level)
        for index in indices:
            parent = parents[index]
            wordings[index].place_under(None if parent is None else wordings[parent])
        this.create_many([wordings[index] for index in indices])


def wording_by_node(edition: Edition, document: Document) -> dict[int, Wording]:
    """The wordings of `edition` by the index of the outline's node they were made from."""
    if edition.document_id != document.pk:
        return {}
    return {wording.position - 1: wording for wording in edition.wordings.select_related("clause")}
