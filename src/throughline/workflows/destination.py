"""Where the accepted findings of a document go: an edition's clauses and a register."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.documents.models import Document
from throughline.history.act import act
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.plans.actions.editions import create_edition
from throughline.plans.actions.plans import create_plan
from throughline.plans.models import Edition, Plan
from throughline.plans.queries import edition_of
from throughline.register.models import Entry, Register
from throughline.workflows.new_register import new_register


@dataclass(frozen=True)
class Destination:
    """An edition whose clauses are meant, a register for the tasks; either may be missing."""

    edition: Edition | None = None
    register: Register | None = None


def destination_of(
    document: Document, *, edition: int | None = None, register: int | None = None
) -> Destination:
    """What the keys name, else the document's own edition, and the register to which findings of it went last.

    Where none has gone anywhere yet, it is the first open register of the edition's plan.
    """
    chosen = Edition.objects.select_related("plan").filter(pk=edition).first() if edition else None
    chosen = chosen or edition_of(document)
    to = Register.objects.filter(pk=register).first() if register else _went_last(document)
    if to is None and chosen is not None:
        to = chosen.plan.registers.filter(closed_on=None).order_by("official_order", "pk").first()
    return Destination(chosen, to)


def _went_last(document: Document) -> Register | None:
    homes = Entry.objects.filter(
        is_home=True, task__passage__document=document, register__closed_on=None
    ).select_related("register")
    last = homes.order_by("-task").first()
    return last.register if last else None


def open_destination(
    document: Document,
    *,
    by: User | None,
    organization: Organization | None = None,
    plan: Plan | None = None,
    plan_title: str = "",
    register: Register | None = None,
    register_title: str = "",
) -> Destination:
    """Use the plan and register given, or make them by their titles, kept by `organization`; one act.

    The document becomes the text of a new edition of the plan unless it is one already; a new register gets the
    rating rules and the calendar that are usual here. Raises Invalid.
    """
    keeper = organization or document.organization
    if (plan_title or register_title) and keeper is None:
        raise Invalid("organization", _("Say which organization makes the plan and keeps the register."))
    with act("documents.open_destination", by=by, about=document):
        if plan is None and plan_title:
            plan = create_plan(by=by, title=plan_title, organization=keeper)
        edition = _edition(document, plan, by)
        if register is None and register_title:
            register = new_register(by=by, title=register_title, organization=keeper, plan=plan)
    return Destination(edition, register)


def _edition(document: Document, plan: Plan | None, by: User | None) -> Edition | None:
    if plan is None:
        return None
    known = plan.editions.filter(document=document).first()
    return known or create_edition(plan, by=by, title=document.title, document=document)
