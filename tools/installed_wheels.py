"""Wheels out of what is installed: each file is compared with the sum that pip noted when it installed it."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from importlib.metadata import Distribution, distribution
from itertools import product
from pathlib import Path

#: What pip wrote about the installation itself.
OF_THE_INSTALLATION = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json"}


class NotAsInstalled(Exception):
    """A file of an installed package was changed, is missing, or lies where a wheel can't bring it."""


def write_wheel(name: str, folder: Path) -> Path:
    """The installed distribution `name` as a wheel in `folder`. Raises NotAsInstalled."""
    found = distribution(name)
    path = folder / f"{found.name.replace('-', '_')}-{found.version}-{_tag(found)}.whl"
    lines = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for place, content in _files(found):
            wheel.writestr(zipfile.ZipInfo(place), content, zipfile.ZIP_DEFLATED)
            lines.append(f"{place},sha256={_sum(content)},{len(content)}")
        information = next(line.split("/")[0] for line in lines if ".dist-info/METADATA" in line)
        wheel.writestr(f"{information}/RECORD", "\n".join([*lines, f"{information}/RECORD,,", ""]))
    return path


def _files(found: Distribution) -> list[tuple[str, bytes]]:
    """(place in the wheel, content), sorted; programs in bin/ are made anew by pip, compiled files by Python."""
    files = []
    for one in found.files or []:
        place = one.as_posix()
        if "__pycache__" in one.parts or one.name in OF_THE_INSTALLATION or "/bin/" in f"/{place}":
            continue
        content = Path(str(one.locate())).read_bytes()
        if one.parts[0] == ".." or one.hash is None or one.hash.value != _sum(content):
            raise NotAsInstalled(f"{found.name}: {place}")
        files.append((place, content))
    return sorted(files)


def _sum(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _tag(found: Distribution) -> str:
    """The wheel's tags as its name has them: cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64."""
    lines = (found.read_text("WHEEL") or "").splitlines()
    tags = [line.removeprefix("Tag:").strip() for line in lines if line.startswith("Tag:")]
    parts = [list(dict.fromkeys(column)) for column in zip(*(tag.split("-") for tag in tags), strict=True)]
    if len(list(product(*parts))) != len(tags):
        raise NotAsInstalled(f"{found.name}: tags {tags}")
    return "-".join(".".join(column) for column in parts)
