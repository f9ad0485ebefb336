"""Static files under names that carry a hash of their content, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Collected files by their hashed names; a file that was not collected keeps its own name."""

    def stored_name(self, name: str) -> str:
        """The hashed name of `name`; before `make assets` has run, `name` itself: tests need no build."""
        try:
            return super().stored_name(name)
        except ValueError:
            return name
