"""The Chinese translation is complete, and the tool that says so sees what it should."""

import gettext as standard_gettext
from textwrap import dedent

import pytest

from tools import messages

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
A = _("Overdue by %(days)s days")
B = ngettext("one task", "%(count)s tasks", 2)
C = pgettext("rating", "Open")
"""
TEMPLATE = """
{% load i18n %}
<p title="{% translate 'Lead' %}">
    {% blocktranslate trimmed count n=tasks %}
        {{ n }} task is red
    {% plural %}
        {{ n }} tasks are red
    {% endblocktranslate %}</p>
"""
COMPLETE = """
msgid "Overdue by %(days)s days"
msgstr "超期 %(days)s 天"

msgid "one task"
msgid_plural "%(count)s tasks"
msgstr[0] "%(count)s 项任务"

msgctxt "rating"
msgid "Open"
msgstr "未办结"

msgid "Lead"
msgstr "牵头"

msgid "%(n)s task is red"
msgid_plural "%(n)s tasks are red"
msgstr[0] "%(n)s 项任务亮红灯"
"""


@pytest.fixture
def package(tmp_path):
    """A small package with one Python file, one template and its translation's parts."""
    package = tmp_path / "package"
    (package / "templates" / "web").mkdir(parents=True)
    (package / "locale" / "zh_Hans" / "parts").mkdir(parents=True)
    (package / "code.py").write_text(PYTHON, encoding="utf-8")
    (package / "templates" / "web" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    part(package, "a.po", COMPLETE)
    return package


def part(package, name, text):
    path = package / "locale" / "zh_Hans" / "parts" / name
    path.write_text(dedent(text), encoding="utf-8")


def faults(package):
    found = messages.problems(list(messages.used(package)), messages.parts(package))
    return {(problem.what, problem.id) for problem in found}


def test_every_string_of_the_program_is_translated():
    problems = list(messages.problems(list(messages.used()), messages.parts()))
    assert problems == [], "\n".join(map(str, problems))


def test_strings_of_python_and_templates_are_found_where_they_stand(package):
    found = {(string.key, string.place) for string in messages.used(package)}
    assert (("Overdue by %(days)s days", None), "package/code.py:3") in found
    assert (("Open", "rating"), "package/code.py:5") in found
    assert (("Lead", None), "package/templates/web/page.html:3") in found
    assert {key for key, _ in found} >= {("one task", None), ("%(n)s task is red", None)}


def test_a_complete_translation_has_no_fault(package):
    assert faults(package) == set()


def test_a_string_without_translation_is_a_fault(package):
    part(package, "a.po", COMPLETE.replace('"牵头"', '""'))
    (package / "more.py").write_text('_("New")', encoding="utf-8")
    assert faults(package) == {("no translation", "Lead"), ("no translation", "New")}


def test_fuzzy_contradictory_and_broken_translations_are_faults(package):
    part(package, "b.po", '#, fuzzy\nmsgid "Lead"\nmsgstr "带头"\n')
    part(package, "c.po", 'msgid "Overdue by %(days)s days"\nmsgstr "超期 %(day)s 天"\n')
    assert faults(package) == {
        ("fuzzy", "Lead"),
        ("translated differently in a.po", "Lead"),
        ("other placeholders than the original", "Overdue by %(days)s days"),
        ("translated differently in a.po", "Overdue by %(days)s days"),
    }


def test_a_translation_that_nothing_says_is_known(package):
    part(package, "b.po", 'msgid "Gone"\nmsgstr "没了"\n')
    strings = list(messages.used(package))
    assert [problem.id for problem in messages.unused(strings, messages.parts(package))] == ["Gone"]


def test_the_compiled_catalogue_speaks_chinese(package, tmp_path):
    messages.write(messages.merge(messages.parts(package)), tmp_path / "out")
    with (tmp_path / "out" / "django.mo").open("rb") as file:
        catalogue = standard_gettext.GNUTranslations(file)
    assert catalogue.gettext("Lead") == "牵头"
    assert catalogue.pgettext("rating", "Open") == "未办结"
    assert catalogue.ngettext("one task", "%(count)s tasks", 5) == "%(count)s 项任务"
