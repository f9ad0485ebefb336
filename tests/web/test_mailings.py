"""A register handed out by mail in the browser: to whom what would go, sent by the worker, told unit by unit."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import builders
from tests.exchange.returned.scene import Table, city, task
from tests.post_office import PostOffice, post_office
from throughline.accounts.choices import Role
from throughline.history.models import AuditRecord
from throughline.jobs import claims
from throughline.jobs.models import Job
from throughline.jobs.run import run
from throughline.organizations.actions.organizations import edit_organization
from throughline.organizations.models import Organization
from throughline.register.models import Letter, Mailing

pytestmark = pytest.mark.django_db
PAGE = "/registers/list/units/"
ADDRESS = re.compile(r'name="to" value="(\d+:[^"]+)"')


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def place():
    """Of the two units that answer for a task, water has an office mail address and roads has none."""
    register, units = city()
    put(units["water"], "water@city.example")
    put(register.organization, "office@city.example")
    return register, units


def put(unit: Organization, address: str) -> None:
    unit.refresh_from_db()
    edit_organization(unit, by=None, seen=unit.version, office_mail=address)


@pytest.fixture
def office(place) -> Client:
    client = Client()
    top = place[0].organization
    client.force_login(builders.user("office", Role.SUPERVISION_OFFICE, organization=top))
    return client


@pytest.fixture
def post(settings):
    with post_office() as post:
        settings.MAIL = post.named()
        yield post


def text(answer) -> str:
    return answer.content.decode()


def values(page: str, **changes) -> dict[str, object]:
    """What a browser sends when nothing but `changes` is typed."""
    field = re.compile(
        r'name="(token|subject|reply_to)"[^>]*?value="([^"]*)"|value="([^"]*)"[^>]*?name="(token)"'
    )
    found = {match[1] or match[4]: match[2] or match[3] for match in field.finditer(page)}
    written = re.search(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", page, re.DOTALL)
    return {**found, "text": written[1], "to": ADDRESS.findall(page), **changes}


def work() -> None:
    claimed = claims.claim("test")
    assert claimed is not None
    run(claimed)


def send(client: Client, **changes) -> str:
    """Send the form as it comes, have it worked on, and give the mailing's page."""
    answer = client.post(PAGE, values(text(client.get(PAGE)), **changes))
    assert answer.status_code == 302, text(answer)
    work()
    assert Job.objects.get().state == "done", Job.objects.get().error
    return f"/mailings/{Mailing.objects.get().pk}/"


def test_the_page_shows_to_whom_what_would_go(office, place, post):
    page = text(office.get(PAGE))
    key = place[1]["water"].pk
    assert ADDRESS.findall(page) == [f"{key}:water@city.example"]
    assert "1 unit without a mail address" in page
    assert "Roads" in page
    assert "An administrator enters the address" in page
    assert "Key tasks: tasks to fill in and send back" in page
    assert 'value="office@city.example"' in page
    assert "Send the workbook back by" in page
    assert post.connections == 0


def test_an_administrator_is_led_to_where_the_address_is_entered(place, post):
    client = Client()
    top = place[0].organization
    both = builders.user("both", Role.SUPERVISION_OFFICE, Role.ADMINISTRATOR, organization=top)
    client.force_login(both)
    assert 'href="/organizations/roads/edit/"' in text(client.get(PAGE))


def test_those_without_an_address_are_taken_as_a_zip_file(office, place, post):
    packed = zipfile.ZipFile(io.BytesIO(office.get("/registers/list/units.zip?without_mail=1").content))
    assert [name.rpartition("-")[0] for name in packed.namelist()] == ["Roads"]


def test_without_a_mail_server_there_is_the_zip_file_alone(office, place, settings):
    settings.MAIL = None
    page = text(office.get(PAGE))
    assert "/registers/list/units.zip" in page
    assert "<textarea" not in page
    assert "THROUGHLINE_MAIL_URL" not in page
    answer = office.post(PAGE, {"subject": "x"})
    assert answer.status_code == 422
    assert "No mail server is set up." in text(answer)
    client = Client()
    client.force_login(builders.user("both", Role.SUPERVISION_OFFICE, Role.ADMINISTRATOR))
    assert "THROUGHLINE_MAIL_URL" in text(client.get(PAGE))


def test_a_workbook_goes_out_and_comes_back_without_a_change(office, place, post):
    page = send(office)
    assert post.reached == ["water@city.example"]
    ((sender, _to, _content),) = post.taken
    assert sender == "office@city.example"
    message = post.message("water@city.example")
    assert message["Reply-To"] == "office@city.example"
    assert message["Subject"] == "Key tasks: tasks to fill in and send back"
    (attached,) = message.iter_attachments()
    content = attached.get_content()
    assert re.fullmatch(r"Water-\d{8}\.xlsx", attached.get_filename())
    table = Table(content)
    assert [table.row(number) for number in "12"]
    assert "Sent</span>" in text(office.get(page))
    back = SimpleUploadedFile(attached.get_filename(), content)
    address = office.post("/registers/list/workbook/", {"files": [back]})["Location"]
    assert "Nothing to take over" in text(office.get(address))
    edited = SimpleUploadedFile("water.xlsx", table.put("1", aim="Dry feet").saved())
    address = office.post("/registers/list/workbook/", {"files": [edited]})["Location"]
    assert "Dry feet" in text(office.get(address))
    assert task("1").aim == ""


