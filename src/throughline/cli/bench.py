"""`throughline bench`."""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

EPILOG = """\
examples:
  throughline bench                 all measurements
  throughline bench history         those whose name contains “history”

A measurement is a function `bench_…` in a file of the folder bench/: it prepares what it needs in an empty
installation of its own, and returns how many things it did in how many seconds, or a median beside another, as often
as it likes:

    def bench_acts() -> Iterator[Measured]:
        yield Measured("acts written", 1000, seconds)
"""


@dataclass(frozen=True)
class Measured:
    """`count` things of a kind were done in `seconds`."""

    what: str
    count: int
    seconds: float

    def __str__(self) -> str:
        each = self.seconds / self.count * 1000 if self.count else 0.0
        return f"{self.what}: {self.count} in {self.seconds:.2f} s, {each:.3f} ms each"


@dataclass(frozen=True)
class Compared:
    """A median in `seconds`, what it is held `beside` in the same run, and the ratio to keep to (0: none)."""

    what: str
    seconds: float
    beside: str
    other: float
    most: float = 0

    @property
    def ratio(self) -> float:
        """How many times as long as the other."""
        return self.seconds / self.other

    def __str__(self) -> str:
        other = f"{self.beside} ({self.other * 1000:.1f} ms)"
        figure = f"{self.what}: {self.seconds * 1000:.1f} ms, {self.ratio:.2f} × {other}"
        if not self.most:
            return figure
        return f"{figure}, at most {self.most:g}: {'kept' if self.ratio <= self.most else 'MISSED'}"


def processor() -> float:
    """Seconds of processor time so far, of this process and of the PostgreSQL process that serves it (Linux only).

    What waits for the disk or for other programs is not in it: so it tells the same on a machine that does other work.
    """
    from django.db import connection

    spent = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        spent += int(server.read_text(encoding="ascii").split()[0]) / 1e9 if server.exists() else 0.0
    return spent


def medians(times: int, *functions: Callable[[], object]) -> list[float]:
    """The median seconds of processor time of each, taken in turns; the first turn warms up."""
    taken: list[list[float]] = [[] for _ in functions]
    for turn in range(times + 1):
        for seconds, function in zip(taken, functions, strict=True):
            began = processor()
            function()
            if turn:
                seconds.append(processor() - began)
    return [statistics.median(seconds) for seconds in taken]


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline bench",
        description="Measures on this machine how fast the program does what people wait for, in an empty installation "
        "of its own that is thrown away. For those who have the source code.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "only", nargs="?", default="", metavar="NAME", help="only measurements with this in their name"
    )
    made.add_argument(
        "--folder", type=Path, default=Path("bench"), help="where the measurements are (default: ./bench)"
    )
    made.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="an empty PostgreSQL database to measure on (default: SQLite)",
    )
    made.add_argument(
        "--results", type=Path, metavar="FOLDER", help="also write them to DATE-DATABASE.md in this folder"
    )
    return made


def run(options: argparse.Namespace) -> int:
    """Run them one after the other, all in the same fresh installation, and print what they measured."""
    if not any(options.folder.glob("*.py")):
        print(
            f"There is no measurement in {options.folder.resolve()}: run it in the source folder.",
            file=sys.stderr,
        )
        return 1
    with tempfile.TemporaryDirectory(prefix="throughline-bench-") as folder:
        _install(folder, options.database)
        lines = []
        for name, function in measurements(options.folder):
            if options.only in name:
                for measured in function():
                    print(f"{name:<28} {measured}", flush=True)
                    lines.append(f"- `{name}` {measured}")
        if options.results:
            _keep(options.results, lines)
    return 0


def _keep(folder: Path, lines: list[str]) -> None:
    """Write what was measured, with the day, the database and the machine."""
    from django.db import connection

    from throughline.lib import clock

    day, database = clock.today().isoformat(), connection.vendor
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    said = "Medians of whole requests in one process, in processor time (the database server's too), no result cache."
    heading = f"# {day}, {database}\n\n{machine}. {said}\n\n"
    folder.mkdir(parents=True, exist_ok=True)
    text = heading + "\n".join(lines) + "\n"
    (folder / f"{day}-{database}.md").write_text(text, encoding="utf-8")


def measurements(folder: Path) -> Iterator[tuple[str, Callable]]:
    """(name, function) of every measurement in the folder's files, in order of file and line."""
    for path in sorted(folder.glob("*.py")):
        module = _load(path)
        functions = inspect.getmembers(module, inspect.isfunction)
        own = [
            (name, one)
            for name, one in functions
            if name.startswith("bench_") and one.__module__ == module.__name__
        ]
        for name, function in sorted(own, key=lambda one: one[1].__code__.co_firstlineno):
            yield f"{path.stem}.{name.removeprefix('bench_')}", function


def _load(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    if specification is None or specification.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


def _install(folder: str, database: str) -> None:
    """An empty installation; the environment's own is left alone. Raises NotEmpty."""
    os.environ |= {"THROUGHLINE_DATA_DIR": folder, "THROUGHLINE_DATABASE_URL": database}
    from django.core.management import call_command

    from throughline.cli.setting_up import set_up, settle

    set_up()
    call_command("migrate", interactive=False, verbosity=0)
    from throughline.exchange.backup_refusals import NotEmpty
    from throughline.history.models import AuditRecord

    if AuditRecord.objects.exists():
        raise NotEmpty
    settle()
