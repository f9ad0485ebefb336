"""How counts, lists and people are told in the sentences of papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from throughline.delivery.rules import severity
from throughline.lib.written import written_day
from throughline.register.choices import Colour

#: The gravest first.
GRAVEST_FIRST = tuple(sorted(Colour.values, key=severity, reverse=True))


def listed(names: Iterable[Any]) -> str:
    """Names one after the other."""
    return pgettext("between names", ", ").join(str(name) for name in names)


def colour_word(colour: str) -> str:
    """A colour within a sentence: red, 红灯."""
    return str(Colour(colour).label).lower()


def counted(counts: Mapping[str, int]) -> str:
    """10 red, 16 yellow, 120 green: what there is of, the gravest first."""
    told = [
        _("%(n)s %(colour)s") % {"n": counts[colour], "colour": colour_word(colour)}
        for colour in GRAVEST_FIRST
        if counts.get(colour)
    ]
    return listed(told)


def tasks(number: int) -> str:
    """146 tasks, 146项任务."""
    return npgettext("in a sentence", "%(n)s task", "%(n)s tasks", number) % {"n": number}


def changed(changes: Sequence[tuple[str, int]]) -> str:
    """2 more red, 1 fewer yellow; that nothing changed, where nothing did."""
    told = [
        (_("%(n)s more %(colour)s") if n > 0 else _("%(n)s fewer %(colour)s"))
        % {"n": abs(n), "colour": colour_word(colour)}
        for colour, n in changes
        if n
    ]
    return listed(told) or _("the numbers are unchanged")


def person(post: Any, holder: Any) -> str:
    """Lin Wen, deputy mayor; the post alone where nobody holds it, empty for none."""
    if post and holder:
        return _("%(person)s, %(post)s") % {"person": holder, "post": post}
    return str(post or "")


def closed(sentence: str) -> str:
    """With its full stop."""
    text = sentence.strip()
    return text if not text or text[-1] in ".。!！?？;；" else text + pgettext("end of a sentence", ".")


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other, as the language sets them."""
    between = pgettext("between sentences", " ")
    between = "" if between == "|" else between
    return between.join(closed(one) for one in sentences if one.strip())


def day(value: Any) -> str:
    """A day as papers write it; empty for none."""
    return written_day(value) if value else ""
