"""A server in this process that a browser can visit: the test's own database, the built assets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from throughline.accounts.models import User


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """The server's address. WhiteNoise serves the built files, as it does for users: hashed names, one origin."""
    # A database in memory would be an empty one to another thread. It stays shared: threads that serve a browser's
    # open connections may end after this test.
    shared = {one.alias: one for one in connections.all() if one.vendor == "sqlite" and one.is_in_memory_db()}
    for connection in shared.values():
        connection.inc_thread_sharing()
    thread = LiveServerThread("127.0.0.1", static_handler=_as_it_is, connections_override=shared)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


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
