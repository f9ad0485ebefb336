"""The worker's own process, started by `serve`."""

from __future__ import annotations

import argparse
import pkgutil
from importlib import import_module

from throughline.cli.parent import die_with
from throughline.cli.setting_up import loading, set_up, settle

#: The rooms whose modules declare jobs, besides the stages' own `background.py`.
ROOMS = ("throughline.workflows", "throughline.exchange")


def know_jobs() -> None:
    """Import all modules that declare jobs, and let the daily tick join the daily work."""
    from django.utils.module_loading import autodiscover_modules

    from throughline.jobs import schedule
    from throughline.workflows import daily_tick

    autodiscover_modules("background")
    for room in ROOMS:
        package = import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            import_module(module.name)
    schedule.daily(daily_tick.run)


def main() -> None:
    """`python -m throughline.cli.worker_process`, started by `serve`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    options = parser.parse_args()
    die_with(options.parent)
    set_up()
    with loading():
        know_jobs()
    settle()
    from throughline.jobs.worker import work

    work(parent=options.parent)


if __name__ == "__main__":
    main()
