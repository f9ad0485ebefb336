"""The demonstration city, played through the actions and workflows that people use."""

from throughline.demonstration.build import PASSWORD, STAGES, Built, build

__all__ = ["PASSWORD", "STAGES", "Built", "build"]
