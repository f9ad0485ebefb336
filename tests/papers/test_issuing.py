"""Papers are issued all or nothing, kept unchanged, and their stamped scans attached."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import builders
from tests.formats.test_word_template import template as word
from throughline.accounts.choices import Role
from throughline.exchange.paper_files import issue_from_register, register_paper
from throughline.history.models import AuditRecord
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.papers.actions.column_sets import create_column_set
from throughline.papers.actions.issuing import attach_scan, issue_paper
from throughline.papers.actions.numbers import create_series, void_number
from throughline.papers.actions.templates import add_template
from throughline.papers.models import Number, Paper, Scan
from throughline.register import actions

pytestmark = pytest.mark.django_db
LONG = "Repair every bridge over the canal before the water rises. " * 8


@pytest.fixture
def city(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return builders.organization("city", level=1, name="City Government")


@pytest.fixture
def office(city):
    return builders.user("office", Role.SUPERVISION_OFFICE, organization=city)


@pytest.fixture
def water(city):
    return builders.organization("water", city, name="Water Bureau")


@pytest.fixture
def register(city, water):
    made = builders.register("list", organization=city, title="Key tasks")
    actions.create_task(
        made,
        by=None,
        title="Open the bridge",
        standard=LONG,
        due_on=date(2026, 6, 30),
        responsibilities=[(water, "lead")],
    )
    return made


@pytest.fixture
def series(city):
    return create_series(city, by=None, name="Ours", pattern="[{year}] No. {n}")


def text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def content(paper) -> bytes:
    with paper.file.open("rb") as file:
        return file.read()


def test_a_sign_off_sheet_has_the_units_tasks_and_room_to_sign(register, water, office):
    builders.task(register, builders.organization("other"), title="Somebody else's")
    told = text(register_paper(register, office, kind="sign_off", unit=water, title="Please sign"))
    for part in (
        "Please sign",
        "Water Bureau",
        "Open the bridge",
        LONG.strip(),
        "30 Jun 2026",
        "Signed for by",
    ):
        assert part in told
    assert "Somebody else's" not in told
    with translation.override("zh-hans"):
        chinese = text(register_paper(register, office, kind="sign_off", unit=water))
    assert "签收单位（盖章）" in chinese
    assert "2026年6月30日" in chinese
    for unit in (None, builders.organization("nothing")):
        with pytest.raises(Invalid) as refused:
            register_paper(register, office, kind="sign_off", unit=unit)
        assert refused.value.field == "unit"


def test_a_table_is_issued_in_own_columns_with_its_number_and_kept(register, city, office, series):
    columns = [{"field": "serial", "heading": "#"}, {"field": "task", "heading": "重点任务"}]
    column_set = create_column_set(city, by=None, name="Issued", columns=columns)
    given = {"kind": "breakdown", "title": "Table of 2026", "column_set": column_set, "series": series}
    paper = issue_from_register(register, by=office, **given)
    year = clock.today().year
    assert (paper.number_text, paper.number.subject) == (f"[{year}] No. 1", "Table of 2026")
    data = content(paper)
    told = text(data)
    assert {"重点任务", "Open the bridge", "Table of 2026", f"[{year}] No. 1"} <= set(told.split("\n"))
    assert paper.sha256 == hashlib.sha256(data).hexdigest()
    task = register.entries.get().task
    actions.edit_task(task, by=None, seen=task.version, title="Renamed")
    assert content(Paper.objects.get()) == data
    void_number(paper.number, by=office, reason="Printed wrong.")
    assert issue_from_register(register, by=office, **given).number_text == f"[{year}] No. 2"


def test_it_tells_the_day_that_was_asked_for(register, office):
    day = clock.today()
    with clock.travel(clock.now() + timedelta(days=9)):
        task = register.entries.get().task
        actions.edit_task(task, by=None, seen=task.version, title="Renamed")
        past = issue_from_register(register, by=office, kind="breakdown", title="Then", as_of=day)
        now = issue_from_register(register, by=office, kind="breakdown", title="Now")
        with pytest.raises(Invalid):
            issue_from_register(
                register, by=office, kind="breakdown", title="Never", as_of=day + timedelta(days=30)
            )
    assert "Open the bridge" in text(content(past))
    assert "Renamed" in text(content(now))
    assert past.as_of == day


def test_the_houses_template_is_used(register, city, office):
    data = word(
        "{{ title }}: {{ total }}",
        "{%p for row in rows %}",
        "{{ row.task }} / {{ row.lead }}",
        "{%p endfor %}",
    )
    kept = add_template(city, by=None, kind="breakdown", name="Ours", data=data, file_name="t.docx")
    paper = issue_from_register(register, by=office, kind="breakdown", title="Table")
    assert text(content(paper)).split("\n")[:2] == ["Table: 1", "Open the bridge / Water Bureau"]
    assert paper.template == kept


def test_what_fails_takes_no_number_and_leaves_no_file(city, office, series, settings):
    def breaks(_number):
        raise RuntimeError

    before = AuditRecord.objects.count()
    given = {"kind": "breakdown", "title": "T", "ending": "docx", "as_of": clock.today(), "series": series}
    with pytest.raises(RuntimeError):
        issue_paper(city, by=office, make=breaks, **given)
    with pytest.raises(Invalid):
        issue_paper(city, by=office, make=lambda _number: b"x", **{**given, "title": ""})
    assert not Number.objects.exists()
    assert AuditRecord.objects.count() == before
    assert [one for one in settings.MEDIA_ROOT.rglob("*") if one.is_file()] == []
    stranger = builders.user(
        "stranger", Role.SUPERVISION_OFFICE, organization=builders.organization("elsewhere")
    )
    with pytest.raises(NotAllowed):
        issue_paper(city, by=stranger, make=lambda _number: b"x", **given)


def test_scans_are_pdf_or_pictures_by_their_content(register, office):
    paper = issue_from_register(register, by=office, kind="breakdown", title="Table")
    pdf = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF"
    for data, name in ((pdf, "a.pdf"), (b"\x89PNG\r\n\x1a\nx", "b.png"), (b"\xff\xd8\xffx", "../../c.jpg")):
        attach_scan(paper, by=office, data=data, file_name=name)
    assert list(Scan.objects.values_list("file_name", "media_type")) == [
        ("a.pdf", "application/pdf"),
        ("b.png", "image/png"),
        ("c.jpg", "image/jpeg"),
    ]
    for data in (b"", b"<html>", b"MZ\x00\x00", word("x"), b"GIF89a"):
        with pytest.raises(Invalid) as refused:
            attach_scan(paper, by=office, data=data, file_name="scan.pdf")
        assert refused.value.field == "file"
    assert Scan.objects.count() == 3


def test_the_pages_issue_list_and_hand_out(register, water, office, series):
    client = Client()
    client.force_login(office)
    path = reverse("paper_new", args=["list"])
    assert path in client.get(reverse("register", args=["list"])).content.decode()
    fields = {"kind": "sign_off", "title": "Sheet", "unit": water.pk, "series": series.pk}
    look = client.get(reverse("register_paper", args=["list", "docx"]), fields)
    assert "Open the bridge" in text(look.content)
    assert client.post(path, {**fields, "unit": ""}).status_code == 422
    assert client.post(path, {**fields, "as_of": "1999-01-01"}).status_code == 422
    page = client.post(path, fields, follow=True).content.decode()
    paper = Paper.objects.get()
    assert paper.number_text in page
    scan = SimpleUploadedFile("stamped.pdf", b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF")
    assert (
        "stamped.pdf"
        in client.post(reverse("paper", args=[paper.pk]), {"file": scan}, follow=True).content.decode()
    )
    assert paper.number_text in client.get(reverse("papers"), {"text": "No. 1"}).content.decode()
    assert b"".join(client.get(reverse("paper_file", args=[paper.pk]))) == content(paper)
    unit = builders.user("officer", Role.UNIT_OFFICER, organization=water)
    client.force_login(unit)
    assert client.get(reverse("paper", args=[paper.pk])).status_code == 200
    client.force_login(builders.user("other", Role.UNIT_OFFICER, organization=builders.organization("other")))
    for name in ("paper", "paper_file"):
        assert client.get(reverse(name, args=[paper.pk])).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "nothing"},
        {"kind": "circular"},
        {"unit": "x"},
        {"column_set": "9" * 40},
        {"kind": "sign_off"},
    ],
)
def test_a_wrong_address_is_told(register, office, query):
    client = Client()
    client.force_login(office)
    assert client.get(reverse("register_paper", args=["list", "docx"]), query).status_code in (404, 422)
