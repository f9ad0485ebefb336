"""Every page of a past day: what it showed then, with today's rights, and nothing to be changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from difflib import unified_diff

import pytest
from django.urls import reverse

from tests.web.test_pages import EXPECTED
from tests.web.whole import ROLES, TODAY, Whole, address, read, text
from throughline.accounts.actions.tokens import make_token
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.lib import clock
from throughline.organizations.models import Organization
from throughline.register.actions.tasks import edit_task
from throughline.register.models import Entry, KeyArea, Register, Task

pytestmark = pytest.mark.django_db

DAY = TODAY.date().isoformat()
#: What a reader reads: pages on which nothing is a matter of the present alone.
READ = (
    "overview registers tasks register task task_history report circulars circular projects project directory persons "
    "organization organization_history post post_history person documents document document_text document_history "
    "document_findings plans plan edition clause indicators indicator rule_sets calendar"
).split()


@pytest.fixture
def city(whole_city: Whole) -> Iterator[Whole]:
    with clock.travel(TODAY + timedelta(days=9)):
        yield whole_city


def change_much(city: Whole) -> None:
    """What a later week may bring: other wordings, another name, a row gone."""
    for task in Task.objects.filter(state="open"):
        edit_task(task, by=None, seen=task.version, title=f"Renamed {task.pk}", aim="Quite another aim")
    with act("test.later", by=None) as this:
        for kind, column in ((Organization, "name"), (KeyArea, "title"), (Register, "title")):
            for row in kind.objects.all():
                setattr(row, column, f"Later {row.pk}")
                this.save(row)
        this.delete(Entry.objects.filter(register=city.instructions).first() or Entry.objects.last())


def content(page: str) -> list[str]:
    """The main part, tag by tag, without what tells the past from the present: the day in links, tokens."""
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(rf'<input type="hidden" name="as_of" value="{DAY}">', "", main)
    main = re.sub(rf"(\?|&amp;|&)as_of={DAY}(&amp;|&)?", lambda m: m[1] if m[2] else "", main)
    main = re.sub(r'\?(?=")', "", main)
    main = re.sub(r"\s+", " ", main)
    return re.split("(?=<)", re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main))


def test_pages_show_what_they_showed(city):
    client, shown = city.client("auditor"), {}
    with clock.travel(TODAY.replace(hour=15)):
        for name in READ:
            shown[name] = content(text(client.get(address(city, name))))
    change_much(city)
    for name in READ:
        page = text(client.get(address(city, name), {"as_of": DAY}))
        changed = list(unified_diff(shown[name], content(page), lineterm="", n=0))
        assert changed == [], (name, changed[:9])
        assert "As it stood at the end of 10 Mar 2026" in page
    assert "Renamed" in text(client.get(address(city, "tasks")))


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_page_fails_and_none_is_opened_that_is_closed_today(city, role):
    client, column = city.client(role), ROLES.index(role)
    before = AuditRecord.objects.count()
    for name, letters in EXPECTED.items():
        response = client.get(address(city, name), {"as_of": DAY})
        read(response)
        assert response.status_code in (200, 302, 403, 404, 405, 409), name
        if response.status_code == 200:
            assert letters[column] == "o", name
    assert AuditRecord.objects.count() == before


def test_whoever_acts_is_led_back_to_today(city):
    client = city.client("supervision")
    for name in ("task_edit", "register_edit", "task_new"):
        response = client.get(address(city, name), {"as_of": DAY})
        assert response.status_code in (403, 404, 409), name
        assert "Back to today" in text(response)
    page = text(client.get(address(city, "task"), {"as_of": DAY}))
    assert reverse("task_edit", args=[city.tasks["circulated"].pk]) not in page


def test_links_and_searches_stay_on_the_day(city):
    page = text(city.client("supervision").get(address(city, "tasks"), {"as_of": DAY}))
    inner = re.findall(r'<a\b[^>]*?\shref="(/[^"]*)"', page)
    assert len(inner) > 5
    assert {link for link in inner if f"as_of={DAY}" not in link} == set()
    assert re.search(rf'method="get"[^>]*><input type="hidden" name="as_of" value="{DAY}">', page)
    assert re.search(r'href="\?"[^>]*>Back to today', page)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2031-01-01", "1 Jan 2031 has not come yet"),
        ("1999-01-01", "Nothing was kept before"),
        ("yesterday", "Write the day as 2026-06-30"),
        ("2026-02-30", "Write the day as 2026-06-30"),
        ('2026-03-10"><script>', "Write the day as 2026-06-30"),
        ("9" * 4000, "Write the day as 2026-06-30"),
    ],
)
def test_a_day_that_can_not_be_shown_is_refused(city, asked, told):
    client = city.client("supervision")
    response = client.get("/registers/", {"as_of": asked})
    assert response.status_code == 422
    assert told in text(response)
    answer = client.get("/api/v1/registers", {"as_of": asked})
    assert answer.status_code == 422
    assert told in answer.json()["message"]


def test_the_past_has_nothing_to_be_done(city):
    client = city.client("supervision")
    for page in ("home", "reports", "ratings"):
        assert client.get(reverse(page), {"as_of": DAY})["Location"] == f"/overview/?as_of={DAY}"
    assert client.get("/api/v1/today", {"as_of": DAY}).status_code == 409


def test_today_is_no_past_day(city):
    page = text(city.client("supervision").get("/registers/", {"as_of": clock.today().isoformat()}))
    assert "As it stood" not in page
    assert "As it stood" not in text(city.client("supervision").get("/registers/", {"as_of": ""}))


def test_the_api_answers_as_of_the_day_also_by_token(city):
    user = city.users["supervision"]
    _token, secret = make_token(user, "Script", by=user)
    task = Task.objects.get(pk=city.tasks["circulated"].pk)
    before = task.title
    edit_task(task, by=None, seen=task.version, title="Another title")
    client = city.client("stranger")
    client.logout()
    header = {"Authorization": f"Bearer {secret}"}
    now = client.get(f"/api/v1/tasks/{task.pk}", headers=header).json()
    then = client.get(f"/api/v1/tasks/{task.pk}", {"as_of": DAY}, headers=header).json()
    assert (now["title"], then["title"]) == ("Another title", before)
