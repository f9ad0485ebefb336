"""What the columns of a document's tables are taken to mean, for a person to correct."""

from __future__ import annotations

from dataclasses import dataclass

from throughline.documents.actions.reading import column_maps
from throughline.documents.models import Document
from throughline.formats.extract import Table
from throughline.reading.columns import ColumnMap, guess
from throughline.workflows.read_document import reopened

#: Rows among which a header is looked for.
FIRST_ROWS = 5


@dataclass(frozen=True)
class TableColumns:
    """A table: its header row, an example row, and per column the field it is read as ("" for none)."""

    name: str
    header: list[str]
    example: list[str]
    meanings: list[str]


def tables_of(document: Document) -> list[TableColumns]:
    """The tables of the kept file that have at least two columns, in its order, each name once."""
    corrected = column_maps(document)
    found: dict[str, TableColumns] = {}
    for table in reopened(document).tables:
        if table.name not in found and table.rows and len(table.rows[0]) > 1:
            found[table.name] = _columns(table, corrected.get(table.name))
    return list(found.values())


def _columns(table: Table, corrected: ColumnMap | None) -> TableColumns:
    texts = [[cell.text for cell in row] for row in table.rows[: FIRST_ROWS + 1]]
    guesses = [guess(row) for row in texts[:FIRST_ROWS]]
    header = next((place for place, one in enumerate(guesses) if one.is_task_table), 0)
    columns = (corrected or guesses[header]).columns
    return TableColumns(
        name=table.name,
        header=texts[header],
        example=texts[header + 1] if len(texts) > header + 1 else [],
        meanings=[columns.get(place, "") for place in range(len(texts[header]))],
    )
