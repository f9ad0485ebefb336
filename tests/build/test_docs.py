"""The documentation's links lead somewhere, and its pages can be built."""

from tools import docs


def test_no_link_of_the_documentation_is_broken():
    assert [fault for path in docs.pages() for fault in docs.broken(path)] == []


def test_a_link_to_a_missing_file_or_heading_is_found(tmp_path):
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text("# A heading, with `code`\n", encoding="utf-8")
    page.write_text(
        "[a](other.md#a-heading-with-code) [b](other.md#gone) [c](gone.md) ![d](gone.png) [e](https://example.org/x)",
        encoding="utf-8",
    )
    assert list(docs.broken(page)) == [f"{page}: {x}" for x in ("other.md#gone", "gone.md", "gone.png")]


def test_a_page_becomes_html_with_anchors_and_links_to_pages(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# Guide & more\n\n[other](other.md#part)\n\n| a | b |\n| - | - |\n| 1 | 2 |\n", encoding="utf-8"
    )
    built = docs.render(page)
    assert "<title>Guide &amp; more</title>" in built
    assert '<h1 id="guide--more">' in built
    assert '<a href="other.html#part">' in built
    assert "<td>1</td>" in built
