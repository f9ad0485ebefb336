"""Whether a clause must become tasks."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import Act, act
from throughline.lib.cleaning import clean
from throughline.lib.refusal import Invalid
from throughline.plans.choices import Decomposition
from throughline.plans.models import Clause


def mark_decomposition(
    clause: Clause, decomposition: str, *, by: User | None, seen: int, why: str = ""
) -> Clause:
    """Say that a clause is to be decomposed, or that it is not decided; an exemption goes by `exempt`."""
    if decomposition == Decomposition.EXEMPT:
        return exempt(clause, why, by=by, seen=seen)
    check(by, "plans.edit", clause.plan)
    clause.decomposition, clause.exemption_reason = decomposition, ""
    clean(clause)
    with act("plans.mark_decomposition", by=by, why=why, about=clause) as this:
        this.save(clause, seen=seen)
    return clause


def exempt(clause: Clause, reason: str, *, by: User | None, seen: int) -> Clause:
    """Say why a clause needs no task. Raises Invalid without a reason."""
    check(by, "plans.edit", clause.plan)
    clause.decomposition, clause.exemption_reason = Decomposition.EXEMPT, reason
    clean(clause)
    if not clause.exemption_reason:
        raise Invalid("exemption_reason", _("Say why this clause needs no task; the reason is kept with it."))
    with act("plans.exempt_clause", by=by, why=reason, about=clause) as this:
        this.save(clause, seen=seen)
    return clause


def mark_needed(this: Act, keys: Iterable[int]) -> None:
    """Within the act `this`, mark these clauses as to be decomposed where they are not, exemptions included."""
    held = Clause.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk")
    changed = [clause for clause in held if clause.decomposition != Decomposition.NEEDED]
    for clause in changed:
        clause.decomposition, clause.exemption_reason = Decomposition.NEEDED, ""
    this.save_many(changed)
