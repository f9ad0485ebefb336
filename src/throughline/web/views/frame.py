"""What all views share: finding an object that the person may see, and telling refusals in the form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotThere, Refused

M = TypeVar("M", bound=models.Model)


def found(user: User, act: str, rows: models.QuerySet[M], **lookup: Any) -> M:
    """The one row that matches and that `user` may do `act` on; raises NotThere, which tells nothing either way."""
    try:
        row = allowed(user, act, rows.filter(**lookup)).first()
    except (
        ValueError,
        OverflowError,
    ) as error:  # a key that is no number, or none that a database could hold
        raise NotThere from error
    if row is None:
        raise NotThere
    return row


def keys_of(request: HttpRequest, name: str) -> list[int]:
    """The keys ticked in a list; what no database could hold as a key is left out."""
    written = request.POST.getlist(name)
    return [int(key) for key in written if key.isascii() and key.isdigit() and len(key) < 19]


@contextmanager
def told_in(form: BaseForm) -> Iterator[None]:
    """Put an action's refusal into the form; what the person may not do or find stays an answer of its own."""
    try:
        yield
    except Invalid as invalid:
        form.add_error(invalid.field if invalid.field in form.fields else None, str(invalid))
    except ChangedMeanwhile as changed:
        form.add_error(None, str(changed))
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.add_error(None, str(refused))


def form_page(
    request: HttpRequest, template: str, form: BaseForm, section: str, **context: Any
) -> HttpResponse:
    """The page of a form: 200 when fresh, 422 when it comes back with errors."""
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, "section": section, **context}, status=status)
