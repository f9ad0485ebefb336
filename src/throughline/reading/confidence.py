"""How sure a finding is, so that of those marked 0.9 about nine in ten are right."""

from __future__ import annotations

from bisect import bisect_right

CURVES: dict[str, tuple[tuple[float, float], ...]] = {
    "zh": ((0.0, 0.0), (0.4, 0.5), (0.8, 0.85), (0.9, 0.93), (1.0, 0.98)),
    "en": ((0.0, 0.0), (0.35, 0.5), (0.6, 0.68), (0.85, 0.74), (0.92, 0.91), (1.0, 0.97)),
}
"""Share that the weights give a label → share that was right on development sentences, by straight lines between."""


def calibrated(share: float, language: str) -> float:
    """The share of findings as sure as this one that are right, between 0 and 1, to two decimals."""
    curve = CURVES["zh" if language == "zh" else "en"]
    place = min(max(bisect_right([x for x, _ in curve], share), 1), len(curve) - 1)
    (x0, y0), (x1, y1) = curve[place - 1], curve[place]
    return round(y0 + (y1 - y0) * (share - x0) / (x1 - x0), 2)
