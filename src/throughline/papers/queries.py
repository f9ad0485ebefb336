"""Which column sets there are for a register, and for whoever keeps them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.papers.models import ColumnSet


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
