from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.formats.decoding import decode
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import extract

CHINESE = "市政府2026年重点工作：一、完成污水处理厂建设，由市住建局牵头，市发展改革委配合。\r\n二、新增就业3万人。\n"
TRADITIONAL = "本市應於年底前完成道路建設，由工務局負責，經濟發展局協助辦理；預計創造就業機會三萬個。"
WESTERN = "L’été prochain, la Ville créera 300 logements – près de la gare – à 1 200 € le mètre carré.\r\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_chinese_in_each_encoding_gives_the_same_text(encoding: str, named: str) -> None:
    decoded = decode(CHINESE.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.warnings) == (CHINESE, named, ())


def test_utf16_big_endian_with_its_mark() -> None:
    assert decode(b"\xfe\xff" + CHINESE.encode("utf-16-be")).text == CHINESE


def test_utf16_of_chinese_alone_without_mark() -> None:
    text = "推进重点项目建设，加强督促检查，按期完成任务" * 3
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode(text.encode(encoding)).text == text


def test_utf16_english_without_mark() -> None:
    text = "The Department will open two clinics by June.\r\n"
    assert decode(text.encode("utf-16-le")).text == text
    assert decode(text.encode("utf-16-be")).text == text


def test_big5_where_it_is_clearly_better() -> None:
    decoded = decode(TRADITIONAL.encode("big5"))
    assert (decoded.text, decoded.encoding) == (TRADITIONAL, "big5hkscs")


def test_traditional_characters_in_gb18030_are_not_taken_for_big5() -> None:
    assert decode(TRADITIONAL.encode("gb18030")).text == TRADITIONAL


def test_western_text_in_cp1252() -> None:
    decoded = decode(WESTERN.encode("cp1252"))
    assert (decoded.text, decoded.encoding) == (WESTERN, "cp1252")


@pytest.mark.parametrize("text", ["naïve", "Zoë, Müller: 5 £ – “done”", "café"])
def test_a_few_accents_are_not_chinese(text: str) -> None:
    assert decode(text.encode("cp1252")).text == text


def test_a_short_list_of_rare_names_in_gbk() -> None:
    text = "镇雄县,盐津县\n彝良县,绥江县\n"
    assert decode(text.encode("gbk")).text == text


def test_chinese_after_a_long_english_beginning() -> None:
    text = "plain words " * 40_000 + CHINESE
    assert decode(text.encode("gbk")).text == text


def test_line_ends_are_left_as_they_are() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\r\nb\rc\n"


def test_one_bad_byte_is_told_and_does_not_change_the_rest() -> None:
    data = (CHINESE * 20).encode()
    decoded = decode(data[:3] + b"\xff" + data[3:])
    assert decoded.encoding == "utf-8"
    assert decoded.text.replace("\ufffd", "") == CHINESE * 20
    assert [(w.code, w.params["count"]) for w in decoded.warnings] == [("undecodable", 1)]


def test_a_gbk_file_cut_inside_a_character() -> None:
    data = (CHINESE * 20).encode("gbk") + b"\xb9"
    decoded = decode(data)
    assert decoded.text.startswith(CHINESE)
    assert decoded.warnings[0].code == "undecodable"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 20, b"\0\1\2\3" * 100, b"abc\0def" * 10, b"\x01\x02\x03 text"]
)
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        decode(data)
    assert refused.value.code == "unknown_kind"


def test_a_page_may_name_its_encoding() -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=big5"></head><body>項</body></html>'
    assert "項" in extract(page.encode("big5"), "page.html").text


def test_a_wrong_name_of_the_encoding_does_not_matter() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>{CHINESE}</body></html>'
    assert extract(page.encode(), "page.html").encoding == "utf-8"


def test_an_unknown_name_of_the_encoding_does_not_matter() -> None:
    page = f'<html><head><meta charset="klingon"></head><body>{CHINESE}</body></html>'
    assert extract(page.encode("gbk"), "page.html").encoding == "gb18030"


def outcome(data: bytes) -> tuple[str, ...]:
    try:
        return decode(data)[:2]
    except UnreadableFile as refused:
        return (refused.code,)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    assert outcome(data) == outcome(data)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs",)), min_size=1, max_size=200))
def test_utf8_comes_back_unchanged(text: str) -> None:
    plain = text.removeprefix("\ufeff")
    assert decode(plain.encode("utf-8-sig")).text == plain


def test_fifty_megabytes_in_two_seconds() -> None:
    for encoding in ("utf-8", "gb18030"):
        line = CHINESE.encode(encoding)
        data = line * (50_000_000 // len(line))
        started = time.process_time()
        found = extract(data, "big.txt")
        assert time.process_time() - started < 2
        assert found.text.endswith(CHINESE)
