"""From a confirmed finding to the rows that it becomes: targets, key area, task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from throughline.documents.models import Finding, Passage
from throughline.history.act import Act
from throughline.indicators.actions.indicators import named_indicators
from throughline.indicators.actions.targets import WITHOUT_VALUE, sound
from throughline.indicators.models import Target
from throughline.lib.cleaning import clean
from throughline.lib.text import squeeze
from throughline.organizations.models import Organization, Post
from throughline.plans.models import Clause
from throughline.register.actions.tasks import TaskDraft
from throughline.register.choices import CompletionKind, Rhythm
from throughline.register.models import KeyArea, Register
from throughline.register.rules import collecting
from throughline.workflows.naming import ORGANIZATION_ROLES, Lacking, Names, name_of

LONGEST_TITLE = 500
LONGEST_AREA = 200
#: Beyond this a value can't be kept as a number (ExactDecimalField), and stays in words.
LARGEST = Decimal("9e14")

RHYTHMS = {"monthly": Rhythm.MONTH, "quarterly": Rhythm.QUARTER, "yearly": Rhythm.YEAR, "ongoing": ""}


def shortened(text: str, longest: int) -> str:
    """`text` on one line, cut with an ellipsis where it is too long."""
    line = squeeze(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def draft_task(
    finding: Finding,
    names: Names,
    *,
    area: KeyArea | None,
    clause: Clause | None,
    passage: Passage,
    target: Target | None,
    disclosure: str,
) -> TaskDraft:
    """The task that a commitment becomes. Names that the directory does not have are added to `names.lacking`."""
    value = finding.value
    title = shortened(str(value.get("clean") or value.get("text")), LONGEST_TITLE)
    accountable, contact = _post(finding, names, "accountable")
    leader, _unknown = _post(finding, names, "leader")
    fields = {
        "aim": value.get("aim") or "",
        "standard": value.get("standard") or "",
        "requirement": value.get("requirement") or "",
        "accountable": accountable,
        "contact": contact[:120],
        "leader": leader,
        "clause": clause,
        "passage": passage,
        "target": target,
        "disclosure": disclosure,
        **_times(value),
    }
    return TaskDraft(title, _responsibilities(finding, names), area, fields=fields)


def _times(value: Mapping[str, Any]) -> dict[str, Any]:
    due, recurrence = value.get("deadline"), value.get("recurrence")
    ongoing = recurrence is not None and due is None
    return {
        "due_on": date.fromisoformat(due) if due else None,
        "completion": CompletionKind.ONGOING if ongoing else CompletionKind.DATE,
        "review_rhythm": RHYTHMS.get(recurrence or "", ""),
    }


def _responsibilities(finding: Finding, names: Names) -> list[tuple[Organization, str]]:
    found = []
    for role in ORGANIZATION_ROLES:
        for entry in finding.value.get(role) or ():
            organization = names.organization(entry)
            if organization is not None:
                found.append((organization, role))
            elif name_of(entry):
                names.lacking.append(Lacking(finding.pk, role, name_of(entry)))
    return found


def _post(finding: Finding, names: Names, role: str) -> tuple[Post | None, str]:
    """The first post that is known; and the names that are not, joined."""
    found, unknown = None, []
    for entry in finding.value.get(role) or ():
        post = names.post(entry)
        if post is None and name_of(entry):
            unknown.append(name_of(entry))
        found = found or post
    names.lacking += [Lacking(finding.pk, role, name) for name in unknown]
    return found, "、".join(unknown)


def areas_for(this: Act, register: Register, topics: Sequence[str]) -> dict[str, KeyArea]:
    """The register's key areas for the headings `topics`, those that are new made within the act `this`."""
    held = {area.title: area for area in register.areas.all()}
    last = max((area.position for area in held.values()), default=0)
    titles = {topic: area_title(topic) for topic in dict.fromkeys(topics)}
    fresh: dict[str, KeyArea] = {}
    for title in titles.values():
        if title and title not in held and title not in fresh:
            fresh[title] = KeyArea(register=register, title=title, position=last + len(fresh) + 1)
            clean(fresh[title])
    this.create_many(list(fresh.values()))
    held |= fresh
    return {topic: held[title] for topic, title in titles.items() if title}


def area_title(topic: str) -> str:
    """A heading as the name of a key area."""
    return shortened(topic.strip().rstrip("。.;；:：,，、"), LONGEST_AREA)


def write_targets(
    this: Act,
    findings: Iterable[Finding],
    names: Names,
    clauses: Mapping[int, Clause],
    passages: Mapping[tuple[int, int], Passage],
    *,
    batch: int,
) -> dict[int, list[Target]]:
    """The targets of each finding (by its key), with indicators found or made by name, within the act `this`."""
    aimed = {
        row.pk: Aimed(
            list(row.value.get("targets") or ()),
            str(row.value.get("clean") or row.value.get("text") or ""),
            {
                "organization": _collector(row, names),
                "clause": clauses.get(row.pk),
                "passage": passages[row.start, row.end],
                "batch": batch,
            },
        )
        for row in findings
    }
    return make_targets(this, aimed)


@dataclass(frozen=True)
class Aimed:
    """Targets in the reader's shape, the words that set them, and what they hang on (fields of Target)."""

    values: Sequence[Mapping[str, Any]]
    words: str
    links: Mapping[str, Any]


def make_targets(this: Act, aimed: Mapping[int, Aimed]) -> dict[int, list[Target]]:
    """Make the targets, each under the key it was given by, with indicators found or made by name. Raises Invalid."""
    wanted = {key: [_indicator(one.words, target) for target in one.values] for key, one in aimed.items()}
    indicators = named_indicators(this, [pair for pairs in wanted.values() for pair in pairs])
    made = {
        key: [
            _target(one.words, value, indicator=indicators[pair], **one.links)
            for value, pair in zip(one.values, wanted[key], strict=True)
        ]
        for key, one in aimed.items()
    }
    this.create_many([target for targets in made.values() for target in targets])
    return made


def _indicator(words: str, target: Mapping[str, Any]) -> tuple[str, str]:
    """Name and unit of the indicator that a target is about; the words that set it when it names none."""
    return shortened(str(target.get("indicator") or words), 120), squeeze(str(target.get("unit") or ""))[:40]


def _collector(finding: Finding, names: Names) -> Organization | None:
    held = {
        organization.pk: (organization, role)
        for role in ("lead", "joint")
        for entry in finding.value.get(role) or ()
        if (organization := names.organization(entry)) is not None
    }
    first = collecting([(key, role) for key, (_organization, role) in held.items()])
    return held[first][0] if first is not None else None


def _target(words: str, value: Mapping[str, Any], **links: Any) -> Target:
    numbers = value.get("value")
    low, high = sorted(numbers) if isinstance(numbers, list) else (numbers, None)
    target = Target(
        operator=value.get("op") or "=",
        value=_kept(low),
        high=_kept(high),
        base_value=_kept(value.get("base")),
        due_on=date.fromisoformat(value["deadline"]) if value.get("deadline") else None,
        **links,
    )
    if target.value is None:
        target.high = None
        if target.operator not in WITHOUT_VALUE or low is not None:
            target.text = shortened(words, 300)
    sound(target)
    return target


def _kept(number: float | None) -> Decimal | None:
    """The number as it can be kept; None for none, or for one that is too large."""
    if number is None or abs(Decimal(str(number))) >= LARGEST:
        return None
    return Decimal(str(number))
