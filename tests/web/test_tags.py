"""What templates are written with."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError

WHEN = '{% load throughline %}{% case name %} {% when "aim" %}A{{ row }}{% when "due" %}D{% endcase %}'


@pytest.mark.parametrize(("name", "written"), [("aim", "A&lt;1&gt;"), ("due", "D"), ("lead", ""), (None, "")])
def test_the_part_of_a_value_is_written(name, written):
    assert Template(WHEN).render(Context({"name": name, "row": "<1>"})) == written


@pytest.mark.parametrize(
    "wrong",
    [
        '{% case name %}{% when "aim" %}A{% when "aim" %}B{% endcase %}',
        '{% case name %}{% when "aim" %}A',
        "{% case %}{% endcase %}",
        "{% case name %}{% when %}A{% endcase %}",
    ],
)
def test_a_case_that_is_written_wrongly_is_told(wrong):
    with pytest.raises(TemplateSyntaxError):
        Template("{% load throughline %}" + wrong)
