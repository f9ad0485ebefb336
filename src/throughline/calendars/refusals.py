"""Why an act on a calendar is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class CountryNotKnown(Refused):
    """No holidays are known for the country code."""

    status = 422
    message = _(
        "No holidays are known for the country “%(country)s”. Give its code of two letters, such as CN."
    )


class CalendarNameTaken(Refused):
    """Another calendar has the short name."""

    message = _("The short name “%(slug)s” is taken by another calendar. Choose another.")


class NothingLeftToWork(Refused):
    """The local days would leave a whole year without a working day."""

    status = 422
    message = _("A whole year would have no working day. Remove local days off first.")


class OutsideTheCalendar(Refused):
    """The year lies too far away for a calendar."""

    status = 422
    message = _("Working days can be counted from %(first)s to %(last)s. Choose a day between.")
