"""Why an act on a document is refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.documents.messages import refusal
from throughline.lib.refusal import Refused


class DocumentRefused(Refused):
    """The file can't be kept or read. `reason` is the lasting code of `formats.errors`."""

    status = 422

    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(**params)
        self.reason = reason

    def __str__(self) -> str:
        return refusal(self.reason, self.params)


class SameFile(Refused):
    """The very same file is here already. `document` is its key."""

    message = _(
        "This file is here already as “%(title)s”, uploaded on %(day)s. "
        "Open that one, or upload it again on purpose."
    )


class NothingToReject(Refused):
    """No open finding besides commitments is as sure as this."""

    status = 422
    message = _("Nothing open besides tasks is as sure as this. Give a lower confidence.")


class FindingDecided(Refused):
    """Somebody has decided about the finding."""

    message = _("This finding was decided meanwhile (%(state)s). Reload and look at it.")


class FindingsDecided(Refused):
    """Findings were edited or decided, and reading again would lose that."""

    message = _(
        "%(count)s findings of this document were already edited or decided. Undo that first, then read again."
    )


class NotOneDocument(Refused):
    """Findings of several documents were named in one act."""

    status = 422
    message = _("These findings do not belong to one document. Choose findings of one document.")


class UnknownColumns(Refused):
    """A correction names a column or a field that does not exist."""

    status = 422
    message = _("A column was given a meaning that does not exist. Choose the meanings from the list.")
