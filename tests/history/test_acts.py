"""Every act of the program has a name that people can read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from throughline.accounts.permissions import CONDITIONS
from throughline.history.acts import NAMES

ACT = re.compile(r"[a-z]+\.[a-z_]+")


def used(path: Path) -> Iterator[str]:
    """The acts of a module: every `act("…")`; where the name is handed on, all texts that look like one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "act"
        and node.args
    ]
    if all(isinstance(name, ast.Constant) for name in names):
        yield from (str(name.value) for name in names if isinstance(name, ast.Constant))
    else:
        yield from (
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACT.fullmatch(node.value)
        )


def written_out(path: Path, act: str) -> bool:
    """Whether it is an act for certain, and not a right of the same name."""
    return f'act("{act}"' in path.read_text(encoding="utf-8")


def test_every_act_has_a_name(project: Path):
    package = project / "src" / "throughline"
    unnamed = {
        f"{path.relative_to(package)}: {act}"
        for path in package.rglob("*.py")
        for act in used(path)
        if act not in NAMES and (act not in CONDITIONS or written_out(path, act))
    }
    assert sorted(unnamed) == []
