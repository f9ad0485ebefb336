"""A server in this process that a browser can visit: the test's own database, the built assets."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread

from tests.kept import Keeper
from tests.web.whole import Whole, today, whole

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from throughline.accounts.models import User


@pytest.fixture(scope="session")
def whole_kept(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Keeper[Whole]]:
    """The small city, made once for the tests that ask for it one after the other."""

    def make() -> Whole:
        with today():
            return whole()

    with Keeper(make, django_db_blocker, tmp_path_factory.mktemp("whole")).as_fixture("whole_kept") as city:
        yield city


@pytest.fixture
def whole_city(whole_kept: Keeper[Whole], db: None, settings: Any, tmp_path: Path) -> Iterator[Whole]:
    """The small city at noon of its day, with its uploads in `tmp_path`."""
    settings.MEDIA_ROOT = tmp_path
    with today():
        yield whole_kept.copied(tmp_path)


class TidyServer(ThreadedWSGIServer):
    """Ends with its visitors: hangs up on browsers that hold a line open, and waits for their threads.

    A thread left behind would hold its connection to the database, which then could not be dropped.
    """

    daemon_threads = False  # those nobody waits for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.lines.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        self.lines.discard(request)
        super().close_request(request)

    def server_close(self) -> None:
        for line in tuple(self.lines):
            with contextlib.suppress(OSError):  # it was hung up meanwhile
                line.shutdown(socket.SHUT_RDWR)
        super().server_close()


class TidyServerThread(LiveServerThread):
    """Django's, with a server that leaves nothing behind."""

    server_class = TidyServer


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """The server's address. WhiteNoise serves the built files, as it does for users: hashed names, one origin."""
    # A database in memory would be an empty one to another thread.
    shared = {one.alias: one for one in connections.all() if one.vendor == "sqlite" and one.is_in_memory_db()}
    for connection in shared.values():
        connection.inc_thread_sharing()
    thread = TidyServerThread("127.0.0.1", static_handler=_as_it_is, connections_override=shared)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    for connection in shared.values():
        connection.dec_thread_sharing()


def _as_it_is(application: Any) -> Any:
    return application


@pytest.fixture
def log_in(site: str, context: BrowserContext) -> Callable[..., str]:
    """`log_in(user, language="en")`: log the browser in; gives the server's address."""

    def run(user: User, language: str = "en") -> str:
        client = Client()
        client.force_login(user)
        session = settings.SESSION_COOKIE_NAME
        cookies = {session: client.cookies[session].value, settings.LANGUAGE_COOKIE_NAME: language}
        context.add_cookies([{"name": key, "value": value, "url": site} for key, value in cookies.items()])
        return site

    return run
