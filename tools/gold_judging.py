"""Each labelled sentence with what the reader made of it, judged by the scorer that came with the sentences."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from throughline.formats.extract import extract
from throughline.reading.model import Finding, Reading, as_json
from throughline.reading.read import read

SHARED = Path(__file__).parents[2] / "shared"
REPORTS = "news reports, translated or damaged"
KINDS = (
    ("work reports and speeches", ("gwr_", "ca_2025_speech")),
    ("State Council notices and opinions", ("sc_", "cpc_sc_")),
    ("replies", ("reply_",)),
    ("national action plans", ("us_",)),
    ("departmental actions", ("uk_gds",)),
    ("city plans", ("city_cap", "uk_leeds")),
)


@dataclass
class Judged:
    """One labelled sentence with what the reader made of it."""

    gold: dict[str, Any]
    kind: str
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[Error] = field(default_factory=list)


@dataclass(frozen=True)
class Error:
    """Something read wrongly; `sure` is how sure the reader was of it."""

    sure: float
    what: str
    gold: dict[str, Any]


def scorer() -> ModuleType:
    """The scorer that came with the labelled sentences."""
    spec = importlib.util.spec_from_file_location("gold_score", SHARED / "gold" / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit("The scorer ../shared/gold/score.py can't be loaded.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def labelled(language: str) -> list[dict[str, Any]]:
    """The labelled sentences of a language."""
    files = [SHARED / "gold" / f"{language}_dev{more}.jsonl" for more in ("", "_numbers")]
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def readings(names: Iterable[str], score: ModuleType) -> dict[str, Reading]:
    """The documents of that name, read as of the day that the scorer gives them."""
    files = {path.name: path for path in (SHARED / "documents").rglob("*") if path.is_file()}
    made = {}
    for name in sorted(set(names)):
        day = score.dated(name)
        taken = extract(files[name].read_bytes(), name)
        made[name] = read(taken, path=name, dated=date.fromisoformat(day) if day else None)
    return made


def kind_of(name: str) -> str:
    """What kind of document it is, by its name or the folder it stands in."""
    if (SHARED / "documents" / "reports" / name).exists():
        return REPORTS
    return next((kind for kind, starts in KINDS if name.startswith(starts)), "others")


def judged(language: str, score: ModuleType) -> list[Judged]:
    """Every labelled sentence of a language, judged."""
    gold = labelled(language)
    read_ones = readings((each["doc"] for each in gold), score)
    _agree(language, gold, read_ones, made := [_judge(each, read_ones, score) for each in gold])
    return made


def _judge(gold: dict[str, Any], read_ones: dict[str, Reading], score: ModuleType) -> Judged:
    made = Judged(gold, kind_of(gold["doc"]))
    over = [f for f in read_ones[gold["doc"]].findings if _covers(gold, f)]
    mine = [each for each in over if each.label == "commitment"]
    _label(made, over)
    if gold["commitment"] is None:
        return made
    outcome = ("tp" if mine else "fn") if gold["commitment"] else ("fp" if mine else "tn")
    made.counts[f"commitment_{outcome}"] += 1
    if outcome == "fp":
        made.errors.append(Error(max(f.confidence for f in mine), "taken for a commitment", gold))
    if outcome == "fn":
        sure = max((f.confidence for f in over), default=0.5)
        made.errors.append(Error(sure, "commitment missed", gold))
    _targets(made, mine, score)
    if mine and gold["commitment"]:
        _who(made, mine, score)
        _when(made, mine)
    return made


def _covers(gold: dict[str, Any], finding: Finding) -> bool:
    over = min(gold["end"], finding.end) - max(gold["start"], finding.start)
    return over > 0 and over >= 0.5 * min(gold["end"] - gold["start"], finding.end - finding.start)


def _label(made: Judged, over: Sequence[Finding]) -> None:
    """For the reliability of confidence: each finding on the sentence, right or wrong."""
    label = made.gold.get("label")
    if label:
        for finding in over:
            made.counts[
                f"sure_{finding.confidence:.2f}_{'right' if finding.label == label else 'wrong'}"
            ] += 1


def _targets(made: Judged, mine: Sequence[Finding], score: ModuleType) -> None:
    gold = made.gold
    left = [
        (finding.confidence, record)
        for finding in mine
        for record in as_records(finding.targets)
        if record["value"] is not None and gold["start"] <= record["start"] < gold["end"]
    ]
    if not gold["commitment"]:
        made.counts["targets_fp"] += len(left)
        return
    for wanted, disputed in [(t, False) for t in gold["targets"]] + [
        (t, True) for t in gold.get("targets_disputed", [])
    ]:
        hit = next((one for one in left if score.same_target(wanted, one[1])), None)
        if hit:
            left.remove(hit)
        if not disputed:
            made.counts["targets_tp" if hit else "targets_fn"] += 1
        if not hit and not disputed:
            made.errors.append(
                Error(0.5, f"target missed: {wanted['op']} {wanted['value']} {wanted['unit']}", gold)
            )
    made.counts["targets_fp"] += len(left)
    for sure, record in left:
        made.errors.append(
            Error(sure, f"no such target: {record['op']} {record['value']} {record['unit']}", gold)
        )


def as_records(entries: Iterable[Any]) -> list[dict[str, Any]]:
    """Targets as the JSON of a reading has them."""
    names = ("op", "value", "unit", "deadline", "start")
    made = [{name: getattr(entry, name) for name in names} for entry in entries]
    return [record | {"deadline": record["deadline"] and record["deadline"].isoformat()} for record in made]


def _who(made: Judged, mine: Sequence[Finding], score: ModuleType) -> None:
    gold = made.gold
    if isinstance(gold["lead"], list):
        bodies = [span.text for finding in mine for span in (*finding.lead, *finding.joint)]
        hits = sum(any(score.same_body(name, body) for body in bodies) for name in gold["lead"])
        extra = [
            b
            for b in sorted(set(map(score.norm, bodies)))
            if not any(score.same_body(n, b) for n in gold["lead"])
        ]
        made.counts.update(lead_tp=hits, lead_fn=len(gold["lead"]) - hits, lead_fp=len(extra))
        if hits < len(gold["lead"]):
            made.errors.append(Error(0.4, f"lead missed: {', '.join(gold['lead'])}", gold))
        made.errors += [Error(mine[0].confidence, f"no lead: {name}", gold) for name in extra]
    if gold["speaker"] and gold["speaker"] != "disputed":
        right = any(f.speaker and score.same_body(gold["speaker"], f.speaker.text) for f in mine)
        made.counts.update(speaker_right=right, speaker_of=1)


def _when(made: Judged, mine: Sequence[Finding]) -> None:
    gold = made.gold
    dues = {day.isoformat() for f in mine for day in (f.deadline, *(t.deadline for t in f.targets)) if day}
    if gold["deadline"] and gold["deadline"] != "disputed":
        right = gold["deadline"] in dues
        made.counts.update(deadline_right=right, deadline_of=1)
        if not right:
            made.errors.append(
                Error(0.5, f"deadline {gold['deadline']}, read {', '.join(sorted(dues)) or 'none'}", gold)
            )
    elif gold["deadline"] is None:
        made.counts.update(invented=any(f.deadline for f in mine), invented_of=1)


def _agree(
    language: str,
    gold: list[dict[str, Any]],
    read_ones: dict[str, Reading],
    made: list[Judged],
) -> None:
    """The scorer itself must come to the same totals. Raises SystemExit."""
    with tempfile.TemporaryDirectory() as folder:
        for name, reading in read_ones.items():
            (Path(folder) / f"{name}.json").write_text(json.dumps(as_json(reading)), encoding="utf-8")
        call = [sys.executable, str(SHARED / "gold" / "score.py"), "--documents", str(SHARED / "documents")]
        call += ["--predictions", folder, "--gold"]
        call += [str(SHARED / "gold" / f"{language}_dev{more}.jsonl") for more in ("", "_numbers")]
        told = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    total = summed(made)
    own = [total[f"{f}_{o}"] for f in ("commitment", "targets", "lead") for o in ("tp", "fp", "fn")]
    own += [total["deadline_right"], total["deadline_of"], total["invented"], total["invented_of"]]
    its = [told[f][o] for f in ("commitment", "targets", "lead") for o in ("tp", "fp", "fn")]
    its += [told["deadline"][name] for name in ("right", "of", "invented", "where_none")]
    if own != its or told["spans_not_in_text"]:
        raise SystemExit(f"{language}: the scorer counts {its}, this program {own}; {len(gold)} sentences.")


def summed(made: Iterable[Judged]) -> Counter[str]:
    """The counts of many sentences together."""
    total: Counter[str] = Counter()
    for each in made:
        total.update(each.counts)
    return total
