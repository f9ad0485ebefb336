"""Trees that keep a parent and the trail of ancestors, so that a subtree is one condition in SQL.

Neither adding nor ordering touches another row: the trail is made of primary keys, the order is a column of its own.
Only a move rewrites the trails below the moved node, through the caller's act, so that history sees it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

#: (key, trail, …)
Branch = TypeVar("Branch", bound=tuple[Any, ...])


class UnderItself(Exception):
    """A node was to be moved under itself or one of its own descendants."""


class TreeNode(models.Model):
    """A node with `parent` (declared by the concrete class) and `trail`: its ancestors' keys, "/" at a root."""

    trail = models.CharField(max_length=255, default="/", db_index=True, editable=False)

    class Meta:
        abstract = True

    @property
    def depth(self) -> int:
        """0 at a root."""
        return self.trail.count("/") - 1

    @property
    def ancestor_keys(self) -> list[int]:
        """Keys from the root down to the parent."""
        return [int(key) for key in self.trail.strip("/").split("/") if key]

    @property
    def trail_below(self) -> str:
        """The trail that this node's children carry."""
        return f"{self.trail}{self.pk}/"

    def place_under(self, parent: Self | None) -> None:
        """Set `parent` and `trail`; raises UnderItself when `parent` stands in this node's own subtree."""
        if parent is not None and self.pk is not None and (parent.pk == self.pk or parent.is_under(self)):
            raise UnderItself
        self.parent = parent  # type: ignore[attr-defined]
        self.trail = parent.trail_below if parent else "/"

    def is_under(self, other: TreeNode) -> bool:
        """Whether `other` is an ancestor of this node."""
        return self.trail.startswith(other.trail_below)

    def descendants(self) -> models.QuerySet[Any]:
        """Every node below this one, not itself."""
        return type(self)._default_manager.filter(trail__startswith=self.trail_below)


def below_each_other(rows: Iterable[Branch]) -> Iterator[Branch]:
    """`rows`, each a tuple that begins with a node's key and its trail, every node right after what stands above it.

    Siblings keep the order in which they come; a node whose parents are missing stands under the nearest one given.
    """
    rows = list(rows)
    given = {row[0] for row in rows}
    below: dict[int | None, list[Branch]] = defaultdict(list)
    for row in rows:
        keys = (int(key) for key in reversed(row[1].split("/")) if key)
        below[next((key for key in keys if key in given), None)].append(row)
    waiting = below[None][::-1]
    while waiting:
        row = waiting.pop()
        yield row
        if row[0] in below:
            waiting.extend(below[row[0]][::-1])


def within(node: TreeNode, path: str = "") -> Q:
    """The condition "is `node` or below it" on the relation `path` (`""` for the tree's own table)."""
    own = Q(pk=node.pk) | Q(trail__startswith=node.trail_below)
    if not path:
        return own
    # Asked for by key: a condition over two tables would have every row of the larger one looked at.
    return Q(**{f"{path}__in": type(node)._default_manager.filter(own).order_by().values("pk")})
