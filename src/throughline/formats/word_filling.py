"""Checks or fills a Word template, in a process of its own: `python -m throughline.formats.word_filling SECONDS BYTES`.

It takes JSON on standard input and answers in JSON; see `word_template`, which asks.
"""

from __future__ import annotations

import base64
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from throughline.formats.archive import Archive
from throughline.formats.errors import UnreadableFile
from throughline.formats.own_process import bound
from throughline.formats.shapes import MEBIBYTE, Limits
from throughline.formats.sniff import office_kind, sniff
from throughline.formats.template_fields import FILTERS, Fault, Fields, Shape, check_source

_LIMITS = Limits(markup_bytes=8 * MEBIBYTE, inflated_bytes=64 * MEBIBYTE, entries=1_000)
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
#: What the library writes as templates, too.
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_PARAGRAPH = re.compile(r"<w:p([ >])")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FONT_MARKS = tuple(qn(name) for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"))


def _environment() -> Environment:
    """Knows nothing but how to write texts in another case; what a field holds is written as text, never as markup."""
    made = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.tests.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


def check(data: bytes, shape: Shape) -> dict[str, Any]:
    """Fields, fonts and faults."""
    archive = _opened(data)
    found = Fields(faults=list(_outside(archive)))
    for where, source in _sources(DocxTemplate(io.BytesIO(data))):
        check_source(source, where, shape, found, _environment())
    return {
        "fields": sorted(found.named),
        "fonts": sorted(_fonts(archive)),
        "faults": [asdict(fault) for fault in found.faults],
    }


def fill(data: bytes, shape: Shape, values: dict[str, Any]) -> dict[str, Any]:
    """The file in base 64. Raises UnreadableFile for a template that `check` would refuse."""
    if check(data, shape)["faults"]:
        raise UnreadableFile("damaged", kind="docx")
    template = DocxTemplate(io.BytesIO(data))
    template.render(_clean(values), _environment(), autoescape=True)
    written = io.BytesIO()
    template.save(written)
    return {"data": base64.b64encode(written.getvalue()).decode()}


def _opened(data: bytes) -> Archive:
    if sniff(data, "template.docx") != "zip":
        raise UnreadableFile("unknown_kind", found="txt")
    archive = Archive(data, "docx", _LIMITS)
    kind = office_kind(archive.read("[Content_Types].xml"), archive.names)
    if kind != "docx":
        raise UnreadableFile("kind_mismatch", named="docx", found=kind)
    return archive


def _outside(archive: Archive) -> Iterator[Fault]:
    """What every paper made by the template would fetch from elsewhere, or run: only links may lead out."""
    for name in sorted(archive.names):
        if name.endswith(".rels"):
            root = archive.tree(name)
            for relation in () if root is None else root:
                kind = (relation.get("Type") or "").rpartition("/")[2]
                if relation.get("TargetMode") == "External" and kind != "hyperlink":
                    yield Fault("outside", (relation.get("Target") or "")[:120], "body", kind)
        elif "/embeddings/" in name or "/activeX/" in name:
            yield Fault("outside", name, "body", "embedded")


def _sources(template: DocxTemplate) -> Iterator[tuple[str, str]]:
    """The parts that are filled, as the library hands them on: (where, source)."""
    template.render_init()
    yield "body", _lines(template.patch_xml(template.get_xml()))
    for where, uri in (("header", template.HEADER_URI), ("footer", template.FOOTER_URI)):
        for _key, part in template.get_headers_footers(uri):
            yield where, _lines(template.patch_xml(template.get_part_xml(part)))
    for part in template.docx.part.package.parts:
        if part.content_type == _FOOTNOTES:
            yield "footnotes", _lines(template.patch_xml(part.blob.decode("utf-8")))
    for name in _PROPERTIES:
        yield "properties", str(getattr(template.docx.core_properties, name) or "")


def _lines(source: str) -> str:
    """A paragraph a line."""
    return _PARAGRAPH.sub(r"\n<w:p\1", source)


def _fonts(archive: Archive) -> set[str]:
    found: set[str] = set()
    for name in archive.names:
        if name.startswith("word/") and name.endswith(".xml"):
            root = archive.tree(name)
            for marks in () if root is None else root.iter(qn("w:rFonts")):
                found.update(filter(None, (marks.get(mark) for mark in _FONT_MARKS)))
    return found


def _clean(value: Any) -> Any:
    """Without characters that no document can hold."""
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return _FORBIDDEN.sub("", value) if isinstance(value, str) else value


def main() -> None:
    """Answer on standard output, or with an error's code and params."""
    bound(int(sys.argv[1]), int(sys.argv[2]))
    asked = json.load(sys.stdin)
    data, shape = base64.b64decode(asked["data"]), asked["shape"]
    try:
        answer = check(data, shape) if asked["act"] == "check" else fill(data, shape, asked["values"])
    except UnreadableFile as error:
        answer = {"code": error.code, "params": error.params}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
