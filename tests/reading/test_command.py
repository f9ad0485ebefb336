"""`throughline read`: formats, messages, exit codes, and the schema of its JSON."""

import json
import os
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from throughline.reading.command import main

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/reading.schema.json").read_text(encoding="utf-8"))
PLAN = """\
市教育工作方案
一、主要任务
1.扩大学位供给。2026年9月底前，新增学位5000个以上，加快建设新校区。（市教育局牵头，市财政局配合）
2.=cmd|' /C calc'!A0 推进改革，完善制度，建立机制，落实责任。
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="utf-8")
    return file


def test_json_of_one_file_is_an_object_that_the_schema_describes(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(plan), "--format", "json", "--dated", "2026-01-01"]) == 0
    made = json.loads(capsys.readouterr().out)
    jsonschema.validate(made, SCHEMA)
    assert made["document"]["dated"] == "2026-01-01"
    finding = made["findings"][0]
    assert PLAN[finding["start"] : finding["end"]] == finding["text"]
    assert (finding["deadline"], finding["lead"][0]["text"], finding["supporting"][0]["text"]) == (
        "2026-09-30",
        "市教育局",
        "市财政局",
    )
    assert [(t["op"], t["value"], t["unit"]) for t in finding["targets"]] == [(">=", 5000, "个")]


def test_several_files_give_an_array(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "note.txt"
    other.write_text("Nothing much.", encoding="utf-8")
    assert main([str(plan), str(other), "--format", "json"]) == 0
    out = capsys.readouterr()
    jsonschema.validate(json.loads(out.out), SCHEMA)
    assert len(json.loads(out.out)) == 2
    assert "little text" in out.err


def test_the_list_names_what_was_found(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(plan), "--dated", "2026-01-01"]) == 0
    out = capsys.readouterr().out
    assert "市教育局 (with 市财政局) | by 2026-09-30" in out


def test_a_workbook_in_which_text_stays_text(plan: Path, tmp_path: Path) -> None:
    book = tmp_path / "found.xlsx"
    assert main([str(plan), "--format", "xlsx", "--output", str(book)]) == 0
    sheet = openpyxl.load_workbook(BytesIO(book.read_bytes())).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("File", "No.", "Label", "Text")
    assert len(rows) == 3
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_text_writes_what_offsets_refer_to(plan: Path, tmp_path: Path) -> None:
    assert main([str(plan), "--text", str(tmp_path / "t"), "--output", str(tmp_path / "o")]) == 0
    assert (tmp_path / "t").read_bytes() == PLAN.encode()


def test_a_file_that_fails_is_named_and_the_others_are_read(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "plan.docx"
    program.write_bytes(b"MZ\x90\x00" + bytes(200))
    assert main([str(program), str(tmp_path / "missing.txt"), str(plan), "--format", "json"]) == 1
    out = capsys.readouterr()
    assert "plan.docx: " in out.err
    assert "missing.txt: cannot be opened" in out.err
    assert len(json.loads(out.out)) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["x", "--format", "xlsx"],
        ["x", "y", "--text", "t"],
        ["x", "--dated", "soon"],
        ["x", "--language", "fr"],
        [],
    ],
)
def test_wrong_calls_say_how_to_call(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: throughline read" in capsys.readouterr().err


def test_output_that_cannot_be_written_says_so(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(plan), "--format", "json", "--output", str(tmp_path / "no" / "where.json")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_it_starts_quickly_and_without_django(plan: Path) -> None:
    code = (
        "import sys; from throughline.reading.command import main; "
        f"main([{str(plan)!r}]); assert 'django' not in sys.modules, 'Django was loaded'"
    )
    begun = time.perf_counter()
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | {
        "PYTHONPATH": str(ROOT / "src")
    }
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=environment)
    assert time.perf_counter() - begun < 5


def test_explain_names_the_rules_behind_each_finding(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(plan), "--format", "json", "--explain", "--dated", "2026-01-01"]) == 0
    made = json.loads(capsys.readouterr().out)
    jsonschema.validate(made, SCHEMA)
    why = made["findings"][0]["why"]
    assert why["shares"]["commitment"] == max(why["shares"].values())
    assert abs(sum(why["shares"].values()) - 1) < 0.01
    assert why["features"]["target"] > 0
    assert why["who"] == "bracket"
    assert why["when"]
    assert len(why["targets"]) == len(made["findings"][0]["targets"]) == 1

    assert main([str(plan), "--explain", "--dated", "2026-01-01"]) == 0
    told = capsys.readouterr().out
    assert "commitment, by the weights: commitment 0." in told
    assert "who: bracket" in told
    assert f"when: {why['when']}" in told
    assert "target 新增学位 >= 5000 个:" in told


def test_without_explain_the_json_says_nothing_of_weights(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(plan), "--format", "json"]) == 0
    assert all("why" not in finding for finding in json.loads(capsys.readouterr().out)["findings"])
