"""The demonstration city of an earlier day: it ends there, as the command that builds it says."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import override_settings
from django.utils import timezone

from tests.demonstration.demonstrated import TODAY
from throughline.city.load import load
from throughline.cli import demo as demo_command
from throughline.delivery.choices import RatingState, ReportState
from throughline.delivery.models import Circular, Rating, Report
from throughline.demonstration import STAGES, build
from throughline.documents.models import Document
from throughline.history.models import AuditRecord
from throughline.register.models import Register

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ZONE = timezone.get_default_timezone()


def test_the_stages_are_those_of_the_city_and_of_the_command():
    told = load("en", TODAY).landmarks
    assert tuple(one.name for one in told) == STAGES == demo_command.STAGES
    assert all(f"  {name} " in demo_command.EPILOG for name in STAGES)
    with pytest.raises(KeyError):
        build("en", today=TODAY, upto="tomorrow")


def test_a_city_of_an_earlier_stage_ends_on_its_day(tmp_path):
    with override_settings(DATA_DIR=tmp_path, MEDIA_ROOT=tmp_path / "uploads"):
        built = build("en", today=TODAY, upto="first-month")
    assert built.until.astimezone(ZONE).date() == date(2025, 6, 12)
    assert AuditRecord.objects.latest("at").at <= built.until
    assert Register.objects.get(slug="annual-2025").tick_days.latest("day").day == date(2025, 6, 12)
    assert Report.objects.filter(state=ReportState.ACCEPTED).count() >= 20
    assert Rating.objects.filter(state=RatingState.PROPOSED).exists()
    assert not Circular.objects.exists()
    assert not Document.objects.exists()


def test_a_language_in_which_it_is_not_told():
    with pytest.raises(ValueError, match="en and zh"):
        build("fr", today=TODAY)
