"""Whether an English count follows a verb of doing, so that it says how many are to be made or changed."""

from __future__ import annotations

import re

from throughline.reading import lexicon_en as lexicon


def is_ordered(before: str) -> bool:
    """Whether the words just before a count hold a verb of doing in its plain form: "electrify 250", "to dredge 3"."""
    words = _PLAIN_WORD.findall(before[-44:])
    if words and (words[-1].lower() in _KNOWN or " ".join(words[-2:]).lower() in _ABOUT):
        return False
    return any(word.lower() in _DOING for word in words[-5:])


# "the 24 indicators", "our three aims": a number of what is there already.
_KNOWN = frozenset("the all these those its our their both focus industries hundred thousand".split())
_ABOUT = frozenset(
    (
        "focus on",
        "focuses on",
        "focusing on",
        "based on",
        "report on",
        "reports on",
        "data on",
        "information on",
        "build on",
        "builds on",
        "work on",
        "depends on",
        "relies on",
    )
)
_PLAIN_WORD = re.compile(r"[A-Za-z-]+")
# Verbs that a count follows without being what is to be done.
_DOING = lexicon.ACTIONS - frozenset(
    "use work include consider represent serve handle cover hold meet engage present report state share "
    "place plan plans test research study target list survey access start end begin focus limit shift "
    "document review model help support cost need measure grant house fund light bridge police license "
    "fine sanction plug trial pilot work lead post press move form follow find finance exchange contract "
    "charge change capture benchmark band ban bar balance award audit address act appeal approach bill "
    "block board budget campaign cap center challenge register schedule scale return rate range position "
    "partner map link join issue invoice inventory increase hire fill direct design describe deal date "
    "control combat collect commission commit center care bring boost give make take keep put set get "
    "identify define determine".split()
)
