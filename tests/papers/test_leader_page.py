"""A leader's page: what a minute tells of how the tasks stand, on one page whatever there is."""

from __future__ import annotations

import struct
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests import builders
from tests.delivery.scene import at, scene
from tests.delivery.test_circulars import circular
from tests.formats.test_typeset import told
from throughline.delivery.actions import ask_extension
from throughline.history.act import act
from throughline.indicators.actions.observations import add_observation
from throughline.indicators.models import Indicator, Target
from throughline.organizations.models import Membership, Person, Post
from throughline.papers.making import leader_page
from throughline.papers.products import leader_page as page
from throughline.papers.products.leader_page import leader_values
from throughline.papers.products.leader_scope import Line, Scope, cut, part
from throughline.register.models import Task

pytestmark = pytest.mark.django_db
LONG = "Repair #every bridge over the canal before the water rises, "


@pytest.fixture
def city():
    """In April one task is red, in May another too; one unit asks for a date, one for help; one indicator is behind."""
    made = scene("near_due", explanation_days=0)
    with at(2026, 1, 1), act("test.leader", by=None) as this:
        post = this.create(Post(organization=made.city, title="Deputy mayor", is_leader=True))
        lin = this.create(Person(name="Lin Wen"))
        this.create(Membership(person=lin, post=post, started_on=date(2026, 1, 1)))
        green = this.create(Indicator(code="green", name="Green power", unit="%", organization=made.city))
        target = this.create(
            Target(
                indicator=green,
                base_value=Decimal(20),
                base_on=date(2025, 12, 31),
                value=Decimal(40),
                due_on=date(2026, 12, 31),
            )
        )
    for title, due, more in (
        ("Open the bridge", date(2026, 3, 31), {"leader": post}),
        ("Plant trees", date(2026, 4, 30), {"target": target}),
        ("Far away", date(2027, 3, 31), {}),
    ):
        made.task(title=title, due_on=due, starts_on=date(2026, 2, 1), **more)
    circular(made, "1", 2026, 4, 7)
    circular(made, "2", 2026, 5, 11)
    with at(2026, 5, 20):
        far = Task.objects.get(title="Far away")
        made.file(far, month=5, help_needed="Money for the pumps")
        made.file(far, month=5, unit=made.transport, by=made.other_officer, help_needed="None.")
        bridge = Task.objects.get(title="Open the bridge")
        ask_extension(bridge, by=made.officer, wanted_on=date(2026, 9, 30), reason="Rain")
        days = {"period_kind": "quarter", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31)}
        add_observation(green, made.city, by=None, value=Decimal(21), **days)
    return made


def parts(values):
    return {one["title"]: one for one in values["parts"]}


def test_it_tells_counts_changes_reasons_and_who_answers(city):
    with at(2026, 5, 21):
        values = leader_values(city.supervisor, Scope(city.register))
    assert (values["title"], values["subtitle"]) == ("Tasks", "City · as of 21 May 2026")
    assert [(one["label"], one["n"], one["change"]) for one in values["numbers"]] == [
        ("All tasks", 3, "±0"),
        ("Red", 2, "+1"),
        ("Yellow", 1, "+1"),
        ("Not rated", 0, "−2"),
        ("Overdue", 2, ""),
    ]
    worst, far = (
        parts(values)["What stands worst"]["lines"][0],
        parts(values)["What stands worst"]["lines"][2],
    )
    assert (worst["colour"], worst["mark"]) == ("red", "Red since 7 Apr 2026")
    assert worst["head"].endswith("Open the bridge")
    assert worst["text"] == "As of 7 Apr 2026: Days past the due date: 7."
    assert worst["foot"] == "Finance · Lin Wen, Deputy mayor, City · due 31 Mar 2026"
    assert far["colour"] == "yellow"


def test_what_needs_a_word_is_told_and_who_needs_nothing_is_not(city):
    with at(2026, 5, 21):
        values = leader_values(None, Scope(city.register))
    first, second = parts(values)["What needs a decision"]["lines"]
    assert first["text"] == "A new date is asked for: 30 Sep 2026 instead of 31 Mar 2026. Rain"
    assert (second["head"], second["text"]) == ("Far away", "Help is asked for: Money for the pumps")
    assert second["foot"] == "Finance · 20 May 2026"
    with at(2026, 6, 20):
        city.file(Task.objects.get(title="Far away"), month=6)
        after = leader_values(None, Scope(city.register))
    assert [one["head"] for one in parts(after)["What needs a decision"]["lines"]] == ["Open the bridge"]


