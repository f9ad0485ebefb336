"""Why a workbook can't come back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class NoSlip(Refused):
    """The file was not taken away from here, or lost what tells where it belongs."""

    status = 422
    message = _(
        "This is no workbook that was taken away from here, or its hidden sheet “About this workbook” is gone. "
        "Take the workbook away again and put your changes there."
    )


class SlipChanged(Refused):
    """What the hidden sheet says is not what was written there."""

    status = 422
    message = _(
        "The hidden sheet “About this workbook” was changed, so it can't be told where the rows belong. "
        "Take the workbook away again and put your changes there."
    )


class OfAnother(Refused):
    """It was taken away from another installation, or before this one got a new secret key."""

    status = 422
    message = _(
        "This workbook was taken away from another installation (or before this one got a new key). "
        "Bring it back there, or take it away again here."
    )


class OfAnotherFormat(Refused):
    """It was made by another version of the program."""

    status = 422
    message = _("This workbook was made by another version of the program. Take it away again.")


class OfAnotherRegister(Refused):
    """It belongs to another register, such as last year's."""

    status = 422
    message = _("This is a workbook of “%(register)s”. Open that register to bring it back.")


class OfAnotherKind(Refused):
    """Reports are filed, a register is taken over: each has its own door."""

    status = 422
    message = _("This is a workbook of reports. Bring it back under Reports.")


class NotOfReports(Refused):
    """A register's workbook was brought back where reports are filed."""

    status = 422
    message = _(
        "This is a workbook of the register “%(register)s”, not one of reports. Bring it back on that register’s page."
    )


class NothingToReport(Refused):
    """No row would stand in the workbook."""

    message = _("No report waits for your units, so there is nothing to take away.")


class TooManyReports(Refused):
    """More rows than one act files."""

    status = 422
    message = _("At most %(most)s reports are filed at once. Bring them back in several workbooks.")


class FiledMeanwhile(Refused):
    """Somebody reported meanwhile, and nobody decided which report stands."""

    status = 422
    message = _(
        "%(count)s reports were filed meanwhile by somebody else. Decide for each which one stands, then file them."
    )


class NoKeyColumn(Refused):
    """No sheet has the column with the keys of the rows."""

    status = 422
    message = _(
        "No sheet has the hidden column “%(column)s” any more, so it can't be told which row is which task. "
        "Take the workbook away again and put your changes there."
    )


class TooManyFiles(Refused):
    """More files than one merge takes."""

    status = 422
    message = _("At most %(most)s workbooks are brought back at once. Bring back the others afterwards.")


class StillToDecide(Refused):
    """Conflicts are open."""

    status = 422
    message = _(
        "%(count)s cells were changed on both sides. Decide each of them, then take the changes over."
    )


class ToBeMended(Refused):
    """Something in the files can't be read, and nobody said to leave it out."""

    status = 422
    message = _("%(count)s places have to be mended, or left out on purpose. Nothing was changed.")
