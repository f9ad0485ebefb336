"""A Word template that somebody else wrote: checked before it is kept, filled with plain values.

Both happen in a process of its own, which is stopped when it takes too long or too much: templates are taken apart
with patterns that a hostile file may keep busy for ever.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from throughline.formats.errors import UnreadableFile
from throughline.formats.template_fields import Fault, Shape

#: Seconds and bytes of memory that checking or filling one template may take.
SECONDS, MEMORY = 60, 2 * 1024**3


@dataclass(frozen=True)
class Checked:
    """What a template names and is set in; `faults` keep it from being used."""

    fields: list[str] = field(default_factory=list)
    fonts: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def check_template(data: bytes, shape: Shape, *, seconds: int = SECONDS) -> Checked:
    """The fields that a .docx names, its fonts, and what can't stay in it.

    Raises UnreadableFile: what an office file may be refused for, damaged, too_slow.
    """
    answer = _apart({"act": "check", "shape": shape}, data, seconds)
    return Checked(answer["fields"], answer["fonts"], [Fault(**one) for one in answer["faults"]])


def fill_template(data: bytes, shape: Shape, values: Mapping[str, Any], *, seconds: int = SECONDS) -> bytes:
    """The .docx with `values` (texts and numbers, in the shape) in the places of its fields.

    Raises UnreadableFile: damaged (also for a template with faults), too_slow.
    """
    answer = _apart({"act": "fill", "shape": shape, "values": values}, data, seconds)
    return base64.b64decode(answer["data"])


def _apart(asked: dict[str, Any], data: bytes, seconds: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "throughline.formats.word_filling", str(seconds), str(MEMORY)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(  # noqa: S603  our own module, no shell
            command,
            input=json.dumps({**asked, "data": base64.b64encode(data).decode()}).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("too_slow", kind="docx") from error
    if done.returncode:
        raise UnreadableFile("damaged", kind="docx")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "code" in answer:
        raise UnreadableFile(answer["code"], **answer["params"])
    return answer
