"""What an English sentence shows of time: due, over, or told in the present of what is to come."""

from __future__ import annotations

from collections.abc import Iterable

from throughline.reading import wordings_en
from throughline.reading.calendar_words import Moment
from throughline.reading.passage import Passage

Features = dict[str, float]
TELLING = frozenset(("past or perfect tense", "states what is"))
_NO_PRESENT = frozenset(("will", "owed to others", "only under a condition", "told of others' rules"))


def drop(seen: Features, names: Iterable[str]) -> None:
    """Take back what others outweigh."""
    for name in names:
        seen.pop(name, None)


def find(passage: Passage, seen: Features) -> None:
    """Adds what a sentence shows of time; other features have been found already."""
    if any(each.relation == "by" for each in passage.ahead):
        seen["due by a time ahead"] = 1.0
    elif any(each.relation == "in" for each in passage.ahead):
        seen["a time ahead"] = 1.0
    over = passage.behind and not passage.ahead
    if over and "said" in passage.text:
        seen.pop("is agreed", None)
    if over and (
        not seen.keys() & {"will", "promise"}
        or any(e.relation in ("by", "from") for e in passage.behind)
        or (not seen.keys() & {"promise", "we will"} and any(_was_a_year(e) for e in passage.behind))
    ):
        seen["only past times"] = 1.0
    if any(each.relation == "from" for each in passage.behind):
        seen["from a past time"] = 1.0
    _told_of_what_comes(passage, seen)


def _was_a_year(moment: Moment) -> bool:
    """Whether a time is a whole year: what "will" happen in one that is over is told by a translation."""
    return moment.relation == "in" and moment.rule == "year"


def _told_of_what_comes(passage: Passage, seen: Features) -> None:
    """What a sentence with a time ahead tells as if it were there: "waiting falls to under 4 hours by 2027"."""
    if passage.text[:1] in "TOI" and wordings_en.EARLIER_PLAN.match(passage.text):
        seen["told of an earlier plan"] = 1.0
    if passage.ahead and _is_set(passage, seen):
        seen["is agreed"] = 1.0
        drop(seen, TELLING | {"past verbs"})
    dated = any(each.relation in ("by", "in") for each in passage.ahead)
    told = wordings_en.MOVES_TO.search(passage.text) or wordings_en.HAPPENS.search(passage.text)
    moves = dated and not passage.behind and told
    if (moves or is_measure(passage)) and not seen.keys() & _NO_PRESENT:
        seen["names a goal"] = 1.0
        drop(seen, ("main verb in the past", "past verbs", "states what is"))


def _is_set(passage: Passage, seen: Features) -> bool:
    """Whether a time ahead is agreed, or somebody was asked by then, or the thing is planned for it."""
    text = passage.text
    if "due by a time ahead" in seen and wordings_en.HAS_ASKED.search(text):
        return True
    return bool(wordings_en.DATE_IS_SET.search(text) or wordings_en.IS_PLANNED.search(text))


def is_measure(passage: Passage) -> bool:
    """Whether a line names what is measured and what it is to be: "Vacancy rate: no more than 8% by year-end"."""
    if ":" not in passage.text and "=" not in passage.text:
        return False
    if wordings_en.NAMED_TARGET.search(passage.text):
        return True
    if not wordings_en.MEASURE_LINE.match(passage.text) or passage.behind:
        return False
    dated = any(each.relation in ("by", "in") for each in passage.ahead)
    return dated or (passage.block.kind == "item" and bool(wordings_en.LIMIT_WORDS.search(passage.text)))
