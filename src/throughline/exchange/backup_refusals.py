"""Why a backup can't be written or restored."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class FileExists(Refused):
    """The backup's file is there already."""

    message = _("%(path)s exists already. Nothing was written: choose another name.")


class NotABackup(Refused):
    """The file is something else."""

    message = _("%(path)s is not a backup made by “throughline backup”.")


class BackupBroken(Refused):
    """A part of it is not as it was written."""

    message = _(
        "The backup is damaged or was changed: %(name)s does not fit. Nothing was restored; use another copy."
    )


class BackupOfAnotherVersion(Refused):
    """Its tables are no released version's."""

    message = _(
        "The backup was made by Throughline %(theirs)s, whose tables differ from those of %(ours)s. Nothing was "
        "restored: install that version, restore there, then update it with “throughline migrate”."
    )


class BackupOfNewerVersion(Refused):
    """Its tables are a later version's, of which this one knows nothing."""

    message = _(
        "The backup was made by a newer Throughline (%(theirs)s) than this one (%(ours)s). Nothing was restored: "
        "update this installation first, then restore."
    )


class BackupNotUpgraded(Refused):
    """A step from its version to this one failed."""

    message = _(
        "The backup of Throughline %(theirs)s could not be brought to %(ours)s: %(why)s. Nothing was restored: install "
        "that version, restore there, then update it with “throughline migrate”."
    )


class KeyDiffers(Refused):
    """The history in it was signed with another key, which is not in it."""

    message = _(
        "The backup's history was signed with another key. Nothing was restored: set THROUGHLINE_SECRET_KEY to the key "
        "of the installation that made it, or put its secret.key into this data folder."
    )


class KeySetOtherwise(Refused):
    """The backup brings its key, but the environment sets another."""

    message = _(
        "The backup brings its own key, but THROUGHLINE_SECRET_KEY is set to another. Nothing was restored: unset it, "
        "or set it to the backup's."
    )


class NotEmpty(Refused):
    """There is something here that a restore would overwrite."""

    message = _(
        "This installation is not empty. Nothing was restored: choose another data folder or database, or give "
        "--replace to put the backup in the place of everything that is here."
    )


class ServerRuns(Refused):
    """A server works on this data folder."""

    message = _("A server runs on this data folder. Stop it, wait a quarter of a minute, and restore then.")
