"""THROUGHLINE_DATABASE_URL to Django's DATABASES entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from throughline.config.env import BadSetting

#: WAL lets readers go on beside the one writer; NORMAL would lose acknowledged acts on power loss, so FULL.
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=60000; "
    "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
)


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """DATABASES["default"] for `url`; an empty `url` means SQLite in `data_dir`. Raises BadSetting."""
    if not url or url == "sqlite in the data folder":
        return _sqlite(str(data_dir / "throughline.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path)[1:])  # sqlite:////absolute or sqlite:///relative
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(parts)
    raise BadSetting("THROUGHLINE_DATABASE_URL must begin with sqlite:// or postgresql://.")


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # IMMEDIATE: a transaction that will write waits for its turn at the start instead of failing in its middle.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 60, "init_command": SQLITE_START},
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": None},
    }


#: A statement asked for the sixth time in a connection is planned once and then only given its values.
ASKED_OFTEN = 5


def _postgresql(parts: Any) -> dict[str, Any]:
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options | {"server_side_binding": True, "prepare_threshold": ASKED_OFTEN},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
