"""Verify: is the history as it was written, and does the present agree with it?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from throughline.history import heads, sealer
from throughline.history.act import act
from throughline.history.checks.acts import check_acts
from throughline.history.checks.fieldsets import FieldSets
from throughline.history.checks.key import key_is_unknown
from throughline.history.checks.records import check_records
from throughline.history.checks.versions import check_versions
from throughline.history.models import AuditRecord, Installation
from throughline.history.models.versions import REGISTRY
from throughline.history.problems import Problem, VerifyReport
from throughline.history.snapshot import snapshot
from throughline.lib import clock

__all__ = ["CHECKS", "Problem", "QuickState", "VerifyReport", "quick", "restart_heads", "verify"]

#: Checks that later stages add: each compares what it derives with what it derives it from.
CHECKS: list[Callable[[], Iterable[Problem]]] = []


def verify() -> VerifyReport:
    """Check the whole history. Reads one consistent view in streams: memory stays small, writers go on."""
    # Measured before the view is taken: the file never leads, so that every head in this part is within the view.
    heads_size = heads.size()
    report = VerifyReport()
    with snapshot():
        fieldsets = FieldSets()
        unknown = key_is_unknown(fieldsets)
        if unknown:
            report.add([_unknown_key()])
        report.add(check_records(report, heads_size=heads_size, signed=not unknown))
        for model in REGISTRY:
            report.add(check_versions(model, report, fieldsets, signed=not unknown))
        report.add(check_acts())
        for check in CHECKS:
            report.add(check())
    return report


def _unknown_key() -> Problem:
    return Problem(
        "key",
        _(
            "No signature fits: the history was written with another key. Set THROUGHLINE_SECRET_KEY (or the file "
            "secret.key in the data folder) to the key of the installation that wrote it."
        ),
    )


@dataclass(frozen=True)
class QuickState:
    """How the sealing goes: what waits, since when, how far the chain and its heads outside have come."""

    unsealed: int
    oldest_unsealed_at: datetime | None
    sequence: int
    head_sequence: int


def quick() -> QuickState:
    """A few cheap queries, for the health page."""
    waiting = AuditRecord.objects.filter(sequence=None)
    head = heads.last()
    return QuickState(
        unsealed=waiting.count(),
        oldest_unsealed_at=waiting.order_by("pk").values_list("at", flat=True).first(),
        sequence=sealer.tail()[0],
        head_sequence=head.sequence if head else 0,
    )


def restart_heads(*, why: str) -> None:
    """Begin a new file of heads at the present end of the chain, as an act; the old file is kept beside it.

    For whoever lost the file or moved the database: what was cut off before this can't be seen any more.
    """
    with act("history.restart_heads", by=None, why=why):
        installation = Installation.objects.create(key=sealer.new_key(), began_at=clock.now(), note=why[:300])
    heads.replace(heads.make(installation.key, *sealer.tail()))
    sealer.seal()
