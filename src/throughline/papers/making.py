"""A paper's file: its values in the template in use, else in the one that comes with the program; or set by Typst."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib import resources
from typing import Any

from django.utils.translation import get_language

from throughline.accounts.models import User
from throughline.formats.typeset import Kind, NotSet, typeset
from throughline.formats.word_template import fill_template
from throughline.lib import clock
from throughline.organizations.models import Organization
from throughline.papers.default_templates import default_template
from throughline.papers.models import Template
from throughline.papers.products.leader_page import leader_values
from throughline.papers.products.leader_scope import Scope
from throughline.papers.products.sign_off import sign_off_words
from throughline.papers.queries import template_for
from throughline.papers.refusals import PaperNotSet
from throughline.papers.shapes import shape_of

log = logging.getLogger(__name__)


def document(kind: str, values: Mapping[str, Any], template: Template | None = None) -> bytes:
    """The .docx of `values`, in the shape of `papers.shapes`, by `template`; the program's own when None."""
    return fill_template(_data(kind, template), shape_of(kind), values)


def document_for(
    organization: Organization, kind: str, values: Mapping[str, Any]
) -> tuple[bytes, Template | None]:
    """The .docx by the template in use for `organization`, and that template."""
    template = template_for(organization, kind)
    return document(kind, values, template), template


def _data(kind: str, template: Template | None) -> bytes:
    if template is None:
        return default_template(kind)
    with template.file.open("rb") as file:
        return bytes(file.read())


def leader_page(user: User | None, scope: Scope, kind: Kind) -> bytes:
    """One page for a leader of the day that is looked at: "pdf" is an A4 page, "png" a picture for a phone.

    Raises PaperNotSet.
    """
    shape = "phone" if kind == "png" else "page"
    return _set("leader_page", leader_values(user, scope) | {"shape": shape}, kind)


def sign_off_sheet(values: Mapping[str, Any]) -> bytes:
    """The sheet of `sign_off_values` as A4 PDF, set by the program; no template is asked. Raises PaperNotSet."""
    return _set("sign_off", {**values, **sign_off_words()}, "pdf")


def _set(page: str, values: Mapping[str, Any], kind: Kind) -> bytes:
    """The paper of `papers/pages/`, whose texts are data to it."""
    folder = resources.files("throughline.papers").joinpath("pages")
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    source = "\n".join(folder.joinpath(f"{name}.typ").read_text("utf-8") for name in ("head", page))
    try:
        return typeset(source, {**values, "language": language}, kind, day=clock.today())
    except NotSet as error:
        log.exception("a paper could not be set")
        raise PaperNotSet from error
