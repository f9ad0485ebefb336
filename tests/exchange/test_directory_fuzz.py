"""Whatever stands in the cells: a plan or a refusal, never a fault, and what is shown is what is done."""

import random
from datetime import date

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.exchange.directory import apply_directory, cells, read_directory
from throughline.exchange.directory.columns import PARTS
from throughline.formats.errors import UnreadableFile
from throughline.formats.sheets import Column, Sheet, csv_text, workbook
from throughline.history.models import AuditRecord
from throughline.lib.refusal import Refused
from throughline.organizations.models import Organization

pytestmark = pytest.mark.django_db

NAMES = (
    "gov",
    "City Government",
    "finance",
    "市教育局",
    "教育局",
    "市长",
    "Mayor",
    "ada",
    "邵启蒙",
    "gov Mayor",
)
WORDS = (
    "yes",
    "否",
    "viewer",
    "secretary",
    "Department",
    "专班",
    "holder",
    "代理",
    "中文",
    "2026-01-01",
    "2026年5月",
    "1",
    "0",
    "-1",
)
ODD = (
    "",
    " ",
    "=1+1",
    "'",
    '"',
    "a;b、c",
    "x" * 300,
    "\x00",
    "\ufeff",
    "9" * 30,
    "𠮷",
    "<script>",
    "%(name)s",
    "%d %",
    "1e9",
)
anything = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(WORDS),
    st.sampled_from(ODD),
    st.text(max_size=8),
    st.integers(-(10**14), 10**14),
    st.floats(),
    st.booleans(),
    st.dates(date(1900, 1, 1)),
    st.none(),
)
blank = st.just("")
#: What makes sense in a column; the others take names.
SENSIBLE = {
    cells.day: st.one_of(blank, st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.just("2026年5月")),
    cells.yes: st.sampled_from(("", "yes", "否", "√")),
    cells.whole: st.sampled_from(("", "1", "2", 3)),
    cells.language: st.sampled_from(("", "中文", "English")),
}
CHOICES = {
    "kind": ("", "holder", "代理", "deputy"),
    "role": ("viewer", "secretary", "Unit officer", ""),
    "username": ("ada", "eve"),
}


def sensible(part, one):
    if one.name == "kind" and part.name == "organizations":
        return st.sampled_from(("", "Department", "专班"))
    if one.name in CHOICES:
        return st.sampled_from(CHOICES[one.name])
    if one.name in ("parent", "acts_for", "ended_on"):
        return st.one_of(blank, st.sampled_from(NAMES))
    return SENSIBLE.get(one.parse, st.sampled_from(NAMES))


@st.composite
def sheets(draw, part):
    """A sheet with some of its columns, perhaps a stranger among them, mostly sensible cells."""
    optional = [one for one in part.fields if one.name not in part.marks]
    extra = draw(st.lists(st.sampled_from(optional), max_size=5, unique_by=lambda one: one.name))
    chosen = [*(one for one in part.fields if one.name in part.marks), *extra]
    titles = [draw(st.sampled_from((str(one.title), *one.also))) for one in chosen]
    odd = draw(st.integers(0, 9)) == 0
    row = st.tuples(
        *(st.one_of(sensible(part, one), anything) if odd else sensible(part, one) for one in chosen)
    )
    rows = draw(st.lists(row, max_size=5))
    if draw(st.booleans()):
        titles, rows = [*titles, "Remark"], [[*one, "text"] for one in rows]
    return draw(st.sampled_from((str(part.title), "", "Sheet 1"))), titles, rows


books = st.tuples(*(sheets(part) for part in PARTS))


def try_out(data, name):
    """Look, and take over when that promised to work; nothing stays."""
    with transaction.atomic():
        plan = looked_at(data, name)
        assert not AuditRecord.objects.exists()
        if plan is not None and not plan.errors:
            assert apply_directory(plan, by=None).outcomes == plan.outcomes
        transaction.set_rollback(True)
    assert not Organization.objects.exists()


def looked_at(data, name):
    try:
        plan = read_directory(data, name)
    except (Refused, UnreadableFile) as refused:
        # The sentence must be complete, whatever the file put into it.
        return None if str(refused) else refused
    assert all(error.message for error in plan.errors)
    return plan


@settings(max_examples=60, deadline=None)
@given(books)
def test_workbooks(found):
    data = workbook([Sheet(title, [Column(name) for name in titles], rows) for title, titles, rows in found])
    try_out(data, "any.xlsx")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PARTS).flatmap(sheets), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_csv(found, encoding):
    _title, titles, rows = found
    try_out(csv_text([titles, *rows]).encode(encoding, errors="replace"), "any.csv")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.xlsx", "a.csv", "a", "../a.xlsx"]))
def test_any_bytes(data, name):
    try_out(data, name)


def test_a_damaged_workbook():
    data = workbook([Sheet("Organizations", [Column("Name")], [["City"]])])
    chance = random.Random(3)
    for _ in range(40):
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try_out(bytes(broken[: chance.randrange(1, len(broken) + 1)]), "broken.xlsx")
