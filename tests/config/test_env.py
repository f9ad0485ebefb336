"""A setting that can't be used is told with what is allowed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from throughline.config import env
from throughline.lib import clock


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("THROUGHLINE_LOG_LEVEL", "LOUD", lambda name: env.choice(name, env.LEVELS)),
        ("THROUGHLINE_TIME_ZONE", "Mars/Olympus", env.time_zone),
        ("THROUGHLINE_TIME_ZONE", "../etc/passwd", env.time_zone),
        ("THROUGHLINE_THREADS", "many", env.number),
        ("THROUGHLINE_THREADS", "0", env.number),
        ("THROUGHLINE_WORKER", "yes", env.flag),
        ("THROUGHLINE_MODEL_URL", "ftp://models.example.org/v1", lambda _name: env.reading_backend()),
        ("THROUGHLINE_MODEL_URL", "http://models.example.org/v1", lambda _name: env.reading_backend()),
    ],
)
def test_a_bad_value_is_named(monkeypatch, name, written, read):
    monkeypatch.setenv(name, written)
    with pytest.raises(env.BadSetting, match=name) as told:
        read(name)
    assert "give" in str(told.value)


def test_defaults_are_usable(monkeypatch):
    for name in env.VARIABLES:
        if name != "THROUGHLINE_DATA_DIR":
            monkeypatch.delenv(name, raising=False)
    assert env.choice("THROUGHLINE_LOG_LEVEL", env.LEVELS) == "INFO"
    assert env.time_zone("THROUGHLINE_TIME_ZONE") == "Asia/Shanghai"
    assert env.flag("THROUGHLINE_WORKER")
    assert env.number("THROUGHLINE_THREADS") == 8
    assert env.items("THROUGHLINE_ALLOWED_HOSTS") == ["localhost", "127.0.0.1", "[::1]"]


def test_case_does_not_matter_for_choices(monkeypatch):
    monkeypatch.setenv("THROUGHLINE_LANGUAGE", "zh-Hans")
    assert env.choice("THROUGHLINE_LANGUAGE", ["en", "zh-hans"]) == "zh-hans"


def test_only_a_demonstration_s_clock_may_be_behind(monkeypatch, tmp_path):
    assert env.clock_behind(tmp_path) == 0
    monkeypatch.setenv("THROUGHLINE_CLOCK_BEHIND", "3600")
    with pytest.raises(env.BadSetting, match="THROUGHLINE_CLOCK_BEHIND"):
        env.clock_behind(tmp_path)
    (tmp_path / env.DEMONSTRATION).write_text("{}")
    assert env.clock_behind(tmp_path) == 3600


def test_a_clock_that_is_behind_goes_on():
    before = clock.now()
    try:
        clock.set_behind(7200)
        shown = clock.now()
        assert timedelta() <= shown + timedelta(hours=2) - before < timedelta(minutes=1)
        assert clock.now() > shown
    finally:
        clock.set_behind(0)
