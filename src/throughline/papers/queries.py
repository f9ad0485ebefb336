"""Which column sets there are for a register, and for whoever keeps them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.papers.models import ColumnSet, NumberSeries, Paper, Template
from throughline.register.models import Register


def column_sets_for(organization: Organization) -> QuerySet[ColumnSet]:
    """The sets that tables of `organization` may be issued in: its own, and those of the bodies it belongs to."""
    keys = [organization.pk, *organization.ancestor_keys]
    return ColumnSet.objects.filter(organization__in=keys).select_related("organization")


def column_set_named(name: str) -> ColumnSet:
    """The set called `name`, of the highest body that has one. Raises Invalid naming those that there are."""
    found = ColumnSet.objects.filter(name=name.strip()).select_related("organization").first()
    if found is None:
        names = sorted(set(ColumnSet.objects.values_list("name", flat=True)[:50]))
        raise Invalid(
            "columns",
            _("No column set is called “%(name)s”. There are: %(names)s"),
            name=name,
            names=", ".join(names) or "–",
        )
    return found


def kept_column_sets(user: User | None) -> QuerySet[ColumnSet]:
    """The sets that `user` may change, by organization."""
    return allowed(user, "papers.keep_columns", ColumnSet.objects.select_related("organization"))


def template_for(organization: Organization, kind: str) -> Template | None:
    """The template in use for papers of `organization`: its own, else of the nearest body above; None for neither."""
    nearest = {key: place for place, key in enumerate([*organization.ancestor_keys, organization.pk])}
    used = Template.objects.filter(organization__in=nearest, kind=kind, is_used=True)
    return max(used, key=lambda row: nearest[row.organization_id], default=None)


def kept_templates(user: User | None) -> QuerySet[Template]:
    """The templates that `user` may take into use or put aside, by organization and kind, the newest first."""
    return allowed(
        user, "papers.keep_template", Template.objects.select_related("organization", "uploaded_by")
    )


def papers(user: User | None, register: Register | None = None) -> QuerySet[Paper]:
    """The papers that `user` may see, the newest first; of one register when given."""
    rows = allowed(
        user, "papers.view", Paper.objects.select_related("organization", "register", "unit", "number")
    )
    return rows.filter(register=register) if register else rows


def series_for(organization: Organization, user: User | None) -> QuerySet[NumberSeries]:
    """The open series from which `user` may take numbers for papers of `organization`: its own and those above."""
    rows = NumberSeries.objects.filter(
        organization__in=[organization.pk, *organization.ancestor_keys], is_open=True
    )
    return allowed(user, "papers.take_number", rows.select_related("organization"))


def seen_series(user: User | None) -> QuerySet[NumberSeries]:
    """The series from which `user` takes numbers, or which they set up."""
    rows = NumberSeries.objects.select_related("organization")
    return allowed(user, "papers.take_number", rows) | allowed(user, "papers.keep_series", rows)
