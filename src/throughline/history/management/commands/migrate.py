"""Django's `migrate`, with our executor: the command offers no other way to choose one."""

from __future__ import annotations

from django.core.management.commands import migrate

from throughline.history.migrating import Executor

migrate.MigrationExecutor = Executor

Command = migrate.Command
