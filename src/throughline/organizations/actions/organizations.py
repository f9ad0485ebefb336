"""Organizations made, edited, moved, put in order and ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.lib.tree import UnderItself
from throughline.organizations.actions.terms import end_terms_of
from throughline.organizations.models import Organization
from throughline.organizations.permissions import check_keeps
from throughline.organizations.refusals import (
    CodeTaken,
    MovedUnderItself,
    NotStanding,
    StillHasParts,
    TooDeep,
)

EDITED = (
    *("code", "name", "short_name", "aliases", "kind", "level", "official_order"),
    *("peer_group", "office_mail", "started_on", "ends_on"),
)
MOST_ALIASES = 30


def create_organization(
    name: str, *, by: User | None, parent: Organization | None = None, why: str = "", **fields: Any
) -> Organization:
    """A new organization, last in the official order unless `official_order` says otherwise.

    `fields` as in EDITED; without `code` one is made from the name, without `level` it is one below the parent.
    Raises NotAllowed, CodeTaken, NotStanding, TooDeep, Invalid.
    """
    check_keeps(by, parent)
    made = Organization()
    assign(made, {"name": name, **fields}, EDITED)
    with (
        unless_raced(CodeTaken(code=made.code)),
        act("organizations.create_organization", by=by, why=why) as this,
    ):
        _place(made, _locked(parent))
        if "level" not in fields:
            made.level = made.parent.level + 1 if made.parent else 1
        if "official_order" not in fields:
            made.official_order = (
                Organization.objects.aggregate(last=Max("official_order"))["last"] or 0
            ) + 1
        made.code = str(made.code or "").strip() or free_code(str(name))
        _clean(made)
        this.create(made)
        this.about(made)
    return made


def edit_organization(
    organization: Organization, *, by: User | None, seen: int, why: str = "", **changes: Any
) -> Organization:
    """Change what EDITED names. Raises NotAllowed, ChangedMeanwhile, CodeTaken, Invalid."""
    check_keeps(by, organization)
    assign(organization, changes, EDITED)
    taken = CodeTaken(code=organization.code)
    with (
        unless_raced(taken),
        act("organizations.edit_organization", by=by, why=why, about=organization) as this,
    ):
        _clean(organization)
        this.save(organization, seen=seen)
    return organization


def move_organization(
    organization: Organization, *, parent: Organization | None, by: User | None, seen: int, why: str = ""
) -> Organization:
    """Make it part of `parent` (None: a root), with all that is below it; levels shift along.

    Raises NotAllowed, MovedUnderItself, NotStanding, TooDeep, ChangedMeanwhile.
    """
    check_keeps(by, organization)
    check_keeps(by, parent)
    with act("organizations.move_organization", by=by, why=why, about=organization) as this:
        target = _locked(parent)
        organization.trail = Organization.objects.values_list("trail", flat=True).get(pk=organization.pk)
        below, old = organization.trail_below, organization.level
        _place(organization, target)
        organization.level = target.level + 1 if target else 1
        this.save(organization, seen=seen)
        _move_along(this, below, organization, organization.level - old)
    return organization


def reorder_organizations(organizations: Sequence[Organization], *, by: User | None, why: str = "") -> None:
    """Put these (of one level) in the given sequence, at the places that they held together.

    The level is numbered anew, so that equal numbers can't blur the order. Raises NotAllowed, Invalid.
    """
    for organization in organizations:
        check_keeps(by, organization)
    wanted = [organization.pk for organization in organizations]
    if len(set(wanted)) != len(wanted) or len({organization.level for organization in organizations}) > 1:
        raise Invalid("official_order", _("Put organizations of one level in order, each of them once."))
    if not wanted:
        return
    with act("organizations.reorder_organizations", by=by, why=why) as this:
        _locked(None)
        rows = list(Organization.objects.filter(level=organizations[0].level).official().select_for_update())
        this.save_many(_renumbered(rows, wanted))


def end_organization(
    organization: Organization, *, ended_on: date | None, by: User | None, seen: int, why: str = ""
) -> Organization:
    """It no longer exists from `ended_on` on; open terms in its posts end the day before. None takes an end back.

    Raises NotAllowed, StillHasParts, TermBeginsLater, ChangedMeanwhile, Invalid.
    """
    check_keeps(by, organization)
    organization.ended_on = ended_on
    with act("organizations.end_organization", by=by, why=why, about=organization) as this:
        _locked(None)
        _clean(organization)
        if organization.ended_on is not None:
            _refuse_parts(organization, organization.ended_on)
            end_terms_of(this, organization, organization.ended_on)
        this.save(organization, seen=seen)
    return organization


def free_code(name: str) -> str:
    """A code made from `name` that no organization has."""
    base = slugify(name, allow_unicode=True)[:50].strip("-_") or "unit"
    taken = set(Organization.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(
        code for code in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if code not in taken
    )


def _locked(organization: Organization | None) -> Organization | None:
    """The organization as it stands now; whoever changes the tree holds its roots until the act is over."""
    list(Organization.objects.select_for_update().filter(parent=None).order_by("pk").values_list("pk"))
    return None if organization is None else Organization.objects.get(pk=organization.pk)


def _place(organization: Organization, parent: Organization | None) -> None:
    if parent is not None and parent.ended_on is not None and parent.ended_on <= clock.today():
        raise NotStanding(organization=parent, day=parent.ended_on)
    try:
        organization.place_under(parent)
    except UnderItself as error:
        raise MovedUnderItself(organization=organization) from error
    _refuse_depth(organization.trail)


def _refuse_depth(trail: str) -> None:
    if len(trail) > Organization._meta.get_field("trail").max_length:
        raise TooDeep


def _move_along(this: Act, old_below: str, organization: Organization, shift: int) -> None:
    """Rewrite trails and levels of what stood below."""
    rows = list(Organization.objects.filter(trail__startswith=old_below).select_for_update().order_by("pk"))
    for row in rows:
        row.trail = organization.trail_below + row.trail[len(old_below) :]
        row.level = max(1, row.level + shift)
        _refuse_depth(row.trail)
    this.save_many(rows)


def _renumbered(rows: Sequence[Organization], wanted: Sequence[int]) -> list[Organization]:
    by_key = {row.pk: row for row in rows}
    waiting = iter([key for key in wanted if key in by_key])
    moving = set(wanted)
    changed = []
    for number, row in enumerate(rows, 1):
        taking = by_key[next(waiting)] if row.pk in moving else row
        if taking.official_order != number:
            taking.official_order = number
            changed.append(taking)
    return changed


def _refuse_parts(organization: Organization, day: date) -> None:
    part = organization.children.standing_on(day).first()
    if part is not None:
        raise StillHasParts(part=part)


def _clean(organization: Organization) -> None:
    clean(organization, leave_out=("trail",))
    organization.aliases = _aliases(organization.aliases)
    for name in ("ends_on", "ended_on"):
        end = getattr(organization, name)
        if end and organization.started_on and end < organization.started_on:
            raise Invalid(name, _("The end lies before the founding. Check both dates."))
    if '"' in organization.office_mail:
        raise Invalid("office_mail", _("Give one plain address, as office@example.org."))
    if not organization.level:
        raise Invalid("level", _("Levels count from 1, the city itself."))
    if Organization.objects.filter(code=organization.code).exclude(pk=organization.pk).exists():
        raise CodeTaken(code=organization.code)


def _aliases(names: Any) -> list[str]:
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise Invalid("aliases", _("Give the other names as a list."))
    found = list(dict.fromkeys(name.strip() for name in names if isinstance(name, str) and name.strip()))
    if len(found) > MOST_ALIASES or any(len(name) > 200 or "\x00" in name for name in found):
        raise Invalid("aliases", _("At most %(most)s other names of 200 characters each."), most=MOST_ALIASES)
    return found
