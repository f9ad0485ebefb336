"""How fast the reader is, and that its time grows with the length of the text alone, up to 50 MB."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

from django.db import connection

from throughline.cli.bench import Compared, Measured
from throughline.formats.extract import Extract
from throughline.reading.read import read

DAY = date(2026, 3, 5)
SMALL, LARGE = 2_000_000, 50_000_000
TEXTS = {
    "one endless line, Chinese": "到2027年，全市新增学位1万个以上，各县区政府要加快建设学校，完善配套设施",
    "paragraphs, Chinese": "2026年6月底前建成三个货运场站。（市交通局牵头，市发改委、市财政局配合）\n"
    "去年全市新建学校十二所，群众十分满意。\n",
    "paragraphs, English": "The Harbour Board will open two slipways by June 2027, with the Coast Office.\n\n"
    "Last year the harbour took in 40 ships, more than in any year before.\n\n",
    "nothing but figures": "1234567890",
}


def bench_text() -> Iterator[Measured | Compared]:
    """Bytes read in a second of one core, and 50 MB beside 25 times 2 MB; the reader needs no database."""
    if connection.vendor != "sqlite":
        return
    for name, text in TEXTS.items():
        small, large = _seconds(text, SMALL), _seconds(text, LARGE)
        yield Measured(f"{name}, kilobytes", SMALL // 1000, small)
        times = LARGE // SMALL
        yield Compared(f"{name}, 50 MB", large, f"{times} times 2 MB", small * times, 1.5)


def _seconds(text: str, size: int) -> float:
    """Processor seconds: the core that is measured may be shared."""
    whole = text * (size // len(text.encode()))
    taken = Extract(text=whole, kind="txt", media_type="text/plain")
    began = time.process_time()
    read(taken, dated=DAY)
    return time.process_time() - began
