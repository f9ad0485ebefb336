"""The one family of errors by which an action says no. Each states a fact and what to do, in the person's language."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from throughline.lib.written import written_day


class Refused(Exception):
    """An act that can't be done. `status` is the HTTP status that a front answers with; `params` fill `message`."""

    status: ClassVar[int] = 409
    message: ClassVar[Any] = _("This can't be done.")

    def __init__(self, **params: Any) -> None:
        super().__init__(params)
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.told

    @property
    def told(self) -> dict[str, Any]:
        """The params as people read them: days are written in the reader's way."""
        return {
            name: written_day(value) if isinstance(value, date) else value
            for name, value in self.params.items()
        }

    @property
    def code(self) -> str:
        """The error's lasting name for API clients."""
        return type(self).__name__


class NotAllowed(Refused):
    """The person lacks the right to this act on this object."""

    status = 403
    message = _("You don't have the right to do this. Ask the office that keeps the register.")


class NotThere(Refused):
    """The object does not exist, or may not be seen by this person."""

    status = 404
    message = _("This does not exist, or you may not see it.")


class ChangedMeanwhile(Refused):
    """Somebody changed the object after it was read for editing."""

    message = _(
        "Somebody changed this meanwhile. Nothing was saved: reload, look at the change, and enter yours again."
    )


class Invalid(Refused):
    """A value can't be accepted; `field` names it, `message` says how to mend it."""

    status = 422

    def __init__(self, field: str, message: Any, **params: Any) -> None:
        super().__init__(**params)
        self.field = field
        self._text = message

    def __str__(self) -> str:
        return str(self._text) % self.told
