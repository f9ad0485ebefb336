"""Every real document is read; its spans quote it; what is known of it is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.made import quoted_badly
from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import extract
from throughline.formats.sheets import read_sheet

FOLDER = Path(__file__).parents[3] / "shared" / "documents"
FILES = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".txt", ".csv", ".tsv", ".pdf"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_document_is_read(path: Path) -> None:
    data = path.read_bytes()
    found = extract(data, path.name)
    assert quoted_badly(found) == []
    assert found.text.strip()
    assert found.title
    if path.suffix != ".pdf":
        assert found.text == data.decode("utf-8-sig")
        assert found.warnings == ()


def test_there_are_real_documents() -> None:
    assert len(FILES) > 35


def test_json_is_refused_by_name(shared_documents: Path) -> None:
    for path in shared_documents.rglob("*.json"):
        with pytest.raises(UnreadableFile) as refused:
            extract(path.read_bytes(), path.name)
        assert refused.value.code == "unknown_kind"


def test_the_mandate_letters_are_760_rows(shared_documents: Path) -> None:
    path = shared_documents / "data" / "ca_2021_mandate_commitments.csv"
    (sheet,) = read_sheet(path.read_bytes(), path.name)
    assert sheet.header == ("MLC ID", "Commitment", "Reporting Lead", "All ministers")
    assert len(sheet.rows) == 760
    (table,) = extract(path.read_bytes(), path.name).tables
    assert (len(table.rows), table.header_rows) == (761, 1)


def test_titles(shared_documents: Path) -> None:
    titles = {
        "zh/sc_2019_3_bonded_zones.txt": "国务院关于促进综合保税区高水平开放高质量发展的若干意见",
        "zh/gwr_national_2021.txt": "2021年政府工作报告",
        "en/us_nap5_reasoned_response.txt": "Fifth U.S. Open Government National Action Plan",
    }
    for name, title in titles.items():
        assert extract((shared_documents / name).read_bytes(), name).title == title
