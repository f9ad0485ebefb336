"""Collect the static files of all parts into src/throughline/static, under hashed names, compressed."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

#: What django-htmx brings for other versions of htmx than the one in use.
NOT_USED = ("htmx-4*", "htmax-4*", "ext", "htmx-2.js")


def main() -> int:
    """Clear the folder and fill it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THROUGHLINE_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "throughline.config.settings"
        import django  # noqa: PLC0415  the environment comes first
        from django.conf import settings  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=list(NOT_USED))
    return 0


if __name__ == "__main__":
    sys.exit(main())
