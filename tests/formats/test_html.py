from __future__ import annotations

import html.parser
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.made import quoted_badly
from throughline.formats.extract import Extract, extract
from throughline.formats.markup import tokens


def read(text: str) -> Extract:
    found = extract(text.encode(), "a.html")
    assert found.text == text
    assert quoted_badly(found) == []
    return found


def blocks(text: str) -> list[str]:
    """The visible text, one string per block."""
    made: list[str] = []
    for piece in read(text).pieces or ():
        if piece.block:
            made.append("")
        made[-1] += piece.text
    return made


def tables(text: str) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in table.rows] for table in read(text).tables]


PAGE = """<!DOCTYPE html>
<html lang="zh"><head><title>关于印发&ldquo;行动计划&rdquo;的通知</title><style>p > a { color: red }</style></head>
<body><!-- <p>no</p> -->
<header><a href="/">首页</a></header>
<nav><ul><li>政务公开</ul></nav>
<div class="share"><a>分享到微信</a></div>
<main><h1>关于印发行动计划的通知</h1>
<p>到2027年，<b>建成</b>公园&nbsp;20个，
由市住建局牵头。<p>Second &amp; last
paragraph<br>new line</p>
<script>if (a < b) document.write("<p>no</p>")</script>
</main><footer>版权所有</footer></body></html>"""


def test_visible_text_only_by_blocks() -> None:
    assert blocks(PAGE) == [
        "关于印发行动计划的通知",
        "到2027年，建成公园\xa020个，由市住建局牵头。",
        "Second & last paragraph",
        "new line",
    ]


def test_title_and_headings() -> None:
    found = read(PAGE)
    assert found.title == "关于印发“行动计划”的通知"
    assert [(h.level, PAGE[h.start : h.end]) for h in found.headings] == [(1, "关于印发行动计划的通知")]


def test_an_entity_spans_its_source() -> None:
    found = read("<html><p>5&nbsp;&lt;&#32;6&#x2F;7 &unknown; &copy;")
    assert [
        (p.text, found.text[p.start : p.end]) for p in found.pieces or () if found.text[p.start] == "&"
    ] == [
        ("\xa0", "&nbsp;"),
        ("<", "&lt;"),
        (" ", "&#32;"),
        ("/", "&#x2F;"),
        ("&unknown;", "&unknown;"),
        ("©", "&copy;"),
    ]


def test_a_form_around_the_whole_page_is_no_chrome() -> None:
    text = "<html><form id='aspnetForm'><nav>menu</nav><p>到年底前完成建设任务。</p></form>"
    assert blocks(text) == ["到年底前完成建设任务。"]


def test_a_search_form_is() -> None:
    assert blocks(
        "<html><form>Search the site</form><p>The City will build a park by the year 2027.</p>"
    ) == ["The City will build a park by the year 2027."]


def test_a_menu_that_is_never_closed_does_not_swallow_the_page() -> None:
    assert blocks("<html><body><nav>menu<p>The City will build a park.</p></body></html>") == [
        "menu",
        "The City will build a park.",
    ]


def test_an_article_keeps_its_header() -> None:
    assert blocks("<html><article><header><h1>Plan</h1></header><p>Text</p></article>") == ["Plan", "Text"]


def test_words_that_only_look_like_chrome() -> None:
    assert blocks('<html><div class="shared-services social-security">Text</div>') == ["Text"]


def test_hidden_elements() -> None:
    text = '<html><p hidden>a</p><p style="display: none">b</p><template>c</template><noscript>d</noscript><p>e</p>'
    assert blocks(text) == ["e"]


def test_text_in_pre_keeps_its_lines() -> None:
    assert blocks("<html><pre>a\n  b</pre>") == ["a\n  b"]


def test_a_table_with_merged_cells() -> None:
    text = """<table><caption>任务分工</caption>
    <thead><tr><th rowspan=2>序号<th rowspan=2>任务<th colspan=2>责任单位<tr><th>牵头<th>配合</thead>
    <tr><td>1<td rowspan=2>建设公园<td>住建局<td>财政局
    <tr><td>2<td>城管局<td></table>"""
    (table,) = read(text).tables
    assert table.name == "任务分工"
    assert table.header_rows == 2
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["序号", "任务", "责任单位", "责任单位"],
        ["序号", "任务", "牵头", "配合"],
        ["1", "建设公园", "住建局", "财政局"],
        ["2", "建设公园", "城管局", ""],
    ]
    assert table.rows[2][1] == table.rows[3][1]
    assert text[table.rows[2][1].start : table.rows[2][1].end] == "建设公园"


def test_lines_in_a_cell() -> None:
    assert tables("<table><tr><th>A<th>B<tr><td><p>one</p><p>two<td>x<br>y</table>") == [
        [["A", "B"], ["one\ntwo", "x\ny"]]
    ]


def test_a_table_for_the_layout_gives_way_to_the_one_inside() -> None:
    inner = "<table><tr><th>A<th>B<tr><td>1<td>2</table>"
    assert tables(f"<table><tr><td>menu<td>{inner}<tr><td>x<td>y</table>") == [[["A", "B"], ["1", "2"]]]


def test_what_breaks_off_is_told() -> None:
    for text in ("<p>a</p><a href='x", "<p>a</p><!-- b", "<p>a</p><script>b", "<p>a</p><div class"):
        found = read(text)
        assert [piece.text for piece in found.pieces or ()] == ["a"]
        assert [w.code for w in found.warnings] == ["unclosed_markup"]


@pytest.mark.parametrize(
    "part", ["<", "<a ", "<!--", "<a href='", "&#", "</", "<div>", "<li>", "<td>", "<![CDATA[", "<p>a<b>"]
)
def test_broken_markup_is_read_in_linear_time(part: str) -> None:
    text = "<table>" + part * (200_000 // len(part))
    started = time.process_time()
    extract(text.encode(), "a.html")
    assert time.process_time() - started < 4


class Library(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = sorted({name: value or "" for name, value in reversed(attrs)}.items())
        self.seen.append(f"<{tag} {values}>")

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


WORD = st.text(st.sampled_from("ab任& "), min_size=1, max_size=4)
TAG = st.sampled_from(["p", "b", "td", "div", "a"])
MARKUP = st.lists(
    st.one_of(
        WORD.map(lambda word: word.replace("&", "&amp;")),
        st.tuples(
            TAG, st.sampled_from(["", " x", " x=1", " x='a>b' y=\"c\"", " X = 'q&amp;r'", " x=1 x=2"])
        ).map(lambda made: f"<{made[0]}{made[1]}>"),
        TAG.map(lambda tag: f"</{tag}>"),
        st.just("<!-- a > b -->"),
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_sound_markup_gives_what_the_standard_library_sees(parts: list[str]) -> None:
    text = "".join(parts)
    library = Library()
    library.feed(text)
    library.close()
    ours = ""
    for token in tokens(text):
        if token.kind == "start":
            ours += f"<{token.name} {sorted(token.attributes.items())}>"
        else:
            ours += f"</{token.name}>" if token.kind == "end" else token.name
    assert ours == "".join(library.seen)


PARTS = (
    "<p> </p> <table> <tr> <td> </table> <nav> </nav> <h2> </h2> <li> <ul> text &amp; 任务 <br> <b ' <!-- --> <script> "
    "</script> <form> </form> <thead> <th> <pre>"
).split()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PARTS, " ", "\n", "<td colspan=3 rowspan=2>"]), max_size=40))
def test_any_markup_is_read_with_true_spans(parts: list[str]) -> None:
    read("<html>x" + "".join(parts))
