"""Times in both languages, and which of them is a deadline."""

from datetime import date

import pytest

from throughline.reading import dates_en, dates_zh

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "last", "relation"),
    [
        ("2026年6月底前完成", "2026-06-30", "by"),
        ("到2030年，基本建成", "2030-12-31", "by"),
        ("于2026年12月31日前报送", "2026-12-31", "by"),
        ("2026年上半年，印发方案", "2026-06-30", ""),
        ("2027年第三季度完工", "2027-09-30", ""),
        ("“十五五”时期，建成", "2030-12-31", "in"),
        ("到“十五五”末", "2030-12-31", "by"),
        ("今年务必完成", "2026-12-31", ""),
        ("明年6月底前", "2027-06-30", "by"),
        ("明年四月启动", "2027-04-30", ""),
        ("六月三十日前完成", "2026-06-30", "by"),
        ("下个月10日前报送", "2026-04-10", "by"),
        ("15天内答复", "2026-03-20", "in"),
        ("9月底前完成", "2026-09-30", "by"),
        ("1月底前完成", "2027-01-31", "by"),
        ("三年内实现", "2029-03-05", "in"),
        ("2024—2027年，新建", "2027-12-31", ""),
        ("二〇二八年底", "2028-12-31", "in"),
        ("从2027年1月1日起", "2027-01-01", "from"),
    ],
)
def test_chinese_times(text: str, last: str, relation: str) -> None:
    found = dates_zh.moments(text, DAY)
    assert found
    assert (found[0].last.isoformat(), found[0].relation) == (last, relation)


def test_years_counted_from_a_start() -> None:
    found = dates_zh.moments("从2027年1月1日起，实施三年行动", DAY)
    assert found[-1].last == date(2029, 12, 31)


@pytest.mark.parametrize("text", ["一分部署，九分落实", "每日新闻", "五是加强领导", "第五届委员会", "万年历"])
def test_chinese_words_that_are_no_times(text: str) -> None:
    assert dates_zh.moments(text, DAY) == []


@pytest.mark.parametrize(
    ("text", "last", "relation"),
    [
        ("by March 2027", "2027-03-31", "by"),
        ("by the end of 2028", "2028-12-31", "by"),
        ("no later than 30 June 2026", "2026-06-30", "by"),
        ("before June 30, 2026", "2026-06-30", "by"),
        ("in 2027", "2027-12-31", "in"),
        ("by spring 2027", "2027-05-31", "by"),
        ("in the third quarter of 2026", "2026-09-30", "in"),
        ("Q1 2027", "2027-03-31", ""),
        ("within two to three years", "2029-03-05", "by"),
        ("over the coming year", "2027-03-05", "by"),
        ("within six months", "2026-09-05", "by"),
        ("by the end of next year", "2027-12-31", "by"),
        ("during the 15th Five-Year Plan period", "2030-12-31", "in"),
        ("by Canada Day", "2026-07-01", "by"),
        ("since 2019", "2019-12-31", "from"),
        ("during 2026-27", "2027-12-31", "in"),
    ],
)
def test_english_times(text: str, last: str, relation: str) -> None:
    found = dates_en.moments(text, DAY)
    assert found
    assert (found[0].last.isoformat(), found[0].relation) == (last, relation)


@pytest.mark.parametrize(
    "text",
    ["we may act", "58% of $2030", "within 90 days after the guidance is issued", "March on", "2,026 trees"],
)
def test_english_words_that_are_no_times(text: str) -> None:
    assert dates_en.moments(text, DAY) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Report on 2026-06-30.", "2026-06-30", "2026-06-30"),
        ("Report on 2026/6/30.", "2026-06-30", "2026-06-30"),
        ("Open in 2026-11.", "2026-11-01", "2026-11-30"),
        ("The programme of 2011-12.", "2011-01-01", "2012-12-31"),
        ("Open in june 2026.", "2026-06-01", "2026-06-30"),
        ("Open in 2026 June.", "2026-06-01", "2026-06-30"),
        ("Open in June next year.", "2027-06-01", "2027-06-30"),
        ("Open in Q3 this year.", "2026-07-01", "2026-09-30"),
        ("Open in 2026 H2.", "2026-07-01", "2026-12-31"),
        ("Meet on 10–12 June 2026.", "2026-06-10", "2026-06-12"),
        ("Meet on June 10 to 12, 2026.", "2026-06-10", "2026-06-12"),
        ("Close on October 2.", "2026-10-02", "2026-10-02"),
        ("Close on January 2.", "2027-01-02", "2027-01-02"),
        ("Finish in the rest of the year.", "2026-03-05", "2026-12-31"),
    ],
)
def test_english_times_in_other_forms(text: str, first: str, last: str) -> None:
    found = dates_en.moments(text, DAY)
    assert [(each.first.isoformat(), each.last.isoformat()) for each in found] == [(first, last)]


def test_a_chinese_range_of_days_has_one_month() -> None:
    found = dates_zh.moments("6月10日至12日举行培训", DAY)
    assert [each.last.isoformat() for each in found] == ["2026-06-10", "2026-06-12"]


NEAR = date(2026, 3, 5)
"""A Thursday."""


@pytest.mark.parametrize(
    ("text", "first", "last", "relation"),
    [
        ("Send the list by next Friday.", "2026-03-13", "2026-03-13", "by"),
        ("Send the list before Monday.", "2026-03-09", "2026-03-09", "by"),
        ("The crew meets Tuesday next week.", "2026-03-10", "2026-03-10", ""),
        ("The crew meets next week on Tuesday.", "2026-03-10", "2026-03-10", ""),
        ("It closes the week after next.", "2026-03-16", "2026-03-22", ""),
        ("It opens on the 20th of next month.", "2026-04-20", "2026-04-20", ""),
        ("It is shut from 9 to 14 this month.", "2026-03-09", "2026-03-14", ""),
        ("It opens two weeks from today.", "2026-03-19", "2026-03-19", ""),
        ("Reply by tomorrow.", "2026-03-06", "2026-03-06", "by"),
        ("本周五前报送。", "2026-03-06", "2026-03-06", "by"),
        ("下周一前报送。", "2026-03-09", "2026-03-09", "by"),
        ("下周内办结。", "2026-03-09", "2026-03-15", "in"),
        ("后天前报送。", "2026-03-07", "2026-03-07", "by"),
        ("未来三年建成。", "2026-03-05", "2029-03-05", "in"),
    ],
)
def test_near_days(text: str, first: str, last: str, relation: str) -> None:
    stage = dates_en if text.isascii() else dates_zh
    found = stage.moments(text, NEAR)
    assert [(str(each.first), str(each.last), each.relation) for each in found] == [(first, last, relation)]
    assert stage.moments(text, None) == []


@pytest.mark.parametrize(
    "text",
    [
        "They meet every Friday.",
        "It has stood for over 40 years.",
        "The sun sat low.",
        "周末开放。",
        "周边环境改善。",
    ],
)
def test_what_only_sounds_like_a_day_is_none(text: str) -> None:
    assert (dates_en if text.isascii() else dates_zh).moments(text, NEAR) == []
