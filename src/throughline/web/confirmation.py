"""The material of the confirmation page: the marked text, the cards, and what a sent card says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from throughline.documents.models import Document, Finding
from throughline.documents.queries import RECUT
from throughline.history.models import AuditRecord
from throughline.workflows.naming import ORGANIZATION_ROLES, POST_ROLES, full_name_of, name_of, suggestions
from throughline.workflows.undo_batch import REJECTED

#: Characters of text shown at once; a longer document is shown around the finding looked at.
WINDOW = 120_000
ROLE_LABELS = {
    "lead": _("Lead unit"),
    "joint": _("Joint units"),
    "supporting": _("Supporting units"),
    "supervising": _("Supervising units"),
    "accountable": _("Accountable"),
    "leader": _("Leader in charge"),
}
#: The reader's operators as people read them; where a sign says it shortest, the words stand in the list too.
OPERATOR_WORDS = (
    ("=", _("= exactly")),
    (">=", _("≥ at least")),
    ("<=", _("≤ at most")),
    (">", _("> more than")),
    ("<", _("< less than")),
    ("about", _("≈ about")),
    ("range", _("range, from … to")),
    ("+", _("+ grow by")),
    ("-", _("− fall by")),
)
WORDINGS = ("clean", "aim", "standard", "requirement", "topic", "deadline", "recurrence", "label")


@dataclass(frozen=True)
class Piece:
    """A stretch of text, within a finding or not."""

    text: str
    finding: Finding | None = None


@dataclass(frozen=True)
class Block:
    """An entry of the outline with its text cut into pieces."""

    kind: str
    level: int
    pieces: list[Piece]


def window(document: Document, around: int) -> tuple[int, int]:
    """The stretch of text that is shown: everything, or WINDOW characters around an offset."""
    if len(document.text) <= WINDOW:
        return 0, len(document.text)
    start = max(0, min(around - WINDOW // 2, len(document.text) - WINDOW))
    return start, start + WINDOW


def blocks(document: Document, findings: Sequence[Finding], start: int, end: int) -> list[Block]:
    """The document's outline between two offsets, findings marked; one pass over both, which are in order."""
    shown = [f for f in findings if f.state not in RECUT]
    made: list[Block] = []
    first = 0
    for node in document.outline:
        if node["end"] <= start or node["start"] >= end:
            continue
        while first < len(shown) and shown[first].end <= node["start"]:
            first += 1
        inside = []
        for finding in shown[first:]:
            if finding.start >= node["end"]:
                break
            if finding.end > node["start"]:
                inside.append(finding)
        made.append(Block(node["kind"], node["level"], _pieces(document, node, inside)))
    return made


def _pieces(document: Document, node: dict[str, Any], inside: Sequence[Finding]) -> list[Piece]:
    if document.kind == "html":
        # The decoded text is the markup; the entry's own text is what people read.
        return [Piece(node["text"], inside[0] if inside else None)]
    pieces: list[Piece] = []
    place = node["start"]
    for finding in inside:
        cut = max(place, finding.start)
        if cut > place:
            pieces.append(Piece(document.text[place:cut]))
        until = min(finding.end, node["end"])
        if until > cut:
            pieces.append(Piece(document.text[cut:until], finding))
            place = until
    if place < node["end"]:
        pieces.append(Piece(document.text[place : node["end"]]))
    return pieces


@dataclass(frozen=True)
class Named:
    """A name on a card: what the directory has for it, and what is chosen ("org:12", "create", "drop", "").

    `full` is what a short name stands for.
    """

    role: str
    place: int
    name: str
    chosen: str
    exact: Any = None
    near: list[Any] = field(default_factory=list)
    creatable: bool = True
    full: str = ""

    @property
    def field_name(self) -> str:
        return f"{self.role}-{self.place}"


@dataclass(frozen=True)
class Card:
    """A finding as it is shown for decision."""

    finding: Finding
    value: dict[str, Any]
    roles: list[tuple[str, Any, list[Named]]]

    @property
    def targets(self) -> list[dict[str, Any]]:
        """Its targets, and an empty one, in which a target can be written that was not found."""
        return [
            *self.value.get("targets", ()),
            {"is_new": True, "indicator": "", "value": None, "base": None},
        ]

    @property
    def missing(self) -> list[Any]:
        """Labels of what the task would lack."""
        absent = [ROLE_LABELS[role] for role, _label, names in self.roles if role == "lead" and not names]
        return absent + (
            [] if self.value.get("deadline") or self.value.get("recurrence") else [_("Due date")]
        )


