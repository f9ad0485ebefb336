"""A paper's file: its values in the template in use, else in the one that comes with the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from throughline.formats.word_template import fill_template
from throughline.organizations.models import Organization
from throughline.papers.default_templates import default_template
from throughline.papers.models import Template
from throughline.papers.queries import template_for
from throughline.papers.shapes import shape_of


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
