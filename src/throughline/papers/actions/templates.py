"""Templates come in, are checked field by field, and are taken into use; those before them stay."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.formats.errors import UnreadableFile
from throughline.formats.sniff import safe_name
from throughline.formats.template_fields import Fault
from throughline.formats.word_template import Checked, check_template
from throughline.history.act import Act, act
from throughline.lib import clock
from throughline.lib.cleaning import clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.organizations.models import Organization
from throughline.papers.files import stored, unreadable
from throughline.papers.models import Template
from throughline.papers.refusals import TemplateHasFaults
from throughline.papers.shapes import shape_of

LARGEST = 10_000_000
#: More faults than this are not told one by one.
MOST_TOLD = 12
FAULTS = {
    "unknown_field": noop("“%(what)s” is no field of this kind of paper"),
    "not_allowed": noop(
        "“%(what)s” does more than name a field, go through a list or ask whether something is there"
    ),
    "syntax": noop("a mark is not complete (%(what)s)"),
    "outside": noop("“%(what)s” would be fetched from elsewhere or run by whoever opens the paper"),
}
PLACES = {
    "body": noop("in the text"),
    "header": noop("in the header"),
    "footer": noop("in the footer"),
    "footnotes": noop("in a footnote"),
    "properties": noop("in the file's properties"),
}


def add_template(
    organization: Organization,
    *,
    by: User | None,
    kind: str,
    name: str,
    data: bytes,
    file_name: str,
    use: bool = True,
    why: str = "",
) -> Template:
    """Keep a .docx as the template of a kind of paper, and take it into use unless told otherwise.

    Raises TemplateHasFaults, which names each unknown field and where it stands; Invalid for what is no sound .docx.
    """
    check(by, "papers.arrange", organization)
    made = Template(
        organization=organization, kind=kind, name=name, file_name=safe_name(file_name) or "template.docx"
    )
    clean(made, leave_out=("sha256", "size", "uploaded_at"))
    checked = _checked(kind, data)
    made.fields, made.fonts = checked.fields, checked.fonts
    made.uploaded_at, made.uploaded_by = clock.now(), by
    with (
        stored("templates", data, "docx") as kept,
        unless_raced(),
        act("papers.add_template", by=by, why=why) as this,
    ):
        made.file, made.sha256, made.size = kept["file"], kept["sha256"], kept["size"]
        if use:
            _put_aside(this, made)
        made.is_used = use
        this.create(made)
        this.about(made)
    return made


def use_template(template: Template, *, by: User | None, seen: int, why: str = "") -> Template:
    """Take a kept template into use; the one in use until now is put aside. Raises ChangedMeanwhile."""
    check(by, "papers.keep_template", template)
    with unless_raced(), act("papers.use_template", by=by, why=why, about=template) as this:
        _put_aside(this, template)
        template.is_used = True
        this.save(template, seen=seen)
    return template


def put_template_aside(template: Template, *, by: User | None, seen: int, why: str = "") -> Template:
    """Use it no longer: papers are made by the one above, or by that of the program. Raises ChangedMeanwhile."""
    check(by, "papers.keep_template", template)
    with act("papers.put_template_aside", by=by, why=why, about=template) as this:
        template.is_used = False
        this.save(template, seen=seen)
    return template


def _put_aside(this: Act, newer: Template) -> None:
    used = Template.objects.select_for_update().filter(
        organization=newer.organization, kind=newer.kind, is_used=True
    )
    for row in used.exclude(pk=newer.pk):
        row.is_used = False
        this.save(row)


def _checked(kind: str, data: bytes) -> Checked:
    limit = min(LARGEST, settings.UPLOAD_LIMIT)
    if len(data) > limit:
        raise Invalid("file", _("A template has at most %(limit)s MB."), limit=limit // 1_000_000)
    try:
        found = check_template(data, shape_of(kind))
    except UnreadableFile as error:
        raise unreadable("file", error) from error
    if found.faults:
        raise TemplateHasFaults(list(_told(found.faults)))
    return found


def _told(faults: Iterable[Fault]) -> Iterable[str]:
    """Each fault once, in words, with where it stands."""
    seen: dict[str, None] = {}
    for one in faults:
        told = _now(FAULTS[one.code]) % {"what": one.what}
        place = _now(PLACES[one.where])
        seen[f"{told} ({place}: {one.excerpt})" if one.excerpt else f"{told} ({place})"] = None
    yield from list(seen)[:MOST_TOLD]
    if len(seen) > MOST_TOLD:
        yield _now("and %(n)s more") % {"n": len(seen) - MOST_TOLD}
