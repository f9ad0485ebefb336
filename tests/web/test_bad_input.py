"""What people should not send and will: each gets a clear answer in their language, and nothing is half-written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from tests import builders
from tests.web.whole import Whole
from throughline.config import urls as all_urls
from throughline.delivery.actions import close_period
from throughline.delivery.models import Period, Report
from throughline.history.models import AuditRecord
from throughline.organizations.models import Organization
from throughline.register.models import Task

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
#: Keys and names that nothing has: too large for the database, not a number, not text, of another script.
ODD = (
    "0",
    "9" * 18,
    "9" * 40,
    "-1",
    "1.5",
    "٣",
    "x' OR 1=1--",
    "%00",
    "%ff%fe",
    "%F0%9F%8C%8A",
    "…",
    "../../etc",
)


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


def text(response: HttpResponse) -> str:
    return response.content.decode()


def chinese(city: Whole, name: str) -> Client:
    user = city.users[name]
    type(user).objects.filter(pk=user.pk).update(language="zh-hans")
    return city.client(name)


def acts() -> int:
    return AuditRecord.objects.count()


# ---- two people, one task ----


def task_fields(task: Task, **changed: str) -> dict[str, str]:
    return {
        "title": task.title,
        "completion": "date",
        "due_on": "2026-03-05",
        "disclosure": "internal",
        "row_version": str(task.version),
        **changed,
    }


def test_of_two_people_editing_one_task_the_second_is_told(city):
    task = city.tasks["proposed"]
    page = reverse("task_edit", args=[task.pk])
    first, second = city.client("supervision"), chinese(city, "plan")
    assert first.post(page, task_fields(task, aim="The first aim")).status_code == 302
    answer = second.post(page, task_fields(task, aim="The second aim"))
    assert answer.status_code == 422
    assert "此内容刚被他人修改" in text(answer)
    assert "The second aim" in text(answer)
    assert Task.objects.get(pk=task.pk).aim == "The first aim"


def test_a_form_without_its_version_is_an_old_one(city):
    task = city.tasks["proposed"]
    answer = city.client("supervision").post(
        reverse("task_edit", args=[task.pk]), task_fields(task, row_version="")
    )
    assert answer.status_code == 422
    assert Task.objects.get(pk=task.pk).version == task.version


# ---- values that contradict ----


IMPOSSIBLE_TASKS: tuple[tuple[dict[str, str], str], ...] = (
    ({"starts_on": "2026-04-01", "due_on": "2026-03-05"}, "due_on"),
    ({"weight": "-1"}, "weight"),
    ({"weight": "NaN"}, "weight"),
    ({"weight": "1e30"}, "weight"),
    ({"due_on": "2026-02-30"}, "due_on"),
    ({"due_on": "0001-01-01"}, "due_on"),
    ({"due_on": "12026-01-01"}, "due_on"),
    ({"title": " "}, "title"),
    ({"title": "x" * 501}, "title"),
    ({"title": "a\x00b"}, "title"),
    ({"aim": "x" * 200_000}, "aim"),
    ({"disclosure": "everybody"}, "disclosure"),
    ({"accountable": "99999999999999999999"}, "accountable"),
)


def test_a_task_with_values_that_cannot_be(city):
    task, before, client = city.tasks["proposed"], acts(), chinese(city, "supervision")
    for changed, field in IMPOSSIBLE_TASKS:
        answer = client.post(reverse("task_edit", args=[task.pk]), task_fields(task, **changed))
        assert answer.status_code == 422, changed
        told = text(answer).split(f'id="id_{field}_error">')[1].split("</div>")[0].strip()
        alerts = [part.split("</div>")[0] for part in text(answer).split('role="alert">')[1:]]
        assert any("\u4e00" <= letter <= "\u9fff" for letter in told + "".join(alerts)), changed
    assert acts() == before


def test_a_date_before_the_start_of_a_register_a_project_a_stage(city):
    client, before = city.client("supervision"), acts()
    project = {"code": "P-2", "title": "P", "organization": city.town.units["city"].pk}
    dates = {"starts_on": "2026-05-01", "ends_on": "2026-04-01"}
    answer = client.post(
        reverse("project_new"),
        {**project, **dates, "nature": "new", "state": "preparing", "disclosure": "internal"},
    )
    assert answer.status_code == 422
    moved = client.post(
        reverse("task_due_date", args=[city.tasks["proposed"].pk]),
        {"later_on": "2025-01-01", "reason": "Earlier", "row_version": city.tasks["proposed"].version},
    )
    assert moved.status_code == 422
    assert acts() == before


def test_one_unit_in_two_roles_of_a_task(city):
    task, water = city.tasks["proposed"], city.water.pk
    answer = city.client("supervision").post(
        reverse("task_responsibilities", args=[task.pk]),
        {"lead": water, "supporting": [water], "row_version": task.version},
    )
    assert answer.status_code in (302, 422)
    assert task.responsibilities.count() == 1


# ---- reports ----


def report_fields(march: Period, **changed: str) -> dict[str, str]:
    return {"period": str(march.pk), "progress": "50", "done": "Begun.", **changed}


def test_a_report_for_a_closed_period_is_refused(city):
    task = city.tasks["confirmed"]
    period = Period.objects.get(register=city.register, starts_on=date(2026, 3, 1))
    Report.objects.filter(period=period).update(state="accepted")
    Period.objects.filter(pk=period.pk).update(ends_on=date(2026, 3, 9))
    period.refresh_from_db()
    close_period(period, by=city.users["supervision"], seen=period.version)
    before = acts()
    answer = chinese(city, "officer").post(
        reverse("report_new", args=[task.pk, city.water.pk]), report_fields(period)
    )
    assert answer.status_code in (200, 422)
    assert acts() == before
    assert not Report.objects.filter(task=task, period=period).exists()


IMPOSSIBLE_REPORTS: tuple[dict[str, str], ...] = (
    {"progress": "101"},
    {"progress": "-1"},
    {"progress": "NaN"},
    {"progress": "Infinity"},
    {"progress": "1e500"},
    {"progress": "fifty"},
    {"done": ""},
    {"done": "x" * 20_000},
    {"colour": "purple"},
    {"period": "9" * 30},
    {"attempt": "-3", "shown": "the period's"},
    {"attempt": "9" * 30, "shown": "the period's"},
    {"shown": "many"},
)


def test_a_report_with_values_that_cannot_be(city):
    task, before, client = city.tasks["confirmed"], acts(), city.client("officer")
    period = Period.objects.get(register=city.register, starts_on=date(2026, 3, 1))
    page = reverse("report_new", args=[task.pk, city.water.pk])
    for changed in IMPOSSIBLE_REPORTS:
        sent = {name: str(period.pk) if "period's" in value else value for name, value in changed.items()}
        assert client.post(page, report_fields(period, **sent)).status_code == 422, changed
    assert acts() == before


def test_the_same_report_sent_twice_is_filed_once(city):
    task = city.tasks["confirmed"]
    period = Period.objects.get(register=city.register, starts_on=date(2026, 3, 1))
    client, page = city.client("officer"), reverse("report_new", args=[task.pk, city.water.pk])
    assert [client.post(page, report_fields(period)).status_code for _ in range(2)] == [302, 422]
    assert Report.objects.filter(task=task, period=period).count() == 1


def test_a_return_without_a_reason_is_refused(city):
    answer = city.client("supervision").post(
        reverse("reports_decide"), {"report": city.report.pk, "act": "return", "reason": " "}
    )
    assert answer.status_code == 422
    assert Report.objects.get(pk=city.report.pk).state == "filed"


def test_reports_and_ratings_by_keys_that_are_none(city):
    client, before = city.client("supervision"), acts()
    for odd in (*ODD, "٣", "²"):
        for name, field in (("reports_decide", "report"), ("ratings_confirm", "rating")):
            assert client.post(reverse(name), {field: odd}).status_code in (302, 404, 422), odd
    assert acts() == before


# ---- organizations ----


def test_an_organization_is_not_moved_under_its_own_child(city):
    city_unit, water = city.town.units["city"], city.water
    before, page = acts(), reverse("organization_move", args=["city"])
    answer = city.client("administrator").post(page, {"parent": water.pk, "row_version": city_unit.version})
    assert answer.status_code == 422
    assert acts() == before
    assert Organization.objects.get(pk=city_unit.pk).parent_id is None


# ---- markup in what people write ----


def test_script_in_a_narrative_is_shown_as_written_everywhere(city):
    task = builders.task(city.register, city.water, title=SCRIPT, aim=SCRIPT, starts_on=date(2026, 1, 5))
    period = Period.objects.get(register=city.register, starts_on=date(2026, 3, 1))
    officer, office = city.client("officer"), city.client("supervision")
    officer.post(
        reverse("report_new", args=[task.pk, city.water.pk]),
        report_fields(period, done=SCRIPT, problem=SCRIPT, help_needed=SCRIPT),
    )
    report = Report.objects.get(task=task)
    assert report.done == SCRIPT
    pages = [
        reverse("home"),
        reverse("overview"),
        reverse("reports"),
        reverse("report", args=[report.pk]),
        reverse("task", args=[task.pk]),
        reverse("task_history", args=[task.pk]),
        reverse("task_edit", args=[task.pk]),
        reverse("register", args=["tasks"]) + "?columns=task&columns=aim&group=area",
        reverse("organization", args=["water"]),
    ]
    for page in pages:
        shown = text(office.get(page))
        assert "<script>alert" not in shown, page
        assert "<img src=x" not in shown, page
    again = text(officer.get(reverse("report_new", args=[task.pk, city.water.pk])))
    assert "<script>alert" not in again
    assert "&lt;script&gt;alert" in again


def test_a_formula_in_a_title_is_text_in_the_table_taken_away(city):
    builders.task(city.register, city.water, title='=HYPERLINK("http://x","y")')
    response = city.client("supervision").get(reverse("register_export", args=["tasks", "csv"]))
    assert "'=HYPERLINK" in text(response)


# ---- addresses ----


def test_keys_that_nothing_has_are_not_found(city):
    client = city.client("supervision")
    paths = ("tasks/{}/", "registers/{}/", "projects/{}/", "indicators/{}/", "plans/{}/", "documents/{}/")
    more = ("clauses/{}/", "editions/{}/", "batches/{}/", "circulars/{}/", "reports/{}/", "evidence/{}/")
    for pattern in (*paths, *more, "organizations/{}/", "posts/{}/", "persons/{}/", "findings/{}/"):
        for odd in ODD:
            address = "/" + pattern.format(odd)
            assert client.get(address).status_code in (301, 400, 404), address


@pytest.mark.slow
def test_queries_that_mean_nothing_restrict_nothing(city):
    client = city.client("supervision")
    names = ("text", "organization", "area", "leader", "rating", "state", "lacks", "due_from", "overdue")
    for name in (*names, "group", "sort", "down", "columns", "after", "print"):
        for odd in (*ODD, "x" * 3000):
            address = f"/registers/tasks/?{name}={odd}"
            assert client.get(address).status_code in (200, 400, 422), address
    for address in ("/overview/?register=", "/documents/?text=", "/projects/?text=", "/directory/?text="):
        for odd in (*ODD, "x" * 3000):
            assert client.get(address + odd).status_code in (200, 400, 404), address + odd


def test_a_finding_sent_with_nonsense(city):
    finding = city.document.findings.filter(state="open", label="commitment").first()
    client, page = city.client("plan"), reverse("finding_act", args=[finding.pk])
    version, before = finding.version, acts()
    base = {"act": "save", "row_version": version, "label": "commitment", "clean": "A task"}
    target = {"target-0-indicator": "Sea wall", "target-0-op": ">=", "target-0-unit": "km"}
    wrong = (
        {"act": "fly"},
        {"label": "hope"},
        {"clean": "x" * 100_000},
        {"clean": ""},
        {"deadline": "soon"},
        {"deadline": "2026-02-31"},
        {"recurrence": "hourly"},
        {"lead-new": "x" * 50_000},
        {"lead-0": "9" * 30},
        {**target, "target-0-value": "many"},
        {**target, "target-0-value": "NaN"},
        {**target, "target-0-op": "~", "target-0-value": "3"},
        {"act": "split", "cut": "9" * 9},
        {"act": "split", "cut": "-1"},
        {"row_version": "9" * 9},
    )
    for changed in wrong:
        answer = client.post(page, {**base, **changed}, headers={"HX-Request": "true"})
        assert answer.status_code in (400, 404, 409, 422), changed
        assert acts() == before, changed


def test_a_mass_decision_above_nonsense(city):
    client, before = city.client("plan"), acts()
    for above in ("", "101", "-1", "many", "9" * 400):
        for name, field in (("accept_all", "above"), ("reject_others", "sure")):
            answer = client.post(reverse(name, args=[city.document.pk]), {field: above})
            assert answer.status_code in (302, 422)
    assert acts() == before


# ---- pages of errors ----


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


urlpatterns = [path("broken/", broken), *all_urls.urlpatterns]
handler400, handler403 = all_urls.handler400, all_urls.handler403
handler404, handler500 = all_urls.handler404, all_urls.handler500


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_of_errors_speak_the_persons_language(city, language):
    name = "officer"
    client = chinese(city, name) if language == "zh-hans" else city.client(name)
    client.raise_request_exception = False
    answers = {
        400: client.get("/", headers={"Host": "elsewhere.example"}),
        403: client.get(reverse("accounts")),
        404: client.get("/nowhere/"),
        500: client.get("/broken/"),
    }
    words = {
        400: ("not understood", "无法识别"),
        403: ("Not allowed", "没有权限"),
        404: ("Not found", "未找到"),
        500: ("Something went wrong here", "系统出现问题"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert words[status][language == "zh-hans"] in text(answer) or status == 400, text(answer)[-900:]
        assert "secret detail" not in text(answer)
        assert "RuntimeError" not in text(answer)


def test_an_amount_keeps_its_digits(city):
    client = city.client("supervision")
    client.post(
        reverse("project_month", args=["P-01"]),
        {"month_on": "2026-01-15", "planned": "123456789012.3456", "actual": "0"},
    )
    assert city.project.months.get(month_on=date(2026, 1, 1)).planned == Decimal("123456789012.3456")
