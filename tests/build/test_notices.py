"""Whose work is used, and that it may be."""

import pytest

from tools import notices


def test_no_package_at_run_time_has_a_licence_that_reaches_the_program():
    packages = [*notices.python_packages(), *notices.front_end_packages()]
    assert [package for package in packages if notices.forbidden(package)] == []
    assert {"django", "pypdfium2", "vega", "@tabler/core"} <= {package.name for package in packages}


def test_the_notices_name_what_is_installed():
    assert notices.NOTICES.read_text(encoding="utf-8") == notices.notices(), "run `make audit`"


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("MIT", False),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("MPL-1.1 OR GPL-2.0-only", False),
        ("GPL-2.0-only OR AGPL-3.0", True),
    ],
)
def test_a_licence_is_refused_when_no_alternative_of_it_may_be_used(licence, refused):
    assert notices.forbidden(notices.Package("some", licence)) is refused