def test_the_history_tells_who_sent_what_to_whom(office, place, post):
    send(office)
    asked = AuditRecord.objects.get(act="register.mail_workbooks")
    assert (asked.by_name, asked.subject_key) == ("Office", place[0].pk)
    letter = Letter.objects.get()
    assert [(row.address, row.rows, row.state) for row in letter.versions()] == [
        ("water@city.example", 2, "waiting"),
        ("water@city.example", 2, "sending"),
        ("water@city.example", 2, "sent"),
    ]
    assert {AuditRecord.objects.get(pk=row.record).by_name for row in letter.versions()} == {"Office"}


def test_the_filter_of_the_register_goes_along(office, place, post):
    answer = office.post(f"{PAGE}?text=Task+2", values(text(office.get(f"{PAGE}?text=Task+2"))))
    assert answer.status_code == 302
    work()
    (attached,) = post.message("water@city.example").iter_attachments()
    numbers = [row[0].value for row in Table(attached.get_content()).sheet.iter_rows()]
    assert "2" in numbers
    assert "1" not in numbers


def test_a_form_sent_twice_is_one_mailing(office, place, post):
    sent = values(text(office.get(PAGE)))
    first, second = office.post(PAGE, sent), office.post(PAGE, sent)
    assert first["Location"] == second["Location"]
    assert (Mailing.objects.count(), Job.objects.count()) == (1, 1)


def test_an_address_that_changed_since_is_not_sent_to(office, place, post):
    sent = values(text(office.get(PAGE)))
    put(place[1]["water"], "other@city.example")
    answer = office.post(PAGE, sent)
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile" in text(answer)
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"subject": ""}, "This field is required"),
        ({"subject": "Tasks\nBcc: thief@elsewhere.example"}, "in one line"),
        ({"subject": "Tasks\u2028Bcc: x"}, "in one line"),
        ({"reply_to": "office"}, "valid email"),
        ({"reply_to": "a@city.example\nBcc: b@city.example"}, "valid email"),
        ({"reply_to": "a@city.example, b@city.example"}, "valid email"),
        ({"text": "x" * 5001}, "at most 5000"),
        ({"to": []}, "at least one unit"),
        ({"to": ["999999:x@city.example"]}, "changed this meanwhile"),
        ({"to": ["nonsense", "1:", ":x@y"]}, "at least one unit"),
        ({"token": "x"}, 'name="token"'),
    ],
)
def test_what_can_not_be_sent_is_told_and_nothing_is(office, place, post, changes, told):
    answer = office.post(PAGE, values(text(office.get(PAGE)), **changes))
    assert answer.status_code == 422
    assert told in text(answer)
    assert not Mailing.objects.exists()
    assert not Job.objects.exists()


def test_what_failed_is_told_in_the_servers_words_and_sent_again(office, place, post: PostOffice):
    put(place[1]["roads"], "roads@city.example")
    post.answers["RCPT roads@city.example"] = "550 5.1.1 no such mailbox"
    page = send(office)
    shown = text(office.get(page))
    assert "550 5.1.1 no such mailbox" in shown
    assert "1 not sent" in shown
    post.answers.clear()
    put(place[1]["roads"], "road-office@city.example")
    answer = office.post(page)
    assert answer.status_code == 302
    assert office.post(page).status_code == 409
    work()
    assert post.reached == ["water@city.example", "road-office@city.example"]
    assert "2 sent" in text(office.get(page))
    answer = office.post(page, follow=True)
    assert "nothing to send again" in text(answer)
    assert len(post.taken) == 2


def test_the_jobs_page_leads_to_what_became_of_each(office, place, post):
    post.answers["RCPT"] = "550 no"
    page = send(office)
    shown = text(office.get(f"/jobs/{Job.objects.get().pk}/"))
    assert "1 could not be sent." in shown
    assert f'href="{page}"' in shown


def test_in_chinese(office, place, post):
    water = place[1]["water"]
    water.refresh_from_db()
    edit_organization(water, by=None, seen=water.version, name="汐州市水利局")
    office.cookies["django_language"] = "zh-hans"
    page = text(office.get(PAGE))
    assert "请填写任务工作簿并寄回" in page
    send(office)
    message = post.message("water@city.example")
    (attached,) = message.iter_attachments()
    assert re.fullmatch(r"汐州市水利局-\d{8}\.xlsx", attached.get_filename())
    assert message["To"].addresses[0].display_name == "汐州市水利局"
    assert "请填写" in message.get_body().get_content()
    ((_sender, _to, raw),) = post.taken
    assert raw.isascii()
    assert b"filename*=utf-8''%E6%B1%90" in raw


@pytest.mark.parametrize(
    "role", [Role.UNIT_OFFICER, Role.VIEWER, Role.AUDITOR, Role.CITY_LEADER, Role.ADMINISTRATOR]
)
def test_only_who_may_split_may_send(office, place, post, role):
    page = send(office)
    client = Client()
    client.force_login(builders.user("other", role, organization=place[0].organization))
    assert [client.get(PAGE).status_code, client.post(PAGE, {}).status_code] == [404, 404]
    assert [client.get(page).status_code, client.post(page).status_code] == [404, 404]
