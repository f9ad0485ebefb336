"""Days as people write them, and how far away they are; everywhere in one form."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from throughline.delivery.models import Completion, DueDateChange, Extension, Period, Rating
from throughline.history.display import _plain
from throughline.indicators.models import TargetValue
from throughline.lib import clock
from throughline.lib.refusal import Invalid
from throughline.lib.text import shortened
from throughline.lib.written import written_day, written_moment
from throughline.plans.models import Wording
from throughline.register.models import Task
from throughline.web.templatetags.throughline import days_left

DAY = date(2026, 12, 15)
MOMENT = datetime(2026, 12, 15, 20, 5, tzinfo=UTC)  # the next day already in Shanghai


@pytest.mark.parametrize(("language", "written"), [("en", "15 Dec 2026"), ("zh-hans", "2026年12月15日")])
def test_a_day_has_one_form(language, written):
    task = Task(title="Sea wall")
    with translation.override(language):
        assert written_day(DAY) == _plain(DAY) == written
        assert str(Invalid("day", "Not before %(day)s.", day=DAY)) == f"Not before {written}."
        assert str(Period(starts_on=DAY, ends_on=DAY)) == f"{written} – {written}"
        assert str(TargetValue(ends_on=DAY, value=Decimal(3))) == f"{written}: 3"
        assert str(Rating(colour="red", on=DAY)).endswith(f" {written}")
        assert str(Completion(task=task, completed_on=DAY)) == f"Sea wall {written}"
        assert str(Extension(task=task, wanted_on=DAY)) == f"Sea wall → {written}"
        assert str(DueDateChange(earlier_on=None, later_on=DAY)) == f"– → {written}"


def test_a_moment_is_told_in_the_installations_time_zone():
    assert written_moment(MOMENT) == _plain(MOMENT) == "16 Dec 2026 04:05"
    assert str(Invalid("day", "Since %(day)s.", day=MOMENT)) == "Since 16 Dec 2026."


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (-2, "2 days ago", "2天前"),
        (-1, "1 day ago", "1天前"),
        (0, "today", "今天"),
        (1, "in 1 day", "还有1天"),
        (3, "in 3 days", "还有3天"),
    ],
)
def test_days_that_are_left_are_counted_in_words(days, english, chinese):
    day = clock.today() + timedelta(days)
    assert days_left(day) == english
    with translation.override("zh-hans"):
        assert days_left(day) == chinese


def test_a_name_that_is_cut_shows_it():
    assert str(Wording(number="2", text="Sea wall")) == "2 Sea wall"
    cut = str(Wording(number="2", text="Sea wall " * 30))
    assert len(cut) <= 120
    assert cut.endswith("wall…")
    assert shortened("abcd", 4) == "abcd"
    assert shortened("abc de", 5) == "abc…"
