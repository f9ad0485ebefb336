"""Templates: checked when they come, one in use of a kind, the older ones kept, the nearest one taken."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import builders
from tests.formats.test_word_template import template as word
from throughline.accounts.choices import Role
from throughline.formats.word_filling import check
from throughline.history.models import AuditRecord
from throughline.lib.refusal import ChangedMeanwhile, Invalid, NotAllowed
from throughline.papers.actions.templates import add_template, put_template_aside, use_template
from throughline.papers.choices import PaperKind
from throughline.papers.default_templates import TEMPLATED, default_template
from throughline.papers.models import Template
from throughline.papers.queries import template_for
from throughline.papers.refusals import TemplateHasFaults
from throughline.papers.shapes import shape_of

pytestmark = pytest.mark.django_db
CIRCULAR = PaperKind.CIRCULAR


@pytest.fixture
def city(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return builders.organization("city", level=1, name="City")


def add(city, *paragraphs, **given):
    data = word(*(paragraphs or ("{{ title }}", "{{ opening }}")))
    return add_template(city, by=None, kind=CIRCULAR, name="Ours", data=data, file_name="ours.docx", **given)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", TEMPLATED)
def test_what_comes_with_the_program_names_only_what_there_is(kind, language):
    with translation.override(language):
        found = check(default_template(kind), shape_of(kind))
    assert found["faults"] == []
    assert len(found["fields"]) > 5
    assert ("仿宋_GB2312" in found["fonts"]) == (language == "zh-hans")


def test_unknown_fields_are_named_with_their_places_and_nothing_is_kept(city, settings):
    before = AuditRecord.objects.count()
    with pytest.raises(TemplateHasFaults) as told:
        add(
            city,
            "Dear {{ mayor }}",
            "{{ title.upper() }}",
            "{%p for one in troubled %}",
            "{{ one.salary }}",
            "{%p endfor %}",
        )
    assert told.value.field == "file"
    assert "“mayor” is no field of this kind of paper (in the text: Dear {{ mayor }}" in str(told.value)
    assert "“one.salary” is no field" in str(told.value)
    assert "does more than name a field" in str(told.value)
    assert not Template.objects.exists()
    assert AuditRecord.objects.count() == before
    assert [one for one in settings.MEDIA_ROOT.rglob("*") if one.is_file()] == []
    with (
        translation.override("zh-hans"),
        pytest.raises(TemplateHasFaults, match="“mayor”不是此类文件的字段"),
    ):
        add(city, "{{ mayor }}")


@pytest.mark.parametrize(
    "data", [b"", b"Dear {{ title }}", b"PK\x03\x04", b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF"]
)
def test_what_is_no_word_file_is_refused(city, data):
    with pytest.raises(Invalid) as told:
        add_template(city, by=None, kind=CIRCULAR, name="Ours", data=data, file_name="ours.docx")
    assert told.value.field == "file"


def test_a_newer_one_takes_over_and_the_older_one_stays(city):
    older, newer = add(city), add(city)
    assert template_for(city, CIRCULAR) == newer
    older.refresh_from_db()
    assert not older.is_used
    use_template(older, by=None, seen=older.version)
    assert template_for(city, CIRCULAR) == older
    with pytest.raises(ChangedMeanwhile):
        use_template(newer, by=None, seen=1)
    older.refresh_from_db()
    put_template_aside(older, by=None, seen=older.version)
    assert template_for(city, CIRCULAR) is None
    assert Template.objects.count() == 2
    unused = add(city, use=False)
    assert not unused.is_used


def test_the_nearest_template_is_taken(city):
    bureau = builders.organization("bureau", city)
    of_city = add(city)
    assert template_for(bureau, CIRCULAR) == of_city
    of_bureau = add(bureau)
    assert template_for(bureau, CIRCULAR) == of_bureau
    assert template_for(city, CIRCULAR) == of_city


def test_only_the_offices_of_the_house_bring_templates(city):
    elsewhere = builders.organization("elsewhere", level=1)
    office = builders.user("office", Role.SUPERVISION_OFFICE, organization=elsewhere)
    kept = add(city)
    with pytest.raises(NotAllowed):
        add_template(city, by=office, kind=CIRCULAR, name="x", data=word("x"), file_name="x.docx")
    for act in (use_template, put_template_aside):
        with pytest.raises(NotAllowed):
            act(kept, by=office, seen=kept.version)


def test_the_pages_upload_show_and_hand_out(city):
    client = Client()
    client.force_login(builders.user("office", Role.SUPERVISION_OFFICE, organization=city))
    upload = {"organization": city.pk, "kind": CIRCULAR, "name": "Ours", "use": "on"}
    bad = client.post(
        reverse("template_new"), {**upload, "file": SimpleUploadedFile("bad.docx", word("To {{ mayor }}"))}
    )
    assert bad.status_code == 422
    page = bad.content.decode()
    assert "“mayor” is no field of this kind of paper" in page
    assert "troubled[].required" in page
    data = word("{{ title }} <&>")
    good = client.post(
        reverse("template_new"), {**upload, "file": SimpleUploadedFile("ours.docx", data)}, follow=True
    )
    kept = Template.objects.get()
    assert "in use" in good.content.decode()
    answer = client.get(reverse("template_file", args=[kept.pk]))
    assert b"".join(answer) == data
    preview = client.get(reverse("template_preview", args=[kept.pk]), follow=True)
    assert "There is nothing yet to fill this template with" in preview.content.decode()
    aside = client.post(reverse("template", args=[kept.pk]), {"act": "aside", "row_version": kept.version})
    assert aside.status_code == 302
    assert not Template.objects.get().is_used
    default = client.get(reverse("template_default", args=[CIRCULAR]))
    assert docx.Document(io.BytesIO(default.content)).paragraphs[0].text == "{{ title }}"
    assert client.get(reverse("template_default", args=["nothing"])).status_code == 404
