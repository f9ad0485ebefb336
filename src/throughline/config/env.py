"""The environment variables, each stated once: name, default, meaning. The docs page is compared with this table."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from throughline.reading.chat_endpoint import BadEndpoint, from_environment
from throughline.reading.second_opinion import Backend

#: Says that a data folder is a demonstration's.
DEMONSTRATION = "demonstration.json"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True)
class Variable:
    """One environment variable: its default as written in the docs, and what it means."""

    name: str
    default: str
    meaning: str


VARIABLES: dict[str, Variable] = {
    v.name: v
    for v in (
        Variable(
            "THROUGHLINE_DATA_DIR",
            "./data",
            "Folder for the SQLite database, uploads, the generated key and the chain heads. Back it up.",
        ),
        Variable(
            "THROUGHLINE_DATABASE_URL",
            "sqlite in the data folder",
            "Where the data is kept: sqlite:////path/file.sqlite3 or postgresql://user:password@host:5432/name.",
        ),
        Variable(
            "THROUGHLINE_SECRET_KEY",
            "generated into the data folder",
            "Key for sessions, one-time links and the history's signatures. Keep it: history is verified with it.",
        ),
        Variable(
            "THROUGHLINE_DEBUG",
            "0",
            "1 shows error details in the browser. Never on a server that others reach.",
        ),
        Variable(
            "THROUGHLINE_ALLOWED_HOSTS",
            "localhost,127.0.0.1,[::1]",
            "Host names the server answers to, separated by commas.",
        ),
        Variable(
            "THROUGHLINE_TRUSTED_ORIGINS",
            "",
            "Origins (https://plan.example.org) whose forms are accepted behind a proxy, separated by commas.",
        ),
        Variable(
            "THROUGHLINE_BEHIND_PROXY",
            "0",
            "1 when a proxy that you run sets X-Forwarded-Proto and X-Forwarded-For; turns secure cookies on.",
        ),
        Variable("THROUGHLINE_TIME_ZONE", "Asia/Shanghai", "Time zone of days and hours, an IANA name."),
        Variable("THROUGHLINE_LANGUAGE", "en", "Language before anybody chose one: en or zh-hans."),
        Variable(
            "THROUGHLINE_UPLOAD_LIMIT_MB",
            "50",
            "Largest accepted upload, in megabytes (1 MB = 1 000 000 bytes).",
        ),
        Variable("THROUGHLINE_THREADS", "8", "Threads of each web process."),
        Variable("THROUGHLINE_PROCESSES", "1", "Web processes of serve; above 1 only with PostgreSQL."),
        Variable(
            "THROUGHLINE_WORKER", "1", "0 keeps serve from running background jobs and the daily tick itself."
        ),
        Variable("THROUGHLINE_TICK_AT", "01:30", "Local time at which serve runs the daily tick."),
        Variable(
            "THROUGHLINE_MODEL_URL",
            "",
            "Address of a language model (http://127.0.0.1:11434/v1) that the reader asks as well; empty asks none. "
            "The sentences of every document go there.",
        ),
        Variable("THROUGHLINE_MODEL_NAME", "", "Name of that model, as its endpoint knows it."),
        Variable("THROUGHLINE_MODEL_KEY", "", "Key for that endpoint, if it wants one."),
        Variable(
            "THROUGHLINE_MAIL_URL",
            "",
            "Mail server that takes workbooks for units: smtp://user:password@host:587 (STARTTLS), "
            "smtps://user:password@host:465 (TLS), or smtp://host:25?starttls=no inside one's own house; empty sends "
            "no mail.",
        ),
        Variable(
            "THROUGHLINE_MAIL_FROM",
            "",
            "Sender of that mail: office@example.org or Supervision Office <office@example.org>.",
        ),
        Variable(
            "THROUGHLINE_CLOCK_BEHIND",
            "0",
            "Seconds by which a demonstration's clock is behind; demo --stage sets it, nothing else may.",
        ),
        Variable("THROUGHLINE_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR."),
    )
}


class BadSetting(Exception):
    """An environment variable holds a value that can't be used; the message says which and what is allowed."""


def value(name: str) -> str:
    """The variable as set, or an empty string; KeyError for a name that VARIABLES does not declare."""
    return os.environ.get(VARIABLES[name].name, "").strip()


def text(name: str) -> str:
    """The variable, or its declared default."""
    return value(name) or VARIABLES[name].default


def number(name: str, *, least: int = 1) -> int:
    """The variable as a whole number; raises BadSetting below `least` or for anything else."""
    written = text(name)
    if not written.isascii() or not written.isdigit() or int(written) < least:
        raise BadSetting(f"{name} is {written!r}: give a whole number of at least {least}.")
    return int(written)


def flag(name: str) -> bool:
    """The variable as yes (1) or no (0); raises BadSetting for anything else."""
    written = text(name)
    if written not in ("0", "1"):
        raise BadSetting(f"{name} is {written!r}: give 0 or 1.")
    return written == "1"


def choice(name: str, allowed: Sequence[str]) -> str:
    """The variable as one of the `allowed`, whatever its case; raises BadSetting for anything else."""
    written = text(name)
    for one in allowed:
        if one.lower() == written.lower():
            return one
    raise BadSetting(f"{name} is {written!r}: give one of {', '.join(allowed)}.")


def time_zone(name: str) -> str:
    """The variable as the IANA name of a time zone; raises BadSetting for an unknown one."""
    written = text(name)
    try:
        return ZoneInfo(written).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadSetting(
            f"{name} is {written!r}: give a time zone as Asia/Shanghai or Europe/Berlin."
        ) from error


def items(name: str) -> list[str]:
    """The variable as a list of comma-separated items without blanks."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def clock_behind(folder: Path) -> int:
    """Seconds by which the clock is behind; raises BadSetting where `folder` does not hold a demonstration."""
    seconds = number("THROUGHLINE_CLOCK_BEHIND", least=0)
    if seconds and not (folder / DEMONSTRATION).is_file():
        raise BadSetting("THROUGHLINE_CLOCK_BEHIND is for demonstrations (demo --stage): leave it unset.")
    return seconds


def data_dir() -> Path:
    """The data folder, absolute; created when missing."""
    folder = Path(text("THROUGHLINE_DATA_DIR")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def reading_backend() -> Backend | None:
    """The language model that the reader asks as well, None where none is named; raises BadSetting for a bad one."""
    try:
        return from_environment(os.environ)
    except BadEndpoint as error:
        raise BadSetting(
            "THROUGHLINE_MODEL_URL names no model that can be asked: give an address such as "
            "http://127.0.0.1:11434/v1, without a user, a key or a query in it, and THROUGHLINE_MODEL_NAME."
        ) from error
