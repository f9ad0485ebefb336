"""`throughline serve`."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys
import time

EPILOG = """\
examples:
  throughline serve                              on http://127.0.0.1:8000/, for this machine alone
  throughline serve --host 0.0.0.0 --port 80     for the network; THROUGHLINE_ALLOWED_HOSTS names the server's names

It runs the web server and, unless THROUGHLINE_WORKER is 0, a worker for background jobs, the history's seal and the
daily tick. What dies is started again; Ctrl-C or SIGTERM ends all of it in order, and kill -9 leaves nothing behind.
Put a proxy with a certificate in front of it (docs/settings.md: THROUGHLINE_BEHIND_PROXY).
"""
#: A server killed a moment ago may hold the port a little longer.
BIND_SECONDS = 3


class AddressUnusable(OSError):
    """The server can't listen there; the message says what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(
        prog="throughline serve",
        description="Runs Throughline: the web server with its background worker.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    made.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    return made


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from throughline.cli.setting_up import ready

    if not ready():
        return 1
    from throughline.exchange.restoring import finish_restore
    from throughline.jobs.schedule import tick_at
    from throughline.vocabulary.published import publish

    publish()
    tick_at()  # a bad setting is told now, not at night
    finish_restore()
    return serve(options.host, options.port)


def serve(host: str, port: int) -> int:
    """Open the socket and mind the processes; the settings are loaded and the tables up to date."""
    from django.db import connections

    from throughline.cli.supervisor import Supervisor

    with listen(host, port) as listening:
        connections.close_all()
        supervisor = Supervisor(children(listening.fileno()))
        print_address(host, port)
        return supervisor.run()


def children(descriptor: int) -> list:
    """The web server and, when wanted, the worker."""
    from django.conf import settings

    from throughline.cli.supervisor import Child
    from throughline.config import env

    python = [sys.executable, "-m"]
    parent = ["--parent", str(os.getpid())]
    web = [*python, "throughline.cli.web_process", *parent, "--fd", str(descriptor)]
    web += ["--processes", str(processes()), "--threads", str(env.number("THROUGHLINE_THREADS"))]
    web += ["--behind-proxy"] if settings.BEHIND_PROXY else []
    kept = [Child("web server", web, essential=True, pass_fds=(descriptor,))]
    if env.flag("THROUGHLINE_WORKER"):
        kept.append(Child("worker", [*python, "throughline.cli.worker_process", *parent]))
    return kept


def processes() -> int:
    """THROUGHLINE_PROCESSES on PostgreSQL; one on SQLite, whose writers take turns anyway."""
    from django.db import connection
    from django.utils.translation import gettext as _

    from throughline.config import env

    wanted = env.number("THROUGHLINE_PROCESSES")
    if wanted > 1 and connection.vendor != "postgresql":
        print(_("THROUGHLINE_PROCESSES is for PostgreSQL; on SQLite one process serves."), file=sys.stderr)
        return 1
    return wanted


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises AddressUnusable."""
    latest = time.monotonic() + BIND_SECONDS
    while True:
        try:
            return socket.create_server((host, port), family=_family(host), backlog=512)
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) != errno.EADDRINUSE or time.monotonic() > latest:
                raise _unusable(host, port, error) from error
            time.sleep(0.2)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _unusable(host: str, port: int, error: Exception) -> AddressUnusable:
    from django.utils.translation import gettext as _

    reason = getattr(error, "errno", None)
    if reason == errno.EADDRINUSE:
        message = _("Port %(port)d is in use. Stop what listens there, or choose another with --port.")
    elif reason == errno.EACCES:
        message = _(
            "Port %(port)d needs the rights of root. Choose one above 1023 and let a proxy forward to it."
        )
    else:
        message = _("Nothing can listen on %(host)s, port %(port)d: %(error)s.")
    return AddressUnusable(message % {"host": host, "port": port, "error": error})


def print_address(host: str, port: int) -> None:
    """Where to point a browser."""
    from django.utils.translation import gettext as _

    shown = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    print(
        _("Throughline is at http://%(host)s:%(port)d/ (Ctrl-C stops it)") % {"host": shown, "port": port},
        flush=True,
    )
