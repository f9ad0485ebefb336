"""Docs as pages: README.md and docs/**/*.md -> build/docs/*.html. Fails on a link that leads nowhere."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

PROJECT = Path(__file__).parents[1]
PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{max-width:50rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif}}
img{{max-width:100%}}table{{border-collapse:collapse}}td,th{{border:1px solid #bbb;padding:.25rem .5rem}}
pre{{background:#f3f5f7;padding:.75rem;overflow:auto}}</style></head>
<body>
{body}
</body>
</html>
"""
READER = MarkdownIt("commonmark").enable("table")


def pages(project: Path = PROJECT) -> list[Path]:
    """README and all of docs/, sorted."""
    texts = [*project.glob("*.md"), *(project / "docs").rglob("*.md")]
    return sorted(path for path in texts if path.name != "THIRD-PARTY-NOTICES.md")


def anchor(heading: str) -> str:
    """The name that a heading gets in its address: words joined by hyphens, in lower case."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def headings(tokens: list[Token]) -> Iterator[tuple[Token, str]]:
    """Each heading with its text."""
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            words = (
                child.content for child in content.children or [] if child.type in {"text", "code_inline"}
            )
            yield opening, "".join(words)


def anchors(path: Path) -> set[str]:
    """The anchors of a page."""
    return {anchor(text) for _, text in headings(READER.parse(path.read_text(encoding="utf-8")))}


def targets(path: Path) -> Iterator[str]:
    """The addresses of links and pictures of a page."""
    for token in READER.parse(path.read_text(encoding="utf-8")):
        for child in token.children or []:
            address = child.attrGet("href") or child.attrGet("src")
            if address:
                yield str(address)


def broken(path: Path) -> Iterator[str]:
    """Links of a page that lead to no file or heading here; other sites are not asked."""
    for address in targets(path):
        parts = urlsplit(unquote(address))
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / parts.path).resolve() if parts.path else path
        if not target.exists() or (
            parts.fragment and target.suffix == ".md" and parts.fragment not in anchors(target)
        ):
            yield f"{path}: {address}"


def render(path: Path) -> str:
    """A page as HTML, its links to other pages with it."""
    tokens = READER.parse(path.read_text(encoding="utf-8"))
    title = path.stem
    for opening, text in headings(tokens):
        opening.attrSet("id", anchor(text))
        title = text if opening.tag == "h1" else title
    body = re.sub(
        r'(href="(?![a-z]+:)[^"#]*)\.md(["#])',
        r"\1.html\2",
        READER.renderer.render(tokens, READER.options, {}),
    )
    language = "zh-Hans" if {"zh", "zh-hans"} & set(path.parts) else "en"
    return PAGE.format(language=language, title=html.escape(title), body=body)


def main() -> int:
    """Render all; 1 when a link is broken."""
    output = PROJECT / "build" / "docs"
    for path in pages():
        target = (output / path.relative_to(PROJECT)).with_suffix(".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(render(path), encoding="utf-8")
    faults = [fault for path in pages() for fault in broken(path)]
    print(*faults, f"{len(pages())} pages in {output}", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
