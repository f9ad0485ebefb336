"""The demonstration city, played through the actions and workflows that people use."""

from throughline.workflows.demonstration.build import PASSWORD, Built, build

__all__ = ["PASSWORD", "Built", "build"]
