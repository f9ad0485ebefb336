"""Pages set by Typst: PDF and pictures from a source of ours and plain data, without a browser or a network.

It happens in a process of its own, which is stopped when it takes too long or too much: what people wrote is set, and
nobody can say what a text of theirs costs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

#: Seconds and bytes of memory that setting one paper may take.
SECONDS, MEMORY = 30, 2 * 1024**3
Kind = Literal["pdf", "png"]


class NotSet(Exception):
    """The paper could not be set, or not in time."""


def typeset(source: str, data: Mapping[str, Any], kind: Kind, *, day: date, seconds: int = SECONDS) -> bytes:
    """The pages of `source`, which finds `data` as JSON in `sys.inputs.data`; of a picture, the first page.

    Texts in `data` are set as they are: nothing in them is read as markup. `day` is what the file says of its making,
    so that the same data makes the same file. Raises NotSet.
    """
    command = [sys.executable, "-m", "throughline.formats.typesetting", str(seconds), str(MEMORY)]
    asked = {"source": source, "data": data, "kind": kind, "day": day.isoformat()}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603  our own module, no shell
            command,
            input=json.dumps(asked).encode(),
            capture_output=True,
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotSet(f"not within {seconds} s") from error
    if done.returncode or not done.stdout:
        raise NotSet(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
