"""Restore: fill an installation from a backup, all of it or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction

from throughline.config import env
from throughline.exchange import backup_format as form
from throughline.exchange.backup_refusals import (
    BackupBroken,
    BackupOfAnotherVersion,
    KeyDiffers,
    KeySetOtherwise,
    NotABackup,
    NotEmpty,
    ServerRuns,
)
from throughline.exchange.sequences import reset_sequences
from throughline.exchange.upgrading import is_older, upgraded
from throughline.history import heads
from throughline.history.act import act
from throughline.history.models import AuditRecord, Installation
from throughline.history.sealer import new_key, seal, tail
from throughline.jobs.queries import health
from throughline.lib import clock
from throughline.vocabulary.published import publish

BLOCK = 1 << 20
BATCH = 500
STAGED = "restore-"


@dataclass(frozen=True)
class Restored:
    """A backup that was restored: when and by which version it was made, what was in it, whether it was brought up."""

    made_at: str
    version: str
    rows: int
    uploads: int
    is_upgraded: bool


def restore(path: Path, *, replace: bool = False) -> Restored:
    """Fill this installation, whose tables are up to date, from the backup at `path`, of this version or an older one.

    Everything is checked before anything is written, rows are written in one transaction, and files change their
    places after it. With `replace` all that is here now goes; its uploads, key and heads are kept aside.

    Raises NotABackup, BackupBroken, BackupOfAnotherVersion, BackupOfNewerVersion, BackupNotUpgraded, KeyDiffers,
    KeySetOtherwise, NotEmpty, ServerRuns.
    """
    if health().is_alive:
        raise ServerRuns
    if not replace and AuditRecord.objects.exists():
        raise NotEmpty
    with _opened(path) as archive:
        manifest = _manifest(archive)
        older = is_older(manifest)
        if not older:
            _check_tables(manifest)
        _check_members(archive, manifest)
        _use_key(archive, manifest)
        with upgraded(path, manifest) if older else nullcontext(archive) as rows:
            _restore(archive, manifest, rows)
    finish_restore()
    publish()
    seal()
    count = sum(model["rows"] for model in manifest["models"].values())
    uploads = sum(name.startswith(form.UPLOADS) for name in manifest["members"])
    return Restored(manifest["made_at"], manifest["throughline"], count, uploads, older)


def _restore(archive: zipfile.ZipFile, manifest: dict[str, Any], rows: zipfile.ZipFile) -> None:
    """The files of the backup, and its rows out of `rows`, which is the backup itself or what became of it."""
    installation = new_key()
    staged = Path(settings.DATA_DIR) / f"{STAGED}{installation}"
    try:
        _stage(archive, manifest, staged)
        _write(rows, manifest, installation, staged)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def finish_restore() -> None:
    """Put the files of a committed restore into their places, also when the power went in between; twice is as once."""
    installation = Installation.objects.order_by("-pk").values_list("key", flat=True).first()
    staged = Path(settings.DATA_DIR) / f"{STAGED}{installation}"
    if installation and staged.is_dir():
        _swap(staged / "uploads", Path(settings.MEDIA_ROOT))
        _swap(staged / form.KEY, Path(settings.DATA_DIR) / form.KEY)
        _swap(staged / heads.FILE_NAME, heads.path())
        for path in staged.glob("chain-heads-*"):
            path.replace(heads.path().with_name(path.name))
        staged.rmdir()


def _swap(new: Path, place: Path) -> None:
    if not new.exists():
        return
    if place.exists():
        place.rename(place.with_name(f"{place.stem}-until-{clock.now():%Y%m%dT%H%M%S%fZ}{place.suffix}"))
    new.rename(place)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise NotABackup(path=path) from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read(form.MANIFEST))
        known = (
            manifest["format"] == form.FORMAT
            and {"models", "members", "migrations", "key_check"} <= manifest.keys()
        )
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise NotABackup(path=archive.filename) from error
    if not known:
        raise NotABackup(path=archive.filename)
    return manifest


def _check_tables(manifest: dict[str, Any]) -> None:
    described = {label: model["fields"] for label, model in manifest["models"].items()}
    if manifest["migrations"] != form.migrations() or described != dict(form.described(form.backed_up())):
        raise BackupOfAnotherVersion(theirs=manifest["throughline"], ours=settings.VERSION)


def _check_members(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Every member that is listed is there as it was written, and no other."""
    if set(archive.namelist()) != {form.MANIFEST, *manifest["members"]}:
        raise BackupBroken(name=form.MANIFEST)
    for name, expected in manifest["members"].items():
        digest = hashlib.sha256()
        try:
            with archive.open(name) as member:
                while block := member.read(BLOCK):
                    digest.update(block)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise BackupBroken(name=name) from error
        if digest.hexdigest() != expected["sha256"]:
            raise BackupBroken(name=name)


