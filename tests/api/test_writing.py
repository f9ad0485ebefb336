"""What programs write goes through the same acts as on the pages, with the same refusals."""

from __future__ import annotations

import base64
import json

import pytest

from tests import builders
from tests.api.scene import TODAY, Api
from tests.api.test_frame import told
from tests.api.test_reading import conforms
from throughline.accounts.choices import Role
from throughline.delivery.models import Circular, Completion, DueDateChange, Rating, Report
from throughline.documents.models import Document
from throughline.history.act import act
from throughline.history.models import AuditRecord


def answered(answer, status, address, method="post"):
    """What was answered, in the shape that was promised."""
    assert answer.status_code == status, answer.content
    said = json.loads(answer.content)
    conforms(address, method, status, said)
    return said


@pytest.fixture
def officer(city):
    return Api(city.users[Role.UNIT_OFFICER])


@pytest.fixture
def office(city):
    return Api(city.users[Role.SUPERVISION_OFFICE])


def a_report(city, **told):
    return {
        "organization": city.finance.pk,
        "period": city.february.pk,
        "attempt": 0,
        "done": "Built.",
    } | told


def test_a_report_is_filed_with_its_evidence(city, officer):
    picture = {"file_name": "a.png", "content": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()}
    sent = a_report(city, progress="30.5", value=25, colour="green", evidence=[picture])
    said = answered(officer.post(f"/tasks/{city.task.pk}/reports", sent), 201, "/tasks/{key}/reports")
    assert (said["progress"], said["value"], said["state"]) == ("30.5", "25", "filed")
    assert [one["file_name"] for one in said["evidence"]] == ["a.png"]
    report = Report.objects.get(pk=said["id"])
    assert report.filed_by == city.users[Role.UNIT_OFFICER]
    assert AuditRecord.objects.filter(act="delivery.file_report").count() == 1


@pytest.mark.parametrize(
    ("sent", "status", "reason"),
    [
        ({"progress": 101}, 422, ("Invalid", "progress")),
        ({"progress": "much"}, 422, ("Invalid", "progress")),
        ({"progress": "1e400"}, 422, ("Invalid", "progress")),
        ({"progress": "NaN"}, 422, ("Invalid", "progress")),
        ({"done": "x" * 10_001}, 422, ("Invalid", "done")),
        ({"done": "a\x00b"}, 422, ("Invalid", "done")),
        ({"colour": "purple"}, 422, ("Invalid", "colour")),
        ({"organization": 10**30}, 422, ("Invalid", "organization")),
        ({"organization": None}, 422, ("Invalid", "organization")),
        ({"period": 999_999}, 404, ("NotThere", "")),
        ({"attempt": 7}, 409, ("ChangedMeanwhile", "")),
        ({"evidence": [{"file_name": "a.exe", "content": "TVqQ"}]}, 422, None),
        ({"evidence": [{"file_name": "a.png", "content": "%%%"}]}, 422, ("Invalid", "evidence")),
        ({"evidence": [{"file_name": "a.png", "content": ""}] * 21}, 422, ("Invalid", "evidence")),
    ],
)
def test_a_report_that_can_not_be_kept_is_refused_whole(city, officer, sent, status, reason):
    answer = officer.post(f"/tasks/{city.task.pk}/reports", a_report(city, **sent))
    assert answer.status_code == status, answer.content
    said = told(answer)
    assert reason in (None, (said["code"], said["field"]))
    assert Report.objects.count() == 1


def test_nobody_reports_for_another_unit(city, officer, office):
    foreign = a_report(city, organization=city.transport.pk)
    assert officer.post(f"/tasks/{city.task.pk}/reports", foreign).status_code == 404
    assert office.post(f"/tasks/{city.task.pk}/reports", a_report(city)).status_code == 404
    assert Report.objects.count() == 1


def test_a_closed_period_takes_no_report(city, officer):
    with act("test.close", by=None) as this:
        city.february.closed_at = city.report.filed_at
        this.save(city.february)
    answer = officer.post(f"/tasks/{city.task.pk}/reports", a_report(city))
    assert (answer.status_code, told(answer)["code"]) == (409, "PeriodIsClosed")


def test_reports_are_decided_all_or_none(city, officer, office):
    key = city.report.pk
    assert officer.post("/reports/accept", {"reports": [key]}).status_code == 404
    assert office.post("/reports/accept", {"reports": [key, 999_999]}).status_code == 404
    assert told(office.post("/reports/accept", {"reports": []}))["field"] == "reports"
    assert office.post("/reports/accept", {"reports": list(range(1, 600))}).status_code == 422
    assert told(office.post("/reports/return", {"reports": [key]}))["field"] == "reason"
    assert Report.objects.get().state == "filed"
    assert answered(office.post("/reports/accept", {"reports": [key, key]}), 200, "/reports/accept") == [key]
    again = office.post("/reports/return", {"reports": [key], "reason": "Too late"})
    assert (again.status_code, told(again)["code"]) == (409, "AlreadyDecided")
    assert Report.objects.get().state == "accepted"