def card(finding: Finding) -> Card:
    """The card of a finding, its names matched with the directory."""
    value = finding.value
    known = suggestions([value])
    roles = [(role, ROLE_LABELS[role], _names(value, role, known)) for role in ROLE_LABELS]
    return Card(finding, value, roles)


def _names(value: dict[str, Any], role: str, known: dict[str, Any]) -> list[Named]:
    posts = role in POST_ROLES
    matches = known["posts" if posts else "organizations"]
    made = []
    for place, entry in enumerate(value.get(role) or ()):
        name = name_of(entry)
        match = matches.get(name)
        key = entry.get("post" if posts else "organization") or (
            match.exact.pk if match and match.exact else ""
        )
        near = [one for one, _score in match.near] if match else []
        exact, full = match.exact if match else None, full_name_of(entry)
        made.append(Named(role, place, name, str(key), exact, near, not posts, full))
    return made


def sent(data: QueryDict, finding: Finding) -> tuple[dict[str, Any], list[str]]:
    """What a sent card says: the finding's content, and the names of organizations to be created."""
    value = finding.value
    content: dict[str, Any] = {name: data.get(name, "") for name in WORDINGS if name in data}
    content["recurrence"] = content.get("recurrence") or None
    content["deadline"] = content.get("deadline") or None
    create: list[str] = []
    for role in (*ORGANIZATION_ROLES, *POST_ROLES):
        content[role] = _sent_names(data, role, value.get(role) or (), create)
    content["targets"] = _sent_targets(data, value.get("targets") or ())
    return content, create


def _sent_names(data: QueryDict, role: str, entries: Iterable[Any], create: list[str]) -> list[Any]:
    key_name = "post" if role in POST_ROLES else "organization"
    made: list[Any] = []
    for place, entry in enumerate(entries):
        chosen = data.get(f"{role}-{place}", "")
        plain = {name: entry.get(name) for name in ("text", "start", "end", "name", "full")}
        if chosen == "drop":
            continue
        if chosen == "create":
            create.append(name_of(entry))
        elif chosen.isascii() and chosen.isdigit():
            plain[key_name] = int(chosen)
        made.append(plain)
    added = data.get(f"{role}-new", "").strip()
    if added:
        made.append({"text": added})
    return made


def _sent_targets(data: QueryDict, entries: Iterable[Any]) -> list[dict[str, Any]]:
    made = []
    for place, entry in enumerate([*entries, {}]):
        prefix = f"target-{place}-"
        if not data.get(f"{prefix}indicator", "").strip() or data.get(f"{prefix}drop"):
            continue
        high = data.get(f"{prefix}high", "").strip()
        value = data.get(f"{prefix}value", "").strip() or None
        made.append(
            {
                **{name: entry.get(name) for name in ("start", "end")},
                **{name: data.get(f"{prefix}{name}", "") for name in ("indicator", "op", "unit")},
                "value": [value, high] if high else value,
                "base": data.get(f"{prefix}base") or None,
                "deadline": data.get(f"{prefix}deadline") or None,
            }
        )
    return made


@dataclass(frozen=True)
class Confirmed:
    """A confirmation that still stands: its record, and how many findings it accepted."""

    record: AuditRecord
    findings: int

    @property
    def rejected(self) -> bool:
        """Whether nothing was to follow from them."""
        return self.record.act == REJECTED


@dataclass(frozen=True)
class Confirmations:
    """The confirmations of a document, latest first: of many findings at once, and of one."""

    many: list[Confirmed]
    single: list[Confirmed]


def confirmations(document: Document) -> Confirmations:
    """Those that still stand, so that each can be found and undone as a whole."""
    grouped = document.findings.exclude(batch=None).order_by("-batch").values_list("batch")
    counts = dict(grouped.annotate(number=Count("pk")))
    records = AuditRecord.objects.in_bulk(counts)
    stand = [Confirmed(records[key], number) for key, number in counts.items() if key in records]
    return Confirmations(
        [one for one in stand if one.findings > 1 or one.rejected],
        [one for one in stand if one.findings == 1 and not one.rejected],
    )
