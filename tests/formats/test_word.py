from __future__ import annotations

import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE

from tests.formats import made
from tests.formats.made import paragraph, quoted_badly, word_xml
from throughline.formats.extract import Extract, extract
from throughline.formats.word_numbering import spell


def read(data: bytes) -> Extract:
    found = extract(data, "a.docx")
    assert quoted_badly(found) == []
    return found


def lines(body: str, **parts: str) -> list[str]:
    return read(word_xml(body, **parts)).text.splitlines()


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def level(number: int, form: str, text: str, *, suffix: str = "", extra: str = "") -> str:
    after = f'<w:suff w:val="{suffix}"/>' if suffix else ""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}{after}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(text: str, place: int = 0, list_id: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_a_document_as_word_writes_it() -> None:
    def fill(document: Document) -> None:
        document.add_heading("三年行动计划", 0)
        document.add_heading("总体要求", 1)
        document.add_paragraph("到2027年建成公园20个。")
        table = document.add_table(3, 3)
        for place, text in enumerate(["序号", "任务", "单位", "1", "建设公园", "住建局", "2", "", "财政局"]):
            table.cell(place // 3, place % 3).text = text
        table.cell(1, 1).merge(table.cell(2, 1))
        document.add_heading("保障措施", 2)
        document.add_paragraph("加强督查。")

    found = read(made.word(fill))
    assert found.text == (
        "三年行动计划\n总体要求\n到2027年建成公园20个。\n序号\t任务\t单位\n1\t建设公园\t住建局\n2\t\t财政局\n保障措施\n加强督查。\n"
    )
    assert found.title == "三年行动计划"
    assert [(h.level, found.text[h.start : h.end]) for h in found.headings] == [
        (1, "总体要求"),
        (2, "保障措施"),
    ]
    (table,) = found.tables
    assert table.header_rows == 1
    assert table.rows[2][1] == table.rows[1][1]
    assert table.rows[2][1].text == "建设公园"


def test_merges_in_both_directions() -> None:
    rows = (
        "<w:tr>"
        + cell("No.", "<w:vMerge w:val='restart'/>")
        + cell("Units", "<w:gridSpan w:val='2'/>")
        + "</w:tr>"
        "<w:tr>" + cell("", "<w:vMerge/>") + cell("Lead") + cell("Joint") + "</w:tr>"
        "<w:tr>" + cell("1") + cell("A") + cell("B") + "</w:tr>"
    )
    found = read(word_xml(f"<w:tbl>{rows}</w:tbl>"))
    (table,) = found.tables
    assert [[c.text for c in row] for row in table.rows] == [
        ["No.", "Units", "Units"],
        ["No.", "Lead", "Joint"],
        ["1", "A", "B"],
    ]
    assert table.header_rows == 2
    assert found.text == "No.\tUnits\t\n\tLead\tJoint\n1\tA\tB\n"


def test_rows_marked_as_header_and_repeated_by_hand() -> None:
    head = "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + cell("1月") + cell("2月") + "</w:tr>"
    row = "<w:tr>" + cell("3") + cell("4") + "</w:tr>"
    (table,) = read(word_xml(f"<w:tbl>{head}{row}{head}{row}</w:tbl>")).tables
    assert table.header_rows == 1
    assert [[c.text for c in r] for r in table.rows] == [["1月", "2月"], ["3", "4"], ["3", "4"]]


def test_paragraphs_of_a_cell_are_lines_of_its_value_and_blanks_in_the_text() -> None:
    two = "<w:tc>" + paragraph("市住建局") + paragraph("市财政局") + "</w:tc>"
    found = read(
        word_xml(f"<w:tbl><w:tr>{cell('单位')}{cell('x')}</w:tr><w:tr>{two}{cell('y')}</w:tr></w:tbl>")
    )
    value = found.tables[0].rows[1][0]
    assert value.text == "市住建局\n市财政局"
    assert found.text[value.start : value.end] == "市住建局 市财政局"


def test_a_table_inside_of_a_cell_is_flattened() -> None:
    inner = f"<w:tbl><w:tr>{cell('a')}{cell('b')}</w:tr><w:tr>{cell('c')}{cell('d')}</w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr>{cell('x')}<w:tc>{inner}{paragraph('')}</w:tc></w:tr></w:tbl>"
    found = read(word_xml(outer))
    assert found.tables[0].rows[0][1].text == "a b\nc d"
    assert len(found.tables) == 1


def test_tracked_changes() -> None:
    body = (
        f"<w:p>{run('by ')}<w:del>{run('2026').replace('w:t', 'w:delText')}</w:del><w:ins>{run('2027')}</w:ins></w:p>"
        f"<w:p><w:moveFrom>{run('gone')}</w:moveFrom><w:moveTo>{run('come')}</w:moveTo></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('joined ')}</w:p><w:p>{run('lines')}</w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell('no')}</w:tr><w:tr>{cell('yes')}</w:tr></w:tbl>"
    )
    found = read(word_xml(body))
    assert found.text == "by 2027\ncome\njoined lines\nyes\n"
    assert [w.code for w in found.warnings] == ["tracked_deletions"]


def test_hidden_text_fields_and_characters() -> None:
    body = (
        f"<w:p>{run('seen')}{run('unseen', '<w:vanish/>')}<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:r><w:tab/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>"
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>shì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>市</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    found = read(word_xml(body))
    assert found.text == "seen\ta-b\nc\n市\n"
    assert [w.code for w in found.warnings] == ["hidden_text"]


def test_content_controls_links_and_text_boxes() -> None:
    box = f"<w:r><w:pict><w:textbox><w:txbxContent>{paragraph('in the box')}</w:txbxContent></w:textbox></w:pict></w:r>"
    body = (
        f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{paragraph('controlled')}</w:sdtContent></w:sdt>"
        f"<w:p><w:hyperlink>{run('linked')}</w:hyperlink>{box}</w:p>"
        f"<w:tbl><w:sdt><w:sdtContent><w:tr>{cell('row')}<w:sdt><w:sdtContent>{cell('cell')}</w:sdtContent></w:sdt></w:tr>"
        "</w:sdtContent></w:sdt></w:tbl>"
    )
    assert lines(body) == ["controlled", "linked", "in the box", "row\tcell"]


def test_the_same_text_box_for_newer_and_older_programs_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    both = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    assert lines(f"<w:p>{run('text')}<w:r>{both}</w:r></w:p>") == ["text", "boxed"]


def test_numbers_that_word_counts() -> None:
    definition = (
        "<w:abstractNum w:abstractNumId='0'>"
        + level(0, "chineseCountingThousand", "%1、")
        + level(1, "chineseCounting", "（%2）")
        + level(2, "decimal", "%1.%2.%3", extra="<w:isLgl/>")
        + "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    )
    body = "".join(
        numbered(text, place)
        for text, place in [
            ("总体要求", 0),
            ("目标", 1),
            ("任务", 1),
            ("细目", 2),
            ("细目", 2),
            ("重点任务", 0),
            ("公园", 1),
        ]
    )
    assert lines(body, numbering=definition) == [
        "一、总体要求",
        "（一）目标",
        "（二）任务",
        "1.2.1 细目",
        "1.2.2 细目",
        "二、重点任务",
        "（一）公园",
    ]


def test_lists_that_start_anew_or_have_bullets() -> None:
    definition = (
        f"<w:abstractNum w:abstractNumId='0'>{level(0, 'decimal', '%1.')}</w:abstractNum>"
        f"<w:abstractNum w:abstractNumId='1'>{level(0, 'bullet', chr(0xF0B7))}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
        "<w:num w:numId='2'><w:abstractNumId w:val='0'/>"
        "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
        "<w:num w:numId='3'><w:abstractNumId w:val='1'/></w:num>"
    )
    body = (
        numbered("a")
        + numbered("b")
        + numbered("c", list_id=2)
        + numbered("d", list_id=3)
        + numbered("e", list_id=9)
    )
    assert lines(body, numbering=definition) == ["1. a", "2. b", "1. c", "• d", "e"]


def test_a_style_brings_level_and_number() -> None:
    styles = (
        "<w:style w:styleId='2'><w:name w:val='heading 1'/>"
        "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:styleId='own'><w:name w:val='Own'/><w:basedOn w:val='2'/></w:style>"
        "<w:style w:styleId='plain'><w:name w:val='Body'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>"
    )
    definition = (
        "<w:abstractNum w:abstractNumId='0'>"
        + level(0, "upperRoman", "%1.", extra="<w:pStyle w:val='2'/>")
        + "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    )
    body = (
        paragraph("Aims", "<w:pStyle w:val='2'/>")
        + paragraph("Means", "<w:pStyle w:val='own'/>")
        + paragraph("Text", "<w:pStyle w:val='plain'/>")
        + paragraph("Direct", "<w:outlineLvl w:val='2'/>")
    )
    found = read(word_xml(body, styles=styles, numbering=definition))
    assert found.text == "I. Aims\nII. Means\nText\nDirect\n"
    assert [(h.level, found.text[h.start : h.end]) for h in found.headings] == [
        (1, "I. Aims"),
        (1, "II. Means"),
        (3, "Direct"),
    ]


def test_numbers_in_a_column_of_their_own() -> None:
    definition = (
        f"<w:abstractNum w:abstractNumId='0'>{level(0, 'decimal', '%1')}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    )
    rows = "".join(f"<w:tr><w:tc>{numbered('')}</w:tc>{cell(text)}</w:tr>" for text in ("建设", "改造"))
    assert lines(f"<w:tbl>{rows}</w:tbl>", numbering=definition) == ["1\t建设", "2\t改造"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (2010, "chineseCountingThousand", "二千零一十"),
        (21, "chineseLegalSimplified", "贰拾壹"),
        (10, "ideographDigital", "一〇"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (4, "lowerRoman", "iv"),
        (1994, "upperRoman", "MCMXCIV"),
        (28, "upperLetter", "BB"),
        (7, "decimalZero", "07"),
        (11, "ideographTraditional", "甲"),
        (13, "ideographZodiac", "子"),
        (5, "unheardOf", "5"),
    ],
)
def test_numbers_are_spelled_as_in_word(number: int, form: str, shown: str) -> None:
    assert spell(number, form) == shown


def test_headers_are_no_text_but_may_bear_a_mark() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph("Text")
        document.sections[0].header.paragraphs[0].text = "SECRET"

    found = read(made.word(fill))
    assert found.text == "Text\n"
    assert [banner.strip() for banner in found.banners if banner.strip()] == ["SECRET"]


def test_a_dangling_picture_is_no_obstacle() -> None:
    data = word_xml(paragraph("Text"))
    relations = made.part(data, "word/_rels/document.xml.rels").replace(
        "</Relationships>",
        f'<Relationship Id="p" Type="{made.RELATIONS}/image" Target="NULL"/></Relationships>',
    )
    assert read(made.changed(data, {"word/_rels/document.xml.rels": relations})).text == "Text\n"


def test_a_strict_document() -> None:
    data = word_xml(paragraph("Text"))
    parts = {
        name: made.part(data, name)
        .replace(made.WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(made.RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name in ("word/document.xml", "_rels/.rels")
    }
    assert read(made.changed(data, parts)).text == "Text\n"


def test_a_style_of_the_users_own_is_no_heading() -> None:
    def fill(document: Document) -> None:
        document.styles.add_style("Quote 7", WD_STYLE_TYPE.PARAGRAPH)
        document.add_paragraph("Text", style="Quote 7")

    assert read(made.word(fill)).headings == ()
