"""The order of the rooms, and what a room may look like."""

import ast
import subprocess
import sys
from pathlib import Path

import throughline

PACKAGE = Path(throughline.__file__).parent
PROJECT = Path(__file__).parents[2]
LONGEST = 450
#: A condition is a plain value too: the same rule for one row and for SQL.
CONDITION = "django.db.models.Q"
DUMPING_GROUNDS = {"utils", "util", "common", "services", "service", "helpers", "helper", "misc", "manager"}


def sources(*kinds):
    """Files of the program written by hand."""
    built = {PACKAGE / "static", PACKAGE / "web" / "static"}
    for kind in kinds:
        for path in sorted(PACKAGE.rglob(f"*.{kind}")):
            if "migrations" not in path.parts and not built & set(path.parents):
                yield path


def imported(path):
    """The modules and names that a Python file imports, as dotted names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def test_the_contracts_between_rooms_are_kept(tmp_path):
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--cache-dir", tmp_path], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_grows_beyond_what_can_be_read_at_once():
    tests = sorted((PROJECT / "tests").rglob("*.py"))
    lengths = {
        path.relative_to(PROJECT): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*sources("py", "html", "js", "css"), *tests]
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_no_room_is_a_dumping_ground():
    names = {path.relative_to(PACKAGE): path.stem for path in PACKAGE.rglob("*.py")}
    folders = {path.relative_to(PACKAGE): path.name for path in PACKAGE.rglob("*/") if path.is_dir()}
    assert {str(path) for path, name in (names | folders).items() if name in DUMPING_GROUNDS} == set()


def test_rules_look_only_at_plain_values():
    forbidden = ("django.db", "django.contrib", "django.conf", "psycopg")
    rules = [path for path in sources("py") if path.stem == "rules" or path.parent.name == "rules"]
    found = {
        (str(path.relative_to(PACKAGE)), name)
        for path in rules
        for name in imported(path)
        if (name.startswith(forbidden) or ".models" in name) and name != CONDITION
    }
    assert found == set()


def test_every_room_is_imported_by_its_full_path():
    relative = {str(p): name for p in sources("py") for name in imported(p) if name.startswith(".")}
    assert relative == {}


def test_every_room_has_its_tests():
    rooms = {
        path.name
        for path in PACKAGE.iterdir()
        if (path / "__init__.py").exists() and len(list(path.rglob("*.py"))) > 1
    }
    assert {room for room in rooms if not list((PROJECT / "tests").glob(f"{room}/**/test_*.py"))} == set()
