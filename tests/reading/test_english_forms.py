"""English as plans of other kinds and countries word it: measures in a line, minutes, tables set with gaps, years."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reading.documents import txt
from throughline.reading.model import Finding
from throughline.reading.read import read

DAY = date(2026, 3, 5)
HEAD = "A plan for the town\n\n## What we do\n\n"


def found(text: str) -> list[Finding]:
    """The findings of a small plan with these paragraphs."""
    made = read(txt(f"{HEAD}{text}\n\n"), language="en", dated=DAY).findings
    return [each for each in made if each.start >= len(HEAD)]


def only(text: str) -> Finding:
    commitments = [each for each in found(text) if each.label == "commitment"]
    assert len(commitments) == 1, [(each.label, each.text) for each in found(text)]
    return commitments[0]


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("Literacy is to climb from 61 per cent to 74 per cent by 2029.", [("=", 74, "%")]),
        ("Queues at the counter fall from 40 minutes to under 15 by 2027.", [("<", 15, "minutes")]),
        ("Drainage complaints are to be cut to 300 by the end of 2027.", [("=", 300, "complaints")]),
        ("Fatal collisions are to be brought down to zero by 2035.", [("=", 0, "collisions")]),
        ("No family should travel more than 3 km to a clinic by 2030.", [("<=", 3, "km")]),
        ("Complete 14 of the 20 footbridges by June 2028.", [("=", 14, "footbridges")]),
        ("The Board will finish 300 wells: 120 by June 2027 and 180 by June 2028.", [("=", 300, "wells")]),
        ("Train one hundred and forty midwives by 2028.", [("=", 140, "midwives")]),
        ("£2.5 million will go to village halls in 2027.", [("=", 2500000, "GBP")]),
        ("Vacant posts in the ferry service: no more than 6% by year-end.", [("<=", 6, "%")]),
        ("Yield of sorghum: 0.9 t/ha → 1.4 t/ha by 2028.", [("=", 1.4, "t/ha")]),
        ("Reservoir losses will not be allowed to exceed 8 per cent.", [("<=", 8, "%")]),
        ("The mill shall plant 1 200 ha of willow by 2030.", [("=", 1200, "ha")]),
        (
            "Recruit 15 to 20 new well maintained and certified drivers by 2027.",
            [("range", [15, 20], "drivers")],
        ),
        ("Reuse: 20% in 2027, 35% in 2029.", [("=", 20, "%"), ("=", 35, "%")]),
    ],
)
def test_figures_in_other_forms(sentence: str, targets: list) -> None:
    told = [(each.op, each.value, each.unit) for each in only(sentence).targets]
    assert told[: len(targets)] == targets


@pytest.mark.parametrize(
    "sentence",
    [
        "Scope 3 emissions are counted by the Harbour Office.",
        "Water losses, which stood at 31%, will be measured each month.",
        "The river festival will continue in zone 4.",
        "The Board will repair road number 7 by 2027.",
        "Cases per 100,000 residents will be published.",
    ],
)
def test_figures_that_only_name_or_describe(sentence: str) -> None:
    assert [each.targets for each in found(sentence)] == [[]]


@pytest.mark.parametrize(
    ("sentence", "leads"),
    [
        ("ACTION: P Marlow to circulate the lease by Friday 13 March.", ["P Marlow"]),
        ("ACTION – Estates: reopen the slipway gate by June 2026.", ["Estates"]),
        ("RESOLVED that the Harbour Master prepare a dredging plan by June 2026.", ["Harbour Master"]),
        ("Mr Oldcastle undertook to have the buoys in by 31 May.", ["Mr Oldcastle"]),
        ("Every mooring is to have a number, a duty that rests with the Harbour Office.", ["Harbour Office"]),
        (
            "The Ferries Board, working with island councils and the Coast Trust, shall extend the route.",
            ["Ferries Board"],
        ),
        (
            "The Ministry of Health and the Port Council will each name one officer.",
            ["Ministry of Health", "Port Council"],
        ),
        (
            "Rebuild the quay by 2028 (lead unit: Bureau of Ports and Coastal Works).",
            ["Bureau of Ports and Coastal Works"],
        ),
        ("Resurface the coast path by 2027. [Public Works]", ["Public Works"]),
        (
            "Tide gauges shall be calibrated on priority by the Chief Engineer by June 2027.",
            ["Chief Engineer"],
        ),
        (
            "The Coastal Agency takes the lead, with the Port Council cooperating, to renew the quay.",
            ["Coastal Agency"],
        ),
    ],
)
def test_who_is_named_in_other_frames(sentence: str, leads: list[str]) -> None:
    made = only(sentence)
    assert [each.name for each in (*made.lead, *made.joint)] == leads


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("A completion date of 28 February 2027 has been agreed with the builder.", "2027-02-28"),
        ("The Board will table it no later than the August meeting.", "2026-08-31"),
        ("Put the pump into service before the end of September.", "2026-09-30"),
        ("Renew the pier within the year.", "2026-12-31"),
        ("The Council will buy boats between May and September 2026.", "2026-09-30"),
        ("Deliver the report by 31/03/2027.", "2027-03-31"),
        ("The Council has asked the Clerk for a costed plan by the end of April 2026.", "2026-04-30"),
        ("A review of the ferry is planned for January 2027.", "2027-01-31"),
    ],
)
def test_times_in_other_forms(sentence: str, due: str) -> None:
    assert str(only(sentence).deadline) == due


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("We'll have the jetty mended by June 2026.", "commitment"),
        ("We're going to plant reeds along the bank.", "commitment"),
        ("Every boatyard over 2 ha to have a fire plan by 2027.", "commitment"),
        ("Ferry: move the night boat to the new pier.", "commitment"),
        ("Several residents felt that the Council should close the quay.", "opinion"),
        ("The former harbour plan promised a new pier for every village.", "fact"),
        ("It is expected that 40% of boats will be electric by 2032.", "fact"),
        ("At current rates of silting the basin will close in 2040.", "fact"),
        ("The Board hopes that trust will grow.", "opinion"),
        ("Those who moor without a permit shall be fined.", None),
    ],
)
def test_what_is_promised_and_what_only_sounds_so(sentence: str, label: str | None) -> None:
    assert [each.label for each in found(sentence)] == ([label] if label else [])


def test_a_list_of_what_is_to_come_and_one_of_what_was_done() -> None:
    items = "- Widening the coast path to three metres\n- Opening a second slipway for small boats\n"
    ahead = found(f"The plan sets out these priorities for 2027, including:\n\n{items}")
    over = found(f"Commitments delivered last year include:\n\n{items}")
    assert [each.label for each in ahead if each.text[0] in "WO"] == ["commitment"] * 2
    assert [each.label for each in over if each.text[0] in "WO"] == ["fact"] * 2


def test_goals_go_on_after_a_semicolon() -> None:
    made = found(
        "The main goals for this year are: landings growth of 4%;\n\nberth use above 85%; ferry delays within 6%."
    )
    assert [each.label for each in made] == ["commitment"] * 2
    assert [(each.op, each.value) for each in made[1].targets] == [(">", 85), ("<=", 6)]
    assert str(made[1].targets[0].deadline) == "2026-12-31"


def test_a_numbered_order_is_the_title_of_the_orders_after_it() -> None:
    made = found("(1) Strengthen the harbour economy. Build two cold stores by 2027.")
    assert [each.text for each in made if each.label == "commitment"] == ["Build two cold stores by 2027."]


def test_rows_whose_columns_mean_nothing_known_are_read_as_sentences() -> None:
    table = (
        "| Theme | Notes of the day |\n|---|---|\n"
        "| Harbour | Dredge the inner basin before the winter storms. |\n| Ferry | 12 |\n"
    )
    assert [each.text for each in found(table) if each.label == "commitment"] == [
        "Dredge the inner basin before the winter storms."
    ]


def test_rows_that_say_themselves_what_their_cells_mean() -> None:
    row = (
        "Measure 3 | Boats inspected | 2025–26 result: 61% | 2026–27 target: ≥70% | 2027–28 target: ≥80% | "
        "Harbour Office\n"
    )
    one = only(row)
    assert [(each.op, each.value, each.unit) for each in one.targets] == [(">=", 70, "%"), (">=", 80, "%")]
    assert [each.name for each in one.lead] == ["Harbour Office"]


def test_rows_set_with_wide_gaps() -> None:
    table = (
        "Action                              Measure                  By whom\n"
        "1.1  Dredge the inner basin         Done by 30 June 2027     Harbour Master\n"
        "1.2  Repaint the leading lights     40 lights painted        Works Manager\n"
    )
    first, second = [each for each in found(table) if each.label == "commitment"]
    assert ([each.name for each in first.lead], str(first.deadline)) == (["Harbour Master"], "2027-06-30")
    assert [(each.op, each.value, each.unit) for each in second.targets] == [
        ("=", 40, "painted")
    ] or second.targets


def test_a_table_of_indicators_with_years_in_its_titles() -> None:
    table = (
        "| Indicator | Baseline | Goal by 2028 | Dept. |\n|---|---|---|---|\n"
        "| Boats inspected | 40% | 75% | Harbour Office |\n| Complaints | 12 | watch | Harbour Office |\n"
    )
    made = only(table)
    assert [(each.op, each.value, str(each.deadline)) for each in made.targets] == [("=", 75, "2028-12-31")]


def test_a_row_of_quarters_has_the_target_of_its_year_and_the_unit_of_its_indicator() -> None:
    table = (
        "| Indicator | Q1 Target | Q2 Target | Annual Target |\n|---|---|---|---|\n"
        "| Number of fishing boats insured against storms | Q1: 40 | Q2: 60 | 100 |\n"
    )
    assert [(each.op, each.value, each.unit) for each in only(table).targets] == [("=", 100, "boats")]


def test_a_list_that_explains_is_no_list_of_goals() -> None:
    made = found(
        "The following measures are used:\n\n- **Case studies**: What other ports did\n- **Rules**: Laws and by-laws\n"
    )
    assert [each.label for each in made if each.label == "commitment"] == []


def test_a_row_that_says_it_is_done_is_no_commitment() -> None:
    table = (
        "Milestone | Agency | Due\nMap the reefs | Reef Agency | June 2027\n"
        "Count the seals | Reef Agency | Completed May 2025\n"
    )
    assert [each.label for each in found(table) if "seals" in each.text] == ["fact"]
    assert only(table).text.startswith("Map the reefs")


@pytest.mark.parametrize(
    ("frame", "time", "due"),
    [
        ("Kenya and its coast. KES 3 million were spent. ", "FY 2026/27", "2027-06-30"),
        ("The UK coast, in England and in Wales. ", "2026/27", "2027-03-31"),
        ("The fiscal year runs from July 1 to June 30. ", "FY27", "2027-06-30"),
        ("The fiscal year runs from July 1 to June 30. ", "Q2 FY27", "2026-12-31"),
        ("EPA, NOAA and CDC of the United States act with EPA. ", "FY 2027", "2027-09-30"),
        ("In India the Budget 2026-27 gave ₹4 crore. ", "2027-28", "2028-03-31"),
        ("A town. ", "FY 2027", "2027-12-31"),
    ],
)
def test_financial_years_end_as_in_the_country_of_the_text(frame: str, time: str, due: str) -> None:
    made = [
        each for each in found(f"{frame}The Port Council will dredge the basin by {time}.") if each.deadline
    ]
    assert [str(each.deadline) for each in made if "dredge" in each.text] == [due]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        (
            (
                "The Ministry of Ports, through the Harbour Council with input from representatives of fishers, "
                "the private sector, and schools of navigation, will publish a chart by 2028."
            ),
            ["Ministry of Ports"],
        ),
        (
            (
                "By May 2027, the Harbour Administration (HA), the Office of Charts of the National Library, and NOP "
                "will open a reading room."
            ),
            ["Harbour Administration", "Office of Charts of the National Library", "NOP"],
        ),
        (
            (
                "By May 2027, the Committee on Tides (CT), with direction from the HA, and the Ministry of Ports will "
                "publish a table."
            ),
            ["Committee on Tides"],
        ),
        (
            "By May 2027, the Centre for Tides (CFT) within the Ministry of Ports will finish its survey.",
            ["Centre for Tides"],
        ),
    ],
)
def test_a_subject_with_others_put_in_names_who_acts(text, leads):
    finding = only(text)
    assert [one.text for one in finding.lead + finding.joint] == leads


def test_a_list_takes_who_and_until_when_from_its_opening_line():
    text = (
        "By December 2027, the Tide Office, under direction of the Council, will:\n\n"
        "* Measure the depth of all basins;\n* Publish charts by March 2028; and\n* Train pilots.\n"
    )
    every = found(text)
    assert [each.label for each in every] == ["commitment"] * 3
    assert [[one.text for one in each.lead] for each in every] == [["Tide Office"]] * 3
    ends = [date(2027, 12, 31), date(2028, 3, 31), date(2027, 12, 31)]
    assert [each.deadline for each in every] == ends


def test_numbers_of_actions_before_a_comma_count_nothing():
    text = "The lists, as supported by Actions 6 and 17, will increase what agencies know by 2028."
    assert only(text).targets == []


def test_a_row_has_the_heading_as_its_area_names_in_full_and_partners():
    text = (
        "The Harbour Administration (HA) exists.\n\n### Action 4: Charts\n\n"
        "| Milestone | Measurement | Target Date | Responsible Party |\n|---|---|---|---|\n"
        "| Release the chart | Posted | December 31, 2027 | HA |\n"
        "| Ask the fishers | | June 30, 2027 | HA with Tide Council and NOP |\n"
    )
    first, second = (each for each in found(text) if each.label == "commitment")
    assert first.topic == second.topic == "Action 4: Charts"
    assert first.lead[0].full.text == "Harbour Administration"
    assert [one.text for one in second.lead] == ["HA"]
    assert [one.text for one in second.supporting] == ["Tide Council", "NOP"]


def test_marks_of_footnotes_are_no_words():
    assert only("The Tide Office will open two basins by 2027.[^5]").clean.endswith("by 2027.")


def test_titles_in_a_list_of_themes_are_no_commitments():
    text = "This plan features commitments across two themes:\n\n* Improve Access to Charts\n* Ensure Safe Harbours\n"
    assert [each for each in found(text) if each.confidence > 0.9] == []


def test_a_word_of_comparison_is_none_within_another_word():
    (target,) = only("By 2033, tree canopy is to cover 30% of the urban area (22% in 2022).").targets
    assert (target.op, target.value) == ("=", 30)


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("The Board will limit its own emissions to 9,000 tonnes by 2027.", ("<=", 9000, "tonnes")),
        ("Direct awards will be capped at 5 per cent of contract value.", ("<=", 5, "%")),
        ("The Ministry will construct or rehabilitate 1 450 water points by 2029.", ("=", 1450, "points")),
        ("Double the number of meals, from 435 000 in 2024 to 870 000 in 2029.", ("=", 870000, "meals")),
    ],
)
def test_more_quantities(sentence, target):
    first = only(sentence).targets[0]
    assert (first.op, first.value) == target[:2]


def test_measures_by_year_are_indicators_and_what_is_completed_is_a_fact():
    table = (
        "The FY 2026 year ends on September 30, as FY 2025 did.\n\n"
        "| Performance measure | FY 2024 actual | FY 2026 target | Responsible office |\n|---|---|---|---|\n"
        "| Lock availability | 97.1% | 97.4% | Lock Office |\n| Cost recovered | 19% | 20–25% | Lock Office |\n"
        "| Riders | 1.9 million | 2.3 million | Lock Office |\n"
    )
    first, second, third = (each for each in found(table) if each.table_row is not None)
    assert (first.targets[0].value, first.targets[0].base, first.targets[0].deadline) == (
        97.4,
        97.1,
        date(2026, 9, 30),
    )
    assert (second.targets[0].op, second.targets[0].value) == ("range", [20, 25])
    assert third.targets[0].value == 2_300_000
    done = (
        "| No. | Agreed action | Responsible officer | Due date | Status at 30 September |\n|---|---|---|---|---|\n"
        "| 7 | Blacklist policy | Legal Counsel | 31 August 2026 | Completed |\n"
        "| 8 | Survey of roads | Legal Counsel | 31 August 2026 | On track |\n"
    )
    assert [each.label for each in found(done)] == ["fact", "commitment"]


def test_headings_that_number_on_end_the_review_before_them():
    text = (
        "A. Background\n\nThe audit found that roads were poor.\n\nB. Recommendations and management responses\n\n"
        "The Ministry should clarify responsibility for parish roads by June 2027.\n"
    )
    assert found(text)[-1].label == "commitment"


@pytest.mark.parametrize(
    "sentence",
    [
        "It is intended that the policy be laid before Cabinet in the first quarter of 2027.",
        "Today I announce a further $73 million for drought relief.",
        "The Chair promised that spaces at the hospital would be increased before Christmas.",
    ],
)
def test_more_promises(sentence):
    assert only(sentence)


def test_a_programme_with_support_from_others_acts_itself():
    text = (
        "The Emergency Program, with support from Fraser Health, will draw up a heat plan before June 2027."
    )
    assert [one.text for one in only(text).lead] == ["Emergency Program"]


@pytest.mark.parametrize(
    ("sentence", "leads"),
    [
        ("The Board instructed the Clerk to apply for a permit by May 2027.", ["Clerk"]),
        ("The Premier has asked the SA Housing Trust to report by May 2027.", ["SA Housing Trust"]),
        ("The CECM for Water will table a bill before the Assembly by 2028.", ["CECM for Water"]),
        ("She said the commission will roll out 320 projects in 2027.", ["commission"]),
        ("Ahead of that, officials will test the register with two towns in 2027.", ["officials"]),
    ],
)
def test_who_was_asked_or_is_said_to_act(sentence, leads):
    assert [one.text for one in only(sentence).lead] == leads


@pytest.mark.parametrize(
    "sentence",
    [
        "TAWASCO is to bring losses of water down by 20 percentage points over five years.",
        "At least two-fifths of awards by value are to go to places in the north.",
        "Storm overflows: the average number of spills is to be no higher than 14 in 2028.",
        "We are still planning to reseal 41 kilometres of local road over the summer.",
        "The Harbour Fund opens for a second round of bids on 8 September 2027.",
        "The Marketing Service is tasked to open 64 landing centres by June 2027.",
        "It was agreed, Mrs Sealy dissenting, that bonuses would be limited to 20% of salary.",
    ],
)
def test_measures_in_more_words(sentence):
    assert only(sentence)


def test_a_letterhead_is_nobody_who_acts():
    text = "DEPARTMENT OF FISHERIES\n\nAction Plan 2027\n\nI. Boats\n\nAn online tracker shall go live by May 2027.\n"
    made = read(txt(text), language="en", dated=DAY).findings
    assert [each.lead for each in made if each.label == "commitment"] == [[]]


def test_lower_letters_with_a_stop_number_items():
    text = "a. Purchase a reading program by January 2027.\n\nb. Host a literacy night every quarter.\n"
    assert [each.label for each in found(text)] == ["commitment", "commitment"]
