"""Freezes a landed version's tables with data in them, for the tests of the upgrade: tests/exchange/landed/.

    python tools/freeze.py              the version that is checked out and committed
    python tools/freeze.py 533715f      another one
    python tools/freeze.py 533715f --scene tools/frozen_scene.py    by today's scene, where its own lacks rows

A small installation in which every model has rows is built by that version's own code. Kept are its data folder
(SQLite, uploads, chain heads, a key that protects nothing) and its backup. Run it whenever a version has landed that
others will install: from then on every later version is tested to take its data over.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[1]
LANDED = PROJECT / "tests" / "exchange" / "landed"
BACKUP, DATA = "backup.zip", "data.tar.xz"
#: Bytes of the backup and the data folder together: they stay in the repository for good.
LARGEST = 300_000


def main() -> int:
    """Freeze the version named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision", nargs="?", default="HEAD")
    parser.add_argument("--scene", type=Path, help="build it by this scene instead of the version's own")
    given = parser.parse_args()
    revision = given.revision
    name = _git("log", "-1", "--format=%cs-%h", "--abbrev=7", revision)
    with tempfile.TemporaryDirectory() as folder:
        tree, data = Path(folder) / "tree", Path(folder) / "data"
        _git("worktree", "add", "--quiet", "--detach", str(tree), revision)
        try:
            _build(tree, data, Path(folder) / BACKUP, given.scene and given.scene.resolve())
        finally:
            _git("worktree", "remove", "--force", str(tree))
        kept = _keep(data, Path(folder) / BACKUP, LANDED / name)
    print(f"{kept.relative_to(PROJECT)}: {sum(path.stat().st_size for path in kept.iterdir())} bytes")
    return 0


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=PROJECT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _build(tree: Path, data: Path, backup: Path, scene: Path | None) -> None:
    """Let the version in `tree` build the installation; by its own scene, where it has one."""
    data.mkdir()
    own = tree / "tools" / "frozen_scene.py"
    scene = scene or (own if own.exists() else PROJECT / "tools" / "frozen_scene.py")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("THROUGHLINE_")}
    environment = inherited | {
        "PYTHONPATH": f"{tree / 'src'}:{tree}",
        "THROUGHLINE_DATA_DIR": str(data),
        "THROUGHLINE_SECRET_KEY": "",
    }
    subprocess.run([sys.executable, scene, backup], cwd=tree, env=environment, check=True)


def _keep(data: Path, backup: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    shutil.copy(backup, place / BACKUP)
    with tarfile.open(place / DATA, "w:xz", preset=9) as archive:
        for path in sorted(data.rglob("*")):
            if path.is_file() and not path.name.endswith(("-wal", "-shm")):
                archive.add(path, path.relative_to(data).as_posix(), filter=_nobodys)
    size = sum(path.stat().st_size for path in place.iterdir())
    if size > LARGEST:
        raise SystemExit(f"{place} has {size} bytes; more than {LARGEST} are too many for the repository")
    return place


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The file without the account and the moment it was packed by."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    raise SystemExit(main())
