"""The web server's own process: gunicorn with threads on a socket that `serve` opened."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from throughline.cli.parent import die_with, lives
from throughline.config.logs import Impersonal, Places


class Log(Logger):
    """Gunicorn's log of errors; there is none of requests."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(Impersonal())
            handler.setFormatter(Places("%(asctime)s %(levelname)s %(name)s %(message)s"))


class Minded(Arbiter):
    """Gunicorn's master, which ends when `serve` is gone."""

    parent = 0

    def murder_workers(self) -> None:
        if not lives(self.parent):
            raise StopIteration
        super().murder_workers()


class Web(BaseApplication):
    """The application under gunicorn, with everything set here: no configuration file is read."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        parent = os.getpid()
        settings = {
            "bind": f"fd://{self._options.fd}",
            "worker_class": "gthread",
            "workers": self._options.processes,
            "threads": self._options.threads,
            "timeout": 120,
            "graceful_timeout": 10,
            "keepalive": 30,
            "limit_request_line": 8190,
            "accesslog": None,
            "loglevel": "warning",
            "logger_class": Log,
            "control_socket_disable": True,
            # Django reads the proxy's headers itself, when THROUGHLINE_BEHIND_PROXY says that there is one.
            "forwarded_allow_ips": "*" if self._options.behind_proxy else "127.0.0.1,::1",
            "post_fork": lambda _arbiter, _worker: die_with(parent),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from django.urls import get_resolver

        from throughline.cli.setting_up import loading, settle

        # All pages now, so that the first visitor does not wait for them and a fault shows at the start.
        with loading():
            from throughline.config.wsgi import application

            get_resolver().url_patterns  # noqa: B018  reading it imports them
        settle()
        return application

    def run(self) -> None:
        Minded(self).run()


def main() -> None:
    """`python -m throughline.cli.web_process`, started by `serve`."""
    parser = argparse.ArgumentParser()
    for name in ("fd", "processes", "threads", "parent"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--behind-proxy", action="store_true")
    options = parser.parse_args()
    Minded.parent = options.parent
    die_with(options.parent)
    sys.argv = ["throughline"]
    Web(options).run()


if __name__ == "__main__":
    main()
