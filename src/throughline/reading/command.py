"""`throughline read`: files in, findings out; needs no database and no settings."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from throughline.formats.errors import UnreadableFile
from throughline.formats.extract import extract
from throughline.reading.chat_endpoint import BadEndpoint, from_environment
from throughline.reading.listing import listing
from throughline.reading.model import Reading, as_json
from throughline.reading.read import read
from throughline.reading.second_opinion import Backend
from throughline.reading.sheet import write_workbook

EPILOG = """\
examples:
  throughline read plan.docx                         a list on the screen
  throughline read plan.pdf --format json            everything, for other programs
  throughline read *.docx --format xlsx --output found.xlsx
  throughline read plan.docx --explain               why each finding was found
  throughline read notice.txt --dated 2026-03-05     "this year" and "within two years" count from that day

Offsets in the JSON count characters of the decoded text before any repair; --text writes that text.
The file's format is described in docs/reading.schema.json, how the reader decides in docs/reader.md.
"""


def parser() -> argparse.ArgumentParser:
    """The command line of `throughline read`."""
    made = argparse.ArgumentParser(
        prog="throughline read",
        description="Finds in plans, notices, minutes and task tables what is promised, by whom, until when, "
        "and how much. "
        "Reads txt, md, html, docx, xlsx, csv and pdf with text, in English and Chinese, without a network.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a document; several give one list (JSON: an array)",
    )
    made.add_argument(
        "--language",
        choices=("auto", "en", "zh"),
        default="auto",
        help="the document's language (default: auto)",
    )
    made.add_argument(
        "--dated", type=_day, metavar="YYYY-MM-DD", help="the document's day, if it does not say so itself"
    )
    made.add_argument(
        "--format", choices=("table", "json", "xlsx"), default="table", help="what to write (default: table)"
    )
    made.add_argument(
        "--explain",
        action="store_true",
        help="name the features and rules behind each finding (in the list and in JSON)",
    )
    made.add_argument(
        "--second-opinion",
        action="store_true",
        help="also ask the language model that THROUGHLINE_MODEL_URL and THROUGHLINE_MODEL_NAME name; its words are "
        "checked against the text",
    )
    made.add_argument(
        "--output", type=Path, metavar="PATH", help="write there instead of on the screen; needed for xlsx"
    )
    made.add_argument(
        "--text",
        type=Path,
        metavar="PATH",
        help="also write the decoded text that offsets refer to (one file only)",
    )
    return made


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it like 2026-03-05.") from error


def main(argv: Sequence[str] | None = None) -> int:
    """Reads the files named in `argv`; 0 if all could be read, 1 if one could not, 2 for a wrong call."""
    command = parser()
    asked = command.parse_args(argv)
    if asked.format == "xlsx" and asked.output is None:
        command.error("a workbook cannot be shown on the screen: add --output PATH")
    if asked.text and len(asked.files) > 1:
        command.error("--text takes one file, because offsets count from its beginning")
    second = _backend(command) if asked.second_opinion else None
    readings = [made for file in asked.files if (made := _read(file, asked, second)) is not None]
    failed = len(readings) < len(asked.files)
    try:
        _write(readings, asked)
    except OSError as error:
        _say(f"{error.filename}: cannot be written ({error.strerror}). Choose another place with --output.")
        return 1
    return int(failed)


def _backend(command: argparse.ArgumentParser) -> Backend:
    try:
        found = from_environment(os.environ)
    except BadEndpoint:
        command.error("THROUGHLINE_MODEL_URL and THROUGHLINE_MODEL_NAME name no model that can be asked")
    if found is None:
        command.error("--second-opinion needs THROUGHLINE_MODEL_URL and THROUGHLINE_MODEL_NAME")
    return found


def _read(file: Path, asked: argparse.Namespace, second: Backend | None) -> Reading | None:
    try:
        taken = extract(file.read_bytes(), file.name)
    except OSError as error:
        _say(f"{file}: cannot be opened ({error.strerror}).")
        return None
    except UnreadableFile as error:
        _say(f"{file}: {error}")
        return None
    made = read(taken, path=str(file), language=asked.language, dated=asked.dated, second=second)
    for note in made.message:
        _say(f"{file}: {note.message}")
    return made


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")


def _write(readings: list[Reading], asked: argparse.Namespace) -> None:
    if asked.text and readings:
        asked.text.write_text(readings[0].text, encoding="utf-8", newline="")
    if asked.format == "xlsx":
        asked.output.write_bytes(write_workbook(readings))
        return
    if asked.format == "json":
        made = _json(readings, single=len(asked.files) == 1, explain=asked.explain)
    else:
        made = listing(readings, explain=asked.explain)
    if not made:
        return
    if asked.output:
        asked.output.write_text(made, encoding="utf-8")
    else:
        sys.stdout.write(made)


def _json(readings: list[Reading], *, single: bool, explain: bool) -> str:
    values: Any = [as_json(each, explain=explain) for each in readings]
    if single and not values:
        return ""
    return json.dumps(values[0] if single else values, ensure_ascii=False, indent=1) + "\n"
