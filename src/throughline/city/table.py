"""The task table at the end of the plan's document."""

from __future__ import annotations

from throughline.city.errors import CityDataError

COLUMNS = {
    "en": {
        "No.": "number",
        "Key area": "area",
        "Task": "task",
        "Aim": "aim",
        "Work standard": "standard",
        "Completion time": "completion",
        "Lead": "lead",
        "Supporting": "supporting",
        "Accountable": "accountable",
        "Leader in charge": "leader",
        "Assessment requirement": "requirement",
    },
    "zh": {
        "序号": "number",
        "重点领域": "area",
        "任务": "task",
        "工作目标": "aim",
        "工作标准": "standard",
        "完成时限": "completion",
        "牵头单位": "lead",
        "配合单位": "supporting",
        "责任人": "accountable",
        "责任领导": "leader",
        "考核要求": "requirement",
    },
}


def rows(markdown: str, language: str) -> list[dict[str, str]]:
    """The rows of the document's one pipe table as column -> cell, as they stand there.

    Raises CityDataError for a row with another number of cells, or headings that are not COLUMNS'.
    """
    file = f"{language}/plan.md"
    lines = [_cells(line) for line in markdown.splitlines() if line.startswith("|")]
    headings = lines[0] if lines else []
    if headings != list(COLUMNS[language]):
        raise CityDataError(file, "table", f"headings are {headings}")
    keys = list(COLUMNS[language].values())
    for cells in lines[2:]:
        if len(cells) != len(keys):
            raise CityDataError(file, f"row {cells[0]}", f"has {len(cells)} cells")
    return [dict(zip(keys, cells, strict=True)) for cells in lines[2:]]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip()[1:-1].split("|")]
