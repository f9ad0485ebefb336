"""Logs hold what happened and where, and nobody's data."""

from __future__ import annotations

import logging
import sys

from throughline.config.logs import Impersonal, Places, places


def record(message: str, *args: object, exc_info: object = None) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": message, "args": args, "exc_info": exc_info})


def fail() -> None:
    try:
        {}["Li Hua"]
    except KeyError as error:
        raise ValueError("lives at 7 Garden Street") from error


def test_queries_addresses_and_secrets_of_links_are_dropped():
    told = record("Invalid request from ip=%s: %s", "10.1.2.3", "/search/?q=Li+Hua /link/s3cr3t/")
    assert Impersonal().filter(told)
    assert told.getMessage() == "Invalid request from ip=… /search/ /link/…/"


def test_an_exception_is_told_by_types_and_places():
    try:
        fail()
    except ValueError as error:
        told = places(error)
        written = Places("%(message)s").format(record("Fault", exc_info=sys.exc_info()))
    for text in (told, written):
        assert "builtins.KeyError" in text
        assert "builtins.ValueError" in text
        assert "test_logs.py" in text
        assert "Li Hua" not in text
        assert "Garden" not in text
