"""What may stand as a word: it is put into the program's own sentences, which are not escaped any more."""

from __future__ import annotations

from typing import Any

LONGEST = 40
#: Beside letters and digits of any script. No quotes, tags, per cent or braces: they mean something in a sentence.
SIGNS = " -·、（）/"


def is_word(written: Any) -> bool:
    """Whether it can be put into a sentence as it is."""
    return (
        isinstance(written, str)
        and 0 < len(written) <= LONGEST
        and written == written.strip()
        and written[0].isalnum()
        and all(sign.isalnum() or sign in SIGNS for sign in written)
    )
