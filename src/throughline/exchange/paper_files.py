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
from throughline.papers.making import document
from throughline.papers.models import ColumnSet, NumberSeries, Paper
from throughline.papers.products.circular import circular_values
from throughline.papers.products.sign_off import sign_off_values
from throughline.papers.queries import template_for
from throughline.register.models import Register


def register_paper(
    register: Register,
    user: User | None,
    *,
    kind: str,
    title: str = "",
    number: str = "",
    column_set: ColumnSet | None = None,
    unit: Organization | None = None,
) -> bytes:
    """A task breakdown table or a unit's sign-off sheet as .docx, of the day that is looked at. Raises Invalid."""
    template = template_for(register.organization, kind)
    if kind == PaperKind.BREAKDOWN:
        named = title or register.title
        return breakdown(register, user, title=named, number=number, column_set=column_set, template=template)
    if kind != PaperKind.SIGN_OFF:
        raise Invalid("kind", _("Choose what is to be made."))
    if unit is None:
        raise Invalid("unit", _("Choose the unit that signs."))
    values = sign_off_values(register, unit, user, title=title, number=number)
    if not values["rows"]:
        raise Invalid("unit", _("This unit answers for nothing on this register."))
    return document(kind, values, template)


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
) -> Paper:
    """Make a paper as of a day (default: today), take its number, keep it. Raises as register_paper, issue_paper."""
    day = as_of or clock.today()
    made = {"kind": kind, "title": title, "column_set": column_set, "unit": unit}
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
        ending="docx",
        as_of=day,
        series=series,
        register=register,
        unit=unit if kind == PaperKind.SIGN_OFF else None,
        template=template_for(register.organization, kind),
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
