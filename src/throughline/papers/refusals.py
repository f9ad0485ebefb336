"""Why an act on papers is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Invalid, Refused


class ColumnSetNameTaken(Refused):
    """Two sets of one organization can't have the same name."""

    message = _("“%(organization)s” has a column set called “%(name)s”. Give this one another name.")


class TemplateHasFaults(Invalid):
    """A template that can't be used; `lines` name each fault with where it stands."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(
            "file",
            _(
                "This template can't be used; nothing was kept. Mend it in Word and choose it again: %(lines)s."
            ),
            lines="; ".join(lines),
        )
        self.lines = lines


class SeriesNameTaken(Refused):
    """Two series of one organization can't have the same name."""

    message = _("“%(organization)s” has a number series called “%(name)s”. Give this one another name.")


class SeriesIsClosed(Refused):
    """No numbers are taken from a series that was closed."""

    message = _("The number series “%(name)s” is closed. Choose another, or ask an administrator to open it.")


class NumberIsVoid(Refused):
    """A number is voided once."""

    message = _("The number %(number)s is void since %(day)s.")


class PaperNotSet(Refused):
    """A PDF or a picture was not made, or not in time."""

    status = 503
    message = _(
        "The paper could not be set. Try again; if it stays so, take the Word file or the workbook, and tell an "
        "administrator."
    )
