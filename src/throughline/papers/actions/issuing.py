"""A paper is issued: its number is taken, its file kept as it is; later the stamped scan is attached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.formats.errors import UnreadableFile
from throughline.formats.sniff import agree, safe_name, sniff
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.papers.actions.numbers import taken
from throughline.papers.files import stored, unreadable
from throughline.papers.models import NumberSeries, Paper, Scan

#: What is issued, by the ending of its file.
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
}
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
MOST_SCANS = 20


def issue_paper(
    organization: Organization,
    *,
    by: User | None,
    kind: str,
    title: str,
    make: Callable[[str], bytes],
    ending: str,
    as_of: date,
    series: NumberSeries | None = None,
    number_text: str = "",
    why: str = "",
    **about: Any,
) -> Paper:
    """Issue a paper: take its number from `series`, make the file with it, keep both, all or nothing.

    `make` gets the number as text ("" for none) and returns the file's bytes; `about` names register, unit, circular,
    template. Raises SeriesIsClosed, NotAllowed, Invalid, and what `make` raises: then no number is lost.
    """
    check(by, "papers.issue", organization)
    if series is not None:
        check(by, "papers.take_number", series)
    made = Paper(organization=organization, kind=kind, title=title, as_of=as_of, number_text=number_text)
    assign(made, about, ("register", "unit", "circular", "template"))
    made.media_type, made.issued_at, made.issued_by = MEDIA_TYPES[ending], clock.now(), by
    made.issued_on = clock.today()
    with unless_raced(), act("papers.issue", by=by, why=why) as this:
        if series is not None:
            made.number = taken(this, series, by=by, subject=title)
            made.number_text = made.number.text
        made.file_name = (
            safe_name(f"{title} {made.number_text}".strip().replace("/", "-"))[:110] + f".{ending}"
        )
        clean(made, leave_out=("sha256", "size"))
        with stored("papers", make(made.number_text), ending) as kept:
            made.file, made.sha256, made.size = kept["file"], kept["sha256"], kept["size"]
            this.create(made)
            this.about(made)
    return made


def attach_scan(paper: Paper, *, by: User | None, data: bytes, file_name: str, why: str = "") -> Scan:
    """Attach what came back stamped: a pdf, jpeg or png. Raises Invalid."""
    check(by, "papers.keep", paper)
    limit = settings.UPLOAD_LIMIT
    if len(data) > limit:
        raise Invalid("file", _("A scan has at most %(limit)s MB."), limit=limit // 1_000_000)
    if paper.scans.count() >= MOST_SCANS:
        raise Invalid("file", _("A paper has at most %(most)s scans."), most=MOST_SCANS)
    name = safe_name(file_name) or "scan"
    ending = _kind(data, name)
    made = Scan(paper=paper, file_name=name, media_type=MEDIA_TYPES[ending])
    made.attached_at, made.attached_by = clock.now(), by
    with (
        stored("scans", data, ending) as kept,
        act("papers.attach_scan", by=by, why=why, about=paper) as this,
    ):
        made.file, made.sha256, made.size = kept["file"], kept["sha256"], kept["size"]
        clean(made, leave_out=("sha256", "size"))
        this.create(made)
    return made


def _kind(data: bytes, name: str) -> str:
    """Its ending, by content."""
    for mark, ending in _PICTURES:
        if data.startswith(mark):
            return ending
    try:
        found = sniff(data, name)
        if found == "pdf":
            agree(found, name)
            return found
    except UnreadableFile as error:
        raise unreadable("file", error) from error
    raise Invalid("file", _("A scan is a pdf, jpeg or png file."))
