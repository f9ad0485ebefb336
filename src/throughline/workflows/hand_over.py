"""A person leaves (人员交接): posts, rights, contacts and documents in work go to the next one, in one act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed, check
from throughline.desk.queries import home
from throughline.documents.choices import FindingState
from throughline.documents.models import Document, Finding
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import clean, unless_raced
from throughline.lib.refusal import Invalid, Refused
from throughline.organizations.actions import terms
from throughline.organizations.actions.accounts import deactivate_user
from throughline.organizations.actions.grants import give_grant, withdraw_grant
from throughline.organizations.choices import MembershipKind
from throughline.organizations.models import Grant, HandOver, Membership, Person
from throughline.organizations.permissions import check_keeps
from throughline.organizations.refusals import TermBeginsLater
from throughline.plans.models import PlanGrant
from throughline.register.models import RegisterGrant, Responsibility, Task
from throughline.register.rules import LIVE_STATES

#: What may be handed over, in the order of the sheet.
KINDS = MappingProxyType(
    {
        "post": _("Posts"),
        "task": _("Tasks of these posts (they stay with the post)"),
        "contact": _("Tasks that name the person as contact"),
        "right": _("Roles of the account"),
        "document": _("Documents under confirmation"),
        "waiting": _("What waits for this person's roles today"),
    }
)
CONTACT = Task._meta.get_field("contact").max_length or 0


class NobodyTakesOver(Refused):
    """A post would be vacant; that is done on purpose, or not at all."""

    message = _(
        "Nobody would hold %(posts)s. Choose who takes over, or say that the posts stay vacant: their tasks then wait "
        "for the next holder."
    )


class NoAccount(Refused):
    """Roles go to an account."""

    message = _("%(person)s has no account that could take over the roles. Give them one first.")


@dataclass(frozen=True)
class Item:
    """One thing to be handed over; `row` is the object itself, where it has a page."""

    name: str
    detail: str = ""
    row: Any = None


@dataclass(frozen=True)
class Outstanding:
    """All that hangs on a person, by kind (the keys of KINDS), each with its items."""

    groups: dict[str, list[Item]] = field(default_factory=dict)

    @property
    def told(self) -> list[tuple[str, Any, list[Item]]]:
        """(kind, its name, its items), those that hold something."""
        return [(kind, KINDS[kind], items) for kind, items in self.groups.items() if items]

    def plain(self) -> list[dict[str, str]]:
        """As the sheet keeps it."""
        return [
            {"kind": kind, "name": item.name, "detail": item.detail}
            for kind, items in self.groups.items()
            for item in items
        ]


def outstanding(person: Person, day: date | None = None) -> Outstanding:
    """What hangs on `person` as of `day`; the number of queries does not grow with it."""
    day = day or clock.today()
    held = list(_terms(person, day))
    user = person.user
    return Outstanding(
        {
            "post": [Item(str(one.post), str(one.get_kind_display()), one.post) for one in held],
            "task": [Item(task.title, str(task.lead or ""), task) for task in _tasks(held)],
            "contact": [Item(task.title, task.contact, task) for task in _contacts(person, held)],
            "right": [Item(*_right(grant)) for grant in _rights(user)] if user else [],
            "document": [Item(one.title, row=one) for one in _documents(user)] if user else [],
            "waiting": list(_waiting(user, day)) if user and user.is_active else [],
        }
    )


def _terms(person: Person, day: date) -> QuerySet[Membership]:
    """The terms that a hand-over on `day` ends."""
    rows = Membership.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), person=person)
    return rows.select_related("post__organization").order_by("post__official_order", "pk")


def _tasks(held: list[Membership]) -> list[Task]:
    posts = [one.post_id for one in held if one.kind != MembershipKind.DEPUTY]
    naming = Q(accountable__in=posts) | Q(leader__in=posts)
    return list(
        Task.objects.filter(naming, state__in=LIVE_STATES).select_related("lead").order_by("due_on", "pk")
    )


def _contacts(person: Person, held: list[Membership]) -> QuerySet[Task]:
    """Open tasks of the units of these posts whose contact names the person."""
    units = {one.post.organization_id for one in held}
    answering = Responsibility.objects.filter(organization__in=units).values("task")
    rows = Task.objects.filter(pk__in=answering, state__in=LIVE_STATES, contact__contains=person.name)
    return rows.select_related("lead").order_by("pk")


def _rights(user: User) -> list[Any]:
    """Every grant of the account: of the directory, of plans, of registers."""
    own = Grant.objects.filter(user=user).select_related("organization", "acts_for__organization", "own_role")
    plans = PlanGrant.objects.filter(user=user).select_related("plan", "own_role").order_by("pk")
    registers = RegisterGrant.objects.filter(user=user).select_related("register", "own_role").order_by("pk")
    return [*own, *plans, *registers]


def _right(grant: Any) -> tuple[str, str]:
    if isinstance(grant, Grant):
        where = str(grant.organization or "–") + (f" · {grant.acts_for}" if grant.acts_for else "")
    else:
        where = str(grant.plan if isinstance(grant, PlanGrant) else grant.register)
    return grant.role_name, where


def _documents(user: User) -> QuerySet[Document]:
    """Uploaded by the person, with findings that nobody decided yet."""
    waiting = Finding.objects.filter(state=FindingState.OPEN).values("document")
    return Document.objects.filter(uploaded_by=user, pk__in=waiting).defer("text").order_by("pk")


def _waiting(user: User, day: date) -> Any:
    desk = home(user, day=day)
    if desk.unit is not None:
        yield from (Item(one.task.title, str(_("report owed")), one.task) for one in desk.unit.reports)
        yield from (
            Item(one.task.title, str(_("rating to explain")), one.task) for one in desk.unit.to_explain
        )
        yield from (Item(one.task.title, str(_("to sign off")), one.task) for one in desk.unit.unsigned)
    if desk.supervision is not None:
        office = desk.supervision
        yield from (Item(one.task.title, str(_("report to decide")), one.task) for one in office.reports)
        yield from (Item(one.task.title, str(_("rating to decide")), one.task) for one in office.to_confirm)
        yield from (
            Item(one.task.title, str(_("completion to judge")), one.task) for one in office.completions
        )
        yield from (Item(one.task.title, str(_("new date to answer")), one.task) for one in office.extensions)


def hand_over(
    person: Person,
    *,
    to: Person | None,
    by: User | None,
    on: date,
    why: str = "",
    vacant: bool = False,
    rights: bool = True,
    close_account: bool = False,
) -> HandOver:
    """Let `to` do from the day `on` what `person` did, and give back the sheet that both sign.

    Terms end the day before and begin anew; the account's roles go to the other account (with `rights`), and with them
    all that waits for a decision; contacts of open tasks name the new person; documents under confirmation that the
    new one could not decide about otherwise become theirs. Tasks stay with their posts.

    Without `to` the posts stay vacant, which has to be meant (`vacant`): roles and contacts then stay as they are until
    somebody takes over. Raises NobodyTakesOver, NoAccount, TermBeginsLater, NotAllowed, LastAdministrator, Invalid.
    """
    check(by, "organizations.manage_person", person)
    _sound(person, to, on)
    with unless_raced(), act("organizations.hand_over_person", by=by, why=why, about=person) as this:
        keys = [one.pk for one in (person, to) if one]
        rows = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
        leaving, coming = rows[person.pk], rows[to.pk] if to else None
        sheet = _sheet(leaving, coming, on, why, by)
        _hand_posts(leaving, coming, by=by, on=on, why=why, vacant=vacant)
        if coming is not None:
            _rename_contacts(this, leaving, coming, by)
            if rights and leaving.user is not None:
                _hand_rights(this, leaving.user, coming, by)
        if close_account and leaving.user is not None:
            deactivate_user(leaving.user, by=by, why=why)
        return this.create(sheet)


def _sound(person: Person, to: Person | None, on: date) -> None:
    if to is not None and to.pk == person.pk:
        raise Invalid("to", _("Choose another person than the one who leaves."))
    if on > clock.today():
        raise Invalid("on", _("This day has not come yet. Come back then, or give an earlier one."))


def _sheet(leaving: Person, coming: Person | None, on: date, why: str, by: User | None) -> HandOver:
    made = HandOver(
        leaving=leaving,
        coming=coming,
        on=on,
        reason=why,
        items=outstanding(leaving, on).plain(),
        handed_at=clock.now(),
        handed_by=by,
    )
    clean(made)
    return made


def _hand_posts(
    leaving: Person, coming: Person | None, *, by: User | None, on: date, why: str, vacant: bool
) -> None:
    held = list(_terms(leaving, on))
    if coming is None and not vacant and held:
        raise NobodyTakesOver(posts=", ".join(f"“{one.post}”" for one in held))
    for one in held:
        if one.started_on >= on:
            raise TermBeginsLater(person=leaving, start=one.started_on)
        if one.kind == MembershipKind.HOLDER and coming is not None:
            terms.hand_over(one.post, to=coming, on=on, by=by, why=why)
            continue
        until = one.ended_on
        terms.end_term(one, ended_on=on - timedelta(days=1), by=by, seen=one.version, why=why)
        if coming is not None:
            terms.start_term(coming, one.post, started_on=on, by=by, kind=one.kind, ended_on=until, why=why)


def _rename_contacts(this: Act, leaving: Person, coming: Person, by: User | None) -> None:
    ended = Membership.objects.filter(person=leaving).select_related("post__organization")
    held = [one for one in ended if by is None or _keeps(by, one)]
    rows = list(_contacts(leaving, held).select_for_update(of=("self",)))
    for task in rows:
        contact = task.contact.replace(leaving.name, coming.name)
        if leaving.phone and leaving.phone in contact:
            contact = contact.replace(leaving.phone, coming.phone)
        task.contact = contact.strip()[:CONTACT]
    this.save_many(rows)


def _keeps(by: User, term: Membership) -> bool:
    return allowed(
        by, "organizations.manage", type(term.post.organization).objects.filter(pk=term.post.organization_id)
    ).exists()


def _hand_rights(this: Act, old: User, coming: Person, by: User | None) -> None:
    held = _rights(old)
    drafts = list(_documents(old))
    if not held and not drafts:
        return
    new = coming.user
    if new is None or not new.is_active:
        raise NoAccount(person=coming)
    for grant in held:
        if isinstance(grant, Grant):
            _hand_grant(grant, new, by)
        else:
            _hand_special(this, grant, new, by)
    mine = allowed(new, "documents.confirm", Document.objects.filter(pk__in=[one.pk for one in drafts]))
    reached = set(mine.values_list("pk", flat=True))
    left = Document.objects.select_for_update().filter(pk__in={one.pk for one in drafts} - reached)
    documents = list(left.order_by("pk"))
    if documents:
        check(by, "accounts.manage")
    for document in documents:
        document.uploaded_by = new
    this.save_many(documents)


def _hand_grant(grant: Grant, new: User, by: User | None) -> None:
    if not Grant.objects.filter(user=new, **grant.what).exists():
        place = {"organization": grant.organization, "acts_for": grant.acts_for}
        give_grant(new, grant.role_key, by=by, moved=True, **place)
    else:
        check_keeps(by, grant.organization)
    withdraw_grant(grant, by=by)


def _hand_special(this: Act, grant: PlanGrant | RegisterGrant, new: User, by: User | None) -> None:
    """Roles for a plan or a register go over too; that is done by who keeps all accounts."""
    check(by, "accounts.manage")
    about = {"plan": grant.plan} if isinstance(grant, PlanGrant) else {"register": grant.register}
    given = {"user": new, "role": grant.role, "own_role": grant.own_role, **about}
    if not type(grant).objects.filter(**given).exists():
        this.create(type(grant)(**given))
    this.delete(grant)
