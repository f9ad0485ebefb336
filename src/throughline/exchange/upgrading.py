"""A backup of an older version: its rows, brought to this version's tables.

They are put into a database of their own with the tables that they came from, and then every later migration runs over
them, as in an installation that is updated. That is a process of its own, because migrations change the tables of the
database that the settings name, and what is here stays untouched until the backup's rows fit.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction

from throughline.exchange import backup_format as form
from throughline.exchange.backup import write_backup
from throughline.exchange.backup_refusals import BackupNotUpgraded, BackupOfNewerVersion
from throughline.exchange.sequences import reset_sequences
from throughline.history.migrating import Executor

BATCH = 500
FOLDER = "upgrade-"
#: What the process runs; its arguments are the backup and the file that it writes.
PROGRAM = """\
import sys, django
from pathlib import Path
django.setup()
from throughline.exchange.upgrading import bring_up
bring_up(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def is_older(manifest: dict[str, Any]) -> bool:
    """Whether the backup's tables are those of an earlier version. Raises BackupOfNewerVersion for a later one's."""
    theirs = set(manifest["migrations"])
    known = {f"{app}.{name}" for app, name in Executor(connection).loader.disk_migrations}
    if theirs - known:
        raise BackupOfNewerVersion(theirs=manifest["throughline"], ours=settings.VERSION)
    return theirs < set(form.migrations())


@contextmanager
def upgraded(path: Path, manifest: dict[str, Any]) -> Iterator[zipfile.ZipFile]:
    """The rows of the backup at `path`, whose key is this process's, as an archive of this version.

    Raises BackupNotUpgraded.
    """
    for left in Path(settings.DATA_DIR).glob(f"{FOLDER}*"):
        shutil.rmtree(left)  # by a power cut
    folder = Path(settings.DATA_DIR) / f"{FOLDER}{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        _run(path, folder, manifest)
        with zipfile.ZipFile(folder / "upgraded.zip") as archive:
            yield archive
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(path: Path, folder: Path, manifest: dict[str, Any]) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name != "THROUGHLINE_DATABASE_URL"
    } | {
        "DJANGO_SETTINGS_MODULE": "throughline.config.settings",
        "THROUGHLINE_DATA_DIR": str(folder),
        "THROUGHLINE_SECRET_KEY": settings.SECRET_KEY,
    }
    arguments = [sys.executable, "-c", PROGRAM, str(path.absolute()), str(folder / "upgraded.zip")]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  our own program
    if done.returncode:
        why = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
        raise BackupNotUpgraded(theirs=manifest["throughline"], ours=settings.VERSION, why=why[:300])


def bring_up(path: Path, target: Path) -> None:
    """Load the backup at `path` into this process's empty database, migrate it, write it to `target` again.

    Raises ValueError for a backup whose rows are not what its migrations make room for.
    """
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read(form.MANIFEST))
        found = _tables(manifest)
        with transaction.atomic():
            for label, described in manifest["models"].items():
                _load(archive, label, found[label], described["fields"])
            connection.check_constraints()
            reset_sequences(found.values())
    call_command("migrate", interactive=False, verbosity=0)
    write_backup(target)


def _tables(manifest: dict[str, Any]) -> dict[str, type[models.Model]]:
    """Make the tables of the backup's version; its models as they were then, by label."""
    executor = Executor(connection)
    targets = _last_steps(executor, {tuple(step.split(".", 1)) for step in manifest["migrations"]})
    executor.migrate(targets)
    then = executor.loader.project_state(targets).apps
    found = {label: then.get_model(label) for label in manifest["models"]}
    for label, model in found.items():
        if sorted(form.columns(model)) != sorted(manifest["models"][label]["fields"]):
            raise ValueError(f"{label} has other columns than its migrations made")
    return found


def _last_steps(executor: Executor, theirs: set[Any]) -> list[Any]:
    """The last of the steps in each of our rooms, and the last of all in Django's own."""
    graph = executor.loader.graph
    last = [
        step
        for step in sorted(theirs)
        if not any(child.key in theirs and child.key[0] == step[0] for child in graph.node_map[step].children)
    ]
    ours = {model._meta.app_label for model in form.backed_up()}
    return [*(leaf for leaf in graph.leaf_nodes() if leaf[0] not in ours), *last]


def _load(archive: zipfile.ZipFile, label: str, model: type[models.Model], names: list[str]) -> None:
    with archive.open(f"data/{label}.jsonl") as lines:
        rows = (form.decode(model, names, line) for line in lines)
        while batch := list(islice(rows, BATCH)):
            model._base_manager.bulk_create(batch)
