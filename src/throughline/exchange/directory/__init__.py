"""The directory and its accounts as a workbook, looked at first, then taken over whole or not at all."""

from throughline.exchange.directory.command import command
from throughline.exchange.directory.plan import Applied, DirectoryPlan, apply_directory, read_directory
from throughline.exchange.directory.workbooks import NewLink, directory_workbook, links_workbook

__all__ = [
    "Applied",
    "DirectoryPlan",
    "NewLink",
    "apply_directory",
    "command",
    "directory_workbook",
    "links_workbook",
    "read_directory",
]
