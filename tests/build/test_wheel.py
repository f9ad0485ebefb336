"""The wheel holds all that a user without the source needs, and nothing else."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import throughline

PROJECT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, freshly built."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel):
    """Its files."""
    return set(zipfile.ZipFile(wheel).namelist())


def test_built_pages_translation_and_licences_are_in_it(names, wheel):
    information = f"throughline-{throughline.__version__}.dist-info"
    assert {
        "throughline/static/staticfiles.json",
        "throughline/locale/zh_Hans/LC_MESSAGES/django.mo",
        f"{information}/licenses/LICENSE",
        f"{information}/licenses/THIRD-PARTY-NOTICES.md",
    } <= names
    manifest = json.loads(zipfile.ZipFile(wheel).read("throughline/static/staticfiles.json"))
    collected = {f"throughline/static/{name}" for name in manifest["paths"].values()}
    assert len(collected) > 200
    assert collected <= names


def test_sources_of_what_was_built_are_not_in_it(names):
    unwanted = ("web/assets/", "web/static/", "locale/zh_Hans/parts/", "tests/", ".map")
    assert {name for name in names if any(part in name for part in unwanted)} == set()


def test_every_template_and_migration_is_in_it(names):
    package = PROJECT / "src" / "throughline"
    needed = {
        f"throughline/{path.relative_to(package)}"
        for pattern in ("templates/**/*.html", "migrations/*.py")
        for path in package.rglob(pattern)
    }
    assert needed <= names


def test_it_is_small_enough_to_be_passed_on_by_mail(wheel):
    assert wheel.stat().st_size < 20_000_000


def test_it_runs_where_there_is_no_source(wheel, tmp_path):
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target]
    subprocess.run([*pip, wheel], check=True)
    code = (
        f"import sys; sys.path[:0] = [{str(target)!r}]; import throughline, throughline.cli.main as m; "
        f"assert throughline.__file__.startswith({str(target)!r}); sys.exit(m.main(['--version']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"THROUGHLINE_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert throughline.__version__ in done.stdout, done.stderr
    assert done.returncode == 0
