"""Lines that only say who is responsible or until when, given back to the commitments that stand before them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from throughline.reading import bodies_zh, brackets_en, labels
from throughline.reading.calendar_words import Moment
from throughline.reading.document import Document
from throughline.reading.model import Finding
from throughline.reading.roles import NAMES, Roles
from throughline.reading.sentences import ATTRIBUTION
from throughline.reading.structure import Block


def set_due(finding: Finding, due: Moment | None) -> None:
    """Gives a commitment without a day of its own the one that a bracket or label after it names.

    A day that it has from its heading's period only yields to that one, in its targets too.
    """
    own = any(reason.startswith("deadline: ") for reason in finding.reasons)
    if due and due.last and finding.label == "commitment" and not own:
        finding.targets = [
            replace(each, deadline=due.last) if each.deadline in (None, finding.deadline) else each
            for each in finding.targets
        ]
        finding.deadline = due.last
        finding.reasons.append(f"deadline: {due.rule}")


def line_of_roles(document: Document, block: Block) -> Roles | None:
    """The roles in a line that only says who is responsible: "Lead: …; Partners: …", "责任单位：…"."""
    folded, start = document.folded, block.body_start
    if document.language != "zh":
        return brackets_en.labelled_line(folded, start, block.end)
    if bodies_zh.is_label(folded, start, block.end):
        return bodies_zh.listed_roles(folded, start, block.end, first_leads=document.first_leads)
    if len(block.cuts) == 1 and block.cuts[0].attribution:
        return bodies_zh.bracket(folded, start, block.end, first_leads=document.first_leads)
    return None


MOST_MEASURES = 20
MOST_BLOCKS = 6
"""So many blocks back a line that only says who is responsible holds."""


def line_of_time(document: Document, block: Block) -> Moment | None:
    """Until when, in a line that says no more than that: "Timeline: Q4 2027", 完成时限：2027年9月底."""
    if not labels.is_time_label(document.folded, block.body_start, block.end):
        return None
    text = document.folded[block.body_start : block.end]
    return labels.due(text, document.language, document.dated) if len(text) <= labels.LONGEST else None


def same_place(found: list[Finding], document: Document, index: int) -> list[Finding]:
    """The commitments not far before a line and under the same heading, since the last numbered one."""
    blocks = document.blocks
    since = max(0, index - MOST_BLOCKS)
    # A line under a numbered measure speaks of that one, and of what hangs on it.
    numbered = (n for n in range(index - 1, since - 1, -1) if _is_numbered(blocks[n]))
    since = next(numbered, since)
    if document.language == "zh":
        since = _first_of_list(blocks, since)
    return [
        each
        for each in found
        if each.label == "commitment"
        and each.clause is not None
        and each.clause >= since
        and blocks[each.clause].parent == blocks[index].parent
    ]


def unnamed_ones(found: list[Finding], document: Document, index: int) -> list[Finding]:
    """Those of `same_place` that name nobody; in Chinese none whose paragraph names somebody for another sentence."""
    near = same_place(found, document, index)
    named = {each.clause for each in near if each.lead and document.language == "zh"}
    return [each for each in near if not each.lead and each.clause not in named - {index - 1}]


def _first_of_list(blocks: list[Block], last: int) -> int:
    """The first of the numbered measures that end with the one at `last`: a Chinese label after a list is all of its.

    Those with labels of their own have been given them before.
    """
    first = last
    while _is_numbered(blocks[last]) and first > max(0, last - MOST_MEASURES):
        before = blocks[first - 1]
        if not (_is_numbered(before) and before.label and before.label.rank == _rank(blocks[last])):
            break
        first -= 1
    return first


def _rank(block: Block) -> int:
    return block.label.rank if block.label else 0


def _is_numbered(block: Block) -> bool:
    return block.label is not None and not block.label.bullet and block.label.rank <= 5


def hand_back(found: list[Finding], given: Roles, document: Document) -> None:
    """Gives the roles of such a line to commitments before it, where they are not known from elsewhere.

    Who is responsible in a Chinese line after one that says who leads stands beside that one.
    """
    for finding in found:
        beside = given.lead + given.joint if finding.lead and document.language == "zh" else given.joint
        for name in NAMES:
            places = beside if name == "joint" else getattr(given, name)
            if not getattr(finding, name):
                setattr(finding, name, [document.span(place) for place in places])


_ONLY_WHO = re.compile(
    "(?:该项工作|此项工作|以上工作)?由[^，。；]{2,60}(?:牵头|负责|承担|组织实施|落实)(?:，[^，。；]{2,60}(?:配合|协助|参与|实施|落实|负责))?[。；]?$"
)


def hand_over(before: list[Finding], finding: Finding, document: Document) -> None:
    """Gives who a sentence names that says nothing else to the one before: 修补63条街巷。由市住建局牵头。"""
    unnamed = [each for each in before if each.label == "commitment" and not each.lead]
    if document.language == "zh" and finding.lead and _ONLY_WHO.match(finding.clean):
        for each in unnamed:
            each.lead, each.joint, each.supporting = finding.lead, finding.joint, finding.supporting


@dataclass(slots=True)
class FromHeadings:
    """What Chinese headings say of who acts and until when, by the heading's place among the blocks.

    It stands in a bracket at the heading's end, or in a line right under it, before the measures.
    """

    roles: dict[int, Roles] = field(default_factory=dict)
    dues: dict[int, Moment] = field(default_factory=dict)

    def take(self, document: Document, index: int, given: Roles | None, due: Moment | None) -> None:
        """Keeps what the block at `index` says, where that is for what stands under a heading."""
        block = document.blocks[index]
        if document.language != "zh":
            return
        if block.kind == "heading":
            given, at = _behind_heading(document, block), index
        elif block.parent == index - 1:
            at = index - 1
        else:
            return
        if given:
            self.roles[at] = given
        if due:
            self.dues[at] = due

    def hand_down(self, found: list[Finding], document: Document) -> None:
        """Gives it to the commitments under those headings that name nobody, or no day."""
        for finding in found if self.roles or self.dues else ():
            above = _headings_above(document.blocks, finding.clause)
            roles = next((self.roles[n] for n in above if n in self.roles), None)
            if roles and finding.label == "commitment" and not any(getattr(finding, name) for name in NAMES):
                hand_back([finding], roles, document)
            set_due(finding, next((self.dues[n] for n in above if n in self.dues), None))


def _headings_above(blocks: list[Block], index: int | None) -> list[int]:
    above = []
    while index is not None and (index := blocks[index].parent) is not None:
        above.append(index)
    return above


def _behind_heading(document: Document, block: Block) -> Roles | None:
    """Who is named in the bracket that ends a heading: （二）整治城市内涝（市城管局牵头）."""
    folded = document.folded
    found = (
        list(ATTRIBUTION.finditer(folded, block.body_start, block.end))
        if folded[block.end - 1] in "）)"
        else []
    )
    if not found or found[-1].end() < block.end:
        return None
    return bodies_zh.bracket(folded, found[-1].start(), block.end, first_leads=document.first_leads)
