"""Word templates: every field checked against what there is, nothing run, no file that fetches or hangs."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from throughline.formats.errors import UnreadableFile
from throughline.formats.template_fields import known_fields
from throughline.formats.word_filling import check, fill
from throughline.formats.word_template import check_template, fill_template

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHAPE = {
    "title": "the title",
    "office": {"name": "its name"},
    "rows": [{"task": "what", "units": [{"name": "who"}]}],
}
VALUES = {
    "title": "A & B <i>",
    "office": {"name": "Supervision"},
    "rows": [
        {"task": "Open\nthe bridge", "units": [{"name": "Water"}, {"name": "Roads"}]},
        {"task": "Bell\x07 {{ title }}", "units": []},
    ],
}


def template(*paragraphs: str, header: str = "", title: str = "") -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def texts(data: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]


def faults(*paragraphs: str, **others: str) -> list[tuple[str, str]]:
    """In this process: starting another takes a second."""
    return [(one["code"], one["what"]) for one in check(template(*paragraphs, **others), SHAPE)["faults"]]


def test_fields_lists_and_conditions_are_filled_as_text():
    made = template(
        "{{ title }} by {{ office.name|upper }}",
        "{%p for row in rows %}",
        "{{ loop.index }} {{ row.task }}{% for unit in row.units %} [{{ unit.name }}]{% endfor %}",
        "{%p endfor %}",
        "{%p if not rows %}",
        "nothing",
        "{%p endif %}",
        header="{{ office.name }}",
        title="{{ title }}",
    )
    checked = check_template(made, SHAPE)
    assert checked.faults == []
    assert checked.fields == [
        "office.name",
        "rows",
        "rows[].task",
        "rows[].units",
        "rows[].units[].name",
        "title",
    ]
    filled = fill_template(made, SHAPE, VALUES)
    assert texts(filled) == [
        "A & B <i> by SUPERVISION",
        "1 Open\nthe bridge [Water] [Roads]",
        "2 Bell {{ title }}",
    ]
    document = docx.Document(io.BytesIO(filled))
    assert document.sections[0].header.paragraphs[0].text == "Supervision"


def test_unknown_fields_are_named_with_where_they_stand():
    found = check_template(
        template(
            "Fine {{ title }}",
            "To {{ offcie.name }}: {{ salary }}",
            "{%p for row in rows %}",
            "{{ row.salary }}",
            "{%p endfor %}",
            header="No. {{ nubmer }}",
            title="{{ row.task }}",
        ),
        SHAPE,
    ).faults
    assert [(one.code, one.what, one.where) for one in found] == [
        ("unknown_field", "offcie.name", "body"),
        ("unknown_field", "salary", "body"),
        ("unknown_field", "row.salary", "body"),
        ("unknown_field", "nubmer", "header"),
        ("unknown_field", "row.task", "properties"),
    ]
    assert found[0].excerpt.startswith("To {{ offcie.name }}: {{ salary }}")
    assert list(known_fields(SHAPE)) == [
        ("title", "the title"),
        ("office.name", "its name"),
        ("rows[].task", "what"),
        ("rows[].units[].name", "who"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ title.upper() }}",
        "{{ range(1000000000) }}",
        "{{ 'a' * 1000000000 }}",
        "{{ title ~ title }}",
        "{{ rows }}",
        "{{ rows[0].task }}",
        "{{ rows|length }}",
        "{{ title|attr('__class__') }}",
        "{{ title|replace('a', 'b') }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ self }}",
        "{{ office }}",
        "{% set x = title %}",
        "{% include 'other' %}",
        "{% import 'os' as os %}",
        "{% extends 'other' %}",
        "{% macro m() %}{% endmacro %}",
        "{% for row in rows %}{% for other in rows %}x{% endfor %}{% endfor %}",
        "{% for row in rows recursive %}x{% endfor %}",
        "{% for row in title %}x{% endfor %}",
        "{% for a, b in rows %}x{% endfor %}",
        "{% if title.upper() %}x{% endif %}",
        "{% if range(9) %}x{% endif %}",
        "{% filter upper %}x{% endfilter %}",
        "{% for row in rows %}",
        "{{ title",
        "{% if %}",
        "{% nonsense %}",
    ],
)
def test_a_template_that_does_more_than_name_fields_is_refused_and_never_run(text):
    assert faults(text)
    with pytest.raises(UnreadableFile):
        fill(template(text), SHAPE, VALUES)


def test_a_template_may_not_fetch_or_carry_anything():
    document = docx.Document()
    document.part.relate_to("http://elsewhere.example/t.dotm", f"{OFFICE}/attachedTemplate", is_external=True)
    document.part.relate_to("https://city.example/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    written = io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("word/embeddings/tool.bin", b"MZ")
    found = check_template(written.getvalue(), SHAPE).faults
    assert {(one.code, one.what) for one in found} == {
        ("outside", "http://elsewhere.example/t.dotm"),
        ("outside", "word/embeddings/tool.bin"),
    }


def test_fonts_are_told_by_name():
    document = docx.Document()
    document.add_paragraph().add_run("{{ title }}").font.name = "仿宋_GB2312"
    written = io.BytesIO()
    document.save(written)
    assert "仿宋_GB2312" in check_template(written.getvalue(), SHAPE).fonts


@pytest.mark.parametrize("data", [b"", b"text", b"PK\x03\x04broken", b"%PDF-1.7 x", b"MZ\x00\x00"])
def test_what_is_no_word_file_is_told(data):
    with pytest.raises(UnreadableFile):
        check_template(data, SHAPE)


def test_a_template_that_takes_too_long_is_stopped():
    with pytest.raises(UnreadableFile, match="took too long"):
        check_template(template("{{ title }}"), SHAPE, seconds=0)


def test_long_loops_over_wide_data_are_linear():
    rows = [{"task": f"Task {number} " + "long " * 60, "units": []} for number in range(1_000)]
    made = template("{%p for row in rows %}", "{{ row.task }}", "{%p endfor %}")
    filled = fill_template(made, SHAPE, {**VALUES, "rows": rows})
    assert len(texts(filled)) == 1_000
