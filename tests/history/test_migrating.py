"""Migrations make the same tables as Django does by itself, and the same classes for what moves rows."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.commands import migrate as django_migrate
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from tests.server import Server
from throughline.history.migrating import Executor, GrowingState

AS_DJANGO_DOES = """
import django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
executor.migrate(executor.loader.graph.leaf_nodes())
"""
CITY = migrations.CreateModel("City", [("id", models.AutoField(primary_key=True))])
ROAD = migrations.CreateModel(
    "Road",
    [
        ("id", models.AutoField(primary_key=True)),
        ("city", models.ForeignKey("streets.City", models.CASCADE, related_name="roads")),
        ("length", models.IntegerField()),
    ],
    options={"indexes": [], "constraints": []},
)
LONG = migrations.AddConstraint("Road", models.CheckConstraint(condition=models.Q(length__gt=0), name="long"))
BY_LENGTH = migrations.AddIndex("Road", models.Index(fields=["length"], name="by_length"))
NAMED = migrations.AddField("City", "name", models.TextField(default=""))


def tables(folder: Path) -> list[tuple[str, ...]]:
    """Every table and index, as it was made."""
    with closing(sqlite3.connect(folder / "throughline.sqlite3")) as opened:
        return opened.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()


@pytest.mark.slow
def test_the_tables_are_those_that_django_makes(migrated, tmp_path):
    environment = Server(tmp_path).variables | {"DJANGO_SETTINGS_MODULE": "throughline.config.settings"}
    subprocess.run([sys.executable, "-c", AS_DJANGO_DOES], env=environment, check=True)
    made = tables(tmp_path)
    assert len(made) > 300
    assert tables(migrated) == made


def grown(*operations: migrations.operations.base.Operation) -> GrowingState:
    """What an executor has after these operations."""
    state = GrowingState.of(ProjectState())
    assert state.apps
    for operation in operations:
        operation.state_forwards("streets", state)
    return state


def test_a_model_that_is_added_is_known_to_those_before_it():
    state = grown(CITY, ROAD)
    city, road = (state.apps.get_model("streets", name) for name in ("City", "Road"))
    assert [one.related_model for one in city._meta.related_objects] == [road]
    assert road._meta.get_field("city").related_model is city
    assert "streets_road" in str(city.objects.filter(roads__length=3).query)
    assert city.roads.rel.related_model is road


def test_what_is_noted_on_a_class_is_what_a_new_one_would_have():
    state = grown(CITY, ROAD, LONG, BY_LENGTH)
    for one in (state, ProjectState(models=state.models)):
        road = one.apps.get_model("streets", "Road")
        assert [index.name for index in road._meta.indexes] == ["by_length"]
        assert [constraint.name for constraint in road._meta.constraints] == ["long"]


def test_a_class_that_changes_is_made_again_with_all_that_lead_to_it():
    state = grown(CITY, ROAD, LONG, NAMED)
    city, road = (state.apps.get_model("streets", name) for name in ("City", "Road"))
    assert {field.name for field in city._meta.get_fields()} == {"id", "name", "roads"}
    assert road._meta.get_field("city").related_model is city
    assert [constraint.name for constraint in road._meta.constraints] == ["long"]


def test_a_state_before_stays_as_it_was():
    state = grown(CITY, ROAD)
    before = state.clone()
    BY_LENGTH.state_forwards("streets", state)
    assert before.models["streets", "road"].options["indexes"] == []
    assert len(state.models["streets", "road"].options["indexes"]) == 1


def test_the_command_applies_migrations_so():
    assert get_commands()["migrate"] == "throughline.history"
    load_command_class("throughline.history", "migrate")
    assert django_migrate.MigrationExecutor is Executor
