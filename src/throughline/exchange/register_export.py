"""A register as a workbook, a Word table, a text table or JSON, in the columns of the city's task breakdown table."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from throughline.accounts.models import User
from throughline.exchange.returned.slip import REGISTER, Sealing, Slip, microseconds
from throughline.exchange.returned.values import column_written, written
from throughline.formats.sheets import Column, Sheet, csv_text, workbook
from throughline.formats.word_table import word_table
from throughline.lib import clock
from throughline.lib.refusal import Invalid, NotThere
from throughline.organizations.models import Organization
from throughline.register.choices import Colour, Lack, ResponsibilityRole, TaskState
from throughline.register.models import Register
from throughline.register.queries import RegisterFilter, Row, all_rows, registers

#: What a register is taken away as, with its media type.
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
#: The task breakdown table as it is issued on paper (任务分解表): what was decided, nothing of how it goes.
ISSUED = "number task aim standard due lead others accountable leader requirement".split()
#: The columns that can be edited in a workbook and come back; the others follow from what is done elsewhere.
TAKEN = frozenset(
    "number area task aim standard requirement due lead others accountable leader "
    "joint supporting starts contact".split()
)
#: As many rows are told at once.
PIECE = 500
OTHERS = (ResponsibilityRole.JOINT, ResponsibilityRole.SUPPORTING, ResponsibilityRole.SUPERVISING)


@dataclass(frozen=True)
class Exported:
    """A column of the table: its title, width in characters, kind, and how its value is got from a row.

    `way` says of a city's own columns how they write lists and days (`exchange.own_columns`). `by` gives what alone
    decides the value, where many rows share few values that are dear to find.
    """

    name: str
    title: Any
    width: float
    kind: Any
    value: Callable[[Row], Any]
    way: str = ""
    by: Callable[[Row], Hashable] | None = None


class Telling:
    """What the rows of one table say in some columns, in the language of the moment; what rows share is found once.

    It goes column by column over many rows: a table has a million cells, and each step per cell counts.
    """

    def __init__(self, columns: Iterable[Exported]) -> None:
        self._columns: list[tuple[Exported, dict[Hashable, tuple[Any, str]]]] = [(c, {}) for c in columns]

    def __call__(self, rows: Sequence[Row]) -> Iterator[tuple[tuple[Any, ...], tuple[str, ...]]]:
        """Per row its values, and what its cells will say when they are read from a workbook."""
        told = [self._column(column, known, rows) for column, known in self._columns]
        values, cells = ([column[place] for column in told] for place in (0, 1))
        return zip(zip(*values, strict=True), zip(*cells, strict=True), strict=True)

    @staticmethod
    def _column(
        column: Exported, known: dict[Hashable, tuple[Any, str]], rows: Sequence[Row]
    ) -> tuple[list[Any], list[str]]:
        if column.by is None:
            values = list(map(column.value, rows))
            return values, column_written(column.kind, values)
        keys = list(map(column.by, rows))
        for key, row in zip(keys, rows, strict=True):
            if key not in known:
                value = column.value(row)
                known[key] = value, written(column.kind, value)
        return [known[key][0] for key in keys], [known[key][1] for key in keys]


def _names(row: Row, *roles: str) -> str:
    return _listed(h.organization.name for h in row.responsibilities if h.role in roles)


def _listed(names: Iterable[Any]) -> str:
    return pgettext("between names", ", ").join(str(name) for name in names)


def _post(post: Any, person: Any) -> str:
    return " ".join(str(part) for part in (post, person) if part)


def _answering(row: Row) -> Hashable:
    return tuple([(held.role, held.organization.name) for held in row.responsibilities])


def _completion(row: Row) -> Any:
    return row.task.due_on or row.task.due_text or row.task.get_review_rhythm_display()


COLUMNS = (
    Exported("number", gettext_lazy("No."), 7, "text", attrgetter("entry.number")),
    Exported(
        "area",
        gettext_lazy("Key area"),
        18,
        "text",
        lambda r: str(r.entry.area or ""),
        by=lambda r: r.entry.area and r.entry.area.pk,
    ),
    Exported("task", gettext_lazy("Task"), 46, "text", attrgetter("task.title")),
    Exported("aim", gettext_lazy("Aim"), 32, "text", attrgetter("task.aim")),
    Exported("standard", gettext_lazy("Work standard"), 36, "text", attrgetter("task.standard")),
    Exported("due", gettext_lazy("Completion time"), 14, "date", _completion),
    Exported(
        "original_due", gettext_lazy("Original due date"), 14, "date", attrgetter("task.original_due_on")
    ),
    Exported(
        "lead",
        gettext_lazy("Lead unit"),
        20,
        "text",
        lambda r: _names(r, ResponsibilityRole.LEAD),
        by=_answering,
    ),
    Exported(
        "others",
        gettext_lazy("Joint and supporting"),
        28,
        "text",
        lambda r: _names(r, *OTHERS),
        by=_answering,
    ),
    Exported(
        "accountable",
        gettext_lazy("Accountable"),
        20,
        "text",
        lambda r: _post(r.task.accountable, r.accountable_person),
        by=lambda r: r.task.accountable_id,
    ),
    Exported(
        "leader",
        gettext_lazy("Leader in charge"),
        20,
        "text",
        lambda r: _post(r.task.leader, r.leader_person),
        by=lambda r: r.task.leader_id,
    ),
    Exported(
        "requirement", gettext_lazy("Assessment requirement"), 32, "text", attrgetter("task.requirement")
    ),
    Exported("progress", gettext_lazy("Progress (%)"), 10, "number", attrgetter("task.progress")),
    Exported(
        "state",
        gettext_lazy("State"),
        12,
        "text",
        lambda r: r.task.get_state_display(),
        by=attrgetter("task.state"),
    ),
    Exported(
        "rating",
        gettext_lazy("Rating"),
        10,
        "text",
        lambda r: str(Colour(r.task.rating).label),
        by=attrgetter("task.rating"),
    ),
    Exported("rating_since", gettext_lazy("Rated so since"), 14, "date", attrgetter("task.rating_since")),
    Exported("reported", gettext_lazy("Last report"), 14, "date", attrgetter("task.reported_on")),
    Exported(
        "lacks",
        gettext_lazy("Still lacking"),
        24,
        "text",
        lambda r: _listed(Lack(c).label for c in r.lacks),
        by=attrgetter("lacks"),
    ),
)


def export(
    register: Register,
    user: User | None,
    kind: str,
    wanted: RegisterFilter | None = None,
    *,
    columns: Sequence[str] | Sequence[Exported] = (),
    **order: Any,
) -> bytes:
    """The rows that `user` may see as "xlsx", "docx", "csv" or "json" bytes; `columns` are names of COLUMNS (all
    when empty; for Word, those that are issued), or the columns themselves, in their own order.

    A workbook can come back (`exchange.returned`). `order` are the sort, descending and group of `queries.rows`.
    Raises Invalid for another kind.
    """
    if kind not in KINDS:
        raise Invalid("kind", gettext_lazy("Choose xlsx, docx, csv or json."))
    own = [column for column in columns if isinstance(column, Exported)]
    usual = ISSUED if kind == "docx" else ()
    chosen = own or [c for c in COLUMNS if c.name in (columns or usual)] or list(COLUMNS)
    if kind == "xlsx":
        return returning_workbook(register, user, all_rows(register, user, wanted, **order), chosen)
    rows = ([c.value(row) for c in chosen] for row in all_rows(register, user, wanted, **order))
    if kind == "csv":
        return csv_text([[str(c.title) for c in chosen], *rows]).encode("utf-8")
    if kind == "docx":
        return word_table(_sheet(register, chosen, rows), pgettext("font of a Word table", "Arial"))
    return _json(register, chosen, all_rows(register, user, wanted, **order))


#: As many tasks of all registers as are taken away at once.
MOST_TASKS = 100_000
_REGISTER = Exported("register", gettext_lazy("Register"), 24, "text", lambda r: r.entry.register.title)


def export_tasks(user: User | None, kind: str, wanted: RegisterFilter | None = None, **order: Any) -> bytes:
    """The tasks of all registers that `user` may see, each where it is at home, as "xlsx" or "csv" bytes.

    It does not come back: each register's own workbook does. `order` as for `export`. Raises Invalid for another kind,
    and for more than MOST_TASKS.
    """
    if kind not in ("xlsx", "csv"):
        raise Invalid("kind", gettext_lazy("Choose xlsx or csv."))
    chosen = [_REGISTER, *COLUMNS]
    rows = ([c.value(row) for c in chosen] for row in _bounded(all_rows(None, user, wanted, **order)))
    if kind == "csv":
        return csv_text([[str(c.title) for c in chosen], *rows]).encode("utf-8")
    titles = [Column(str(c.title), c.width, c.kind) for c in chosen]
    note = _("All tasks in sight, as of %(day)s") % {"day": clock.today().isoformat()}
    return workbook([Sheet(_("All tasks"), titles, rows, note)], streaming=True)


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if number > MOST_TASKS:
            said = gettext_lazy(
                "More than %(most)s tasks are not taken away at once. Narrow the filter first."
            )
            raise Invalid("kind", said, most=MOST_TASKS)
        yield row


def returning_workbook(
    register: Register,
    user: User | None,
    rows: Iterable[Row],
    chosen: Sequence[Exported],
    unit: Organization | None = None,
) -> bytes:
    """`rows` of `register` as a workbook that can come back, made for `unit` when given."""
    slip = _slip(register, user, chosen, unit)
    return workbook([_returning(register, chosen, rows, slip), slip.sheet()], streaming=True)


def _slip(
    register: Register, user: User | None, chosen: Sequence[Exported], unit: Organization | None
) -> Slip:
    """What lets the workbook come back. Its moment lies before the rows are read: what changes meanwhile is noticed."""
    return Slip(
        kind=REGISTER,
        register=register.pk,
        slug=register.slug,
        title=register.title,
        moment=microseconds(clock.now()),
        language=get_language() or "en",
        columns=tuple((c.name, str(c.title)) for c in chosen),
        kinds=tuple(c.kind for c in chosen) if chosen[0].way else (),
        way=chosen[0].way,
        key_title=_("Key of the row"),
        unit=unit.pk if unit else 0,
        unit_name=unit.name if unit else "",
        by=str(user or ""),
    )


def _returning(register: Register, chosen: Sequence[Exported], rows: Iterable[Row], slip: Slip) -> Sheet:
    """The sheet with a key behind each row; columns that can't be edited have a grey head."""
    telling, sealing = Telling(chosen), Sealing(slip)
    note = (
        _note(register) + "\n" + _("Columns with a grey head are only to be read; the others can be edited.")
    )
    columns = [Column(str(c.title), c.width, c.kind, muted=c.name not in TAKEN) for c in chosen]
    key = Column(slip.key_title, 12, hidden=True)
    serial = next((place for place, c in enumerate(chosen) if c.name == "serial"), None)
    return Sheet(register.title, [*columns, key], _sealed(rows, telling, sealing, serial), note)


