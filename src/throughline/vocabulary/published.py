"""The words in use, in a file beside the database: every process sees a change there without asking the database.

    {"zh-hans": {"key_area": ["重点领域", "重点领域"]}}

Written from the database when a change is committed, when a server starts, and after a restore.
"""

from __future__ import annotations

import fcntl
import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from throughline.vocabulary.models import Word
from throughline.vocabulary.terms import BY_KEY, LANGUAGES
from throughline.vocabulary.translation import InUse, use
from throughline.vocabulary.writing import is_word

FILE_NAME = "vocabulary.json"
_seen: list[tuple[str, int, int] | None] = [None]


def path() -> Path:
    """Where the words are."""
    return Path(settings.DATA_DIR) / FILE_NAME


def publish() -> None:
    """Write what the database holds now, once this transaction is over; one writer at a time."""
    transaction.on_commit(_write)


def _write() -> None:
    with path().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = in_database()
        if not held and not path().exists():
            return
        part = path().with_suffix(".part")
        part.write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(path())
    refresh()


def in_database() -> InUse:
    """The words that differ from the program's own, by language and key."""
    held: InUse = {}
    for word in Word.objects.exclude(one=""):
        held.setdefault(word.language, {})[word.key] = (word.one, word.many)
    return held


def refresh() -> None:
    """Take the words over if the file changed since this process last looked; a look costs microseconds."""
    try:
        state = path().stat()
    except FileNotFoundError:
        seen = None
    else:
        seen = (str(path()), state.st_mtime_ns, state.st_ino)
    if seen != _seen[0]:
        _seen[0] = seen
        use(_read() if seen else {})


def _read() -> InUse:
    """The file's words; what no action would have written is left out, and so is a file that is none."""
    try:
        found = json.loads(path().read_text(encoding="utf-8"))
        return {
            language: {
                key: (one, many)
                for key, (one, many) in found.get(language, {}).items()
                if key in BY_KEY and is_word(one) and is_word(many)
            }
            for language in LANGUAGES
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
