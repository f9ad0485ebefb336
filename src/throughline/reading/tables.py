"""Task tables: found among a file's own tables and among lines drawn with bars; each row becomes a finding."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from throughline.lib.numbers import NotANumber, parse_number
from throughline.lib.text import fold, squeeze
from throughline.reading import cells, dates_en, dates_zh, labelled_rows, targets_en, targets_zh
from throughline.reading.calendar_words import MONTHS
from throughline.reading.columns import ColumnMap, guess
from throughline.reading.counted_zh import is_unit
from throughline.reading.model import Finding, Span, Target
from throughline.reading.roles import Place, Roles
from throughline.reading.structure import Block

HEADER_ROWS = 4
_RULER = re.compile(r"^[|\s:+=_-]+$")
_ONGOING = re.compile(r"持续|长期|常态|ongoing|continu", re.IGNORECASE)
# In the place of a day: what was done already is to be done by none.
_DONE = re.compile(
    r"\s*(?:已经?(?:全部)?(?:完成|办结|销号|整改|建成|落实)|(?:完成|办结)\s*$|(?:completed?|done|achieved|delivered|closed|finished)\b)",
    re.IGNORECASE,
)
_RHYTHMS = (
    (re.compile("每年|annual|yearly|each year", re.IGNORECASE), "yearly"),
    (re.compile("每季|quarterly|every (?:3|three) months|每季度", re.IGNORECASE), "quarterly"),
    (re.compile("每月|monthly", re.IGNORECASE), "monthly"),
)
_CELL_VALUE = re.compile(
    r"(?P<op>>=|<=|≥|≤|>|<|不低于|至少|at least|at most|up to|no more than|fewer than|less than|more than|below|above|"
    r"under|over)?\s*(?P<value>\d[\d, ]{0,18}(?:\.\d{1,8})?\s*(?:万亿|万|亿|thousand|million|billion)?)\s*"
    r"(?P<unit>%|％|[^\d\s,，。;；]{0,8})"
)
_RANGE = re.compile(r"\s*\d[\d,.]*\s?[–—~～-]\s?\d")
_QUARTER_VALUE = re.compile(r"^\s*(?:Q[1-4]|[一二三四1-4]季度)\s*[:：]", re.IGNORECASE)
ToSource = Callable[[int, int], Place]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as places in one text: rows of cells; `headed` rows at the top are headers."""

    name: str
    rows: list[list[Place]]
    headed: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What every row of a grid is read with. `text` is what places refer to, `folded` its copy for matching."""

    text: str
    folded: str
    source: str
    language: str
    dated: date | None
    to_source: ToSource


def bar_grids(text: str, blocks: list[Block], taken: set[int]) -> list[tuple[Grid, list[int]]]:
    """The tables among bar-drawn lines, each with the indices of its blocks.

    Ruler lines are left out, and the blocks in `taken`, which belong to tables that the file itself declares.
    """
    grids: list[tuple[Grid, list[int]]] = []
    run: list[int] = []
    for index, block in enumerate([*blocks, None]):
        if block is not None and block.kind == "row" and index not in taken:
            if not _RULER.match(block.text):
                run.append(index)
        elif run:
            grids.append((Grid("", [_bar_cells(text, blocks[n]) for n in run], 1), run))
            run = []
    return grids


def _bar_cells(text: str, block: Block) -> list[Place]:
    start, end = block.start, block.end
    start += text[start] == "|"
    end -= text[end - 1] == "|" and end - 1 > start
    places, position = [], start
    for found in [*re.finditer(r"\|", text[start:end]), None]:
        stop = start + found.start() if found else end
        places.append(_inner(text, position, stop))
        position = stop + 1
    return places


def _inner(text: str, start: int, end: int) -> Place:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return (start, start) if not piece.strip() else (start + lead, start + len(piece.rstrip()))


def column_map(grid: Grid, text: str) -> tuple[ColumnMap, int]:
    """The best map among the first rows, and how many rows the header takes; no rows if there is none."""
    for count, row in enumerate(grid.rows[:HEADER_ROWS], 1):
        guessed = guess([text[a:b] for a, b in row])
        if guessed.is_task_table or (guessed.indicators and guessed.of("target")):
            return guessed, count
    return ColumnMap(), 0


def told_by_itself(row: list[Place], index: int, setting: Setting) -> Finding | None:
    """The finding of a row whose cells name themselves what they are, None of any other."""
    told = labelled_rows.told(row, setting.text)
    if told is None:
        return None
    places, columns, titles = told
    return _row(places, row, columns.timed(titles, setting.dated), setting, index)


def findings(grid: Grid, columns: ColumnMap, skip: int, setting: Setting) -> list[Finding]:
    """One finding per row that names a task; a cell "as above" takes the one over it."""
    above: dict[int, Place] = {}
    if skip and setting.language != "zh":
        heads = grid.rows[skip - 1]
        columns = columns.timed(
            {n: setting.text[slice(*heads[n])] for n in columns.of("target") if n < len(heads)}, setting.dated
        )
    made = []
    width = len(grid.rows[skip - 1]) if skip else max(columns.columns, default=0) + 1
    for index, every in enumerate(grid.rows[skip:], skip):
        row = _narrowed(every, width)
        resolved = [
            above.get(n, place) if cells.is_same(setting.text[slice(*place)]) else place
            for n, place in enumerate(row)
        ]
        above = dict(enumerate(resolved))
        finding = _row(resolved, row, columns, setting, index)
        if finding:
            made.append(finding)
    return made


def _narrowed(row: list[Place], width: int) -> list[Place]:
    """A row with more cells than its header: the surplus belongs to the column before the last."""
    if len(row) <= width or width < 2:
        return row
    return [*row[: width - 2], (row[width - 2][0], row[-2][1]), row[-1]]


def _row(
    row: list[Place], own: list[Place], columns: ColumnMap, setting: Setting, index: int
) -> Finding | None:
    task = _first(row, columns, "task", setting) or _first(row, columns, "detail", setting)
    if (
        task is None
        or not any(c.isalpha() for c in setting.text[slice(*task)])
        or (columns.indicators and len(row) < 2)
    ):
        return None
    own_cells = [place for place in own if place[0] < place[1]]
    start, end = setting.to_source(own_cells[0][0], own_cells[-1][1])
    finding = Finding(
        "", start, end, setting.source[start:end], _clean(setting, task), "commitment", table_row=index
    )
    _times(finding, row, columns, setting)
    _people(finding, row, columns, setting)
    _wording(finding, row, columns, setting)
    finding.targets = _targets(finding, row, columns, setting)
    if columns.indicators and columns.of("target") and not finding.targets and setting.language != "zh":
        return None  # an indicator that is only watched
    finding.confidence, finding.reasons = _confidence(finding), ["row of a task table", *_named(finding)]
    told = [_first(row, columns, name, setting) for name in ("deadline", "status")]
    if any(_DONE.match(setting.folded[slice(*place)]) for place in told if place):
        finding.label = "fact"
    return finding


def _named(finding: Finding) -> list[str]:
    return [name for name in ("deadline", "lead", "standard", "targets") if getattr(finding, name)]


def _confidence(finding: Finding) -> float:
    return 0.95 if finding.deadline or finding.recurrence or finding.lead else 0.8


def _first(row: list[Place], columns: ColumnMap, name: str, setting: Setting) -> Place | None:
    for index in columns.of(name):
        if index < len(row) and not cells.is_nothing(setting.text[slice(*row[index])]):
            return row[index]
    return None


def _clean(setting: Setting, place: Place | None) -> str:
    return squeeze(setting.text[slice(*place)]) if place else ""


def _times(finding: Finding, row: list[Place], columns: ColumnMap, setting: Setting) -> None:
    place = _first(row, columns, "deadline", setting)
    rhythm = _first(row, columns, "recurrence", setting) or place
    if place:
        told = setting.folded[slice(*place)]
        if columns.quarter is not None and columns.quarter < len(row):
            told = f"{setting.folded[slice(*row[columns.quarter])].strip()} {told}"
        finding.deadline = cell_deadline(told, setting.language, setting.dated)
    elif setting.language != "zh":
        cells_of = [_first(row, columns, name, setting) for name in ("task", "detail", "standard", "aim")]
        dues = [due_in(setting.folded[slice(*one)], setting.dated) for one in cells_of if one]
        finding.deadline = max((due for due in dues if due), default=None)
    if rhythm:
        finding.recurrence = cell_recurrence(setting.folded[slice(*rhythm)])


def cell_deadline(text: str, language: str, dated: date | None) -> date | None:
    """The last day a deadline cell names: "2026年6月底前", "12月" (of the document's year), "Q3 2024", "2026-06-30"."""
    stage = dates_zh if language == "zh" else dates_en
    plain = re.sub(r"(\d{4})[./-](\d{1,2})(?:[./-](\d{1,2}))?(?!\d)", _dotted(language), text)
    if language == "zh":
        plain = re.sub(r"^\s*(\d{1,2}) ?月(?:份)?\s*$", r"\1月底", plain)
        plain = re.sub(r"^\s*((?:19|20)\d\d)\s*$", r"\1年", plain)
    elif re.fullmatch(r"\s*(?:19|20)\d\d\s*", plain):
        plain = f"by {plain.strip()}"
    lasts = [each.last for each in stage.moments(plain, dated) if each.last and each.relation != "from"]
    return max(lasts, default=None)


def due_in(text: str, dated: date | None) -> date | None:
    """The last day by which an English cell says that something is due: "12% by FY28"."""
    lasts = [each.last for each in dates_en.moments(text, dated) if each.last and each.relation == "by"]
    return max(lasts, default=None)


def _dotted(language: str) -> Callable[[re.Match[str]], str]:
    def written(found: re.Match[str]) -> str:
        year, month, day = found.groups()
        if not 1 <= int(month) <= 12:
            return found.group()
        if language == "zh":
            return f"{year}年{int(month)}月" + (f"{int(day)}日" if day else "")
        names = [name for name, n in MONTHS.items() if n == int(month)]
        return f"{names[0]} {int(day)}, {year}" if day else f"{names[0]} {year}"

    return written


def cell_recurrence(text: str) -> str | None:
    """How often a cell says that the work recurs."""
    for pattern, name in _RHYTHMS:
        if pattern.search(text):
            return name
    return "ongoing" if _ONGOING.search(text) else None


def _people(finding: Finding, row: list[Place], columns: ColumnMap, setting: Setting) -> None:
    roles = Roles()
    lead = _listed(row, columns, "lead", setting)
    responsible = _listed(row, columns, "responsible", setting)
    if not (lead or responsible) and setting.language != "zh":
        responsible = _listed(row, columns, "accountable", setting)  # who else would be
    roles.equals(lead or responsible)
    if lead:
        roles.add("supporting", responsible)
    elif setting.language != "zh":
        roles.add("supporting", _partners(row, columns, setting))
    for name in ("supporting", "supervising", "accountable", "leader"):
        roles.add(name, _listed(row, columns, name, setting))
    roles.supporting = [
        place for place in roles.supporting if not _among(place, roles.lead + roles.joint, setting)
    ]
    for name in ("lead", "joint", "supporting", "supervising", "accountable", "leader"):
        setattr(finding, name, [_span(place, setting) for place in getattr(roles, name)])


def _among(place: Place, others: list[Place], setting: Setting) -> bool:
    return any(setting.text[slice(*place)] == setting.text[slice(*other)] for other in others)


def _listed(row: list[Place], columns: ColumnMap, name: str, setting: Setting) -> list[Place]:
    places = [row[n] for n in columns.of(name) if n < len(row)]
    found = [each for place in places for each in cells.names(setting.text, *place, setting.language)]
    return [
        each
        for each in found
        if name != "responsible" or setting.language == "zh" or len(setting.text[slice(*each)]) < 80
    ]


def _partners(row: list[Place], columns: ColumnMap, setting: Setting) -> list[Place]:
    places = [row[n] for n in columns.of("responsible") if n < len(row)]
    return [each for place in places for each in cells.partners(setting.text, *place)]


def _span(place: Place, setting: Setting) -> Span:
    start, end = setting.to_source(*place)
    return Span(setting.source[start:end], start, end, squeeze(setting.text[slice(*place)]))


def _wording(finding: Finding, row: list[Place], columns: ColumnMap, setting: Setting) -> None:
    finding.aim = _clean(setting, _first(row, columns, "aim", setting))
    finding.standard = _clean(setting, _first(row, columns, "standard", setting))
    finding.requirement = _clean(setting, _first(row, columns, "requirement", setting))
    finding.topic = _clean(setting, _first(row, columns, "area", setting))


def _targets(finding: Finding, row: list[Place], columns: ColumnMap, setting: Setting) -> list[Target]:
    cells_of = [row[n] for n in columns.of("target") if n < len(row)]
    filled = [place for place in cells_of if not cells.is_nothing(setting.text[slice(*place)])]
    dues = [columns.times.get(n) for n in columns.of("target") if n < len(row)]
    when = dict(zip(cells_of, dues, strict=True))
    made = [
        each
        for place in filled
        for each in _cell_targets(place, row, columns, setting, when[place] or finding.deadline)
    ]
    told = [] if columns.indicators else _told_targets(finding, row, columns, setting)
    last = max((each.deadline for each in made if each.deadline), default=None)
    finding.deadline = finding.deadline or last
    return made + told


def _told_targets(finding: Finding, row: list[Place], columns: ColumnMap, setting: Setting) -> list[Target]:
    """The targets that the words of a row set."""
    found = []
    for name in ("task", "detail", "aim", "standard"):
        place = _first(row, columns, name, setting)
        if place and setting.language == "zh":
            found += targets_zh.figures(setting.folded, *place, stated=name in ("aim", "standard"))
        elif place:
            found += targets_en.figures(setting.folded, *place, stated=name in ("aim", "standard"))
    due = finding.deadline
    return [
        Target(f.indicator, f.op, f.value, f.unit, f.base, due, *setting.to_source(f.start, f.end))
        for f in found
    ]


def _cell_targets(
    place: Place, row: list[Place], columns: ColumnMap, setting: Setting, due: date | None
) -> list[Target]:
    """The targets in a cell such as "≥95%", "1,740" or "12% by FY28", for what the row's task column names."""
    text = setting.folded[slice(*place)]
    plain = (_CELL_VALUE.match(text.strip()) and not _RANGE.match(text)) or _QUARTER_VALUE.match(text)
    if setting.language != "zh":
        due = due_in(text, setting.dated) or due
        words = [] if plain else targets_en.figures(setting.folded, *place, stated=True)
    else:
        words = [] if plain else targets_zh.figures(setting.folded, *place, stated=True)
    if words:
        name = _clean(setting, _first(row, columns, "task", setting))
        return [
            Target(name, f.op, f.value, f.unit, f.base, due, *setting.to_source(f.start, f.end))
            for f in words
        ]
    one = _cell_target(place, row, columns, setting, due)
    return [one] if one else []


def _cell_target(
    place: Place, row: list[Place], columns: ColumnMap, setting: Setting, due: date | None
) -> Target | None:
    """The target of a cell that is told by its value."""
    found = cell_value(setting.folded[slice(*place)])
    if not found:
        return None
    op, value, written = found
    unit = (
        _clean(setting, _first(row, columns, "unit", setting))
        or (written if written not in _NO_UNITS else "")
        or _counted(row, columns, setting)
    )
    name = _clean(setting, _first(row, columns, "task", setting))
    return Target(name, op, value, unit, _base(row, columns, setting), due, *setting.to_source(*place))


_NO_UNITS = frozenset(("a", "an", "per", "of", "by", "in", "and", "or"))
# "No. of boreholes", "% of urban households", "Coverage (%)": in what an indicator counts.
_NUMBER_OF = re.compile(
    r"(?:no\.?|number|nos\.?|#|count) of (?P<things>[a-z][a-z/-]*(?: [a-z/-]+){0,7})", re.IGNORECASE
)
# Where the thing that is counted ends, and what is done with it begins: "cows inseminated", "people from villages".
_AFTER_THING = re.compile(
    r" (?:[a-z]{2,}ed|of|for|to|against|with|from|in|on|at|by|through|per|who|that|which|and|or|receiving|living|"
    r"using)\b.*"
)
_SHARE_OF = re.compile(
    r"(?:%|per ?cent(?:age)?|proportion|share) of\b|\((?:%|per ?cent(?:age)?)\)", re.IGNORECASE
)


def _counted(row: list[Place], columns: ColumnMap, setting: Setting) -> str:
    """The unit that the words of a row's indicator tell, "" for none."""
    told = [_clean(setting, _first(row, columns, name, setting)) for name in ("standard", "task")]
    if any(_SHARE_OF.search(words) for words in told):
        return "%"
    found = next((one for words in told if (one := _NUMBER_OF.search(words))), None)
    return _AFTER_THING.sub("", found["things"]).split()[-1] if found else ""


_WORDED = {
    "at least": ">=",
    "at most": "<=",
    "up to": "<=",
    "no more than": "<=",
    "under": "<",
    "below": "<",
    "fewer than": "<",
    "less than": "<",
    "over": ">",
    "above": ">",
    "more than": ">",
}


# "1 450", "2.3 million"
_APART = re.compile(r"(?<=\d) (?=\d)|(?<=\d) (?=[万亿])")


def cell_value(text: str, *, whole: bool = False) -> tuple[str, int | float, str] | None:
    """Operator, value and unit of a folded cell such as "≥95%" or "1,740"; None where no value stands.

    With `whole`, only of a cell that says nothing else.
    """
    found = _CELL_VALUE.fullmatch(text.strip()) if whole else _CELL_VALUE.search(text)
    if not found or _QUARTER_VALUE.match(text) or (whole and not is_unit(found["unit"])):
        return None
    try:
        value = parse_number(_APART.sub("", found["value"].strip()))
    except NotANumber:
        return None
    op = {"≥": ">=", "≤": "<=", "不低于": ">=", "至少": ">=", **_WORDED}.get(
        found["op"] or "", found["op"] or "="
    )
    return op, value, found["unit"].strip()


def _base(row: list[Place], columns: ColumnMap, setting: Setting) -> int | float | None:
    place = _first(row, columns, "base", setting)
    try:
        return parse_number(setting.folded[slice(*place)].strip(" %％")) if place else None
    except NotANumber:
        return None


def setting_for(text: str, source: str, language: str, dated: date | None, to_source: ToSource) -> Setting:
    """The setting of tables whose places refer to `text`."""
    return Setting(text, fold(text), source, language, dated, to_source)
