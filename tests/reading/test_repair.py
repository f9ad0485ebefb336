"""Repair with an account: what is mended, what is marked, and that clean text stays."""

import pytest

from throughline.lib.mapped_text import MappedText
from throughline.reading.repair import repair


@pytest.mark.parametrize(
    ("damaged", "restored", "kind"),
    [
        ("學(xué)習(xí)貫徹", "學習貫徹", "pinyin"),
        ("到2 0 2 5年", "到2025年", "spaced_digits"),
        ("增长６．５％", "增长6.5%", "width"),
        ("the bur\xad\nden of proof", "the burden of proof", "soft_hyphen"),
        ("the sub-\nteam met", "the subteam met", "hyphen"),
        ("R&amp;D spending", "R&D spending", "html_entity"),
        ("##Cabinet<br>Office", "##Cabinet Office", "html_tag"),
        ("<s>June 30, 2020</s> <b>July 31, 2020</b>", "July 31, 2020", "struck_out"),
        ("{: .logo-single}\nWe will act", "\nWe will act", "template"),
        ("see [the plan](https://example.org/plan) now", "see the plan now", "link"),
        ("\uf0b7 Plant trees", "• Plant trees", "symbol_font"),
        ("提高\u200b质量", "提高质量", "invisible"),
        ("Analytics \\(ODA\\)", "Analytics (ODA)", "escape"),
    ],
)
def test_what_is_restored(damaged: str, restored: str, kind: str) -> None:
    mapped, damage = repair(MappedText.identity(damaged))
    assert mapped.text == restored
    assert kind in {each.kind for each in damage}
    assert all(damaged[each.start : each.end] for each in damage)


def test_a_hyphen_stays_where_the_text_writes_it_elsewhere() -> None:
    mapped, _ = repair(MappedText.identity("A world-\nclass port. It is world-class."))
    assert "world-class port" in mapped.text


def test_slipped_bytes_are_shifted_back_and_the_lost_one_is_marked() -> None:
    sentence = "會議指出。”為把這次會議開好，我們這次把為民放在首位。"
    data = sentence.encode("gbk")
    at = data.index("。”為把這".encode("gbk"))
    slipped = data[:at] + b"?" + data[at + 1 :]
    damaged = slipped.decode("gbk", "replace")
    mapped, damage = repair(MappedText.identity(damaged))
    assert "會議開好" in mapped.text
    assert "為把這次" in mapped.text
    assert "\ufffd" in mapped.text
    assert "decoding" in {each.kind for each in damage}


@pytest.mark.parametrize(
    "clean",
    [
        "到2025年，森林覆盖率达到24.1%。（市林业局牵头，各县区配合）",
        "By March 2015 we will move to GOV.UK (see page 4) – at a cost of $5 million.",
        "第一章 总则\n一、总体要求\n（一）指导思想。",
        "R & D, a < b and b > a; 5 * 3 * 2.",
        "繁體字的文章也不改動。",
    ],
)
def test_clean_text_passes_unchanged(clean: str) -> None:
    mapped, damage = repair(MappedText.identity(clean))
    assert mapped.text == clean
    assert damage == []
