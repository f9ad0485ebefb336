"""`throughline demo`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

EPILOG = """\
examples:
  throughline demo                          in English, on http://127.0.0.1:8000/
  throughline demo --city zh --port 8080    in Chinese, elsewhere
  throughline demo --reset                  forget what was changed, and build the city anew
  throughline demo --stage plan             the city on the day on which its plan became tasks

The first start builds the city through the same acts that people use, which takes a minute or two; later starts take
seconds and keep what was changed. It has a data folder of its own and touches nothing else.

stages, in the order of the city's life:
  directory        units, people, posts, accounts; nothing to do yet
  first-register   a year's list of tasks is issued and signed for
  first-month      the first month is reported, and ratings are proposed
  plan             a three-year plan is read, confirmed, and has become tasks
  year-closed      the first year's list is closed
  now              everything, up to this moment
On a stage before now, the program's clock shows that day and goes on from there.
"""
#: Says that a folder is a demonstration's, and whether the city was built to its end.
MARK = "demonstration.json"
STAGES = ("directory", "first-register", "first-month", "plan", "year-closed", "now")
NOW = STAGES[-1]
LANGUAGES = {"en": "en", "zh": "zh-hans"}


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline demo",
        description="Starts a server with an invented city in it: a three-year action plan, seven registers with 180 "
        "tasks over three years, reports by forty organizations, ratings, projects. Prints the address and the logins.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--city", choices=tuple(LANGUAGES), default="en", help="language of the city (default: en)"
    )
    made.add_argument(
        "--stage", choices=STAGES, default=NOW, help="up to which point of the city's life (default: now)"
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    made.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    made.add_argument(
        "--reset", action="store_true", help="delete the demonstration's data and build it anew"
    )
    made.add_argument(
        "--data-dir",
        type=Path,
        metavar="FOLDER",
        help="where it keeps its data (default: ~/.throughline-demo-CITY, with -STAGE for one before now)",
    )
    return made


def run(options: argparse.Namespace) -> int:
    """Build the city when it is not there, print the logins, serve."""
    folder = (options.data_dir or usual_folder(options)).expanduser().resolve()
    if not usable(folder):
        print(
            f"{folder} holds something else than a demonstration: choose another with --data-dir.",
            file=sys.stderr,
        )
        return 1
    if options.reset or not is_built(folder, options.city, options.stage):
        shutil.rmtree(folder, ignore_errors=True)
    claim(folder, options.city)
    _settings_of_its_own(folder, options)
    logins = _prepare(folder, options.city, options.stage)
    os.environ["THROUGHLINE_CLOCK_BEHIND"] = str(_mark(folder).get("behind", 0))
    from throughline.cli.serve import serve

    _print_logins(logins)
    return serve(options.host, options.port)


def usual_folder(options: argparse.Namespace) -> Path:
    """One for each city and stage."""
    stage = "" if options.stage == NOW else f"-{options.stage}"
    return Path.home() / f".throughline-demo-{options.city}{stage}"


def usable(folder: Path) -> bool:
    """Whether the folder is free, or a demonstration's, so that nothing else is ever deleted."""
    return not folder.exists() or (folder / MARK).is_file() or (folder.is_dir() and not any(folder.iterdir()))


def is_built(folder: Path, city: str, stage: str = NOW) -> bool:
    """Whether this city was built to this stage there."""
    mark = _mark(folder)
    return (mark.get("city"), mark.get("stage", NOW)) == (city, stage) and bool(mark.get("built"))


def claim(folder: Path, city: str) -> None:
    """Mark the folder as the city's before anything else is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if not _mark(folder):
        _write_mark(folder, {"city": city, "built": False})


def _mark(folder: Path) -> dict:
    try:
        return json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write_mark(folder: Path, values: dict) -> None:
    (folder / MARK).write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")


def _settings_of_its_own(folder: Path, options: argparse.Namespace) -> None:
    """Whatever the environment says about a real installation does not reach the demonstration."""
    for name in (
        "THROUGHLINE_DATABASE_URL",
        "THROUGHLINE_SECRET_KEY",
        "THROUGHLINE_PROCESSES",
        "THROUGHLINE_CLOCK_BEHIND",
    ):
        os.environ.pop(name, None)
    os.environ["THROUGHLINE_DATA_DIR"] = str(folder)
    os.environ.setdefault("THROUGHLINE_LANGUAGE", LANGUAGES[options.city])
    if options.host not in ("127.0.0.1", "localhost"):
        os.environ.setdefault("THROUGHLINE_ALLOWED_HOSTS", "*")


def _prepare(folder: Path, city: str, stage: str) -> list[list[str]]:
    """Tables and city, as far as they are missing; the logins to print."""
    from django.core.management import call_command
    from django.utils.translation import gettext as _

    from throughline.cli.setting_up import set_up

    set_up()
    call_command("migrate", interactive=False, verbosity=0)
    if not is_built(folder, city, stage):
        from throughline.demonstration import build
        from throughline.lib import clock

        print(_("The city is being built. This takes a minute or two, once."), flush=True)
        built = build(city, upto=stage, progress=_tell)
        logins = [[*login, built.password] for login in built.logins]
        behind = 0 if stage == NOW else int((clock.now() - built.until).total_seconds())
        mark = {"city": city, "stage": stage, "built": True, "behind": behind, "logins": logins}
        _write_mark(folder, mark)
    return _mark(folder).get("logins", [])


def _tell(done: int, total: int, month: str) -> None:
    print(f"  {done * 100 // max(total, 1):3d} %  {month}", flush=True)


def _print_logins(logins: list[list[str]]) -> None:
    from django.utils.translation import gettext as _

    print(_("Log in as (all with the password %(password)s):") % {"password": logins[0][3] if logins else ""})
    for username, role, name, _password in logins:
        print(f"  {username:<14} {role} – {name}")
