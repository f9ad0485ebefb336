from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.db import connection
from django.utils import translation

from tests import builders
from throughline.accounts.choices import Role
from throughline.documents import actions
from throughline.documents.models import Document
from throughline.documents.refusals import DocumentRefused, FindingsDecided, SameFile, UnknownColumns
from throughline.formats.extract import Extract
from throughline.jobs.claims import claim
from throughline.jobs.models import Job
from throughline.jobs.run import run
from throughline.lib.refusal import Invalid, NotAllowed
from throughline.lib.written import written_day
from throughline.reading.second_opinion import Backend
from throughline.workflows import read_document, receive_document
from throughline.workflows.read_document import KIND, read_again
from throughline.workflows.receive_document import open_file, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return builders.user("office", Role.PLAN_OFFICE)


@pytest.fixture
def uploads(settings, tmp_path):
    """Where files are kept during one test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept(uploads):
    return [path for path in uploads.rglob("*") if path.is_file()]


def test_a_file_is_kept_byte_for_byte_under_a_name_of_our_own(office, uploads, shared_documents):
    path = shared_documents / "zh" / "sc_2019_3_bonded_zones.txt"
    document = receive(path, "../../etc/意见.txt", by=office, dated_on=date(2019, 1, 25))
    assert kept(uploads) == [uploads / document.file.name]
    assert (uploads / document.file.name).read_bytes() == path.read_bytes()
    assert document.file_name == "意见.txt"
    assert "意见" not in document.file.name
    assert document.text == path.read_text("utf-8")
    assert (document.language, document.state, document.uploaded_by) == ("zh", "read", office)
    assert document.findings.count() > 20
    assert len(document.outline) > 20


def test_the_same_file_again_is_said(office, uploads):
    first = receive("到2030年建成十个公园。".encode(), "a.txt", by=office)
    with pytest.raises(SameFile) as said:
        receive("到2030年建成十个公园。".encode(), "b.txt", by=office)
    assert said.value.params["document"] == first.pk
    assert f"uploaded on {written_day(first.uploaded_at)}" in str(said.value)
    assert len(kept(uploads)) == 1
    receive("到2030年建成十个公园。".encode(), "b.txt", by=office, again=True)
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "empty.txt", "empty"),
        (b"MZ\x90\x00" + b"\x00" * 200, "plan.docx", "executable"),
        (b"%PDF-1.7 cut off", "plan.pdf", "truncated"),
        ("秘密★10年\n\n关于某事的通知\n要做好工作。".encode(), "通知.txt", "classified"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_cannot_be_kept_is_refused_in_the_persons_language(  # noqa: PLR0917
    office, uploads, data, name, reason, language
):
    with translation.override(language), pytest.raises(DocumentRefused) as refused:
        receive(data, name, by=office)
    assert refused.value.reason == reason
    assert str(refused.value)
    assert not Document.objects.exists()
    assert kept(uploads) == []


def test_a_file_over_the_limit_is_not_read_to_its_end(office, uploads, settings):
    settings.UPLOAD_LIMIT = 1_000_000

    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size=-1):
            assert size >= 0
            self.taken += size
            return b"a" * size

    endless = Endless()
    with pytest.raises(DocumentRefused) as refused:
        receive(endless, "big.txt", by=office)
    assert refused.value.reason == "too_large"
    assert endless.taken == settings.UPLOAD_LIMIT + 1


def test_nothing_stays_when_the_description_is_wrong(office, uploads):
    with pytest.raises(Invalid):
        receive("到2030年建成十个公园。".encode(), "a.txt", by=office, disclosure="everybody")
    assert not Document.objects.exists()
    assert kept(uploads) == []


def test_nothing_stays_when_reading_fails(office, uploads, monkeypatch):
    def broken(*_args, **_named):
        raise RuntimeError

    monkeypatch.setattr(read_document, "read", broken)
    with pytest.raises(RuntimeError):
        receive("到2030年建成十个公园。".encode(), "a.txt", by=office)
    assert not Document.objects.exists()
    assert kept(uploads) == []


def test_a_long_text_is_read_by_a_job(office, uploads, monkeypatch):
    monkeypatch.setattr(read_document, "SHORT", 10)
    document = receive("到2030年建成十个公园。（市园林局负责）".encode(), "a.txt", by=office)
    assert (document.state, document.findings.count()) == ("waiting", 0)
    assert Job.objects.get(kind=KIND).arguments == {"document": document.pk}

    run(claim("test"))
    document.refresh_from_db()
    assert (document.state, document.findings.count()) == ("read", 1)


@pytest.mark.django_db(transaction=True)
def test_a_language_model_is_asked_by_the_job_outside_any_transaction(office, uploads, settings):
    asked = []

    def complete(_instructions, question):
        asked.append(connection.in_atomic_block)
        said = {"label": "commitment", "certainty": 1.0}
        return json.dumps(
            {"sentences": [{"id": one["id"], **said} for one in json.loads(question)["sentences"]]}
        )

    text = "到2030年建成十个公园。（市园林局负责）".encode()
    plain = receive(text, "a.txt", by=office).findings.get()
    settings.READING_BACKEND = Backend("small-model", complete)
    document = receive(text, "b.txt", by=office, again=True)
    assert (document.state, asked) == ("waiting", [])
    run(claim("test"))
    assert asked == [False]
    document.refresh_from_db()
    assert document.findings.get().confidence > plain.confidence
    assert document.notes[-1]["params"] == {"model": "small-model", "count": 1}
    again = read_again(document, {}, by=office, seen=document.version)
    assert again.state == "waiting"


def test_characters_that_databases_cannot_keep_change_no_offset(monkeypatch):
    found = Extract("one\x00two", "pdf", "application/pdf")
    monkeypatch.setattr(receive_document, "extract", lambda *_: found)
    assert open_file(b"", "a.pdf").text == "one\ufffdtwo"


def test_columns_are_corrected_while_nothing_is_decided(office, uploads):
    table = "序号,事情,谁来做,何时\n1,修好东桥,市交通局,2026年6月底前\n2,修好西桥,市住建局,2026年9月底前\n"
    document = receive(table.encode(), "表.csv", by=office)
    before = document.findings.count()
    columns = {"": {0: "number", 1: "task", 2: "lead", 3: "deadline"}}
    document = read_again(document, columns, by=office, seen=document.version)
    found = list(document.findings.all())
    assert len(found) == 2 > before
    assert [f.value["lead"][0]["name"] for f in found] == ["市交通局", "市住建局"]
    with pytest.raises(UnknownColumns):
        read_again(document, {"": {0: "nonsense"}}, by=office, seen=document.version)
    actions.reject(found[0], by=office, seen=found[0].version)
    document.refresh_from_db()
    with pytest.raises(FindingsDecided):
        read_again(document, {"": {1: "task"}}, by=office, seen=document.version)


def test_a_unit_officer_uploads_nothing():
    with pytest.raises(NotAllowed):
        receive(b"text", "a.txt", by=builders.user("officer", Role.UNIT_OFFICER))


def test_a_reading_that_fails_is_said_with_the_document(office, uploads, monkeypatch):
    monkeypatch.setattr(read_document, "SHORT", 10)
    document = receive("到2030年建成十个公园。（市园林局负责）".encode(), "a.txt", by=office)

    def broken(*_args, **_named):
        raise RuntimeError

    monkeypatch.setattr(read_document, "read", broken)
    run(claim("test"))
    document.refresh_from_db()
    assert document.state == "failed"
    assert document.error
    monkeypatch.undo()
    document = read_again(document, {}, by=office, seen=document.version)
    assert (document.state, document.error) == ("read", "")
