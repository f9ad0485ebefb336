"""Clauses of the plan above are aligned with ours, called not ours, or set free again."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import bounded, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.plans.choices import AlignmentKind
from throughline.plans.models import Alignment, Clause, Plan
from throughline.plans.refusals import NoPlanAbove

LONGEST = 2_000


def align(
    plan: Plan, pairs: Iterable[tuple[int, int, str]], *, by: User | None, note: str = ""
) -> list[Alignment]:
    """Say of clauses above (by key) which clause of `plan` (by key) carries them out, and how far; one act for all.

    What was said of a pair before is replaced, and so is "not ours". Raises NoPlanAbove, Invalid, NotAllowed.
    """
    wanted = {(above, ours): kind for above, ours, kind in pairs}
    _checked(plan, by, note, [above for above, _ours in wanted])
    if Clause.objects.filter(plan=plan, pk__in={ours for _above, ours in wanted}).count() != len(
        {ours for _above, ours in wanted}
    ):
        raise Invalid("ours", _("Choose a clause of this plan."))
    with unless_raced(), act("plans.align", by=by, why=note, about=plan) as this:
        held = {
            (row.above_id, row.ours_id): row
            for row in Alignment.objects.select_for_update().filter(
                plan=plan, above__in={above for above, _ours in wanted}
            )
        }
        rows = [held.get(pair) or Alignment(plan=plan, above_id=pair[0], ours_id=pair[1]) for pair in wanted]
        for row in rows:
            _say(row, wanted[row.above_id, row.ours_id or 0], note, by)
            if row.kind == AlignmentKind.NOT_OURS:
                raise Invalid("kind", _("Say how far the clause is carried out."))
        for above in {above for above, _ours in wanted}:
            if refused := held.get((above, None)):
                this.delete(refused)
        this.create_many([row for row in rows if row.pk is None])
        this.save_many([row for row in rows if (row.above_id, row.ours_id) in held])
    return rows


def call_not_ours(plan: Plan, above: Iterable[int], *, by: User | None, reason: str) -> list[Alignment]:
    """Say of clauses above (by key) why they are not this plan's to carry out. Raises NoPlanAbove, Invalid."""
    wanted = list(dict.fromkeys(above))
    _checked(plan, by, reason, wanted)
    if not reason.strip():
        raise Invalid("note", _("Say why these clauses are not ours; the reason stands in the table."))
    with unless_raced(), act("plans.not_ours", by=by, why=reason, about=plan) as this:
        held = Alignment.objects.select_for_update().filter(plan=plan, above__in=wanted)
        for row in held:
            this.delete(row)
        rows = [Alignment(plan=plan, above_id=key) for key in wanted]
        for row in rows:
            _say(row, AlignmentKind.NOT_OURS, reason, by)
        this.create_many(rows)
    return rows


def withdraw_alignment(row: Alignment, *, by: User | None, why: str = "") -> None:
    """Set a clause above free again."""
    check(by, "plans.edit", row.plan)
    with act("plans.withdraw_alignment", by=by, why=why, about=row.plan) as this:
        this.delete(row)


def _checked(plan: Plan, by: User | None, note: str, above: list[int]) -> None:
    check(by, "plans.edit", plan)
    if plan.parent is None:
        raise NoPlanAbove
    check(by, "plans.view", plan.parent)
    bounded("note", note, LONGEST)
    if not above:
        raise Invalid("above", _("Choose the clauses of the plan above first."))
    if Clause.objects.filter(plan=plan.parent, pk__in=above).count() != len(set(above)):
        raise Invalid("above", _("Choose clauses of the plan above."))


def _say(row: Alignment, kind: str, note: str, by: User | None) -> None:
    row.kind, row.note = kind, note
    row.aligned_at, row.aligned_by = clock.now(), by
    clean(row)