def _use_key(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """The backup's key becomes this process's, if it is in the backup and none is set otherwise."""
    if manifest["key_check"] != form.key_check(manifest):
        if form.KEY not in manifest["members"]:
            raise KeyDiffers
        if env.value("THROUGHLINE_SECRET_KEY"):
            raise KeySetOtherwise
        settings.SECRET_KEY = archive.read(form.KEY).decode()
    if manifest["signature"] != form.signature(manifest):
        raise BackupBroken(name=form.MANIFEST)


def _stage(archive: zipfile.ZipFile, manifest: dict[str, Any], staged: Path) -> None:
    """The backup's files beside their places."""
    (staged / "uploads").mkdir(parents=True)
    for name in manifest["members"]:
        if name.startswith(form.UPLOADS):
            _extract(archive, name, staged / _inside(name))
        elif name == form.HEADS:
            _extract(archive, name, staged / f"chain-heads-of-{manifest['installation']}.jsonl")
        elif name == form.KEY and not env.value("THROUGHLINE_SECRET_KEY"):
            _extract(archive, name, staged / form.KEY)


def _inside(name: str) -> Path:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise BackupBroken(name=name)
    return Path(*path.parts)


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if name == form.KEY else 0o640)
    with archive.open(name) as source, os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(source, file, BLOCK)
        file.flush()
        os.fsync(file.fileno())


def _write(rows: zipfile.ZipFile, manifest: dict[str, Any], installation: str, staged: Path) -> None:
    """All rows, and the act that says so, in one transaction."""
    found = form.backed_up()
    described = _manifest(rows)["models"]
    with transaction.atomic():
        # An empty installation has rows as well: a server that ran on it has begun its own heads and daily work.
        _empty([*reversed(found), *form.LEFT_OUT, Session])
        for model in found:
            _load(rows, model, described[model._meta.label])
        connection.check_constraints()
        reset_sequences(found)
        told = f"{manifest['made_at']}, Throughline {manifest['throughline']}, {manifest['installation']}"
        with act("history.restore", by=None, why=told):
            Installation.objects.create(key=installation, began_at=clock.now(), note=told)
        # Written before the commit, put into its place after it: the file never leads.
        heads.begin(heads.make(installation, *tail()), staged / heads.FILE_NAME)


def _empty(found: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for model in found:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _load(archive: zipfile.ZipFile, model: type[models.Model], described: dict[str, Any]) -> None:
    with archive.open(form.member(model)) as lines:
        rows = _rows(model, described["fields"], lines)
        count = 0
        while batch := list(islice(rows, BATCH)):
            try:
                model._base_manager.bulk_create(batch)
            except DatabaseError as error:
                raise BackupBroken(name=form.member(model)) from error
            count += len(batch)
    if count != described["rows"]:
        raise BackupBroken(name=form.member(model))


def _rows(model: type[models.Model], names: list[str], lines: Any) -> Iterator[models.Model]:
    for line in lines:
        try:
            yield form.decode(model, names, line)
        except (ValueError, TypeError, KeyError, ValidationError) as error:
            raise BackupBroken(name=form.member(model)) from error
