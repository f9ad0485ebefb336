"""Word documents (docx) as text: paragraphs and tables in the order of the body, with the numbers that Word shows.

The XML is read as it is, because the common library gives up on a dangling picture and does not see list
numbers, insertions, content controls or text boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from throughline.formats.archive import Archive
from throughline.formats.errors import UnreadableFile
from throughline.formats.grids import Place, TextBuilder, lay, table
from throughline.formats.ooxml import attribute, child, child_value, children, integer, is_on, local_name
from throughline.formats.shapes import Extract, Heading, Limits, Table, Warning  # noqa: A004  the interface's word
from throughline.formats.sniff import MEDIA_TYPES
from throughline.formats.word_numbering import Numbering
from throughline.formats.word_styles import Styles, outline_level

_THROUGH = frozenset(
    "sdt sdtContent customXml ins moveTo smartTag hyperlink fldSimple r oMath oMathPara dir bdo "
    "AlternateContent Choice drawing pict object".split()
)
_DELETED = frozenset(("del", "moveFrom"))
_SKIPPED = frozenset(
    ("pPr", "rPr", "instrText", "delText", "delInstrText", "rt", "sdtPr", "sdtEndPr", "Fallback")
)
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MOST_COLUMNS = 256


def read_document(archive: Archive, limits: Limits) -> Extract:
    """The document's text. Raises UnreadableFile: empty, damaged, too_many_cells."""
    main = archive.main_part()
    relations = archive.relations(main)
    parts = {kind: path for kind, path in relations.values() if kind in ("styles", "numbering")}
    styles = Styles(archive.tree(parts.get("styles", "")))
    reader = _Reader(styles, Numbering(archive.tree(parts.get("numbering", ""))), limits)
    reader.body(archive.tree(main))
    if not reader.builder.length:
        raise UnreadableFile("empty")
    return Extract(
        reader.builder.text(),
        "docx",
        MEDIA_TYPES["docx"],
        None,
        reader.title,
        tables=tuple(reader.tables),
        headings=tuple(reader.headings),
        warnings=reader.warnings(),
        banners=tuple(_banners(archive, relations, limits)),
    )


def _banners(archive: Archive, relations: dict[str, tuple[str, str]], limits: Limits) -> Iterator[str]:
    """The text of page headers and footers."""
    for kind, path in relations.values():
        root = archive.tree(path) if kind in ("header", "footer") else None
        if root is not None:
            reader = _Reader(Styles(None), Numbering(None), limits)
            reader.body(root)
            yield reader.builder.text()


