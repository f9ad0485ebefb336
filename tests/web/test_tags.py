"""What templates are written with."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError

from throughline.web.charts import lines

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


def test_a_chart_tells_its_numbers_without_the_zeros_of_their_column():
    points = [("Reported", "2026-06", Decimal("49.0000")), ("Reported", "2026-07", Decimal("62.5000"))]
    chart = lines("Progress", across="Period", value="Progress", points=points)
    assert [[str(cell) for cell in row] for row in chart.rows] == [["2026-06", "49"], ["2026-07", "62.5"]]
