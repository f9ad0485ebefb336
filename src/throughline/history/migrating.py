"""Migrations, applied without rendering models that stay as they are.

While Django applies migrations it keeps model classes of the state reached so far. Where every table is related to
every other, as here, it makes nearly all of them again for each new table, index and constraint: that was three
quarters of the time of an installation. A new model is merely added to those that are there, as when a program
defines one; an index or a constraint is noted on its model's class.

That holds going forwards alone, where nobody looks at earlier states again; backwards Django's own way is left to it.
"""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class GrowingState(ProjectState):
    """A state whose classes stay when something is added that leaves them valid."""

    @classmethod
    def of(cls, state: ProjectState) -> GrowingState:
        """The same models; their classes are made anew, because those of a clone belong to the state it is of."""
        return cls(models=state.models, real_apps=state.real_apps)

    def add_model(self, model_state: ModelState) -> None:
        apps = self._set_aside()
        super().add_model(model_state)
        if apps is not None:
            self.apps = apps
            apps.render_multiple([model_state])

    def _append_option(self, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
        apps = self._set_aside()
        super()._append_option(app_label, model_name, option_name, obj)
        if apps is not None:
            self.apps = apps
            options = apps.get_model(app_label, model_name)._meta
            setattr(options, option_name, [*getattr(options, option_name), obj])

    def _set_aside(self) -> Apps | None:
        """The classes, if they were made; a state without them changes without making any."""
        return self.__dict__.pop("apps", None)


class Executor(MigrationExecutor):
    """Applies migrations to a growing state."""

    def _migrate_all_forwards(self, state: ProjectState, *arguments: Any, **options: Any) -> ProjectState:
        return super()._migrate_all_forwards(GrowingState.of(state), *arguments, **options)
