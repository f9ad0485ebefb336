"""Writes dist/throughline-….tar.gz: all that a server without internet needs, with a script that installs it.

    python tools/bundle.py                                  for machines like this one
    python tools/bundle.py --glibc 2.28                     for older systems (Kylin V10, openEuler 20.03, RHEL 8)
    python tools/bundle.py --machine aarch64 --glibc 2.28   for other processors
    python tools/bundle.py --installed                      from what is installed here, without asking a registry

In it: the program's wheel with its built pages, the wheels of what it needs at run time as requirements.lock names
them, the documentation as pages, licences, checksums. `make bundle` builds the pages first and calls it.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

sys.path[:0] = [str(Path(__file__).parents[1])]

from tools import docs, notices  # noqa: E402  found from wherever it is started
from tools.installed_wheels import write_wheel  # noqa: E402

PROJECT = Path(__file__).parents[1]
FILES = PROJECT / "tools" / "bundled"
PIN = re.compile(r"^([\w.-]+)==(\S+).*?(?=^[\w.-]+==|\Z)", re.MULTILINE | re.DOTALL)
#: The oldest glibc that any wheel still asks for.
OLDEST = (2, 5)
GLIBC = re.compile(r"manylinux_(\d+)_(\d+)_")
LEGACY = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}


@dataclass(frozen=True)
class Target:
    """The machines that a bundle is for; without `glibc` those like this one."""

    machine: str = platform.machine()
    python: str = f"{sys.version_info.major}.{sys.version_info.minor}"
    glibc: tuple[int, int] | None = None

    @property
    def options(self) -> list[str]:
        """What pip has to be told to choose files for it."""
        if self.machine == platform.machine() and self.glibc is None:
            return []
        newest = self.glibc or (2, 28)
        tags = [f"manylinux_2_{minor}_{self.machine}" for minor in range(newest[1], OLDEST[1] - 1, -1)]
        tags += [f"{name}_{self.machine}" for name, version in LEGACY.items() if version <= newest]
        return ["--python-version", self.python, *(part for tag in tags for part in ("--platform", tag))]


def pins() -> dict[str, str]:
    """What the program needs at run time, as requirements.lock pins it, by name."""
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    locked = {canonicalize_name(found[1]): found[0] for found in PIN.finditer(lock)}
    return {package.name: locked[package.name] for package in notices.python_packages()}


def glibc(wheels: list[Path]) -> tuple[int, int]:
    """The oldest glibc with which all of the wheels can be installed."""
    return max((_oldest(wheel.name) for wheel in wheels), default=OLDEST)


def _written(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def _oldest(name: str) -> tuple[int, int]:
    asked = [(int(major), int(minor)) for major, minor in GLIBC.findall(name)]
    asked += [version for legacy, version in LEGACY.items() if f"{legacy}_" in name]
    return min(asked, default=OLDEST)


def build(folder: Path, target: Target, *, installed: bool = False) -> Path:
    """Write the bundle into `folder`; its path. Raises CalledProcessError when a part can't be had."""
    with tempfile.TemporaryDirectory() as work:
        root = Path(work) / "bundle"
        wheels = root / "wheels"
        wheels.mkdir(parents=True)
        _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", wheels, PROJECT)
        if installed:
            for name in pins():
                write_wheel(name, wheels)
        else:
            _download(wheels, target, Path(work))
        version = str(parse_wheel_filename(next(wheels.glob("throughline-*.whl")).name)[1])
        _write_documentation(root)
        _write_files(root, version, target)
        system = f"linux-{target.machine}-glibc{_written(glibc(list(wheels.iterdir())))}"
        name = f"throughline-{version}-py{target.python}-{system}"
        return _pack(root, name, folder / f"{name}.tar.gz")


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def _download(wheels: Path, target: Target, work: Path) -> None:
    wanted = work / "requirements.in"
    wanted.write_text("".join(pins().values()), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    _run(*pip, "--require-hashes", "--dest", wheels, *target.options, "-r", wanted)


def _write_documentation(root: Path) -> None:
    for path in docs.pages():
        page = (root / "docs" / _place(path)).with_suffix(".html")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(_moved(path, docs.render(path)), encoding="utf-8")
    # Pictures, and what else the pages point to.
    others = shutil.ignore_patterns("*.md")
    shutil.copytree(PROJECT / "docs", root / "docs", ignore=others, dirs_exist_ok=True)


def _place(path: Path) -> Path:
    """README and CONTRIBUTING lie beside the other pages: the bundle's root has a README of its own."""
    return (
        path.relative_to(PROJECT / "docs") if "docs" in path.relative_to(PROJECT).parts else Path(path.name)
    )


def _moved(path: Path, page: str) -> str:
    """Links between the root's pages and those of docs/, as they lie in the bundle."""
    if path.parent == PROJECT:
        page = re.sub(r'((?:href|src)=")docs/', r"\1", page)
        return re.sub(r'(href=")(LICENSE|THIRD-PARTY-NOTICES)(\.html|\.md)?"', _licence, page)
    up = "../" * len(path.parent.relative_to(PROJECT).parts)
    return page.replace(f'href="{up}README.html', f'href="{up.removeprefix("../")}README.html').replace(
        f'href="{up}CONTRIBUTING.html', f'href="{up.removeprefix("../")}CONTRIBUTING.html'
    )


def _licence(found: re.Match[str]) -> str:
    return f'{found[1]}../{found[2]}{".md" if found[3] else ""}"'


def _write_files(root: Path, version: str, target: Target) -> None:
    wheels = sorted((root / "wheels").iterdir())
    pinned = [f"{_pin(wheel)} --hash=sha256:{_sum(wheel)}" for wheel in wheels]
    (root / "requirements.txt").write_text("\n".join([*pinned, ""]), encoding="utf-8")
    shutil.copy(PROJECT / "LICENSE", root)
    shutil.copy(PROJECT / "THIRD-PARTY-NOTICES.md", root)
    told = {
        "VERSION": version,
        "PYTHON_VERSION": target.python,
        "MACHINE": target.machine,
        "GLIBC": _written(glibc(wheels)),
        "BUILD": hashlib.sha256("\n".join(pinned).encode()).hexdigest()[:8],
    }
    (root / "bundle.conf").write_text("".join(f"{k}={v}\n" for k, v in told.items()), encoding="utf-8")
    shutil.copy(FILES / "install.sh", root)
    shutil.copy(FILES / "throughline.service", root)
    readme = (FILES / "README.txt").read_text(encoding="utf-8")
    (root / "README.txt").write_text(
        re.sub("@([A-Z_]+)@", lambda found: told[found[1]], readme), encoding="utf-8"
    )
    files = sorted(path for path in root.rglob("*") if path.is_file())
    sums = "".join(f"{_sum(path)}  {path.relative_to(root).as_posix()}\n" for path in files)
    (root / "SHA256SUMS").write_text(sums, encoding="utf-8")


def _pin(wheel: Path) -> str:
    name, version, *_rest = parse_wheel_filename(wheel.name)
    return f"{name}=={version}"


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _pack(root: Path, name: str, archive: Path) -> Path:
    """The folder as an archive: nobody's files, always in the same order."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            member = tar.gettarinfo(path, f"{name}/{path.relative_to(root).as_posix()}")
            member.uid = member.gid = 0
            member.uname = member.gname = "root"
            member.mode = 0o755 if path.suffix == ".sh" else 0o644
            with path.open("rb") as file:
                tar.addfile(member, file)
    return archive


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--machine", default=platform.machine(), help="x86_64, aarch64 …")
    parser.add_argument("--python", default=Target.python, help="Python of the server, as 3.11")
    parser.add_argument("--glibc", default="", help="oldest glibc that it has to run with, as 2.28")
    parser.add_argument("--installed", action="store_true", help="from what is installed here")
    return parser.parse_args()


def main() -> int:
    """Build the bundle that the command line asks for."""
    options = _options()
    oldest = tuple(int(part) for part in options.glibc.split(".")) if options.glibc else None
    target = Target(options.machine, options.python, oldest)
    if options.installed and target != Target():
        print("--installed makes bundles for machines like this one only", file=sys.stderr)
        return 2
    path = build(PROJECT / "dist", target, installed=options.installed)
    print(f"{path.relative_to(PROJECT)}: {path.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
