from throughline.indicators.models.indicator import Indicator, Observation
from throughline.indicators.models.target import Target, TargetValue

__all__ = ["Indicator", "Observation", "Target", "TargetValue"]