def test_a_report_is_returned_with_its_reason(city, office):
    sent = {"reports": [city.report.pk], "reason": "Say when."}
    assert answered(office.post("/reports/return", sent), 200, "/reports/return") == [city.report.pk]
    assert Report.objects.get().reason == "Say when."


def test_a_task_is_changed_as_long_as_nobody_else_changed_it(city, office, officer):
    address = f"/tasks/{city.task.pk}"
    change = {"seen": city.task.version, "standard": "Every roof"}
    assert officer.patch(address, change).status_code == 403
    said = answered(office.patch(address, change), 200, "/tasks/{key}", "patch")
    assert (said["standard"], said["version"]) == ("Every roof", change["seen"] + 1)
    meanwhile = office.patch(address, change | {"standard": "No roof"})
    assert (meanwhile.status_code, told(meanwhile)["code"]) == (409, "ChangedMeanwhile")
    city.task.refresh_from_db()
    assert city.task.standard == "Every roof"


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"title": ""}, 422, "title"),
        ({"title": None}, 422, "title"),
        ({"title": "x" * 501}, 422, "title"),
        ({"aim": "x" * 30_000}, 422, "aim"),
        ({"due_on": "2026-13-01"}, 422, "due_on"),
        ({"due_on": "2026-11-30"}, 409, ""),
        ({"seen": 0}, 422, "seen"),
        ({"seen": "a"}, 422, "seen"),
        ({"seen": 10**40}, 422, "seen"),
    ],
)
def test_a_change_that_can_not_be_is_refused(city, office, change, status, field):
    answer = office.patch(f"/tasks/{city.task.pk}", {"seen": city.task.version} | change)
    assert (answer.status_code, told(answer)["field"]) == (status, field)
    city.task.refresh_from_db()
    assert city.task.version == 1


def test_what_a_change_leaves_out_stays(city, office):
    assert office.patch(f"/tasks/{city.task.pk}", {"seen": 1}).status_code == 200
    city.task.refresh_from_db()
    assert (city.task.title, str(city.task.due_on)) == ("Task 0", "2026-12-31")


def test_a_due_date_moves_with_its_reason(city, office, officer):
    address, sent = f"/tasks/{city.task.pk}/due-date", {"seen": 1, "later_on": "2027-03-31", "reason": "Ice"}
    assert officer.post(address, sent).status_code == 403
    assert told(office.post(address, sent | {"reason": ""}))["field"] == "reason"
    said = answered(office.post(address, sent), 200, "/tasks/{key}/due-date")
    assert (said["due_on"], said["original_due_on"]) == ("2027-03-31", "2026-12-31")
    assert office.post(address, sent).status_code in (409, 422)
    assert DueDateChange.objects.count() == 2


def test_a_unit_signs_once_and_for_itself(city, officer, office):
    address = f"/responsibilities/{city.responsibility.pk}/sign-off"
    assert office.post(address).status_code == 404
    assert officer.post(address).status_code == 204
    assert officer.post(address).status_code == 409


def test_a_rating_is_explained_confirmed_and_circulated(city, officer, office):
    own = f"/ratings/{city.rating.pk}"
    assert office.post(f"{own}/explain", {"explanation": "Rain"}).status_code == 404
    assert officer.post(f"{own}/confirm", {}).status_code == 404
    early = office.post(f"{own}/confirm")
    assert (early.status_code, told(early)["code"]) == (409, "UnitMayStillExplain")
    said = answered(officer.post(f"{own}/explain", {"explanation": "Rain"}), 200, "/ratings/{key}/explain")
    assert said["explanation"] == "Rain"
    other = office.post(f"{own}/confirm", {"colour": "yellow"})
    assert (other.status_code, told(other)["field"]) == (422, "reason")
    said = answered(office.post(f"{own}/confirm"), 200, "/ratings/{key}/confirm")
    assert (said["state"], said["colour"]) == ("confirmed", "red")
    circular = {"number": "2", "title": "February", "ratings": [city.rating.pk]}
    address = "/registers/tasks/circulars"
    assert officer.post(address, circular).status_code == 404
    assert office.post(address, circular | {"ratings": [city.circulated.pk, 999_999]}).status_code == 404
    assert office.post(address, circular | {"number": "1"}).status_code == 409
    said = answered(office.post(address, circular), 201, "/registers/{slug}/circulars")
    assert [one["id"] for one in said["ratings"]] == [city.rating.pk]
    assert Circular.objects.count() == 2


