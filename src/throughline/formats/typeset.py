"""Pages set by Typst: PDF and pictures from a source of ours and plain data, without a browser or a network."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

#: Where the font lies that is built into the program; without it the machine's own fonts are taken.
FONTS = Path(__file__).with_name("fonts")
_PIXELS_PER_INCH = 144.0


def typeset(source: str, data: Mapping[str, Any], kind: Literal["pdf", "png"]) -> bytes:
    """The pages of `source`, which finds `data` as JSON in `sys.inputs.data`; of a picture, the first page.

    Texts in `data` are set as they are: nothing in them is read as markup.
    """
    own = FONTS.is_dir() and any(FONTS.iterdir())
    with tempfile.TemporaryDirectory() as empty:  # the source may read nothing but its data
        made = typst.compile(
            source.encode(),
            root=empty,
            font_paths=[FONTS] if own else [],
            ignore_system_fonts=own,
            format=kind,
            ppi=_PIXELS_PER_INCH if kind == "png" else None,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    return bytes(made[0] if isinstance(made, list) else made or b"")
