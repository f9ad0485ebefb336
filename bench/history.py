"""How fast history is written, sealed and verified."""

from __future__ import annotations

import time
from collections.abc import Iterator

from throughline.cli.bench import Measured
from throughline.history.act import act
from throughline.history.sealer import seal
from throughline.history.verify import verify
from throughline.organizations.models import Person

ACTS = 2000
AT_ONCE = 20_000


def bench_acts() -> Iterator[Measured]:
    """Acts of one row each, as people do them; then many rows in one act, as imports do."""
    began = time.perf_counter()
    for number in range(ACTS):
        with act("bench.person", by=None) as this:
            this.create(Person(name=f"Person {number}"))
    yield Measured("acts of one row", ACTS, time.perf_counter() - began)
    began = time.perf_counter()
    with act("bench.persons", by=None) as this:
        this.create_many([Person(name=f"Person {number}") for number in range(AT_ONCE)])
    yield Measured("rows in one act", AT_ONCE, time.perf_counter() - began)
    began = time.perf_counter()
    yield Measured("records sealed", seal(), time.perf_counter() - began)


def bench_verify() -> Iterator[Measured]:
    """The whole history, read and checked."""
    began = time.perf_counter()
    report = verify()
    yield Measured("versions verified", report.versions, time.perf_counter() - began)
