"""A scene that is dear to make: made once for tests that follow one another, and found by each as it was made.

Its rows stand in a transaction around those of the tests that ask for it, and what a test changes is taken back after
it; objects and files are copied for each. Before a test that does not ask for it the whole scene is taken back, so
nobody finds more than they asked for. A test that needs transactions of its own makes its scene itself.

A scene is kept by a fixture of the session's scope that is a `Keeper`; a test's own fixture gives its `copied`.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.test import override_settings

Scene = TypeVar("Scene")

#: Those whose fixture was asked for, by its name.
_keepers: dict[str, Keeper[Any]] = {}


class Keeper(Generic[Scene]):
    """Makes a scene and takes it back; `blocker` is pytest-django's, which opens the database for that alone."""

    def __init__(self, make: Callable[[], Scene], blocker: Any, folder: Path) -> None:
        self._make, self._blocker, self._uploads = make, blocker, folder / "uploads"
        self._around = ExitStack()
        self._scene: Scene | None = None

    @contextmanager
    def as_fixture(self, name: str) -> Iterator[Keeper[Scene]]:
        """Keep the scene until the end of the tests, for those who ask for the fixture of this name."""
        _keepers[name] = self
        self.stand()
        yield self
        self.take_back()
        del _keepers[name]

    def stand(self) -> None:
        """Make the scene, if it does not stand."""
        if self._scene is None:
            self._uploads.mkdir()
            with self._blocker.unblock(), override_settings(MEDIA_ROOT=self._uploads), ExitStack() as opened:
                opened.enter_context(transaction.atomic())
                self._scene = self._make()
                self._around = opened.pop_all()

    def take_back(self) -> None:
        """Leave nothing of it."""
        if self._scene is not None:
            with self._blocker.unblock():
                transaction.set_rollback(True)
                self._around.close()
            self._scene = None
            shutil.rmtree(self._uploads)

    def copied(self, uploads: Path) -> Scene:
        """The scene's objects, a test's own; the scene's uploads are put into the folder."""
        assert self._scene is not None
        shutil.copytree(self._uploads, uploads, dirs_exist_ok=True)
        return copy.deepcopy(self._scene)


def before_a_test(asked: Iterable[str]) -> None:
    """Called before each test with the names of its fixtures: what it asks for stands again, all else is taken back."""
    for name, keeper in _keepers.items():
        if name not in asked:
            keeper.take_back()
    for name in _keepers.keys() & set(asked):
        _keepers[name].stand()
