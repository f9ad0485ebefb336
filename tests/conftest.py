"""Fixtures for all tests: a real PostgreSQL, a real server process, a real browser."""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import postgres, prepared
from tests.environment import FOLDER
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

PROJECT = Path(__file__).parents[1]
BROWSER_FIXTURES = {"browser", "context", "page"}
POSTGRES_FIXTURES = {"postgres_url", "migrated_postgres"}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: Only what it finds wrong is told in full; no rule of ours asks for style sheets from elsewhere.
#: Lets fades end (half-transparent text has too little contrast), then gives what axe finds; null without axe.
AXE = """async tags => {
    const running = () => document.getAnimations().filter(one => one.playState === 'running');
    while (running().length) await Promise.allSettled(running().map(one => one.finished));
    if (typeof axe === 'undefined') return null;
    const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: false});
    return found.violations;
}"""
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only", action="store_true", help="only the tests that use the suite's own database"
    )


def pytest_configure() -> None:
    from django.conf import settings  # noqa: PLC0415  Django is set up by now

    # A slow hash protects passwords; tests have none worth it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from tests import static_files  # noqa: PLC0415  it needs Django's settings

    static_files.look_once()


def pytest_sessionstart() -> None:
    """What is loaded by now stays to the end; looking through it again and again took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by what a test asks for, so that nobody forgets to."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & BROWSER_FIXTURES:
            item.add_marker("browser")
        if asked & POSTGRES_FIXTURES:
            item.add_marker("postgres")
    if config.getoption("--database-only"):
        items[:] = [item for item in items if _uses_the_suites_database(item)]
    _long_ones_first(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test finds the scenes that it asks for, nothing of others', and nobody's language but the installation's."""
    from django.utils import translation  # noqa: PLC0415  Django is set up by now

    from tests import kept  # noqa: PLC0415

    translation.deactivate()  # a page leaves the language in which it was last told
    kept.before_a_test(getattr(item, "fixturenames", ()))


def _long_ones_first(items: list[pytest.Item]) -> None:
    """Each worker begins with an equal part of the tests; a test of minutes at a part's end would be waited for.

    What needs a city that is dear to build stands together: one worker begins with the Chinese, one with the others;
    a third, where there is one, with what mostly waits, as for processes that were killed.
    """
    long = [item for item in items if item.get_closest_marker("long")]
    waiting = [item for item in long if item.get_closest_marker("waits")]
    chinese = [item for item in long if "zh" in _parameters(item)]
    others = [item for item in long if item not in waiting and item not in chinese]
    rest = [item for item in items if item not in long]
    heads, count = [others, chinese, waiting], len(items)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items.clear()
    for left in range(workers, 0, -1):
        begun = heads.pop(0) if left > 1 and heads else [*chain.from_iterable(heads)]
        share = max((count - len(items)) // left - len(begun), 0)
        items += [*begun, *rest[:share]]
        rest = rest[share:]
    items += rest


def _parameters(item: pytest.Item) -> list[object]:
    return list(item.callspec.params.values()) if hasattr(item, "callspec") else []


def _uses_the_suites_database(item: pytest.Item) -> bool:
    asked = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def _no_heads_of_another_test() -> Iterator[None]:
    """Chain heads lie beside the database; a test that leaves some leaves them for a database that is no more."""
    yield
    (Path(FOLDER) / "chain-heads.jsonl").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root folder."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_documents() -> Path:
    """Real documents beside the project."""
    folder = PROJECT.parent / "shared" / "documents"
    assert folder.is_dir(), f"the real documents are expected in {folder}"
    return folder


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of one PostgreSQL server for all workers of this run."""
    url, _stop = postgres.start(prepared.folder(tmp_path_factory) / "postgres")
    return url


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that ends the run stops the server that its workers shared."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        postgres.stop(session.config._tmp_path_factory.getbasetemp() / "postgres")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The suite's database begins with the tables that were made once for the run; migrating finds nothing to do."""
    from django.db import connection  # noqa: PLC0415  Django is set up by now

    shared = prepared.folder(tmp_path_factory)
    if connection.vendor == "sqlite":
        with _in_memory(connection.creation._get_test_db_name(), prepared.tables(shared)):
            yield
    else:
        if (
            prepared.FOLDER in os.environ
        ):  # else it may be somebody's own server, where nothing is left behind
            prepared.tables_on_postgres(shared, os.environ["THROUGHLINE_DATABASE_URL"])
            connection.settings_dict["TEST"]["TEMPLATE"] = prepared.TEMPLATE
        yield


@contextmanager
def _in_memory(name: str, tables: Path) -> Iterator[None]:
    """A copy of the tables in memory, for as long as somebody holds it open."""
    with (
        closing(sqlite3.connect(name, uri=True)) as memory,
        closing(sqlite3.connect(tables / "throughline.sqlite3")) as file,
    ):
        file.backup(memory)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The suite's database; on PostgreSQL nobody is left in it when it is dropped."""
    yield
    from django.db import connection  # noqa: PLC0415  Django is set up by now

    with django_db_blocker.unblock():
        connection.close()
    if connection.vendor == "postgresql":
        postgres.empty(connection.settings_dict)


@pytest.fixture
def postgres_url(postgres_server: str, request: pytest.FixtureRequest) -> str:
    """The address of a new, empty PostgreSQL database, this test's own."""
    return postgres.create_database(postgres_server, _own_name(request))


def _own_name(request: pytest.FixtureRequest) -> str:
    return f"own_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{abs(hash(request.node.nodeid)):x}"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Makes installations: `installation(database_url=…, like=FOLDER, NAME=value)`."""
    made: list[Server] = []

    def make(*, database_url: str = "", like: Path | None = None, **environment: str) -> Server:
        folder = tmp_path / f"installation-{len(made)}"
        if like:
            shutil.copytree(like, folder)
        else:
            folder.mkdir()
        if database_url:
            environment["THROUGHLINE_DATABASE_URL"] = database_url
        made.append(Server(folder, environment))
        return made[-1]

    yield make
    for server in made:
        server.kill()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation with empty tables, to be copied by `installation(like=migrated)`."""
    return prepared.tables(prepared.folder(tmp_path_factory))


@pytest.fixture
def migrated_postgres(
    installation: Callable[..., Server],
    postgres_server: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Server:
    """An installation on PostgreSQL with empty tables, this test's own."""
    folder = prepared.tables_on_postgres(prepared.folder(tmp_path_factory), postgres_server)
    name = _own_name(request)
    url = postgres.create_database(postgres_server, name, template=prepared.TEMPLATE)
    return installation(database_url=url, like=folder)


@pytest.fixture
def live(installation: Callable[..., Server], migrated: Path) -> Server:
    """A running server on SQLite with empty tables."""
    return installation(like=migrated).start()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, headless."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only the tests that need it wait for it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile of this test's own: no cookies, desktop width."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(15_000)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; the test fails on an uncaught script error or a breach of the Content-Security-Policy."""
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", listen)
    yield page
    assert complaints == []


@pytest.fixture(scope="session")
def axe_source(project: Path) -> str:
    """axe's rules, from the locked npm package."""
    return (project / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def barriers(axe_source: str) -> Callable[[Page], list[str]]:
    """`barriers(page)`: what keeps people from using the page by WCAG 2.2 A and AA; a line each, none when good."""

    def look(page: Page) -> list[str]:
        violations = page.evaluate(AXE, list(WCAG))
        if violations is None:
            page.evaluate(axe_source)
            violations = page.evaluate(AXE, list(WCAG))
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
            for violation in violations
            for node in violation["nodes"]
        ]

    return look
