"""Each number of the overview leads to a list of exactly what it counts; lists, boards and numbers on lists agree."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.delivery.scene import at, scene
from tests.desk.test_board import area, placed, rated
from throughline.accounts.choices import Role
from throughline.delivery.actions import Approval, cancel_task, correct_rating
from throughline.desk.queries import board, by_leader, by_register
from throughline.exchange.register_export import export_file
from throughline.history.act import act
from throughline.organizations.models import Post
from throughline.plans.models import Plan
from throughline.register.actions import record_instruction, show_on
from throughline.register.choices import RegisterKind, TaskState
from throughline.register.models import Register
from throughline.register.queries import RegisterFilter, group_counts, registers, rows

pytestmark = pytest.mark.django_db

TODAY = (2026, 4, 12)
LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@pytest.fixture
def city():
    """Two registers, areas with and without leaders, a task on both lists, a cancelled one, months of ratings."""
    made = scene()
    with act("test.posts", by=None) as this:
        mayor, vice = (
            this.create(Post(organization=made.city, title=title, official_order=n, is_leader=not n))
            for n, title in enumerate(("Mayor", "Vice mayor"))
        )
        plan = this.create(Plan(slug="plan", title="Plan", organization=made.city))
    with at(2026, 1, 2):
        made.health, made.roads = area(made, "Health"), area(made, "Roads", leader=vice)
        rated(made, placed(made, made.health), "green", 2026, 2, 1, number="1")
        wrong = rated(made, placed(made, made.roads), "red", 2026, 2, 10, number="2")
        rated(made, placed(made, made.roads, made.transport, leader=mayor), "yellow", 2026, 3, 10, number="3")
        placed(made, None)
        builders.task(made.register)
        gone = placed(made, made.roads)
        said = builders.register("said", made.city, kind=RegisterKind.INSTRUCTIONS, plan=plan)
        record_instruction(said, by=made.supervisor, for_=mayor, title="Look into it")
        both = record_instruction(said, by=made.supervisor, for_=mayor, title="Look into the roads, too")
        show_on(both, made.register, by=None)
    rated(made, gone, "red", 2026, 2, 20, number="4")
    with at(2026, 4, 10):
        gone.refresh_from_db()
        cancel_task(
            gone,
            by=made.supervisor,
            seen=gone.version,
            why="Merged.",
            approval=Approval(text="The executive meeting."),
        )
        correct_rating(wrong, by=made.supervisor, colour="yellow", reason="Moved.")
    return made


def readers(city) -> dict[str, object]:
    found = {"supervision": city.supervisor, "officer": city.officer}
    found["county"] = builders.user("county", Role.VIEWER, organization=city.transport)
    found["everywhere"] = builders.user("auditor", Role.AUDITOR)
    return found


def numbers(page: str, *, every: bool = False) -> list[tuple[str, int]]:
    """(address, number) of each square: links to lists with a number in them."""
    page = re.sub(r'<script type="application/json">.*?</script>', "", page, flags=re.DOTALL)
    found = []
    for address, inner in LINK.findall(page.split('id="content"')[1]):
        words = re.sub(r'<span class="visually-hidden">.*?</span>', "", inner)
        number = re.search(r"\d+", re.sub(r"<[^>]+>", " ", words))
        if number and (
            every or "/tasks/?" in address or address.endswith("/tasks/") or "/registers/" in address
        ):
            found.append((unescape(address), int(number.group())))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("extent", ["", "?register=tasks", "?register=said", "?plan=plan"])
def test_every_number_is_the_length_of_the_list_that_it_leads_to(city, extent):
    slug = city.register.slug
    with at(*TODAY):
        for name, user in readers(city).items():
            client = Client()
            client.force_login(user)
            page = client.get(reverse("overview") + extent.replace("tasks", slug))
            if page.status_code == 404:
                continue
            squares = numbers(page.content.decode())
            assert squares or not page.context["board"].total.total, name
            for address, number in squares:
                answer = client.get(address)
                assert answer.status_code == 200, (name, address)
                shown = answer.context["page"].rows
                assert (len(shown), answer.context["counts"].total) == (number, number), (name, address)


def test_a_closed_year_is_added_to_the_running_one_only_when_asked_for(city):
    client = Client()
    client.force_login(city.supervisor)
    with at(*TODAY):
        of_all = rows(None, city.supervisor, RegisterFilter()).rows
        with act("test.close", by=None) as this:
            city.register.closed_on = date(*TODAY)
            this.save(city.register)
        squares = numbers(client.get(reverse("overview")).content.decode())
        assert all(client.get(address).context["counts"].total == number for address, number in squares)
        listed = client.get(reverse("tasks"))
        assert listed.context["counts"].total == 2
        assert "Closed years too" in listed.content.decode()
        assert client.get(reverse("tasks") + "?closed=1").context["counts"].total == len(of_all)
        area = f"?area={city.roads.pk}"
        assert client.get(reverse("tasks") + area).context["counts"].total > 0
        own = client.get(reverse("register", args=[city.register.slug]))
        assert own.context["counts"].total > 0
        assert "Closed years too" not in own.content.decode()
        assert len(client.get("/api/v1/tasks").json()["rows"]) == 2
        assert len(client.get("/api/v1/tasks?closed_years=true").json()["rows"]) == len(of_all)


@pytest.mark.parametrize("query", ["", "?lacks=any", "?rated_on=2026-02-28"])
def test_the_numbers_above_a_list_lead_to_what_they_count(city, query):
    """On the list of a past day they only tell: its ratings are those of then, the numbers those of today."""
    client = Client()
    client.force_login(city.supervisor)
    with at(*TODAY):
        page = client.get(reverse("tasks") + query).content.decode()
        above = page.split('aria-label="Ratings"')[1].split("</ul>")[0]
        for address, number in numbers('id="content"' + above, every=True):
            assert client.get(reverse("tasks") + address).context["counts"].total == number, address
    assert ("rating=" in above) is ("rated_on" not in query)


def test_the_squares_are_of_every_kind(city):
    client = Client()
    client.force_login(city.supervisor)
    with at(*TODAY):
        squares = [address for address, _n in numbers(client.get(reverse("overview")).content.decode())]
    for part in ("area=none", "lead=none", "leader=none", "rated_on=2026-02-28", "rating=none", "rating=red"):
        assert any(part in address for address in squares), part
    assert any("area=" in one and "lead=" in one for one in squares)


def test_a_month_lists_what_stood_so_then_as_it_was_known_then(city):
    with at(*TODAY):
        red = rows(None, city.supervisor, RegisterFilter(ratings=("red",), rated_on=date(2026, 2, 28))).rows
        now = rows(None, city.supervisor, RegisterFilter(ratings=("red",))).rows
        any_then = rows(None, city.supervisor, RegisterFilter(rated_on=date(2026, 1, 31))).rows
    # The red was corrected later, and what was cancelled since is not counted any more.
    assert [row.task.rating for row in red] == ["yellow"]
    assert now == []
    assert len(any_then) == 7


def test_a_list_leaves_cancelled_tasks_out_until_they_are_asked_for(city, tmp_path):
    with at(*TODAY):
        usual = rows(city.register, None).rows
        every = rows(city.register, None, RegisterFilter(states=tuple(TaskState.values))).rows
        cancelled = rows(city.register, None, RegisterFilter(states=("cancelled",))).rows
        client = Client()
        client.force_login(city.supervisor)
        page = client.get(reverse("register", args=[city.register.slug]) + "?state=every")
        for flag, lines in ((False, len(usual)), (True, len(every))):
            export_file(tmp_path / "out.csv", slug=city.register.slug, with_cancelled=flag)
            assert len((tmp_path / "out.csv").read_text(encoding="utf-8").strip().splitlines()) == lines + 1
    assert (len(every) - len(usual), len(cancelled)) == (1, 1)
    assert page.context["counts"].total == len(every)


def test_registers_and_the_overview_count_a_register_alike(city):
    """Instructions, too: by what stands on the register in sight, shown and at home, without cancelled ones."""
    with at(*TODAY):
        for name, user in readers(city).items():
            listed = {one.slug: one.task_count for one in registers(user) if one.task_count}
            told = {one.slug: cell.total for one, cell in by_register(user)}
            boards = {
                slug: board(user, register=Register.objects.get(slug=slug)).total.total for slug in listed
            }
            shown = {slug: len(rows(Register.objects.get(slug=slug), user).rows) for slug in listed}
            assert listed == told == boards == shown, name
            reds = {one.slug: one.red_count for one in registers(user)}
            assert reds == {
                one.slug: len(rows(one, user, RegisterFilter(ratings=("red",))).rows)
                for one in registers(user)
            }
        assert {one.slug: one.task_count for one in registers(city.supervisor)} == {
            city.register.slug: 6,
            "said": 2,
        }
        assert board(city.supervisor).total.total == 7


def test_the_number_of_rows_that_lack_something_leads_to_them(city):
    client = Client()
    client.force_login(city.supervisor)
    with at(*TODAY):
        home = client.get(reverse("home"))
        listed = client.get(reverse("tasks") + "?lacks=any")
    assert listed.context["counts"].total == home.context["desk"].supervision.lacking.incomplete > 0


def test_rows_of_several_registers_say_of_which_one_they_are(city):
    client = Client()
    client.force_login(city.supervisor)
    with at(*TODAY):
        page = client.get(reverse("tasks")).content.decode()
    assert page.count(f'href="{reverse("register", args=["said"])}"') == 2


def test_rows_stand_under_whoever_is_in_charge_as_the_board_counts_them(city):
    with at(*TODAY):
        listed = Counter(row.group for row in rows(None, city.supervisor, group="leader").rows)
        counted = {one.group: one.counts.total for one in group_counts(None, city.supervisor, "leader")}
        told = {post: cell.total for post, cell in by_leader(city.supervisor)}
    assert dict(listed) == counted == told
    assert [post and post.title for post in told] == ["Mayor", "Vice mayor", None]


def test_ratings_are_ticked_in_the_filter_and_stay_ticked(city):
    client = Client()
    client.force_login(city.supervisor)
    with at(*TODAY):
        page = client.get(reverse("tasks") + "?rating=yellow&rating=none").content.decode()
    boxes = re.findall(r'<input type="checkbox" name="rating" value="(\w+)"([^>]*)>', page)
    assert [value for value, _rest in boxes] == ["none", "green", "blue", "yellow", "orange", "red"]
    assert [value for value, rest in boxes if "checked" in rest] == ["none", "yellow"]


def test_the_api_asks_the_same(city):
    client = Client()
    client.force_login(city.supervisor)
    with at(*TODAY):
        found = client.get("/api/v1/tasks?lead=0&area=0").json()["rows"]
        then = client.get("/api/v1/tasks?rating=red&rated_on=2026-02-28").json()["rows"]
    assert [row["lead"] for row in found] == [None] * len(found)
    assert (len(found), len(then)) == (3, 1)
