"""Why a pack can't be read or taken over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class NotAPack(Refused):
    """The file is something else."""

    status = 422
    message = _("This is no pack of settings. Choose a file that “Settings as a pack” wrote.")


class PackBroken(Refused):
    """A part of it is not as it was written."""

    status = 422
    message = _(
        "The pack is damaged or was changed: %(name)s does not fit. Nothing was taken over; use another copy."
    )


class PackOfNewerVersion(Refused):
    """Its format, or a kind of setting in it, is a later version's."""

    status = 422
    message = _(
        "The pack was written by a newer Throughline (%(theirs)s) than this one (%(ours)s). Nothing was taken over: "
        "update this installation first."
    )


class ItemRefused(Refused):
    """A setting in the pack is none that can stand here."""

    status = 422
    message = _("%(part)s, “%(name)s”: %(why)s Nothing was taken over.")


class PackTooLarge(Refused):
    """More than a pack may hold; only templates can be so large."""

    message = _(
        "The settings take more than %(limit)s MB: the Word templates in use are too large. Make them smaller, most "
        "often by the pictures in them, or put one aside; then write the pack again."
    )
