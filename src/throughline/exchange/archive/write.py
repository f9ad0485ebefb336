"""Writing the archive: workbooks, pages, evidence, documents, and what they can be checked by."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.models import Evidence
from throughline.delivery.queries.circular import circular_detail
from throughline.delivery.queries.reconciliation import balance, goals_of
from throughline.documents.models import Document
from throughline.exchange.archive import contents
from throughline.exchange.archive.names import Names
from throughline.exchange.archive.pages import page, style
from throughline.exchange.archive.parcel import Parcel
from throughline.exchange.reconciliation import reconciliation
from throughline.exchange.reconciliation import told as told_balance
from throughline.exchange.register_export import export
from throughline.history.sealer import current_installation, tail
from throughline.history.snapshot import snapshot
from throughline.lib import clock
from throughline.register.choices import TaskState
from throughline.register.models import Entry, Register
from throughline.register.queries import RegisterFilter

FORMAT = 1
#: Told after each task: how many are written, of how many.
Progress = Callable[[int, int], None]
EVERY_STATE = RegisterFilter(states=tuple(TaskState.values))


def write_archive(
    register: Register, output: Path, *, by: User | None, progress: Progress | None = None
) -> dict[str, Any]:
    """Write the archive of `register` to `output`, with what `by` may see, in the language of the moment.

    One consistent view; the server may go on meanwhile. The file appears whole or not at all; one that is there is
    replaced. Gives the manifest. Raises NotAllowed.
    """
    check(by, "delivery.archive", register)
    partial = output.with_name(f".{output.name}.partial")
    try:
        with partial.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, snapshot():
                manifest = _Writing(register, by, Parcel(archive), progress).run()
            file.flush()
            os.fsync(file.fileno())
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


class _Writing:
    """One archive in the making."""

    def __init__(
        self, register: Register, by: User | None, parcel: Parcel, progress: Progress | None
    ) -> None:
        self.register, self.by, self.parcel, self.progress = register, by, parcel, progress
        self.names = Names()
        self.missing: list[str] = []
        self.documents: dict[int, str] = {}

    def run(self) -> dict[str, Any]:
        self._workbooks()
        for document in contents.documents(self.register, self.by):
            self._document(document)
        rows = list(self._tasks())
        circulars = list(self._circulars())
        goals = goals_of(self.register)
        shared = {
            "register": self.register,
            "balance": balance(self.register, self.by),
            "sentence": told_balance(balance(self.register, self.by)),
            "goals": goals,
            "documents": self.documents,
            "made_at": clock.now(),
        }
        self.parcel.text("register.html", page("register", rows=rows, **shared))
        manifest = self._manifest()
        named = [
            (document.title, self.documents[document.pk])
            for document in contents.documents(self.register, self.by)
            if document.pk in self.documents
        ]
        self.parcel.text(
            "index.html",
            page(
                "index",
                circulars=circulars,
                named=named,
                count=len(rows),
                missing=self.missing,
                manifest=manifest,
                **shared,
            ),
        )
        self.parcel.text("style.css", style())
        self.parcel.close(manifest)
        return manifest

    def _workbooks(self) -> None:
        whole = export(self.register, self.by, "xlsx", EVERY_STATE)
        self.parcel.add("register.xlsx", [whole])
        for kind in ("xlsx", "docx"):
            self.parcel.add(f"reconciliation.{kind}", [reconciliation(self.register, self.by, kind)])

    def _document(self, document: Document) -> None:
        path = self._kept("documents", document.file_name or document.title, document.file.name)
        if path:
            self.documents[document.pk] = path

    def _kept(self, folder: str, name: str, stored: str) -> str:
        """Copy a stored file; "" where it is gone, which the index tells."""
        if not stored or not default_storage.exists(stored):
            self.missing.append(name)
            return ""
        path = self.names.free(folder, name)
        with default_storage.open(stored, "rb") as file:
            self.parcel.copy(path, file)
        return path

    def _tasks(self) -> Iterator[dict[str, Any]]:
        rows = contents.entries(self.register, self.by)
        total, done = rows.count(), 0
        for chunk in contents.chunks(rows):
            reckoned = contents.reckoned(self.register, self.by, chunk)
            files = self._evidence([row.task_id for row in chunk])
            for row in chunk:
                yield self._task(row, reckoned.get(row.pk), files)
                done += 1
                if self.progress is not None:
                    self.progress(done, total)

    def _evidence(self, tasks: list[int]) -> dict[int, str]:
        return {one.pk: self._one_file(one) for one in contents.evidence(tasks)}

    def _one_file(self, evidence: Evidence) -> str:
        return self._kept(f"evidence/{evidence.report_id}", evidence.file_name, evidence.file.name)

    def _task(self, entry: Entry, reckoning: Any, files: dict[int, str]) -> dict[str, Any]:
        told = contents.told(entry, self.by, reckoning, files)
        path = f"tasks/{entry.task_id}.html"
        html = page("task", up="../", told=told, register=self.register, documents=self.documents)
        self.parcel.text(path, html)
        return {"entry": entry, "path": path, "reckoning": reckoning, "detail": told.detail}

    def _circulars(self) -> Iterator[tuple[str, Any]]:
        for circular in contents.told_circulars(self.register, self.by):
            path = self.names.free("circulars", f"{circular.issued_on:%Y-%m-%d} {circular.number}.html")
            detail = circular_detail(circular, self.by)
            self.parcel.text(path, page("circular", up="../", detail=detail, register=self.register))
            yield path, circular

    def _manifest(self) -> dict[str, Any]:
        sequence, chain = tail()
        return {
            "format": FORMAT,
            "throughline": settings.VERSION,
            "register": self.register.slug,
            "title": self.register.title,
            "closed_on": self.register.closed_on.isoformat() if self.register.closed_on else None,
            "made_at": clock.now().isoformat(),
            "made_by": str(self.by) if self.by is not None else "",
            "language": get_language() or "en",
            "installation": current_installation(),
            "history": {"sequence": sequence, "chain": chain},
            "missing_files": self.missing,
            "note": _("Check the files with: sha256sum -c SHA256SUMS"),
        }
