"""What models and their columns are called in the story of an object, where the models name nothing themselves."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.fields.related import ForeignKey
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MODELS: dict[str, Any] = {
    "organizations.Portfolio": _("portfolio"),
    "documents.Passage": _("passage"),
    "plans.PlanGrant": _("right for a plan"),
    "plans.Lineage": _("descent of a clause"),
    "register.RegisterGrant": _("right for a register"),
    "register.ProjectTask": _("project that serves a task"),
}
COLUMNS: dict[str, Any] = {
    "asked_at": _("asked at"),
    "asked_by": _("asked by"),
    "attempt": _("attempt"),
    "became": _("became"),
    "change": _("moved date"),
    "changed_at": _("changed at"),
    "changed_by": _("changed by"),
    "circulated_at": _("circulated at"),
    "closed_by": _("closed by"),
    "confirmed_at": _("confirmed at"),
    "confirmed_by": _("confirmed by"),
    "content": _("content"),
    "corrects": _("corrects"),
    "decided_at": _("decided at"),
    "decided_by": _("decided by"),
    "earlier": _("earlier clause"),
    "error": _("error"),
    "explained_at": _("explained at"),
    "explained_by": _("explained by"),
    "filed_by": _("filed by"),
    "issued_by": _("circular issued by"),
    "kind": _("kind"),
    "later": _("later clause"),
    "lead": _("lead unit"),
    "marked_by": _("marked by"),
    "observed_by": _("observed by"),
    "period_kind": _("kind of period"),
    "rating": _("rating"),
    "rating_since": _("rated so since"),
    "reported_at": _("reported at"),
    "reported_by": _("reported by"),
    "reported_on": _("last report"),
    "signed_by": _("signed off by"),
    "text": _("text"),
    "unit_colour": _("the unit's own rating"),
    "uploaded_by": _("uploaded by"),
    "why": _("why"),
}
#: Columns that mean nothing to readers: keys, counters, fingerprints, offsets, and what programs keep for themselves.
TECHNICAL = frozenset(
    "id version trail batch sha256 text_sha256 media_type notes column_map proposal facts start end".split()
)


def model_name(model: type[models.Model]) -> str:
    """What a thing of this model is called."""
    return str(MODELS.get(model._meta.label, model._meta.verbose_name))


def column_name(field: models.Field[Any, Any]) -> str:
    """What a column is called: as its model says, else by its name, else as what it points at."""
    if isinstance(field.verbose_name, Promise):
        return str(field.verbose_name)
    if field.name in COLUMNS:
        return str(COLUMNS[field.name])
    return model_name(field.remote_field.model) if isinstance(field, ForeignKey) else str(field.verbose_name)
