"""Papers by the API: issued under their numbers, kept as they are; templates and series; one page for a leader."""

from __future__ import annotations

import hashlib
from datetime import date

from django.core.files.base import ContentFile

from tests.api.scene import Api, content
from tests.api.test_reading import conforms
from tests.formats.test_typeset import told
from tests.formats.test_word_template import template as word
from throughline.accounts.choices import Role
from throughline.lib import clock
from throughline.papers.models import Number, Paper, Template


def api(city, role=Role.SUPERVISION_OFFICE):
    return Api(city.users[role])


def test_a_sheet_is_issued_as_pdf_under_the_next_number_and_its_scan_attached(city):
    office = api(city)
    body = {
        "kind": "sign_off",
        "title": "To sign",
        "unit": city.finance.pk,
        "series": city.series.pk,
        "ending": "pdf",
    }
    answer = office.post("/registers/tasks/papers", body)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    conforms("/registers/{slug}/papers", "post", 201, made)
    assert (made["number"], made["unit"], made["media_type"]) == (
        "[2026] No. 2",
        "Finance",
        "application/pdf",
    )
    file = content(office.get(f"/papers/{made['id']}/file"))
    assert hashlib.sha256(file).hexdigest() == made["sha256"]
    sheet = " ".join(told(file).split())
    assert all(part in sheet for part in ("Task 0", "Signed for by (unit, seal):", "[2026] No. 2"))
    answer = office.upload(f"/papers/{made['id']}/scans", "s.png", b"\x89PNG\r\n\x1a\nx")
    assert (answer.status_code, [one["file_name"] for one in answer.json()["scans"]]) == (201, ["s.png"])
    found = office.get("/papers", register_slug="tasks").json()["rows"]
    assert [one["id"] for one in found] == [made["id"], city.paper.pk]
    assert office.get("/papers", register_slug="other").json()["rows"] == []


def test_what_can_not_be_issued_is_told_and_takes_no_number(city):
    body = {"kind": "sign_off", "title": "To sign", "series": city.series.pk}
    assert api(city).post("/registers/tasks/papers", body).json()["field"] == "unit"
    assert api(city).post("/registers/tasks/papers", {**body, "kind": "dance"}).status_code == 422
    assert api(city).post("/registers/tasks/papers", {**body, "unit": 10**9}).status_code == 404
    officer = api(city, Role.UNIT_OFFICER)
    sent = {"kind": "page", "title": "Page"}
    assert officer.post("/registers/tasks/papers", sent).status_code == 403
    assert (Number.objects.count(), Paper.objects.count()) == (1, 1)


def test_a_circulars_document_is_kept(city):
    answer = api(city).post(f"/circulars/{city.circular.pk}/papers", {"title": "January"})
    assert (answer.status_code, answer.json()["number"], answer.json()["circular"]) == (
        201,
        "1",
        city.circular.pk,
    )


def sent(caller, data):
    """A template that is uploaded."""
    form = {"organization": "city", "kind": "sign_off", "name": "New", "file": ContentFile(data, "t.docx")}
    return caller.client.post("/api/v1/templates", form, headers=caller.headers)


def test_a_template_comes_in_checked_and_is_put_aside(city):
    office = api(city)
    refused = sent(office, word("{{ password }}"))
    assert (refused.status_code, refused.json()["field"]) == (422, "file")
    made = sent(office, word("{{ title }}")).json()
    assert (made["fields"], made["is_used"]) == (["title"], True)
    aside = office.post(f"/templates/{made['id']}/put-aside", {"seen": made["version"]})
    assert aside.json()["is_used"] is False
    assert office.post(f"/templates/{made['id']}/use", {"seen": made["version"]}).status_code == 409
    used = office.post(f"/templates/{made['id']}/use", {"seen": aside.json()["version"]})
    assert used.json()["is_used"] is True
    assert api(city, Role.UNIT_OFFICER).get("/templates").json() == []
    assert sent(api(city, Role.UNIT_OFFICER), b"").status_code == 403
    assert Template.objects.count() == 2


def test_numbers_are_taken_once_and_voided_once(city):
    office, admin = api(city), api(city, Role.ADMINISTRATOR)
    given = {
        "organization": "city",
        "name": "Letters",
        "pattern": "L{nnn}",
        "begun_year": 2026,
        "begun_at": 7,
    }
    assert office.post("/number-series", given).status_code == 403
    assert admin.post("/number-series", {**given, "pattern": "none"}).json()["field"] == "pattern"
    series = admin.post("/number-series", given).json()
    change = {"name": "Letters", "pattern": "L-{n}", "seen": series["version"]}
    changed = admin.patch(f"/number-series/{series['id']}", {**change, "begun_year": 2026, "begun_at": 7})
    assert changed.json()["pattern"] == "L-{n}"
    place = f"/number-series/{series['id']}/numbers"
    taken = [office.post(place, {"subject": "A letter"}).json() for _time in range(2)]
    assert [one["text"] for one in taken] == ["L-7", "L-8"]
    void = f"/numbers/{taken[0]['id']}/void"
    assert office.post(void, {"reason": " "}).json()["field"] == "reason"
    assert office.post(void, {"reason": "Spoilt"}).json()["void_reason"] == "Spoilt"
    assert office.post(void, {"reason": "Again"}).status_code == 409
    assert [one["text"] for one in office.get(place).json()["rows"]] == ["L-8", "L-7"]
    assert api(city, Role.UNIT_OFFICER).post(place, {"subject": "x"}).status_code == 404


def test_a_leaders_page_is_of_what_was_asked_for_and_of_any_day(city):
    page = told(api(city).get("/leader-page.pdf", register_slug="tasks").content)
    assert "Task 0" in page
    assert f"as of {clock.today().day} Feb 2026" in page
    past = api(city).get("/leader-page.pdf", register_slug="tasks", as_of=str(date(2026, 1, 2)))
    assert "as of 2 Jan 2026" in told(past.content)
    assert api(city).get("/leader-page.png", leader=city.leader.pk).content.startswith(b"\x89PNG")
    assert api(city, "stranger").get("/leader-page.pdf", register_slug="tasks").status_code == 404
    assert api(city).get("/leader-page.exe").status_code == 422
