"""Django, for the commands that need it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def set_up() -> None:
    """Load the settings and all stages, and speak THROUGHLINE_LANGUAGE; raises BadSetting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.config.settings")
    import django
    from django.conf import settings
    from django.utils import translation

    with loading():
        django.setup()
        from throughline.vocabulary.published import refresh

    refresh()
    translation.activate(settings.LANGUAGE_CODE)


@contextmanager
def loading() -> Iterator[None]:
    """While modules are loaded nothing becomes garbage; to look for it all the same took a sixth of a start."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def settle() -> None:
    """Tell Python that all is loaded: what is there by now stays to the end, and is not looked through for garbage.

    New objects are looked through after 10 000 more of them instead of 700: a large table makes hundreds of thousands,
    of which none is garbage of the kind that is looked for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def pending_migrations() -> int:
    """How many steps the database is behind this version of the program."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def ready() -> bool:
    """Set up, and say what to do when the database's tables are missing or behind."""
    from django.utils.translation import gettext as _

    set_up()
    behind = pending_migrations()
    if behind and not has_tables():
        print(
            _("The database is empty. Run “throughline migrate” first, then “throughline createadmin”."),
            file=sys.stderr,
        )
    elif behind:
        message = _(
            "The database is %(count)d steps behind this version of Throughline. Make a backup with the version that "
            "made it, then run “throughline migrate”."
        )
        print(message % {"count": behind}, file=sys.stderr)
    return not behind


def has_tables() -> bool:
    """Whether there is anything in the database."""
    from django.db import connection

    return bool(connection.introspection.table_names())
