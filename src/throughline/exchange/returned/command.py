"""`throughline import register`: what it prints."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.accounts.models import User
from throughline.exchange.returned.looking import look
from throughline.exchange.returned.opening import open_returned
from throughline.exchange.returned.taking import Choice, take
from throughline.exchange.returned.told import Preview
from throughline.formats.errors import UnreadableFile
from throughline.formats.zipped import is_zip_of_files, unpacked
from throughline.lib.refusal import NotThere, Refused
from throughline.register.models import Register

#: Cells that are told one by one, and characters of one of them.
MOST, LONGEST = 200, 80


def command(path: Path, *, slug: str, by: User | None, choice: Choice, dry_run: bool = False) -> int:
    """Take the workbooks in `path` back onto the register `slug` (default: the one they name), or only say what would
    change. The exit code: 0 done, 1 refused.
    """
    try:
        data = path.read_bytes()
        files = unpacked(data) if is_zip_of_files(data, path.name) else [(path.name, data)]
        register = _register(slug, files)
        preview = look(register, files, by=by)
        _describe(preview)
        if dry_run:
            _say(_("Nothing was changed: this was a dry run."))
            return 0
        if preview.refused and not choice.leave_out:
            return 1
        done = take(register, preview, choice, by=by)
    except UnreadableFile as error:
        _say(_(error.template) % error.params, sys.stderr)
        return 1
    except (Refused, OSError) as error:
        _say(str(error), sys.stderr)
        return 1
    said = ngettext("%(n)s task was changed.", "%(n)s tasks were changed.", done.tasks)
    _say(said % {"n": done.tasks})
    if done.made:
        _say(ngettext("%(n)s task was made.", "%(n)s tasks were made.", done.made) % {"n": done.made})
    return 0


def _register(slug: str, files: list[tuple[str, bytes]]) -> Register:
    if slug:
        found = Register.objects.filter(slug=slug).first()
    else:
        name, data = files[0]
        found = Register.objects.filter(pk=open_returned(data, name).slip.register).first()
    if found is None:
        raise NotThere
    return found


def _describe(preview: Preview) -> None:
    for file in preview.refused:
        _say(f"{file.name}: {file.refused}", sys.stderr)
    for trouble in preview.troubles[:MOST]:
        _say(str(trouble), sys.stderr)
    for note in preview.notes[:MOST]:
        _say(str(note))
    for one, cell in islice(preview.cells(), MOST):
        values = " | ".join(_short(option.value) for option in cell.options)
        mark = _("conflict") + " " if cell.is_conflict else ""
        _say(f"{mark}{one.number} {_short(one.title)} · {cell.title}: {_short(cell.theirs)} → {values}")
    for row in preview.new[:MOST]:
        _say(_("new") + f" {row.sheet} {row.row}: {_short(row.cells['task'])}")
    told = {
        "plain": preview.plain,
        "conflicts": len(preview.conflicts),
        "troubles": len(preview.troubles),
        "new": len(preview.new),
    }
    _say(
        _("Cells that change: %(plain)s; to decide: %(conflicts)s; to mend: %(troubles)s; new rows: %(new)s.")
        % told
    )


def _short(value: str) -> str:
    plain = " ".join(value.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _say(text: str, to: TextIO | None = None) -> None:
    (to or sys.stdout).write(f"{text}\n")
