"""Why an act on papers is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class ColumnSetNameTaken(Refused):
    """Two sets of one organization can't have the same name."""

    message = _("“%(organization)s” has a column set called “%(name)s”. Give this one another name.")
