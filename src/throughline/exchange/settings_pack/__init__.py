"""Settings as a pack: rules, calendars, roles, words, column sets, templates, number series, without the data."""

from throughline.exchange.settings_pack.archive import Pack, read_pack, write_pack
from throughline.exchange.settings_pack.comparison import Item, State, compare
from throughline.exchange.settings_pack.taking_over import take_over

__all__ = ["Item", "Pack", "State", "compare", "read_pack", "take_over", "write_pack"]