def test_an_indicator_below_its_way_is_told_with_what_was_to_be_reached(city):
    with at(2026, 5, 21):
        (line,) = parts(leader_values(None, Scope(city.register)))["Indicators off track"]["lines"]
        assert line["head"] == "Green power"
        assert line["text"] == "21% up to 31 Mar 2026; 24.9% was to be reached by then: 84% attained."
        days = {"period_kind": "month", "starts_on": date(2026, 4, 1), "ends_on": date(2026, 4, 30)}
        add_observation(Indicator.objects.get(), city.city, by=None, value=Decimal(30), **days)
        well = parts(leader_values(None, Scope(city.register)))["Indicators off track"]
    assert (well["lines"], well["nothing"]) == ([], "All indicators that were measured are on their way.")


def test_of_one_leader_and_only_what_the_reader_sees(city):
    leader = Post.objects.get()
    with at(2026, 5, 21):
        own = leader_values(city.supervisor, Scope(leader=leader))
        assert own["subtitle"] == "Lin Wen, Deputy mayor, City · as of 21 May 2026"
        assert own["numbers"][0]["n"] == 1
        assert "Indicators off track" not in parts(own)
        nothing = leader_values(builders.user("stranger"), Scope())
    assert nothing["numbers"][0]["n"] == 0
    assert [one["lines"] for one in nothing["parts"]] == [[], []]


def test_the_first_month_has_nothing_to_compare_with():
    made = scene("near_due")
    with at(2026, 1, 20):
        made.task(title="One")
        values = leader_values(None, Scope(made.register))
    assert {one["change"] for one in values["numbers"]} == {""}
    assert values["compared"] == ""


def test_the_page_is_of_any_day_and_as_it_was_then(city):
    client = Client()
    client.force_login(city.supervisor)
    address, asked = reverse("leader_page", args=["pdf"]), {"register": city.register.slug}
    with at(2026, 5, 21):
        assert address in client.get(reverse("register", args=[city.register.slug])).content.decode()
        assert address in client.get(reverse("overview"), asked).content.decode()
        now, then = client.get(address, asked), client.get(address, {**asked, "as_of": "2026-04-20"})
        assert client.get(address, {**asked, "as_of": "2027-01-01"}).status_code == 422
        again = client.get(address, {**asked, "as_of": "2026-04-20"})
    assert (now["Content-Type"], now["Content-Disposition"][:6]) == ("application/pdf", "inline")
    assert "as of 21 May 2026" in told(now.content)
    assert "Plant trees" in told(now.content)
    assert "as of 20 Apr 2026" in told(then.content)
    assert "Plant trees" not in told(then.content)
    assert again.content == then.content
    client.force_login(builders.user("nobody"))
    assert client.get(address, asked).status_code == 404
    assert client.get(reverse("leader_page", args=["exe"])).status_code == 404


def test_more_tasks_ask_no_more_questions(city):
    def asked():
        with CaptureQueriesContext(connection) as captured, at(2026, 6, 10):
            leader_values(city.supervisor, Scope(city.register))
        return len(captured)

    before = asked()
    for number in range(20):
        city.task(title=f"T{number}", due_on=date(2026, 5, 31), starts_on=date(2026, 2, 1))
    circular(city, "3", 2026, 6, 8)
    assert asked() <= before + 1


def many(long: int):
    """What a register of 180 tasks has, with texts of `long` characters."""
    text, numbers = (
        LONG * (long // len(LONG) + 1),
        [{"colour": "red", "label": "Red", "n": 180, "change": "+2"}],
    )
    lines = [
        Line(
            cut(f"{place} {text[:long]}", page.TITLE),
            cut(text[:long], page.WHY),
            "Unit",
            "red",
            "Red since May",
        )
        for place in range(page.WORST)
    ]
    decided = [
        Line(f"Decide {one['head']}", one["text"], "Unit") for one in map(vars, lines[: page.DECISIONS])
    ]
    return {
        "title": cut(text[:long], page.TITLE),
        "subtitle": "as of today",
        "numbers": numbers * 8,
        "compared": "",
        "parts": [part("Worst", lines, 180), part("Decide", decided, 9), part("Indicators", lines[:6], 6)],
        "foot": "The end.",
    }


@pytest.mark.parametrize("long", [1, 40, 20_000])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_is_one_page_and_says_how_many_more_there_are(monkeypatch, long, language):
    monkeypatch.setattr("throughline.papers.making.leader_values", lambda _user, _scope: many(long))
    with translation.override(language):
        pdf = leader_page(None, Scope(), "pdf")
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    lines = told(pdf).split("\n")
    shown = sum("Red since May" in line for line in told(pdf).split("Decide")[0].split("\n"))
    assert any(str(180 - shown) in line and len(line) < 20 for line in lines), lines
    assert shown >= (7 if long < 100 else 2)
    assert lines[-1].strip() == "The end." or "The end." in lines


def test_the_picture_is_as_wide_as_a_phone_and_not_endless(monkeypatch):
    monkeypatch.setattr("throughline.papers.making.leader_values", lambda _user, _scope: many(20_000))
    picture = leader_page(None, Scope(), "png")
    wide, high = struct.unpack(">II", picture[16:24])
    assert wide == 975
    assert high < 6 * wide
