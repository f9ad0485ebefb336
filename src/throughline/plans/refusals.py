"""Why an act on a plan is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class EditionHasText(Refused):
    """The edition's clauses were made before."""

    message = _("This edition already has its text. Make a further edition for another document.")


class DocumentHasNoOutline(Refused):
    """There is nothing from which clauses could be made."""

    message = _(
        "The document has not been read yet, or holds no text. Wait until it is read, or choose another."
    )


class NoPlanAbove(Refused):
    """The plan carries out no other one."""

    message = _("This plan carries out no other plan. Edit the plan and choose the one that it carries out.")
