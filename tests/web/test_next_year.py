"""What the forms of the year's end offer: the next register's name and first day, and what can be decided."""

from datetime import date

import pytest

from tests import builders
from tests.delivery.scene import at
from throughline.register.models import Register
from throughline.web.forms.year_end import OutcomeForm, next_start, next_title


@pytest.mark.parametrize(
    ("title", "starts_on", "following", "begins_on"),
    [
        ("2025年重点工作台账", date(2025, 1, 1), "2026年重点工作台账", date(2026, 1, 1)),
        ("2025年重点工作台账", None, "2026年重点工作台账", date(2026, 1, 1)),
        ("Plan 2025–2026", date(2025, 7, 1), "Plan 2026–2027", date(2026, 1, 1)),
        ("Leaders' instructions", None, "Leaders' instructions", date(2026, 1, 1)),
        ("Order 120251", None, "Order 120251", date(2026, 1, 1)),
    ],
)
def test_a_year_is_reconciled_in_its_last_months_or_in_the_first_of_the_next(
    title, starts_on, following, begins_on
):
    register = Register(title=title, starts_on=starts_on)
    for now in ((2025, 12, 20), (2026, 1, 20)):
        with at(*now):
            assert (next_title(register), next_start(register)) == (following, begins_on)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("closed_on", "offered"),
    [
        (None, ["", "done", "not_done", "carried_over", "as_said"]),
        (date(2026, 1, 20), ["", "done", "not_done"]),
    ],
)
def test_of_a_closed_year_only_what_can_be_corrected_is_offered(closed_on, offered):
    form = OutcomeForm(None, user=builders.user("office"), register=Register(closed_on=closed_on))
    assert [value for value, _label in form.fields["kind"].choices] == offered
