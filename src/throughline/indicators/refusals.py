"""Why an act on an indicator is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class TargetInUse(Refused):
    """Tasks report on the target."""

    message = _("Tasks report on this target. Take it out of them first.")
