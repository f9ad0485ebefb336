"""Pages written from the program itself: docs/settings.md and docs/commands.md. A test holds them equal.

python tools/reference.py          write them
python tools/reference.py check    1 when one differs from what would be written
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from throughline.cli.main import COMMANDS, overview
from throughline.config.env import VARIABLES

DOCS = Path(__file__).parents[1] / "docs"
#: The help of a command is as wide as the terminal that argparse finds.
WIDTH = "100"

SETTINGS = """\
# Settings

Throughline has no configuration file. Each setting is an environment variable; what is not set has its default, and
with none set at all everything works on one machine. `throughline serve` reads them at its start.

This page is written from `src/throughline/config/env.py` by `make docs`.

"""
COMMANDS_INTRODUCTION = """\
# Commands

What `throughline COMMAND --help` prints, for reading at leisure. This page is written from the program by `make docs`.

"""


def settings() -> str:
    """The page of environment variables."""
    rows = [f"| `{one.name}` | {_default(one.default)} | {one.meaning} |\n" for one in VARIABLES.values()]
    return SETTINGS + "| variable | default | meaning |\n| --- | --- | --- |\n" + "".join(rows)


def _default(written: str) -> str:
    if not written:
        return "empty"
    return written if " " in written else f"`{written}`"


def commands() -> str:
    """The page of commands."""
    os.environ["COLUMNS"] = WIDTH
    return COMMANDS_INTRODUCTION + "\n".join(_sections())


def _sections() -> Iterator[str]:
    yield _section("throughline", overview())
    for name, (module, _summary) in COMMANDS.items():
        parser = import_module(module).parser()
        yield _section(f"throughline {name}", parser)
        for action in parser._subparsers._group_actions if parser._subparsers else ():  # noqa: SLF001
            for what, sub in action.choices.items():
                yield _section(f"throughline {name} {what}", sub)


def _section(title: str, parser: argparse.ArgumentParser) -> str:
    return f"## {title}\n\n```text\n{parser.format_help().rstrip()}\n```\n"


PAGES = {"settings.md": settings, "commands.md": commands}


def main() -> int:
    """Write the pages, or tell which are not up to date."""
    different = []
    for name, page in PAGES.items():
        path, written = DOCS / name, page()
        if sys.argv[1:] == ["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != written:
                different.append(name)
        else:
            path.write_text(written, encoding="utf-8")
    if different:
        print(f"not up to date: {', '.join(different)}; run `make docs`")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
