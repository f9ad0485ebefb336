"""`throughline COMMAND …`: finds the command's module and runs it; every failure ends in one plain sentence."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from throughline import __version__

#: Command, module, what it does in a line. In the order in which a newcomer meets them.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("throughline.cli.demo", "start a server with an invented city in it, to look around"),
    "serve": ("throughline.cli.serve", "run the web server with its background worker"),
    "migrate": ("throughline.cli.migrate", "make or update the database's tables"),
    "createadmin": ("throughline.cli.createadmin", "make an administrator's account"),
    "read": ("throughline.reading.command", "find what a document promises; needs no database"),
    "import": ("throughline.cli.import_", "bring a directory, accounts or tasks in from a table"),
    "export": ("throughline.cli.export", "write a register as a workbook or csv"),
    "tick": ("throughline.cli.tick", "do the daily work now: propose ratings, open periods"),
    "verify": ("throughline.cli.verify", "check that the history is as it was written"),
    "backup": ("throughline.cli.backup", "write everything into one file"),
    "restore": ("throughline.cli.restore", "fill an empty installation from a backup"),
    "bench": ("throughline.cli.bench", "measure how fast this machine does it"),
}


def overview() -> argparse.ArgumentParser:
    """The parser of the bare command, which lists the others."""
    lines = "\n".join(f"  {name:<12} {summary}" for name, (_module, summary) in COMMANDS.items())
    made = argparse.ArgumentParser(
        prog="throughline",
        usage="throughline COMMAND [OPTIONS]",
        description="From a word said in a meeting to a result that was measured, with no thread lost.",
        epilog=f"commands:\n{lines}\n\n"
        "“throughline COMMAND --help” explains a command. “throughline demo” is the place to begin.\n"
        "Settings are environment variables; docs/settings.md lists them.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=True,
    )
    made.add_argument("--version", action="version", version=f"Throughline {__version__}")
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; its exit code: 0 done, 1 refused or failed, 2 called wrongly."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments:
        overview().print_help()
        return 2
    name, *rest = arguments
    if name not in COMMANDS:
        if not name.startswith("-"):
            overview().error(_unknown(name))
        overview().parse_args(arguments)  # --help and --version end here
        return 2
    try:
        return run(name, rest)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more while ending.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        message = explain(error)
        if message is None:
            raise
        print(message, file=sys.stderr)
        return 1


def run(name: str, arguments: Sequence[str]) -> int:
    """Import the command's module and run it."""
    module: Any = import_module(COMMANDS[name][0])
    if hasattr(module, "main"):
        return int(module.main(arguments))
    return int(module.run(module.parser().parse_args(arguments)))


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    guess = f" Did you mean “{near[0]}”?" if near else ""
    return f"there is no command “{name}”.{guess} “throughline --help” lists them."


def explain(error: Exception) -> str | None:
    """An expected error as a sentence; None for one that needs its traceback."""
    from throughline.config.env import BadSetting

    if isinstance(error, BadSetting):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename and error.strerror else str(error)
    if "django" not in sys.modules:
        return None
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    from throughline.lib.refusal import Refused

    if isinstance(error, Refused | ImproperlyConfigured):
        return str(error)
    if isinstance(error, OperationalError):
        return (
            f"The database does not answer: {str(error).strip()}\nTHROUGHLINE_DATABASE_URL says where it is."
        )
    return None


if __name__ == "__main__":
    sys.exit(main())
