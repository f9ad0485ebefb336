"""Papers of registers and circulars: made, and issued under a number."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.delivery.models import Circular
from throughline.exchange.breakdown import breakdown
from throughline.history import past
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.papers.actions.issuing import issue_paper
from throughline.papers.choices import PaperKind
from throughline.papers.making import document, leader_page, sign_off_sheet
from throughline.papers.models import ColumnSet, NumberSeries, Paper
from throughline.papers.products.circular import circular_values
from throughline.papers.products.leader_scope import Scope
from throughline.papers.products.sign_off import sign_off_values
from throughline.papers.queries import template_for
from throughline.register.models import Register

#: As what each kind of paper of a register can be made, the usual first. A PDF is set by the program, without template.
ENDINGS = {PaperKind.BREAKDOWN: ("docx",), PaperKind.SIGN_OFF: ("docx", "pdf"), PaperKind.PAGE: ("pdf",)}


def ending_of(kind: str, wanted: str = "") -> str:
    """As what the paper is made: as wanted, else as usual. Raises Invalid for what is no paper of a register."""
    if kind not in ENDINGS:
        raise Invalid("kind", _("Choose what is to be made."))
    endings = ENDINGS[PaperKind(kind)]
    return wanted if wanted in endings else endings[0]


def register_paper(
    register: Register,
    user: User | None,
    *,
    kind: str,
    title: str = "",
    number: str = "",
    column_set: ColumnSet | None = None,
    unit: Organization | None = None,
    ending: str = "",
) -> bytes:
    """A task breakdown table, a unit's sign-off sheet or a leader's page, of the day that is looked at.

    `ending` is one of ENDINGS, else the usual one. Raises Invalid, PaperNotSet.
    """
    ending = ending_of(kind, ending)
    if kind == PaperKind.PAGE:
        return leader_page(user, Scope(register=register, title_given=title, number=number), "pdf")
    template = template_for(register.organization, kind)
    if kind == PaperKind.BREAKDOWN:
        named = title or register.title
        return breakdown(register, user, title=named, number=number, column_set=column_set, template=template)
    if unit is None:
        raise Invalid("unit", _("Choose the unit that signs."))
    values = sign_off_values(register, unit, user, title=title, number=number)
    if not values["rows"]:
        raise Invalid("unit", _("This unit answers for nothing on this register."))
    return sign_off_sheet(values) if ending == "pdf" else document(kind, values, template)


def issue_from_register(
    register: Register,
    *,
    by: User | None,
    kind: str,
    title: str,
    as_of: date | None = None,
    column_set: ColumnSet | None = None,
    unit: Organization | None = None,
    series: NumberSeries | None = None,
    ending: str = "",
) -> Paper:
    """Make a paper as of a day (default: today), take its number, keep it. Raises as register_paper, issue_paper."""
    day = as_of or clock.today()
    ending = ending_of(kind, ending)
    made = {"kind": kind, "title": title, "column_set": column_set, "unit": unit, "ending": ending}
    with past.seen_on(day):
        # A trial first: what can't be made takes no number.
        data = register_paper(register, by, **made)

    def make(number: str) -> bytes:
        if not number:
            return data
        with past.seen_on(day):
            return register_paper(register, by, number=number, **made)

    return issue_paper(
        register.organization,
        by=by,
        kind=kind,
        title=title,
        make=make,
        ending=ending,
        as_of=day,
        series=series,
        register=register,
        unit=unit if kind == PaperKind.SIGN_OFF else None,
        template=template_for(register.organization, kind) if ending == "docx" else None,
    )


def issue_circular(
    circular: Circular, *, by: User | None, title: str, series: NumberSeries | None = None
) -> Paper:
    """Keep a circular's document; under a number of the series, else under the circular's own."""
    organization = circular.register.organization
    template = template_for(organization, PaperKind.CIRCULAR)
    values = circular_values(circular, by) | {"title": title}

    def make(number: str) -> bytes:
        return document(PaperKind.CIRCULAR, values | {"number": number}, template)

    return issue_paper(
        organization,
        by=by,
        kind=PaperKind.CIRCULAR,
        title=title,
        make=make,
        ending="docx",
        as_of=circular.issued_on,
        series=series,
        number_text="" if series else circular.number,
        register=circular.register,
        circular=circular,
        template=template,
    )
