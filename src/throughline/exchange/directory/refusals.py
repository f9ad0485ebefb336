"""Why a directory is not taken over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class DirectoryHasProblems(Refused):
    """Rows of the workbook can't be taken over; nothing was."""

    status = 422
    message = _("Nothing was imported: %(count)s rows need mending. The first: %(first)s")


class DirectoryTooLong(Refused):
    """More rows than one import takes."""

    status = 422
    message = _(
        "The file has %(rows)s rows; at most %(most)s are imported at once. Split it and import the parts."
    )


class NoDirectory(Refused):
    """No sheet of the file holds a directory."""

    status = 422
    message = _(
        "No sheet with organizations, posts or accounts was found. Start from the template: its columns are known, "
        "for example Name and Part of; Organization, Post and Person; User name and Role."
    )
