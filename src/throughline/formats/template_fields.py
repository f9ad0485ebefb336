"""Which fields a Word template names, and whether it does anything but name fields: nothing else is run.

A template may name a field (`{{ title }}`, `{{ row.task }}`), go through a list (`{% for row in rows %}`) and ask
whether something is there (`{% if overdue %}`). It can't call, count, join or look into anything else, and a list is
gone through once: within a loop only the lists of its own row. So its work grows with the data and no faster.

What there is to name is a shape: a text says what a field is, a mapping has fields, a list of one shape has rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

Shape = Any

#: What each loop knows of itself.
LOOP = {"index": "", "first": "", "last": "", "length": ""}
#: Filters that only write a text in another way.
FILTERS = ("upper", "lower", "capitalize", "trim")
_TAGS = re.compile(r"<[^>]*>")
_EXCERPT = 60


@dataclass(frozen=True)
class Fault:
    """What can't stay in a template. `code` is unknown_field, not_allowed or syntax; `what` as it was written.

    `where` is body, header, footer, footnotes or properties; `excerpt` is the text of its paragraph.
    """

    code: str
    what: str
    where: str
    excerpt: str


@dataclass
class Fields:
    """The fields that a template names, and its faults."""

    named: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def check_source(source: str, where: str, shape: Shape, found: Fields, environment: Environment) -> None:
    """Read one part of a template, its markup included, and put what it names and its faults into `found`."""
    lines = source.split("\n")
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        found.faults.append(Fault("syntax", str(error.message), where, _excerpt(lines, error.lineno)))
        return
    except RecursionError:
        found.faults.append(Fault("not_allowed", "…", where, ""))
        return
    _Reader(where, lines, found).body(tree.body, dict(shape), frozenset())


class _Refused(Exception):
    """An expression that is no field; `code` says why, `what` how it is written."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(code, what)
        self.code, self.what = code, what


class _Reader:
    """Walks through one part; scopes map names to shapes, `own` are the names that loops gave."""

    def __init__(self, where: str, lines: list[str], found: Fields) -> None:
        self.where, self.lines, self.found = where, lines, found
        self.lists: dict[str, str] = {}  # by the name that a loop gave: whose rows they are

    def body(self, body: Iterable[nodes.Node], scope: Mapping[str, Shape], own: frozenset[str]) -> None:
        for node in body:
            try:
                self._statement(node, scope, own)
            except _Refused as refused:
                self._fault(refused, node)

    def _fault(self, refused: _Refused, node: nodes.Node) -> None:
        excerpt = _excerpt(self.lines, node.lineno)
        self.found.faults.append(Fault(refused.code, refused.what, self.where, excerpt))

    def _statement(self, node: nodes.Node, scope: Mapping[str, Shape], own: frozenset[str]) -> None:
        if isinstance(node, nodes.Output):
            for one in node.nodes:
                self._output(one, scope)
        elif isinstance(node, nodes.For):
            self._loop(node, scope, own)
        elif isinstance(node, nodes.If):
            self._condition(node.test, scope)
            self.body([*node.body, *node.elif_, *node.else_], scope, own)
        else:
            raise _Refused("not_allowed", type(node).__name__.lower())

    def _output(self, node: nodes.Expr, scope: Mapping[str, Shape]) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        try:
            whole = not isinstance(self._field(node, scope), str)
        except _Refused as refused:
            self._fault(refused, node)
        else:
            if whole:
                self._fault(_Refused("not_allowed", f"{{{{ {_written(node)} }}}}"), node)

    def _loop(self, node: nodes.For, scope: Mapping[str, Shape], own: frozenset[str]) -> None:
        rows = self._field(node.iter, scope)
        nested = bool(own) and _root(node.iter) not in own
        if not isinstance(rows, list) or not isinstance(node.target, nodes.Name) or nested or node.recursive:
            raise _Refused("not_allowed", f"for … in {_written(node.iter)}")
        inner = {**scope, node.target.name: rows[0], "loop": LOOP}
        if node.test is not None:
            self._condition(node.test, inner)
        self.lists[node.target.name] = f"{self._whole(_path(node.iter))}[]"
        self.body(node.body, inner, own | {node.target.name})
        self.body(node.else_, scope, own)

    def _condition(self, node: nodes.Node, scope: Mapping[str, Shape]) -> None:
        """Fields, joined by and, or, not; compared with what is written out."""
        if isinstance(node, nodes.Not):
            self._condition(node.node, scope)
        elif isinstance(node, nodes.And | nodes.Or):
            self._condition(node.left, scope)
            self._condition(node.right, scope)
        elif isinstance(node, nodes.Compare):
            self._condition(node.expr, scope)
            for operand in node.ops:
                self._condition(operand.expr, scope)
        elif not isinstance(node, nodes.Const):
            self._field(node, scope)

    def _field(self, node: nodes.Node, scope: Mapping[str, Shape]) -> Shape:
        """The shape that a path leads to. Raises _Refused."""
        if isinstance(node, nodes.Filter) and node.name in FILTERS and not (node.args or node.kwargs):
            return self._field(node.node, scope) if node.node is not None else ""
        path = _path(node)
        shape: Shape = scope
        for name in path:
            if not isinstance(shape, Mapping) or name not in shape:
                raise _Refused("unknown_field", ".".join(path))
            shape = shape[name]
        if path[0] != "loop":
            self.found.named.add(self._whole(path))
        return shape

    def _whole(self, path: list[str]) -> str:
        """The path from the top: `rows[].task` for the `row.task` of a loop."""
        return ".".join([self.lists.get(path[0], path[0]), *path[1:]])


def _path(node: nodes.Node | None) -> list[str]:
    """The names of `a.b.c`. Raises _Refused for whatever is no such path."""
    names: list[str] = []
    while True:
        if isinstance(node, nodes.Name):
            return [node.name, *reversed(names)]
        if isinstance(node, nodes.Getattr):
            names.append(node.attr)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            names.append(str(node.arg.value))
        else:
            raise _Refused("not_allowed", type(node).__name__.lower())
        node = node.node


def _root(node: nodes.Node) -> str:
    return _path(node)[0]


def _written(node: nodes.Node) -> str:
    return ".".join(_path(node))


def _excerpt(lines: list[str], number: int) -> str:
    """The paragraph's text at line `number` (from 1), without its markup."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    return " ".join(_TAGS.sub("", line).split())[:_EXCERPT]


def known_fields(shape: Shape, before: str = "") -> Iterator[tuple[str, str]]:
    """(path, what it is) of every field; of a list's rows under the list's name with an ellipsis: `rows[].task`."""
    for name, inner in shape.items():
        path = f"{before}{name}"
        if isinstance(inner, str):
            yield path, inner
        elif isinstance(inner, list):
            yield from (
                known_fields(inner[0], f"{path}[].")
                if isinstance(inner[0], Mapping)
                else [(f"{path}[]", inner[0])]
            )
        else:
            yield from known_fields(inner, f"{path}.")
