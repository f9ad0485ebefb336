"""Files of evidence: looked into, bounded, kept under a generated name."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage

from tests.delivery.scene import at, scene
from throughline.delivery.actions import close_period
from throughline.delivery.models import Evidence, Report
from throughline.delivery.refusals import PeriodIsClosed
from throughline.lib.refusal import Invalid

pytestmark = pytest.mark.django_db


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def _zip(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_evidence_is_kept_byte_for_byte_under_a_generated_name():
    city = scene()
    with at(2026, 1, 20):
        report = city.file(
            city.task(), evidence=[("../../etc/照片.png", PNG), ("notes.txt", "进展".encode())]
        )
    kept = list(report.evidence.all())
    assert [e.file_name for e in kept] == ["照片.png", "notes.txt"]
    assert [e.media_type for e in kept] == ["image/png", "text/plain"]
    assert kept[0].file.name.startswith("evidence/2026/01/")
    assert "照片" not in kept[0].file.name
    with kept[0].file.open("rb") as stored:
        assert stored.read() == PNG


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.pdf", b"MZ" + b"\0" * 100),
        ("photo.png", b"\x7fELF" + b"\0" * 100),
        ("empty.pdf", b""),
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("things.zip", _zip(a="b")),
        ("cut.docx", b"PK\x03\x04 and then nothing"),
        ("table.docx", b"\x89PNG\r\n"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")),
        ("binary.txt", b"abc\0\0\1\2"),
    ],
)
def test_unfit_evidence_is_refused_and_nothing_is_stored(name, data):
    city = scene()
    task = city.task()
    with at(2026, 1, 20), pytest.raises(Invalid) as refused:
        city.file(task, evidence=[("good.png", PNG), (name, data)])
    assert refused.value.field == "evidence"
    assert not Report.objects.exists()
    assert not Evidence.objects.exists()


def test_too_much_evidence_is_refused(settings):
    settings.UPLOAD_LIMIT = 1000
    city = scene()
    task = city.task()
    with at(2026, 1, 20):
        with pytest.raises(Invalid):
            city.file(task, evidence=[("big.png", PNG + b"\0" * 1000)])
        with pytest.raises(Invalid):
            city.file(task, evidence=[(f"{n}.png", PNG) for n in range(11)])


def test_files_of_a_report_that_failed_are_taken_away(monkeypatch):
    city = scene()
    task = city.task()
    before = _files()
    period = city.period(1)
    with at(2026, 2, 10):
        close_period(period, by=city.supervisor, seen=period.version)
        with pytest.raises(PeriodIsClosed):
            city.file(task, 1, evidence=[("photo.png", PNG)])
    assert _files() == before


def _files():
    folder = "evidence/2026/02"
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()
