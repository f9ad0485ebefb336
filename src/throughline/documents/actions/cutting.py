"""Findings put together and cut apart: the reader's are kept, new ones take their place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.documents.actions.findings import decide, held
from throughline.documents.choices import FindingState
from throughline.documents.models import Finding
from throughline.history.act import act
from throughline.lib.refusal import ChangedMeanwhile, Invalid
from throughline.lib.text import squeeze

LISTS = ("targets", "lead", "joint", "supporting", "supervising", "accountable", "leader")
WORDINGS = ("aim", "standard", "requirement", "topic")


def merge(findings: Sequence[Finding], *, by: User | None, why: str = "") -> Finding:
    """One finding from the first to the last of `findings` in place of them.

    Raises Invalid for fewer than two, FindingDecided, NotOneDocument, ChangedMeanwhile.
    """
    if len({finding.pk for finding in findings}) < 2:
        raise Invalid("findings", _("Choose at least two findings to merge."))
    with act("documents.merge_findings", by=by, why=why) as this:
        rows = _seen(findings)
        document = rows[0].document
        check(by, "documents.confirm", document)
        this.about(document)
        merged = this.create(_merged(rows))
        for row in rows:
            decide(row, FindingState.MERGED, by)
            row.became = merged
        this.save_many(rows)
    return merged


def _seen(findings: Sequence[Finding]) -> list[Finding]:
    """The rows, locked; ChangedMeanwhile when one is no longer as the person saw it."""
    versions = {finding.pk: finding.version for finding in findings}
    rows = held(versions)
    if any(row.version != versions[row.pk] for row in rows):
        raise ChangedMeanwhile
    return rows


def _merged(rows: list[Finding]) -> Finding:
    document, values = rows[0].document, [row.value for row in rows]
    start, end = min(row.start for row in rows), max(row.end for row in rows)
    first = values[0]
    proposal = {
        **first,
        "start": start,
        "end": end,
        "text": document.text[start:end],
        "clean": squeeze(" ".join(str(value.get("clean") or "") for value in values)),
        "deadline": max((v["deadline"] for v in values if v.get("deadline")), default=None),
        "recurrence": next((v["recurrence"] for v in values if v.get("recurrence")), None),
        **{name: _together(values, name) for name in LISTS},
        **{name: next((v[name] for v in values if v.get(name)), "") for name in WORDINGS},
    }
    if len(proposal["lead"]) > 1:
        # Two leads of one finding are equals.
        proposal["joint"], proposal["lead"] = [*proposal["lead"], *proposal["joint"]], []
    confidence = min(row.confidence for row in rows)
    return Finding(
        document=document,
        start=start,
        end=end,
        label=first["label"],
        confidence=confidence,
        proposal=proposal,
    )


def _together(values: list[dict[str, Any]], name: str) -> list[Any]:
    made: list[Any] = []
    known: set[str] = set()
    for entry in (entry for value in values for entry in value.get(name) or ()):
        label = str(entry.get("name") or entry.get("text") or entry)
        if name == "targets" or label not in known:
            made.append(entry)
            known.add(label)
    return made


def split(finding: Finding, at: Sequence[int], *, by: User | None, seen: int, why: str = "") -> list[Finding]:
    """Several findings in place of one, cut at the offsets `at` of the document's text.

    Who is named inside a piece belongs to it, who is named outside the text of all belongs to each.
    Raises Invalid for a cut outside the finding or a piece without text, FindingDecided, ChangedMeanwhile.
    """
    check(by, "documents.confirm", finding.document)
    cuts = sorted(set(at))
    if not cuts or not all(finding.start < cut < finding.end for cut in cuts):
        raise Invalid("at", _("Cut inside the finding's text."))
    with act("documents.split_finding", by=by, why=why, about=finding.document) as this:
        row = held([finding.pk])[0]
        if row.version != seen:
            raise ChangedMeanwhile
        pieces = [_piece(row, start, end) for start, end in pairwise([row.start, *cuts, row.end])]
        this.create_many(pieces)
        decide(row, FindingState.SPLIT, by)
        row.became = pieces[0]
        this.save(row)
    return pieces


def _piece(row: Finding, start: int, end: int) -> Finding:
    text = row.document.text[start:end]
    start, end = start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
    if start >= end:
        raise Invalid("at", _("A piece would have no text. Cut elsewhere."))
    quoted = row.document.text[start:end]
    value = row.value
    lists = {name: [e for e in value.get(name) or () if _belongs(e, row, start, end)] for name in LISTS}
    proposal = {**value, "start": start, "end": end, "text": quoted, "clean": squeeze(quoted), **lists}
    return Finding(
        document=row.document,
        start=start,
        end=end,
        label=value["label"],
        confidence=row.confidence,
        proposal=proposal,
    )


def _belongs(entry: dict[str, Any], row: Finding, start: int, end: int) -> bool:
    place = entry.get("start")
    if place is None or not row.start <= place < row.end:
        return True
    return start <= place < end