def test_a_rating_is_dismissed_with_a_reason(city, officer, office):
    address = f"/ratings/{city.rating.pk}/dismiss"
    assert officer.post(address, {"reason": "No"}).status_code == 404
    assert told(office.post(address))["field"] == "reason"
    assert answered(office.post(address, {"reason": "Counted twice"}), 200, "/ratings/{key}/dismiss")
    assert Rating.objects.get(pk=city.rating.pk).state == "dismissed"


def test_a_completion_is_sent_back_reported_again_and_closed(city, officer, office):
    with act("test.complete", by=None) as this:
        city.task.state = "complete"
        this.save(city.task)
    own = f"/completions/{city.completion.pk}"
    assert officer.post(f"{own}/close").status_code == 404
    assert told(office.post(f"{own}/send-back"))["field"] == "reason"
    back = office.post(f"{own}/send-back", {"reason": "Two roofs missing"})
    assert answered(back, 200, "/completions/{key}/send-back")["state"] == "sent_back"
    assert office.post(f"{own}/close").status_code == 409
    sent = {"organization": city.finance.pk, "statement": "All roofs", "completed_on": str(TODAY)}
    address = f"/tasks/{city.task.pk}/completions"
    assert told(officer.post(address, sent | {"completed_on": "2030-01-01"}))["field"] == "completed_on"
    said = answered(officer.post(address, sent), 201, "/tasks/{key}/completions")
    closed = office.post(f"/completions/{said['id']}/close")
    assert answered(closed, 200, "/completions/{key}/close")["state"] == "closed"
    city.task.refresh_from_db()
    assert city.task.state == "closed"
    assert Completion.objects.count() == 2


def test_a_document_is_uploaded_and_read(city, office, officer):
    text = "到2027年，费用占比降到10%以下。（市发改委负责）".encode()
    assert officer.upload("/documents", "new.txt", text).status_code == 403
    sent = {"title": "New", "organization": "city", "dated_on": "2026-01-05", "disclosure": "public"}
    said = answered(office.upload("/documents", "new.txt", text, **sent), 201, "/documents")
    assert (said["title"], said["organization"], said["state"]) == ("New", "City", "read")
    findings = office.get(f"/documents/{said['id']}/findings").json()["rows"]
    assert findings[0]["finding"]["targets"][0]["value"] == 10
    same = office.upload("/documents", "again.txt", text)
    assert (same.status_code, told(same)["code"]) == (409, "SameFile")
    assert office.upload("/documents", "again.txt", text, again="true").status_code == 201


@pytest.mark.parametrize(
    ("file", "sent", "status"),
    [
        (("a.exe", b"MZ\x90\x00" + b"\x00" * 50), {}, 422),
        (("a.docx", b"PK\x03\x04 not really"), {}, 422),
        (("a.txt", b""), {}, 422),
        (("a.txt", "机密★1年\n第一条".encode()), {}, 422),
        (("a.txt", b"Words."), {"disclosure": "secret"}, 422),
        (("a.txt", b"Words."), {"dated_on": "soon"}, 422),
        (("a.txt", b"Words."), {"organization": "nowhere"}, 404),
        (("a.txt", b"Words."), {"title": "x" * 301}, 422),
        (("a.txt", b"Words."), {"number": "x" * 81}, 422),
    ],
)
def test_a_file_that_can_not_be_kept_is_refused_whole(city, office, file, sent, status):
    answer = office.upload("/documents", *file, **sent)
    assert answer.status_code == status, answer.content
    assert told(answer)
    assert Document.objects.count() == 1


def test_a_body_instead_of_a_file_is_told_so(city, office):
    answer = office.post("/documents", {"title": "No file"})
    assert (answer.status_code, told(answer)["field"]) == (422, "file")


def test_a_role_that_only_reads_writes_nothing(city):
    written = AuditRecord.objects.exclude(act__in=("test.user", "accounts.make_token"))
    before = written.count()
    for role in (Role.VIEWER, Role.AUDITOR, Role.CITY_LEADER):
        caller = Api(builders.user("", role))
        for address, body in (
            (f"/tasks/{city.task.pk}/reports", a_report(city)),
            (f"/tasks/{city.task.pk}/due-date", {"seen": 1, "later_on": "2027-01-31", "reason": "x"}),
            (f"/responsibilities/{city.responsibility.pk}/sign-off", {}),
            ("/reports/accept", {"reports": [city.report.pk]}),
            (f"/ratings/{city.rating.pk}/confirm", {}),
            (f"/completions/{city.completion.pk}/close", {}),
        ):
            assert caller.post(address, body).status_code in (403, 404), (role, address)
        assert caller.upload("/documents", "a.txt", b"Words.").status_code == 403
    assert written.count() == before
