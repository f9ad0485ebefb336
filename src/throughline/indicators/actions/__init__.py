"""The verbs that write indicators, targets and observations."""

from throughline.indicators.actions.indicators import create_indicator, edit_indicator, named_indicators
from throughline.indicators.actions.observations import add_observation, observe
from throughline.indicators.actions.targets import create_target, edit_target, remove_target, set_steps, sound

__all__ = [
    "add_observation",
    "create_indicator",
    "create_target",
    "edit_indicator",
    "edit_target",
    "named_indicators",
    "observe",
    "remove_target",
    "set_steps",
    "sound",
]
