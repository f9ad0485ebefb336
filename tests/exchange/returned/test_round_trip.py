"""A workbook that comes back as it left changes nothing, whatever stands in the register."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from throughline.exchange.register_export import COLUMNS, export
from throughline.exchange.returned.looking import look
from throughline.exchange.returned.opening import open_returned
from throughline.history.act import act
from throughline.register import actions
from throughline.register.choices import Colour, CompletionKind, Rhythm, TaskState
from throughline.register.models import Task

pytestmark = pytest.mark.django_db

#: Those that a task has by itself; a merged one needs another.
STATES = [*"open complete closed suspended cancelled".split()]
words = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="=+-@\t \n\r,;、（）_x0041D\u00a0\u3000", max_size=20),
    st.sampled_from(
        [
            "=1+1",
            "+86",
            "@x",
            "_x000D_",
            "_x0041_ & <b>",
            "1.10",
            "007",
            "2026-06-30",
            "46203",
            "TRUE",
            "#N/A",
            "<r>a & b</r>",
        ]
    ),
    st.builds(
        lambda part, n: part * n, st.sampled_from(["long ", "很长的文字", "line\n"]), st.integers(1, 900)
    ),
)
days = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
percents = st.one_of(
    st.none(), st.decimals(0, 100, places=6, allow_nan=False), st.just(Decimal("33.333333333333"))
)
roles = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["lead", "joint", "supporting", "supervising"])), max_size=4
)
tasks = st.fixed_dictionaries(
    {
        "title": words.filter(lambda text: text.strip()),
        "aim": words,
        "standard": words,
        "requirement": words,
        "due_on": days,
        "due_text": words.map(lambda text: text[:100]),
        "review_rhythm": st.sampled_from(["", *Rhythm.values]),
        "completion": st.sampled_from(CompletionKind.values),
        "progress": percents,
        "rating": st.sampled_from(Colour.values),
        "state": st.sampled_from(STATES),
        "number": words.map(lambda text: text[:30]),
        "area": st.integers(0, 2),
        "roles": roles,
    }
)


def sound(text: str) -> str:
    """What a field can keep."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode().strip()


@pytest.fixture
def places():
    root = builders.organization("city", level=1)
    names = ("Water, Sewage and Drains", "水务局", "=Roads+", "Parks (North)")
    return root, [builders.organization(parent=root, name=name) for name in names]


def filled(places, drafts):
    root, units = places
    register = builders.register(organization=root)
    areas = [None, *(actions.add_area(register, by=None, title=title) for title in ("Harbour", "=1 港口"))]
    for draft in drafts:
        fields = {key: sound(value) if isinstance(value, str) else value for key, value in draft.items()}
        fields["title"] = fields["title"][:500] or "–"
        derived = {key: fields.pop(key) for key in ("progress", "rating", "state")}
        wanted = [(units[place], role) for place, role in fields.pop("roles")]
        place = {"area": areas[fields.pop("area")], "number": fields.pop("number")}
        made = actions.create_task(register, by=None, responsibilities=wanted, **place, **fields)
        with act("test.derived", by=None) as this:
            row = Task.objects.get(pk=made.pk)
            for key, value in derived.items():
                setattr(row, key, value)
            this.save(row)
    return register


def again(content: bytes) -> bytes:
    """Loaded and saved by another program."""
    book, buffer = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(tasks, max_size=5), st.sampled_from(["en", "zh-hans"]))
def test_nothing_edited_nothing_changed(places, drafts, language):
    register = filled(places, drafts)
    with translation.override(language):
        content = export(register, None, "xlsx")
    shown = sum(draft["state"] != TaskState.CANCELLED for draft in drafts)
    for file in (content, again(content)):
        opened = open_returned(file, "list.xlsx")
        assert (opened.unchanged, opened.rows, opened.troubles) == (shown, [], [])
        preview = look(register, [("list.xlsx", file)], by=None)
        assert (preview.changes, preview.troubles, preview.notes, preview.here) == ([], [], [], 0)


def test_every_column_has_a_kind_that_can_be_read():
    assert {column.kind for column in COLUMNS} <= {"text", "date", "number"}


def test_the_slip_is_hidden_and_so_are_the_keys(places):
    book = openpyxl.load_workbook(io.BytesIO(export(filled(places, []), None, "xlsx")))
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "hidden"]
    sheet = book.worksheets[0]
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(len(COLUMNS) + 1)].hidden
