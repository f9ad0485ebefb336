"""Sets a paper, in a process of its own: `python -m throughline.formats.typesetting SECONDS BYTES`.

It takes JSON on standard input and answers with the file; see `typeset`, which asks.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from throughline.formats.own_process import bound
from throughline.formats.typeset import Kind

#: Where the font lies that is built into the program; without it the machine's own fonts are taken.
FONTS = Path(__file__).with_name("fonts")
#: A picture is two and a half times as fine as its points: a phone shows it sharp.
PIXELS_PER_INCH = 180.0
#: What has no picture, and what turns the direction of all that follows it.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)


def compiled(source: str, data: Any, kind: Kind, day: str) -> bytes:
    """The file; the source may read nothing but its data."""
    own = FONTS.is_dir() and any(FONTS.iterdir())
    compiler: Any = typst.compile  # its types want source and folders of one kind
    with tempfile.TemporaryDirectory() as empty:
        made = compiler(
            source.encode(),
            root=empty,
            font_paths=typst.Fonts(include_system_fonts=not own, font_paths=[FONTS] if own else []),
            ignore_system_fonts=own,
            package_path=empty,
            package_cache_path=empty,
            format=kind,
            ppi=PIXELS_PER_INCH if kind == "png" else None,
            sys_inputs={"data": json.dumps(_seen(data), ensure_ascii=False)},
            timestamp=datetime.fromisoformat(day).replace(tzinfo=UTC),
        )
    return bytes(made[0] if isinstance(made, list) else made or b"")


def _seen(value: Any) -> Any:
    """Without characters that nobody sees."""
    if isinstance(value, dict):
        return {name: _seen(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_seen(one) for one in value]
    return _UNSEEN.sub(" ", value) if isinstance(value, str) else value


def main() -> None:
    """Answer on standard output."""
    bound(int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.buffer.write(compiled(**json.load(sys.stdin)))


if __name__ == "__main__":
    main()
