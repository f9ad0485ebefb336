"""What people call the acts. Each stage names its own in a module `acts.py`, which is found at the start.

name_act("register.edit_task", _("Task edited"))
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {}


def name_act(act: str, name: Any) -> None:
    """Give the act its name, a lazy translation; ValueError when it has another one already."""
    if NAMES.setdefault(act, name) != name:
        raise ValueError(f"{act} is named twice")


def act_name(act: str) -> str:
    """The act's name in the language of the moment; the bare act when nobody named it (an older version's)."""
    return str(NAMES.get(act, act))


name_act("history.restart_heads", _("File of chain heads begun anew"))
name_act("history.restore", _("Restored from a backup"))
name_act("accounts.make_administrator", _("Administrator made on the command line"))
