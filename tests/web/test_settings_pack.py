"""The pages of the pack: taken away, looked at, taken over item by item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import builders
from throughline.delivery.actions import install_presets
from throughline.history.models import AuditRecord
from throughline.register.actions.rule_sets import edit_rule_set
from throughline.register.models import RuleSet
from throughline.vocabulary.actions import set_words
from throughline.vocabulary.models import Word

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings, tmp_path: Path) -> Iterator[Client]:
    settings.DATA_DIR = tmp_path
    install_presets(by=None, language="en")
    set_words({("register", "en"): ("action list", "action lists")}, by=None)
    made = Client()
    made.force_login(builders.user("boss", "administrator"))
    return made


def sent(client: Client, data: bytes) -> HttpResponse:
    return client.post(reverse("settings_pack"), {"file": SimpleUploadedFile("pack.zip", data)})


def fields(response: HttpResponse) -> dict[str, object]:
    """The preview's form as a browser would send it."""
    page = response.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(pack|shown)" value="([^"]*)"', page))
    ticked = [unescape(one) for one in re.findall(r'name="item" value="([^"]*)"[^>]* checked', page)]
    return {**hidden, "item": ticked, "act": "take"}


def test_what_is_new_is_ticked_and_what_differs_is_not(client):
    pack = client.get(reverse("settings_pack_download")).content
    rules = RuleSet.objects.get(slug="points_behind")
    edit_rule_set(rules, by=None, seen=rules.version, title="Ours <b>")
    Word.objects.all().delete()
    preview = sent(client, pack)
    page = preview.content.decode()
    assert preview.status_code == 200
    assert "Ours &lt;b&gt;" in page
    assert fields(preview)["item"] == ["words:register en"]
    assert not Word.objects.exists()
    assert client.post(reverse("settings_pack"), fields(preview)).status_code == 302
    assert Word.objects.get().one == "action list"
    assert RuleSet.objects.get(slug="points_behind").title == "Ours <b>"
    assert "is here already" not in page
    both = fields(sent(client, pack)) | {"item": ["rule-sets:points_behind"]}
    client.post(reverse("settings_pack"), both)
    assert RuleSet.objects.get(slug="points_behind").title != "Ours <b>"
    assert "Everything in the pack is here already" in sent(client, pack).content.decode()


def test_a_change_after_the_look_is_told_before_anything_is_taken(client):
    pack = client.get(reverse("settings_pack_download")).content
    Word.objects.all().delete()
    preview = sent(client, pack)
    rules = RuleSet.objects.get(slug="points_behind")
    edit_rule_set(rules, by=None, seen=rules.version, title="Meanwhile")
    answer = client.post(reverse("settings_pack"), fields(preview))
    assert answer.status_code == 409
    assert not Word.objects.exists()
    assert client.post(reverse("settings_pack"), fields(answer)).status_code == 302
    assert Word.objects.exists()


@pytest.mark.parametrize("data", [b"x", b"PK\x03\x04" + b"x" * 50])
def test_another_file_is_told_in_the_form(client, data):
    before = AuditRecord.objects.count()
    answer = sent(client, data)
    assert answer.status_code == 422
    assert "This is no pack of settings" in answer.content.decode()
    for pack in ("%%%", "eA==", ""):
        told = client.post(reverse("settings_pack"), {"act": "take", "pack": pack})
        assert told.status_code == 422
    assert AuditRecord.objects.count() == before


@pytest.mark.parametrize("role", ["plan_office", "supervision_office", "auditor"])
def test_only_administrators_see_it(client, role):
    pack = client.get(reverse("settings_pack_download")).content
    client.force_login(builders.user("other", role))
    assert client.get(reverse("settings_pack")).status_code == 403
    assert client.get(reverse("settings_pack_download")).status_code == 403
    assert sent(client, pack).status_code == 403
