"""The templates that come with the program, in the reader's language: to be used as they are, or taken as a start.

They have no red head and no seal: the office system puts those on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from throughline.formats.word_paper import CHINESE, ENGLISH, WordPaper
from throughline.papers.choices import PaperKind


def default_template(kind: str) -> bytes:
    """The .docx with the fields of that kind. Raises KeyError for a kind without templates."""
    paper = WordPaper(CHINESE if _chinese() else ENGLISH)
    _WRITTEN[kind](paper)
    return paper.data()


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _rows(names: str, fields: Sequence[str], of: str) -> list[list[str]]:
    """A row of a table for each one of a list: the two rows around it steer, and are gone afterwards."""
    blank = [""] * (len(fields) - 1)
    begin, end = f"{{%tr for {of} in {names} %}}", "{%tr endfor %}"
    return [[begin, *blank], [f"{{{{ {of}.{field} }}}}" for field in fields], [end, *blank]]


def _circular(paper: WordPaper) -> None:
    paper.title("{{ title }}")
    paper.text("{{ number }}", middle=True)
    paper.text(_("To all lead units:"))
    _stand(paper)
    _troubles(paper)
    _reports(paper)
    paper.heading(_("5. What is asked for"))
    paper.mark("{%p for request in requests %}")
    paper.text("{{ request.text }}")
    paper.mark("{%p endfor %}")
    paper.text("")
    paper.text("{{ organization }}", end=True)
    paper.text("{{ issued_on }}", end=True)


def _stand(paper: WordPaper) -> None:
    paper.heading(_("1. How the tasks stand"))
    paper.text("{{ opening }}")
    paper.text("{{ comparison }}")
    paper.table(
        [_("Rating"), _("Tasks"), _("Before"), _("Change")],
        _rows("counts", ("colour", "now", "before", "change"), "one"),
        [3, 2, 2, 2],
        numbers=(1, 2, 3),
    )
    _if(paper, "remark", "{{ remark }}")
    paper.heading(_("2. Key areas and units compared"))
    for names, name in (("areas", _("Key area")), ("units", _("Lead unit"))):
        _if(paper, f"{names}_text", f"{{{{ {names}_text }}}}")
        paper.table(
            [name, _("Tasks"), _("Green"), _("Blue"), _("Yellow"), _("Orange"), _("Red"), _("Change")],
            _rows(names, ("name", "total", "green", "blue", "yellow", "orange", "red", "change"), "one"),
            [8, 2.4, 2.5, 2.2, 2.8, 2.9, 2.2, 3],
            numbers=range(1, 8),
        )


def _troubles(paper: WordPaper) -> None:
    paper.heading(_("3. Yellow, orange and red tasks"))
    paper.text("{{ troubled_text }}")
    paper.mark("{%p for one in troubled %}")
    paper.text(_("(%(serial)s) %(task)s (lead: %(lead)s)") % _PLACES, bold=True)
    paper.text("{{ one.text }}")
    paper.mark("{%p endfor %}")
    paper.mark("{%p for one in corrected %}")
    paper.text("{{ one.text }}")
    paper.mark("{%p endfor %}")


_PLACES = {name: f"{{{{ one.{name} }}}}" for name in ("serial", "task", "lead")}


def _reports(paper: WordPaper) -> None:
    paper.heading(_("4. Reports and praise"))
    paper.text("{{ overdue_text }}")
    paper.mark("{%p for one in overdue %}")
    paper.text("{{ one.text }}")
    paper.mark("{%p endfor %}")
    paper.mark("{%p for one in praise %}")
    paper.text("{{ one.text }}")
    paper.mark("{%p endfor %}")


def _if(paper: WordPaper, field: str, text: str) -> None:
    paper.mark(f"{{%p if {field} %}}")
    paper.text(text)
    paper.mark("{%p endif %}")


def _sign_off(paper: WordPaper) -> None:
    paper.title("{{ title }}")
    paper.text("{{ number }}", middle=True)
    paper.text("{{ unit }}:" if not _chinese() else "{{ unit }}：")
    paper.text("{{ opening }}")
    paper.table(
        [_("No."), _("Task"), _("Work standard"), _("Completion time"), _("Role"), _("Lead unit")],
        _rows("rows", ("number", "task", "standard", "due", "role", "lead"), "row"),
        [3.5, 12, 12, 6.5, 4.5, 8],
    )
    for line in (
        _("Signed for by (unit, seal):"),
        _("Head of the unit (signature):"),
        _("Contact and telephone:"),
    ):
        paper.text(line)
        paper.text("")
    paper.text(_("Day of signature:          year      month      day"), end=True)


def _breakdown(paper: WordPaper) -> None:
    paper.title("{{ title }}")
    paper.text("{{ number }}", middle=True)
    paper.table(
        [_("No."), _("Key area"), _("Task"), _("Completion time"), _("Lead unit"), _("Joint and supporting")],
        _rows("rows", ("serial", "area", "task", "due", "lead", "others"), "row"),
        [3, 8, 16, 6.5, 8, 10],
    )
    paper.text("{{ organization }}", end=True)
    paper.text("{{ issued_on }}", end=True)


_WRITTEN: MappingProxyType[str, Callable[[WordPaper], None]] = MappingProxyType(
    {PaperKind.BREAKDOWN: _breakdown, PaperKind.SIGN_OFF: _sign_off, PaperKind.CIRCULAR: _circular}
)

#: The kinds of paper that are made by templates.
TEMPLATED = tuple(_WRITTEN)
