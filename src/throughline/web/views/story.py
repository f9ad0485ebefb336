"""The story of one object: who did what with it, when and why; by person and by kind of act."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from throughline.history.queries import HistoryLine

#: Stands in the address for what nobody did: the tick, an import by command.
ITSELF = "0"


def story_page(
    request: HttpRequest, lines: list[HistoryLine], *, heading: str, back: str, section: str
) -> HttpResponse:
    """The lines, newest first; `who` and `what` in the address choose among them. The caller checked who may see it."""
    who, what = request.GET.get("who", ""), request.GET.get("what", "")
    chosen = [line for line in lines if who in ("", _person(line)) and what in ("", line.record.act)]
    people = {_person(line): line.record.by_name or _("Throughline itself") for line in lines}
    acts = {line.record.act: line.act for line in lines}
    context = {
        "heading": heading,
        "back": back,
        "section": section,
        "history": chosen,
        "people": sorted(people.items(), key=lambda one: one[1]),
        "acts": sorted(acts.items(), key=lambda one: one[1]),
        "who": who,
        "what": what,
    }
    return render(request, "web/object_history.html", context)


def _person(line: HistoryLine) -> str:
    return str(line.record.by_key or ITSELF)
