"""Taking a pack over: the items that were chosen, all of them or none, in one act."""

from __future__ import annotations

from collections.abc import Collection

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.exchange.settings_pack.archive import Pack
from throughline.exchange.settings_pack.comparison import Item, State, compare
from throughline.exchange.settings_pack.parts import parts
from throughline.exchange.settings_pack.refusals import ItemRefused
from throughline.history.act import act
from throughline.lib.refusal import Refused


def take_over(pack: Pack, *, by: User | None, chosen: Collection[str] | None = None) -> list[Item]:
    """Make the settings here those of the pack: the items named in `chosen` (Item.name), all of them when None.

    The items that changed something. Nothing is deleted that the pack does not have. Whoever sets an installation up
    decides on the pack as a whole: the rights of the offices whose settings these are later are not asked item by item,
    so the acts inside are the system's, as parts of this one. Raises NotAllowed, ItemRefused.
    """
    check(by, "vocabulary.manage")
    wanted = [
        item for item in compare(pack) if item.state != State.SAME and (chosen is None or item.name in chosen)
    ]
    if wanted:
        with act("vocabulary.take_settings", by=by, why=pack.sha256):
            for item in wanted:
                _take(item)
    return wanted


def _take(item: Item) -> None:
    try:
        parts()[item.part].take(item.key, item.content)
    except (Refused, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        why = str(error) if isinstance(error, Refused) else f"{type(error).__name__}."
        raise ItemRefused(part=item.label, name=item.title or item.key, why=why) from error
