"""The names of the fields that each version's digest covers, read once."""

from __future__ import annotations

from throughline.history.models import FieldSet, VersionRow
from throughline.history.signing import version_digest


class FieldSets:
    """All field sets by key; there are as many as models times changes of their columns."""

    def __init__(self) -> None:
        self._sets = {one.pk: (one.model, one.names.split(" ")) for one in FieldSet.objects.all()}

    def names(self, row: VersionRow) -> list[str] | None:
        """The names for `row`; None when the set is missing, another model's, or names a field that is none."""
        model, names = self._sets.get(row.fieldset, ("", []))
        if model != row._meta.label:
            return None
        known = {field.name for field in row._meta.local_concrete_fields}
        return names if known.issuperset(names) else None

    def digest(self, row: VersionRow) -> str | None:
        """What the row's digest has to be; None when its field set can't be used."""
        names = self.names(row)
        return None if names is None else version_digest(row, names)
