"""Findings as a list that a person reads in a terminal."""

from __future__ import annotations

from throughline.lib.text import squeeze
from throughline.reading.model import Finding, Reading, Target

WIDTH = 96


def listing(readings: list[Reading], *, explain: bool = False) -> str:
    """One block of lines per file: what it is, then each commitment with who, when and how much.

    With `explain`, facts and opinions too, and under each finding the features and rules behind it.
    """
    return "\n".join(_file(reading, explain=explain) for reading in readings)


def _file(reading: Reading, *, explain: bool) -> str:
    counts = {
        label: sum(f.label == label for f in reading.findings) for label in ("commitment", "fact", "opinion")
    }
    head = f"{reading.path}: {reading.title}" if reading.title else reading.path
    dated = reading.dated.isoformat() if reading.dated else "no date"
    told = f"{reading.language}, {dated}, {reading.characters} characters, {len(reading.damage)} repairs"
    found = f"{counts['commitment']} commitments, {counts['fact']} facts, {counts['opinion']} opinions"
    lines = [head, f"  {told}", f"  {found}", ""]
    for finding in reading.findings:
        if finding.label == "commitment" or explain:
            lines += _finding(finding)
        if explain:
            lines += [*_because(finding), ""]
    return "\n".join(lines) + "\n"


def _finding(finding: Finding) -> list[str]:
    clean = squeeze(finding.clean)
    wording = clean if len(clean) <= WIDTH else clean[: WIDTH - 1] + "…"
    parts = [part for part in (_who(finding), _when(finding), "; ".join(map(told, finding.targets))) if part]
    lines = [f"{finding.confidence:4.2f}  {wording}"]
    return [*lines, "      " + " | ".join(parts)] if parts else lines


def _who(finding: Finding) -> str:
    leads = ", ".join(each.name for each in finding.lead + finding.joint)
    others = ", ".join(each.name for each in finding.supporting)
    return leads + (f" (with {others})" if others else "")


def _when(finding: Finding) -> str:
    due = f"by {finding.deadline.isoformat()}" if finding.deadline else ""
    return " ".join(part for part in (due, finding.recurrence or "") if part)


def told(target: Target) -> str:
    """A target in one phrase: `indicator >= 95 %`."""
    value = "–".join(map(str, target.value)) if isinstance(target.value, list) else str(target.value)
    return f"{target.indicator} {target.op} {value} {target.unit}".rstrip()


def _because(finding: Finding) -> list[str]:
    """The features and rules behind a finding, a line each for the label and its parts."""
    why = finding.why
    if why is None:
        return [f"      {finding.label}: {', '.join(finding.reasons)}"]
    shares = ", ".join(f"{label} {share:.2f}" for label, share in why.shares.items())
    features = [f"{name} {size:+.1f}" for name, size in why.features.items() if abs(size) >= 0.05]
    lines = [f"      {finding.label}, by the weights: {shares}", "        " + "; ".join(features)]
    lines += [f"        who: {why.who}"] if why.who else []
    lines += [f"        when: {why.when}"] if why.when else []
    told_ = zip(finding.targets, why.targets, strict=False)
    return [*lines, *(f"        target {told(target)}: {rule}" for target, rule in told_)]
