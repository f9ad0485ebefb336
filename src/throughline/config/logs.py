"""Logs without personal data."""

from __future__ import annotations

import logging
import re

_QUERY = re.compile(r"\?\S*")


class Impersonal(logging.Filter):
    """Drops query strings from logged addresses: searches and one-time links are nobody's business."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _QUERY.sub("", record.getMessage())
        record.args = ()
        return True