class _Reader:
    """Walks through a document once; lists are counted on the way."""

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits) -> None:
        self.builder = TextBuilder()
        self.headings: list[Heading] = []
        self.tables: list[Table] = []
        self.title = ""
        self._styles, self._numbering = styles, numbering
        self._left = self._most = limits.cells
        self._deleted = self._hidden = False
        self._carried = ""  # a paragraph whose end mark is deleted runs on into the next one

    def warnings(self) -> tuple[Warning, ...]:
        codes = (("tracked_deletions", self._deleted), ("hidden_text", self._hidden))
        return tuple(Warning(code) for code, found in codes if found)

    def body(self, root: Any) -> None:
        for block in self._blocks(root):
            if local_name(block) == "tbl":
                self._table(block)
            else:
                self._paragraph(block)

    def _blocks(self, element: Any) -> Iterator[Any]:
        for inner in element:
            name = local_name(inner)
            if name in ("p", "tbl"):
                yield inner
            elif name in _DELETED:
                self._deleted = True
            elif name not in _SKIPPED:
                yield from self._blocks(inner)

    def _paragraph(self, element: Any) -> None:
        boxes: list[Any] = []
        number, text = self._number(element), "".join(self._inline(element, boxes))
        properties = child(element, "pPr")
        if properties is not None and child(properties, "rPr", "del") is not None:
            self._carried += number + text
        elif (self._carried + text).strip():
            self._line((self._carried or number) + text, element)
            self._carried = ""
        for box in boxes:
            self.body(box)

    def _line(self, text: str, element: Any) -> None:
        style = child_value(element, "pPr", "pStyle")
        own = child_value(element, "pPr", "outlineLvl")
        level = outline_level(own) if own else self._styles.level(style)
        text = text.strip("\n").rstrip()
        start, end = self.builder.line(text.replace("\n", " ") if level else text)
        if level:
            self.headings.append(Heading(level, start, end))
        if not self.title and self._styles.is_title(style):
            self.title = " ".join(text.split())

    def _number(self, element: Any) -> str:
        style = child_value(element, "pPr", "pStyle")
        own = child(element, "pPr", "numPr")
        list_id, level = self._styles.list_of(style)
        place = integer(level) if level else self._numbering.level_of(list_id, style)
        if own is not None:
            list_id = child_value(own, "numId") or list_id
            level = child_value(own, "ilvl")
            place = integer(level) if level else place
        return self._numbering.number(list_id, place) if list_id else ""

    def _inline(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        """The visible characters of a paragraph; the text boxes that hang on it go to `boxes`."""
        for inner in element:
            name = local_name(inner)
            if name == "t":
                yield inner.text or ""
            elif name in _CHARACTERS:
                yield _CHARACTERS[name]
            elif name == "txbxContent":
                boxes.append(inner)
            elif name in _DELETED:
                self._deleted = True
            elif name == "r" and is_on(inner, "rPr", "vanish"):
                self._hidden = True
            elif name == "AlternateContent":
                yield from self._alternative(inner, boxes)
            elif name not in _SKIPPED:
                yield from self._inline(inner, boxes)

    def _alternative(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        """The same content for newer and for older programs: the newer one, unless it has no text."""
        before = len(boxes)
        choice = [text for inner in children(element, "Choice") for text in self._inline(inner, boxes)]
        if choice or len(boxes) > before:
            yield from choice
        else:
            for inner in children(element, "Fallback"):
                yield from self._inline(inner, boxes)

    def _table(self, element: Any) -> None:
        grid, copies, headers = self._grid(element)
        start = self.builder.length
        if any(text.strip() for row in grid for text in row):
            cells = lay(self.builder, grid, copies)
            found = table("", cells, (start, self.builder.length - 1), least=headers)
            self.tables.extend([found] if found else [])

    def _grid(self, element: Any) -> tuple[list[list[str]], dict[Place, Place], int]:
        """Texts by place, copied place -> original place, and how many rows are marked as header."""
        grid: list[list[str]] = []
        copies: dict[Place, Place] = {}
        above: dict[int, Place] = {}  # column -> the cell that a continued one belongs to
        headers = 0
        for row in self._parts(element, "tr"):
            if child(row, "trPr", "del") is not None:
                self._deleted = True
                continue
            if is_on(row, "trPr", "tblHeader") and headers == len(grid):
                headers += 1
            grid.append(self._row(row, len(grid), copies, above))
        return grid, copies, headers

    def _row(self, row: Any, number: int, copies: dict[Place, Place], above: dict[int, Place]) -> list[str]:
        texts = [""] * min(integer(child_value(row, "trPr", "gridBefore")), _MOST_COLUMNS)
        for cell in self._parts(row, "tc"):
            properties = child(cell, "tcPr")
            column, width, merge = len(texts), _width(properties), _merge(properties)
            content = self._cell(cell)
            origin = above.get(column) if merge == "continue" else None
            texts.append("" if origin else content)
            if origin:
                copies[number, column] = origin
            for place in range(column + 1, column + width):
                texts.append("")
                copies[number, place] = origin or (number, column)
            if merge:
                above[column] = origin or (number, column)
            else:
                above.pop(column, None)
            self._count(width)
        return texts

    def _count(self, cells: int) -> None:
        self._left -= cells
        if self._left < 0:
            raise UnreadableFile("too_many_cells", limit=self._most)

    def _parts(self, element: Any, name: str) -> Iterator[Any]:
        """Rows of a table or cells of a row, also inside of content controls and insertions."""
        for inner in element:
            found = local_name(inner)
            if found == name:
                yield inner
            elif found in _THROUGH:
                yield from self._parts(inner, name)

    def _cell(self, element: Any) -> str:
        """A cell's paragraphs as lines; a table within it as lines, too."""
        lines: list[str] = []
        for block in self._blocks(element):
            if local_name(block) == "tbl":
                grid, _, _ = self._grid(block)
                lines += [" ".join(text for text in row if text) for row in grid]
                continue
            boxes: list[Any] = []
            lines.append((self._number(block) + "".join(self._inline(block, boxes))).strip())
            lines += [self._cell(box) for box in boxes]
        return "\n".join(line for line in lines if line)


def _width(properties: Any) -> int:
    span = integer(child_value(properties, "gridSpan")) if properties is not None else 1
    return min(max(span, 1), _MOST_COLUMNS)


def _merge(properties: Any) -> str:
    """Either "restart" or "continue"; empty where the cell is not merged downwards."""
    found = child(properties, "vMerge") if properties is not None else None
    if found is None:
        return ""
    return attribute(found, "val") or "continue"
