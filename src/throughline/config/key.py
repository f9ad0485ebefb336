"""The installation's key: from the environment, or generated once into the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE_NAME = "secret.key"


def secret_key(given: str, data_dir: Path) -> str:
    """`given`, or the key kept in `data_dir`, made there (readable by its owner only) at first use."""
    if given and given != "generated into the data folder":
        return given
    path = data_dir / FILE_NAME
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    return path.read_text(encoding="ascii").strip()
