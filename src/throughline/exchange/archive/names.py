"""Names of files that every system can keep: none that Windows refuses, none twice."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
#: Names of devices, which Windows opens instead of a file, whatever ending follows.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
#: Characters of a name; with its folders a path stays below Windows's 260.
LONGEST = 80


def kept_name(name: str, fallback: str = "file") -> str:
    """The name without what a system refuses, with its ending: at most LONGEST characters."""
    clean = _FORBIDDEN.sub("_", name).strip(" .")
    if not clean:
        return fallback
    if _DEVICES.fullmatch(clean):
        clean = f"_{clean}"
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 10:
        return clean[:LONGEST].rstrip(" .")
    return f"{stem[: LONGEST - len(ending) - 1].rstrip(' .') or fallback}.{ending}"


class Names:
    """Paths within one archive, each given once: systems that take "A" and "a" for the same find them different."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, folder: str, name: str) -> str:
        """A path for `name` in `folder` that is not taken yet."""
        clean = kept_name(name)
        stem, dot, ending = clean.rpartition(".")
        stem, ending = (stem, f".{ending}") if dot else (clean, "")
        path, number = f"{folder}/{stem}{ending}", 1
        while path.casefold() in self._taken:
            number += 1
            path = f"{folder}/{stem}-{number}{ending}"
        self._taken.add(path.casefold())
        return path
