"""The pages of supervision: decisions on many rows, time for units, milestones, new dates, circulars."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.web.whole import Whole, text
from throughline.delivery.actions import (
    accept_report,
    file_report,
    return_report,
)
from throughline.delivery.models import Circular, Period, Rating, Report
from throughline.delivery.refusals import PeriodIsClosed
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.lib import clock
from throughline.register.actions import edit_task
from throughline.register.models import Milestone, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


@pytest.fixture
def reports(city) -> list[Report]:
    """Three filed reports of March, the first one that of the scene."""
    period = Period.objects.get(register=city.register, starts_on=date(2026, 3, 1))
    more = [builders.task(city.register, city.water, title=f"More {n}") for n in range(2)]
    for task in more:
        file_report(task, city.water, period, by=city.users["officer"], progress=5, done="Begun.")
    return list(Report.objects.filter(state="filed").order_by("pk"))


def ticked(page: str, name: str) -> set[int]:
    """The keys of the rows called `name` that are ticked."""
    boxes = re.findall(rf'<input type="checkbox"[^>]*name="{name}"[^>]*>', page)
    return {int(re.search(r'value="(\d+)"', box)[1]) for box in boxes if " checked" in box}


def acts() -> int:
    return AuditRecord.objects.count()


# ---- decisions on many rows ----


def test_a_return_without_a_reason_keeps_what_was_ticked(city, reports):
    chosen = [row.pk for row in reports[:2]]
    before = acts()
    answer = city.client("supervision").post(
        reverse("reports_decide"), {"report": chosen, "act": "return", "reason": "  "}
    )
    page = text(answer)
    assert (answer.status_code, acts()) == (422, before)
    assert "<h1" in page
    assert "Waiting for your decision" in page
    assert ticked(page, "report") == set(chosen)
    assert 'aria-invalid="true"' in page
    assert "Say why the report is returned" in page


def test_rows_that_can_not_be_returned_are_named_and_the_others_stay_ticked(city, reports):
    accept_report(reports[1], by=city.users["supervision"])
    before = acts()
    answer = city.client("supervision").post(
        reverse("reports_decide"),
        {"report": [row.pk for row in reports], "act": "return", "reason": "Where are the figures?"},
    )
    page = text(answer)
    assert (answer.status_code, acts()) == (422, before)
    assert "Nothing was done yet" in page
    assert "2 others are still ticked" in page
    assert "More 0</strong>: The report of Water Bureau" in page
    assert "Where are the figures?</textarea>" in page
    assert ticked(page, "report") == {reports[0].pk, reports[2].pk}


def test_rows_that_are_gone_are_counted_and_nothing_is_done(city, reports):
    before = acts()
    answer = city.client("supervision").post(
        reverse("reports_decide"), {"report": [reports[0].pk, 10**12], "act": "accept"}
    )
    assert (answer.status_code, acts()) == (422, before)
    assert "1 of the chosen rows is no longer here" in text(answer)
    assert ticked(text(answer), "report") == {reports[0].pk}


def test_nothing_ticked_is_told_on_the_page(city):
    for name, words in (
        ("reports_decide", "at least one report"),
        ("ratings_confirm", "at least one rating"),
    ):
        answer = city.client("supervision").post(reverse(name), {"act": "accept"})
        assert answer.status_code == 422
        assert words in text(answer)


def test_on_the_page_of_one_report_the_reason_is_asked_for_there(city):
    answer = city.client("supervision").post(
        reverse("reports_decide"), {"report": city.report.pk, "act": "return", "reason": "", "back": "report"}
    )
    page = text(answer)
    assert answer.status_code == 422
    assert "Stone was ordered." in page
    assert 'aria-invalid="true"' in page


def test_a_rating_whose_unit_may_explain_is_named_and_the_other_stays_ticked(city):
    confirmable = Rating.objects.get(task=city.tasks["proposed"])
    other = builders.task(city.register, city.water, title="Young", starts_on=date(2026, 1, 5))
    young = _proposed(other, explain_by_on=date(2026, 3, 12))
    client, before = city.client("supervision"), acts()
    with clock.travel(datetime(2026, 3, 12, 4, tzinfo=UTC)):
        Rating.objects.filter(pk=confirmable.pk).update(explain_by_on=date(2026, 3, 11))
        answer = client.post(reverse("ratings_confirm"), {"rating": [confirmable.pk, young.pk]})
    page = text(answer)
    assert (answer.status_code, acts()) == (422, before)
    assert "Young</strong>: The unit may explain “Young” until 12 Mar 2026" in page
    assert ticked(page, "rating") == {confirmable.pk}


def _proposed(task: Task, **fields: object) -> Rating:
    with act("test.rating", by=None) as this:
        return this.create(
            Rating(task=task, on=date(2026, 3, 10), since=date(2026, 3, 10), colour="red",
                   proposed_colour="red", **fields)
        )  # fmt: skip


def test_the_count_of_today_is_the_list_and_what_may_be_explained_has_no_act(city):
    client = city.client("supervision")
    rating = city.proposed
    listed, desk = text(client.get(reverse("ratings"))), text(client.get(reverse("home")))
    assert "Their units may still explain" in listed
    assert "may be explained until 13 Mar 2026" in listed
    decide = reverse("rating_decide", args=[rating.pk])
    assert decide not in listed
    assert "1 more may still be explained" in desk
    assert decide not in text(client.get(reverse("task", args=[rating.task_id])))
    with clock.travel(datetime(2026, 3, 16, 4, tzinfo=UTC)):
        listed, desk = text(client.get(reverse("ratings"))), text(client.get(reverse("home")))
        assert "Their units may still explain" not in listed
        assert "To decide (1)" in listed
        assert decide in listed
        assert "more may still be explained" not in desk
        assert decide in text(client.get(reverse("task", args=[rating.task_id])))


def test_the_address_of_a_refusal_leads_back_to_the_list(city):
    client = city.client("supervision")
    for name, back in (("reports_decide", "reports"), ("ratings_confirm", "ratings")):
        assert client.get(reverse(name))["Location"] == reverse(back)


# ---- reports ----


def test_a_returned_report_says_until_when_it_may_be_filed_again(city):
    return_report(city.report, by=city.users["supervision"], reason="Which stone?")
    officer, office = city.client("officer"), city.client("supervision")
    with clock.travel(datetime(2026, 3, 30, 4, tzinfo=UTC)):
        again = "due again by 30 Mar 2026"  # The period itself is due on Saturday the 28th, so on Monday.
        task = reverse("task", args=[city.report.task_id])
        for client, path in ((officer, reverse("home")), (officer, task), (officer, reverse("reports")),
                             (office, reverse("home")), (office, reverse("reports"))):  # fmt: skip
            assert again in text(client.get(path)), path
        form = text(officer.get(reverse("report_new", args=[city.report.task_id, city.water.pk])))
        assert "Returned on 10 Mar 2026, due again by 30 Mar 2026." in form


def test_the_form_names_the_indicator_with_its_unit_the_last_value_and_the_target(city):
    task = city.tasks["confirmed"]
    edit_task(task, by=city.users["supervision"], seen=task.version, target=city.target)
    page = reverse("report_new", args=[task.pk, city.water.pk])
    client = city.client("officer")
    shown = text(client.get(page))
    assert re.search(r"<label[^>]*for=\"id_value\"[^>]*>Sea wall \(km\)</label>", shown)
    assert "Last value: 3 (until 31 Dec 2025)" in shown
    assert "Target: Sea wall ≥ 12 km" in shown
    assert "by 31 Dec 2026" in shown
    period = Period.objects.get(register=city.register, starts_on=date(2026, 3, 1))
    file_report(task, city.water, period, by=city.users["officer"], value="4.5", done="More wall.")
    shown = text(client.get(f"{page}?period={period.pk}"))
    assert "Last reported: 4.5 (until 31 Mar 2026)" in shown
    assert "1 Mar 2026 – 31 Mar 2026" in shown
    assert "2026-03-31" not in shown


def test_a_closed_period_is_told_in_days_as_people_write_them(city):
    period = Period.objects.get(register=city.register, starts_on=date(2026, 3, 1))
    period.closed_at = datetime(2026, 4, 2, 4, tzinfo=UTC)
    assert "The period 1 Mar 2026 – 31 Mar 2026 was closed on 2 Apr 2026" in str(PeriodIsClosed.of(period))


# ---- milestones ----


def test_an_overdue_milestone_is_marked_in_words_and_the_unit_marks_it_done(city):
    task = reverse("task", args=[city.milestone.task_id])
    done = reverse("milestone_done", args=[city.milestone.pk])
    officer = city.client("officer")
    page = text(officer.get(task))
    assert re.search(r'Half way <span class="badge bg-red-lt">overdue</span>', page)
    assert "37 days ago" in page
    assert done in page
    assert "Half way" in text(officer.get(reverse("home")))
    version = {"row_version": city.milestone.version}
    refused = officer.post(done, {"done_on": "2026-03-11", **version})
    assert refused.status_code == 422
    assert "has not come yet" in text(refused)
    assert officer.post(done, {"done_on": "2026-03-09", "note": "Notice 7", **version}).status_code == 302
    page = text(officer.get(task))
    assert "overdue</span>" not in page.split("Milestones")[1].split("</section>")[0]
    assert "Notice 7" in page
    assert "marked by the unit on 10 Mar 2026" in page
    assert done not in page
    assert Milestone.objects.get(pk=city.milestone.pk).done_on == date(2026, 3, 9)


def test_it_is_taken_back_on_the_page_until_a_report_is_accepted(city):
    officer, task = city.client("officer"), reverse("task", args=[city.milestone.task_id])
    done = reverse("milestone_done", args=[city.milestone.pk])
    back = reverse("milestone_take_back", args=[city.milestone.pk])
    officer.post(done, {"done_on": "2026-03-09", "row_version": city.milestone.version})
    assert back in text(officer.get(task))
    assert back not in text(city.client("supervision").get(task))
    assert officer.post(back).status_code == 302
    step = Milestone.objects.get(pk=city.milestone.pk)
    assert step.done_on is None
    officer.post(done, {"done_on": "2026-03-09", "row_version": step.version})
    accept_report(city.report, by=city.users["supervision"])
    assert back not in text(officer.get(task))
    assert officer.post(back).status_code == 409


# ---- new dates ----


def test_a_new_date_is_asked_for_seen_by_the_office_and_granted(city):
    task = city.tasks["proposed"]
    page, decide = reverse("task", args=[task.pk]), reverse("extension_decide", args=[city.extension.pk])
    office = city.client("supervision")
    for path in (reverse("home"), reverse("overview"), page):
        shown = text(office.get(path))
        assert decide in shown, path
        assert "The stone comes by sea." in shown, path
    assert f'href="{decide}"' not in text(city.client("officer").get(page))
    assert "The stone comes by sea." in text(city.client("officer").get(reverse("home")))
    refused = office.post(decide, {"later_on": "2026-05-31", "act": "grant"})
    assert refused.status_code == 422
    assert "another date than the one asked for" in text(refused)
    assert office.post(decide, {"later_on": "2026-06-30", "act": "grant"}).status_code == 302
    shown = text(city.client("viewer").get(page))
    assert "Asked on 10 Mar 2026: 5 Mar 2026 → 30 Jun 2026" in shown
    assert "Granted" in shown
    assert '<s class="text-secondary">5 Mar 2026</s>' in shown
    assert Task.objects.get(pk=task.pk).due_on == date(2026, 6, 30)
    assert "New dates asked for" not in text(office.get(reverse("home")))
    assert "Granted" in text(office.get(decide))


def test_a_refusal_is_read_by_the_unit_which_may_ask_again(city):
    task = city.tasks["proposed"]
    ask, page = reverse("extension_new", args=[task.pk]), reverse("task", args=[task.pk])
    officer = city.client("officer")
    assert ask not in text(officer.get(page))
    again = officer.post(ask, {"wanted_on": "2026-07-31", "reason": "Rain."})
    assert (again.status_code, "since 10 Mar 2026" in text(again)) == (422, True)
    decide = reverse("extension_decide", args=[city.extension.pk])
    sent = {"later_on": "2026-06-30", "answer": "Stone lies in the yard.", "act": "refuse"}
    assert city.client("supervision").post(decide, sent).status_code == 302
    shown = text(officer.get(page))
    assert "Stone lies in the yard." in shown
    assert ask in shown
    assert officer.post(ask, {"wanted_on": "2026-07-31", "reason": "Rain."}).status_code == 302


def test_the_unit_withdraws_its_request_and_may_ask_again(city):
    task = city.tasks["proposed"]
    page, take_back = reverse("task", args=[task.pk]), reverse("extension_withdraw", args=[city.extension.pk])
    assert take_back not in text(city.client("supervision").get(page))
    assert city.client("supervision").post(take_back).status_code == 404
    officer = city.client("officer")
    assert take_back in text(officer.get(page))
    assert officer.post(take_back).status_code == 302
    shown = text(officer.get(page))
    assert "Withdrawn" in shown
    assert reverse("extension_new", args=[task.pk]) in shown
    assert officer.post(take_back).status_code == 409
    assert "New dates asked for" not in text(city.client("supervision").get(reverse("home")))


# ---- circulars ----


def test_a_circular_tells_remark_counts_changes_and_what_still_stands(city):
    confirmed = Rating.objects.get(task=city.tasks["confirmed"])
    client = city.client("supervision")
    with clock.travel(datetime(2026, 3, 20, 4, tzinfo=UTC)):
        sent = {"number": "2", "title": "Second", "issued_on": "2026-03-20", "remark": "Stone is short."}
        answer = client.post(reverse("circular_new", args=["tasks"]), sent)
        assert answer.status_code == 302
        page = text(client.get(answer["Location"]))
    counts, changed, standing = (page.split("<section")[n] for n in (2, 3, 4))
    assert "Stone is short." in page
    assert "in circular 1" in counts
    assert re.findall(r'<td class="text-end number">([^<]*)</td>', counts)[:3] == ["2", "1", "+1"]
    assert "Changed with this circular (1)" in changed
    assert "Task confirmed" in changed
    assert re.search(r"Not rated</span> →.*Red</span>", changed)
    assert "Yellow and red from before, still standing (1)" in standing
    assert "Task circulated" in standing
    assert "10 Mar 2026" in standing
    assert confirmed.task.title not in standing
    assert "data-print" in page


# ---- where they are found ----


def test_units_and_office_find_reports_and_ratings_in_the_menu_and_on_today(city):
    places = {reverse("reports"), reverse("ratings")}
    for role, found in (("officer", True), ("leader", True), ("supervision", True), ("viewer", False)):
        page = text(city.client(role).get(reverse("home")))
        menu = page.split('<nav class="collapse')[1].split("</nav>")[0]
        assert {path for path in places if f'href="{path}"' in menu} == (places if found else set()), role
        header = page.split('class="page-header"')[1].split('class="page-body"')[0]
        assert {path for path in places if f'href="{path}"' in header} == (places if found else set()), role
    shown = text(Client().get(reverse("login")))
    assert 'href="/reports/"' not in shown


# ---- what is asked for only once ----


def test_a_unit_signs_for_all_that_its_page_showed(city):
    tasks = [builders.task(city.register, city.water, title=f"New {n}") for n in range(3)]
    keys = [task.responsibilities.get().pk for task in tasks]
    foreign = builders.task(city.register, city.town.units["city"], title="Theirs").responsibilities.get()
    officer = city.client("officer")
    assert re.findall(r'name="responsibility" value="(\d+)"', text(officer.get(reverse("home"))))
    before = acts()
    answer = officer.post(reverse("sign_off_all"), {"responsibility": [*keys, "x", "9" * 30, foreign.pk]})
    assert answer.status_code == 302
    assert acts() == before + 3
    assert all(task.responsibilities.get().signed_by == city.users["officer"] for task in tasks)
    officer.post(reverse("sign_off_all"), {"responsibility": keys})
    assert acts() == before + 3, "what is signed is left"


def test_the_next_circular_proposes_the_number_after_the_last(city):
    last = Circular.objects.filter(register=city.register).first()
    assert last.number == "1"
    page = text(city.client("supervision").get(reverse("circular_new", args=[city.register.slug])))
    assert re.search(r'name="number" value="2"', page)
    assert f'value="{last.title}"' in page


# ---- from the last report to closing ----


def test_a_report_of_100_percent_leads_on_to_saying_that_the_task_is_complete(city):
    task, officer = city.tasks["confirmed"], city.client("officer")
    page = reverse("report_new", args=[task.pk, city.water.pk])
    period = re.search(r'<option value="(\d+)"[^>]*selected', text(officer.get(page)))[1]
    complete = reverse("completion_new", args=[task.pk])
    answer = officer.post(page, {"period": period, "progress": "100", "done": "Gauge 12 stands."})
    assert (answer.status_code, answer.url) == (302, complete)
    assert "Gauge 12 stands.</textarea>" in text(officer.get(complete))
    report = Report.objects.filter(task=task).latest("pk")
    accept_report(report, by=city.users["supervision"])
    assert f'href="{complete}"' in text(officer.get(reverse("home")))
    assert (
        "btn btn-primary"
        in text(officer.get(reverse("task", args=[task.pk]))).split(f'href="{complete}"')[0][-40:]
    )
    assert (
        task.title
        in text(city.client("supervision").get(reverse("home"))).split("not reported complete yet")[1]
    )


def test_a_circular_is_begun_from_the_list_also_when_no_rating_is_new(city):
    office, page = city.client("supervision"), reverse("circular_new", args=[city.register.slug])
    assert f'href="{page}"' in text(office.get(reverse("circulars")))
    assert f'href="{page}"' not in text(city.client("officer").get(reverse("circulars")))
    for _time in range(2):
        shown = text(office.get(page))
        number = re.search(r'name="number" value="([^"]+)"', shown)[1]
        answer = office.post(
            page, {"number": number, "title": "May", "issued_on": "2026-03-10", "remark": ""}
        )
        assert answer.status_code == 302
    assert "No rating is confirmed and new." in shown
    assert "No rating changed." in text(office.get(answer.url))
