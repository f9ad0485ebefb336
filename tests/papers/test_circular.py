"""The circular as a document: what its page tells, in whole sentences, in a Word file that is read back."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests import builders
from tests.delivery.scene import at, scene
from tests.delivery.test_circulars import circular
from throughline.accounts.choices import Role
from throughline.delivery.actions import correct_rating
from throughline.delivery.models import Rating
from throughline.delivery.queries.circular import circular_detail
from throughline.papers.choices import PaperKind
from throughline.papers.making import document
from throughline.papers.products.circular import circular_values
from throughline.register.choices import Colour

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return scene("near_due", explanation_days=0)


@pytest.fixture
def circulars(city):
    """In April one task is red; in May another too. Both units owe reports."""
    for title, due in (("Open the bridge & road", date(2026, 3, 31)), ("Plant <trees>", date(2026, 4, 30))):
        city.task(title=title, due_on=due, starts_on=date(2026, 2, 1))
    city.task(title="Far away", due_on=date(2027, 3, 31), starts_on=date(2026, 2, 1))
    first = circular(city, "1", 2026, 4, 7, remark="One is late.")
    return first, circular(city, "2", 2026, 5, 11)


def texts(data: bytes) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)


def test_the_text_tells_what_the_page_tells(city, circulars):
    values = circular_values(circulars[1], city.supervisor)
    detail = circular_detail(circulars[1], city.supervisor)
    for count in detail.counts:
        line = {"colour": str(Colour(count.colour).label), "now": count.now, "before": count.before}
        assert line in [{name: one[name] for name in line} for one in values["counts"]]
    assert values["opening"] == "As of 12 May 2026 the register “Tasks” holds 3 tasks: 2 red, 1 yellow."
    assert values["comparison"] == (
        "Compared with circular 1 of 8 Apr 2026: 1 more red, 1 more yellow, 2 fewer not rated."
    )
    assert values["troubled_text"].startswith(
        "3 tasks are yellow, orange or red, 2 of them told for the first time"
    )
    assert [(one["task"], one["colour"]) for one in values["troubled"]] == [
        ("Open the bridge & road", "Red"),
        ("Plant <trees>", "Red"),
        ("Far away", "Yellow"),
    ]
    assert values["troubled"][0]["reason"] == "As of 7 Apr 2026: Days past the due date: 7."
    assert values["troubled"][1]["reason"] == "Days past the due date: 1."
    assert "is to finish it without delay" in values["troubled"][0]["required"]
    (unit,) = values["units"]
    assert (unit["name"], unit["total"], unit["red"], unit["green"], unit["change"]) == (
        "Finance",
        3,
        2,
        "",
        "+2",
    )
    assert values["units_text"] == ""


def test_overdue_reports_are_those_of_that_day_and_stay_so(city, circulars):
    before = circular_values(circulars[1], None)
    assert {one["unit"] for one in before["overdue"]} == {"Finance", "Transport"}
    with at(2026, 6, 20):
        for task in (one.task for one in Rating.objects.filter(state="circulated")[:1]):
            city.file(task, month=6)
        correct_rating(
            Rating.objects.filter(state="circulated").first(),
            by=city.supervisor,
            colour="green",
            reason="A mistake.",
        )
        assert circular_values(circulars[1], None) == before


def test_the_first_one_has_nothing_to_compare_with(city, circulars):
    values = circular_values(circulars[0], None)
    assert values["comparison"] == "This is the first circular; there is none to compare it with."
    assert {one["change"] for one in values["units"]} == {"–"}
    assert values["remark"] == "One is late."


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_document_is_set_as_offices_set_theirs(city, circulars, language):
    with translation.override(language):
        made = document(PaperKind.CIRCULAR, circular_values(circulars[1], None))
    read = docx.Document(io.BytesIO(made))
    section = read.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    told = texts(made)
    assert "Open the bridge & road" in told
    assert "Plant <trees>" in told
    assert "{" not in told
    assert "{" not in "".join(cell.text for table in read.tables for row in table.rows for cell in row.cells)
    across = section.page_width - section.left_margin - section.right_margin
    for table in read.tables:
        assert sum(cell.width for cell in table.rows[0].cells) <= across + 8
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert len(read.tables[2].rows) == 2
    if language == "zh-hans":
        assert "截至2026年5月12日" in told
        assert 'w:eastAsia="仿宋_GB2312"' in read.styles["Normal"].element.xml
        assert "方正小标宋简体" in read.paragraphs[0]._p.xml
        assert "of them" not in told


def test_only_tasks_in_sight_are_told(city, circulars):
    unit = builders.organization("other", city.city)
    builders.task(city.register, unit, title="Theirs")
    officer = builders.user("other-unit", Role.UNIT_OFFICER, organization=unit)
    values = circular_values(circulars[1], officer)
    assert (values["troubled"], values["units"], values["overdue"]) == ([], [], [])


def test_the_page_offers_it_and_a_stranger_does_not_get_it(city, circulars):
    client = Client()
    client.force_login(city.supervisor)
    path = reverse("circular_document", args=[circulars[1].pk])
    assert path in client.get(reverse("circular", args=[circulars[1].pk])).content.decode()
    answer = client.get(path)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Compared with circular 1" in texts(answer.content)
    client.force_login(builders.user("nobody"))
    assert client.get(path).status_code == 404


def test_the_number_of_questions_does_not_grow(city, circulars):
    def asked(one):
        with CaptureQueriesContext(connection) as captured:
            circular_values(one, None)
        return len(captured)

    before = asked(circulars[1])
    for number in range(20):
        city.task(title=f"T{number}", due_on=date(2026, 5, 31), starts_on=date(2026, 2, 1))
    assert asked(circular(city, "3", 2026, 6, 9)) <= before + 1
