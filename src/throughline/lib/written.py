"""Days as people write them, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language


def written_day(value: date | datetime) -> str:
    """30 Jun 2026 or 2026年6月30日; of a moment, its day in the present time zone."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    language = get_language() or ""
    if language.startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return _in_words(value, language)


@lru_cache(maxsize=5000)
def _in_words(value: date, _language: str) -> str:
    """In the present language, which is named for remembering: a page has dozens of days, and they are few."""
    return formats.date_format(value, "j M Y")


def written_moment(value: datetime) -> str:
    """Its day as people write it, and the time of day: 30 Jun 2026 17:05."""
    return f"{written_day(value)} {timezone.localtime(value):%H:%M}"
