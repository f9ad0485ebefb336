"""An act on many rows of a list that was refused: what the same page shows, with what was ticked and typed."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext

from throughline.delivery.refusals import NoneDone
from throughline.lib.refusal import Invalid, NotAllowed, NotThere, Refused


@dataclass(frozen=True)
class Bulk:
    """What stands in the list after a refusal. `faults` tells per row why not; those rows are no longer ticked.

    `message` stands above the list, `reason_fault` at the reason. Nothing was done in any case.
    """

    ticked: frozenset[int] = frozenset()
    reason: str = ""
    message: str = ""
    reason_fault: str = ""
    named: list[tuple[str, str]] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)


def refused_in(refused: Refused, keys: list[int], reason: str = "") -> Bulk:
    """How a list shows the refusal of an act on the rows `keys`; what the person may not do or find is raised again."""
    if isinstance(refused, NotAllowed | NotThere):
        raise refused
    if isinstance(refused, NoneDone):
        faults = {key: str(why.refused) for key, why in refused.rows.items()}
        named = [(why.name, str(why.refused)) for why in refused.rows.values()]
        left = frozenset(keys) - faults.keys()
        return Bulk(left, reason, _left(len(left)), named=named, faults=faults)
    if isinstance(refused, Invalid) and refused.field == "reason":
        return Bulk(frozenset(keys), reason, reason_fault=str(refused))
    return Bulk(frozenset(keys), reason, str(refused))


def seen_of(request: HttpRequest) -> dict[int, int] | None:
    """The versions of the rows as they were shown: "key:version" per row; None where the page told none."""
    pairs = (one.partition(":") for one in request.POST.getlist("seen"))
    seen = {int(key): int(version) for key, _colon, version in pairs if _number(key) and _number(version)}
    return seen or None


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The list of this site from which the rows were chosen, with its filter; `otherwise` when it is none."""
    address = request.POST.get("back", "")
    safe = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if safe else otherwise


def gone_from(keys: list[int], here: list[int], reason: str = "") -> Bulk:
    """How a list shows that some of `keys` are not there any more, or not the person's to decide."""
    missing = len(set(keys) - set(here))
    text = ngettext(
        "Nothing was done: %(n)s of the chosen rows is no longer here, or not yours to decide. "
        "The others are still ticked: look again, and press once more.",
        "Nothing was done: %(n)s of the chosen rows are no longer here, or not yours to decide. "
        "The others are still ticked: look again, and press once more.",
        missing,
    )
    return Bulk(frozenset(here), reason, text % {"n": missing})


def _left(left: int) -> str:
    text = ngettext(
        "Nothing was done yet, because it is not possible for the rows below. They are no longer ticked. "
        "%(n)s other is still ticked: press once more to do it.",
        "Nothing was done yet, because it is not possible for the rows below. They are no longer ticked. "
        "%(n)s others are still ticked: press once more to do them.",
        left,
    )
    return text % {"n": left}
