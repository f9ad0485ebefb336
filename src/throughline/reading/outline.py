"""The clause tree of a text: every visible line in order, under its headings."""

from __future__ import annotations

from throughline.lib.mapped_text import MappedText
from throughline.lib.text import squeeze
from throughline.reading.model import Node
from throughline.reading.structure import Block, depth


def outline(blocks: list[Block], mapped: MappedText) -> list[Node]:
    """One node per block, with offsets in the decoded text and the repaired wording."""
    return [_node(index, block, blocks, mapped) for index, block in enumerate(blocks)]


def _node(index: int, block: Block, blocks: list[Block], mapped: MappedText) -> Node:
    start, end = mapped.span(block.start, block.end)
    wording = squeeze(mapped.text[block.body_start : block.end])
    # One copy in memory where the wording is the block's own: a long text has a node for every line.
    wording = block.text if wording == block.text else wording
    return Node(index, block.kind, block.number, start, end, wording, depth(blocks, index), block.parent)