def _sealed(
    rows: Iterable[Row], telling: Telling, sealing: Sealing, serial: int | None
) -> Iterator[tuple[Any, ...]]:
    left = iter(rows)
    while piece := list(islice(left, PIECE)):
        for row, (values, cells) in zip(piece, telling(piece), strict=True):
            count = 0 if serial is None else values[serial]
            key = sealing.key(row.task.pk, row.task.version, row.entry.version, cells, count)
            yield (*values, key)


def _json(register: Register, chosen: Sequence[Exported], rows: Iterable[Row]) -> bytes:
    """The register's name, the day, and per row the task's key and the columns by their lasting names."""
    told = [{"id": row.task.pk, **{c.name: c.value(row) for c in chosen}} for row in rows]
    whole = {"register": register.slug, "title": register.title, "as_of": clock.today(), "rows": told}
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _sheet(register: Register, chosen: Sequence[Exported], rows: Iterable[Sequence[Any]]) -> Sheet:
    titles = [Column(str(c.title), c.width, c.kind) for c in chosen]
    return Sheet(register.title, titles, rows, _note(register))


def _note(register: Register) -> str:
    return _("%(register)s, as of %(day)s") % {"register": register.title, "day": clock.today().isoformat()}


def export_file(
    output: Path,
    *,
    slug: str = "",
    by: User | None = None,
    with_cancelled: bool = False,
    columns: Sequence[str] | Sequence[Exported] = (),
) -> Register:
    """Write the register `slug` (the only or first one when empty) to `output`, by its ending xlsx, docx, csv or json.

    Rows stand by key area, in the areas' order, cancelled tasks only when asked for. The file appears whole or not at
    all. Raises NotThere, Invalid.
    """
    found = registers(by).filter(slug=slug) if slug else registers(by)
    register = found.first()
    if register is None:
        raise NotThere
    wanted = RegisterFilter(states=tuple(TaskState.values) if with_cancelled else ())
    content = export(register, by, output.suffix.lstrip(".").lower(), wanted, columns=columns, group="area")
    partial = output.with_name(f".{output.name}.partial")
    partial.write_bytes(content)
    partial.replace(output)
    return register
