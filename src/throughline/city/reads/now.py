"""What waits today, the clerks' sentences, the city's own days off."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from throughline.city.records import Landmark, NewDate, Paper, Phrases, SentBack, Waiting
from throughline.city.source import Source
from throughline.city.when import workday

NOW = "now"


def waiting(source: Source, tasks: set[str]) -> Waiting:
    """Reports that came back, reports not decided on, new dates asked for, a document not yet confirmed."""
    shape = source.shape("waiting")
    source.known("waiting", "returned", shape["returned"], tasks)
    source.known("waiting", "undecided", shape["undecided"], tasks)
    told = [one["code"] for one in source.shape("instructions")]
    source.known("waiting", "explained", shape["explained"], told)
    source.known("waiting", "silent", shape["silent"], shape["returned"])
    back = tuple(
        SentBack(code, source.said("waiting", "returned", code), code in shape["silent"])
        for code in shape["returned"]
    )
    explained = tuple((code, source.said("waiting", "explained", code)) for code in shape["explained"])
    source.known("waiting", "asked", shape["asked"], tasks)
    asked = tuple(
        NewDate(code, source.day("waiting", code, written), source.said("waiting", "asked", code))
        for code, written in shape["asked"].items()
    )
    return Waiting(back, tuple(shape["undecided"]), explained, asked, _paper(source))


def _paper(source: Source) -> Paper:
    said = {key: source.said("waiting", "paper", key) for key in ("title", "number", "file")}
    return Paper(**said, text=source.document("hearing.md"))


def phrases(source: Source) -> Phrases:
    """The sentences that clerks write."""
    return Phrases(**{one.name: source.said("phrases", one.name) for one in fields(Phrases)})


def landmarks(source: Source) -> tuple[Landmark, ...]:
    """The points up to which the city can be built, in their order; the last one is today."""
    told = source.shape("scenario")["landmarks"]
    found = [Landmark(one["name"], workday(source.day("scenario", one["name"], one["on"]))) for one in told]
    return (*found, Landmark(NOW, source.calendar.today))


def local_days(source: Source) -> tuple[date, ...]:
    """The city's own day off, from the year before last to the next."""
    written = source.shape("city")["local_day"]
    return tuple(source.day("city", "local_day", f"Y{year}-{written}") for year in ("-2", "-1", "", "+1"))
