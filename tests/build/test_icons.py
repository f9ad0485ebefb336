"""Every icon that a page names is in the sprite."""

import re

from django.conf import settings

ICON = re.compile(r"""\{%\s*icon\s+["']([\w-]+)["']""")


def test_every_icon_of_a_template_is_listed():
    web = settings.PACKAGE / "web"
    listed = (web / "assets" / "icons.txt").read_text(encoding="utf-8").splitlines()
    named = {
        name
        for path in settings.PACKAGE.rglob("templates/**/*.html")
        for name in ICON.findall(path.read_text(encoding="utf-8"))
    }
    assert named - set(listed) == set(), "add them to src/throughline/web/assets/icons.txt"
